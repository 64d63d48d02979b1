"""A file that was read and not closed cannot be made to leave its readers' list by changing rows.

Each way that a database writer has; the list says that it is there, also in a list too long to be
compared at each visit, and nobody whom it was not signed for learns of it.
"""

import sqlite3
from contextlib import closing
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, event, make_url, update
from sqlalchemy.exc import IntegrityError

from app.domain.record.entry_schema import Part, Reopening
from app.models.concern import Card, Concern, Wrap
from app.services.concern_lists import missing_from_inbox
from app.services.concern_lists.inbox import load_closed_concerns, load_inbox
from app.services.concerns import acknowledgements, concern_reading, follow_up_entries
from app.services.concerns.additions import NewAddition
from app.services.concerns.follow_up_entries import add_words_and_set_due
from app.services.integrity import integrity_check
from tests.support.club.office import Office
from tests.web.review.test_closing_concern import close

HIDDEN = {
    "its state closed": update(Concern).values(state="closed"),
    "a state that is none": update(Concern).values(state="Open"),
    "its route changed": update(Concern).values(route="nobody"),
    "its route given to the seniors": update(Concern).values(route="seniors"),
    "its card taken away": delete(Card),
    "its card given to another": update(Card).values(recipient_fpr=b"x" * 32),
}


def opened(office: Office, who: str = "sam") -> UUID:
    concern_id = office.signed(who)
    acknowledgements.acknowledge_concern(office.at("jo"), concern_id)
    return concern_id


def of(concern_id: UUID, **values):
    return update(Concern).where(Concern.id == concern_id).values(**values)


@pytest.mark.parametrize("how", HIDDEN)
def test_its_readers_are_told_that_it_is_there(office: Office, how: str):
    concern_id = opened(office)
    reference = office.session.get_one(Concern, concern_id).reference
    assert load_inbox(office.at("jo")).unseen == ()
    office.world.change(HIDDEN[how])
    for reader in ("jo", "deputy"):
        (one,) = load_inbox(office.at(reader)).unseen
        assert (one.id, one.reference, one.stored) == (concern_id, reference, True)
        assert (one.author, one.signed_at) == ("Sam Lee", office.now)
    assert load_inbox(office.at("senior")).unseen == (), "nobody else learns of it"
    assert any(
        str(concern_id) in line for line in integrity_check.find_all_differences(office.world.uow())
    )


def test_one_that_was_closed_is_not_told_and_one_opened_again_is(office: Office):
    concern_id = opened(office)
    close(office, concern_id)
    assert load_inbox(office.at("deputy")).is_empty
    add_words_and_set_due(
        office.at("sam"), concern_id, NewAddition(office.draft("sam"), "She came again.")
    )
    assert [one.id for one in load_inbox(office.at("deputy")).open] == [concern_id]
    office.world.change(HIDDEN["its state closed"])
    assert [one.id for one in load_inbox(office.at("deputy")).unseen] == [concern_id]


def test_closing_and_opening_are_logged_whatever_the_column_says_already(office: Office):
    concern_id = opened(office)
    office.world.change(of(concern_id, state="closed"))
    close(office, concern_id)
    assert load_inbox(office.at("deputy")).is_empty
    assert integrity_check.find_all_differences(office.world.uow()) == ()
    office.world.change(of(concern_id, state="open"))
    reopening = (Part("reopening", ("c1",), {"reason": "More came."}),)
    draft = office.draft("jo", concern_id)
    follow_up_entries.sign_follow_up(office.at("jo"), concern_id, draft, Reopening, reopening)
    assert integrity_check.find_all_differences(office.world.uow()) == ()
    office.world.change(of(concern_id, state="closed"))
    assert [one.id for one in load_inbox(office.at("deputy")).unseen] == [concern_id]


def test_its_authors_words_open_it_by_the_log_too(office: Office):
    concern_id = opened(office)
    close(office, concern_id)
    office.world.change(of(concern_id, state="open"))
    (listed,) = load_inbox(office.at("jo")).open
    assert listed.id == concern_id
    add_words_and_set_due(
        office.at("sam"), concern_id, NewAddition(office.draft("sam"), "She came again.")
    )
    assert integrity_check.find_all_differences(office.world.uow()) == ()


@pytest.mark.parametrize("swapped", [False, True])
def test_in_a_long_list_too(office: Office, monkeypatch: pytest.MonkeyPatch, swapped: bool):
    ids = [opened(office) for _ in range(5)]
    close(office, ids[4])
    monkeypatch.setattr(missing_from_inbox, "COMPARED_PER_VISIT", 2)
    changes = [of(ids[1], state="closed"), *([of(ids[4], state="open")] if swapped else [])]
    office.world.change(*changes)
    told = []
    for _ in range(3):
        told.append([one.id for one in load_inbox(office.at("deputy")).unseen])
        office.now += timedelta(seconds=missing_from_inbox.TURN_SECONDS)
    if not swapped:  # fewer than the log counts: all of them are compared at once
        assert told == [[ids[1]]] * 3
    assert told[-1] == [ids[1]], "found once, it stays"


def test_what_one_visit_compares_is_looked_up_by_id_in_indexes(office: Office):
    if not office.world.url.startswith("sqlite"):
        return  # it plans by what it has counted
    asked, uow = [], office.at("jo")
    event.listen(office.world.engine, "before_cursor_execute", lambda *given: asked.append(given))
    assert not missing_from_inbox._listed(
        uow, tuple(uuid4() for _ in range(missing_from_inbox.COMPARED_PER_VISIT))
    )
    ((*_, query, values, _, _),) = [one for one in asked if "CASE" in one[2]]
    plan = uow.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)
    steps = [row[3] for row in plan]
    assert any(step.startswith("SEARCH concern") and "(id=?)" in step for step in steps), steps
    assert any("COVERING INDEX" in step and "concern_id=?" in step for step in steps), steps


def test_a_row_whose_author_is_nobody_stays_in_the_list(office: Office):
    opened(office)
    url = make_url(office.world.url)
    if not url.drivername.startswith("sqlite"):
        with pytest.raises(IntegrityError):
            office.world.change(update(Concern).values(author_id=UUID(int=7)))
        return
    with closing(sqlite3.connect(url.database)) as rows:  # asks for no foreign key
        rows.execute("UPDATE concern SET author_id = ?", (UUID(int=7).hex,))
        rows.commit()
    (listed,) = load_inbox(office.at("jo")).open
    assert listed.author == ""


def test_a_changed_row_does_not_tell_its_author_that_it_was_closed(office: Office):
    concern_id = opened(office)
    office.world.change(of(concern_id, state="closed"))
    (mine,) = concern_reading.list_own_concerns(office.at("sam"))
    assert mine.state == "open"
    assert [one.id for one in load_closed_concerns(office.at("jo"))[0]] == [concern_id]


def test_what_is_left_of_a_file_that_was_read_opens_without_its_wraps(office: Office):
    concern_id = opened(office)
    office.world.change(delete(Wrap))
    file = concern_reading.open_concern(office.at("deputy"), concern_id)
    assert {one.refused for one in file.entries} == {True}
