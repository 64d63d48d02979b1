"""By which day what a file waits for should have happened: the pack's settings, in working days.

Closures of the organisation move what its own people chase, and never what the law or a council
sets: a duty does not wait for a school to open. How soon a paper is wanted is the council's rule of
the area where the child is; where nobody has confirmed it there is none. This module never writes.
"""

from datetime import date, timedelta

from app.domain.deadlines.follow_up import ByDay, Limits
from app.domain.record.entry_schema import Entry, Record
from app.domain.routing.actors import Org
from content import pack_loader
from content.contacts.holidays import Calendar, add_working_days
from content.pack import Pack
from content.pack_settings import Clock

BASE = "england"
A_DAY = 24 * 60


def limits(org: Org, area: str = "") -> Limits:
    """The limits of a file of this organisation whose first child is in this council area."""
    pack = pack_loader.load(org.pack)
    clocks, law = pack.settings.clocks, pack.calendar
    ours = law.closed_on(org.closures)
    wanted = pack_of(pack, area).settings.clocks.written_confirmation
    return Limits(
        acknowledged=_by(clocks.acknowledgement, ours, law),
        decided=_by(clocks.decision, ours, law),
        lado=_by(clocks.lado, law, law),
        fgm=_by(clocks.fgm, law, law),
        in_writing=None if wanted is None else _by(wanted, law, law),
    )


def pack_of(own: Pack, area: str) -> Pack:
    """The pack of a council area; what holds for all of England where there is none."""
    if area in {"", own.area.key}:
        return own
    return pack_loader.load(pack_loader.area(area).pack or BASE)


def area_in(said: Entry | None) -> str:
    """The council area of the first child of a record for whom one was chosen."""
    parts = said.parts if isinstance(said, Record) else ()
    areas = (part.values.get("home_area") for part in parts if part.page == "child")
    return next((area for area in areas if isinstance(area, str)), "")


def _by(clock: Clock, calendar: Calendar, law: Calendar) -> ByDay:
    days = clock.working_days

    def by(day: date) -> date:
        if clock.minutes:
            return day + timedelta(days=-(-clock.minutes[0] // A_DAY))
        try:
            return add_working_days(day, days or 1, calendar)
        except ValueError:  # closed for more than a year: the council is not
            return add_working_days(day, days or 1, law)

    return by
