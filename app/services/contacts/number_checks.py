"""Checks of the content pack's phone numbers: who called each, and whether it was right.

For leads and seniors. A check is of the digits and hours that stood on the page: a number that a
later pack changes has none. Who, when and right or wrong are told by the log alone, so that no row
makes a wrong number look right (docs/decisions/0031); a row adds the name and the words, as the log
vouches for them. This module never changes a digit.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, cast

import msgspec
from sqlalchemy import Table, Uuid, bindparam, select

from app.domain.record.text_limits import find_text_fault
from app.domain.routing.actors import Org, Role
from app.errors import InvalidError, NotFoundError, StaleError
from app.models.number_check import NumberCheck
from app.services.audit_log import canonical_json
from app.services.audit_log.number_index import (
    LoggedCorrection,
    LoggedNumberCheck,
    NumberIndex,
    number_check_log_id,
)
from app.services.contacts.phone_numbers import load_pack
from app.services.members.shown_names import load_own_signed_name
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from content.contacts import contact_directory
from content.contacts.contact_directory import DirectoryArea, DirectoryEntry
from content.contacts.number_findings import (
    LineFinding,
    LineFindings,
    build_correction_key,
)
from content.contacts.phone_parsing import format_line_digits
from content.london_time import get_london_day
from content.pack import NATIONAL_PACK

MAX_NOTE_LENGTH = 1_000
REPEAT_WINDOW = timedelta(minutes=10)
"""The same person saying the same of the same digits again so soon pressed a button twice."""

_TABLE = cast(Table, NumberCheck.__table__)
_TOLD = select(_TABLE.c.told).where(
    _TABLE.c.org_id == bindparam("org", type_=Uuid()),
    _TABLE.c.line.in_(bindparam("lines", expanding=True)),
)


class NumberFinding(msgspec.Struct, frozen=True):
    """One finding, to read: when, by whom, right or wrong, the digits, and what was written.

    `number` and `said` are empty where the row with them is gone or was changed.
    """

    at: datetime
    by: str
    right: bool
    number: str
    hours: str
    said: str
    same: bool
    readable: bool


def load_number_findings(uow: UnitOfWork, *, named: bool) -> LineFindings:
    """Return the newest finding and correction of each line, by the log as it was read.

    `named`: with names.
    """
    index = uow.key_log.numbers(uow.org)
    wrong = [one for one in index.newest().values() if not one.right]
    rows = load_vouched_finding_rows(uow, (*wrong, *index.corrections())) if named else None
    return summarise_number_findings(uow.org, index, rows)


def summarise_number_findings(
    org: Org, index: NumberIndex, rows: dict[str, dict[str, Any]] | None = None
) -> LineFindings:
    """Return findings as numbers show them: under a name where `rows` have one, else by kind."""
    checks = {
        one.mark: LineFinding(
            right=one.right,
            on=get_london_day(one.at),
            by=find_reporter_name(org, one, rows or {}),
        )
        for one in index.newest().values()
    }
    corrections = {
        _name_of(one): LineFinding(
            right=True,
            number=format_line_digits(one.new),
            on=get_london_day(one.at),
            by=find_reporter_name(org, one, rows or {}),
        )
        for one in index.corrections()
    }
    return {**checks, **corrections}


def _name_of(one: LoggedCorrection) -> str:
    area, _, key = one.name.partition("/")
    return build_correction_key("" if area == NATIONAL_PACK else area, key, one.old)


def list_lines_by_area(uow: UnitOfWork) -> tuple[DirectoryArea, ...]:
    """List every line of our own area, all England and the other councils."""
    uow.key_log.refresh(uow.session, uow.org)
    return _places(uow)


def load_line_with_findings(
    uow: UnitOfWork, name: str
) -> tuple[DirectoryEntry, tuple[NumberFinding, ...]]:
    """Return a line by its name ("<area>/<key>") and what was found about it, the newest first.

    Raises NotFoundError.
    """
    uow.key_log.refresh(uow.session, uow.org)
    entry = find_directory_entry(uow, name)
    findings = uow.key_log.numbers(uow.org).of(name)
    rows = load_vouched_finding_rows(uow, findings)
    return entry, tuple(_heard(uow.org, entry, one, rows) for one in reversed(findings))


def record_number_check(
    uow: UnitOfWork, name: str, mark: str, *, right: bool, said: str = ""
) -> None:
    """Keep that the signed-in member rang the line with the digits that `mark` stands for.

    Raises NotFoundError for a line that nobody rings, StaleError when other digits stand there
    now, InvalidError for words that are missing or cannot be kept.
    """
    uow.key_log.refresh(uow.session, uow.org)
    entry = find_directory_entry(uow, name)
    if not entry.rung:
        raise NotFoundError(f"line {name} is not called")
    if entry.mark != mark:
        raise StaleError(f"line {name} changed")
    said = "" if right else said.strip()
    if wrong := _fault(said, right=right):
        raise InvalidError({"said": wrong})
    if _just_said(uow, mark, right=right, said=said):
        return
    values = {"number": entry.number, "hours": entry.hours, "by": load_own_signed_name(uow)}
    text, h = canonical_json.encode_and_hash(values | {"right": right, "said": said}, salted=True)
    action = Action.NUMBER_RIGHT if right else Action.NUMBER_WRONG
    with uow.act() as act:
        act.session.add(
            NumberCheck(org_id=uow.org.id, user_id=uow.me.id, line=name, told=text, rung_at=act.now)
        )
        if right and _is_marked_wrong(uow, act, mark):
            act.log(Action.NUMBER_UNMARKED, number_check_log_id(name, mark))
        act.log(action, number_check_log_id(name, mark), h=h)
        act.checkpoint()  # a log cut back to before "wrong" must be seen


def _is_marked_wrong(uow: UnitOfWork, act: LoggedTransaction, mark: str) -> bool:
    uow.key_log.refresh(act.session, uow.org)
    newest = uow.key_log.numbers(uow.org).newest().get(mark)
    return newest is not None and not newest.right


def _fault(said: str, *, right: bool) -> str:
    if right:
        return ""
    if not said:
        return "Write what is wrong: who answered, or what the hours are."
    if len(said) > MAX_NOTE_LENGTH:
        return f"Write it in {MAX_NOTE_LENGTH:,} characters or fewer. This has {len(said):,}."
    return find_text_fault(said)


def _just_said(uow: UnitOfWork, mark: str, *, right: bool, said: str) -> bool:
    newest = uow.key_log.numbers(uow.org).newest().get(mark)
    if newest is None or newest.right != right or newest.who != str(uow.me.id):
        return False
    same = load_vouched_finding_rows(uow, [newest]).get(newest.h, {}).get("said", "") == said
    return same and uow.clock() - newest.at < REPEAT_WINDOW


def _places(uow: UnitOfWork) -> tuple[DirectoryArea, ...]:
    today = uow.today
    return contact_directory.list_directory_areas(
        load_pack(uow.org.pack), load_number_findings(uow, named=True), today
    )


def find_directory_entry(uow: UnitOfWork, name: str) -> DirectoryEntry:
    """Return a line by its name, as it is shown now. Raises NotFoundError."""
    for place in _places(uow):
        for entry in place.entries:
            if entry.name == name:
                return entry
    raise NotFoundError("no such line")


def load_vouched_finding_rows(
    uow: UnitOfWork, findings: Iterable[LoggedNumberCheck | LoggedCorrection]
) -> dict[str, dict[str, Any]]:
    """Return what rows say that the log vouches for, by their hash; the rest is as good as gone."""
    wanted = {one.h: one.name for one in findings}
    if not wanted:
        return {}
    names = {"org": uow.org.id, "lines": sorted(set(wanted.values()))}
    return dict(_vouched(uow.session.scalars(_TOLD, names), wanted))


def _vouched(rows: Iterable[str], wanted: dict[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for text in rows:
        if (h := canonical_json.hash_column_text(str(text)).hex()) in wanted:
            yield h, msgspec.json.decode(text, type=dict[str, Any])


def find_reporter_name(
    org: Org, one: LoggedNumberCheck | LoggedCorrection, rows: dict[str, dict[str, Any]]
) -> str:
    """Return the name of who said it, or what they are where no row that counts has it."""
    if named := rows.get(one.h, {}).get("by"):
        return str(named)
    return "a senior here" if one.role == Role.SENIOR else f"your {org.lead_title}"


def _heard(
    org: Org, entry: DirectoryEntry, one: LoggedNumberCheck, rows: dict[str, dict[str, Any]]
) -> NumberFinding:
    row = rows.get(one.h, {})
    return NumberFinding(
        at=one.at,
        by=find_reporter_name(org, one, rows),
        right=one.right,
        number=row.get("number", ""),
        hours=row.get("hours", ""),
        said=row.get("said", ""),
        same=one.mark == entry.mark,
        readable=bool(row),
    )
