"""What waits for one person: counts and times, only of what is theirs to see."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import event

from app.domain.record.entry_schema import Part
from app.domain.routing.recipients import Recipients
from app.models.concern import Concern
from app.models.draft import Draft, DraftPage
from app.services.concern_lists import dashboard
from app.services.concerns import acknowledgements, additions
from app.services.drafts import addition_drafts, draft_store
from tests.support.club.office import Office
from tests.support.club.world import World


def unread(office: Office, who: str) -> int:
    return dashboard.load_dashboard(office.at(who)).unread


def test_unread_counts_what_i_can_read_and_did_not_write(office: Office):
    office.signed("sam")
    kept = office.signed("sam", about="yes")
    office.signed("jo")
    assert [unread(office, who) for who in ("jo", "deputy", "senior", "sam", "pat", "kit")] == [
        1, 2, 1, 0, 0, 0,
    ]  # fmt: skip
    acknowledgements.acknowledge_concern(office.at("senior"), kept)
    assert unread(office, "senior") == 0


def test_named_readers_count_theirs_and_the_one_ruled_out_does_not(world_without_senior: World):
    office = Office(world_without_senior)
    office.signed("sam", about="yes", not_for=("jo",), choice=Recipients.NAMED_LEADS)
    assert (unread(office, "deputy"), unread(office, "jo")) == (1, 0)


def test_drafts_of_records_wait_and_signed_or_thrown_away_ones_do_not(office: Office):
    first, second = (
        draft_store.start_draft(office.at("sam")),
        draft_store.start_draft(office.at("sam")),
    )
    concern_id = office.signed("sam")
    draft_store.start_draft(office.at("sam"), concern_id)
    draft_store.discard_draft(office.at("sam"), second)
    waiting = dashboard.load_dashboard(office.at("sam"))
    assert [draft.id for draft in waiting.drafts] == [first]
    assert dashboard.load_dashboard(office.at("pat")).drafts == ()


def test_started_additions_are_listed_newest_first_to_their_writer(office: Office):
    concern_id = office.signed("sam")
    for who, page in (("sam", "view"), ("sam", "addition"), ("jo", "evidence")):
        office.now += timedelta(minutes=1)
        began(office, who, concern_id, page)
    reference = office.session.get_one(Concern, concern_id).reference
    waiting = dashboard.load_dashboard(office.at("sam"))
    assert [(one.reference, one.title) for one in waiting.begun] == [
        (reference, "Add information"),
        (reference, "What you think"),
    ]
    assert waiting.drafts == ()
    assert [one.page for one in dashboard.load_dashboard(office.at("jo")).begun] == ["evidence"]
    assert dashboard.load_dashboard(office.at("deputy")).begun == ()


def test_what_was_signed_deleted_or_is_unreadable_waits_no_longer(office: Office):
    concern_id, kept = office.signed("sam"), office.signed("sam", about="yes")
    signed, gone = (began(office, "sam", concern_id, page) for page in ("view", "evidence"))
    parts = (Part("view", (), {"opinion": "x"}),)
    additions.sign_details(office.at("sam"), concern_id, signed, "view", parts)
    draft_store.discard_draft(office.at("sam"), gone)
    with office.at("jo").keep() as session:  # of a file that this lead can no longer open
        own = Draft(
            org_id=office.org.id,
            user_id=office.id("jo"),
            concern_id=kept,
            began_at=office.now,
            saved_at=office.now,
        )
        session.add(own)
        session.flush()
        page = {"page": "view", "version": 1, "box": b"", "saved_at": office.now}
        session.add(DraftPage(org_id=office.org.id, draft_id=own.id, **page))
    assert [dashboard.load_dashboard(office.at(who)).begun for who in ("sam", "jo")] == [(), ()]


def began(office: Office, who: str, concern_id: UUID, page: str) -> UUID:
    """A page that somebody began to add to a signed record, saved once."""
    uow = office.at(who)
    draft_id = addition_drafts.find_addition_draft(uow, concern_id, page).id
    addition_drafts.start_addition_draft(uow, concern_id, page, draft_id)
    draft_store.save_page(uow, draft_id, page, {"words": ["x"]}, 0)
    return draft_id


def test_only_who_holds_a_teams_key_is_asked_for_a_card(office: Office):
    asked = [
        dashboard.load_dashboard(office.at(who)).card_missing
        for who in ("jo", "senior", "sam", "kit")
    ]
    assert asked == [True, True, False, False]


def test_a_lead_with_a_second_one_is_not_alone(office: Office):
    assert not dashboard.load_dashboard(office.at("jo")).to_confirm.alone


def test_looking_at_home_logs_nothing(office: Office):
    uow = office.at("jo")
    before = len(office.events())
    dashboard.load_dashboard(uow)
    assert len(office.events()) == before


def test_counting_looks_at_what_is_unread_or_due_and_at_no_other_concern(office: Office):
    if not office.world.url.startswith("sqlite"):
        return  # it plans by what it has counted
    asked, uow = [], office.at("jo")
    event.listen(office.world.engine, "before_cursor_execute", lambda *given: asked.append(given))
    dashboard.load_dashboard(uow)
    ((*_, query, values, _, _),) = [one for one in asked if "count(DISTINCT" in one[2]]
    plan = uow.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)
    found = [row[3] for row in plan if row[3].startswith("SEARCH concern")]
    steps = [step for step in found if "(author_id=?)" not in step]  # whether there is one of mine
    assert (len(found), len(steps)) == (4, 3), found
    assert all("state=?" in step or "(id=?)" in step for step in steps), steps
