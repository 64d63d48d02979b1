"""Whoever writes to the database shows nobody as trained: not on the list and in no table."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, insert, update

from app.domain.training.training_status import Standing
from app.models.member import Member, MemberKey
from app.models.training import Training, TrainingNote
from app.services.content import workbook_content
from app.services.training import board_report, team_standing, training_csv
from app.services.training.team_list import team_training_page
from app.vault import contexts
from app.vault.principals import Secret
from tests.support.club.office import Office
from tests.support.training.completions import complete

TRAINED = {Standing.CURRENT, Standing.DUE_SOON, Standing.OVERDUE, Standing.CHANGED}
NOTE = TrainingNote.__table__.columns


@pytest.fixture
def about(office: Office) -> UUID:
    """Sam completed the workbook with Jo; Pat did not."""
    return complete(
        office, "sam", "jo", marks=dict(workbook_content.load_current_edition(office.org).marks)
    )


def stands(office: Office, who: str) -> team_standing.TrainingStatus:
    everybody, _ = team_standing.list_team_status(office.at("senior"))
    return next(one.stands for one in everybody if one.id == office.id(who))


def nobody_but_sam(office: Office) -> None:
    """Pat is trained nowhere, and no table for the board names anybody new."""
    found = stands(office, "pat")
    assert found.standing not in TRAINED
    assert (found.completion, found.due) == (None, None)
    lines = training_csv.export_team_csv(office.at("senior")).decode("utf-8-sig").splitlines()
    [pat] = [line for line in lines if "pat@example.org" in line]
    assert '"not_yet"' in pat or '"not_trusted"' in pat
    waiting, _ = board_report.log_and_list_members_awaiting_board(office.at("senior"))
    assert office.id("pat") not in {one.id for one in waiting}


def row(office: Office, about: UUID) -> dict:
    found = office.session.get_one(TrainingNote, about)
    return {column.name: getattr(found, column.name) for column in NOTE}


def in_pats_name(office: Office, statement: bytes) -> bytes:
    said = json.loads(statement)
    said["learner"] |= {"id": str(office.id("pat")), "name": "Pat Jones"}
    return json.dumps(said, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()


def test_another_learner_in_row_or_statement(office: Office, about: UUID):
    pat = office.id("pat")
    other = in_pats_name(office, row(office, about)["statement"])
    for values in ({"learner_id": pat}, {"learner_id": pat, "statement": other}):
        office.world.change(update(TrainingNote).values(values))
        nobody_but_sam(office)
        assert stands(office, "pat").standing is Standing.NOT_TRUSTED
        assert stands(office, "sam").standing is Standing.NOT_YET


def test_a_copy_beside_the_true_one(office: Office, about: UUID):
    fresh = uuid4()
    copied = row(office, about) | {"id": fresh, "about": fresh, "code": None}
    copied |= {"learner_id": office.id("pat")}
    copied["statement"] = in_pats_name(office, copied["statement"])
    office.world.change(insert(TrainingNote).values(copied))
    nobody_but_sam(office)
    assert stands(office, "sam").standing is Standing.CURRENT


def test_a_statement_signed_with_a_key_of_their_own(office: Office, about: UUID):
    """The key is written into the table of keys as if it were Jo's."""
    mine = Secret(bytes(range(32)))
    fresh = uuid4()
    forged = row(office, about) | {"id": fresh, "about": fresh, "code": None}
    forged["statement"] = in_pats_name(office, forged["statement"])
    digest = hashlib.sha256(forged["statement"]).digest()
    fpr = mine.public.fingerprint
    place = contexts.sign(str(office.org.id), "training_note", str(fresh), 1, fpr, digest)
    forged |= {"author_fpr": fpr, "signature": mine.sign(place), "learner_id": office.id("pat")}
    key = {"id": uuid4(), "org_id": office.org.id, "user_id": office.id("jo"), "fpr": fpr}
    key |= {"public": mine.public.raw, "cert": None, "roles": ["lead"], "serial": 9}
    key |= {"since": datetime(2026, 1, 1, tzinfo=UTC), "retired_at": None}
    office.world.change(insert(MemberKey).values(key), insert(TrainingNote).values(forged))
    nobody_but_sam(office)


def test_a_later_day_or_other_chapters(office: Office, about: UUID):
    said = json.loads(row(office, about)["statement"])
    for change in ({"on": "2026-11-01"}, {"marks": {}}, {"edition": "2099"}):
        words = json.dumps(said | change, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
        office.world.change(update(TrainingNote).values(statement=words.encode()))
        assert stands(office, "sam") == team_standing.TrainingStatus(Standing.NOT_TRUSTED)


def test_answers_that_a_row_calls_confirmed(office: Office, about: UUID):
    answers = {"id": uuid4(), "org_id": office.org.id, "began_at": office.now, "entries": 2}
    answers |= {"learner_id": office.id("pat"), "confirmer_id": office.id("jo")}
    office.world.change(insert(Training).values(answers | {"state": "confirmed"}))
    nobody_but_sam(office)


def test_somebody_elses_name_or_place_in_the_table_of_members(office: Office, about: UUID):
    """Who was confirmed under a name is shown under it, whatever the row says now."""
    pat = update(Member).where(Member.id == office.id("pat"))
    office.world.change(pat.values(name="Sam Lee", job_title="Youth worker"))
    nobody_but_sam(office)
    everybody, _ = team_standing.list_team_status(office.at("senior"))
    assert [one.name for one in everybody].count("Sam Lee") == 1


def test_notes_that_are_gone_train_nobody_and_are_said(office: Office, about: UUID):
    office.world.change(delete(TrainingNote))
    assert stands(office, "sam").standing is Standing.NOT_YET
    assert team_training_page.log_and_load_team_training_page(office.at("jo"), None, 1).gone == 1


def test_a_false_note_in_the_place_of_one_that_is_gone_hides_nothing(office: Office, about: UUID):
    fresh = uuid4()
    planted = row(office, about) | {"id": fresh, "about": fresh, "code": None}
    planted |= {"learner_id": office.id("pat")}
    office.world.change(delete(TrainingNote), insert(TrainingNote).values(planted))
    assert stands(office, "pat").standing is Standing.NOT_TRUSTED
    assert team_training_page.log_and_load_team_training_page(office.at("jo"), None, 1).gone == 1
