"""Test that another person's account never says that the worker saw or heard it."""

from __future__ import annotations

import pytest
from msgspec import structs

from app.domain.call_script import ScriptPart, build_call_script
from app.domain.pages import list_stored_fields
from app.domain.pages.what_happened import ACCOUNT, HOW_KNOWN
from app.domain.record.answer_rows import make_answer_rows
from app.domain.record.entry_schema import Part, Record
from app.domain.record.entry_titles import label_questions
from app.review.concern_summary import summarise_concern
from app.review.timeline import list_core_gaps
from app.services.referrals.form_filling import fill_form_and_list_omissions
from app.services.referrals.summary_answers import build_record_labels, find_child_names
from content.question_wording import get_current_form_version
from referral_forms.filled_form import PaperMeta
from referral_forms.forms import EXAMPLE_AUTHORITY, LADO, POLICE, SUMMARY
from tests.unit.services.referrals.test_asked_keys import AT, BY, opened

OF_WORKER = {"worry", "relationship_to_child"}
OF_WORKER |= {"account_by_received", "account_by_written_at"}
"""True of the worker in any record."""
FIELDS = [one for one in list_stored_fields(ACCOUNT) if "worker" in one.third.lower()]
CLAIMS = ("the worker saw", "told the worker", "worker noticed", "I saw", "olleague saw", "told me")
DAY = {"date": "2026-11-24", "typed": "today"}
ANSWERS = {"seen_at": DAY, "told_on": DAY, "told_at_time": "15:35", "asked_any": "yes"}
ANSWERS |= {"just_us": "yes"}
ANSWERS |= {"how_known": [one.token for one in HOW_KNOWN]}
GIVEN = {one.name: ANSWERS.get(one.name, "Both were cold.") for one in FIELDS}


def record_account(by: str, **given: object) -> Record:
    account = Part("account", (), {**given, "account_by": by, "account_by_name": "Dele"})
    return Record(
        by=BY, signed_at=AT, reference="K7QM2RXD", began_at=AT, not_for=(), route="leads",
        recipients=("leads",), pack="england", shown=("words", "when", "seen", "others"),
        parts=(Part("child", ("c1",), {"name": "Maja"}), account),
    )  # fmt: skip


def list_labels(record: Record) -> set[str]:
    """Labels of these questions and headings above them, on screen and in each document."""
    labels, opens = build_record_labels(record, {}), (opened(record),)
    found = {label for label, _ in summarise_concern(record, opens, {})}
    found |= {label for gap in list_core_gaps(record, opens, third=True) for label in gap.labels}
    for third in (True, False):
        found |= {row.label for row in make_answer_rows(record.parts[1], labels, third=third)}
    for third in (True, False):
        script = build_call_script([ScriptPart(record.parts[1])], labels, {}, third=third)
        sections = [one for said in script.said.values() for one in (*said.shown, *said.more)]
        found |= {row.lead for block in sections for row in block.rows}
    words = label_questions("safeguarding lead", record), labels
    names = tuple(find_child_names(record).values())
    meta = PaperMeta(
        reference="K7QM", organisation="", author="Sam Lee", signed_at=AT, made_at=AT,
        children=names,
    )  # fmt: skip
    keys = {f"account.{one.name}" for one in FIELDS}
    for form in (SUMMARY, LADO, POLICE, EXAMPLE_AUTHORITY):
        paper = fill_form_and_list_omissions(form, opens, "c1", words, meta)[0]
        found |= {label for gap in paper.gaps for label in gap.labels}
        for block in paper.blocks:
            for part in block.parts:
                mine = {row.label for row in part.rows if row.key in keys}
                found |= mine | ({block.heading, part.heading} if mine else set())
    return found


def test_each_question_of_what_was_seen_has_neutral_words():
    assert {one.name for one in FIELDS if not one.of_other} == OF_WORKER
    assert not [one for one in list_stored_fields(ACCOUNT) if "worker" in one.of_other]


def test_no_label_says_that_the_worker_saw_what_another_did():
    allowed = {one.third for one in FIELDS if one.name in OF_WORKER}
    mine = {one.third for one in FIELDS} - allowed
    yours = {one.label for one in FIELDS} - {one.label for one in FIELDS if one.name in OF_WORKER}
    for given in (GIVEN, {}):
        assert mine & list_labels(record_account("me", **given))
        said = list_labels(record_account("somebody_else", **given))
        assert not said & (mine | yours)
        assert not {one for one in said for words in CLAIMS if words in one}


def list_ways(by: str, form: int, *, third: bool) -> str:
    """How it is known, as the page of the concern and each document say it."""
    record = record_account(by, how_known=[one.token for one in HOW_KNOWN])
    part = structs.replace(record.parts[1], form=form)
    labels = build_record_labels(record, {})
    (text,) = (
        row.text
        for row in make_answer_rows(part, labels, third=third)
        if row.key == "account.how_known"
    )
    return text


@pytest.mark.parametrize("form", [6, get_current_form_version()])
@pytest.mark.parametrize("third", [True, False])
def test_no_answer_says_that_the_worker_saw_what_another_did(form: int, third: bool):
    said = list_ways("somebody_else", form, third=third)
    assert said == (
        "The child told them; They saw or heard it; Someone told them; Changes they noticed; "
        "They saw something online"
    )
    mine = "The worker saw or heard it" if third else "I saw or heard it"
    assert mine in list_ways("me", form, third=third), "the same token, in the worker's own account"


def test_documents_say_whose_observation_it_is():
    record = record_account("somebody_else", how_known=["i_saw_or_heard_it"])
    names = tuple(find_child_names(record).values())
    words = label_questions("safeguarding lead", record), build_record_labels(record, {})
    meta = PaperMeta(
        reference="K7QM", organisation="", author="Sam Lee", signed_at=AT, made_at=AT,
        children=names,
    )  # fmt: skip
    for form in (SUMMARY, LADO, POLICE):
        paper = fill_form_and_list_omissions(form, (opened(record),), "c1", words, meta)[0]
        rows = [row for block in paper.blocks for part in block.parts for row in part.rows]
        (row,) = (one for one in rows if one.key == "account.how_known")
        assert row.label == "How the person whose account this is knows"
        assert [one.text for one in row.answers] == ["They saw or heard it"]
