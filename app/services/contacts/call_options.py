"""Phone lines that somebody may just have called, and what is known of such a call.

A number is taken from the panel of this moment, never from what a browser sends: that only says
which line. 999 is answered by police and ambulance, so nobody is put down for it.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256

import msgspec

from content.contacts.call_panel import CallPanel
from content.contacts.phone_lines import OWN_LINE_KINDS, PhoneLine

NO_DUTY_TEAM = frozenset({"", "emergency", "police"})
"""Keys of lines of a panel that are not children's services; a lead's has none."""
WHOM_BY_LINE_KEY = {"police": "police", "lado": "lado"}


class CallOption(msgspec.Struct, frozen=True):
    """One line to choose: `mark` says which; `known` are answers about the call, by question."""

    mark: str
    who: str
    number: str
    known: Mapping[str, str]


def list_call_options(lines: Iterable[PhoneLine], *, leads: bool = True) -> tuple[CallOption, ...]:
    """List each line with a number, once.

    `leads`: the organisation's own people here are its leads.
    """
    found: dict[str, CallOption] = {}
    for line in lines:
        if line.number:
            known = {"whom": _whom(line, leads=leads), "who": line.who, "number": line.number}
            mark = _mark(line)
            found.setdefault(mark, CallOption(mark, line.who, line.number, known))
    return tuple(found.values())


def find_duty_team_line(panel: CallPanel) -> PhoneLine | None:
    """Return the first line of children's services, the one to call at this hour."""
    lines = (line for line in panel.lines if line.key not in NO_DUTY_TEAM and line.tel)
    return next(lines, None)


def select_first_calls(panel: CallPanel, most: int = 3) -> CallPanel:
    """Return the panel with the few lines that fit on the first screen of a phone, in their order.

    999, the first lead who is not known to be closed, and the first other line that is open. What
    is left over goes to the next numbers.
    """
    known = [line for line in panel.lines if line.number]
    lead = next((line for line in known if line.kind == "lead"), None)
    open_now = next((line for line in known if line.kind == "open"), None)
    chosen = [line for line in known if line.kind == "emergency" or line in (lead, open_now)]
    chosen += [line for line in known if line not in chosen]
    shown = tuple(line for line in known if line in chosen[:most])
    warning = panel.warning if any(line.answerphone for line in shown) else ""
    return msgspec.structs.replace(panel, lines=shown, warning=warning)


def split_off_first_calls(panel: CallPanel) -> tuple[CallPanel, CallPanel]:
    """Split the panel in two, each in the order to try its lines.

    In front: 999, the first of the organisation's own people, the first line of anybody else, and
    where that is 101 the first of the council too: that it is an answerphone, or that nobody knows
    its hours, is not folded away.
    """
    ours = next((line for line in panel.lines if line.kind in OWN_LINE_KINDS), None)
    others = [line for line in panel.lines if line.kind not in {"emergency", *OWN_LINE_KINDS}]
    shown = {ours, *_to_try_first(others)}
    first = tuple(line for line in panel.lines if line.kind == "emergency" or line in shown)
    rest = tuple(line for line in panel.lines if line not in first)
    if not rest:
        return panel, msgspec.structs.replace(panel, lines=())
    return (
        msgspec.structs.replace(panel, lines=first, area="", access="", old=""),
        msgspec.structs.replace(panel, lines=rest, warning=""),
    )


def _to_try_first(others: list[PhoneLine]) -> list[PhoneLine]:
    if not others or others[0].key != "police":
        return others[:1]
    council = (place for place, line in enumerate(others) if line.key not in {"police", "lado"})
    return others[: next(council, 0) + 1]


def prefill_call_answers(rung: Iterable[CallOption], mark: str) -> Mapping[str, str]:
    """Return what is known of a call to the line that was chosen; nothing without such a line."""
    return next((one.known for one in rung if one.mark == mark), {})


def _whom(line: PhoneLine, *, leads: bool) -> str:
    if line.kind == "emergency":
        return ""
    if line.kind in OWN_LINE_KINDS:
        return "lead" if leads else "somebody_else"
    return WHOM_BY_LINE_KEY.get(line.key, "children_services")


def _mark(line: PhoneLine) -> str:
    return sha256(f"{line.who}\n{line.number}".encode()).hexdigest()[:16]
