"""A lead with the case of twelve concerns, by keyboard, without a script: from the link to paper.

They find the white car that three files name, decide about the newest concern, refer, close it with
what is open moved to the child's file, reopen it, and print the file.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from app.services.demo.demo_loader import DEMO_PASSPHRASE
from tests.browser.page_inspection import STEP_UP_BOX
from tests.support.machine.browser import scrolls_sideways
from tests.support.machine.needed_programs import program
from tests.support.server import ROOT, Server, environment

pytestmark = pytest.mark.browser
LOAD = ("demo", "load", "--case")
WHY = "Her social worker needs to know tonight."
TOLD = "I told Casey that Priya will call her."
HER_WORDS = "jay says i can earn money if i bring my mates. he says they would like it"
CHASE = "Chase children’s services for an answer"
OWED = "you referred this to Priya Nair, social worker. Children’s services should confirm by"


def load_case(data: Path) -> Path:
    """Make a data folder with the case, as the commands do."""
    for words in (["-m", "app", "first-start"], ["-m", "flask", "--app", "wsgi", *LOAD]):
        made = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=environment(data, DEMO="1"),
            capture_output=True,
            text=True,
        )
        assert made.returncode == 0, made.stderr
    return data


class Lead:
    """Someone at a keyboard who signed in as the club's lead."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.page.goto(f"{url}/sign-in")
        self.type("Email", "jo@club.example")
        self.type("Passphrase", DEMO_PASSPHRASE)
        self.press("Sign in")

    @property
    def main(self) -> Locator:
        """The page but for its head and foot."""
        return self.page.locator("main")

    def open_children(self) -> None:
        """Go to the list of children, by the head of the page or by the menu at its foot."""
        link = self.page.get_by_role("link", name="Children", exact=True)
        self._enter(link.filter(visible=True).first)

    def press(self, words: str) -> None:
        """Follow the first link, or press the first button, with these words."""
        controls = self.page.locator("main a, main button")
        self._enter(controls.filter(has_text=words, visible=True).first)

    def _enter(self, control: Locator) -> None:
        control.focus()
        assert control.evaluate("one => one.matches(':focus-visible')"), "no one sees the focus"
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        assert not scrolls_sideways(self.page), self.page.url

    def type(self, label: str, text: str) -> None:
        """Write into a box."""
        self.page.get_by_label(label).first.focus()
        self.page.keyboard.type(text)

    def choose(self, words: str, under: str = "") -> None:
        """Choose an answer, of the question with the words `under`."""
        asked = self.page.get_by_role("group", name=under) if under else self.page
        asked.get_by_label(words, exact=True).first.focus()
        self.page.keyboard.press("Space")

    def act(self, words: str) -> None:
        """Follow a link that stands behind "More" on the page of a concern."""
        more = self.page.locator("main summary").filter(has_text="More").first
        more.focus()
        self.page.keyboard.press("Enter")
        self.press(words)


def find_link(lead: Lead) -> None:
    """Today, the children, and the white car that no one worker could see."""
    lead.open_children()
    lead.press("Links between children’s files")
    things = lead.main.get_by_role("table", name="Things that are named in more than one child")
    row = things.locator("tr", has_text="Small white car, plate begins YJ21")
    expect(row).to_contain_text("Casey Marsh, Maya Ellis, Robin Archer")
    expect(row).to_contain_text("Part of the plate fits")
    car = lead.main.get_by_role("region", name="Small white car, plate begins YJ21")
    expect(car).to_contain_text("White car, YJ21 L and then I could not see")
    expect(car).to_contain_text("White hatchback, plate begins YJ21")
    expect(lead.main).to_contain_text("This is what people said. It isn’t proof.")
    lead.press("Casey Marsh")
    expect(lead.page.locator("h1")).to_have_text("Casey Marsh")
    assert "Casey" not in lead.page.title()
    expect(lead.main).to_contain_text("Ask Casey’s school when she was away")
    expect(lead.main.locator(".heard-words").first).to_have_text(HER_WORDS)


def decide(lead: Lead) -> str:
    """Read the newest concern and decide to refer; the concern's address."""
    lead.page.goto(lead.url)
    expect(lead.main).to_contain_text("Danger now: not sure")
    lead.press("Read it now")
    lead.press("Mark as read")
    lead.press("Record a decision")
    concern = lead.page.url.rpartition("/")[0]
    lead.choose("Refer to children’s services")
    lead.type("Why?", WHY)
    lead.type("What does Pat Jones need to know, and do?", "I am calling now.")
    lead.choose("Yes, they have been told")
    lead.press("Sign and save")
    expect(lead.main).to_contain_text("Decided by Jo Smith")
    lead.press("Which child is this?")
    lead.page.get_by_role("radio", name="Casey Marsh, age 14").focus()
    lead.page.keyboard.press("Space")
    lead.press("Save your answer")
    expect(lead.main).to_contain_text("6 concerns")
    return concern


