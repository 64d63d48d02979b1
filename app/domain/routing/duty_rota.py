"""Which leads are on duty on a day: by the days of the week, and who stands in for whom.

Plain values. Whoever is not a lead now is passed over, and where nobody is left nobody is said to
be on duty: then every lead is rung in their own order, as without a rota.
"""

from collections.abc import Collection
from datetime import date

import msgspec


class DutyCover(msgspec.Struct, frozen=True):
    """From one day to another, both included, `who` is on duty in place of `instead_of`."""

    who: str
    instead_of: str
    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether it is for this day."""
        return self.first <= day <= self.last


class RotaPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`days`: members' ids and their weekdays, 0 for Monday. `covers`: in the order of days."""

    days: dict[str, tuple[int, ...]] = {}
    covers: tuple[DutyCover, ...] = ()


EMPTY_ROTA = RotaPlan()


def find_on_duty(rota: RotaPlan, day: date, leads: Collection[str]) -> tuple[str, ...]:
    """Return the ids of those on duty on a day in London, each once. `leads`: who can be."""
    usual = (who for who, days in rota.days.items() if day.weekday() in days)
    found = (_instead(rota, who, day, leads) for who in usual)
    return tuple(dict.fromkeys(who for who in found if who in leads))


def find_absences(rota: RotaPlan, day: date, leads: Collection[str]) -> dict[str, date]:
    """Return who is away on a day because a lead covers for them, and the last day of it."""
    return {
        one.instead_of: one.last
        for one in rota.covers
        if one.holds(day) and one.who in leads and one.who != one.instead_of
    }


def _instead(rota: RotaPlan, who: str, day: date, leads: Collection[str]) -> str:
    """Return who covers for someone, and for that one in turn. A ring of covers ends."""
    passed = {who}
    while True:
        found = (
            one.who
            for one in rota.covers
            if one.instead_of == who
            and one.holds(day)
            and one.who in leads
            and one.who not in passed
        )
        after = next(found, None)
        if after is None:
            return who
        passed.add(after)
        who = after
