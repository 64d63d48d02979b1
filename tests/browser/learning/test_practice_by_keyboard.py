"""A practice by keyboard alone, on a phone's screen, once with scripts and once without.

From Home through the conversation, the record and the look back, to the talk with a colleague.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.keyboard import Hands
from tests.browser.page_inspection import Club
from tests.support.disclosures import Raw
from tests.support.machine.browser import SMALL, scrolls_sideways

pytestmark = pytest.mark.browser
SCENARIO = "Kieran: after the youth club"
LEADING = "Did he hurt you?"
OPEN = "Tell me about the phone."
WORDS = "They want fifty pounds by midnight."
SAID = "They want fifty quid by midnight"
RECORD: dict[str, Raw] = {  # every page after the first, in order
    "why": {"danger_why": ["says_they_may_end_their_life"]},
    "where": {"child_is": ["with_me"]},
    "read": {"about_our_team": ["no"]},
    "how": {"how_known": ["child_told_me"]},
    "words": {"child_words": [WORDS]},
    "when": {},
    "seen": {},
    "told": {"told_lead": ["yes"], "told_lead_name": ["Dawn Ellery"]},
    "child": {"children-0-name": ["Kieran Marsh"]},
    "people": {},
    "signs": {},
    "worry": {"worry": ["Ask Priya Nair."]},
    "next": {},
    "family": {},
}


def hands(club: Club, tabs: Callable[..., Page], who: str, *, scripts: bool) -> Hands:
    page = tabs(SMALL["width"], script=scripts)
    page.context.add_cookies(club.cookies(who))
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
    found.go("Learn")  # a trainee's Home has one button: what to do next
    found.go("Practise a conversation")
    found.open("Who can read it, and how it goes")
    says(found, "Nothing is marked or counted", "Only you can read what you say and write, unless")
    found.go(SCENARIO)
    says(found, "You can leave at any time.", "Tuesday 6 October 2026, 19:40")
    found.go("Start")
    says(found, "Turn 1", "He stacks the same six twice.", "Kieran says nothing.")


def in_own_words(found: Hands) -> None:
    """Nothing chosen; then words of one's own, read over, changed and said."""
    found.fill({}, "Continue")
    says(found, "There is a problem", "Choose what you say or do, or write your own words.")
    assert found.page.title().startswith("Error: Turn 1")
    expect(found.page.locator("#own")).to_be_hidden()
    found.fill({"reply": ["own"], "own": [LEADING]}, "Continue")
    says(found, "Before you say it", LEADING, "Something to think about", "explain to me")
    found.go("Change your words")
    assert found.page.input_value("#own") == LEADING
    found.page.fill("#own", "")
    found.fill({"own": [OPEN]}, "Continue")
    says(found, OPEN, "What did you mean to do?")
    found.fill({"meant": ["believe"]}, "Continue")
    says(found, "What comes next?", "What you meant to do: Show that I")
    found.fill({"nearest": ["none"]}, "Say it")
    says(found, "Which written reply comes next?", "You found no written reply close to your words")
    found.go("Change your words")
    found.fill({}, "Continue")
    found.fill({"meant": ["believe"]}, "Continue")
    found.fill({"nearest": ["no_rush"]}, "Say it")
    says(found, "Turn 2", f"You said, in your own words: “{OPEN}”", "Kieran says:")
    found.open("About what you said")
    says(found, "With these words you asked an open question")


def once_more(found: Hands) -> None:
    """An earlier turn as it was, by the browser's Back and by the link; tried again."""
    reply(found, 0)
    says(found, "Turn 3")
    found.page.go_back()
    says(found, "Turn 2, as it was")
    found.go("Go on to turn 3")
    says(found, "Turn 3")
    found.go("Turn 2, as it was")
    says(found, "What you replied", "The conversation then goes on from here")
    found.go("Try this turn again")
    says(found, "Turn 2", "What do you say or do?")


def leave_and_come_back(found: Hands) -> None:
    found.go("Leave this practice for now")
    says(found, "You can stop here", "If a real child is on your mind")
    found.go("Practise a conversation: yours")
    says(found, "Your practices", "You are at turn 2.")
    found.go("Continue")
    says(found, "Turn 2")


def to_the_end(found: Hands) -> None:
    for place in (1, 0, 1, 0) * 4:
        if not found.page.locator("[name=reply]").count():
            break
        reply(found, place)
    says(found, "The conversation ends here.", "On a real day you would now", "In this practice")


def write_it_down(found: Hands) -> None:
    """The very pages of a real record, at the hour of the story; a strange name is pointed at."""
    found.go("Write the practice record")
    says(found, "Your practice record", "In this practice it is Tuesday 6 October 2026, 19:50.")
    found.go("Is anyone in danger right now?")
    says(found, "A real child?")
    found.fill({"danger_now": ["unsure"]})
    says(found, "Who you would call now", "A real child?")
    assert not found.page.locator("main a[href^='tel:']").count()
    found.go("Continue")
    for name, raw in RECORD.items():
        assert found.page.url.partition("#")[0].endswith(f"/{name}"), found.page.url
        found.fill(raw)
    says(found, "Read over and finish", WORDS, "Priya Nair", "This practice record: only you.")
    found.fill({"not_for": ["none"]}, "Finish the practice record")


def look_back(found: Hands) -> None:
    """The first screen with a moment of it, and then a part that is folded below."""
    says(found, "Feedback", "What helped", "One to try another way", "An example record")
    moment = found.page.locator(".heard-moments .govuk-details__text").first
    assert not moment.is_visible()
    found.open("You said")
    expect(moment).to_be_visible()
    expect(moment.locator(".heard-repeated")).to_be_hidden()
    expect(moment.locator(".heard-before")).to_be_visible()
    told = found.page.get_by_text("Dawn Ellery", exact=True).first
    assert not told.is_visible()
    found.open("Who to tell")
    expect(told).to_be_visible()
    found.open("An example record")
    says(found, SAID, WORDS)
    assert found.page.locator("main ins").count()
    assert found.page.locator("main del").count()
    assert not found.page.locator("main a[href^='tel:']").count()


def send_it(found: Hands, confirmer: str) -> None:
    found.go("Send it to someone")
    says(found, "Only you and the person you choose can open it.", "Priya Nair")
    if found.page.locator("[name=q]").count():
        found.fill({"q": ["Sam Lee"]}, "Search the team")
    found.fill({"confirmer": [confirmer], "made_up": ["1"]}, "Sign and send")
    says(found, "What you sent to Sam Lee", "What helped")
    found.open("The practice record")
    says(found, WORDS)


def talk_about_it(found: Hands, of: str) -> None:
    found.reach(lambda at: at["text"].startswith("Read it") and of in at["text"], f"what {of} sent")
    found.enter()
    says(found, f"Practice of {of}", "What helped", "There is nothing to confirm and no mark")
    found.open("The practice record")
    says(found, WORDS)
    note = {"on": ["today"], "how": ["together"], "note": ["We talked about waiting."]}
    found.fill(note, "Sign this note")
    says(found, "Your note is signed.", "We talked about waiting.")


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
    write_it_down(trainee)
    look_back(trainee)
    send_it(trainee, str(club.world.people["sam"].id))
    colleague = hands(club, tabs, "sam", scripts=scripts)
    talk_about_it(colleague, club.world.people[who].name)
    assert trainee.unseen == []
    assert colleague.unseen == []
