"""Somebody who writes to the database, or forges forms, makes no concern of a practice.

Nor a practice of a concern, nor one person's of another's. Whatever was moved does not open, is
named or is not there, and everything beside it stays as it was.
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from app.errors import NotFoundError, SealedError, StaleError
from app.models.concern import Card, Concern, Entry, Wrap
from app.models.draft import DraftPage, DraftPageConflict, LateDraftPage
from app.models.training import LearningBox
from app.services.concern_lists import inbox
from app.services.concerns import concern_reading
from app.services.drafts import late_page_store, private_store
from app.services.drafts.draft_store import load_own_draft, save_page, start_draft
from app.services.practice import practice_record, practice_runs
from audit.events import Action
from tests.policy.security.test_absent_or_forbidden import assert_one_answer
from tests.support.club.office import WORDS, Office
from tests.support.training.finished_practice import finish_model_conversation, finish_model_record

ACCOUNT = {"child_words": ["He said no."], "worry": ["He is quiet."]}


@pytest.fixture
def today(world) -> Office:
    return Office.today(world)


@pytest.fixture
def still(office: Office) -> Office:
    """The clock of the house stands still: a page says how many seconds are left."""
    office.now = datetime.now(UTC)
    office.world.stop_page_clock(office.now)
    return office


def row_of(office: Office, run_id: UUID, page: str = "") -> LearningBox:
    name = practice_runs.build_run_box_name(run_id, page)
    return office.session.scalars(select(LearningBox).filter_by(document=name)).one()


def change(office: Office, row: LearningBox, **values) -> None:
    office.world.change(update(LearningBox).where(LearningBox.id == row.id).values(**values))


def refused(office: Office) -> list[str]:
    return [one.obj for one in office.events() if one.act is Action.KEY_REFUSED]


def draft_with_aside(office: Office, who: str) -> UUID:
    """A draft of one page, beside which another text waits."""
    draft_id = start_draft(office.at(who))
    save_page(office.at(who), draft_id, "account", ACCOUNT, 0)
    with pytest.raises(StaleError):
        save_page(office.at(who), draft_id, "account", {"worry": ["Another."]}, 0)
    return draft_id


@pytest.mark.parametrize("page", ["", "account"])
def test_what_lies_in_a_practice_opens_as_nothing_of_a_draft(office: Office, page: str):
    draft_id = draft_with_aside(office, "tess")
    row = row_of(office, finish_model_record(office.at("tess")), page)
    for table in (DraftPage, DraftPageConflict):
        moved = update(table).where(table.draft_id == draft_id).values(box=row.box)
        office.world.change(moved)
    version = update(DraftPage).where(DraftPage.draft_id == draft_id).values(version=row.version)
    office.world.change(version)
    draft = load_own_draft(office.at("tess"), draft_id)
    assert draft.pages["account"] == {}
    assert draft.pages.spoiled == ("account",)
    assert draft.conflicts.spoiled == ("account",)
    assert draft.conflicts.texts == []


def test_what_lies_in_a_draft_opens_as_nothing_of_a_practice(office: Office):
    run_id, draft_id = finish_model_record(office.at("tess")), draft_with_aside(office, "tess")
    page = office.session.scalars(select(DraftPage).filter_by(draft_id=draft_id)).one()
    for name in ("account", ""):
        change(office, row_of(office, run_id, name), box=page.box, version=page.version)
        if name:
            run = practice_runs.load_run(office.at("tess"), run_id)
            found = practice_record.load_practice_draft(office.at("tess"), run).pages
            assert found["account"] == {}
            assert found.spoiled == ("account",)
            assert found["child"]
    with pytest.raises(NotFoundError):
        practice_runs.load_run(office.at("tess"), run_id)
    assert practice_runs.list_runs(office.at("tess")) == ()
    assert f"learning/{office.id('tess')}/practice/{run_id}" in refused(office)


def test_it_is_no_entry_no_wrap_and_no_card_of_a_file(office: Office):
    row, concern = (
        row_of(office, finish_model_record(office.at("sam")), "account"),
        office.signed("sam"),
    )
    other = office.signed("sam")
    for table, values in (
        (Entry, {"ciphertext": row.box}),
        (Wrap, {"blob": row.box}),
        (Card, {"blob": row.box}),
    ):
        of_file = (
            table.concern_id == concern
            if table is not Wrap
            else Wrap.entry_id.in_(select(Entry.id).where(Entry.concern_id == concern))
        )
        office.world.change(update(table).where(of_file).values(**values))
    file = concern_reading.open_concern(office.at("jo"), concern)
    assert [one.refused for one in file.entries] == [True]
    assert file.record is None
    assert (
        concern_reading.open_concern(office.at("jo"), other).record.parts[1].values["child_words"]
        == WORDS
    )
    listed = inbox.load_inbox(office.at("jo"))
    assert "He said no." not in str(listed)


def test_a_late_page_of_a_practice_is_no_late_page_of_a_draft(office: Office):
    run_id, draft_id = (
        finish_model_conversation(office.at("tess")),
        draft_with_aside(office, "tess"),
    )
    name = f"{late_page_store.LEARNING_PREFIX}{practice_runs.build_run_box_name(run_id, 'account')}"
    late = late_page_store.store_late_page(
        office.at("tess"), office.id("tess"), uuid4(), name, ACCOUNT
    )
    moved = (
        update(LateDraftPage)
        .where(LateDraftPage.id == late)
        .values(page="account", draft_id=draft_id)
    )
    office.world.change(moved)
    with pytest.raises(SealedError):
        late_page_store.read_late_page(office.at("tess"), late)
    run = practice_runs.load_run(office.at("tess"), run_id)
    assert practice_record.load_practice_draft(office.at("tess"), run).asides == 0


def test_rows_that_change_places_are_refused_and_the_others_open(office: Office):
    tess = office.at("tess")
    one, other = finish_model_record(tess), finish_model_record(tess)
    rows = [row_of(office, one, "account"), row_of(office, other, "child")]
    for row, taken in zip(rows, reversed(rows), strict=True):
        change(office, row, box=taken.box, version=taken.version)
    for run_id, name in ((one, "account"), (other, "child")):
        run = practice_runs.load_run(office.at("tess"), run_id)
        assert practice_record.load_practice_draft(office.at("tess"), run).pages.spoiled == (name,)
    whole = [row_of(office, one), row_of(office, other)]
    for row, taken in zip(whole, reversed(whole), strict=True):
        change(office, row, box=taken.box)
    assert practice_runs.list_runs(office.at("tess")) == ()


@pytest.mark.parametrize("values", [
    {"document": "practice/0/account"}, {"document": "question/age"}, {"document": "reading"},
    {"version": 2}, {"version": 0}, {"version": -1}, {"box": b""}, {"box": b"\x00" * 4096},
])  # fmt: skip
def test_a_row_with_another_name_version_or_bytes_is_not_what_it_was(office: Office, values: dict):
    run_id = finish_model_record(office.at("tess"))
    change(office, row_of(office, run_id, "account"), **values)
    run = practice_runs.load_run(office.at("tess"), run_id)
    found = practice_record.load_practice_draft(office.at("tess"), run).pages
    assert "account" not in found or (found["account"] == {} and found.is_spoiled("account"))
    assert found["child"]
    assert private_store.load_private_document(office.at("tess"), "question/age").values == {}


def test_a_practice_given_to_somebody_else_opens_for_nobody(office: Office):
    run_id = finish_model_record(office.at("tess"))
    start = practice_runs.build_run_box_name(run_id)
    of_run = LearningBox.document.startswith(start)
    office.world.change(update(LearningBox).where(of_run).values(user_id=office.id("kit")))
    for who in ("tess", "kit", "jo"):
        with pytest.raises(NotFoundError):
            practice_runs.load_run(office.at(who), run_id)
        assert practice_runs.list_runs(office.at(who)) == ()


def test_a_scenario_that_is_no_more_takes_nothing_with_it(today: Office):
    uow = today.at("tess")
    kept, gone = finish_model_record(uow), finish_model_record(uow)
    held = private_store.load_private_document(uow, practice_runs.build_run_box_name(gone))
    values = held.values | {"scenario": "no_such_child"}
    private_store.save_private_document(
        uow, practice_runs.build_run_box_name(gone), values, held.version
    )
    tess = today.world.client("tess")
    assert [one.id for one in practice_runs.list_runs(today.at("tess"))] == [kept]
    for page in ("turn/0", "record", "record/account", "record/sign", "feedback", "send", "paper"):
        assert tess.get(f"/learn/practice/run/{gone}/{page}").status_code == 404, page
        assert tess.get(f"/learn/practice/run/{kept}/{page}").status_code == 200, page
    tess.page("/learn/practice")
    tess.page("/")


def test_the_id_of_a_practice_is_no_id_of_a_draft_or_of_a_file(still: Office):
    """Also not for its own trainee, whatever is asked of it; and no draft's id is a practice's."""
    run_id, draft_id = finish_model_record(still.at("tess")), still.draft("tess")
    concern = still.signed("tess")
    assert_one_answer(still, "tess", "draft_id", run_id)
    assert_one_answer(still, "tess", "concern_id", run_id)
    assert_one_answer(still, "jo", "concern_id", run_id)
    for theirs in (draft_id, concern):
        assert_one_answer(still, "tess", "run_id", theirs)
    tess = still.world.client("tess")
    assert tess.get(f"/learn/practice/run/{run_id}/record").status_code == 200
    still.world.change(update(Concern).values(draft_id=run_id))
    assert_one_answer(still, "tess", "run_id", concern)
    assert tess.get(f"/learn/practice/run/{run_id}/record").status_code == 200
