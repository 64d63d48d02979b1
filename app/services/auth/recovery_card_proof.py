"""Prove that a person has their recovery card, by its first group, or end the card.

The log has a hash that only the owner's seed can make: without the seed no one can test a group
against it, so nothing of the card's 128 bits is given away. A card from before there was such a
hash cannot be proved, and ends. This module never sees more of a card than its first group.
"""

from uuid import UUID

from sqlalchemy import delete

from app.errors import InvalidError
from app.models.member import Lock
from app.services.members.key_trust import hash_row_bytes, lock_log_id
from app.services.members.member_lookup import load_key_trust
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault import boxes, recovery
from app.vault.principals import Secret

CARD_LOCK_KIND = "card"
WRONG_GROUP = (
    "That is not how your card starts. Check its first 4 characters, or leave this empty to end "
    "the card."
)


def card_log_id(user: UUID) -> str:
    """Log id of what was done with a member's card; its hash proves the first group."""
    return f"recovery_card/{user}"


def hash_first_card_group(uow: UnitOfWork, own: Secret, user: UUID, card_text: str) -> bytes:
    """Return the hash that the log keeps of a card's first group, under its owner's seed."""
    group = (recovery.split_groups(card_text) or ("",))[0]
    place = (str(uow.org.id), str(user), group)
    return hash_row_bytes(boxes.expand(own.seed, "recovery_card_group", *place))


def demand_first_card_group(uow: UnitOfWork, typed: str) -> None:
    """Raise InvalidError unless this is the first group of the signed-in person's card."""
    h = hash_first_card_group(uow, uow.keys.own, uow.me.id, typed)
    load_key_trust(uow)  # reads the log up to now
    if len(recovery.split_groups(typed)) != 1 or not uow.key_log.recorded(
        uow.org, card_log_id(uow.me.id), h
    ):
        raise InvalidError({"card_group": WRONG_GROUP})


def can_keep_recovery_card(uow: UnitOfWork) -> bool:
    """Whether the signed-in person's card can be kept by typing its first group."""
    load_key_trust(uow)
    return card_log_id(uow.me.id) in uow.key_log.held(uow.org, {"recovery_card"})


def delete_recovery_card(act: LoggedTransaction, uow: UnitOfWork, user: UUID) -> None:
    """Take a member's card away, if there is one: a row that is put back opens nothing."""
    place = (Lock.org_id == uow.org.id, Lock.user_id == user, Lock.kind == CARD_LOCK_KIND)
    if act.session.scalars(delete(Lock).where(*place).returning(Lock.kind)).all():
        act.log(Action.LOCK_REMOVED, lock_log_id(user, CARD_LOCK_KIND))
