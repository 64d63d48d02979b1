"""The entries that pass between two people: one sends something, and they talk about it.

Kinds of exchange add their own fields, and each has a union of its own: no entry of one decodes as
one of another.
"""

from datetime import date
from typing import Literal

from app.domain.record.entry_schema import SignedEntry


class ExchangeEntry(SignedEntry, frozen=True, kw_only=True):
    """One entry of an exchange."""

    once: str
    """The id of what was on the screen: a second press signs nothing twice."""


class SendingEntry(ExchangeEntry, frozen=True, kw_only=True):
    """An entry that the learner sends. `confirmer`: the id of the person it is sent to."""

    confirmer: str
    confirmer_name: str


class TalkingEntry(ExchangeEntry, frozen=True, kw_only=True):
    """An entry in which one of the two writes about their talk: when and how.

    `digest`: SHA-256 of the sealed bytes, in hex, of what was sent and is talked about.
    """

    on: date
    how: Literal["together", "video", "phone", "writing"]
    note: str
    digest: str

    @property
    def about(self) -> int:
        """The number of what was sent and is talked about. Each kind stores it by its own name."""
        raise NotImplementedError
