"""Confirm that a key belongs to a person: staff in a batch, an administrator by two typed words.

No one is given a team's seed here. A lead needs a second approval (`lead_approvals.py`), and so
does a head or chair (`senior_approvals.py`). This module never shows anyone the words of someone
else.
"""

from collections.abc import Mapping
from uuid import UUID

from app.domain.routing.actors import CONFIRMED_BY_WORDS, Role
from app.errors import InvalidError, NotFoundError
from app.models.member import Member
from app.services.confirmation.certification import (
    certify_member,
    is_certified,
    load_joined_key,
    load_member_invited_as,
    log_refusal_and_mark_confirmed,
    select_invited_roles,
)
from app.services.confirmation.word_checks import TypedWords, demand_member_words
from app.services.members.invited_roles import (
    demand_invite_roles_match_log,
    demand_roles_or_log_refusal,
)
from app.services.members.member_lookup import parse_stored_roles
from app.services.unit_of_work import UnitOfWork
from app.vault import spoken_words

STAFF_NAME_CHANGED = (
    "A name changed after you opened this page: {}. Check who it is, then confirm again."
)


def confirm_staff(
    uow: UnitOfWork, member_ids: tuple[UUID, ...], called: Mapping[UUID, str] | None = None
) -> None:
    """Confirm members whose words no one types: seen in the room and ticked off.

    `called`: the names that the page showed; someone who is not in it is not asked about. Someone
    confirmed meanwhile is left as they are. Raises NotFoundError for a member of another
    organisation, not joined, or of a role that is confirmed by words; RoleChangedError;
    InvalidError for a name that is another one now.
    """
    if not member_ids:
        return
    ready = [(member_id, load_joined_key(uow, member_id)) for member_id in member_ids]
    for member_id in member_ids:
        demand_roles_or_log_refusal(uow, uow.session.get_one(Member, member_id))
    with uow.act() as act:
        members = [act.session.get_one(Member, member_id) for member_id in member_ids]
        _demand_shown_names(members, called or {})
        for member in members:  # before the first line: keys are looked up before any is logged
            demand_invite_roles_match_log(uow, member)
            if CONFIRMED_BY_WORDS & set(parse_stored_roles(member.roles)):
                raise NotFoundError(f"member {member.id} is confirmed by words")
        before = [is_certified(uow, member) for member in members]
        for member, (_, key), certified in zip(members, ready, before, strict=True):
            if certified:
                log_refusal_and_mark_confirmed(act, member)
            else:
                certify_member(act, uow, member, key, roles=select_invited_roles(member))
        act.checkpoint()


def _demand_shown_names(members: list[Member], called: Mapping[UUID, str]) -> None:
    other = [one.name for one in members if called.get(one.id, one.name) != one.name]
    if other:
        raise InvalidError({"member": STAFF_NAME_CHANGED.format(", ".join(other))})


def confirm_administrator(
    uow: UnitOfWork, member_id: UUID, typed: TypedWords, *, called: str | None = None
) -> None:
    """Confirm an administrator by typed words: they manage accounts and read no record.

    Raises InvalidError for a wrong word or a name other than `called`, ThrottledError,
    RoleChangedError.
    """
    key = load_joined_key(uow, member_id)
    demand_roles_or_log_refusal(uow, uow.session.get_one(Member, member_id))
    demand_member_words(uow, member_id, key[1], typed)
    with uow.act() as act:
        member = load_member_invited_as(act, uow, member_id, Role.ADMINISTRATOR, called)
        if is_certified(uow, member):
            log_refusal_and_mark_confirmed(act, member)
        else:
            certify_member(act, uow, member, key, roles=select_invited_roles(member))
        act.checkpoint()


def derive_own_six_words(uow: UnitOfWork) -> tuple[str, ...]:
    """Return the six words of the signed-in member, from what their own lock opened to."""
    pins = uow.keys.first_pins(uow.session)
    return spoken_words.derive_six_words(uow.keys.own.public.fingerprint, pins.leads, pins.seniors)
