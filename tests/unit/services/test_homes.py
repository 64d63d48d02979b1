"""What waits for one person: counts and times, only of what is theirs to see."""

from __future__ import annotations

from app.domain.route import Recipients
from app.services import additions, drafts, homes
from tests.support.desks import Office
from tests.support.world import World


def unread(office: Office, who: str) -> int:
    return homes.waiting(office.at(who)).unread


def test_unread_counts_what_i_can_read_and_did_not_write(office: Office):
    office.signed("sam")
    kept = office.signed("sam", about="yes")
    office.signed("jo")
    assert [unread(office, who) for who in ("jo", "deputy", "senior", "sam", "pat", "kit")] == [
        1, 2, 1, 0, 0, 0,
    ]  # fmt: skip
    additions.acknowledge(office.at("senior"), kept)
    assert unread(office, "senior") == 0


def test_named_readers_count_theirs_and_the_one_ruled_out_does_not(world_without_senior: World):
    office = Office(world_without_senior)
    office.signed("sam", about="yes", not_for=("jo",), choice=Recipients.NAMED_LEADS)
    assert (unread(office, "deputy"), unread(office, "jo")) == (1, 0)


def test_drafts_of_records_wait_and_signed_or_thrown_away_ones_do_not(office: Office):
    first, second = drafts.begin(office.at("sam")), drafts.begin(office.at("sam"))
    concern_id = office.signed("sam")
    drafts.begin(office.at("sam"), concern_id)
    drafts.discard(office.at("sam"), second)
    waiting = homes.waiting(office.at("sam"))
    assert [draft.id for draft in waiting.drafts] == [first]
    assert waiting.own == 1
    assert homes.waiting(office.at("pat")).drafts == ()


def test_only_who_holds_a_teams_key_is_asked_for_a_card(office: Office):
    asked = [homes.waiting(office.at(who)).card_missing for who in ("jo", "senior", "sam", "kit")]
    assert asked == [True, True, False, False]


def test_a_lead_with_a_second_one_is_not_alone(office: Office):
    assert not homes.waiting(office.at("jo")).alone


def test_looking_at_home_logs_nothing(office: Office):
    desk = office.at("jo")
    before = len(office.events())
    homes.waiting(desk)
    assert len(office.events()) == before