def refer(lead: Lead, concern: str) -> None:
    """Record a referral by phone."""
    lead.page.goto(concern)
    lead.press("Record a referral")
    lead.choose("By phone")
    lead.type("Who did you refer to?", "Priya Nair, social worker")
    lead.press("Sign and save")
    expect(lead.main).to_contain_text(OWED)


def close(lead: Lead, concern: str) -> None:
    """Close it: one thing is done, and the other one moves to the child's file."""
    lead.page.goto(concern)
    lead.act("Close this concern")
    lead.choose("Move it to Casey Marsh’s file. It stays due", CHASE)
    lead.choose("Done", "Check that the child is safe now")
    lead.page.locator("[id^=item_safe_now][id$=_said]").focus()
    lead.page.keyboard.type("Priya saw her at home today")
    writing = lead.page.get_by_role("group", name="Ask how soon they need the referral in writing")
    writing.get_by_label("Done").focus()
    lead.page.keyboard.press("Space")
    lead.press("Sign and save")
    expect(lead.page.locator(".govuk-error-summary")).to_contain_text("Write one line")
    lead.page.locator("[id^=item_in_writing][id$=_said]").focus()
    lead.page.keyboard.type("Sent by secure email")
    lead.type("Why are you closing this concern?", "Her social worker leads on it.")
    lead.type("What was Casey Marsh told?", TOLD)
    lead.choose("We made a referral to children’s services.")
    lead.press("Sign and save")
    expect(lead.page.locator(".govuk-caption-l")).to_contain_text("Closed")


def print_file(lead: Lead, path: Path) -> str:
    """Print Casey's file; the words on it."""
    lead.open_children()
    lead.press("Casey Marsh")
    expect(lead.main.get_by_role("region", name="Outstanding")).to_contain_text(OWED)
    expect(lead.main).to_contain_text(f"What the child was told: {TOLD}")
    lead.press("Print this file")
    if lead.page.locator(STEP_UP_BOX).count():
        lead.page.locator(STEP_UP_BOX).focus()
        lead.page.keyboard.type(DEMO_PASSPHRASE)
        with lead.page.expect_navigation():
            lead.page.keyboard.press("Enter")
    lead.type("Who is this copy for?", "Priya Nair, children’s services")
    lead.type("Why do they need it?", "For the meeting about her plan.")
    lead.page.get_by_role("button", name="Print this file").focus()
    with lead.page.expect_download() as download:
        lead.page.keyboard.press("Enter")
    download.value.save_as(path)
    reader = program("pdftotext", "poppler-utils")
    shown = subprocess.run([reader, "-layout", path, "-"], capture_output=True, check=True)
    return " ".join(shown.stdout.decode().split())


def walk(lead: Lead, path: Path) -> None:
    """All of it, from the link to the paper. `path`: where the paper is saved."""
    find_link(lead)
    concern = decide(lead)
    refer(lead, concern)
    close(lead, concern)
    paper = print_file(lead, path)
    for words in (HER_WORDS, WHY, TOLD, "if u tell anyone", "Concern closed", "DEMONSTRATION"):
        assert words in paper, words
    assert "Robin Archer" not in paper
    lead.page.goto(concern)
    lead.press("Reopen this concern")
    lead.type("Why are you reopening this concern?", "Priya is away this week.")
    lead.press("Sign and save")
    expect(lead.page.locator(".govuk-caption-l")).to_contain_text("Open")
    expect(lead.main).to_contain_text(OWED)


@pytest.mark.timeout(400)
def test_a_lead_finds_the_link_acts_on_it_and_prints_the_file(
    tmp_path: Path, tabs: Callable[..., Page], start_server: Callable[..., Server]
) -> None:
    """On a large and a small screen, each with a copy of the case, which is loaded once."""
    case = load_case(tmp_path / "case")
    for width in (1280, 320):
        shutil.copytree(case, tmp_path / str(width))
        server = start_server(str(width), DEMO="1")
        page = tabs(width, script=False, accept_downloads=True)
        walk(Lead(page, server.url), tmp_path / f"{width}.pdf")
