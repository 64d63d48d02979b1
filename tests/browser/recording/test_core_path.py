"""The way to signing, counted: pages, questions, keys, and the time it takes to type and to read.

The figures stand in docs/core-path.md; a page that grows must change them there, and stay under
its time.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from content.london_time import LONDON
from tests.browser.keyboard import Hands
from tests.browser.page_inspection import Stage
from tests.support.disclosures import Raw

DOC = Path(__file__).parents[3] / "docs" / "core-path.md"
TYPED_A_MINUTE = 25 * 5  # 25 words of five characters
READ = 3.0  # seconds for each question on a page, answered or not
CHOOSE = 1.5  # seconds for each tick or choice
TURN = 3.0  # seconds for each page to come and be recognised
MOST_PIXELS = 500
ANSWER_TOP = """() => document.querySelector("main form input:not([type=hidden])")
  .closest("fieldset").getBoundingClientRect().top + scrollY"""

LATER = f"{datetime.now(LONDON) + timedelta(hours=6):%H:%M}"  # the call is not the first button

DISCLOSURE: dict[str, Raw] = {
    "where": {"child_is": ["with_me"], "leaves_at": [LATER], "leaves_with": ["Her nan"]},
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
        "other-calls": ["yes"],
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


def walk(hands: Hands, answers: dict[str, Raw]) -> int:
    """Record and sign; the number of pages, the first and the last among them."""
    hands.fill({"danger_now": ["no"]})
    for name, raw in answers.items():
        assert hands.page.url.partition("#")[0].endswith(f"/{name}"), hands.page.url
        hands.fill(raw)
    hands.fill({"not_for": ["none"]}, "Sign and save")
    assert hands.page.url.endswith("/signed")
    return len(answers) + 2


def seconds(hands: Hands, pages: int) -> float:
    """How long it takes, by the rates above."""
    typing = hands.typed / TYPED_A_MINUTE * 60
    return typing + len(hands.asked) * READ + hands.choices * CHOOSE + pages * TURN


@pytest.mark.browser
@pytest.mark.parametrize(
    ("answers", "minutes"),
    [(DISCLOSURE, 12), (CHANGES, 8)],
    ids=["full disclosure", "changes, no disclosure"],
)
def test_a_record_is_signed_in_time_by_keyboard_on_a_phone(
    stage: Stage, answers: dict[str, Raw], minutes: int
) -> None:
    hands = Hands(stage.tab("sam"))
    hands.page.set_viewport_size({"width": 320, "height": 640})
    hands.page.goto(f"{stage.club.server.url}/record/new")
    assert hands.page.evaluate(ANSWER_TOP) < MOST_PIXELS
    pages = walk(hands, answers)
    took = seconds(hands, pages)
    figures = (
        f"{pages} pages, {len(hands.asked)} questions, {hands.choices} choices, "
        f"{hands.typed} characters typed, {hands.presses} key presses, "
        f"{int(took // 60)} min {int(took % 60):02d} s"
    )
    print(figures)  # noqa: T201 - the count itself
    assert took < minutes * 60
    assert figures in DOC.read_text(encoding="utf-8"), figures
