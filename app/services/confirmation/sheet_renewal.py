"""Make a new recovery sheet, after which the old one is refused and opens nothing newer.

The new sheet is shown first, and counts once two groups of it were typed back. Until then it lies
in the session's sealed box and nowhere else, with the old one where that was typed, under a tag of
the server. Then the leads' key changes as when someone is removed
(`team_key_change.py`): the new key is sealed to the new sheet, and the old sheet's grants are
deleted. The heads' and chairs' key follows with the old sheet at once, or else when one of them
presses a button: no lead has it (docs/decisions/0118). This module never stores a sheet.
"""

import hmac
from hashlib import sha256

import msgspec

from app.database import empty_write_ahead_file
from app.domain.private_struct import PrivateStruct
from app.domain.routing.actors import Role, Team
from app.errors import InvalidError, KeyChangedError, NotFoundError, SealedError
from app.services.audit_log.member_index import recovery_sheet_log_id
from app.services.auth import one_time_display
from app.services.confirmation.certification import (
    WRONG_SHEET,
    demand_newest_key,
    open_recovery_grant,
    read_typed_sheet,
)
from app.services.confirmation.lead_proposals import has_second_approver
from app.services.confirmation.sheet_requests import NOT_READY, demand_approved_request
from app.services.confirmation.sheet_tries import (
    DOES_NOT_OPEN,
    count_wrong_sheet_try,
    open_typed_sheet,
)
from app.services.confirmation.team_key_change import (
    KeyChange,
    delete_sheet_grants,
    prepare_key_change,
    write_key_change,
)
from app.services.members.key_trust import KeyTrust
from app.services.members.member_lookup import load_key_trust
from app.services.organisations.setup_drafts import choose_groups_to_type_back
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault import recovery
from app.vault.principals import Public, Secret

NEW_SHEET = "sheet/new"
"""The name of the sheet that is being shown, in the session's box."""
SHEET_CHANGED = (
    "The recovery sheet was replaced by another one since this one was shown. This one does not "
    "count. Destroy it. Look at the page Recovery sheet before you make another."
)


