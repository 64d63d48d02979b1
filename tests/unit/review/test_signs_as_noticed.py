"""A ticked sign is the worker's observation on a concern's page, in the order of the documents."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.domain.pages.page_model import Step
from app.domain.record.entry_schema import Details, Entry, Part, Person, Record
from app.review.concern_page.sign_lines import LIST_OF_SIGNS, SIGNS_NOTICED, SignLine
from app.review.timeline import AnswerBlock, build_timeline, list_record_steps
from app.services.concerns.entry_decryption import OpenEntry
from app.services.content.pack_content import SIGN_GROUP
from app.services.referrals.summary_answers import list_part_answers
from referral_forms.composing.composed_rows import build_sign_row
from referral_forms.filled_form import HELD_BACK_TEXT

AT = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
SAM = UUID(int=1)
BY = Person(str(SAM), "Sam Lee", "", "", "", ("practitioner",), confirmed=True)
NAMES = {
    "indicators.indicator:control": "Someone controls the child",
    "1/indicators.indicator:control": "The child is controlled",
    "indicators.indicator:trust": "Has an adult they trust",
    f"{SIGN_GROUP}control": "Signs that harm may already be happening",
    f"{SIGN_GROUP}trust": "Safety and strengths",
}
WHOLE = {
    "indicator": "control",
    "basis": "seen_myself",
    "when": "now",
    "noticed_on": {"date": "2026-11-14", "time": None, "zone": "Europe/London"},
    "note": "قال: لا تخبري أحدا\nHe took her phone.",
}


def sign(child: str = "c1", form: int = 8, **values: object) -> Part:
    return Part("indicators", (child,), {"indicator": "control"} | values, "1", form)


def show(*parts: Part, third: bool = True) -> list[AnswerBlock]:
    said = Record(
        by=BY, signed_at=AT, reference="CFHKMRWX", began_at=AT, not_for=(), route="leads",
        recipients=("leads",), pack="england", parts=parts,
    )  # fmt: skip
    steps = list_record_steps(said, NAMES, dict.fromkeys(Step, "Step"), third=third)
    return [block for step in steps for block in step.blocks]


def say(line: SignLine) -> str:
    return " ".join(f"{part.label}{part.text}." for part in line.parts)


def test_a_sign_says_who_noticed_it_before_what_the_list_calls_it():
    (block,) = show(sign(**WHOLE))
    assert (block.title, block.rows) == ("Signs that harm may already be happening", ())
    assert [(one.label, one.text) for one in block.signs[0].parts] == [
        ("Sign noticed: ", "Someone controls the child"),
        ("How the worker knows: ", "the worker saw it"),
        ("When: ", "now"),
        ("Seen ", "14 November 2026"),
        ("Worker’s note: ", f"“{WHOLE['note']}”"),
    ]
    assert [one.own for one in block.signs[0].parts] == [False] * 4 + [True]


def test_its_author_reads_that_they_noticed_it():
    (block,) = show(sign(basis="seen_myself", note="He waits."), third=False)
    assert say(block.signs[0]) == (
        "Sign you noticed: Someone controls the child. How you know: you saw it. "
        "Your note: “He waits.”."
    )


@pytest.mark.parametrize("form", [1, 8])
def test_page_and_document_say_a_sign_in_the_same_words(form: int):
    part = sign(form=form, **WHOLE)
    (block,) = show(part)
    (printed,) = build_sign_row(list_part_answers(part, NAMES)).answers
    parts = [f"{one.label}{one.text}" for one in block.signs[0].parts]
    place = -1
    for words in parts:
        assert (place := printed.text.find(words, place + 1)) >= 0, words
    assert ("The child is controlled" in printed.text) == (form == 1)


def test_signs_of_one_group_and_child_stand_under_one_heading():
    children = (
        Part("child", ("c1",), {"name": "Amy"}, item="c1"),
        Part("child", ("c2",), {"name": "Ben"}, item="c2"),
    )
    blocks = show(*children, sign(), sign(child="c2"), sign(indicator="trust"), sign(when="now"))
    found = [(one.title, one.about, len(one.signs)) for one in blocks if one.signs]
    assert found == [
        ("Signs that harm may already be happening", "Amy", 2),
        ("Signs that harm may already be happening", "Ben", 1),
        ("Safety and strengths", "Amy", 1),
    ]


def test_no_label_of_the_list_is_a_heading():
    unknown = sign(indicator="no_longer_listed", basis={"unknown": "not_known"})
    looked = Part("indicators", ("c1",), {"looked": "yes"}, form=8)
    blocks = show(sign(), unknown, looked)
    titles = {block.title for block in blocks}
    assert titles == {"Signs that harm may already be happening", SIGNS_NOTICED, LIST_OF_SIGNS}
    (line,) = next(block.signs for block in blocks if block.title == SIGNS_NOTICED)
    assert say(line) == "Sign noticed: no_longer_listed. How the worker knows: not known."


def test_what_is_held_back_is_not_put_in_quotation_marks():
    (block,) = show(sign(note=HELD_BACK_TEXT))
    assert block.signs[0].parts[-1].text == HELD_BACK_TEXT
    assert not block.signs[0].parts[-1].own


def test_a_sign_that_was_added_reads_like_one_that_was_signed():
    added = Details(by=BY, signed_at=AT, page="indicators_a", parts=(sign(**WHOLE), sign()))
    entries: list[Entry] = [added]
    opened = tuple(
        OpenEntry(n, said, False, True, "", n, said.signed_at) for n, said in enumerate(entries, 2)
    )
    (line,) = build_timeline(opened, NAMES, UUID(int=9))
    (block,) = line.blocks
    assert (block.rows, block.signs) == ((), show(sign(**WHOLE), sign())[0].signs)
