"""The top of a concern: the child, danger now, the newest decision, how late it was written.

Repeats the writer's own answers, the child's words whole, and weighs nothing. It stands in the body
of the page alone: no name goes into a title or an address.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from uuid import UUID

import msgspec

from app.domain.deadlines.call_outcome import CALL_PAGES, has_known_call_outcome
from app.domain.deadlines.decided_time import describe_decided_time, find_decided_time
from app.domain.pages import find_field
from app.domain.private_struct import PrivateStruct
from app.domain.record.answer_rows import make_answer_rows
from app.domain.record.concern_card import pick_most_cautious
from app.domain.record.entry_schema import (
    Addition,
    Decision,
    Details,
    EntryWithParts,
    LeadsNote,
    Part,
    Record,
    Referral,
)
from app.domain.record.part_lookup import find_child_locations, find_value, is_account_of_other
from app.domain.routing.recipients import Recipients
from app.domain.times.answer_times import DANGER_KEY, find_answer_times
from app.services.concerns.entry_decryption import OpenEntry
from app.services.referrals.asked_questions import (
    find_asked_keys,
    find_unopened_question_keys,
    list_later_parts,
)
from app.services.referrals.summary_answers import build_record_labels, find_child_names
from content.london_time import LONDON, format_date_time
from referral_forms.composing.done_so_far import NAME_NOT_KNOWN
from referral_forms.filled_form import NOT_ANSWERED, NOT_ASKED_YET
from referral_forms.right_to_left import isolate_name

LabelledTexts = list[tuple[str, str]]
DANGER_WORDS = {"yes": "Yes", "unsure": "Not sure", "no": "No"}
UNNAMED = "Not known"
HEARD_OR_SOUGHT = ("yes", "no_answer")
CALL_LINE = ("when", "whom", "who", "how_it_ended", "answered", "reference")
"""Answers in a line about a call, in this order."""
TOLD_LABELS = ("When and where the worker was told", "When and where someone else was told")
SEEN_LABELS = ("What the worker saw or heard", "What was seen or heard")
"""The second is for someone else's account: the worker was not there."""
REFERRAL_LINE = ("referred_at", "method", "to_whom", "reference")
"""Answers in a line about a referral, in this order."""
OUTCOME_UNKNOWN = "It’s not recorded whether anyone answered"
NOT_SAID, FIRST_SAID = "not answered", "Answered before each child was asked about"
SAID_LATER = "Answered in a later entry"
"""In place of a gap: the answer is whole in its own entry, with who gave it and when."""
DANGER_WHY = ("now.danger_why", "now.danger_why_other")
TOLD_AT = ("account.told_on", "account.told_at_time", "account.told_at_place")
SEEN, FEARED = ("account.seen",), ("people.name_or_nickname",)
FROM_NOW = {
    ("now.child_is", "now.where_now"): "Where the child was",
    ("now.leaves_at",): "Leaves at",
    ("now.leaves_with",): "Leaves with",
}


def summarise_concern(
    record: Record, entries: Iterable[OpenEntry], names: Mapping[str, str]
) -> LabelledTexts:
    """Return labels and answers for the top of a concern: also why an answer is not there.

    A follow-up that no answer opened is no line at all.
    """
    entries, labels = tuple(entries), build_record_labels(record, names)
    own = find_child_locations(record.parts).values()
    alone = [part for part in record.parts if part not in own]
    said, closed = _said(alone, labels), find_unopened_question_keys(record)
    shown, later = find_asked_keys(entries), list_later_parts(entries)
    found = [
        (("child.name",), "Child", "; ".join(_children(record, labels))),
        (("now.danger_now",), "In danger now?", _say_danger(record, entries)),
        *_list_context(record, said, labels, later),
        *_with_children((*record.parts, *later)),
        *_where(record, said, labels, later),
        *((("told.told_lead",), label, text) for label, text in _told(record, said)),
    ]
    answered = {
        keys: text or (SAID_LATER if _is_answered(later, keys) else "") for keys, _, text in found
    }
    return [
        (label, answered[keys] or (NOT_ANSWERED if shown & set(keys) else NOT_ASKED_YET))
        for keys, label, _ in found
        if answered[keys] or not closed.issuperset(keys)
    ]


