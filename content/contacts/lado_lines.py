"""List who to call about somebody who works or helps in an organisation.

The LADO of the authority where the organisation is answers for its staff and volunteers, wherever
the child lives: that line is always first. The LADO of the child's own area is added only when its
number is known, under its council's name; a number that is not known hides none that is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from content import pack_loader
from content.contacts.call_panel import CallPanel, find_phone_line
from content.contacts.number_findings import NO_FINDINGS, LineFindings
from content.contacts.phone_lines import OWN_LINE_KINDS, PhoneLine
from content.pack import Pack

LADO = "lado"


def list_lado_lines(
    pack: Pack, at: datetime, area: str = "", found: LineFindings = NO_FINDINGS
) -> tuple[PhoneLine, ...]:
    """Return the LADO of `pack`'s own authority, then that of the child's `area` where it is known.

    `pack` is the organisation's, `area` the key of the council area where the child lives or is,
    `found` what people found who rang these lines. Never empty: an authority whose LADO is not
    known comes back as a line that says what to do.
    """
    own = find_phone_line(pack, LADO, at, found=found)
    if area in ("", pack.area.key):
        return (own,)
    there = find_phone_line(pack, LADO, at, area, found)
    if not there.number:
        return (own,)
    council = pack_loader.find_area(area).name
    who = there.who if council in there.who else f"{council}: {there.who}"
    return own, replace(there, who=f"{who}, for the area where the child lives or is")


def arrange_panel_about_staff(panel: CallPanel, people: Sequence[PhoneLine]) -> CallPanel:
    """Return the panel for a worry about somebody who works or helps here.

    The organisation's own lines are gone: one of them may be the person. A child who may have been
    harmed comes first, so 999, children's services if they are open and the police stand above
    `people`: the head or chair, and the LADO. Closed lines are last.
    """
    lines = [line for line in panel.lines if line.kind not in OWN_LINE_KINDS]
    now = [line for line in lines if line.kind in {"emergency", "open"}]
    later = [line for line in lines if line not in now]
    return replace(panel, lines=(*now, *people, *later))
