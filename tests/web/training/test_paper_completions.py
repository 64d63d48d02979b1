"""What was confirmed on paper is recorded by a lead or a senior who saw it, for somebody else."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from app.domain.training.statement_schema import CompletionMethod
from app.models.training import LearningBox, TrainingNote
from app.services.training import statements
from app.services.training.paper_completions import get_workbook_name_and_edition
from content.workbook import workbook_loader
from tests.support.club.office import Office
from tests.support.web.checking_client import Page

FORM = "/learn/completion/record"
NOBODY = "0b7c1f6e-7f5a-4a6e-9d1c-2f3a4b5c6d7e"


def mended(client, answer) -> str:
    """The page that a form which cannot be used leads to: an address, which Back finds again."""
    assert answer.status_code == 303
    assert answer.location.startswith(f"{FORM}?page=")
    return client.get(answer.location).get_data(as_text=True)


def fields(now: Office, **more) -> dict[str, str]:
    """A form filled in whole: Sam's paper workbook."""
    whole = {
        "learner": str(now.id("sam")),
        "how": "paper_workbook",
        "workbook": "Awareness workbook",
        "edition": "2015",
        "on": "yesterday",
        "confirmer": "Mel Fox",
        "job_title": "Head of care",
        "role": "outside_trainer",
        "talked": "yesterday",
        "understands": "y",
        "seen": "y",
        "once": str(uuid4()),
    }
    return {name: value for name, value in (whole | more).items() if value is not None}


@pytest.mark.parametrize("who", ["jo", "senior"])
def test_a_paper_workbook_is_recorded_and_signed(now: Office, who: str):
    answer = now.world.client(who).send(FORM, fields(now))
    assert answer.status_code == 303
    (found,) = statements.list_member_completions(now.at("sam"), now.id("sam"))
    said = found.said
    assert answer.headers["Location"] == f"/learn/completion/{found.id}"
    assert (said.how, said.confirmer.name, said.confirmer.id) == (
        CompletionMethod.PAPER_WORKBOOK,
        "Mel Fox",
        "",
    )
    assert (said.by.id, said.learner.email) == (str(now.id(who)), "sam@example.org")
    assert (said.on, said.marks) == (now.at("jo").today - timedelta(days=1), {})
    text = now.world.client("sam").page(answer.headers["Location"]).text
    assert "Mel Fox, Head of care" in text
    assert "saw the signed paper" in text


def test_a_signed_copy_of_todays_edition_holds_its_chapters(now: Office):
    name, edition = get_workbook_name_and_edition(now.at("jo"))
    copy = fields(now, how="printed_copy", workbook=name, edition=edition)
    now.world.client("jo").send(FORM, copy)
    (found,) = statements.list_member_completions(now.at("sam"), now.id("sam"))
    chapters = workbook_loader.load_workbook(now.org.pack).chapters
    assert set(found.said.marks) == {one.key for one in chapters}


def test_a_second_press_records_it_once(now: Office):
    jo, once = now.world.client("jo"), fields(now)
    first, second = (jo.send(FORM, once).headers["Location"] for _ in range(2))
    assert first == second
    assert now.count(TrainingNote) == 1
    home = Page(now.world.client("senior").get("/").text).text
    told = "Jo Smith recorded a completion from paper for Sam Lee, today at"
    assert home.count(told) == 2, "once, and once in the name of the button that dismisses it"
    other = now.world.client("deputy").send(FORM, once).headers["Location"]
    assert other != first, "another person's page is another page, whatever its number"


def test_nobody_records_their_own(now: Office):
    for who in ("jo", "senior"):
        client = now.world.client(who)
        assert str(now.id(who)) not in client.get(FORM).get_data(as_text=True)
        answer = client.send(FORM, fields(now, learner=str(now.id(who))))
        assert "Choose whose training it is" in Page(mended(client, answer)).text
    for same in ("sam  LEE", "Sam\u200b Lée", "Ｓam Lee", "\u202eSam Lee"):
        jo = now.world.client("jo")
        text = Page(mended(jo, jo.send(FORM, fields(now, confirmer=same)))).text
        assert "People cannot confirm their own training" in text
    assert now.count(TrainingNote) == 0


def test_others_have_no_such_page(now: Office):
    for who in ("sam", "kit", "tess"):
        assert now.world.client(who).get(FORM).status_code == 403
        assert now.world.client(who).send(FORM, fields(now)).status_code == 403
    assert now.count(TrainingNote) == 0


def day(now: Office, **back) -> str:
    found = now.now.date() + timedelta(**back)
    return f"{found.day}/{found.month}/{found.year}"


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("learner", "", "Choose whose training it is"),
        ("learner", NOBODY, "Choose whose training it is"),
        ("how", None, "Choose what you have on paper"),
        ("how", "confirmed", "Choose what you have on paper"),
        ("workbook", " ", "Enter the name that is on the workbook"),
        ("edition", "", "Enter the edition"),
        ("edition", "x" * 41, "40 characters or fewer"),
        ("on", "", "Enter the date that is on the paper"),
        ("on", "some time", "could not read this day"),
        ("on", "1/1/2090", "has not come yet"),
        ("on", "1/1/1931", "more than 50 years ago"),
        ("on", "31/2/2020", "There is no such day"),
        ("confirmer", "", "Enter the name of the person who signed the paper"),
        ("confirmer", "…", "Enter the name of the confirmer in letters"),
        ("job_title", "", "Enter what they do"),
        ("seen", None, "Look at the signed paper first"),
        ("once", "../../etc", "Press the button again"),
    ],
)
def test_what_cannot_be_is_refused_kindly_and_the_rest_stays(now: Office, name, typed, words):
    jo = now.world.client("jo")
    html = mended(jo, jo.send(FORM, fields(now, **{name: typed})))
    assert words in Page(html).text
    assert name == "once" or f'href="#{name}' in html
    assert name == "job_title" or 'value="Head of care"' in html
    assert now.count(TrainingNote) == 0
    (once,) = [one["value"] for one in Page(html).controls if one.get("name") == "once"]
    if name == "once":
        again = jo.send(FORM, fields(now, once=once))
        assert again.location.startswith("/learn/completion/")
        assert now.count(TrainingNote) == 1


def test_every_problem_is_said_at_once(now: Office):
    jo = now.world.client("jo")
    text = Page(mended(jo, jo.send(FORM, {}))).text
    for words in (
        *("Choose whose", "Choose what", "Enter the name that", "Enter the edition"),
        *("Enter the date", "Enter the name of", "Enter what they do", "Look at the signed"),
    ):
        assert words in text


def test_a_refused_form_is_its_writers_alone_and_gone_once_recorded(now: Office):
    jo = now.world.client("jo")
    whole = fields(now)
    wrong = jo.send(FORM, {**whole, "on": "some time"}).location
    assert "Mel" not in wrong
    assert 'value="Mel Fox"' in jo.get(wrong).get_data(as_text=True)
    assert 'value="Mel Fox"' in jo.get(wrong).get_data(as_text=True), "and again, after Back"
    assert "Mel Fox" not in now.world.client("deputy").get(wrong).get_data(as_text=True)
    assert "Mel Fox" not in jo.get(FORM).get_data(as_text=True)
    page = Page(jo.get(wrong).get_data(as_text=True))
    (once,) = [one["value"] for one in page.controls if one.get("name") == "once"]
    assert once == whole["once"], "the same page: a second press counts once"
    assert "page=" not in jo.send(FORM, whole).location
    later = jo.get(wrong).get_data(as_text=True)
    assert "Mel Fox" not in later
    assert "There is a problem" not in later
    assert now.count(LearningBox) == 0
