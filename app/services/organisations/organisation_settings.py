"""Change an organisation's name, title for leads, council area, phone, address, hours and closures.

Leads also choose here whether people who are not signed in are told who the leads are. Every page
reads these with each request, so a change holds at once and everywhere. A signed record keeps its
own content pack, and a PDF that was saved keeps the names that it was made with. The host is not
among them: the server must know it. Saving also says that what was shown is right: from then on the
log vouches for the number, hours, content pack, host and banner of a demo. Every lead and senior is
told of each change (`domain/notices/notice_rules.py`): a wrong number must not go unseen.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from app.domain.routing.actors import Org
from app.domain.times import weekly_hours
from app.domain.times.weekly_hours import WeeklyHours
from app.errors import InvalidError, StaleError
from app.models.organisation import Organisation
from app.services.audit_log import canonical_json
from app.services.contact_trust import vouched_contacts
from app.services.members.contact_details import (
    find_name_problem,
    find_one_line_problem,
    find_phone_problem,
)
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from content import pack_loader

MOST_CLOSURES = 1_000
LONGEST_ADDRESS = 300


class OrganisationSettings(msgspec.Struct, frozen=True):
    """What one form holds."""

    name: str
    lead_title: str
    pack: str
    phone: str
    address: str
    hours: WeeklyHours
    publish_leads: bool


def compute_settings_version(org: Org) -> str:
    """Return a short text that is another once somebody changed what the form holds."""
    pack = org.missing_pack or org.pack
    values = [org.name, org.lead_title, pack, org.phone, org.address]
    values.append(weekly_hours.format_hours(org.hours))
    values.append("published" if org.publish_leads else "")
    values += [org.host, "demo" if org.demo else ""]
    return canonical_json.encode_and_hash({"said": values})[1].hex()[:16]


def change_settings(uow: UnitOfWork, new: OrganisationSettings, seen: str) -> None:
    """Keep these. Raises InvalidError for what cannot stand there, StaleError when somebody
    changed them since version `seen` was shown.
    """
    if wrong := _faults(new, uow.org.missing_pack):
        raise InvalidError(wrong)
    uow.key_log.refresh(uow.session, uow.org)
    index, wanted = uow.key_log.recall_contacts(uow.org), _apply(uow.org, new)
    to_vouch = vouched_contacts.list_unvouched_parts(index, wanted)
    same = compute_settings_version(wanted) == compute_settings_version(uow.org) == seen
    if same and not to_vouch:
        return  # nothing to change, to log or to tell
    with uow.act() as act:
        row = _row(act, uow)
        if compute_settings_version(_now(uow, row)) != seen:
            raise StaleError("details changed")
        row.name, row.lead_title, row.pack = new.name, new.lead_title, new.pack
        row.phone, row.address = new.phone, new.address
        row.hours, row.publish_leads = dict(new.hours), new.publish_leads
        _say(act, row, "details")
        vouched_contacts.log_organisation_contacts(act, wanted, to_vouch)


def list_details_to_check(uow: UnitOfWork) -> tuple[frozenset[str], frozenset[str]]:
    """Return the parts of the row that were changed outside Heard, and those that no one has saved
    since the log has hashes of them. By the log as far as it was read.
    """
    index = uow.key_log.recall_contacts(uow.org)
    changed = vouched_contacts.find_changed_parts(index, uow.org)
    unsure = frozenset(vouched_contacts.list_unvouched_parts(index, uow.org))
    return changed, unsure - changed


def add_closed_days(uow: UnitOfWork, days: Iterable[date]) -> None:
    """Add days on which nobody of the organisation answers. Raises InvalidError for too many."""
    with uow.act() as act:
        row = _row(act, uow)
        closed = _days(row) | {day.isoformat() for day in days}
        if len(closed) > MOST_CLOSURES:
            raise InvalidError({"closures": f"That is more than {MOST_CLOSURES:,} days in all."})
        row.closures = sorted(closed)
        _say(act, row, "closures")


def remove_closed_days(uow: UnitOfWork, first: date, last: date) -> None:
    """Take away every closed day from one to another, both included."""
    with uow.act() as act:
        row = _row(act, uow)
        kept = [day for day in _days(row) if not first.isoformat() <= day <= last.isoformat()]
        row.closures = sorted(kept)
        _say(act, row, "closures")


def group_consecutive_days(days: Iterable[date]) -> tuple[tuple[date, date], ...]:
    """Return days as people say them: the first and the last of those that follow each other."""
    found: list[tuple[date, date]] = []
    for day in sorted(set(days)):
        if found and (day - found[-1][1]).days == 1:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return tuple(found)


def hash_organisation_row(row: Any) -> bytes:
    """Return SHA-256 over the row of an organisation, as `log fsck` compares it with the log."""
    names = ("name", "host", "lead_title", "phone", "address", "pack", "hours", "closures")
    values = {name: getattr(row, name) for name in (*names, "publish_leads", "demo")}
    return canonical_json.encode_and_hash(values)[1]


def _faults(new: OrganisationSettings, missing_pack: str = "") -> dict[str, str]:
    areas = {*dict(pack_loader.list_pack_choices()), *filter(None, [missing_pack])}
    wrong = {
        "name": find_name_problem(new.name, "Enter the name of your organisation."),
        "lead_title": find_name_problem(new.lead_title, "Enter what you call that person."),
        "pack": "" if new.pack in areas else "Choose your council area.",
        "phone": find_phone_problem(new.phone, "Enter the main phone number."),
        "address": "" if new.address else "Enter the address.",
    }
    if len(new.address) > LONGEST_ADDRESS:
        wrong["address"] = f"Enter the address in {LONGEST_ADDRESS} characters or fewer."
    for name in wrong:
        wrong[name] = wrong[name] or find_one_line_problem(getattr(new, name))
    return {name: text for name, text in wrong.items() if text}


def _row(act: LoggedTransaction, uow: UnitOfWork) -> Organisation:
    return act.session.get_one(Organisation, uow.org.id, populate_existing=True)


def _apply(org: Org, new: OrganisationSettings) -> Org:
    return msgspec.structs.replace(org, missing_pack="", **msgspec.structs.asdict(new))


def _now(uow: UnitOfWork, row: Organisation) -> Org:
    return msgspec.structs.replace(
        uow.org,
        name=row.name,
        lead_title=row.lead_title,
        pack=row.pack,
        missing_pack="",
        phone=row.phone,
        address=row.address,
        hours=weekly_hours.read_stored_hours(row.hours),
        publish_leads=bool(row.publish_leads),
        host=row.host,
        demo=bool(row.demo),
    )


def _days(row: Organisation) -> set[str]:
    return {day.isoformat() for text in row.closures if (day := _day(text))}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _say(act: LoggedTransaction, row: Organisation, what: str) -> None:
    act.session.flush()
    act.log(
        Action.ORGANISATION_CHANGED, f"organisation/{row.id}/{what}", h=hash_organisation_row(row)
    )
    act.checkpoint()
