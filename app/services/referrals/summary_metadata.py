"""Facts about a referral summary that are not answers: author, who to call, how to check it.

A record that was routed past the leads never sends its reader to a lead: it names those who can
open it, or its author alone. This module opens nothing.
"""

import base64
from collections.abc import Iterator
from datetime import datetime

import msgspec

from app.domain.deadlines import position_of_trust
from app.domain.record.concern_card import URGENT_ANSWERS
from app.domain.record.entry_schema import Details, Record
from app.domain.routing.recipients import Recipients
from app.errors import LogBrokenError
from app.services.concerns.concern_reading import OpenConcern
from app.services.concerns.record_routing import ROLE_BY_ROUTE, find_record_readers
from app.services.contacts import org_contacts, phone_numbers
from app.services.members import member_lookup
from app.services.members.member_lookup import MemberView
from app.services.members.shown_names import load_own_signed_name
from app.services.referrals.summary_answers import find_child_area, find_child_names
from app.services.referrals.watermarks import get_banner_and_watermark
from app.services.unit_of_work import UnitOfWork
from audit import notes
from content.contacts.phone_lines import OWN_LINE_KINDS
from content.london_time import get_london_day
from referral_forms import filled_form
from referral_forms.form_definition import FormKind

LATE_DAYS = 1
SHORT_HASH_LENGTH = 12
CAN_OPEN_TEXT = "Can read this record"
AUTHOR_ALONE_TEXT = "Only the person who recorded this can read it. Call only them about it."
NOT_A_LEAD_TEXT = "Do not call a {title} about it. They cannot read this record."
AREA_NOT_KNOWN_TEXT = "Not recorded. The phone numbers are for {area}."


def build_concern_call_panel(
    uow: UnitOfWork, file: OpenConcern, area: str
) -> phone_numbers.CallPanel:
    """Return who to call about this concern: its area's lines, and leads only if they can read it.

    Where it went past them, those stand there who can open it and can be checked, then the LADO.
    The LADO comes straight after the leads where it is about somebody who works with children.
    """
    org = org_contacts.load_org_with_contacts(uow, named=True)
    panel = phone_numbers.build_panel(
        uow,
        org,
        uow.clock(),
        area=area,
        inside=True,
        me=uow.me.id,
        danger=may_anyone_be_in_danger(file),
    )
    lados = phone_numbers.find_lado_lines(org, uow.clock(), area)
    if file.route == Recipients.LEADS:
        return phone_numbers.insert_lines_after_leads(
            panel, lados if is_about_position_of_trust(file) else ()
        )
    readers = find_record_readers(uow, file.record) if file.record else ()
    known = [one for one in readers if one.confirmed and one.id != uow.me.id]
    return phone_numbers.replace_panel_leads(
        panel, (*phone_numbers.make_member_lines(known, CAN_OPEN_TEXT), *lados)
    )


def is_about_position_of_trust(file: OpenConcern) -> bool:
    """Whether it is about somebody who works with children, as any text of it says."""
    return any(position_of_trust.has_position_of_trust(said.parts) for said in _asked(file))


def may_be_about_own_team(file: OpenConcern) -> bool:
    """Whether any text of it says that it is, or may be, about somebody of this organisation."""
    return bool(_answers(file, "about_our_team") & {"yes", "unsure"})


def may_anyone_be_in_danger(file: OpenConcern) -> bool:
    """Whether any text of it says that somebody is or may be in danger now."""
    return find_danger_answer(file) in URGENT_ANSWERS


def find_danger_answer(file: OpenConcern) -> str:
    """Return the answer about danger that asks for most care among its texts; "" without one."""
    said = _answers(file, "danger_now")
    return next((answer for answer in ("yes", "unsure", "no") if answer in said), "")


def _answers(file: OpenConcern, name: str) -> set[str]:
    """Return every answer to a question of the first page."""
    parts = (part for said in _asked(file) for part in said.parts if part.page == "now")
    found = (part.values.get(name) for part in parts)
    return {said for said in found if isinstance(said, str)}


def _asked(file: OpenConcern) -> Iterator[Record | Details]:
    said = (one.entry for one in file.entries)
    return (one for one in said if isinstance(one, Record | Details))


def build_other_children_panels(
    uow: UnitOfWork, file: OpenConcern, record: Record, near: str
) -> tuple[tuple[str, phone_numbers.CallPanel], ...]:
    """Return children of another council than the one at `near`: who, and the lines for them."""
    usual = build_concern_call_panel(uow, file, near)
    found = []
    for child, name in find_child_names(record).items():
        if (area := find_child_area(record, child)) and area != near:
            found.append(
                (
                    name,
                    phone_numbers.select_additional_lines(
                        build_concern_call_panel(uow, file, area), usual
                    ),
                )
            )
    return tuple((name, panel) for name, panel in found if panel.lines)


