"""Turn the entries of a file into answers for a paper about one child.

Everything signed later is printed too, oldest first, with who and when; nothing overwrites.
Another child's answers stay off the paper, but for their name and part
in it; a source who must be protected is left out by name. This module opens nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import UNSET, structs

from app.domain.deadlines.call_outcome import (
    find_services_reached_by_call,
    is_emergency_name,
    is_emergency_number,
)
from app.domain.deadlines.sent_documents import is_sent_to_lado
from app.domain.pages import find_field
from app.domain.pages.page_model import AnswerKind
from app.domain.record.answer_rows import OF_OTHER, make_answer_rows, use_labels_of_form
from app.domain.record.entry_schema import Addition, Call, Details, Part, Record, Referral
from app.domain.record.part_lookup import (
    NOT_NAMED_TEXT,
    SOURCE_NAME_FIELDS,
    agrees_to_be_named,
    find_first_child,
    find_private_sources,
    fold_case_and_spaces,
    is_account_of_other,
    list_parts_of_child,
)
from app.domain.record.private_mentions import make_answer_key
from app.domain.times.answer_times import find_answer_times
from app.services.concerns.entry_decryption import OpenEntry
from app.services.content.pack_content import DO_NOT_TELL, SIGN_GROUP
from content.london_time import format_date_time
from referral_forms.composing.now_strip import UNTIED_TEXT
from referral_forms.filled_form import HELD_BACK_TEXT, Answer
from referral_forms.form_definition import Form

PROTECTED_TEXT = "Name kept private. Ask the referrer."
FIELDS_OF_OTHER_CHILDREN = {"name", "part"}
SOURCE_FIELDS = {"source", "source_role"}
EMERGENCY_CHECKS = {"told.who": is_emergency_name, "told.number": is_emergency_number}
REFERRAL_KEYS = {
    "referral.method": "referral.method",
    "referral.to_whom": "referral.to",
    "referral.referred_at": "referral.at",
    "referral.reference": "referral.reference",
    "referral.written_by": "referral.written_confirmation_due",
}
"""The questions of a referral by those of the page that stores them."""
YES_999_TEXT = "Yes. See the calls below"
SIGN_ABOVE_TEXT = "A sign the worker noticed: "
HEADING_FIELDS = ("name", "name_or_nickname", "source", "who", "indicator")


def build_record_labels(record: Record, names: Mapping[str, str]) -> dict[str, str]:
    """Return words for child ids, on top of `names` (areas and indicators from the pack).

    Also whether it is another person's account, for the words of its questions.
    """
    children = {f"child:{key}": name for key, name in find_child_names(record).items()}
    return {**names, **children, **({OF_OTHER: ""} if is_account_of_other(record.parts) else {})}


def find_child_names(record: Record) -> dict[str, str]:
    """Map child ids to names ("Child 2" where none is known), in the record's order.

    No two are alike: a paper files its answers by name, so two of one name would be merged.
    """
    found: dict[str, str] = {}
    for part in record.parts:
        if part.page == "child" and len(part.children) == 1:
            name = part.values.get("name")
            fallback = "Not known" if not found else f"Child {len(found) + 1}"
            text = name if isinstance(name, str) and name.strip() else fallback
            if fold_case_and_spaces(text) in map(fold_case_and_spaces, found.values()):
                text = f"{text} (child {len(found) + 1})"
            found[part.children[0]] = text
    return found or {find_first_child(record.parts): "Not known"}


def find_child_area(record: Record, child: str) -> str:
    """Return the council area of a child, as the record says; "" where it says nothing."""
    for part in record.parts:
        if part.page == "child" and part.children == (child,):
            found = part.values.get("home_area")
            return found if isinstance(found, str) else ""
    return ""


def describe_children_concerned(said: Addition, labels: Mapping[str, str]) -> str:
    """Return which of several children added words are about; "" where the record has only one."""
    known = {key: name for key, name in labels.items() if key.startswith("child:")}
    if len(known) < 2:
        return ""
    named = [name for key, name in known.items() if key.removeprefix("child:") in said.children]
    return f"About {', '.join(named)}" if named else "It is not recorded which child this is about"


def collect_answers_about_child(
    entries: tuple[OpenEntry, ...],
    child: str,
    labels: Mapping[str, str],
    *,
    reasons_apart: bool = False,
) -> tuple[Answer, ...]:
    """Return every answer about `child`, oldest first. Entries that cannot be trusted are left out.

    `reasons_apart`: `said` names nobody but who wrote it, and why something was corrected is an
    answer of its own.
    """
    counts: dict[str, int] = {}
    found: list[Answer] = []
    protected = frozenset(_private_sources(entries)) - {fold_case_and_spaces(NOT_NAMED_TEXT)}
    marks = describe_corrections(entries, child)
    alone = _is_only_child(entries)
    held = find_withheld_answer_keys(entries)
    for opened in entries:
        said, by = opened.entry, _said(opened, marks)
        if isinstance(said, Record | Details | Call):
            for part, untied in _list_parts(said, child, alone=alone):
                allowed = _hold_back(_allowed(part, child, protected), held, said)
                if allowed.values:
                    answers = _of_part(allowed, labels, counts, UNTIED_TEXT if untied else by)
                    found += _complete_answers(answers, said, part)
        elif isinstance(said, Addition):
            added = _of_addition(said, child, by, labels)
            found += _tell_reason_apart(said, child, by, labels) if reasons_apart else added
    return (*_called_999(found), *found, *_kept_signs(found))


def _complete_answers(
    answers: Iterable[Answer], said: Record | Details | Call, part: Part
) -> Iterator[Answer]:
    """Yield the answers of a part with what the whole entry says of them.

    Those about now have the times they were given, where known; a call has whom it reached.
    """
    times = said.answered if isinstance(said, Record) else UNSET
    reached = tuple(sorted(find_services_reached_by_call(part)))
    for one in answers:
        given = find_answer_times(times, one.key, part.children)
        yield structs.replace(one, given=given, reached=reached) if given or reached else one


def collect_referral_answers(
    form: Form, entries: tuple[OpenEntry, ...], child: str
) -> Iterator[Answer]:
    """Yield how the child was referred so far, oldest first; nothing for a form without a place.

    What children's services replied is not here: it may be about another child.
    """
    if not any("referral.method" in section.keys for section in form.sections()):
        return
    marks = describe_corrections(entries, child)
    every = {one.number: one.entry for one in entries if one.entry is not None}
    for opened in entries:
        said, by = opened.entry, _said(opened, marks)
        if not isinstance(said, Referral) or is_sent_to_lado(said, every):
            continue
        for one in (one for part in said.parts for one in _of_part(part, {}, {}, by)):
            if key := REFERRAL_KEYS.get(one.key):
                yield structs.replace(one, key=key, item=opened.number)
        yield Answer("referral.by", text=said.by.marked_name, item=opened.number, said=by)


def _is_only_child(entries: tuple[OpenEntry, ...]) -> bool:
    """Whether the record is about one child."""
    records = (one.entry for one in entries if isinstance(one.entry, Record))
    return all(len(find_child_names(record)) == 1 for record in records)


def _list_parts(
    said: Record | Details | Call, child: str, *, alone: bool
) -> Iterator[tuple[Part, bool]]:
    if isinstance(said, Record):
        return list_parts_of_child(said.parts, child)
    # Pages added to a record without a `child` part were once always signed about "c1".
    return (
        (structs.replace(part, children=(child,)) if alone and part.children else part, False)
        for part in said.parts
    )


def find_withheld_answer_keys(entries: tuple[OpenEntry, ...]) -> frozenset[str]:
    """Return the keys of answers that the record's author holds back from every document."""
    records = (one.entry for one in entries if isinstance(one.entry, Record))
    return frozenset(key for record in records for key in record.held_keys)