def _say_danger(record: Record, entries: Iterable[OpenEntry]) -> str:
    """Return the answer about danger with when it was given: at signing it was perhaps another."""
    danger = pick_most_cautious(_about_now(record, entries), "danger_now")
    words, signed = DANGER_WORDS.get(danger, ""), format_date_time(record.signed_at)
    own = pick_most_cautious((part for part in record.parts if part.page == "now"), "danger_now")
    times = find_answer_times(record.answered, DANGER_KEY) if danger == own else ()
    if not words:
        return ""
    if not times:
        return f"{words}. Signed {signed}"
    return f"{words}. Answered {' and '.join(map(format_date_time, times))}. Signed {signed}"


def _list_context(
    record: Record, said: Mapping[str, str], labels: Mapping[str, str], later: Iterable[Part]
) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Yield why danger is feared, what was seen where no words are written, when and where it was
    told and to whom, and who is feared. Only what is answered: the record says what is not.
    """
    account: dict[str, str] = {}
    for part in record.parts:
        if part.page == "account":
            for row in make_answer_rows(part, labels, third=True):
                account.setdefault(row.key, row.text)
    is_other = is_account_of_other(record.parts)
    other = account.get("account.account_by_name", "someone else")
    heard_by = other if is_other else record.by.marked_name
    told, place = _join(account, TOLD_AT[:2]), account.get(TOLD_AT[2], "").rstrip(".")
    where = ". ".join(filter(None, (told, place)))
    feared = "\n".join(_list_feared((*record.parts, *later), labels))
    lines = (
        (DANGER_WHY, "Why someone may be in danger", _join(said, DANGER_WHY)),
        (
            SEEN,
            SEEN_LABELS[is_other],
            _join(account, SEEN) if _is_any_child_silent(record) else "",
        ),
        (TOLD_AT, TOLD_LABELS[is_other], f"{where}. Told to {heard_by}" if where else ""),
        (FEARED, "Who the worker is worried about", feared),
    )
    yield from (line for line in lines if line[2])


def _is_any_child_silent(record: Record) -> bool:
    """Return whether a child of this record has no words of their own in it."""
    spoke = {
        child
        for part in record.parts
        if part.page == "account" and "child_words" in part.values
        for child in part.children
    }
    return not spoke or not spoke.issuperset(find_child_names(record))


def _list_feared(parts: Iterable[Part], labels: Mapping[str, str]) -> Iterator[str]:
    """Yield each person of concern as they were named, and who they are to the child."""
    for part in parts:
        said = {row.key: row.text for row in make_answer_rows(part, labels, third=True)}
        name = said.get("people.name_or_nickname") or said.get("people.description")
        if part.page == "people" and part.item:
            who = name or NAME_NOT_KNOWN
            yield ", ".join(filter(None, (who, said.get("people.relationship"))))


def _with_children(parts: Iterable[Part]) -> Iterator[tuple[tuple[str], str, str]]:
    """Yield whether the people feared are with children, where someone was asked."""
    found = []
    for part in parts:
        said = {row.key: row.text for row in make_answer_rows(part, {})}
        if now := said.get("people.with_children_now"):
            found.append(", ".join(filter(None, (now, said.get("people.with_children_where")))))
    if found:
        yield ("people.with_children_now",), "Is the person with children now?", "; ".join(found)


def _where(
    record: Record, said: Mapping[str, str], labels: Mapping[str, str], later: Iterable[Part]
) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Yield where the child was, and when they leave, with the keys that say so; with several
    children of each that was asked about, by name. What was said first stays beside them while a
    child was not asked about: it may be about that one.
    """
    own, children = find_child_locations(record.parts), find_child_names(record)
    each = {child: _said([part], labels) for child, part in own.items()}
    unsaid = any(child not in own for child in children)
    for keys, label in FROM_NOW.items():
        if not own:
            yield keys, label, _join(said, keys)
            continue
        of_all = keys == next(iter(FROM_NOW))
        texts = {
            name: _join(each.get(child, {}), keys) or _say_blank(later, child, keys, of_all=of_all)
            for child, name in children.items()
        }
        lines = [f"{name}: {text}" for name, text in texts.items() if text]
        if (unsaid or NOT_SAID in texts.values()) and (first := _join(said, keys)):
            lines.append(f"{FIRST_SAID}: {first}")
        yield keys, label.replace("the child", "each child"), "\n".join(lines)


