"""The frozen shapes of what an authority decides: names, clocks, duties, delivery.

Values only. A deadline that nobody has confirmed is absent, never a guess.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct


class TimeLimit(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A time limit: minutes (one or more nudges) or working days, never both."""

    minutes: tuple[int, ...] = ()
    working_days: int | None = None


class TimeLimits(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The clocks of a record. `written_confirmation` None: nobody has confirmed it yet."""

    told_lead: TimeLimit
    written_up: TimeLimit
    unsigned: TimeLimit
    unsigned_danger: TimeLimit
    unread: TimeLimit
    unread_danger: TimeLimit
    acknowledgement: TimeLimit
    decision: TimeLimit
    lado: TimeLimit
    fgm: TimeLimit
    written_confirmation: TimeLimit | None = None


class DatedDecision(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Words about what the law or an authority decided: dated and sourced like any passage."""

    text: str
    source: str
    reviewed_on: date
    review_by: date
    owner: str

    def stale(self, today: date) -> bool:
        """Say whether `today` is past the date by which a person should have looked again."""
        return today > self.review_by

    @property
    def looked_at(self) -> date:
        """The day on which a person last compared it with its source."""
        return self.reviewed_on


class CsaDuty(DatedDecision, frozen=True, kw_only=True):
    """Whether the personal duty to report child sexual abuse binds yet, as far as is known."""

    status: Literal["not_in_force", "in_force", "unknown"]
    since: date | None = None

    def binds(self, today: date) -> bool:
        """Say whether it is known to bind on `today`."""
        return self.status == "in_force" and self.since is not None and today >= self.since


class ReferralDelivery(DatedDecision, frozen=True, kw_only=True):
    """How a referral reaches the authority: ring first, then in writing by these methods."""

    first: Literal["phone"]
    written: tuple[Literal["portal", "secure_email", "post"], ...] = ()
    portal: str = ""


class EscalationSteps(DatedDecision, frozen=True, kw_only=True):
    """Whom to go to when nobody answers. `status`: the authority's own steps, or ours for any."""

    status: Literal["known", "unknown"]


class SharingBasis(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One basis in law on which a worry may be passed on: its token, stored, and its words."""

    token: str
    label: str


class SharingSettings(DatedDecision, frozen=True, kw_only=True):
    """On what bases a worry may be passed on; agreement is never one of them."""

    bases: tuple[SharingBasis, ...]


class TrainingSettings(DatedDecision, frozen=True, kw_only=True):
    """How often the workbook is done again. `renew_after_months` None: nobody has confirmed it.

    `due_soon_days`: for how many days before that a person is told that it comes.
    """

    due_soon_days: int
    renew_after_months: int | None = None


class PackSettings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the authority decides: names, deadlines, delivery, the banner on papers."""

    spoc: str
    council: str
    banner: str
    clocks: TimeLimits
    csa_duty: CsaDuty
    delivery: ReferralDelivery
    escalation: EscalationSteps
    sharing: SharingSettings
    training: TrainingSettings
