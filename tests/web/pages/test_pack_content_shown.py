"""What a pack says is on some page, filled, and no page says a sentence twice."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property

import pytest
from lxml import html

from app.domain.pages import PAGES
from app.services.contacts import number_checks
from content import pack_loader, pack_text
from content.contacts.number_findings import hash_phone_line
from content.pack_text import FilledText
from tests.support.club.world import World
from tests.support.disclosures import load
from tests.support.web.record_client import begin, fill, signed

SATURDAY = datetime(2026, 11, 28, 22, 0, tzinfo=UTC)
"""A night on which the club is closed and the out-of-hours line is a machine."""
LATER = datetime(2030, 1, 5, 22, 0, tzinfo=UTC)
OLD = "This may be out of date: last checked on 2"  # the 24th, or a day or two later
NAMES = ("steps.", "blank_form.")  # headings and questions: they name things, and do not age
PUBLIC = ("/", "/with-a-child", "/numbers", "/blank-form", "/help", "/support", "/phone-script")
AREAS = tuple(area.key for area in pack_loader.list_areas() if area.pack)
PROSE = "//p|//li|//*[contains(concat(' ', @class, ' '), ' govuk-hint ')]"
WHEN = re.compile(r"(?:to|yester)day at \d\d:\d\d ")
"""How an entry about a look begins."""
APART = "heard-ring|heard-form-paper|heard-time-out|heard-unsaved|govuk-summary-list"
"""Lines to ring and to write on say the same of each line; the last two are for other moments."""


class Walked:
    """Every page that a worker and a lead come by, each as it was served."""

    def __init__(self, world: World, at: datetime = SATURDAY) -> None:
        world.stop_clocks(at)
        self.pages: dict[str, str] = {}
        self._public(world.client())
        self._keep(world.client("jo"), "/learn/trained")
        self._guided(world.client("sam"))
        self._signed(world, "nobody_inside", ("signed", "referral"))
        self._signed(world, "about_staff", ("signed", "referral"))
        concern = self._signed(
            world,
            "single_sentence",
            ("", "signed", "referral", "more", "add", "disagree", "phone-script"),
        )
        self._details(world.client("sam"), concern)
        self._followed(world, concern)
        world.stop_page_clock(at.replace(day=24, hour=12))
        self._keep(world.client(), "/", "first page on a day in hours")
        childline = hash_phone_line(pack_loader.load_pack("england").contacts["childline"])
        number_checks.record_number_check(
            world.uow("jo"), "england/childline", childline, right=False, said="x"
        )
        self._keep(world.client(), "/numbers", "a helpline that is wrong")

    @cached_property
    def texts(self) -> dict[str, str]:
        """The words of each page, one space between them."""
        return {path: words(html.document_fromstring(text)) for path, text in self.pages.items()}

    def _keep(self, client, path: str, name: str = "") -> None:
        answer = client.get(path)
        assert answer.status_code == 200, path
        self.pages[name or path] = answer.get_data(as_text=True)

    def _public(self, client) -> None:
        for path in (*PUBLIC, *(f"/numbers?area={key}" for key in AREAS)):
            self._keep(client, path)

    def _guided(self, sam) -> None:
        draft = begin(sam)
        for page in (page for page in PAGES if not page.after_signing):
            self._keep(sam, f"{draft}/{page.name}", page.name)
        now = {"danger_now": ["yes"], "danger_why": ["recent_sexual_assault"]}
        fill(sam, f"{draft}/now", {**now, "about_our_team": ["yes"]})
        fill(sam, f"{draft}/account", {"questions_asked": ["Did he hit you?"]})
        fill(sam, f"{draft}/told", {"calls-0-whom": ["police"], "calls-0-number": ["101"]})
        for name in ("account", "told", "sign", "indicators_a", "phone-script"):
            self._keep(sam, f"{draft}/{name}", f"{name}, in danger, about our team")

    def _signed(self, world: World, name: str, ends: tuple[str, ...]) -> str:
        what = replace(load(name), choice="nobody" if name == "nobody_inside" else "named_leads")
        concern = f"/concerns/{signed(world, what)}"
        for who in (what.author, "jo") if name == "single_sentence" else (what.author,):
            for end in ends if who == what.author else ("", "referral", "decide"):
                self._keep(world.client(who), f"{concern}/{end}".rstrip("/"), f"{name} {who} {end}")
        return concern

    def _followed(self, world: World, concern: str) -> None:
        """A referral that nobody answered, and a duty that nobody has done."""
        sam = world.client("sam")
        fill(sam, f"{concern}/more/referral", {"method": ["phone"], "referred_at": ["1/10/2026"]})
        fill(sam, f"{concern}/more/reply", {"answer": ["no_answer"]})
        fill(sam, f"{concern}/duties", {"c1.fgm": ["saw_signs"]})
        self._keep(sam, concern, "nobody answered")
        self._keep(sam, f"{concern}/more/escalation", "escalation")
        self._keep(world.client("jo"), f"{concern}/close", "closing")

    def _details(self, sam, concern: str) -> None:
        for page in (page for page in PAGES if not page.core):
            path = page.name if page.after_signing else f"more/{page.name}"
            self._keep(sam, f"{concern}/{path}", f"after signing {page.name}")
        self._keep(sam, f"{concern}/more/for_council", "words for a paper")


def words(tree) -> str:
    text = " ".join(" ".join(tree.itertext()).split())
    return text.replace(" .", ".")  # a sentence that ends in a link


@pytest.fixture
def walked(world_without_senior: World) -> Walked:
    return Walked(world_without_senior)


def said(title: str = "safeguarding lead") -> pack_text.PackText:
    return pack_text.load_pack_text("north_lincolnshire", title, SATURDAY.date())


def sayings(words: FilledText) -> list[str]:
    aloud = re.split(r"(?<=[.?]) ", words.say)  # printed a sentence a line
    return [one for one in (words.heading, *aloud, *words.body, *words.points) if one]


def everything(pack: pack_text.PackText) -> dict[str, list[str]]:
    """All that is said for people to read, by its place in the pack."""
    found = {f"texts.{key}": sayings(one) for key, one in pack.texts.items()}
    found |= {f"companion.{one.key}": sayings(one) for one in pack.companion}
    found |= {f"settings.{one.key}": sayings(one) for one in _decided(pack)}
    for key, step in pack.steps.items():
        found[f"steps.{key}"] = [step.title, step.heading]
        found |= {f"prompts.{label}": [label, more] for label, more in step.prompts}
    for part in pack.blank_form:
        labels = [label for label, _ in part.lines]
        found[f"blank_form.{part.key}"] = [part.heading, part.hint, *labels]
    return found


def _decided(pack: pack_text.PackText) -> tuple[FilledText, ...]:
    return pack.csa_duty, pack.delivery, pack.escalation, pack.sharing, pack.training


def twice(text: str) -> list[str]:
    """Sentences of five words and more that a page has twice, but for who did what when."""
    tree = html.document_fromstring(text)
    count: Counter[str] = Counter()
    for one in tree.xpath(PROSE):
        outside = [one, *one.iterancestors()]
        inside = one.xpath(PROSE.replace("//", ".//"))
        if inside or any(re.search(APART, each.get("class", "")) for each in outside):
            continue
        sentences = re.split(r"(?<=[.?:]) ", words(one))
        told = (each for each in sentences if not WHEN.match(each))
        count.update(each for each in told if len(each.split()) >= 5)
    return [sentence for sentence, times in count.items() if times > 1]


def test_every_text_and_prompt_is_shown_and_no_page_repeats_itself(walked):
    pages = " ".join(walked.texts.values())
    unseen = {
        key: missing
        for key, lines in everything(said()).items()
        if (missing := [line for line in lines if " ".join(line.split()) not in pages])
    }
    assert not unseen
    assert not {name: found for name, text in walked.pages.items() if (found := twice(text))}
    assert "{" not in re.sub(r"\{&#34;|\{\"", "", pages)


def test_each_page_says_its_words_are_old_once_no_one_checks_them(world_without_senior):
    later = Walked(world_without_senior, LATER).texts
    said_here = {k: found for k, found in everything(said()).items() if not k.startswith(NAMES)}
    headings = {one.heading for one in said().texts.values()}  # a link may say one too
    lines = [line for found in said_here.values() for line in found if line not in headings]
    known = {one for line in lines if len((one := " ".join(line.split())).split()) >= 5}
    silent = {
        name: holds
        for name, text in later.items()
        if OLD not in text and (holds := [one for one in known if one in text])
    }
    assert not silent
    assert sum(OLD in text for text in later.values()) > 30


def test_no_page_says_so_before_its_time(walked):
    assert not [name for name, text in walked.texts.items() if "out of date" in text]


def test_a_sentence_that_stands_twice_is_found():
    assert twice(
        "<p>Ring first, write after that.</p><ul><li>Ring first, write after that.</li></ul>"
    )
    assert not twice("<p>Ring first, write after that.</p><p>Write first, ring after that.</p>")


def test_the_page_that_names_report_remove_gives_the_childs_line_to_tap(world: World):
    sam = world.client("sam")
    page = sam.get(f"{begin(sam)}/exploitation").get_data(as_text=True)
    box = page[page.index("For the child, about images") : page.index("images_exist")]
    assert "Report Remove" in box
    assert "It is on the Childline website." in box
    assert 'href="tel:08001111"' in box
    assert "We do not have a number that we know works" not in box
    assert page.count("on the Childline website") == 1
