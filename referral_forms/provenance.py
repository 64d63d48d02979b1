"""Rows about the paper itself: who, when, which record, and how to check it against the log.

These rows come from Meta alone. They never hold an answer from the record but the children's names,
which belong at the top of the page and nowhere in a file name or in metadata.
"""

from collections.abc import Iterator, Sequence

from content.london_time import format_date, format_date_time
from referral_forms.composing.composed_rows import sort_calls
from referral_forms.composing.done_so_far import list_people_of_concern
from referral_forms.composing.first_warnings import describe_family_warning, describe_images
from referral_forms.filled_form import (
    Answer,
    FilledBlock,
    FilledPart,
    FilledRow,
    PaperMeta,
    PrintedAnswer,
    PrintedContact,
)
from referral_forms.form_definition import Form, FormKind
from referral_forms.visible_text import make_visible

ABOUT = "About this document"
ALSO_REFERRED = "Referred before"
RECORD_SIGNED = "Signed by"
NO_ONE_CAN_CHANGE = "Heard keeps the signed record. No one can change it"
KIND_CALLED = {
    FormKind.COUNCIL: "children_services",
    FormKind.LADO: "lado",
    FormKind.POLICE: "police",
}
"""Which call a paper puts in writing: the token of "told.whom"."""
NOT_THE_RECORD = "Written when this document was made. It is not in the record"
NUMBER_UNCONFIRMED = "number not checked: call 101, or 999 in an emergency"
PHONE_NUMBERS = "Phone numbers"


def list_meta_answers(meta: PaperMeta) -> Iterator[Answer]:
    """Yield the answers to "meta." keys, those that are known."""
    known = {
        "author": meta.author,
        "author_role": meta.author_role,
        "organisation": meta.organisation,
        "organisation_address": meta.organisation_address,
        "author_contact": meta.author_contact,
        "signed_at": _signed(meta),
        "lead": meta.lead,
        "lead_contact": meta.lead_contact,
    }
    for name, text in known.items():
        if text:
            yield Answer(f"meta.{name}", text=text)


def build_top_rows(meta: PaperMeta) -> tuple[FilledRow, ...]:
    """Return rows at the top: reference, children, area, times, numbers to call."""
    rows = (
        ("reference", "Reference", meta.reference),
        ("children", "Child" if len(meta.children) < 2 else "Children", "\n".join(meta.children)),
        ("area", "Council area", meta.area),
        ("signed_at", "Record signed", f"{_signed(meta)}, by {meta.author}"),
        ("corrected", "Record corrected", _corrected(meta)),
        ("made_at", "Document made", _made(meta)),
        ("also_referred", ALSO_REFERRED, _also_referred(meta)),
        ("left_out", "Not in this document", meta.left_out),
        ("added_by", "Added for this document", _added(meta)),
    )
    return (*_rows(rows), *_whom_to_ring(meta.contacts))


def build_opening_lines(form: Form, answers: Sequence[Answer], meta: PaperMeta) -> str:
    """Return the lines under the title: reference, recipient, child, area, and the call.

    Which child is said where a record is about several: the others are named further down too.
    The LADO is told both people: the adult and the child.
    """
    parts = [f"Reference {meta.reference}."]
    if form.recipient:
        parts.append(f"For {form.recipient}.")
    parts += _name_subjects(form, answers, meta)
    if meta.area:
        parts.append(f"Council: {meta.area.rstrip('.')}.")
    return " ".join((*parts, *_confirmed_call(form, answers)))


def _name_subjects(form: Form, answers: Sequence[Answer], meta: PaperMeta) -> Iterator[str]:
    children = ", ".join(meta.children)
    if form.kind is FormKind.LADO and children:
        adults = ", ".join(list_people_of_concern(answers))
        adult = f"The adult: {adults}. " if adults else "The adult is not named in the record. "
        yield f"{adult}The child: {children}."
    elif children and len({a.child for a in answers if a.child}) > 1:
        yield f"About {children}."


def _confirmed_call(form: Form, answers: Sequence[Answer]) -> Iterator[str]:
    """Yield the latest call that told whom this paper is for.

    One in which advice was asked for without names told them of no child.
    """
    told = [a for a in answers if a.key.startswith("told.") and a.item and a.text and not a.unknown]
    reached = [a for a in told if KIND_CALLED[form.kind] in a.reached]
    calls = sort_calls([[a for a in reached if a.item == n] for n in _list_items(reached)])
    timed = [one for one in calls if any(a.key == "told.when" and a.day for a in one)]
    for latest in (timed or calls)[-1:]:
        call = {a.key: a.text for a in latest}
        when = f" on {call['told.when']}" if "told.when" in call else ""
        names = ", ".join(call[key] for key in ("told.answered", "told.role") if key in call)
        yield f"This follows a phone call{when}{f' with {names}' if names else ''}."


def _list_items(answers: Sequence[Answer]) -> list[int | None]:
    return list(dict.fromkeys(one.item for one in answers))


