"""The way to signing, counted: pages, questions, keys, and the time it takes to type and to read.

The figures stand in docs/core-path.md; a page that grows must change them there, and stay under
its time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page

from content.london_time import LONDON
from tests.browser.journey_figures import (
    FIRST,
    PHONE,
    count_seconds,
    measure_unanswered,
    say_time,
)
from tests.browser.keyboard import Hands
from tests.browser.served_clubs import serve_world
from tests.support.club.world import COOKIE, World
from tests.support.disclosures import Raw
from tests.support.web.html_forms import form_to
from tests.unit.referral_forms.document_text import pages_text, squash

DOC = Path(__file__).parents[3] / "docs" / "core-path.md"
MOST_PIXELS = 500
PHONES = (PHONE, {"width": 390, "height": 844})
"""A small phone, and the one that the targets of docs/core-path.md were set on."""
SOONEST: tuple[tuple[Raw, str], ...] = (
    *[({}, "")] * 4,
    ({"child_words": ["he hurts me"]}, "Check and sign now"),
    ({"not_for": ["none"]}, "Sign and save"),
)
"""One page after the other: all that somebody must answer, and the button that they press."""

TUESDAY = datetime(2026, 11, 24, 15, 45, tzinfo=LONDON)
"""The time of each walk. More numbers can be called by day, and each is on the pages."""

DISCLOSURE: dict[str, Raw] = {
    "where": {"child_is": ["with_me"], "leaves_at": ["21:00"], "leaves_with": ["Her nan"]},
    "read": {"about_our_team": ["no"]},
    "how": {"how_known": ["child_told_me"]},
    "words": {
        "child_words": ["he picks me up after training. he says i owe him for the trainers"],
        "asked_any": ["yes"],
        "questions_asked": ["Who is he?"],
    },
    "when": {"told_on": ["today"], "told_at_time": ["15:35"], "just_us": ["yes"]},
    "seen": {"seen": ["Crying. Kept checking her phone."]},
    "told": {
        "told_lead": ["no_answer"],
        "called_anyone_else": ["yes"],
        "calls-0-whom": ["children_services"],
        "calls-0-how_it_ended": ["told_who_the_child_is"],
        "calls-0-answered": ["Dawn"],
        "calls-0-advice": ["Keep her with you until nan comes."],
    },
    "child": {"children-0-name": ["Maja"], "children-0-age": ["14"]},
    "people": {
        "people-0-know-0": ["1"],
        "people-0-name_or_nickname": ["Daz"],
        "people-0-know-5": ["1"],
        "people-0-vehicles": ["Silver Golf, starts FX19"],
    },
    "signs": {"c1.indicators-pick": ["threats_or_control", "collected_by_unknown_cars"]},
    "worry": {"worry": ["An adult is controlling her with gifts. He will come on Tuesday."]},
    "next": {
        "explained_next-unknown": ["not_told_yet"],
        "c1.child_wishes-unknown": ["not_asked"],
        "c1.safe_tonight": ["yes"],
    },
    "family": {"c1.family_knows": ["no"], "c1.safe_to_tell": ["unsure"]},
}
CHANGES: dict[str, Raw] = {
    "where": {"child_is": ["somewhere_else"], "where_now": ["At home"]},
    "read": {"about_our_team": ["no"]},
    "how": {"how_known": ["changes_i_noticed"]},
    "seen": {"seen": ["Late every Tuesday since half term. Twice into a silver Golf."]},
    "told": {"told_lead": ["yes"], "told_lead_name": ["Jo Smith"]},
    "child": {"children-0-name": ["Maja"]},
    "people": {},
    "signs": {"c1.indicators-pick": ["mood"]},
    "worry": {"worry": ["Someone may be collecting her."]},
    "next": {"c1.safe_tonight": ["yes"]},
    "family": {"c1.family_knows": ["not_known"]},
}


@pytest.fixture
def hands(world: World, tabs: Callable[..., Page]) -> Iterator[Hands]:
    """The first question on a phone, on that afternoon."""
    page = tabs(PHONE["width"])
    page.set_viewport_size(PHONE)
    with serve_world(world.stop_clocks(TUESDAY)) as url:
        page.context.add_cookies([{"name": COOKIE, "value": world.token("sam"), "url": url}])
        page.goto(f"{url}/record/new")
        yield Hands(page)
        page.goto("about:blank")


def walk(hands: Hands, answers: dict[str, Raw]) -> tuple[int, str]:
    """Record and sign; the number of pages, the first and the last among them.

    Also how many of the texts that were typed can be read on the page to sign.
    """
    hands.fill({"danger_now": ["no"]})
    for name, raw in answers.items():
        assert hands.page.url.partition("#")[0].endswith(f"/{name}"), hands.page.url
        hands.fill(raw)
    values = [text for raw in answers.values() for texts in raw.values() for text in texts]
    texts = [text for text in values if is_text(text)]
    shown = squash(hands.page.inner_text("main"))
    read = f"{sum(squash(text) in shown for text in texts)} of {len(texts)}"
    hands.fill({"not_for": ["none"]}, "Sign and save")
    assert hands.page.url.endswith("/signed")
    return len(answers) + 2, read


def is_text(text: str) -> bool:
    """Whether it was written: a token of a choice has neither a space nor a capital."""
    return " " in text or text[:1].isupper()


def find_words_on_paper(world: World, hands: Hands) -> str:
    """How many pages the referral summary has, and which of them has the child's words."""
    concern_id, client = UUID(hands.page.url.split("/")[-2]), world.client("sam")
    page = client.get(f"/concerns/{concern_id}/referral/pdf?child=c1").get_data(as_text=True)
    form = form_to(page, "summary.pdf")
    pdf = client.post(form.action, data=form.sent()).get_data()
    pages = pages_text(pdf, form.controls["words"].value)
    (words,) = DISCLOSURE["words"]["child_words"]
    found = next(n for n, text in enumerate(pages, 1) if squash(words) in squash(text))
    return f"{len(pages)} pages, words on page {found}"


