"""Save what was typed at setup, while the recovery sheet is printed and proved.

Nothing of the organisation is in the database until the sheet is proved: only a box that opens
with a token in the browser, for an hour since something was saved. While the steps are answered it
holds the answers and no secret. Once the passphrase is chosen it holds that and the recovery seed,
so that the sheet can be shown again after a mistake. Neither is stored in any other way.
"""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Protocol

import msgspec
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.database import empty_write_ahead_file
from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Org, Role
from app.errors import InvalidError, SealedError, ThrottledError
from app.models.columns import has_passed
from app.models.organisation import SetUpDraft
from app.services.auth import one_time_display, passphrases, sessions, sign_ins
from app.services.auth.kdf_slots import KdfSlots
from app.services.auth.throttle import TryCounter, TryKind
from app.services.members import invites
from app.services.organisations import organisation_lookup, organisation_setup
from app.services.organisations.organisation_setup import NewOrganisation
from app.services.unit_of_work import UnitOfWork
from app.vault import recovery
from app.vault import session_tokens as tokens

SETUP_DRAFT_LIFETIME = timedelta(hours=1)
GROUPS_TO_TYPE_BACK = 2
_BOX = "set-up"
_ANSWERS_BOX = "set-up answers"
WRONG_GROUP = "Check group {number} on your sheet and enter it again."


class PendingSetup(PrivateStruct, frozen=True):
    """An organisation about to be made. `asked`: numbers of the groups to type back, from 1."""

    org: Org
    new: NewOrganisation
    seed: bytes
    asked: tuple[int, ...]

    @property
    def sheet(self) -> str:
        """The recovery sheet: fourteen groups of four."""
        return recovery.encode_recovery_sheet(self.seed)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of the sheet, in order."""
        return recovery.split_groups(self.sheet)


class ShownSheet(Protocol):
    """A sheet that is shown, and the numbers of the groups that are typed back."""

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of the sheet, in order."""

    @property
    def asked(self) -> tuple[int, ...]:
        """The numbers of the groups, from 1."""


class SetupAnswers(PrivateStruct, frozen=True):
    """The answers of the steps that were saved, as typed, by the name of the field."""

    answers: dict[str, str]


def build_blank_org() -> Org:
    """Return an organisation value with nothing in it, for a unit of work before there is one."""
    blank = NewOrganisation(
        name="", host="", lead_title="", phone="", address="", pack="", hours={}, closures=(),
        lead_name="", lead_email="", lead_phone="", lead_job_title="", passphrase="",
    )  # fmt: skip
    return organisation_setup.build_new_org(blank)


def start_setup_code_try(uow: UnitOfWork, address: str) -> TryCounter:
    """Return the counter of tries of the set-up code from here. Raises ThrottledError."""
    tries = TryCounter(uow.server, "", "", address, TryKind.SET_UP)
    if tries.has_too_many(uow.session, uow.clock()):
        raise ThrottledError("set-up code")
    return tries


def first_passphrase_problem(slots: KdfSlots, passphrase: str, about: tuple[str, ...]) -> str:
    """Return what is wrong with the first lead's passphrase; empty when it will do.

    Raises BusyError.

    Only after the code was right. Nothing is counted: who reads the code runs this server.
    """
    with slots.hold():
        return passphrases.find_passphrase_problem(passphrase, about)


def start_setup_draft(uow: UnitOfWork, new: NewOrganisation, in_place_of: str = "") -> str:
    """Keep what was typed, with a fresh recovery seed; returns the token for the cookie.

    `in_place_of`: the token of what the same browser typed before; its sheet opens nothing now.
    """
    token = tokens.new_token()
    asked = choose_groups_to_type_back()
    draft = PendingSetup(organisation_setup.build_new_org(new), new, os.urandom(32), asked)
    box = tokens.box_session_state(token, _BOX, msgspec.json.encode(draft))
    with uow.keep() as session:
        _forget_old(session, uow.clock())
        with suppress(SealedError):
            session.execute(
                delete(SetUpDraft).where(SetUpDraft.id == tokens.hash_token(in_place_of))
            )
        session.add(SetUpDraft(id=tokens.hash_token(token), box=box, made_at=uow.clock()))
    return token


