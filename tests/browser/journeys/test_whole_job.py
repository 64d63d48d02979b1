"""The whole job at 320 px by keyboard, for each kind of record: from its first question to its end.

Someone answers all that they are asked and signs. Another person opens it, marks it as read and
decides. It is referred, answered and closed. Nothing that was typed or chosen may be missing on the
page to check it, for its reader, or on the papers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from _pytest.mark import ParameterSet
from playwright.sync_api import Page

from app.domain.journey.journey_pages import QUESTION_PAGES
from content.london_time import LONDON
from tests.browser.answering import Answering, Wishes
from tests.browser.page_inspection import Club
from tests.support.asked_answers import (
    Given,
    drop_replaced,
    find_missing_before_signing,
    list_said,
)
from tests.support.every_answer import (
    Read,
    Said,
    find_missing_on_paper,
    find_wrong_gaps,
    select_for_child,
)
from tests.support.machine.browser import scrolls_sideways
from tests.unit.referral_forms.document_text import shown
from tests.web.recording.test_every_question import pdf_of

THREE_DAYS_AGO = datetime.now(UTC).astimezone(LONDON) - timedelta(days=3)
LATE = f"{THREE_DAYS_AGO:%-d/%-m/%Y}"
NAMED = ("child", "Child's name")
"""Each paper names the other children with the part that they may have."""
KEPT_PRIVATE = {("others", "Who told the worker?"), ("others", "Who are they to the child?")}
"""On no paper where they want their name kept private: it goes to people they do not know."""
SOON = f"{datetime.now(UTC).astimezone(LONDON) + timedelta(days=3):%-d/%-m/%Y}"
FOLLOWED_UP = {
    "outcome": ["refer", "early_help"],
    **{name: [SOON] for name in ("task_due", "family_due", "tell_due")},
    **{f"not_safe_c{number}": [""] for number in (1, 2)},
}
"""Answers that the pages of a decision and of closing need: days that can be read, and of a child
who was told no reason why they cannot be."""
USUAL = frozenset({"account_by", "part", "position_of_trust"})


@dataclass(frozen=True)
class Variant:
    """One kind of record. `reader`: who opens it, "" for no one; `skips`: pages not asked.

    `excluded`: who must not read it; `refused`: people who are told that it does not exist.
    """

    name: str
    wishes: Wishes
    skips: frozenset[str]
    reader: str = "jo"
    excluded: tuple[str, ...] = ()
    refused: tuple[str, ...] = ("senior", "pat")

    @property
    def children(self) -> list[str]:
        """The ids of the children that are written down."""
        return [f"c{number}" for number in range(1, self.wishes.items["children"] + 1)]


def wish(
    first: int, how: Iterable[str], leave: frozenset[str] = USUAL, children: int = 1, **more: str
) -> Wishes:
    """Answers that make the kind of record; the rest is whatever the pages ask."""
    usual = {
        "danger_now": "no",
        "about_our_team": "no",
        "told_lead": "yes",
        "protect_identity": "no",
    }
    chosen = {name: [value] for name, value in (usual | more).items()} | FOLLOWED_UP
    return Wishes(chosen | {"how_known": list(how)}, leave, {"children": children}, first)


TOLD, SAW, HEARD = "child_told_me", "i_saw_or_heard_it", "someone_told_me"
CHANGES, ONLINE = "changes_i_noticed", "online"
BY_KIND = frozenset({"why", "words", "when", "seen", "others"})
"""Pages that only some kinds of record ask."""
ALWAYS = {
    *("danger", "where", "read", "how", "told", "child", "people", "signs", "worry", "next"),
    "family",
}
NOT_TOLD = frozenset({"why", "words", "when", "others"})
ABOUT = {"whose_child_words": "c1", "whose_seen": "c2", "whose_worry": "c1"}
EACH = {"same-for-each": "no"}
"""Each child is asked about: signs, tonight and the family."""
VARIANTS = (
    Variant("disclosure", wish(0, [TOLD], danger_now="unsure"), frozenset({"others"})),
    Variant("changes", wish(1, [CHANGES]), NOT_TOLD),
    Variant("online", wish(2, [ONLINE], USUAL - {"position_of_trust"}), NOT_TOLD),
    Variant(
        "for someone else", wish(3, [TOLD], USUAL - {"account_by"}), frozenset({"why", "others"})
    ),
    Variant(
        "about staff",
        wish(4, [SAW, HEARD], about_our_team="yes", protect_identity="yes"),
        frozenset({"why", "words", "when"}),
        reader="senior",
        refused=("jo", "deputy", "pat"),
    ),
    Variant(
        "two children",
        wish(5, [TOLD, HEARD], USUAL - {"part"}, 2, **ABOUT, **EACH),
        frozenset({"why"}),
    ),
    Variant("late", wish(6, [TOLD], told_on=LATE), frozenset({"why", "others"})),
    Variant(
        "no one may read it",
        wish(7, [TOLD], about_our_team="yes", safe_tonight="yes"),
        frozenset({"why", "others"}),
        reader="",
        excluded=("senior",),
        refused=("jo", "deputy", "senior", "pat"),
    ),
)


class Walk:
    """One record from its first question to its end, with the people who have to do with it."""

    def __init__(self, club: Club, tabs: Callable[..., Page], variant: Variant, *, script: bool):
        self.club, self.variant = club, variant
        self._tabs, self._script = tabs, script
        self.people: list[Answering] = []
        self.author = self.person("sam")
        self.concern = ""

    def person(self, who: str) -> Answering:
        page = self._tabs(320, script=self._script)
        page.context.add_cookies(self.club.cookies(who))
        self.people.append(Answering(page, self.variant.wishes, 1000 * len(self.people)))
        return self.people[-1]

    def record(self) -> list[str]:
        """Answer every question page in its turn; their names."""
        hands, names = self.author, []
        hands.page.goto(f"{self.club.server.url}/")
        hands.go("Record a concern")
        name = "danger"
        while name != "sign":
            if name == "call-first":
                hands.go("Continue")
            else:
                assert not scrolls_sideways(hands.page), name
                names.append(name)
                hands.answer_page(name)
            name = hands.page.url.partition("#")[0].partition("?")[0].rpartition("/")[2]
        return names

    def sign(self) -> None:
        """Say who must not read it, and sign. About someone here, the LADO is called too."""
        hands, people = self.author, self.club.world.people
        excluded = [str(people[who].id) for who in self.variant.excluded]
        hands.fill({"not_for": excluded or ["none"]}, "Sign and save")
        if not self.variant.reader:  # the page comes back to ask
            hands.fill({"choice": ["nobody"]}, "Sign and save")
        assert hands.page.url.endswith("/signed")
        if self.variant.reader != "jo":
            assert "Call the LADO" in hands.page.inner_text("main")
        self.concern = hands.page.url.removesuffix("/signed")

    @property
    def concern_id(self) -> UUID:
        return UUID(self.concern.rpartition("/")[2])

    def read(self) -> Answering:
        """Its reader finds it in their list, marks it as read and decides."""
        hands = self.person(self.variant.reader)
        hands.page.goto(f"{self.club.server.url}/concerns")
        path = f"/concerns/{self.concern_id}"
        hands.reach(lambda at: at.get("href") == path, path)
        hands.enter()
        hands.go("Mark as read")
        self.follow(hands, "Record a decision", "decision")
        return hands

    def read_file(self) -> Read:
        """The concern as its reader sees it, its author where no one else may."""
        client = self.club.client(self.variant.reader or "sam")
        return Read(client.get(f"/concerns/{self.concern_id}").get_data(as_text=True))

    def list_refused(self) -> tuple[str, ...]:
        """Return who, of the people who must not see it, is told that it does not exist."""
        path = f"/concerns/{self.concern_id}"
        asked = self.variant.refused
        return tuple(who for who in asked if self.club.client(who).get(path).status_code == 404)

    def list_later(self, record: list[Given]) -> list[Said]:
        """Return what was added after signing, as its reader reads it."""
        later = self.author.given[len(record) :]
        own = [one for hands in self.people[1:] for one in hands.given]
        return list_said(later, third=bool(self.variant.reader)) + list_said(own, third=False)

    def follow(self, hands: Answering, link: str, name: str) -> None:
        """Follow a link of the concern, answer all that its page asks, and sign that."""
        hands.page.goto(self.concern)
        assert not scrolls_sideways(hands.page), self.concern
        if not hands.page.get_by_role("link", name=link).first.is_visible():
            hands.reach(lambda at: at["tag"] == "SUMMARY" and at["text"].startswith("More"), "More")
            hands.press("Enter")
        hands.go(link)
        assert not scrolls_sideways(hands.page), name
        hands.answer_page(name, "Sign and save")
        assert hands.page.url.startswith(f"{self.concern}?added="), hands.page.url

    def finish(self) -> None:
        """It is read and decided, referred by its author, answered and closed."""
        reader = self.read() if self.variant.reader else self.author
        self.follow(self.author, "Record a referral", "referral")
        self.follow(reader, "Record a reply", "reply")
        if self.variant.reader:
            self.follow(reader, "Close this concern", "closure")


def find_missing(walk: Walk, given: list[Given]) -> Iterator[tuple[str, Sequence[object]]]:
    """Yield each answer that its readers do not find, by where it should be."""
    said = list_said(given)
    client = walk.club.client(walk.variant.reader or "sam")
    as_read = list_said(given, third=bool(walk.variant.reader))
    yield "the concern", walk.read_file().lacks(as_read)
    private = KEPT_PRIVATE if walk.variant.wishes.chosen["protect_identity"] == ["yes"] else ()
    for child in walk.variant.children:
        hidden = [one for one in said if (one.page, one.label) in private]
        mine = [one for one in select_for_child(said, child) if one not in hidden]
        path = f"/concerns/{walk.concern_id}/referral/summary?child={child}"
        paper = Read(client.get(path).get_data(as_text=True))
        yield f"the page about {child}", find_missing_on_paper(mine, paper.text, paper.pairs)
        printed = pdf_of(client, walk.concern_id, child)
        yield f"the PDF about {child}", find_missing_on_paper(mine, printed, draw=shown)
        kept = [one for one in hidden if one.shown in paper.text or shown(one.shown) in printed]
        yield f"kept private about {child}", kept
        yield f"strange about {child}", find_strange(said, child, paper.text)
        yield f"not blank about {child}", find_wrong_gaps(mine, paper.text)


def find_strange(said: list[Said], child: str, text: str) -> list[Said]:
    """Return what is only about another child and is on the paper about this one."""
    others = [one for one in said if one.text and one.child not in {"", child}]
    return [one for one in others if one.shown in text and (one.page, one.label) != NAMED]


def make_case(variant: Variant, *, script: bool) -> ParameterSet:
    """A usual run walks each kind once, and the first both ways."""
    number = VARIANTS.index(variant)
    usual = number == 0 or script == (number % 2 == 0)
    name = f"{variant.name}, {'with' if script else 'without'} JavaScript"
    return pytest.param(variant, script, id=name, marks=[] if usual else pytest.mark.prove)


@pytest.mark.browser
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("variant", "script"),
    [make_case(variant, script=script) for variant in VARIANTS for script in (True, False)],
)
def test_the_whole_job_by_keyboard(
    club: Club, tabs: Callable[..., Page], variant: Variant, script: bool
) -> None:
    walk = Walk(club, tabs, variant, script=script)
    names = walk.record()
    assert names == [one.name for one in QUESTION_PAGES if one.name in names]
    assert BY_KIND & set(names) == BY_KIND - variant.skips
    assert set(names) >= ALWAYS
    assert ("where_each" in names) == (len(variant.children) > 1)
    record = drop_replaced(walk.author.given)
    check = walk.author.page.content()
    walk.sign()
    missing = dict(find_missing(walk, record))
    missing["the page to check"] = find_missing_before_signing(record, check)
    assert walk.list_refused() == variant.refused
    walk.finish()
    missing["what came later"] = walk.read_file().lacks(walk.list_later(record))
    assert {where: found for where, found in missing.items() if found} == {}
    assert [line for hands in walk.people for line in (*hands.unseen, *hands.too_wide)] == []
