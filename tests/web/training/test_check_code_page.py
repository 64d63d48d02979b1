"""Somebody outside types the code of a completion record and sees whether it is right."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from app.models.member import Throttle
from app.models.training import TrainingNote
from app.services.audit_log.refusals import LINES_PER_WINDOW
from app.services.auth.throttle import TRIES_FOR_ADDRESS, TryKind
from app.services.training import check_codes
from app.services.unit_of_work import Action
from tests.damage.keys.test_old_lock_opened import another_organisation
from tests.support.club.office import Office
from tests.support.club.world import World
from tests.support.training.completions import complete
from tests.support.web.checking_client import Page

CHECK = "/learn/check"
WRONG = "Heard knows no completion record with this code"


def answer(world: World, code: str, who: str | None = None) -> tuple[int, str]:
    given = world.client(who).send(CHECK, {"code": code})
    assert "Location" not in given.headers
    return given.status_code, Page(given.get_data(as_text=True)).text


def test_a_right_code_shows_what_stands_on_the_paper_to_anybody(now: Office):
    said = check_codes.make_check_code()
    made = complete(now, "sam", "pat", code=said)
    status, text = answer(now.world, said.lower().replace("-", ""))
    assert status == 200
    day = now.now.date()
    for words in (
        *("Sam Lee", "awareness workbook", "Edition 1", f"{day.day} {day:%B %Y}"),
        *("Pat Jones, Coach", "Riverside Youth Club", "the audit log has it"),
        "issued by the North Lincolnshire Children's MARS Board",
    ):
        assert words in text, words
    assert "example.org" not in text
    assert str(now.id("sam")) not in text
    line = now.events()[-1]
    assert (line.act, line.obj, line.who) == (
        Action.TRAINING_READ,
        f"training_note/{made}",
        "server",
    )


@pytest.mark.parametrize(
    "typed", ["7K3M-09QT-ABCD-EFGH", "hello", "' OR 1=1 --", "\x00", "Ж" * 16, "0" * 5000]
)
def test_every_other_code_is_one_answer(now: Office, typed: str):
    complete(now, "sam", "pat")
    client = now.world.client()
    given = client.send(CHECK, {"code": typed})
    other = now.world.client().send(CHECK, {"code": check_codes.make_check_code()})
    assert given.status_code == other.status_code == 422
    assert WRONG in Page(given.get_data(as_text=True)).text
    assert "Sam" not in given.get_data(as_text=True)
    assert Page(given.get_data(as_text=True)).text == Page(other.get_data(as_text=True)).text


def test_nothing_typed_is_not_counted(now: Office):
    before = now.count(Throttle)
    status, text = answer(now.world, " ")
    assert (status, "There is a problem" in text) == (422, True)
    assert now.count(Throttle) == before
    answer(now.world, "wrong")
    assert now.count(Throttle) == before + 2, "of the address, and of refusals"


def test_the_code_is_never_taken_from_an_address(now: Office):
    said = check_codes.make_check_code()
    complete(now, "sam", "pat", code=said)
    html = now.world.client().get(f"{CHECK}?code={said}").get_data(as_text=True)
    assert "Sam" not in html
    assert said not in html


def test_too_many_wrong_codes_of_one_address_are_turned_away(now: Office):
    said = check_codes.make_check_code()
    complete(now, "sam", "pat", code=said)
    assert answer(now.world, "wrong")[0] == 422
    now.world.change(update(Throttle).values(tries=TRIES_FOR_ADDRESS))
    status, text = answer(now.world, said)
    assert (status, "Too many attempts" in text, "Sam" in text) == (429, True, False)
    assert [one.act for one in now.events()].count(Action.THROTTLED) == 1
    answer(now.world, said)
    assert [one.act for one in now.events()].count(Action.THROTTLED) == 1


def test_wrong_codes_never_fill_the_log(now: Office):
    for _ in range(LINES_PER_WINDOW + 3):
        answer(now.world, "wrong")
    lines = [one for one in now.events() if one.obj == "training_note/unknown"]
    assert [one.act for one in lines] == [Action.REFUSED] * LINES_PER_WINDOW


def test_a_right_code_pressed_again_and_again_never_fills_the_log(now: Office, monkeypatch):
    """Each is a line that is kept for ever, and a code may lie on many desks."""
    check, account, _ = TryKind.CHECK.value
    monkeypatch.setattr(TryKind.CHECK, "_value_", (check, account, 3))
    said = check_codes.make_check_code()
    complete(now, "sam", "pat", code=said)
    found = [answer(now.world, said)[0] for _ in range(5)]
    assert found == [200, 200, 200, 429, 429]
    acts = [one.act for one in now.events()]
    assert (acts.count(Action.TRAINING_READ), acts.count(Action.THROTTLED)) == (3, 1)


def test_a_row_that_somebody_wrote_or_changed_is_no_record(now: Office):
    """Who writes the database, and holds nobody's key, makes no code right."""
    said, theirs = check_codes.make_check_code(), check_codes.make_check_code()
    made = complete(now, "sam", "pat", code=said)
    now.world.change(update(TrainingNote).values(code=theirs))
    for code in (said, theirs):
        assert WRONG in answer(now.world, code)[1]
    row = now.session.scalars(select(TrainingNote)).one()
    forged = row.statement.replace(said.encode(), theirs.encode()).replace(b"Sam Lee", b"Tom Fox")
    now.world.change(update(TrainingNote).values(statement=forged))
    status, text = answer(now.world, theirs)
    assert (status, "Tom" in text) == (422, False)
    now.world.change(update(TrainingNote).values(statement=row.statement, code=said))
    assert answer(now.world, said)[0] == 200, made


def test_a_record_of_another_organisation_is_not_found_here(now: Office):
    said = check_codes.make_check_code()
    complete(now, "sam", "pat", code=said)
    theirs = another_organisation(now.world)
    now.world.change(update(TrainingNote).values(org_id=theirs))
    assert WRONG in answer(now.world, said)[1]


def test_somebody_signed_in_may_check_too(now: Office):
    said = check_codes.make_check_code()
    complete(now, "sam", "pat", code=said)
    assert answer(now.world, said, "tess")[0] == 200
