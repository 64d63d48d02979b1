"""Corrections of the content pack's phone numbers: the number to call instead, and why.

For leads, heads and chairs. The log itself has the old digits and the new ones, so no row can give
a number: a row adds the name, the reason and the source, as the log vouches for it. The pack's own
number stays, and a correction to it takes an earlier one back.
"""

from datetime import datetime
from typing import Any

import msgspec

from app.domain.record.text_limits import find_text_fault
from app.errors import InvalidError, NotFoundError, StaleError
from app.models.number_check import NumberCheck
from app.services.audit_log import canonical_json
from app.services.audit_log.number_index import LoggedCorrection, number_correction_log_id
from app.services.contacts import number_checks
from app.services.contacts.phone_numbers import load_pack
from app.services.members.shown_names import load_own_signed_name
from app.services.unit_of_work import Action, UnitOfWork
from content import pack_loader
from content.contacts.phone_parsing import (
    find_line_digits,
    find_line_number_fault,
    format_line_digits,
)
from content.pack import NATIONAL_PACK

MAX_WORDS_LENGTH = 500


class NumberCorrection(msgspec.Struct, frozen=True):
    """One correction, to read. `reason` and `source` are empty where their row was changed.

    `old`: the number that stood there, or "" where there was none. Where the row was changed it is
    that of the content pack.
    """

    at: datetime
    by: str
    old: str
    new: str
    reason: str
    source: str
    readable: bool


def correct_number(uow: UnitOfWork, name: str, mark: str, said: dict[str, str]) -> None:
    """Put another number where the line's own stands. `said`: number, reason and source, as typed.

    Raises NotFoundError for a line that takes none, StaleError when other digits than those of
    `mark` stand there now, InvalidError for what cannot be kept.
    """
    uow.key_log.refresh(uow.session, uow.org)
    entry = number_checks.find_directory_entry(uow, name)
    if not entry.correctable:
        raise NotFoundError(f"line {name} takes no correction")
    said = {key: " ".join(words.split()) for key, words in said.items()}
    if wrong := _find_faults(said):
        raise InvalidError(wrong)
    if entry.mark != mark:
        raise StaleError(f"line {name} changed")
    new = find_line_digits(said["number"])
    if new == find_line_digits(entry.number):
        raise InvalidError({"number": "Enter another number. This one is shown already."})
    values = {"number": entry.number, "corrected": new, "by": load_own_signed_name(uow)}
    words = values | {"reason": said["reason"], "source": said["source"]}
    text, h = canonical_json.encode_and_hash(words, salted=True)
    with uow.act() as act:
        act.session.add(
            NumberCheck(org_id=uow.org.id, user_id=uow.me.id, line=name, told=text, rung_at=act.now)
        )
        log_id = number_correction_log_id(name, _find_pack_digits(uow, name), new)
        act.log(Action.NUMBER_CORRECTED, log_id, h=h)
        act.checkpoint()  # a log cut back to before it must be seen


def list_corrections(uow: UnitOfWork, name: str) -> tuple[NumberCorrection, ...]:
    """Return what was corrected at a line, the newest first, as far as the log was read."""
    found = [one for one in uow.key_log.numbers(uow.org).corrections() if one.name == name]
    rows = number_checks.load_vouched_finding_rows(uow, found)
    return tuple(_make_readable(uow, one, rows) for one in reversed(found))


def _make_readable(
    uow: UnitOfWork, one: LoggedCorrection, rows: dict[str, dict[str, Any]]
) -> NumberCorrection:
    row = rows.get(one.h, {})
    old = find_line_digits(row.get("number", one.old))
    return NumberCorrection(
        at=one.at,
        by=number_checks.find_reporter_name(uow.org, one, rows),
        old=format_line_digits(old) if old else "",
        new=format_line_digits(one.new),
        reason=row.get("reason", ""),
        source=row.get("source", ""),
        readable=bool(row),
    )


def _find_faults(said: dict[str, str]) -> dict[str, str]:
    wrong = {
        "number": find_line_number_fault(said["number"]),
        "reason": _find_words_fault(said["reason"], "Enter what is wrong with the old number."),
        "source": _find_words_fault(said["source"], "Enter where you found the new number."),
    }
    return {name: text for name, text in wrong.items() if text}


def _find_words_fault(words: str, missing: str) -> str:
    if not words:
        return missing
    if len(words) > MAX_WORDS_LENGTH:
        return f"Write it in {MAX_WORDS_LENGTH} characters or fewer. This has {len(words):,}."
    return find_text_fault(words)


def _find_pack_digits(uow: UnitOfWork, name: str) -> str:
    """Return the digits of the content pack itself, whatever was corrected since; "" for none."""
    area, _, key = name.partition("/")
    own = load_pack(uow.org.pack)
    if area in (NATIONAL_PACK, own.area.key):
        return own.contacts[key].tel
    return pack_loader.load_pack(pack_loader.find_area(area).pack).contacts[key].tel
