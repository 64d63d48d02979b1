"""Put a child's file on paper: cover, family, what the child wants, chronology, each concern.

Other children are initials, sources who did not agree to be named are left out, and a quotation is
whole or not there. This module opens nothing: it is given an opened file.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from msgspec import structs

from app.domain.children.fact_fields import NEVER, list_fact_rows, name_fact
from app.domain.children.file_facts import FamilyFact, StandingFact, Topic, WorkerFact
from app.domain.private_struct import PrivateStruct
from app.services.child_documents.concern_blocks import (
    ConcernReading,
    list_chronology_rows,
    list_concern_parts,
    list_wishes_rows,
)
from app.services.child_documents.masked_names import NameMask, get_initials, make_name_mask
from app.services.child_documents.other_children import (
    list_other_names_in_file,
    list_possible_other_names,
    list_spellings_of_own_name,
)
from app.services.child_documents.private_sources import (
    has_private_name,
    list_private_names_of_file,
)
from app.services.children.child_files import OpenChildFile
from app.services.children.fact_writing import FIXED_CHOICES, NOT_A_CHILD, list_current_facts
from content.london_time import format_date, format_date_time
from referral_forms.filled_form import (
    HELD_BACK_TEXT,
    FilledBlock,
    FilledPaper,
    FilledPart,
    FilledRow,
    PaperMeta,
    PrintedAnswer,
)

TITLE, FORM_ID, FORM_VERSION = "Child’s file", "child-file", "1"
NOTICE = (
    "This is a copy of one child’s file. It has the words of children. Keep it locked away, and "
    "destroy it when you no longer need it."
)
NOT_NAMED = "Left out, because this child is not named here"
INITIALS = "Other children are initials in square brackets. A quotation that names one is left out"
SOURCES = (
    "Who gave information is left out, unless they agreed to be named. An answer with a source’s "
    "name in it is held back."
)
DO_NOT_CALL = "Do not call this number"


class PrintChoices(PrivateStruct, frozen=True):
    """The choices of a lead: for whom, why, which other children are named, and why."""

    for_whom: str
    why: str
    named: tuple[str, ...] = ()
    named_why: str = ""


class PrintFacts(PrivateStruct, frozen=True):
    """About the copy: who makes it and when, for which organisation, and words for ids.

    `marks`: the banner and watermark of what is not real, as watermarks.py decides.
    """

    by: str
    at: datetime
    organisation: str
    lead_title: str
    labels: Mapping[str, str]
    marks: Mapping[str, str]


def build_file_paper(file: OpenChildFile, choices: PrintChoices, about: PrintFacts) -> FilledPaper:
    """Return the whole file as a paper. The newest concern comes first, as on the screen."""
    return FilledPaper(
        title=TITLE,
        form_id=FORM_ID,
        form_version=FORM_VERSION,
        source="",
        notice=NOTICE,
        meta=_make_meta(file, about),
        top=tuple(_list_cover(file, choices, about)),
        blocks=tuple(
            FilledBlock(number, heading, tuple(part for part in parts if part.rows) or NOTHING)
            for number, (heading, parts) in enumerate(_list_blocks(file, choices, about), 1)
        ),
        foot=(
            make_printed_row(
                "This copy", "It is listed in the child’s file in Heard, with its hash."
            ),
        ),
        numbered=False,
    )


def _list_blocks(
    file: OpenChildFile, choices: PrintChoices, about: PrintFacts
) -> list[tuple[str, list[FilledPart]]]:
    """Return headings and parts: what is about the child, then each concern."""
    mask = _make_mask(file, choices)
    reading = ConcernReading(
        mask=mask,
        private=list_private_names_of_file(file),
        named=frozenset(choices.named),
        labels=about.labels,
        lead_title=about.lead_title,
    )
    facts = list_current_facts(file.entries)
    return [
        ("What is in this document", [FilledPart("", tuple(_list_contents(file)))]),
        ("Family and home", list(_list_fact_parts(facts, (Topic.FAMILY, Topic.HOME), reading))),
        ("Plans and people", list(_list_fact_parts(facts, (Topic.PLAN, Topic.WORKER), reading))),
        ("What the child wants", [FilledPart("", list_wishes_rows(file.concerns, reading))]),
        ("Chronology", [FilledPart("", list_chronology_rows(file.concerns))]),
        *(
            (
                f"Concern {one.concern.reference}, {format_date_time(one.concern.signed_at)}",
                list(list_concern_parts(one, reading)),
            )
            for one in file.concerns
        ),
    ]


def _make_mask(file: OpenChildFile, choices: PrintChoices) -> NameMask:
    hidden = (*list_other_names_in_file(file), *list_possible_other_names(file))
    shown = (*list_spellings_of_own_name(file), *choices.named)
    return make_name_mask((name for name in hidden if name not in choices.named), shown)


def _make_meta(file: OpenChildFile, about: PrintFacts) -> PaperMeta:
    """Return what each sheet says of itself: no name of a child."""
    made = PaperMeta(
        reference=str(file.id)[:8].upper(),
        organisation=about.organisation,
        author=about.by,
        signed_at=about.at,
        made_at=about.at,
    )
    return structs.replace(made, **about.marks)


def _list_cover(
    file: OpenChildFile, choices: PrintChoices, about: PrintFacts
) -> Iterator[FilledRow]:
    card = file.card
    others = INITIALS
    if choices.named:
        names = ", ".join(choices.named)
        others = f"{INITIALS}. These are named: {names}. Why: {choices.named_why}"
    yield make_printed_row("Child", card.name)
    if card.other_names:
        yield make_printed_row("Also written", ", ".join(card.other_names))
    if card.birthdays:
        yield make_printed_row("Born", " or ".join(map(format_date, card.birthdays)))
    if card.groups:
        yield make_printed_row("Class or group", ". Earlier: ".join(card.groups))
    yield make_printed_row("For", choices.for_whom)
    yield make_printed_row("Why", choices.why)
    yield make_printed_row("Printed by", f"{about.by}, {format_date_time(about.at)}")
    yield make_printed_row("Organisation", about.organisation)
    yield make_printed_row("Other children", others)
    yield make_printed_row("Sources", SOURCES)
    if missing := _list_untrusted(file):
        yield make_printed_row("Not trusted, and left out", "; ".join(missing))


def _list_untrusted(file: OpenChildFile) -> list[str]:
    """Return which entries were changed behind Heard's back, so that none is missed in silence."""
    found = [f"entry {one.number} of this file" for one in file.entries if one.said is None]
    found += [
        f"every entry of concern {one.concern.reference}"
        for one in file.concerns
        if one.concern.record is None
    ]
    found += [
        f"entry {opened.numbers} of concern {one.concern.reference}"
        for one in file.concerns
        for opened in one.concern.entries
        if opened.refused
    ]
    if file.lost or not (found or file.is_whole):
        found.append("part of what links concerns to this child")
    return found


