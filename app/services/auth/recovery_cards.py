"""The personal recovery card: a second lock on the same seed, so a lost passphrase loses nothing.

The card is 26 characters on paper. It is shown once and never stored; using it sets a new
passphrase. An unknown email gets the answer of a wrong card.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from app.database import read_rows
from app.errors import InvalidError, KeyChangedError, SealedError
from app.models.member import Lock, Member
from app.services.auth import one_time_display, sign_ins, step_up, throttle
from app.services.auth.kdf_slots import KdfSlots
from app.services.auth.passphrases import PassphraseChoice
from app.services.auth.recovery_card_proof import CARD_LOCK_KIND, card_log_id, hash_first_card_group
from app.services.auth.sign_ins import UNKNOWN_USER
from app.services.auth.throttle import TryKind
from app.services.members import own_account
from app.services.members.contact_details import normalise_account_name
from app.services.organisations.organisation_setup import store_lock
from app.services.unit_of_work import Action, UnitOfWork
from app.vault import contexts, locks, recovery
from app.vault.locks import Pins
from app.vault.principals import Secret

WRONG_CARD = "That email and card do not match. Check each letter and try again."

# Built once: building a statement costs more than running it.
_CARD_DATE = select(Lock.made_at).where(
    Lock.org_id == bindparam("org", type_=Uuid()),
    Lock.user_id == bindparam("me", type_=Uuid()),
    Lock.kind == CARD_LOCK_KIND,
)


def load_recovery_card_date(uow: UnitOfWork) -> datetime | None:
    """Return when the signed-in member made their card; None without one."""
    given = {"org": uow.org.id, "me": uow.me.id}
    return read_rows(uow.session, _CARD_DATE, given).scalar()


def make_recovery_card(uow: UnitOfWork, token: str) -> None:
    """Make a card, which the sign-in of `token` then shows; an older card opens nothing more.

    Raises StepUpNeededError: a card is a way back in.
    """
    step_up.demand_step_up(uow)
    card, me = recovery.make_card_bytes(), uow.me.id
    text = recovery.encode_recovery_card(card)
    h = hash_first_card_group(uow, uow.keys.own, me, text)
    blob = locks.lock_with_secret(
        uow.keys.own.seed,
        uow.keys.newest_pins(uow.session),
        card,
        pepper=uow.server.pepper,
        generation=uow.server.generation,
        context=_context(uow, me),
    )
    with uow.act() as act:
        store_lock(act, uow, me, CARD_LOCK_KIND, blob)
        act.log(Action.RECOVERY_CARD_MADE, card_log_id(me), h=h)
        one_time_display.add_shown_secret(act.session, token, one_time_display.RECOVERY_CARD, text)
        act.checkpoint()  # a log cut back to before this lock must be seen


def reset_passphrase_and_sign_in(
    uow: UnitOfWork, slots: KdfSlots, email: str, card: str, passphrase: str, address: str
) -> str:
    """Set a new passphrase with the card and sign in; returns the token for the cookie.

    The card is tried before the passphrase is judged, which costs more, and stays good until then.
    Raises InvalidError (same words whatever is wrong), AccountStoppedError, ThrottledError,
    BusyError, and KeyChangedError when the card's lock is not the one the log vouches for.
    """
    account = normalise_account_name(email)
    tries = throttle.start_try(uow, account, address, TryKind.CARD)
    user, blob = sign_ins.find_lock(uow, account, CARD_LOCK_KIND) or (UNKNOWN_USER, b"")
    try:
        seed, pins = _open(uow, user, blob, card)
    except SealedError:
        throttle.log_failed_try(uow, tries, user)
        raise InvalidError({"card": WRONG_CARD}) from None
    sign_ins.refuse_stopped_account(uow, tries, user, "card")
    sign_ins.verify_opened_lock(uow, user, seed, pins, (CARD_LOCK_KIND, blob))
    owner = uow.session.get_one(Member, user)
    about = (owner.name, owner.job_title, account, uow.org.name, uow.org.lead_title)
    choice, own = PassphraseChoice(passphrase, about, account, address), Secret(seed)
    # All of the card was typed: it is kept, and its first group stays proved.
    used = own_account.UsedCard(blob, hash_first_card_group(uow, own, user, card))
    try:
        own_account.set_passphrase(uow, slots, user, own, pins, choice, used_card=used)
    except KeyChangedError:
        uow.refuse(Action.KEY_REFUSED, f"member/{user}")
        raise
    return sign_ins.verify_and_start_session(uow, user, seed, pins, tries, (CARD_LOCK_KIND, blob))


def _open(uow: UnitOfWork, user: UUID, blob: bytes, card: str) -> tuple[bytes, Pins]:
    return locks.unlock_with_secret(
        blob,
        recovery.decode_recovery_card(card),
        pepper=uow.server.find_pepper(locks.read_pepper_generation(blob)),
        context=_context(uow, user),
    )


def _context(uow: UnitOfWork, user: UUID) -> bytes:
    return contexts.lock(str(uow.org.id), str(user), CARD_LOCK_KIND)