def _say_blank(later: Iterable[Part], child: str, keys: Iterable[str], *, of_all: bool) -> str:
    """Return what stands for a child of whom the record does not say it."""
    about = (part for part in later if child in part.children)
    if _is_answered(about, keys):
        return SAID_LATER[:1].lower() + SAID_LATER[1:]
    return NOT_SAID if of_all else ""


def _is_answered(parts: Iterable[Part], keys: Iterable[str]) -> bool:
    return not {f"{part.page}.{name}" for part in parts for name in part.values}.isdisjoint(keys)


def _join(said: Mapping[str, str], keys: Iterable[str]) -> str:
    return ", ".join(said[key] for key in keys if said.get(key))


class ChildWords(PrivateStruct, frozen=True):
    """The words of a child, exactly. `whose`: names, where the record has several children.

    `entry`: the later entry that has them, 0 for the record; `is_someones`: exact words, and its
    writer was not asked whose.
    """

    whose: str
    words: str
    entry: int = 0
    is_someones: bool = False


def list_child_words(
    record: Record, entries: Iterable[OpenEntry], names: Mapping[str, str]
) -> tuple[ChildWords, ...]:
    """Return what the children said, in the order of the record and of what was added to it."""
    labels, several = build_record_labels(record, names), len(find_child_names(record)) > 1

    def name(children: Iterable[str]) -> str:
        named = (labels.get(f"child:{child}", child) for child in children)
        return ", ".join(named) if several else ""

    found = []
    for one in entries:
        number, said = one.number if one.number > 1 else 0, one.entry
        for part in said.parts if isinstance(said, Record | Details) else ():
            words = part.values.get("child_words") if part.page == "account" else None
            if isinstance(words, str):
                found.append(ChildWords(name(part.children), words, number))
        if isinstance(said, Addition) and said.verbatim and said.answers is msgspec.UNSET:
            found.append(ChildWords(name(said.children), said.words, number, is_someones=True))
    return tuple(found)


def list_referrals(entries: Iterable[OpenEntry], names: Mapping[str, str]) -> tuple[str, ...]:
    """Return a line for each referral that is recorded, oldest first: how, to whom and when."""
    found = []
    for one in entries:
        for part in one.entry.parts if isinstance(one.entry, Referral) else ():
            said = {row.key: row.text for row in make_answer_rows(part, names, third=True)}
            wanted = (said.get(f"{part.page}.{name}", "") for name in REFERRAL_LINE)
            found.append(". ".join(text.rstrip(".") for text in wanted if text))
    return tuple(filter(None, found))


def list_calls(entries: Iterable[OpenEntry], names: Mapping[str, str]) -> tuple[str, ...]:
    """Return a line for each call that was made, oldest entry first: who, when, how it ended."""
    found = []
    for one in entries:
        parts = one.entry.parts if isinstance(one.entry, EntryWithParts) else ()
        for part in parts:
            if part.page in CALL_PAGES and part.item:
                said = {r.key: r.text for r in make_answer_rows(part, names, third=True)}
                wanted = (said.get(f"{part.page}.{name}", "") for name in CALL_LINE)
                line = ". ".join(text.rstrip(".") for text in wanted if text)
                unknown = "" if has_known_call_outcome(part) else OUTCOME_UNKNOWN
                found.append(". ".join(filter(None, (line, unknown))))
    return tuple(filter(None, found))


def _told(record: Record, said: Mapping[str, str]) -> LabelledTexts:
    """Return whether a lead was told. It is left out if no lead may read it and none was told."""
    answer = find_value((part for part in record.parts if part.page == "told"), "told_lead")
    if record.route != Recipients.LEADS and answer not in HEARD_OR_SOUGHT:
        return []
    told = filter(None, (said.get("told.told_lead"), said.get("told.told_lead_name")))
    return [("Has a safeguarding lead been told?", ", ".join(told))]


def _said(parts: Iterable[Part], labels: Mapping[str, str]) -> dict[str, str]:
    """Return the first answer to each question of the two pages that this is taken from."""
    found: dict[str, str] = {}
    for part in parts:
        if part.page in {"now", "told"}:
            for row in make_answer_rows(part, labels, third=True):
                found.setdefault(row.key, row.text)
    return found


def describe_names_and_ages(record: Record, names: Mapping[str, str]) -> str:
    """Return the heading of a concern: each child's name and age."""
    children = list(_children(record, build_record_labels(record, names)))
    return "" if children in ([], [UNNAMED]) else " and ".join(children)


