"""What a learner keeps: each version once, nothing newer lost, opened by nobody else."""

import pytest
from sqlalchemy import text, update

from app.errors import StaleError
from app.models.training import LearningBox
from app.services.drafts import private_store
from audit.events import Action
from tests.support.club.office import Office
from tests.support.machine.databases import BOTH

SQLITE = pytest.mark.parametrize("world", BOTH[:1], indirect=True)


def q1_of_sam(office: Office) -> private_store.StoredDocument:
    return private_store.load_private_document(office.at("sam"), "q1")


def test_what_was_kept_is_there_again_and_nothing_before_it_was(office: Office):
    before = private_store.load_private_document(office.at("sam"), "q1")
    assert (before.version, before.values, before.at) == (0, {}, None)
    kept = private_store.save_private_document(office.at("sam"), "q1", {"answer": "tëxt \ud800"}, 0)
    assert kept.version == 1
    assert private_store.load_private_document(office.at("sam"), "q1") == kept
    assert private_store.load_private_document(office.at("pat"), "q1").version == 0


def test_a_second_press_saves_once_and_a_stale_page_overwrites_nothing(office: Office):
    private_store.save_private_document(office.at("sam"), "q1", {"answer": "one"}, 0)
    assert (
        private_store.save_private_document(office.at("sam"), "q1", {"answer": "one"}, 0).version
        == 1
    )
    private_store.save_private_document(office.at("sam"), "q1", {"answer": "two"}, 1)
    with pytest.raises(StaleError):
        private_store.save_private_document(office.at("sam"), "q1", {"answer": "three"}, 1)
    assert private_store.load_private_document(office.at("sam"), "q1").values == {"answer": "two"}


def test_several_are_found_at_once(office: Office):
    private_store.save_private_document(office.at("sam"), "q1", {"answer": "one"}, 0)
    found = private_store.load_private_documents(office.at("sam"), ["q1", "q2"])
    assert [found[key].version for key in ("q1", "q2")] == [1, 0]


def test_nothing_that_was_written_lies_in_the_row(office: Office):
    private_store.save_private_document(office.at("sam"), "q1", {"answer": "a word of mine"}, 0)
    row = office.session.query(LearningBox).one()
    assert b"a word of mine" not in row.box
    assert len(row.box) == 12 + 1024 + 16, "a length tells little"


@pytest.mark.parametrize(
    "change",
    [{"box": b""}, {"box": bytes(1052)}, {"version": 7}, {"version": 2**31 - 1}, {"version": -1}],
    ids=str,
)
def test_a_box_that_does_not_open_is_named_and_kept_again(office: Office, change):
    private_store.save_private_document(office.at("sam"), "q1", {"answer": "one"}, 0)
    office.world.change(update(LearningBox).values(**change))
    found = q1_of_sam(office)
    assert (found.spoiled, found.values) == (True, {})
    refused = [event.obj for event in office.events() if event.act is Action.KEY_REFUSED]
    assert refused == [f"learning/{office.id('sam')}/q1"]
    private_store.save_private_document(office.at("sam"), "q1", {"answer": "again"}, found.version)
    again = q1_of_sam(office)
    assert (again.spoiled, again.values) == (False, {"answer": "again"})


@pytest.mark.parametrize("value", ["'x'", "x'ff'", "1.5"])
@pytest.mark.parametrize("column", ["version", "box"])
@SQLITE
def test_nonsense_in_a_column_is_no_error(office: Office, column, value):
    private_store.save_private_document(office.at("sam"), "q1", {"answer": "one"}, 0)
    office.world.change(text(f"UPDATE learning_box SET {column} = {value}"))  # noqa: S608
    found = q1_of_sam(office)
    assert found.spoiled
    assert private_store.save_private_document(
        office.at("sam"), "q1", {"answer": "again"}, found.version
    ).values


def test_a_box_moved_to_another_question_or_member_opens_nowhere(office: Office):
    private_store.save_private_document(office.at("sam"), "q1", {"answer": "one"}, 0)
    office.world.change(update(LearningBox).values(document="q2"))
    assert private_store.load_private_document(office.at("sam"), "q2").spoiled
    office.world.change(update(LearningBox).values(document="q1", user_id=office.id("pat")))
    assert private_store.load_private_document(office.at("pat"), "q1").spoiled
    assert private_store.load_private_document(office.at("sam"), "q1").version == 0