def save_setup_answers(uow: UnitOfWork, answers: Mapping[str, str], token: str = "") -> str:
    """Save the answers of the steps so far and return the token for the cookie.

    `token`: the box they replace, with whatever recovery sheet it held. Without one, a new box.
    """
    token = token or tokens.new_token()
    plain = msgspec.json.encode(SetupAnswers(dict(answers)))
    box = tokens.box_session_state(token, _ANSWERS_BOX, plain)
    with uow.keep() as session:
        _forget_old(session, uow.clock())
        session.merge(SetUpDraft(id=tokens.hash_token(token), box=box, made_at=uow.clock()))
    return token


def find_setup_answers(session: Session, token: str, now: datetime) -> dict[str, str] | None:
    """Return the saved answers behind a token, or None for a strange or old one."""
    plain = _open_box(session, token, now, _ANSWERS_BOX)
    return None if plain is None else msgspec.json.decode(plain, type=SetupAnswers).answers


def find_setup_draft(session: Session, token: str, now: datetime) -> PendingSetup | None:
    """Return the sheet that waits behind a token, or None for a strange or old one."""
    plain = _open_box(session, token, now, _BOX)
    return None if plain is None else msgspec.json.decode(plain, type=PendingSetup)


def _open_box(session: Session, token: str, now: datetime, name: str) -> bytes | None:
    try:
        row = session.get(SetUpDraft, tokens.hash_token(token), populate_existing=True)
        if row is None or now - row.made_at >= SETUP_DRAFT_LIFETIME:
            return None
        return tokens.open_session_state(token, name, row.box)
    except SealedError:
        return None


def choose_groups_to_type_back() -> tuple[int, ...]:
    """Choose by chance which groups of a new sheet are typed back, by their numbers from 1."""
    numbers = range(1, len(_blank_groups()) + 1)
    return tuple(sorted(secrets.SystemRandom().sample(numbers, GROUPS_TO_TYPE_BACK)))


def find_wrong_groups(shown: ShownSheet, typed: Mapping[int, str]) -> dict[int, str]:
    """Return which of the groups typed back are not the sheet's: number to words."""
    wrong = {}
    for number in shown.asked:
        if recovery.split_groups(typed.get(number, "")) != (shown.groups[number - 1],):
            wrong[number] = WRONG_GROUP.format(number=number)
    return wrong


def make_organisation_from_draft(
    uow: UnitOfWork, slots: KdfSlots, draft: PendingSetup, token: str
) -> None:
    """Make the organisation of this draft, unless this very draft made it a moment ago.

    The row behind the token, with the seed in its box, goes with the same commit, and no copy of
    it stays in a file of SQLite. The caller holds the set-up lock. Raises InvalidError when
    another one was set up first.
    """
    uow.session.rollback()  # a read begun before the lock would not see what its holder made
    if not organisation_lookup.has_any_organisation(uow.session):
        with slots.hold():
            organisation_setup.create_organisation_and_first_lead(
                uow, draft.new, draft.seed, tokens.hash_token(token)
            )
        empty_write_ahead_file(uow.session)
    elif not any(
        org.id == draft.org.id for org in organisation_lookup.list_organisations(uow.session)
    ):
        raise InvalidError({"": "Heard has been set up here already."})


def sign_in_first_lead_and_invite_seniors(
    uow: UnitOfWork, slots: KdfSlots, draft: PendingSetup, address: str
) -> str:
    """Sign the first lead in and invite the seniors; returns the token. Raises BusyError."""
    new = draft.new
    token = sign_ins.sign_in(uow, slots, new.lead_email, new.passphrase, address)
    sessions.open_session(uow, token)
    for email in new.seniors:
        _, code = invites.invite_member(uow, email, (Role.SENIOR,))
        one_time_display.show_secret(uow, token, one_time_display.INVITE_PREFIX + email, code)
    return token


def _blank_groups() -> tuple[str, ...]:
    return recovery.split_groups(recovery.encode_recovery_sheet(bytes(32)))


def _forget_old(session: Session, now: datetime) -> None:
    session.execute(
        delete(SetUpDraft).where(has_passed(SetUpDraft.made_at, now - SETUP_DRAFT_LIFETIME))
    )
