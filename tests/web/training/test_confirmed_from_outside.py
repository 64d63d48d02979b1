"""A sole lead's training, confirmed from outside by a link: once, in time, and as it was said."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from app.errors import NotFoundError
from app.models.organisation import Organisation
from app.models.training import TrainingLink, TrainingNote
from app.services.integrity import training_checks
from app.services.outside_training import outside_answers, outside_links
from app.services.outside_training.outside_answers import TypedAnswer
from app.services.training import completion_record_pdf, private_drafts, statements
from app.services.training.workbook_answers import load_own_answers
from app.vault import session_tokens
from tests.support.club.office import Office
from tests.support.club.sole_lead import move_to_sole_lead
from tests.support.club.world import World
from tests.support.web.html_forms import form_to

PATH = "/learn/outside"
ASKED = {"name": "Gwen Ellis", "job_title": "Trainer", "role": "outside_trainer"}
SAID = {"name": "Gwen Ellis", "job_title": "Trainer", "talked": "today", "understands": "y"}
DECLINED = TypedAnswer("declined", "", "", "", understands=False)
HERE = "127.0.0.1"
WRITTEN = "What I wrote about a child I know"


@pytest.fixture
def sole(world: World) -> World:
    club = world.org.id
    move_to_sole_lead(world)
    host = update(Organisation)
    world.change(
        host.where(Organisation.id == club).values(host="club.example"),
        host.where(Organisation.id == world.org.id).values(host="localhost"),
    )
    uow = world.uow("jo")
    for one in load_own_answers(uow).items:
        answer = "true" if one.chosen else WRITTEN
        raw = {"answer": [answer], "-done": ["1"]}
        private_drafts.save_learning_page(
            uow, f"question/{one.question.key}", raw, one.page.version
        )
    return world


def make_link(world: World) -> str:
    jo = world.client("jo")
    assert jo.send(PATH, ASKED).status_code == 303
    form = jo.get(PATH).get_data(as_text=True)
    token = form.split("/learn/outside/link/")[1].split("<")[0].strip()
    return f"{PATH}/link/{token}"


def the_link(world: World) -> UUID:
    return world.session().query(TrainingLink).order_by(TrainingLink.made_at.desc()).first().id


def record(world: World) -> str:
    return press(world, "record").location


def press(world: World, what: str) -> TestResponse:
    """Press a button of the lead's page; again, once it is no longer on it."""
    link = str(the_link(world))
    return world.client("jo").send(f"{PATH}/{what}", {"link": link}, via="/help")


def test_someone_outside_confirms_once_and_the_record_says_so(sole: World):
    link, stranger = make_link(sole), sole.client()
    page = stranger.page(link).text
    assert "asks you to confirm their training" in page
    assert "That is not right" in page, "what is wrong comes first"
    assert WRITTEN not in page
    assert stranger.send(link, {**SAID, "outcome": "confirmed"}).location.endswith("/answered")
    assert "This link does not work" in stranger.page(link, status=404).text, "it works once"
    home = sole.client("jo").page(PATH).text
    assert "Your training is confirmed" in home
    made = record(sole)
    assert record(sole) == made, "a second press records nothing twice"
    (found,) = statements.list_member_completions(sole.uow("jo"), sole.people["jo"].id)
    assert found.said is not None
    assert found.by_reader
    assert (found.said.confirmer.name, found.said.confirmer.id) == ("Gwen Ellis", "")
    facts = completion_record_pdf.describe_completion_confirmation(found.said, sole.org.lead_title)
    assert facts.role == "Trainer from outside the organisation"
    assert "Confirmed from outside the organisation by a link" in facts.how
    checked = sole.client().send("/learn/check", {"code": found.said.code}).get_data(as_text=True)
    assert "Confirmed from outside the organisation by a link" in " ".join(checked.split())
    assert list(training_checks.find_training_link_differences(sole.uow("jo"))) == []


def test_what_they_typed_wrongly_is_said_and_the_link_still_works(sole: World):
    link, stranger = make_link(sole), sole.client()
    wrong = {"name": "Jo Hill", "job_title": "", "talked": "tomorrow", "outcome": "confirmed"}
    answer = stranger.send(link, wrong)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for words in ("Enter your own name", "Enter what you do", "Tick this to confirm"):
        assert words in page
    assert form_to(page, link).sent()["talked"] == ["tomorrow"], "nothing typed is lost"
    assert stranger.send(link, {**SAID, "outcome": "declined"}).status_code == 303
    page = sole.client("jo").page(PATH).text
    assert "did not confirm your training" in page
    assert sole.session().query(TrainingNote).count() == 0


