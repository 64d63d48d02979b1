"""How it was referred, who answered, and that nobody has to remember to chase."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.domain.deadlines.outstanding import OutstandingKind
from app.domain.record.entry_schema import ENTRY_TYPE_BY_PAGE, Part, Referral, Reply
from app.models.concern import Due
from app.models.outbox import Outbox
from app.services.concern_lists.inbox import load_inbox
from app.services.concerns import acknowledgements, follow_up_entries
from app.services.concerns.concern_reading import list_own_concerns, open_concern
from app.services.jobs import scheduler
from content.london_time import LONDON
from tests.support.club.office import Office
from tests.support.web.record_client import fill, look, to_mend
from tests.unit.services.jobs.test_scheduler import tools

FRIDAY = datetime(2026, 8, 28, 15, 25, tzinfo=UTC)  # 16:25 in London, before the August holiday
TUESDAY = date(2026, 9, 1)


def sign(office: Office, who: str, concern_id: UUID, page: str, **values) -> int:
    """Sign a page of a file below the web."""
    parts = (Part(page, ("c1",), values),)
    draft_id = office.draft(who, concern_id)
    return follow_up_entries.sign_follow_up(
        office.at(who), concern_id, draft_id, ENTRY_TYPE_BY_PAGE[page], parts
    )


def waits(office: Office, concern_id: UUID) -> list[tuple[str, date]]:
    file = open_concern(office.at("jo"), concern_id)
    found = follow_up_entries.find_outstanding_of_concern(office.org, file)
    return [(one.kind, one.by) for one in found if one.kind is not OutstandingKind.DECIDE]


def told(office: Office) -> list[str]:
    """Who was mailed since the last look."""
    by_id = {person.id: key for key, person in office.world.people.items()}
    rows = list(office.session.scalars(select(Outbox).order_by(Outbox.made_at)))
    fresh = sorted(by_id[row.member_id] for row in rows if row.id not in office.seen)
    office.seen |= {row.id for row in rows}
    return fresh


def test_the_author_refers_without_any_lead_and_says_how(now: Office):
    concern_id = now.signed("sam")
    sam = now.world.client("sam")
    answers = {
        "method": ["phone"], "to_whom": ["Ama, duty social worker"], "referred_at": ["today"],
        "reference": ["NL-204"], "handed_over": ["none"], "written_by": ["not said"],
    }  # fmt: skip
    path = f"/concerns/{concern_id}/more/referral"
    form = look(sam, path)
    for name, texts in answers.items():
        form.set(name, texts)
    page = to_mend(sam, sam.post(form.action, data=form.sent()))
    assert "saved as you typed it" in page  # a day that nobody can read stops once, and no more
    fill(sam, path, {})
    entry = open_concern(now.at("jo"), concern_id).entries[-1].entry
    assert isinstance(entry, Referral)
    assert entry.parts[0].values["reference"] == "NL-204"
    text = now.world.client("jo").get(f"/concerns/{concern_id}").get_data(as_text=True)
    assert "Outstanding" in text
    assert "Ama, duty social worker" in text
    fill(
        sam,
        f"/concerns/{concern_id}/more/reply",
        {"answer": ["acknowledged"], "said": ["We have it."]},
    )
    assert isinstance(open_concern(now.at("jo"), concern_id).entries[-1].entry, Reply)


def test_what_waits_goes_with_what_was_answered_and_sent(now: Office):
    concern_id = now.signed("sam")
    sam, path = now.world.client("sam"), f"/concerns/{concern_id}/more/referral"
    fill(sam, path, {"method": ["phone"]})
    assert "that they have it. They should" not in sam.page(f"/concerns/{concern_id}").text
    fill(sam, f"/concerns/{concern_id}/more/reply", {"answer": ["acknowledged"]})
    assert "that they have it. They should" in sam.page(f"/concerns/{concern_id}").text
    fill(sam, f"/concerns/{concern_id}/more/reply", {"answer": ["decided"]})
    assert (
        "We do not know how soon this council needs it in writing. Ask them by"
        in sam.page(f"/concerns/{concern_id}").text
    )
    fill(sam, path, {"method": ["secure_email"], "to_whom": ["The duty inbox"]})
    fill(sam, f"/concerns/{concern_id}/more/reply", {"answer": ["outcome"]})
    text = sam.get(f"/concerns/{concern_id}").get_data(as_text=True)
    assert "Outstanding" not in text


@pytest.mark.parametrize(
    ("page", "help"), [("referral", "how you referred"), ("reply", "what happened")]
)
def test_the_one_answer_that_a_clock_needs_is_asked_for(now: Office, page: str, help: str):
    concern_id = now.signed("sam")
    sam = now.world.client("sam")
    form = look(sam, f"/concerns/{concern_id}/more/{page}")
    form.set("to_whom" if page == "referral" else "who_answered", ["Ama"])
    text = to_mend(sam, sam.post(form.action, data=form.sent()))
    assert f"Choose {help}" in text
    assert "Ama" in text


@pytest.fixture
def chased(office: Office) -> tuple[Office, UUID]:
    """Rung on Friday at 16:25; nobody answered on Monday, a bank holiday, or since."""
    office.seen, office.now = set(), FRIDAY
    concern_id = office.signed("sam")
    by = {"date": "2026-09-02", "time": None, "zone": "Europe/London"}
    sign(office, "sam", concern_id, "referral", method="phone", written_by=by)
    sign(office, "jo", concern_id, "decision", outcome="allocated_social_worker")
    told(office)
    return office, concern_id


def test_a_call_on_friday_is_chased_on_tuesday_after_the_bank_holiday(chased):
    office, concern_id = chased
    writing = (OutstandingKind.IN_WRITING, date(2026, 9, 2))
    assert waits(office, concern_id) == [(OutstandingKind.ACKNOWLEDGEMENT, TUESDAY), writing]
    for at in (FRIDAY, datetime(2026, 9, 1, 10, 59, tzinfo=UTC)):
        office.now = at
        scheduler.run_jobs_once(tools(office))
    assert told(office) == []
    assert not load_inbox(office.at("jo")).overdue
    for minutes in (1, 30, 90):
        office.now = datetime(2026, 9, 1, 11, 0, tzinfo=UTC) + timedelta(minutes=minutes)
        scheduler.run_jobs_once(tools(office))
    assert told(office) == ["deputy", "jo", "sam"]
    assert [one.id for one in load_inbox(office.at("jo")).overdue] == [concern_id]
    assert list_own_concerns(office.at("sam"))[0].overdue is not None


def test_only_an_answer_ends_the_chase_and_only_a_paper_the_wait_for_one(chased):
    office, concern_id = chased
    office.now = datetime(2026, 9, 1, 11, 0, tzinfo=UTC)
    sign(office, "jo", concern_id, "reply", answer="no_answer")
    assert (OutstandingKind.ACKNOWLEDGEMENT, TUESDAY) in waits(office, concern_id)
    sign(office, "jo", concern_id, "reply", answer="decided")
    assert waits(office, concern_id) == [(OutstandingKind.IN_WRITING, date(2026, 9, 2))]
    sign(office, "sam", concern_id, "referral", method="secure_email")
    assert waits(office, concern_id) == [(OutstandingKind.ACKNOWLEDGEMENT, date(2026, 9, 2))]
    sign(office, "sam", concern_id, "reply", answer="outcome")
    assert waits(office, concern_id) == []
    acknowledgements.acknowledge_concern(office.at("jo"), concern_id)
    assert list_own_concerns(office.at("sam"))[0].overdue is None
    assert not load_inbox(office.at("jo")).overdue


def test_what_an_unread_file_waits_for_outlives_its_acknowledgement(office: Office):
    concern_id = office.signed("sam")
    sign(office, "sam", concern_id, "referral", method="phone")
    acknowledgements.acknowledge_concern(office.at("jo"), concern_id)
    due = office.session.scalars(select(Due).where(Due.concern_id == concern_id)).all()
    assert sorted((row.level, row.done) for row in due) == [(0, True), (8, False), (12, False)]
    last = [event for event in office.events() if event.due is not None][-1]
    assert last.due == tuple(row.at for row in due if not row.done)


def test_a_due_row_that_was_taken_away_comes_back_with_the_next_entry(office: Office):
    concern_id = office.signed("sam")
    sign(office, "sam", concern_id, "referral", method="phone")
    with office.world.session() as session:
        session.query(Due).filter(Due.level == 8).delete()
        session.commit()
    assert waits(office, concern_id)  # the file itself says it all the same
    sign(office, "jo", concern_id, "reply", answer="no_answer")
    rows = office.session.scalars(select(Due).where(Due.level == 8, Due.done.is_(False))).all()
    assert len(rows) == 1


def test_a_paper_wanted_by_tomorrow_is_wanted_by_that_day(now: Office):
    concern_id = now.signed("sam")
    path = f"/concerns/{concern_id}/more/referral"
    fill(now.world.client("sam"), path, {"method": ["phone"], "written_by": ["Tomorrow"]})
    day = now.now.astimezone(LONDON).date() + timedelta(days=1)
    assert (OutstandingKind.IN_WRITING, day) in waits(now, concern_id)