def read_table() -> dict[str, str]:
    """Return the figures of the way as it is now, by the row of the table."""
    lines = DOC.read_text(encoding="utf-8").splitlines()
    cells = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")]
    return {cell[0]: cell[-1] for cell in cells}


def demand_rows(rows: dict[str, str]) -> None:
    """Fail unless the table says this."""
    told = read_table()
    assert {label: told.get(label) for label in rows} == rows


@pytest.mark.browser
@pytest.mark.parametrize(
    ("answers", "minutes"),
    [(DISCLOSURE, 12), (CHANGES, 8)],
    ids=["full disclosure", "changes, no disclosure"],
)
def test_a_record_is_signed_in_time_by_keyboard_on_a_phone(
    world: World, hands: Hands, answers: dict[str, Raw], minutes: int
) -> None:
    pages, read = walk(hands, answers)
    took = count_seconds(hands, pages)
    figures = (
        f"{pages} pages, {len(hands.asked)} questions, {hands.choices} choices, "
        f"{hands.typed} characters typed, {hands.presses} key presses, {say_time(took)}"
    )
    print(figures)  # noqa: T201 - the count itself
    assert took < minutes * 60
    assert figures in DOC.read_text(encoding="utf-8"), figures
    which = "full disclosure" if answers is DISCLOSURE else "changes, no disclosure"
    rows = {f"Record of {which}": f"{pages} pages, {len(hands.asked)} questions, {say_time(took)}"}
    if answers is DISCLOSURE:
        rows["Its texts that can be read on the page to sign"] = read
        rows["Its referral summary"] = find_words_on_paper(world, hands)
    demand_rows(rows)


@pytest.mark.browser
def test_the_soonest_record_is_signed_with_one_text_and_one_tick(hands: Hands) -> None:
    for raw, button in SOONEST:
        hands.fill(raw, button)
    assert hands.page.url.endswith("/signed")
    pages = len(SOONEST)
    took = say_time(count_seconds(hands, pages))
    figures = f"{pages} pages, {len(hands.asked)} questions, {took}"
    demand_rows({"Soonest that can be signed": figures})


@pytest.mark.browser
@pytest.mark.parametrize("phone", PHONES)
def test_the_pages_of_the_way_are_as_short_as_they_are_said_to_be(
    hands: Hands, phone: dict[str, int]
) -> None:
    hands.page.set_viewport_size(phone)
    top = hands.page.evaluate(FIRST)
    assert top < MOST_PIXELS
    pages = list(measure_unanswered(hands.page))
    screens = sorted(page.screens for page in pages)
    demand_rows(
        {
            "First question starts, on a phone": f"{top:,.0f} px down",
            "Questions at first sight": str(sum(page.questions for page in pages)),
            "“Not known” boxes": str(sum(page.not_known for page in pages)),
        }
    )
    whole = sum(one <= 1 for one in screens)
    figures = [len(pages), screens[0], screens[-1], sum(screens), whole]
    row = f"Pages before the one to sign, unanswered, {phone['width']} by {phone['height']} pixels"
    told = re.findall(r"[0-9.]+", read_table()[row])
    assert [float(one) for one in told] == pytest.approx(figures, abs=0.05), figures
