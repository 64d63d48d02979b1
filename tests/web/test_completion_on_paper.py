"""What was confirmed on paper is recorded by a lead or a senior who saw it, for somebody else."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from app.domain.training_notes import How
from app.models.training import TrainingNote
from app.services import training_notes
from app.services.paper_completions import edition_now
from content import workbook
from tests.support.checking import Page
from tests.support.desks import Office

FORM = "/learn/completion/record"
NOBODY = "0b7c1f6e-7f5a-4a6e-9d1c-2f3a4b5c6d7e"


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
        "seen": "y",
        "once": str(uuid4()),
    }
    return {name: value for name, value in (whole | more).items() if value is not None}


@pytest.mark.parametrize("who", ["jo", "senior"])
def test_a_paper_workbook_is_recorded_and_signed(now: Office, who: str):
    answer = now.world.client(who).send(FORM, fields(now))
    assert answer.status_code == 303
    (found,) = training_notes.completions(now.at("sam"), now.id("sam"))
    said = found.said
    assert answer.headers["Location"] == f"/learn/completion/{found.id}"
    assert (said.how, said.confirmer.name, said.confirmer.id) == (How.PAPER_WORKBOOK, "Mel Fox", "")
    assert (said.by.id, said.learner.email) == (str(now.id(who)), "sam@example.org")
    assert (said.on, said.marks) == (now.now.date() - timedelta(days=1), {})
    text = now.world.client("sam").page(answer.headers["Location"]).text
    assert "Mel Fox, Head of care" in text
    assert "saw the signed paper" in text


def test_a_signed_copy_of_todays_edition_holds_its_chapters(now: Office):
    name, edition = edition_now(now.at("jo"))
    copy = fields(now, how="printed_copy", workbook=name, edition=edition)
    now.world.client("jo").send(FORM, copy)
    (found,) = training_notes.completions(now.at("sam"), now.id("sam"))
    chapters = workbook.load(now.org.pack).chapters
    assert set(found.said.marks) == {one.key for one in chapters}


def test_a_second_press_records_it_once(now: Office):
    jo, once = now.world.client("jo"), fields(now)
    first, second = (jo.send(FORM, once).headers["Location"] for _ in range(2))
    assert first == second
    assert now.count(TrainingNote) == 1
    other = now.world.client("deputy").send(FORM, once).headers["Location"]
    assert other != first, "another person's page is another page, whatever its number"


def test_nobody_records_their_own(now: Office):
    for who in ("jo", "senior"):
        client = now.world.client(who)
        assert str(now.id(who)) not in client.get(FORM).get_data(as_text=True)
        answer = client.send(FORM, fields(now, learner=str(now.id(who))))
        assert answer.status_code == 422
        assert "recorded by somebody else" in Page(answer.get_data(as_text=True)).text
    for same in ("sam  LEE", "Sam\u200b Lée", "Ｓam Lee", "\u202eSam Lee"):
        answer = now.world.client("jo").send(FORM, fields(now, confirmer=same))
        assert answer.status_code == 422
        assert "Nobody confirms their own training" in Page(answer.get_data(as_text=True)).text
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
        ("workbook", " ", "Write the name that stands on the workbook"),
        ("edition", "", "Write the edition"),
        ("edition", "x" * 41, "40 characters or fewer"),
        ("on", "", "Write the date that stands on the paper"),
        ("on", "some time", "could not read this day"),
        ("on", "1/1/2090", "has not come yet"),
        ("on", "1/1/1931", "more than 50 years ago"),
        ("on", "31/2/2020", "There is no such day"),
        ("confirmer", "", "Write who signed the paper"),
        ("confirmer", "…", "Write the name in letters"),
        ("job_title", "", "Write what they do"),
        ("seen", None, "Look at the signed paper first"),
        ("once", "../../etc", "Press the button again"),
    ],
)
def test_what_cannot_be_is_refused_kindly_and_the_rest_stays(now: Office, name, typed, words):
    answer = now.world.client("jo").send(FORM, fields(now, **{name: typed}))
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in Page(html).text
    assert name == "once" or f'href="#{name}' in html
    assert name == "job_title" or 'value="Head of care"' in html
    assert now.count(TrainingNote) == 0
    (once,) = [one["value"] for one in Page(html).controls if one.get("name") == "once"]
    if name == "once":
        assert now.world.client("jo").send(FORM, fields(now, once=once)).status_code == 303


def test_every_problem_is_said_at_once(now: Office):
    answer = now.world.client("jo").send(FORM, {})
    text = Page(answer.get_data(as_text=True)).text
    for words in (
        *("Choose whose", "Choose what", "Write the name that", "Write the edition"),
        *("Write the date", "Write who signed", "Write what they do", "Look at the signed"),
    ):
        assert words in text
