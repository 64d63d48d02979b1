"""Deadlines of a concern: how long it may lie unread, and when each next step is due.

The numbers come from the content pack's settings: minutes of open hours or on the wall, and working
days. Closures of the organisation move what its own people chase, and never what the law or a
council sets: a duty does not wait for a school to open. How soon a paper is wanted is the council's
rule of the area where the child is; where nobody has confirmed it there is none. This module never
writes.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from app.domain.deadlines.outstanding import DeadlineLimits, DeadlineRule, find_outstanding
from app.domain.record.concern_card import find_leaving_time, is_urgent
from app.domain.record.entry_schema import Card, Entry, Record
from app.domain.routing.actors import Org
from app.domain.times.weekly_hours import list_day_ranges
from content import pack_loader
from content.contacts.holiday_calendar import HolidayCalendar, add_working_days
from content.contacts.opening_hours import OrganisationHours, add_open_minutes
from content.pack import NATIONAL_PACK, Pack
from content.pack_settings import TimeLimit

MAX_DUE_TIMES = 20
"""Due times of one file in clear: the earliest. The page of the file shows every one."""


def load_opening_hours(org: Org) -> OrganisationHours:
    """Return when this organisation is open: its own hours, less bank holidays and its closures."""
    calendar = pack_loader.load_pack(org.pack).calendar
    return OrganisationHours(list_day_ranges(org.hours), calendar.with_holidays(org.closures))


def compute_unread_deadline(org: Org, card: Card, signed_at: datetime) -> datetime:
    """Return when a record signed at `signed_at` should have been read: the pack's minutes.

    Minutes on the wall when danger is not ruled out, else minutes of open hours. Always that many
    wall minutes before the child leaves: at once where that is over or nearly so.
    """
    settings = pack_loader.load_pack(org.pack).settings.clocks
    quick = settings.unread_danger.minutes[0]
    if is_urgent(card):
        by = add_open_minutes(signed_at, quick, None)
    else:
        by = add_open_minutes(signed_at, settings.unread.minutes[0], load_opening_hours(org))
    if (leaves := find_leaving_time(card, signed_at)) is None:
        return by
    return min(by, max(signed_at, leaves - timedelta(minutes=quick)))


def compute_addition_deadline(org: Org, at: datetime) -> datetime:
    """Return when words added at `at` to a concern that was read should have been acknowledged."""
    settings = pack_loader.load_pack(org.pack).settings.clocks
    return add_open_minutes(at, settings.unread.minutes[0], load_opening_hours(org))


def compute_unsigned_cutoff(org: Org, now: datetime, *, urgent: bool) -> datetime:
    """Return the instant before which a started draft is spoken of."""
    settings = pack_loader.load_pack(org.pack).settings.clocks
    clock: TimeLimit = settings.unsigned_danger if urgent else settings.unsigned
    return now - (add_open_minutes(now, clock.minutes[0], None) - now.replace(microsecond=0))


MINUTES_A_DAY = 24 * 60


def list_due_times(org: Org, entries: Sequence[tuple[int, Entry]]) -> list[tuple[datetime, int]]:
    """Return when what a concern waits for is due and its level, by its entries, earliest first."""
    found = find_outstanding(
        entries, load_deadline_limits(org, find_first_child_area(entries[0][1]))
    )
    return sorted({(one.at, one.level) for one in found})[:MAX_DUE_TIMES]


def load_deadline_limits(org: Org, area: str = "") -> DeadlineLimits:
    """Return the limits of a concern here whose first child is in this council area."""
    pack = pack_loader.load_pack(org.pack)
    clocks, law = pack.settings.clocks, pack.calendar
    ours = law.closed_on(org.closures)
    wanted = load_area_pack(pack, area).settings.clocks.written_confirmation
    return DeadlineLimits(
        acknowledged=_by(clocks.acknowledgement, ours, law),
        decided=_by(clocks.decision, ours, law),
        lado=_by(clocks.lado, law, law),
        fgm=_by(clocks.fgm, law, law),
        in_writing=None if wanted is None else _by(wanted, law, law),
    )


def load_area_pack(own: Pack, area: str) -> Pack:
    """Return the pack of a council area; what holds for all of England where there is none."""
    if area in {"", own.area.key}:
        return own
    return pack_loader.load_pack(pack_loader.find_area(area).pack or NATIONAL_PACK)


def find_first_child_area(said: Entry | None) -> str:
    """Return the council area of the first child of a record for whom one was chosen."""
    parts = said.parts if isinstance(said, Record) else ()
    areas = (part.values.get("home_area") for part in parts if part.page == "child")
    return next((area for area in areas if isinstance(area, str)), "")


def _by(clock: TimeLimit, calendar: HolidayCalendar, law: HolidayCalendar) -> DeadlineRule:
    days = clock.working_days

    def by(day: date) -> date:
        if clock.minutes:
            return day + timedelta(days=-(-clock.minutes[0] // MINUTES_A_DAY))
        try:
            return add_working_days(day, days or 1, calendar)
        except ValueError:  # closed for more than a year: the council is not
            return add_working_days(day, days or 1, law)

    return by
