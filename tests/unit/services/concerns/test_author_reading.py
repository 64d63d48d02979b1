"""The author of a closed concern reads it for 30 days, by the log, and again once they are let."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, update

from app.domain.record.entry_schema import LeadsNote
from app.errors import NotFoundError, ReadingEndedError, SealedError, StaleError
from app.models.concern import Entry, Wrap
from app.models.draft import DraftPage
from app.models.outbox import Outbox
from app.services.audit_log import access_history, record_receipts
from app.services.audit_log.concern_index import ConcernIndex
from app.services.concern_lists import dashboard, own_labels
from app.services.concerns import additions, entry_append, own_concerns
from app.services.concerns.acknowledgements import acknowledge_concern
from app.services.concerns.additions import NewAddition
from app.services.concerns.author_access import author_grants, author_wraps
from app.services.concerns.concern_reading import open_concern
from app.services.concerns.own_concerns import list_own_concerns
from app.services.drafts import addition_drafts
from app.services.integrity.integrity_check import find_all_differences
from app.services.jobs import author_reading_ends
from app.services.suspension.member_removal import remove_member
from app.services.suspension.member_suspension import suspend_member
from audit.actions import Action
from tests.support.club.closed_concerns import (
    CLOSED,
    close_and_end,
    close_counted,
    keep_house,
    list_wraps,
    pass_days,
    sign_page,
)
from tests.support.club.office import Office

pytestmark = pytest.mark.both_databases


def numbers(office: Office, concern_id: UUID, who: str = "sam") -> list[int]:
    """Open a concern as someone; returns the numbers of the entries that opened."""
    return [one.number for one in open_concern(office.at(who), concern_id).entries if one.entry]


def acts(office: Office, *wanted: Action) -> list[str]:
    return [event.obj for event in office.events() if event.act in wanted]


def is_sound(office: Office) -> bool:
    return find_all_differences(office.world.uow()) == ()


def add_note(office: Office, concern_id: UUID) -> None:
    """Jo adds words, which do not open it again, and something for readers alone."""
    additions.add_words(office.at("jo"), concern_id, NewAddition(uuid4(), "For the file."))

    def note(slot, number=0):
        return LeadsNote(by=slot.by, signed_at=slot.now, of=1, parts=())

    additions.add_entry(office.at("jo"), concern_id, note)


def test_its_author_reads_it_to_the_end_of_the_last_day_and_no_longer(office: Office, closed: UUID):
    pass_days(office, 30)
    keep_house(office)
    assert numbers(office, closed) == [1, 2, 3]
    (one,) = list_own_concerns(office.at("sam"))
    assert (str(one.reading.last_day), one.is_over) == ("2026-12-24", False)
    pass_days(office, 1)  # no housekeeping yet: the keys are there, and the log says no
    assert list_wraps(office, closed, "sam") == [1, 2, 3]
    with pytest.raises(ReadingEndedError):
        open_concern(office.at("sam"), closed)
    assert acts(office, Action.REFUSED) == [str(closed)]
    assert numbers(office, closed, "jo") == [1, 2, 3]


def test_housekeeping_deletes_the_keys_once_and_logs_it_with_them(office: Office, closed: UUID):
    other = office.signed("sam")
    assert acts(office, Action.READING_COUNTED) == [f"organisation/{office.org.id}"]
    pass_days(office)
    keep_house(office)
    assert (list_wraps(office, closed, "sam"), list_wraps(office, other, "sam")) == ([], [1])
    for _ in range(2):
        pass_days(office, 1)
        keep_house(office)
    assert acts(office, Action.SHARE_ENDED) == [str(closed)]
    assert len(acts(office, Action.READING_COUNTED)) == 1
    assert is_sound(office)
    with pytest.raises(ReadingEndedError):
        open_concern(office.at("sam"), closed)
    assert numbers(office, closed, "deputy") == [1, 2, 3]


def test_what_fails_in_between_leaves_keys_and_log_as_they_were(
    office: Office, monkeypatch, closed: UUID
):
    pass_days(office)

    def fail(*_args):
        raise OSError("power is gone")

    with monkeypatch.context() as broken:
        broken.setattr(author_reading_ends, "_delete_label", fail)
        keep_house(office)
    assert list_wraps(office, closed, "sam") == [1, 2, 3]
    assert acts(office, Action.SHARE_ENDED) == []
    assert is_sound(office)
    keep_house(office)
    assert list_wraps(office, closed, "sam") == []


def test_what_was_closed_before_counts_from_the_first_round(office: Office):
    concern_id = office.signed("sam")
    sign_page(office, "jo", concern_id, "closure", **CLOSED)
    pass_days(office, 400)
    assert numbers(office, concern_id) == [1, 2, 3]
    keep_house(office)
    pass_days(office, 30)
    keep_house(office)
    assert numbers(office, concern_id) == [1, 2, 3]
    pass_days(office, 1)
    keep_house(office)
    assert list_wraps(office, concern_id, "sam") == []


def test_opened_again_and_closed_it_counts_anew(office: Office, closed: UUID):
    pass_days(office, 20)
    sign_page(office, "sam", closed, "reopening", why="Too soon.")
    pass_days(office, 20)
    keep_house(office)
    assert open_concern(office.at("sam"), closed).life.is_closed is False
    sign_page(office, "jo", closed, "closure", **CLOSED)
    pass_days(office, 30)
    keep_house(office)
    assert 1 in numbers(office, closed)
    pass_days(office, 1)
    with pytest.raises(ReadingEndedError):
        open_concern(office.at("sam"), closed)


@pytest.mark.parametrize("how", ["jo", "head"])
def test_a_readers_author_and_a_record_for_no_one_else_never_end(office: Office, how: str):
    who, more = ("jo", {}) if how == "jo" else ("senior", {"about": "yes"})
    concern_id = close_counted(office, who, who, **more)
    pass_days(office)
    keep_house(office)
    author_reading_ends.end_author_reading(office.world.uow(), concern_id)  # nor if asked for it
    assert (list_wraps(office, concern_id, who), acts(office, Action.SHARE_ENDED)) == (
        [1, 2, 3],
        [],
    )
    assert 1 in numbers(office, concern_id, who)
    (one,) = list_own_concerns(office.at(who))
    assert one.reading is None
    assert is_sound(office)


@pytest.mark.parametrize(
    ("page", "values"),
    [
        ("reopening", {"why": "Too soon."}),
        ("referral", {"method": "phone"}),
        ("decision", {"outcome": "refer", "reason": "New."}),
    ],
)
def test_what_opens_it_again_lets_its_author_read_all_of_it(
    office: Office, page, values, ended: UUID
):
    add_note(office, ended)
    assert list_wraps(office, ended, "sam") == []
    assert is_sound(office)
    number = sign_page(office, "deputy", ended, page, **values)
    assert numbers(office, ended) == [1, 2, 3, 4, number]
    assert open_concern(office.at("sam"), ended).life.is_closed is False
    assert acts(office, Action.SHARED) == [str(ended)]
    assert is_sound(office)
    sign_page(office, "sam", ended, "referral", method="phone")  # and continues


def test_a_reader_lets_them_read_for_30_days_in_one_step(office: Office, ended: UUID):
    add_note(office, ended)
    file = open_concern(office.at("jo"), ended)
    reading = author_grants.summarise_author_access(office.at("jo"), file)
    assert (reading.name, reading.end.is_over, reading.can_be_let) == ("Sam Lee", True, True)
    mails = office.count(Outbox)
    author_grants.restore_author_access(office.at("jo"), ended)
    assert acts(office, Action.SHARED) == [str(ended)]
    assert office.count(Outbox) == mails + 1
    assert list_wraps(office, ended, "sam") == [1, 2, 3, 4]  # the note is for readers alone
    assert numbers(office, ended) == [1, 2, 3, 4]
    assert is_sound(office)
    (one,) = list_own_concerns(office.at("sam"))
    assert str(one.reading.last_day) == "2027-01-24"
    file = open_concern(office.at("jo"), ended)
    assert not author_grants.summarise_author_access(office.at("jo"), file).can_be_let
    with pytest.raises(StaleError):
        author_grants.restore_author_access(office.at("deputy"), ended)
    add_note(office, ended)  # while they read it, what is added is theirs too
    assert numbers(office, ended) == [1, 2, 3, 4, 6]
    pass_days(office)
    keep_house(office)
    assert list_wraps(office, ended, "sam") == []
    assert is_sound(office)


@pytest.mark.parametrize("who", ["sam", "pat", "senior"])
def test_only_a_reader_lets_its_author_read(office: Office, who: str, ended: UUID):
    with pytest.raises((NotFoundError, ReadingEndedError)):
        author_grants.restore_author_access(office.at(who), ended)
    assert list_wraps(office, ended, "sam") == []


def test_who_cannot_sign_in_or_was_removed_is_given_nothing(office: Office, ended: UUID):
    suspend_member(office.at("jo"), office.id("sam"))
    file = open_concern(office.at("jo"), ended)
    assert not author_grants.summarise_author_access(office.at("jo"), file).can_be_let
    with pytest.raises(NotFoundError):
        author_grants.restore_author_access(office.at("jo"), ended)
    remove_member(office.at("jo"), office.id("sam"))
    sign_page(office, "jo", ended, "reopening", why="New.")
    assert list_shared_entries(office, ended) == []
    assert is_sound(office)


def list_shared_entries(office: Office, concern_id: UUID) -> list[int]:
    """Return entries with more than one key: the team's, and the author's."""
    query = (
        select(Entry.number)
        .join(Wrap, Wrap.entry_id == Entry.id)
        .where(Entry.concern_id == concern_id)
        .group_by(Entry.number)
        .having(func.count() > 1)
    )
    return list(office.session.scalars(query))


def test_its_author_still_sees_who_read_it_and_has_the_receipt(office: Office, ended: UUID):
    one = own_concerns.load_reading_ended_concern(office.at("sam"), ended)
    assert (one.state, one.acknowledged_by, one.is_over) == ("closed", "Jo Smith", True)
    looks = access_history.list_access_history(office.at("sam"), ended)
    assert access_history.select_readings_by_others(looks, office.id("sam"))
    assert str(ended) in record_receipts.issue_receipt(office.at("sam"), ended)
    assert own_concerns.load_reading_ended_concern(office.at("jo"), ended) is None
    with pytest.raises(NotFoundError):
        own_concerns.load_reading_ended_concern(office.at("pat"), ended)


def test_the_label_and_the_news_of_it_go_with_the_keys(office: Office, closed: UUID):
    own = list_own_concerns(office.at("sam"))
    assert own_labels.load_own_labels(office.at("sam"), own).keys() == {closed}
    assert dashboard.load_dashboard(office.at("sam")).news
    pass_days(office)
    uow = office.at("sam")
    own = list_own_concerns(uow)
    assert own_labels.load_own_labels(uow, own) == {}
    assert dashboard.load_dashboard(office.at("sam")).news == ()
    keep_house(office)
    assert office.count(DraftPage) == 0
    author_grants.restore_author_access(office.at("jo"), closed)
    own = list_own_concerns(office.at("sam"))
    assert own_labels.load_own_labels(office.at("sam"), own).keys() == {closed}


def test_a_draft_waits_and_is_signed_once_they_read_it_again(office: Office, closed: UUID):
    issued = addition_drafts.find_addition_draft(office.at("sam"), closed, "addition")
    addition_drafts.start_addition_draft(office.at("sam"), closed, "addition", issued.id)
    new = NewAddition(issued.id, "She came again.")
    pass_days(office)
    keep_house(office)
    with pytest.raises(ReadingEndedError):
        additions.add_words(office.at("sam"), closed, new)
    author_grants.restore_author_access(office.at("jo"), closed)
    number = additions.add_words(office.at("sam"), closed, new)
    assert numbers(office, closed)[-1] == number
    assert is_sound(office)


def test_an_author_who_signs_while_it_ends_keeps_what_a_reader_gives(office, monkeypatch, closed):
    real = additions.open_for_append
    pass_days(office, 30)

    def open_at_midnight(*args):
        file = real(*args)
        pass_days(office, 1)
        keep_house(office)
        return file

    with monkeypatch.context() as late:
        late.setattr(additions, "open_for_append", open_at_midnight)
        with pytest.raises(ReadingEndedError):
            sign_page(office, "sam", closed, "reopening", why="Too soon.")
    assert acts(office, Action.SHARED) == []
    assert acts(office, Action.REFUSED) == [str(closed)]
    assert is_sound(office)
    author_grants.restore_author_access(office.at("jo"), closed)
    assert numbers(office, closed) == [1, 2, 3]


def test_entries_are_not_shared_without_the_record(office: Office, monkeypatch, ended: UUID):
    monkeypatch.setattr(author_wraps, "_seal_each", lambda *_args: {})
    with pytest.raises(SealedError):
        author_grants.restore_author_access(office.at("jo"), ended)
    assert acts(office, Action.SHARED) == []


def test_what_ends_or_is_added_before_the_write_lock_is_looked_at_first(
    office, monkeypatch, closed
):
    real = entry_append.AppendableConcern._look_to_share
    pass_days(office)
    meanwhile = [lambda: add_note(office, closed), lambda: keep_house(office)]

    def look(file):
        found = real(file)
        if meanwhile and file.uow is deputy:
            meanwhile.pop()()
        return found

    deputy = office.at("deputy")
    monkeypatch.setattr(entry_append.AppendableConcern, "_look_to_share", look)
    number = additions.add_words(deputy, closed, NewAddition(uuid4(), "For the file."))
    looks = {one.obj for one in office.events() if one.who == str(office.id("deputy"))}
    assert (number, {f"{closed}/{one}" for one in range(1, 6)} - looks) == (6, set())
    assert is_sound(office)


def test_what_is_added_while_a_reader_lets_them_is_not_opened_unlogged(office, monkeypatch, ended):
    real = author_grants.log_reads_before_sharing

    def look(*args):
        found = real(*args)
        add_note(office, ended)
        return found

    with monkeypatch.context() as late:
        late.setattr(author_grants, "log_reads_before_sharing", look)
        with pytest.raises(StaleError):
            author_grants.restore_author_access(office.at("deputy"), ended)
    assert list_wraps(office, ended, "sam") == []
    author_grants.restore_author_access(office.at("deputy"), ended)
    assert list_wraps(office, ended, "sam") == [1, 2, 3, 4]


def test_words_marked_as_read_after_the_end_are_not_their_authors(office: Office, ended: UUID):
    acknowledge_concern(office.at("deputy"), ended)
    assert list_wraps(office, ended, "sam") == []
    assert is_sound(office)


def test_the_log_of_another_process_says_the_same(office: Office):
    ended, let = close_and_end(office), close_and_end(office)
    author_grants.restore_author_access(office.at("jo"), let)
    uow = office.world.uow("sam")
    uow.key_log.refresh(uow.session, uow.org)
    found = uow.key_log.reading(uow.org)
    assert (found.find(ended).is_ended, found.find(let).is_ended) == (True, False)
    assert found.find(let).let_at is not None


def test_an_entry_that_cannot_be_trusted_is_not_shared_as_others_are(office: Office, ended: UUID):
    row = office.session.scalar(select(Entry).where(Entry.concern_id == ended, Entry.number == 2))
    office.world.change(update(Entry).where(Entry.id == row.id).values(signature=b"x" * 64))
    author_grants.restore_author_access(office.at("jo"), ended)
    assert list_wraps(office, ended, "sam") == [1, 3]


def test_the_look_is_logged_before_entries_are_shared(office: Office, monkeypatch, ended: UUID):
    before = len(acts(office, Action.ENTRY_READ))
    seen = []
    real = author_wraps._seal_each

    def look(*args):
        seen.extend(acts(office, Action.ENTRY_READ)[before:])
        return real(*args)

    monkeypatch.setattr(author_wraps, "_seal_each", look)
    author_grants.restore_author_access(office.at("jo"), ended)
    assert {f"{ended}/{number}" for number in (1, 2, 3)} <= set(seen)


def test_a_readers_note_without_its_line_is_not_given_back(
    office: Office, monkeypatch, ended: UUID
):
    add_note(office, ended)
    monkeypatch.setattr(ConcernIndex, "is_for_readers", lambda *_args: False)
    author_grants.restore_author_access(office.at("jo"), ended)
    assert list_wraps(office, ended, "sam") == [1, 2, 3, 4]