def _children(record: Record, labels: Mapping[str, str]) -> Iterable[str]:
    """Yield each child's name and age, or the day of birth where no age was written."""
    for child, name in find_child_names(record).items():
        own = [part for part in record.parts if part.page == "child" and part.children == (child,)]
        said = {row.key: row.text for part in own for row in make_answer_rows(part, labels)}
        born = f"born {said['child.born_on']}" if "child.born_on" in said else ""
        yield ", ".join(filter(None, (isolate_name(name), said.get("child.age") or born)))


def _about_now(record: Record, entries: Iterable[OpenEntry]) -> Iterable[Part]:
    """Return the first page, and the other texts of it that were signed with it."""
    yield from (part for part in record.parts if part.page == "now")
    for one in entries:
        if isinstance(said := one.entry, Details) and said.other_text_of:
            yield from (part for part in said.parts if part.page == "now")


class ShownDecision(msgspec.Struct, frozen=True):
    """A decision: its entry's number, by whom, when, and its outcomes in words.

    `reasons`: the number of the entry that has the reasons, for whoever can read them; 0 for none.
    `for_author`: what the author of the record needs to know and do. `at`: when it was written
    down; `decided`: when it was decided, in words, where its writer gave another time.
    """

    number: int
    who: str
    at: datetime
    outcomes: str
    reasons: int = 0
    for_author: tuple[str, ...] = ()
    decided: str = ""


def find_newest_decision(entries: Iterable[OpenEntry], me: UUID) -> ShownDecision | None:
    """Return the decision that was made last, in words for `me`; None without one."""
    return next(iter(_list_decisions(entries, me)), None)


def list_earlier_decisions(entries: Iterable[OpenEntry], me: UUID) -> tuple[ShownDecision, ...]:
    """Return each decision before the newest, the last first. A later one cancels none of them."""
    return _list_decisions(entries, me)[1:]


def _list_decisions(entries: Iterable[OpenEntry], me: UUID) -> tuple[ShownDecision, ...]:
    """Return the decisions, the one that was made last first; then by their numbers."""
    every = tuple(entries)
    notes = {e.entry.of: e.number for e in reversed(every) if isinstance(e.entry, LeadsNote)}
    found = [(one.number, one.entry) for one in every if isinstance(one.entry, Decision)]
    found.sort(key=lambda one: (find_decided_time(one[1]), one[0]), reverse=True)
    return tuple(_describe_decision(number, said, notes, me) for number, said in found)


def _describe_decision(
    number: int, said: Decision, notes: Mapping[int, int], me: UUID
) -> ShownDecision:
    old = number if any("reason" in part.values for part in said.parts) else 0
    return ShownDecision(
        number,
        said.by.marked_name,
        said.signed_at,
        "; ".join(_outcomes(said, third=said.by.id != str(me))),
        notes.get(number, old),
        () if said.for_author is msgspec.UNSET else tuple(one.words for one in said.for_author),
        describe_decided_time(said),
    )


def _outcomes(said: Decision, *, third: bool) -> list[str]:
    chosen = [(p.values["outcome"], p.form_number) for p in said.parts if "outcome" in p.values]
    return [
        field.label_of(token, third=third) if field else token
        for token, form in chosen
        for field in (find_field("decision", "outcome", form),)
    ]


def describe_recording_delay(record: Record) -> str:
    """Say that a record was written up more than an hour, or a day, after it was told; else "".

    A late record is welcome: the words say when, and never that it should not have been written.
    """
    parts = [part for part in record.parts if part.page == "account"]
    told = next((part.values["told_on"] for part in parts if _is_day(part, "told_on")), None)
    if told is None:
        return ""
    signed = record.signed_at.astimezone(LONDON)
    days = (signed.date() - date.fromisoformat(told["date"])).days
    if days > 0:
        return f"Recorded {'the day' if days == 1 else f'{days} days'} after the conversation."
    clock = next((part.values.get("told_at_time") for part in parts), None)
    if not isinstance(clock, str):
        return ""
    hours = signed.hour + signed.minute / 60 - int(clock[:2]) - int(clock[3:]) / 60
    return f"Recorded {int(hours)} hours after the conversation." if hours >= 2 else ""


def _is_day(part: Part, name: str) -> bool:
    value = part.values.get(name)
    return isinstance(value, dict) and bool(value.get("date"))  # a day kept as typed is not known
