"""Papers that are frozen, as text and as picture: what they are made of, and how each is drawn.

Seven made-up files, each on every form that fits it, filled by the service that fills every paper,
at a fixed time and with made-up facts. `tests/data/golden` holds the frozen ones, made on
purpose with `python -m tests.support.golden_papers`.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import structs

from app.domain.pages import PAGES_BY_NAME, label_stored_fields
from app.domain.pages.page_model import Option
from app.domain.record.answer_parsing import resolve_relative_times
from app.domain.record.collected_record import collect_record
from app.domain.record.entry_schema import Addition, Entry, Person, Record
from app.domain.record.form_data import FormData, select_page_fields
from app.services.concerns.entry_decryption import OpenEntry
from app.services.content.pack_content import load_labels_for_record
from app.services.referrals import available_summaries
from app.services.referrals.form_filling import fill_form_and_list_omissions
from app.services.referrals.summary_answers import build_record_labels, find_child_names
from content import pack_loader
from referral_forms import summary_pdf
from referral_forms.filled_form import FilledPaper, PrintedContact
from referral_forms.forms import EXAMPLE_AUTHORITY, LADO, POLICE, SUMMARY, Form
from tests.support import disclosures, golden_pages
from tests.unit.referral_forms.sample_forms import META

FOLDER = Path(__file__).parents[1] / "data" / "golden"
PACK = "north_lincolnshire"
SIGNED = datetime(2026, 11, 24, 17, 41, tzinfo=UTC)  # a Tuesday
FACTS = structs.replace(
    META,
    author_phone="01632 960101",
    signed_at=SIGNED,
    made_at=SIGNED + timedelta(hours=16),
    contacts=(
        PrintedContact("Emergency", "999", "always"),
        PrintedContact(
            "Children's services", "01632 960555", "open now, until 17:00", "last checked 1 May"
        ),
        PrintedContact("Out of hours", "", "at other times. This is an answerphone"),
    ),
)
SAM = Person("sam", "Sam Lee", "Youth worker", "07700 900456", "sam@riverside.example", (), True)
CORRECTION = "It was the Friday before, not this Friday."
LONG = (
    *("child_words", "questions_asked", "seen", "told_by_others", "worry", "first_note"),
    "child_words_original",
)
EACH = 20_000
FORMS = {"summary": SUMMARY, "example": EXAMPLE_AUTHORITY, "lado": LADO, "police": POLICE}


class Golden(NamedTuple):
    """One frozen paper: the file it is about, its form, and which child's it is."""

    case: str
    form: str
    child: str

    @property
    def name(self) -> str:
        """As its files are called: "full/summary-c1"."""
        return f"{self.case}/{self.form}-{self.child}"


def cases() -> dict[str, tuple[OpenEntry, ...]]:
    """Every file by its name: its entries, oldest first."""
    made = {path.stem: _file(_toml(path)) for path in sorted((FOLDER / "cases").glob("*.toml"))}
    made["single_sentence"] = _file(disclosures.load("single_sentence").answers)
    made["forty_pages"] = _file(_forty_pages())
    full = _file(disclosures.load("full").answers)
    later = Addition(
        by=SAM,
        signed_at=SIGNED + timedelta(hours=15),
        words=CORRECTION,
        children=("c1",),
        corrects=1,
        reason="I mixed up two weeks.",
    )
    made["full"] = (*full, _opened(2, later))
    return made


@cache
def every() -> tuple[Golden, ...]:
    """Every paper that is frozen: each file on each form that fits it, for each of its children."""
    return tuple(
        Golden(case, form, child)
        for case, entries in cases().items()
        for form, wanted in FORMS.items()
        if wanted.kind in available_summaries.find_available_kinds(entries)
        for child in _children(entries, wanted)
    )