def _list_contents(file: OpenChildFile) -> Iterator[FilledRow]:
    yield make_printed_row(
        "First", "Family and home. Plans and people. What the child wants. Chronology."
    )
    listed = ", ".join(
        f"{one.concern.reference} ({format_date_time(one.concern.signed_at)})"
        for one in file.concerns
    )
    yield make_printed_row(f"Then {len(file.concerns)} concerns, newest first", listed or "None")


def _list_fact_parts(
    facts: Iterable[StandingFact], topics: tuple[Topic, ...], reading: ConcernReading
) -> Iterator[FilledPart]:
    for one in sorted(facts, key=lambda one: (topics + tuple(Topic)).index(one.topic)):
        if one.topic in topics:
            heading = _write_fact_name(one, reading)
            rows = (*_list_fact_rows(one, reading, heading), _sign(one))
            yield FilledPart(heading, rows, own=True)


def _write_fact_name(one: StandingFact, reading: ConcernReading) -> str:
    """Return what a fact is called, without another child's name or a private source's."""
    said, mask, name = one.said, reading.mask, name_fact(one.said)
    if has_private_name(name, reading.private):
        return HELD_BACK_TEXT
    is_child = isinstance(said, FamilyFact) and said.child_file not in {"", NOT_A_CHILD}
    return get_initials(name) if is_child and mask.hides(name) else mask.mask_text(name)


def _list_fact_rows(
    one: StandingFact, reading: ConcernReading, heading: str
) -> Iterator[FilledRow]:
    for name, label, words in list_fact_rows(one.said):
        if name == "name":
            words = heading
        elif name == "child_file":
            words = FIXED_CHOICES.get(words, "Has a file here")
        elif name == "setting" and heading != name_fact(one.said):
            words = NOT_NAMED
        elif has_private_name(words, reading.private):
            words = HELD_BACK_TEXT
        elif name == "phone" and _is_blocked(one):
            words = f"{words}. {DO_NOT_CALL}"
        yield make_printed_row(label, reading.mask.mask_text(words) if name != "name" else words)


def _is_blocked(one: StandingFact) -> bool:
    return isinstance(one.said, FamilyFact | WorkerFact) and one.said.calling == NEVER


def _sign(one: StandingFact) -> FilledRow:
    by = one.said.by
    return make_printed_row(
        "Written by", f"{by.marked_name}, {format_date_time(one.said.signed_at)}"
    )


def make_printed_row(label: str, text: str) -> FilledRow:
    """Return a row of one answer."""
    return FilledRow(label, label, (PrintedAnswer(text),))


NOTHING = (FilledPart("", (make_printed_row("Recorded", "Nothing is recorded"),)),)
