"""What an author adds after a record was read does not lie there unseen."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import select

from app.domain.deadlines.outstanding import ADDED, ADDED_TOLD, TASKED
from app.domain.record.entry_schema import Acknowledgement, Part, Referral
from app.models.concern import Due
from app.models.outbox import Outbox
from app.services.concern_lists import dashboard
from app.services.concern_lists.inbox import load_inbox
from app.services.concerns import additions, follow_up_entries
from app.services.concerns.acknowledgements import acknowledge_concern
from app.services.concerns.additions import NewAddition, add_words
from app.services.concerns.concern_reading import open_concern
from app.services.integrity import integrity_check
from app.services.jobs import scheduler
from app.services.referrals import referral_pdf
from tests.support.club.office import Office
from tests.support.web.record_client import fill
from tests.unit.services.jobs.test_scheduler import tools

MORE = "He is waiting outside."


def read(office: Office) -> UUID:
    """A record of Sam's that Jo has acknowledged."""
    concern_id = office.signed("sam")
    acknowledge_concern(office.at("jo"), concern_id)
    return concern_id


def add(office: Office, concern_id: UUID, who: str = "sam") -> int:
    return add_words(office.at(who), concern_id, NewAddition(uuid4(), MORE))


def mails(office: Office, before: set[UUID]) -> list[tuple[str, str]]:
    by_id = {person.id: key for key, person in office.world.people.items()}
    rows = office.session.scalars(select(Outbox))
    return sorted((row.template, by_id[row.member_id]) for row in rows if row.id not in before)


def ids(office: Office) -> set[UUID]:
    return set(office.session.scalars(select(Outbox.id)))


def dues(office: Office) -> list[tuple[int, bool]]:
    """Levels that are open or done, without that of the decision which is to be made."""
    rows = office.session.scalars(select(Due).where(Due.level < TASKED))
    return sorted((row.level, row.done) for row in rows)


def test_its_readers_are_told_once_and_a_clock_begins(office: Office):
    concern_id = read(office)
    before = ids(office)
    add(office, concern_id)
    add(office, concern_id)
    told = [("something_waits", "deputy"), ("something_waits", "jo")]
    assert mails(office, before) == told
    row, decide = office.session.scalars(select(Due).where(Due.done.is_(False)).order_by(Due.level))
    assert (row.level, row.at) == (ADDED, office.now + timedelta(hours=1))
    last = [event for event in office.events() if event.due is not None][-1]
    assert (last.state, last.due) == ("open", tuple(sorted((row.at, decide.at))))
    for minutes in (59, 1, 30, 60):
        office.now += timedelta(minutes=minutes)
        scheduler.run_jobs_once(tools(office))
    assert mails(office, before) == sorted(told * 2)
    assert dues(office)[-1] == (ADDED_TOLD, False)
    (listed,) = load_inbox(office.at("jo")).overdue
    assert listed.added
    assert dashboard.load_dashboard(office.at("jo")).added == 1
    assert dashboard.load_dashboard(office.at("sam")).added == 0


def test_acknowledging_again_ends_it_and_a_third_time_does_nothing(office: Office):
    concern_id = read(office)
    number = add(office, concern_id)
    assert [one.number for one in open_concern(office.at("jo"), concern_id).added_since] == [number]
    for who in ("jo", "deputy"):
        acknowledge_concern(office.at(who), concern_id)
    file = open_concern(office.at("jo"), concern_id)
    said = [one.entry for one in file.entries]
    assert [type(one) is Acknowledgement for one in said] == [False, True, False, True]
    assert file.added_since == ()
    assert all(done for _, done in dues(office))
    assert not load_inbox(office.at("jo")).overdue
    assert integrity_check.find_all_differences(office.world.uow()) == ()


def test_additions_by_readers_or_to_unread_records_start_no_clock(office: Office):
    unread = office.signed("sam")
    before = ids(office)
    add(office, unread)
    concern_id = read(office)
    after = ids(office)
    add(office, concern_id, "jo")
    offered = referral_pdf.offer_pdf_passphrase(office.at("sam"))
    referral_pdf.make_and_archive_summary_pdf(
        office.at("sam"), concern_id, "c1", offered, protect=True
    )
    assert mails(office, after) == []
    assert not [level for level, _ in dues(office) if level == ADDED]
    assert len(after - before) == 2  # of the second record itself


