"""People whose role needs a second step: until they have one, what others wrote is closed."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, func, select, update

from app.domain.routing.actors import Role, Team
from app.domain.routing.recipients import Recipients
from app.errors import ForbiddenError, LogBrokenError, NotFoundError, SecondStepMissingError
from app.models.audit_log import Leaf
from app.models.organisation import Organisation
from app.services.auth.second_step import step_requirement, step_setup
from app.services.auth.second_step.step_proofs import StepProof
from app.services.auth.second_step.step_removal import (
    load_colleague_step,
    turn_off_colleague_step,
)
from app.services.concerns import concern_access, concern_reading
from app.services.confirmation import acting_lead
from app.services.organisations import organisation_lookup
from app.vault.recovery import encode_recovery_sheet
from tests.support.club.club_setup import type_words
from tests.support.club.newcomers import confirm_as, join_as
from tests.support.club.office import Office
from tests.support.club.second_steps import set_up_step
from tests.support.club.sole_lead import move_to_sole_lead


@pytest.fixture
def held(office: Office) -> Office:
    """The club on a server that requires a second step; nobody has one."""
    office.world.step_required = True
    return office


def is_due(office: Office, who: str) -> bool:
    uow = office.world.uow(who)
    try:
        return step_requirement.is_step_due(uow)
    finally:
        uow.session.close()


def test_leads_seniors_and_administrators_need_one_and_nobody_else_does(held):
    held.world.step_required = False
    confirm_as(held.world, "ada", Role.ADMINISTRATOR, "Ada Moss")
    confirm_as(held.world, "aud", Role.AUDITOR, "Aud Lind")
    people = ("jo", "deputy", "senior", "ada", "aud", "sam", "kit", "tess")
    assert not [who for who in people if is_due(held, who)], "offered"
    held.world.step_required = True
    assert [who for who in people if is_due(held, who)] == ["jo", "deputy", "senior", "ada"]


def test_someone_unconfirmed_needs_no_step_until_they_hold_a_key(held):
    held.world.step_required = False
    join_as(held.world, "kay", (Role.LEAD,), "Kay Lund")
    held.world.step_required = True
    assert not is_due(held, "kay")
    email, sheet = held.world.people["kay"].email, encode_recovery_sheet(held.world.recovery_seed)
    typed = type_words(held.world.uow("jo"), held.id("kay"))
    acting_lead.appoint_acting_lead(held.world.uow("sam"), email, sheet, typed)
    assert is_due(held, "kay")


def test_no_key_of_a_team_opens_until_it_is_set_up(held):
    for who, team in (("jo", Team.LEADS), ("senior", Team.SENIORS)):
        uow = held.world.uow(who)
        with pytest.raises(SecondStepMissingError):
            uow.keys.team_secret(uow.session, team)
    step = set_up_step(held, "jo")
    uow = step.seat()
    assert uow.keys.team_secret(uow.session, Team.LEADS)
    assert not step_requirement.is_step_due(uow)


def test_until_then_a_lead_opens_what_they_wrote_and_nothing_else(held):
    mine, other = held.signed("jo"), held.signed("sam")
    about_lead = held.signed("sam", about="yes")
    jo, senior = held.world.uow("jo"), held.world.uow("senior")
    opened = concern_reading.open_concern(jo, mine)
    assert opened.record is not None
    assert not opened.is_reader, "as its author, and not for the team"
    assert not concern_reading.load_concern_summary(jo, mine).is_reader
    for uow, concern in ((jo, other), (senior, about_lead)):
        with pytest.raises(NotFoundError):
            concern_reading.open_concern(uow, concern)
    step = set_up_step(held, "jo")
    assert concern_reading.open_concern(step.seat(), other).is_reader


def test_until_then_a_lead_reads_nothing_that_was_given_to_them_by_name(held):
    ruled_out, choice = ["senior", "jo"], Recipients.NAMED_LEADS
    sent = held.signed("sam", about="yes", not_for=ruled_out, choice=choice)
    with pytest.raises(NotFoundError):
        concern_reading.open_concern(held.world.uow("deputy"), sent)
    held.world.step_required = False
    assert concern_reading.open_concern(held.world.uow("deputy"), sent).record is not None


def test_it_is_found_once_in_a_request_and_again_in_the_next(held):
    uow = held.world.uow("jo")
    assert step_requirement.is_step_due(uow)
    step = set_up_step(held, "jo")
    assert step_requirement.is_step_due(uow)
    assert not step_requirement.is_step_due(step.seat())


def test_while_the_log_cannot_be_read_a_lead_goes_on_with_what_they_wrote(held):
    mine, other = held.signed("jo"), held.signed("sam")
    step = set_up_step(held, "jo")
    newest = select(func.max(Leaf.i)).scalar_subquery()
    held.world.change(delete(Leaf).where(Leaf.i == newest))
    uow = step.seat()
    with pytest.raises(LogBrokenError):
        step_requirement.is_step_due(uow)
    assert concern_access.load_readable_concern(uow, mine).id == mine
    with pytest.raises(LogBrokenError):
        concern_access.load_readable_concern(uow, other)


def test_a_request_that_opened_its_session_reads_nothing_more_for_it(held):
    uow = held.world.uow("jo")
    uow.session.rollback()
    assert step_requirement.is_step_due(uow)
    assert not uow.session.in_transaction(), "no statement was sent"


def test_within_a_transaction_that_has_logged_something_it_can_be_asked(held):
    step = set_up_step(held, "jo")
    uow = step.seat()
    with uow.act() as act:
        act.log(step_setup.Action.REFUSED, "page")
        assert not step_requirement.is_step_due(uow)


def test_whoever_lost_it_sets_up_another_and_meanwhile_opens_nothing(held):
    set_up_step(held, "deputy")
    step = set_up_step(held, "jo")
    turn_off_colleague_step(step.seat(), held.id("deputy"))
    assert is_due(held, "deputy")


def test_nobody_who_needs_it_turns_it_off_themself(held):
    step = set_up_step(held, "jo")
    with pytest.raises(ForbiddenError):
        step_setup.turn_off_own_step(step.seat(), step.token, StepProof(step.codes[0]))
    assert step_setup.load_step_setup(step.seat()).recovery_codes_left == len(step.codes)
    staff = set_up_step(held, "sam")
    step_setup.turn_off_own_step(staff.seat(), staff.token, StepProof(staff.codes[0]))
    assert not step_setup.load_step_setup(staff.seat()).is_on


def test_a_process_that_read_on_from_a_snapshot_reads_the_whole_log_first(held):
    step = set_up_step(held, "jo")
    uow = step.seat()
    log = uow.key_log
    log._store.of_numbers[held.org.id] = log._store.whole.pop(held.org.id)
    log._store.of_numbers[held.org.id].newest.clear()  # a snapshot has none of this
    assert not step_requirement.is_step_due(uow)


def test_a_demonstration_by_the_log_lets_everyone_do_without(held):
    move_to_sole_lead(held.world, demo=True)
    uow = held.world.uow("jo")
    assert not step_requirement.is_step_due(uow)
    assert uow.keys.team_secret(uow.session, Team.LEADS)


def test_a_row_that_says_demonstration_by_itself_lets_nobody_do_without(held):
    held.world.change(update(Organisation).values(demo=True))
    held.world.org = organisation_lookup.find_organisation_by_host(held.session, "localhost")
    assert held.world.org.demo
    assert is_due(held, "jo")


def test_a_lead_and_a_colleague_are_told_if_it_is_required(held):
    assert step_setup.load_step_setup(set_up_step(held, "jo").seat()).is_required
    assert not step_setup.load_step_setup(set_up_step(held, "sam").seat()).is_required
    jo = set_up_step(held, "deputy").seat()
    assert load_colleague_step(jo, held.id("jo")).is_required
    assert not load_colleague_step(jo, held.id("sam")).is_required