def paper(golden: Golden) -> FilledPaper:
    """It, filled."""
    entries, form = _cases()[golden.case], FORMS[golden.form]
    record = _record(entries)
    name = find_child_names(record)[golden.child] if form.names_children else ""
    facts = structs.replace(FACTS, children=(name,) if name else ())
    ids = build_record_labels(record, load_labels_for_record(PACK, PACK))
    return fill_form_and_list_omissions(
        form, entries, golden.child, (label_stored_fields(), ids), facts
    )[0]


@cache
def drawn(golden: Golden) -> bytes:
    """Its PDF, not locked."""
    return summary_pdf.render_paper_pdf(paper(golden))


@cache
def _cases() -> dict[str, tuple[OpenEntry, ...]]:
    return cases()


def _children(entries: tuple[OpenEntry, ...], form: Form) -> tuple[str, ...]:
    every_child = tuple(find_child_names(_record(entries)))
    return every_child if form.names_children else every_child[:1]


def _record(entries: tuple[OpenEntry, ...]) -> Record:
    record = entries[0].entry
    assert isinstance(record, Record)
    return record


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _file(given: Mapping[str, Any]) -> tuple[OpenEntry, ...]:
    """The file that a worker makes who answers these pages."""
    pack = pack_loader.load_pack(PACK)
    choices = {
        "child.home_area": tuple(
            Option(one.key, one.name) for one in pack_loader.list_areas(False)
        ),
        "indicators.indicator": tuple(Option(one.key, one.label) for one in pack.indicators),
    }
    raws: dict[str, FormData] = {
        name: resolve_relative_times(
            page, select_page_fields(page, disclosures.raw(page, given[name])), SIGNED
        )
        for name, page in PAGES_BY_NAME.items()
        if name in given
    }
    whole = collect_record(raws, SIGNED.date(), choices)
    assert (whole.problems, whole.unread) == ({}, {})
    record = Record(
        by=SAM,
        signed_at=SIGNED,
        reference=META.reference,
        began_at=SIGNED - timedelta(minutes=9),
        parts=whole.parts,
        not_for=(),
        route="leads",
        recipients=(),
        pack=PACK,
    )
    return (_opened(1, record),)


def _opened(number: int, said: Entry) -> OpenEntry:
    return OpenEntry(number, said, False, True, "", number, said.signed_at)


def _forty_pages() -> dict[str, Any]:
    """A record whose texts are nearly as long as they may be, every sentence of its own number."""
    texts = {
        name: " ".join(f"{number}. She said that he came back." for number in range(1, EACH // 34))
        for name in LONG
    }
    return {
        "now": {"danger_now": "no", "about_our_team": "no"},
        "account": {"how_known": ["child_told_me"], "account_by": "me", **texts},
        "child": {"children": [{"name": "Wren Hollis", "age": "9"}]},
        "response": {"what_you_did": texts["seen"]},
        "view": {"opinion": texts["seen"]},
    }


def freeze() -> None:
    """Write every frozen paper anew. What is no longer made is taken away."""
    before = _read_frozen_files()
    kept = {golden_pages.write(FOLDER, one.name, drawn(one)) for one in every()}
    for path in (path for path in _read_frozen_files() if path.with_suffix("") not in kept):
        path.unlink()
    sys.stdout.write(f"papers: {describe_changes(before, _read_frozen_files())}\n")


def describe_changes(before: Mapping[Path, bytes], after: Mapping[Path, bytes]) -> str:
    """Return how many papers are not as they were, and what to do about it."""
    files = before.keys() | after.keys()
    changed = {path.with_suffix("") for path in files if before.get(path) != after.get(path)}
    if not changed:
        return "no paper changed"
    return f"{len(changed)} changed in tests/data/golden. Look at each change"


def _read_frozen_files() -> dict[Path, bytes]:
    """Return every frozen file, of text and of ink."""
    files = (*FOLDER.glob("*/*.txt"), *FOLDER.glob("*/*.ink"))
    return {path: path.read_bytes() for path in files}


if __name__ == "__main__":
    freeze()