def build_paper_metadata(
    uow: UnitOfWork, file: OpenConcern, record: Record, child: str, area: str, kind: FormKind
) -> filled_form.PaperMeta:
    """Return all of the document but its answers. `child` is the name at its top."""
    panel = _ring_first(uow, build_concern_call_panel(uow, file, area), kind)
    inside, contact = _inside(uow, record)
    made = filled_form.PaperMeta(
        reference=file.reference,
        organisation=uow.org.name,
        organisation_address=uow.org.address,
        author=record.by.name,
        author_role=_role(record, certified=file.entries[0].certified),
        author_contact=_reach(record.by.phone, record.by.email),
        author_phone=record.by.phone,
        signed_at=record.signed_at,
        made_at=uow.clock(),
        made_by=load_own_signed_name(uow),
        lead=inside,
        lead_contact=contact,
        area=panel.area if area else AREA_NOT_KNOWN_TEXT.format(area=panel.area),
        late=_late(record),
        children=(child,) if child else (),
        contacts=_contacts(panel),
        left_out=_left_out(file),
        record_hash=file.entries[0].digest,
        checkpoint=_checkpoint(uow),
    )
    return msgspec.structs.replace(made, **get_banner_and_watermark(uow.org))


def _ring_first(
    uow: UnitOfWork, panel: phone_numbers.CallPanel, kind: FormKind
) -> phone_numbers.CallPanel:
    """Return the panel of a document for the LADO: 999, and the LADO of the organisation's area."""
    if kind is not FormKind.LADO:
        return panel
    first = [line for line in panel.lines if line.kind == "emergency"]
    lados = phone_numbers.find_lado_lines(
        org_contacts.load_org_with_contacts(uow, named=True), uow.clock()
    )
    return msgspec.structs.replace(panel, lines=(*first, *lados))


def _role(record: Record, *, certified: bool) -> str:
    unsure = "" if certified else "not yet confirmed as a member by the organisation"
    return ", ".join(filter(None, (record.by.job_title, unsure)))


def _inside(uow: UnitOfWork, record: Record) -> tuple[str, str]:
    """Return who may be asked inside the organisation, and how to reach them."""
    if record.route == Recipients.NOBODY:
        return AUTHOR_ALONE_TEXT, _reach(record.by.phone, record.by.email)
    role = ROLE_BY_ROUTE.get(Recipients(record.route))
    known = [
        one
        for one in member_lookup.list_leads_and_seniors(uow)
        if (one.is_a(role) if role else str(one.id) in record.recipients)
    ]
    if record.route == Recipients.LEADS:
        known = known[:1]
    names = "; ".join(_named(uow, record, one) for one in known)
    if names and record.route not in {Recipients.LEADS, Recipients.NAMED_LEADS}:
        names += f". {NOT_A_LEAD_TEXT.format(title=uow.org.lead_title)}"
    return names, "; ".join(_reach(one.phone, one.email) for one in known)


def _reach(phone: str, email: str) -> str:
    return " · ".join(filter(None, (phone, email)))


def _named(uow: UnitOfWork, record: Record, one: MemberView) -> str:
    leads = record.route in {Recipients.LEADS, Recipients.NAMED_LEADS}
    return ", ".join(filter(None, (one.name, uow.org.lead_title if leads else one.job_title)))


def _contacts(panel: phone_numbers.CallPanel) -> tuple[filled_form.PrintedContact, ...]:
    """Return the lines of the panel, 999 first; the organisation's own people are further down."""
    return tuple(
        filled_form.PrintedContact(
            line.who,
            line.number,
            _hours(line) if line.number else "",
            line.checked[:1].lower() + line.checked[1:],
            line.wrong,
        )
        for line in panel.lines
        if line.kind not in OWN_LINE_KINDS
    )


def _hours(line: phone_numbers.PhoneLine) -> str:
    return f"{line.when.rstrip('.')}. This is an answerphone" if line.answerphone else line.when


def _left_out(file: OpenConcern) -> str:
    """Return a sentence on which entries are not on the document, as they cannot be trusted."""
    bad = [one.numbers for one in file.entries if one.refused]
    if not bad:
        return ""
    alone = len(bad) == 1 and bad[0].isdigit()
    what = f"Entry {bad[0]} of this concern" if alone else f"Entries {', '.join(bad)}"
    return f"{what} cannot be trusted: changed after signing, or missing. Ask who recorded it."


def _late(record: Record) -> str:
    """Return that a record was signed days after its writer was told: welcome, and marked."""
    for part in record.parts:
        told = part.values.get("told_on") if part.page == "account" else None
        if isinstance(told, dict) and told.get("date"):
            day = datetime.fromisoformat(told["date"]).date()
            days = (get_london_day(record.signed_at) - day).days
            return f"{days} days after being told" if days > LATE_DAYS else ""
    return ""


def _checkpoint(uow: UnitOfWork) -> filled_form.PrintedCheckpoint | None:
    """Return the newest checkpoint, as it is printed; a document never waits for one."""
    try:
        note = uow.files.note(uow.org.id)
        if note is None:
            return None
        origin, size, root = notes.read_checkpoint(note.split("\n\n", 1)[0] + "\n")
    except (LogBrokenError, ValueError):
        return None
    text = base64.b64encode(root).decode()  # as the checkpoint's own third line has it
    return filled_form.PrintedCheckpoint(size, text, text[:SHORT_HASH_LENGTH], origin)