class NewSheet(PrivateStruct, frozen=True):
    """A sheet that counts for nothing yet. `asked`: numbers of the groups to type back, from 1.

    `replaces`: the fingerprint of the sheet in force when it was shown, in hex. `request`: by
    which it was approved, "" where the old sheet alone is enough. `old`: the sheet that it
    replaces, as it was typed; "" where that is lost. `tag`: the server's, for this session.
    """

    text: str
    asked: tuple[int, ...]
    replaces: str
    request: str = ""
    old: str = ""
    tag: bytes = b""

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of the sheet, in order."""
        return recovery.split_groups(self.text)


def start_new_sheet(uow: UnitOfWork, token: str, old: str = "") -> None:
    """Make the words of a new sheet, which the sign-in of `token` then shows, as a lead.

    One that it shows already stays: it may be on paper. `old`: the present sheet. Someone must have
    approved the new one, unless no one else can and `old` is typed. Raises InvalidError and
    ThrottledError.
    """
    if not uow.me.is_a(Role.LEAD):
        raise NotFoundError("only a lead makes a recovery sheet")
    pending, judge = find_new_sheet(uow, token), load_key_trust(uow)
    request = (
        "" if old and not has_second_approver(uow) else demand_approved_request(uow, uow.clock())
    )
    if old:
        open_typed_sheet(uow, old)
    if pending is None or _is_in_chain(judge, read_typed_sheet(pending.text).public):
        pending = NewSheet(
            recovery.encode_recovery_sheet(Secret.new().seed), choose_groups_to_type_back(), ""
        )
    replaces = judge.team(Team.LEADS).recovery_fpr.hex()
    new = NewSheet(pending.text, pending.asked, replaces, request, old)
    tagged = msgspec.structs.replace(new, tag=_tag(uow, token, new))
    one_time_display.show_secret(uow, token, NEW_SHEET, msgspec.json.encode(tagged).decode())


def find_new_sheet(uow: UnitOfWork, token: str) -> NewSheet | None:
    """Return the sheet that this session shows and that does not count yet.

    None for none, and for one that this server did not put there for this very session.
    """
    shown = one_time_display.list_shown_secrets(uow, NEW_SHEET)
    new = msgspec.json.decode(shown[0][1], type=NewSheet) if shown else None
    return new if new and hmac.compare_digest(new.tag, _tag(uow, token, new)) else None


def forget_new_sheet(uow: UnitOfWork, token: str) -> None:
    """Forget the sheet here, because it is on paper, or not wanted."""
    one_time_display.forget_shown_secret(uow, token, NEW_SHEET)
    empty_write_ahead_file(uow.session)


def replace_sheet(uow: UnitOfWork, new: NewSheet) -> None:
    """Let a sheet that was typed back count, as a lead, in place of the one before.

    With the old sheet the key of both teams changes, otherwise the leads' alone. Twice is harmless.
    Raises InvalidError, ThrottledError and KeyChangedError.
    """
    public = read_typed_sheet(new.text).public
    judge = load_key_trust(uow)
    if judge.team(Team.LEADS).recovery_fpr == public.fingerprint:
        return
    _demand_in_place(judge, new, public)
    epoch = judge.team(Team.SENIORS).epoch
    opened = open_typed_sheet(uow, new.old) if new.old or not new.request else {}
    with uow.act() as act:
        judge = load_key_trust(uow)
        if judge.team(Team.LEADS).recovery_fpr == public.fingerprint:  # pressed twice
            act.log(Action.REFUSED, recovery_sheet_log_id(Team.LEADS, bytes.fromhex(new.replaces)))
            return
        _demand_in_place(judge, new, public)
        _demand_agreed(act, uow, new)
        changes = [_prepare(uow, Team.LEADS, uow.keys.team_secret(act.session, Team.LEADS), public)]
        if Team.SENIORS in opened:  # first, so that the newest line says that the sheet was made
            changes.insert(0, _prepare(uow, Team.SENIORS, (epoch, opened[Team.SENIORS]), public))
        for change in changes:
            _write(act, uow, change)
        if opened:
            act.log(Action.RECOVERY_SHEET_USED, f"team/{Team.LEADS.value}")
        act.checkpoint()


def _demand_in_place(judge: KeyTrust, new: NewSheet, public: Public) -> None:
    """Raise InvalidError unless it replaces the sheet in force, and never counted itself."""
    in_force = judge.team(Team.LEADS).recovery_fpr.hex()
    if new.replaces != in_force or _is_in_chain(judge, public):
        raise InvalidError({"": SHEET_CHANGED})


def _demand_agreed(act: LoggedTransaction, uow: UnitOfWork, new: NewSheet) -> None:
    """Raise InvalidError unless the very request was approved, or no one else can and it opened."""
    if not new.request and not has_second_approver(uow):
        return
    if demand_approved_request(uow, act.now) != new.request:
        raise InvalidError({"": NOT_READY})


def _is_in_chain(judge: KeyTrust, sheet: Public) -> bool:
    """Whether a sheet counts, or once did."""
    known = {one.recovery_fpr for team in Team for one in judge.team_chain(team)}
    return sheet.fingerprint in known


def _tag(uow: UnitOfWork, token: str, new: NewSheet) -> bytes:
    """Return what only this server makes, for this person, session and sheet."""
    bare = msgspec.json.encode(msgspec.structs.replace(new, tag=b""), order="deterministic")
    place = f"{NEW_SHEET} {sha256(token.encode()).hexdigest()} ".encode()
    return uow.server.sign_in_tag(str(uow.org.id), str(uow.me.id), place + bare)


def change_seniors_key_for_sheet(uow: UnitOfWork, older: str = "") -> None:
    """Change the key of heads and chairs, so that the present sheet opens it. Twice is harmless.

    A head or chair does it, or a lead who found the `older` sheet, which alone opens their key.
    Raises InvalidError, ThrottledError and KeyChangedError.
    """
    judge = load_key_trust(uow)
    if not _is_behind(judge):
        return
    if uow.me.is_a(Role.SENIOR):
        seniors = uow.keys.team_secret(uow.session, Team.SENIORS)
    else:
        seniors = _open_behind(uow, judge, older)
    with uow.act() as act:
        judge = load_key_trust(uow)
        if not _is_behind(judge):
            act.log(Action.REFUSED, f"team/{Team.SENIORS.value}")  # pressed twice, or by two
            return
        sheet = judge.team(Team.LEADS).recovery
        change = _prepare(uow, Team.SENIORS, seniors, sheet)
        _write(act, uow, change)
        if not uow.me.is_a(Role.SENIOR):
            act.log(Action.RECOVERY_SHEET_USED, f"team/{Team.SENIORS.value}")
        act.checkpoint()
    empty_write_ahead_file(uow.session)


def _is_behind(judge: KeyTrust) -> bool:
    """Whether the present sheet does not open the key of heads and chairs."""
    return judge.team(Team.SENIORS).recovery_fpr != judge.team(Team.LEADS).recovery_fpr


def _open_behind(uow: UnitOfWork, judge: KeyTrust, older: str) -> tuple[int, Secret]:
    """Return the key of heads and chairs, opened by the sheet that was replaced."""
    team = judge.team(Team.SENIORS)
    with count_wrong_sheet_try(uow):
        sheet = _read_older(older)
        if sheet.public.fingerprint != team.recovery_fpr:
            raise InvalidError({"older": WRONG_SHEET})
    try:
        return team.epoch, open_recovery_grant(uow, judge, team, sheet)
    except (KeyChangedError, SealedError):
        raise InvalidError({"older": DOES_NOT_OPEN}) from None


def _read_older(older: str) -> Secret:
    try:
        return read_typed_sheet(older)
    except InvalidError:
        raise InvalidError({"older": WRONG_SHEET}) from None


def _prepare(uow: UnitOfWork, team: Team, opened: tuple[int, Secret], sheet: Public) -> KeyChange:
    epoch, secret = opened
    demand_newest_key(uow, team, epoch)
    return prepare_key_change(uow, team, secret, recovery=sheet)


def _write(act: LoggedTransaction, uow: UnitOfWork, change: KeyChange) -> None:
    before = change.before.recovery_fpr
    delete_sheet_grants(act, uow, change.team, before)
    write_key_change(act, uow, change)
    log_id = recovery_sheet_log_id(change.team, before)
    act.log(Action.RECOVERY_SHEET_MADE, log_id, h=change.recovery.fingerprint)
