"""A practice by keyboard alone, on a phone's screen, once with scripts and once without.

The conversation from Home to its end. What comes after it goes on from the page where it ended.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import Hands
from tests.browser.stage import Club
from tests.support.browser import SMALL, scrolls_sideways

pytestmark = pytest.mark.browser
SCENARIO = "Kieran: a game, and a picture"
LEADING = "Did he hurt you?"
OPEN = "Tell me about the phone."


def hands(club: Club, tabs: Callable[..., Page], who: str, *, scripts: bool) -> Hands:
    page = tabs(SMALL["width"], script=scripts)
    page.context.add_cookies([club.cookie(who)])
    page.goto(club.server.url)
    return Hands(page)


def says(found: Hands, *words: str) -> None:
    """The page holds these words, says that it is practice, and is no wider than the screen."""
    text = " ".join(found.page.locator("main").inner_text().split())
    for each in words:
        assert each in text, text
    assert (
        "This is not a real child" in found.page.get_by_role("region", name="Practice").inner_text()
    )
    assert not scrolls_sideways(found.page), found.page.url


def reply(found: Hands, place: int) -> None:
    """Choose what stands at a place, by keyboard, and continue."""
    keys = found.page.eval_on_selector_all("[name=reply]", "all => all.map(one => one.value)")
    found.fill({"reply": [keys[place]]}, "Continue")


def begin(found: Hands) -> None:
    found.go("Practise a conversation")
    says(found, "Nothing is marked or counted", "Only you can read what you say and write,")
    found.go(SCENARIO)
    says(found, "You can leave at any time.", "Tuesday 6 October 2026, 19:40")
    found.go("Begin")
    says(found, "Turn 1", "He stacks the same six twice.", "Kieran says nothing.")


def in_own_words(found: Hands) -> None:
    """Nothing chosen; then words of one's own, read over, changed and said."""
    found.fill({}, "Continue")
    says(found, "There is a problem", "Choose what you say or do, or write your own words.")
    assert found.page.title().startswith("Error: Turn 1")
    expect(found.page.locator("#own")).to_be_hidden()
    found.fill({"reply": ["own"], "own": [LEADING]}, "Continue")
    says(found, "Before you say it", LEADING, "Something to think about", "explain to me")
    found.go("Change it")
    assert found.page.input_value("#own") == LEADING
    found.page.fill("#own", "")
    found.fill({"own": [OPEN]}, "Continue")
    says(found, OPEN, "It is yours to choose.")
    found.go("Say it as I wrote it")
    says(found, "Turn 2", f"You said: “{OPEN}”", "Kieran says:")
    found.open("About what you said")
    says(found, "We found nothing to point to.")


def once_more(found: Hands) -> None:
    """An earlier turn as it was, by the browser's Back and by the link; tried again."""
    reply(found, 0)
    says(found, "Turn 3")
    found.page.go_back()
    says(found, "Turn 2, as it was")
    found.go("Go on to turn 3")
    says(found, "Turn 3")
    found.go("Turn 2, as it was")
    says(found, "What you replied", "What was said after this turn is then dropped")
    found.go("Try this turn again")
    says(found, "Turn 2", "What do you say or do?")


def leave_and_come_back(found: Hands) -> None:
    found.go("Leave this practice for now")
    says(found, "You can stop here", "If a real child is on your mind")
    found.go("Practise a conversation: yours")
    says(found, "Your practices", "You are at turn 2.")
    found.go("Go on")
    says(found, "Turn 2")


def to_the_end(found: Hands) -> None:
    for place in (1, 0, 1, 0) * 4:
        if not found.page.locator("[name=reply]").count():
            break
        reply(found, place)
    says(
        found,
        "The conversation ends here.",
        "On a real day you would now",
        "Write the practice record",
    )


@pytest.mark.parametrize(
    ("who", "scripts"), [("tess", True), ("kit", False)], ids=["scripts", "no scripts"]
)
def test_a_trainee_practises_a_conversation(
    club: Club, tabs: Callable[..., Page], who: str, scripts: bool
) -> None:
    trainee = hands(club, tabs, who, scripts=scripts)
    begin(trainee)
    in_own_words(trainee)
    once_more(trainee)
    leave_and_come_back(trainee)
    to_the_end(trainee)
    assert trainee.unseen == []
