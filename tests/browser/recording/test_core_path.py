"""The short way, counted: pages, questions, keys, and the time it takes to type and to read.

The figures stand in docs/core-path.md; a page that grows must change them there, and stay under
ten minutes.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.pages import CORE_NAMES
from tests.browser.keyboard import Hands
from tests.browser.page_inspection import Stage
from tests.support.disclosures import load

DOC = Path(__file__).parents[3] / "docs" / "core-path.md"
TYPED_A_MINUTE = 25 * 5  # 25 words of five characters
READ = 3.0  # seconds for each question on a page, answered or not
CHOOSE = 1.5  # seconds for each tick or choice
TURN = 3.0  # seconds for each page to come and be recognised
TEN_MINUTES = 600


def walk(hands: Hands) -> int:
    """Record and sign; how often a page came, with those that came back to show the numbers."""
    what, turns = load("full"), len(CORE_NAMES)
    hands.go("Begin")
    for name in CORE_NAMES[:-1]:
        assert hands.page.url.endswith(f"/{name}")
        hands.fill(what.raw(name))
        turns += hands.past_the_numbers()
    hands.fill({"not_for": ["none"]}, "Sign and save")
    assert hands.page.url.endswith("/signed")
    return turns


def seconds(hands: Hands, turns: int) -> float:
    """How long it takes, by the rates above."""
    typing = hands.typed / TYPED_A_MINUTE * 60
    return typing + len(hands.asked) * READ + hands.choices * CHOOSE + turns * TURN


@pytest.mark.browser
def test_the_core_is_recorded_and_signed_in_under_ten_minutes(stage: Stage) -> None:
    hands = Hands(stage.tab("sam"))
    hands.page.set_viewport_size({"width": 320, "height": 640})
    hands.page.goto(f"{stage.club.server.url}/record/new")
    took = seconds(hands, walk(hands))
    figures = (
        f"{len(CORE_NAMES)} pages, {len(hands.asked)} questions, {hands.choices} choices, "
        f"{hands.typed} characters typed, {hands.presses} key presses, "
        f"{int(took // 60)} min {int(took % 60):02d} s"
    )
    print(figures)  # noqa: T201 - the count itself
    assert took < TEN_MINUTES
    assert figures in DOC.read_text(encoding="utf-8"), figures
