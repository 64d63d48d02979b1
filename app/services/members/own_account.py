"""Change your own passphrase, name, job title and work phone.

A passphrase is only a lock on the member's seed: a new one leaves every sealed thing as it is, and
ends that member's other sessions and, unless they keep it, their recovery card. Keys and roles are
never changed here.
"""

import unicodedata
from uuid import UUID

from app.domain.private_struct import PrivateStruct
from app.errors import ExpiredError, InvalidError
from app.models.member import Member, SignIn
from app.services.auth import (
    one_time_display,
    passphrases,
    recovery_card_proof,
    session_endings,
    sign_ins,
    step_up,
)
from app.services.auth.kdf_slots import KdfSlots
from app.services.auth.passphrases import PassphraseChoice
from app.services.auth.recovery_card_proof import CARD_LOCK_KIND
from app.services.auth.sign_ins import PASSPHRASE, OpenedLock
from app.services.contact_trust.vouched_contacts import (
    EMAIL,
    PHONE,
    log_member_contacts,
    read_vouched_phone,
)
from app.services.members.called_names import write_called_name
from app.services.members.member_lookup import load_key_trust
from app.services.organisations.organisation_setup import make_passphrase_lock, store_lock
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault import session_tokens
from app.vault.locks import Pins
from app.vault.principals import Secret

NAME_IS_CONFIRMED = (
    "You read records, so people must find you by the name that was confirmed. Ask another "
    "{lead_title} to change it, on the team page."
)
CURRENT_PHRASE_WRONG = "That is not your current passphrase. Check it and try again."
NOTHING_CHANGED = "This is the passphrase you have already. Choose a different one."


def lead_phone_change_log_id(user: UUID) -> str:
    """Return the log id that says a lead, head or chair has a new phone to be called about a child.

    The number is not in it.
    """
    return f"called_phone/{user}"


class UsedCard(PrivateStruct, frozen=True):
    """A recovery card of which all was typed: its lock, and the hash of its first group."""

    lock: bytes
    h: bytes


def change_passphrase(
    uow: UnitOfWork,
    slots: KdfSlots,
    now: str,
    new: str,
    token: str,
    address: str,
    *,
    card_group: str = "",
) -> OpenedLock:
    """Replace the passphrase of the signed-in member; return the new lock.

    `token`: the sign-in that stays until the caller starts another by that lock. `card_group`: the
    first group of their recovery card, which keeps it; "" ends the card. Raises InvalidError for a
    wrong, weak or unchanged passphrase or a wrong group, ThrottledError, BusyError.
    """
    _demand_current(uow, slots, now, token)
    if unicodedata.normalize("NFC", new) == unicodedata.normalize("NFC", now):
        raise InvalidError({"passphrase": NOTHING_CHANGED})
    keeps_card = bool(card_group.strip())
    if keeps_card:
        recovery_card_proof.demand_first_card_group(uow, card_group)
    me, org, own, pins = uow.me, uow.org, uow.keys.own, uow.keys.newest_pins(uow.session)
    about = (me.name, me.job_title, me.email, org.name, org.lead_title)
    choice = PassphraseChoice(new, about, me.email, address)
    blob = set_passphrase(uow, slots, me.id, own, pins, choice, keep=token, keeps_card=keeps_card)
    if not keeps_card:
        one_time_display.forget_shown_secrets(uow, token, one_time_display.RECOVERY_CARD)
    return PASSPHRASE, blob


def _demand_current(uow: UnitOfWork, slots: KdfSlots, now: str, token: str) -> None:
    try:
        step_up.step_up(uow, slots, now, token)
    except InvalidError:
        raise InvalidError({"now": CURRENT_PHRASE_WRONG}) from None


def set_passphrase(
    uow: UnitOfWork,
    slots: KdfSlots,
    user: UUID,
    own: Secret,
    pins: Pins,
    choice: PassphraseChoice,
    *,
    keep: str = "",
    keeps_card: bool = False,
    used_card: UsedCard | None = None,
) -> bytes:
    """Return a seed's new lock, and end the member's sessions, but for the one to keep.

    Their card ends too, unless proved. Raises ExpiredError or KeyChangedError if their way in did.
    """
    uow.session.rollback()  # no read transaction while waiting for a slot
    with slots.hold():
        passphrases.demand_good_passphrase(uow, choice)
        blob = make_passphrase_lock(uow, user, own, pins, choice.passphrase)
    with uow.act() as act:
        stays = _demand_way_in(act, uow, user, keep, used_card)
        session_endings.end_member_sessions(act, uow, user, stays=stays)
        store_lock(act, uow, user, PASSPHRASE, blob)
        if used_card is not None:
            act.log(Action.RECOVERY_CARD_USED, recovery_card_proof.card_log_id(user), h=used_card.h)
        elif not keeps_card:
            recovery_card_proof.delete_recovery_card(act, uow, user)
        act.checkpoint()  # a log cut back to before this lock must be seen
        return blob


def _demand_way_in(
    act: LoggedTransaction, uow: UnitOfWork, user: UUID, keep: str, used_card: UsedCard | None
) -> bytes:
    """Ask again, under the write lock: of two new passphrases at once, the first one counts.

    Return the id of the row that stays, b"" for none.
    """
    if used_card is not None:
        sign_ins.demand_newest_lock(load_key_trust(uow), user, (CARD_LOCK_KIND, used_card.lock))
    if not keep:
        return b""
    row = act.session.get(SignIn, session_tokens.hash_token(keep), populate_existing=True)
    if row is None or row.box is None:
        raise ExpiredError("sign-in")
    return row.id


def change_own_details(
    uow: UnitOfWork, name: str, job_title: str, phone: str, email_seen: str = ""
) -> None:
    """Change one's own name, job title and work phone, as others see them from now on.

    `email_seen`: the address that they were shown as theirs. Saving says that it is.

    A name that was confirmed stays: the new one is shown next to it until a lead confirms it
    (`member_renaming.py`). A new phone of someone who reads records is told to all of them. Raises
    InvalidError when someone who reads records changes their own name: people who sign look for it
    to rule them out.
    """
    if uow.me.team is not None and name != uow.me.name:
        words = NAME_IS_CONFIRMED.format(lead_title=uow.org.lead_title)
        raise InvalidError({"name": words})
    with uow.act() as act:
        member = act.session.get_one(Member, uow.me.id)
        if member.confirmed_as is None:
            member.name = name
        is_new = member.confirmed_as is not None and name != member.name
        known = read_vouched_phone(uow.key_log, uow.org, member.id, member).number
        if uow.me.team is not None and phone != known:  # "": a row that was changed says nothing
            act.log(Action.MEMBER_CHANGED, lead_phone_change_log_id(member.id))
        member.job_title, member.phone = job_title, phone
        write_called_name(act, member, name if is_new else None)
        shown = (PHONE, EMAIL) if email_seen == member.email else (PHONE,)
        log_member_contacts(act, member, shown)
        act.checkpoint()  # a log that is cut back to an older number must be seen