def build_warning_rows(
    form: Form, answers: Sequence[Answer], meta: PaperMeta
) -> tuple[FilledRow, ...]:
    """Return rows at the top of a document that its reader must see first; mostly none."""
    return (
        *build_answer_warnings(form, answers),
        *_build_paper_warnings(meta),
    )


def build_answer_warnings(form: Form, answers: Sequence[Answer]) -> tuple[FilledRow, ...]:
    """Return rows of the worker's answers that the reader needs before they act; mostly none."""
    return _rows(
        (
            ("images", "Sexual images", describe_images(answers)),
            ("family", "The family", describe_family_warning(form, answers)),
        )
    )


def _build_paper_warnings(meta: PaperMeta) -> tuple[FilledRow, ...]:
    return _rows(
        (
            ("corrected", "Record corrected", _corrected(meta)),
            ("also_referred", ALSO_REFERRED, _also_referred(meta)),
            ("left_out", "Not in this document", meta.left_out),
            ("added_by", "Added for this document", _added(meta)),
        )
    )


def build_about_rows(meta: PaperMeta, form: str) -> tuple[FilledRow, ...]:
    """Return rows at the end of a document: signer, maker, form, hash, log and phone numbers."""
    point = meta.checkpoint
    signed = f"{meta.author}, {_signed(meta)}"
    kept = bool(meta.record_hash)
    log = f"{point.origin}, checkpoint {point.size}, {point.fingerprint}" if point else ""
    rows = (
        ("signed_at", "Written by", "" if kept else signed),
        ("signed_at", RECORD_SIGNED, f"{signed}. {NO_ONE_CAN_CHANGE}." if kept else ""),
        ("made_at", "Document made", _made(meta)),
        ("form", "Form", form),
        ("record_hash", "Record, SHA-256", meta.record_hash),
        ("log", "Log", log.removeprefix(", ")),
        ("root", "Checkpoint root", point.root if point else ""),
    )
    numbers = " · ".join(map(_number, meta.contacts))
    row = FilledRow("paper.contacts", PHONE_NUMBERS, (PrintedAnswer(numbers),))
    return (*_rows(rows), *([row] if numbers else []))


def build_added_block(meta: PaperMeta, number: int) -> tuple[FilledBlock, ...]:
    """Return the last block: what was written for this paper alone, by whom; or none."""
    if not meta.added:
        return ()
    row = FilledRow("paper.added", NOT_THE_RECORD, (PrintedAnswer(meta.added),))
    heading = f"Added for this document by {make_visible(meta.made_by)}"
    return (FilledBlock(number, heading, (FilledPart("", (row,)),)),)


def build_check_rows(meta: PaperMeta, form: str) -> tuple[FilledRow, ...]:
    """Return rows at the foot: hash of the record and the signed checkpoint that holds it."""
    point = meta.checkpoint
    rows = (
        ("record_hash", "Record, SHA-256", meta.record_hash),
        ("log", "Log", point.origin if point else ""),
        ("size", "Checkpoint size", str(point.size) if point else ""),
        ("root", "Checkpoint root", point.root if point else ""),
        ("fingerprint", "Checkpoint, short form", point.fingerprint if point else ""),
        ("form", "Form", form),
    )
    return _rows(rows)


def _signed(meta: PaperMeta) -> str:
    return ", ".join(filter(None, (format_date_time(meta.signed_at), meta.late)))


def _corrected(meta: PaperMeta) -> str:
    return f"By {meta.corrected}. See “Added after signing”." if meta.corrected else ""


def _also_referred(meta: PaperMeta) -> str:
    """Return which other referrals there are about the same child, with reference and day."""
    found = [f"reference {name}, on {format_date(day)}" for name, day in meta.also_referred]
    return f"Also about this child: {'; '.join(found)}." if found else ""


def _added(meta: PaperMeta) -> str:
    return f"By {meta.made_by}. It comes last, and is not in the record." if meta.added else ""


def _made(meta: PaperMeta) -> str:
    return ", by ".join(filter(None, (format_date_time(meta.made_at), meta.made_by)))


def _whom_to_ring(contacts: tuple[PrintedContact, ...]) -> tuple[FilledRow, ...]:
    """Return who to call. Each line is a separate answer: a space parts it from the next."""
    lines = tuple(PrintedAnswer(_line(one)) for one in contacts)
    return (FilledRow("paper.contacts", "Call first", lines),) if lines else ()


def _number(one: PrintedContact) -> str:
    """Return a number, and who found it wrong.

    "Open now" is left out: it is true of the minute in which a document was made.
    """
    checked = f" ({one.checked})" if one.wrong else ""
    return f"{one.who}: {one.number or NUMBER_UNCONFIRMED}{checked}"


def _line(one: PrintedContact) -> str:
    number = one.number or NUMBER_UNCONFIRMED
    return f"{one.who}: " + " · ".join(filter(None, (number, one.when, one.checked)))


def _rows(facts: tuple[tuple[str, str, str], ...]) -> tuple[FilledRow, ...]:
    return tuple(
        FilledRow(f"paper.{name}", label, (PrintedAnswer(text),))
        for name, label, text in facts
        if text
    )