def _hold_back(part: Part, held: frozenset[str], said: Record | Details | Call) -> Part:
    """Return a part without what is held back: in the record, and in other texts of its pages."""
    if not held or not is_record_or_other_text(said):
        return part
    values = {
        name: HELD_BACK_TEXT if make_answer_key(part, name) in held else value
        for name, value in part.values.items()
    }
    return structs.replace(part, values=values)


def is_record_or_other_text(said: Record | Details | Call) -> bool:
    """Whether an entry is the record, or the other text of one of its pages."""
    return isinstance(said, Record) or (isinstance(said, Details) and bool(said.other_text_of))


def _called_999(found: list[Answer]) -> tuple[Answer, ...]:
    """Return the answer to "999 called?" where the calls say so; nothing asks it."""
    for one in found:
        if one.key in EMERGENCY_CHECKS and EMERGENCY_CHECKS[one.key](one.text):
            return (Answer("calls.to_999", text=YES_999_TEXT, said=one.said),)
    return ()


def _kept_signs(found: list[Answer]) -> Iterator[Answer]:
    """Yield each sign to hide from the family, to be named in what is hidden from them."""
    for one in found:
        if one.key == "indicators.indicator" and one.text.endswith(DO_NOT_TELL):
            text = f"{SIGN_ABOVE_TEXT}“{one.text}”."
            yield Answer("family.keep_from_family", text=text, child=one.child, said=one.said)


def describe_corrections(entries: tuple[OpenEntry, ...], child: str) -> dict[int, str]:
    """Map each entry that a later one about `child` corrects to which, when and by whom."""
    found: dict[int, str] = {}
    for opened in entries:
        said = opened.entry
        if isinstance(said, Addition) and said.corrects and _is_about(said, child):
            signed = f"{format_date_time(said.signed_at)}, by {said.by.marked_name}"
            mark = f"entry {opened.number}, {signed}"
            found[said.corrects] = "; ".join(filter(None, (found.get(said.corrects), mark)))
    return found


def _said(opened: OpenEntry, marks: Mapping[int, str]) -> str:
    """Return who added an entry and when, and what corrects it; of the record, the top says it."""
    entry = opened.entry
    if entry is None or isinstance(entry, Record):
        return ""
    added = f"Added by {entry.by.marked_name}, {format_date_time(entry.signed_at)}"
    if isinstance(entry, Details) and entry.other_text_of:
        saved = format_date_time(entry.other_text_of)
        who = entry.by.marked_name
        added = f"Another version of this page, saved {saved}. {who} did not choose between them"
    mark = marks.get(opened.number)
    return f"{added}. Corrected by {mark}" if mark else added


