"""Training from the first chapter to the Board: read, answer, choose, talk, confirm, tell.

On the real server, on a phone's screen, once with JavaScript and once without.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_inspection import SET, Club, search_team
from tests.support.club.office import Office
from tests.support.machine.browser import SMALL, Tabs, scrolls_sideways
from tests.support.training.confirmations import answer_and_send, let_confirm

pytestmark = pytest.mark.browser
ANSWER = "Somebody with power over a child uses it, to get something from them."
FIVE = ("Workbook:", "Name and email:", "Job title:", "Agency:", "Date completed:")


def person(club: Club, tabs: Tabs, who: str, *, scripts: bool) -> Page:
    """Somebody's phone, signed in."""
    page = tabs(SMALL["width"], script=scripts)
    if who:
        page.context.add_cookies(club.cookies(who))
    return page


def press(page: Page, words: str, kind: str = "button") -> None:
    """Press what a person reads, and arrive."""
    assert not scrolls_sideways(page), page.url
    with page.expect_navigation():
        page.get_by_role(kind, name=words).first.click()  # type: ignore[arg-type]


def read(page: Page, club: Club) -> None:
    """The contents, and the first chapter."""
    page.goto(f"{club.server.url}/learn/workbook")
    page.locator(".heard-chapters a").first.click()
    assert "Chapter 1 of 14" in page.inner_text("main")


def answer(page: Page, club: Club) -> None:
    """Each question; the next one is a link on the page."""
    page.goto(f"{club.server.url}/learn/questions")
    page.locator(".heard-chapters a").first.click()
    for number in range(1, 7):
        assert f"Question {number} of 6" in page.inner_text("main")
        if page.locator("textarea").count():
            page.fill("#answer", ANSWER)
        else:
            page.get_by_label("False").check()
        press(page, "Save")
        expect(page.locator("#feedback")).to_be_visible()
        press(page, "Next question" if number < 6 else "Choose who confirms, and send", "link")


def send(page: Page, name: str) -> bool:
    """To a colleague, who is neither manager nor lead. True if chapters were left unopened.

    How many depends on what was read in the same club before.
    """
    search_team(page, name.partition(":")[0])
    page.select_option("#confirmer", label=name)
    page.get_by_label("A colleague").check()
    press(page, "Sign and send")
    said = page.inner_text("main")
    unopened = "Sent on" not in said
    if unopened:
        assert re.search(
            r"You have not opened ([1-9][0-9]? of|any of the) 14 chapters here yet", said
        ), said
        press(page, "Sign and send")
    assert "Sent on" in page.inner_text("main")
    return unopened


def confirm(page: Page, club: Club, name: str, *, unopened: bool) -> None:
    """From Home: read, write down the talk, sign."""
    page.goto(club.server.url)
    press(page, f"Read what {name} sent", "link")
    assert page.inner_text("main").count(ANSWER) == 5
    told = re.search(
        r"sent this before opening ([1-9][0-9]? of|any of the) 14 chapters here",
        page.inner_text("main"),
    )
    assert bool(told) == unopened
    page.fill("#on", "today")
    page.get_by_label("By phone").check()
    page.fill("#follow_up", "Read about the law again.")
    page.get_by_label("I, Sam Lee, confirm that").check()
    press(page, "Sign and confirm")
    assert "You confirmed this training" in page.inner_text("main")


def tell(page: Page, club: Club) -> tuple[str, str]:
    """The learner's completion record: its code, and the draft of the mail to the Board."""
    page.goto(club.server.url)
    press(page, "See it, and what to follow up", "link")
    assert "Read about the law again." in page.inner_text("main")
    press(page, "Completion record", "link")
    code = page.inner_text(".heard-code")
    press(page, "Send to the Board", "link")
    draft = page.locator("a[href^='mailto:']").get_attribute("href")
    assert draft is not None
    return code, draft


def check(stranger: Page, club: Club, code: str, name: str) -> None:
    """Anybody with the code sees that the record is right, and no answer."""
    stranger.goto(f"{club.server.url}/learn/check")
    stranger.get_by_role("textbox").first.fill(code.lower())
    press(stranger, "Check")
    found = stranger.inner_text("main")
    for words in (
        "This record is in Heard",
        name,
        "Sam Lee",
        "Someone who has completed this training",
    ):
        assert words in found
    assert ANSWER not in found


def five(draft: str, name: str, email: str) -> None:
    """The draft goes to the training address and holds the five details alone."""
    mail = urlsplit(draft)
    lines = parse_qs(mail.query)["body"][0].strip().splitlines()
    assert unquote(mail.path) == "mars@northlincs.gov.uk"
    assert len(lines) == len(FIVE), lines
    assert all(line.startswith(label) for line, label in zip(lines, FIVE, strict=True)), lines
    assert lines[1] == f"Name and email: {name}, {email}"


@pytest.mark.parametrize(
    ("who", "scripts", "note"),
    [("tess", True, ""), ("second_senior", False, " (name not checked)")],
    ids=["scripts", "no scripts"],
)
def test_a_trainee_reads_answers_chooses_a_peer_who_confirms(
    club: Club, tabs: Tabs, who: str, scripts: bool, note: str
) -> None:
    """`note`: of someone whose name no lead has confirmed."""
    learner, name = person(club, tabs, who, scripts=scripts), club.world.people[who].name
    let_confirm(Office.today(club.world), "sam")
    read(learner, club)
    answer(learner, club)
    unopened = send(learner, "Sam Lee: has completed this training")
    sam = person(club, tabs, "sam", scripts=scripts)
    confirm(sam, club, name + note, unopened=unopened)
    code, draft = tell(learner, club)
    check(person(club, tabs, "", scripts=scripts), club, code, name)
    five(draft, name, club.world.people[who].email)


def test_back_after_a_confirmation_with_something_to_mend(club: Club, tabs: Tabs):
    office = Office.today(club.world)
    training = answer_and_send(office, "deputy", "pat")
    page = person(club, tabs, "pat", scripts=True)
    page.goto(f"{club.server.url}/learn/confirm/{training}")
    page.fill("#follow_up", ANSWER)
    press(page, "Sign and confirm")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    page.fill("#on", "today")
    page.get_by_label("By phone").check()
    page.check("#understands")
    press(page, "Sign and confirm")
    assert page.url.endswith("?done=confirmed")
    page.go_back()
    assert "You confirmed this training" in page.inner_text("main")
    assert page.locator(".govuk-error-summary").count() == 0


def test_an_answer_saves_itself_on_its_own_clock(club: Club, tabs: Tabs):
    page = person(club, tabs, "jo", scripts=True)  # who answered nothing yet
    page.clock.install()
    page.goto(f"{club.server.url}/learn/questions/what_is_cse")
    page.evaluate(SET, {"answer": [ANSWER]})
    page.locator("#answer").press("End")
    page.locator("#answer").press("x")
    with page.expect_response("**/autosave") as saved:
        page.clock.fast_forward(6000)
    assert saved.value.status == 200
    page.reload()
    expect(page.locator("#answer")).to_have_value(f"{ANSWER}x")
    assert page.locator("#feedback").count() == 0