def test_words_of_a_lead_wait_after_their_role_ended(office: Office):
    """Their clock runs like any other: if nothing waited, no acknowledgement would end it."""
    concern_id = office.signed("deputy")
    acknowledge_concern(office.at("jo"), concern_id)
    add(office, concern_id, "deputy")
    assert open_concern(office.at("jo"), concern_id).added_since == ()
    uow = office.at("deputy")
    uow.actor = msgspec.structs.replace(uow.me, roles=(), confirmed=False)
    number = add_words(uow, concern_id, NewAddition(uuid4(), MORE))
    assert (ADDED, False) in dues(office)
    assert [one.number for one in open_concern(office.at("jo"), concern_id).added_since] == [number]
    acknowledge_concern(office.at("jo"), concern_id)
    assert (ADDED, False) not in dues(office)


def test_a_due_row_that_was_taken_away_hides_no_added_words(office: Office):
    concern_id = read(office)
    add(office, concern_id)
    with office.world.session() as session:
        session.query(Due).filter(Due.level == ADDED).delete()
        session.commit()
    assert open_concern(office.at("jo"), concern_id).added_since
    acknowledge_concern(office.at("jo"), concern_id)
    assert open_concern(office.at("jo"), concern_id).added_since == ()


def test_a_referral_by_the_author_waits_for_its_reader_and_for_an_answer(office: Office):
    concern_id = read(office)
    parts = (Part("referral", ("c1",), {"method": "phone"}),)
    follow_up_entries.sign_follow_up(
        office.at("sam"), concern_id, office.draft("sam", concern_id), Referral, parts
    )
    assert [level for level, done in dues(office) if not done] == [ADDED, 8]
    acknowledge_concern(office.at("jo"), concern_id)
    assert [level for level, done in dues(office) if not done] == [8]


def test_both_sides_see_it_in_words(now: Office):
    concern_id = read(now)
    sam, jo = now.world.client("sam"), now.world.client("jo")
    end = fill(sam, f"/concerns/{concern_id}/add", {"words": [MORE]})
    text = sam.page(end).text
    assert "No one has marked it as read yet. If it cannot wait, call them now" in text
    assert "No one has marked what you added as read yet." in text
    assert "Read what Sam Lee added" in jo.page("/").text
    assert "information added: read by" in jo.page("/concerns").text
    path = f"/concerns/{concern_id}"
    assert "Information was added after this was read" in jo.page(path).text
    assert jo.send(f"{path}/acknowledge", via=path).status_code == 303
    assert "Information was added" not in jo.page(path).text
    assert "No one has marked" not in sam.page(path).text
    assert "Read what Sam Lee added" not in jo.page("/").text


def test_its_author_reads_on_home_that_it_is_late_and_what_is(now: Office):
    began = now.now
    now.now = began - timedelta(days=9)
    concern_id = read(now)
    add(now, concern_id)
    now.now = began
    sam = now.world.client("sam")
    home = sam.page("/").text
    assert "No one has read what you added to" in home
    assert "another look was due" not in home
    assert "What you added should have been read by" in sam.page("/concerns").text
    acknowledge_concern(now.at("jo"), concern_id)
    assert "No one has read what you added to" not in sam.page("/").text


def test_someone_who_only_wrote_it_still_cannot_acknowledge(now: Office):
    concern_id = read(now)
    add(now, concern_id)
    sam = now.world.client("sam")
    absent = sam.send("/concerns/00000000-0000-4000-8000-000000000000/acknowledge", via="/")
    answer = sam.send(f"/concerns/{concern_id}/acknowledge", via="/")
    assert (answer.status_code, answer.data) == (absent.status_code, absent.data)
    assert additions.find_added_entry_number(now.at("sam"), concern_id, uuid4()) is None