def list_part_answers(part: Part, labels: Mapping[str, str]) -> tuple[Answer, ...]:
    """Return the answers of one part as documents have them, with nothing left out."""
    return tuple(_of_part(part, labels, {}, ""))


def _of_part(
    part: Part, labels: Mapping[str, str], counts: dict[str, int], said: str
) -> Iterator[Answer]:
    item = None
    if part.item:
        item = counts[part.page] = counts.get(part.page, 0) + 1
    labels = use_labels_of_form(labels, part.form_number)
    heading = _heading(part, labels)
    about = labels.get(f"child:{part.children[0]}", "") if len(part.children) == 1 else ""
    for row in make_answer_rows(part, labels, third=True):
        value = part.values[row.key.split(".", 1)[1]]
        yield Answer(
            key=row.key,
            text=row.text,
            quote=row.quote and value != HELD_BACK_TEXT,
            item=item,
            item_label=heading,
            child=about,
            said=said,
            unknown=value["unknown"] if isinstance(value, dict) and "unknown" in value else "",
            tokens=_tokens(part.page, row.key, value),
            day=(value.get("date") or "") if isinstance(value, dict) else "",
            clock=(value.get("time") or "") if isinstance(value, dict) else "",
            group=labels.get(f"{SIGN_GROUP}{part.values.get('indicator')}", ""),
        )


def _tokens(page: str, key: str, value: Any) -> tuple[str, ...]:
    """Return the options that were chosen, for forms that have boxes to tick."""
    asked = find_field(page, key.split(".", 1)[1])
    if (
        asked is None
        or asked.kind not in {AnswerKind.ONE, AnswerKind.MANY}
        or isinstance(value, dict)
    ):
        return ()
    return tuple(value) if isinstance(value, list) else (str(value),)


def find_protected_sources(entries: tuple[OpenEntry, ...]) -> tuple[str, ...]:
    """Return all sources who did not agree to be named; "Not named" for one without a name."""
    return tuple(_private_sources(entries).values())


def _private_sources(entries: tuple[OpenEntry, ...]) -> dict[str, str]:
    return find_private_sources(
        part
        for opened in entries
        if isinstance(opened.entry, Record | Details)
        for part in opened.entry.parts
    )


def _allowed(part: Part, child: str, protected: frozenset[str]) -> Part:
    """Return what of a part may be on this child's document."""
    values = part.values
    if part.children and child not in part.children:
        values = {
            k: v
            for k, v in values.items()
            if part.page == "child" and k in FIELDS_OF_OTHER_CHILDREN
        }
    hidden = {
        name
        for name in SOURCE_NAME_FIELDS
        if isinstance(values.get(name), str) and fold_case_and_spaces(values[name]) in protected
    }
    if hidden or (part.page == "others" and not agrees_to_be_named(part)):
        hidden |= {name for name in SOURCE_FIELDS if name in values}
    return structs.replace(
        part, values={k: PROTECTED_TEXT if k in hidden else v for k, v in values.items()}
    )


def _heading(part: Part, labels: Mapping[str, str]) -> str:
    if not part.item or part.page == "child":
        return ""
    for name in HEADING_FIELDS:
        value = part.values.get(name)
        if isinstance(value, str) and value and value != PROTECTED_TEXT:
            return labels.get(f"{part.page}.{name}:{value}", value)
    return _kind_of_place(part)


def _kind_of_place(part: Part) -> str:
    """Return the heading of a call whose name is not known: the kind of place that was called."""
    kind = part.values.get("whom")
    if part.page != "told" or not isinstance(kind, str):
        return ""
    field = find_field("told", "whom", part.form_number)
    return field.label_of(kind) if field else kind


def _of_addition(
    said: Addition, child: str, by: str, labels: Mapping[str, str]
) -> Iterator[Answer]:
    if not _is_about(said, child):
        return
    corrects = f"Corrects entry {said.corrects}: {said.reason}" if said.corrects else ""
    yield Answer(
        key="addition.words",
        text=said.words,
        quote=said.verbatim,
        said=" ".join(
            [f"{one}." for one in (by, describe_children_concerned(said, labels)) if one]
            + [corrects]
        ).strip(),
    )


def _tell_reason_apart(
    said: Addition, child: str, by: str, labels: Mapping[str, str]
) -> Iterator[Answer]:
    if not _is_about(said, child):
        return
    if about := describe_children_concerned(said, labels):
        about = "About this child and another" if len(said.children) > 1 else about
        by = by if said.children == (child,) else f"{by}. {about}"
    by = f"{by}. Corrects entry {said.corrects}" if said.corrects else by
    yield Answer(key="addition.words", text=said.words, quote=said.verbatim, said=by)
    if said.reason:
        yield Answer(key="addition.reason", text=said.reason, said=by)


def _is_about(said: Addition, child: str) -> bool:
    return not said.children or child in said.children