def test_a_link_ends_when_it_is_taken_back_replaced_or_too_old(sole: World):
    first, stranger = make_link(sole), sole.client()
    assert press(sole, "end").location.endswith(PATH)
    stranger.page(first, status=404)
    token = make_link(sole).rsplit("/", 1)[1]
    at = sole.now()
    sole.now = lambda: at + timedelta(days=13, hours=23)
    assert outside_answers.open_outside_link(sole.uow(), token, HERE).learner == "Jo Hill"
    sole.now = lambda: at + timedelta(days=14, minutes=1)
    with pytest.raises(NotFoundError):
        outside_answers.open_outside_link(sole.uow(), token, HERE)
    with pytest.raises(NotFoundError):
        outside_answers.answer_outside_link(sole.uow(), token, DECLINED, HERE)


def test_rows_put_back_or_changed_make_no_completion(sole: World):
    link, stranger = make_link(sole), sole.client()
    assert stranger.send(link, {**SAID, "outcome": "confirmed"}).status_code == 303
    sole.change(update(TrainingLink).values(answer=None))
    stranger.page(link, status=404)
    row = sole.session().query(TrainingLink).one()
    forged = outside_links.read_vouched_answer(row, None)
    assert forged is None
    sole.change(update(TrainingLink).values(answer=b"{}"))
    assert "Sign and record" not in sole.client("jo").page(PATH).text
    assert (
        sole.client("jo").send(f"{PATH}/record", {"link": str(row.id)}, via="/help").status_code
        == 404
    )
    differs = list(training_checks.find_training_link_differences(sole.uow("jo")))
    assert differs == [f"The answer to training link {row.id} is not what the log saw."]


def test_a_learner_who_forges_a_link_of_their_own_is_not_believed(sole: World):
    make_link(sole)
    token = session_tokens.new_token()
    row = sole.session().query(TrainingLink).one()
    sole.change(update(TrainingLink).values(token_hash=session_tokens.hash_token(token)))
    sole.client().page(f"{PATH}/link/{token}", status=404)
    assert "cannot be trusted" in sole.client("jo").page(PATH).text
    differs = list(training_checks.find_training_link_differences(sole.uow("jo")))
    assert differs == [f"Training link {row.id} is not what the log saw."]


def test_a_learner_who_changes_what_was_answered_is_not_believed(sole: World):
    link = make_link(sole)
    sole.client().send(link, {**SAID, "outcome": "confirmed"})
    answered = outside_links.find_newest_link(sole.uow("jo"))
    changed = msgspec.structs.replace(answered.said, name="Dame Gwen Ellis")
    uow = sole.uow("jo")
    with uow.act() as act:
        said = outside_answers.build_completion_from_answer(uow, changed)
        forged = msgspec.structs.replace(said, made_at=act.now)
        made = statements.sign_completion(uow, act, forged)
    assert statements.find_completion_history(sole.uow("jo"), made).said is None


def test_guesses_are_counted_and_token_and_answers_lie_nowhere_in_clear(sole: World):
    link = make_link(sole)
    token, stranger = link.rsplit("/", 1)[1], sole.client()
    answer = stranger.get(link)
    assert token not in "".join(answer.headers.getlist("Set-Cookie"))
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    row = sole.session().query(TrainingLink).one()
    for stored in (row.box, row.token_hash, row.asked.encode()):
        assert token.encode() not in stored
        assert WRITTEN.encode() not in stored
        assert b"opened" not in stored
    for _ in range(201):
        stranger.get(f"{PATH}/link/{'A' * 43}")
    late = stranger.get(link)
    assert late.status_code == 429


def test_no_link_where_someone_here_can_confirm(now: Office):
    jo = now.world.client("jo")
    assert "Someone here can confirm your training" in jo.page(PATH).text
    assert jo.send(PATH, ASKED, via="/help").status_code == 422
    assert now.count(TrainingLink) == 0
