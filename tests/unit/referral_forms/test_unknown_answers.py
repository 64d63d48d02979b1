"""Every blank that a council asks about is listed as a gap; a follow-up only in its own case.

A paper that drops a blank says by silence that nothing is missing: the reader stops asking.
"""

import pytest
from msgspec import structs

from app.domain.pages import PAGES, label_stored_fields
from referral_forms.filled_form import Answer, FilledPaper, Gap
from referral_forms.form_filler import fill_form
from referral_forms.forms import NORTH_LINCOLNSHIRE as FORM
from referral_forms.forms.summary_follow_ups import TELLING
from tests.unit.referral_forms.sample_forms import CATALOGUE, META

NOT_ASKED_BY_HEARD = {
    "no_question.condition": "How the child is now",
    "no_question.immigration": "Immigration or asylum status",
    "no_question.attendance": "Attendance",
    "no_question.exclusions": "Suspensions and exclusions",
    "no_question.health_visitor": "Health visitor or school nurse",
    "no_question.home_born": "Dates of birth",
    "no_question.home_gender": "Gender",
    "no_question.home_ethnicity": "Ethnicity",
    "no_question.home_language": "First language",
    "no_question.home_children": "Other children who are often there",
    "no_question.type": "Type of concern, in the council's own categories",
    "no_question.links": "How they know each other",
}
ACCOUNT_BY = {f"account.account_by_{x}" for x in ("name", "role", "contact", "received")} | {
    "account.account_by_written_at"
}
INTERPRETER = {f"circumstances.interpreter_{x}" for x in ("name", "language", "accredited")}
WHOSE = {f"child.whose_{x}" for x in ("child_words", "seen", "told_by_others", "worry")}
NOTES = {f"account.first_note_{x}" for x in ("at", "later", "later_at")}
AGREED = {f"sharing.{x}" for x in ("agreed", "agreed_by", "agreed_at")}
NO_GAP = {
    "calls.to_999",
    "indicators.looked",
    "people.no_one_in_particular",
    "told.called_anyone_else",
    *(WITH_CHILDREN := {"people.with_children_now", "people.with_children_where"}),
    "told.whom",
    "told.how_it_ended",
    "now.danger_why",
    "now.danger_why_other",
    "addition.words",
    "about_child.due_on",
    "about_child.placing_authority",
    "account.child_words_original",
    "account.told_by_others",
    "account.told_by_others_source",
    "told.told_lead_said",
    "wishes.sleeps_where",
    "wishes.unsure_why",
    *AGREED,
    *NOTES,
    *ACCOUNT_BY,
    *INTERPRETER,
    *WHOSE,
}

NAMED_BY_META = {key for key in FORM.labels if key.startswith("meta.")}


NO_LIST = {
    key
    for section in FORM.sections()
    if not section.gap or section.kind == "signs"
    for key in section.keys
} | {
    "now.danger_now",
    "now.child_is",
    "now.where_now",
    "now.leaves_at",
    "now.leaves_with",
    "wishes.safe_tonight",
}
"""Calls and signs say themselves what there is; what the strip asks, it answers."""


NO_LIST = {
    *(k for one in FORM.sections() if not one.gap or one.kind == "signs" for k in one.keys),
    *("now.danger_now", "now.child_is", "now.where_now", "now.leaves_at", "now.leaves_with"),
    *("child.name", "wishes.safe_tonight"),
}
"""Calls and signs say themselves what there is; what the strip asks, it answers."""

KEYED = structs.replace(FORM, labels={key: key for key in FORM.labels})
"""The form with each question called by its key."""


def gaps(filled: FilledPaper) -> set[str]:
    return {label for gap in filled.gaps for label in gap.labels if "." in label}


def paper(*answers: Answer) -> FilledPaper:
    return fill_form(KEYED, {key: key for key in CATALOGUE}, answers, META)


def one_of_each_group() -> list[Answer]:
    folded = [s.keys[0] for s in FORM.sections() if s.fold]
    return [Answer(key, text="x", item=1) for key in folded]


def test_an_empty_record_leaves_out_no_blank_but_the_follow_ups():
    known = {key for key in NAMED_BY_META if getattr(META, key.removeprefix("meta."))}
    groups = one_of_each_group()
    printed = {key for section in FORM.sections() for key in section.keys}
    expected = printed - NO_GAP - known - NO_LIST - {one.key for one in groups}
    assert gaps(paper(*groups)) == expected


@pytest.mark.parametrize("key", sorted(NOT_ASKED_BY_HEARD))
def test_what_councils_ask_and_heard_does_not_is_a_gap_with_a_label(key):
    assert key in gaps(paper())
    assert FORM.labels[key] == NOT_ASKED_BY_HEARD[key]
    assert key not in label_stored_fields()


def test_no_other_key_stands_without_a_question():
    unasked = {key for key in FORM.labels if key.startswith("no_question.")}
    assert unasked == set(NOT_ASKED_BY_HEARD)


@pytest.mark.parametrize(
    ("answer", "opened"),
    [
        (Answer("account.account_by", text="Someone else's"), ACCOUNT_BY),
        (Answer("account.account_by_role", text="Nurse"), ACCOUNT_BY),
        (Answer("circumstances.how_told", text="Speech, Through an interpreter"), INTERPRETER),
        (Answer("circumstances.interpreter_name", text="Ms Hill"), INTERPRETER),
        (Answer("now.danger_now", text="Not sure"), {"now.danger_why"}),
        (Answer("now.danger_why", text="Something else"), {"now.danger_why_other"}),
        (Answer("sharing.agreement_needed", text="Yes: it is for early help, or more"), AGREED),
        (Answer("about_child.looked_after", text="Yes"), {"about_child.placing_authority"}),
        (Answer("account.told_by_others", text="he hits her"), {"account.told_by_others_source"}),
        (Answer("account.how_known", text="The child told the worker"), set(TELLING)),
    ],
)
def test_a_follow_up_that_was_asked_is_a_gap(answer, opened):
    assert opened - {answer.key} <= gaps(paper(answer))
    assert gaps(paper(answer)) & NO_GAP == opened - {answer.key} - set(TELLING)


@pytest.mark.parametrize(
    "answer",
    [
        Answer("account.account_by", text="Mine"),
        Answer("circumstances.how_told", text="Speech"),
        Answer("now.danger_now", text="No"),
        Answer("now.danger_why", text="The child is missing"),
        Answer("sharing.agreement_needed", text="No: a child may be at risk"),
        Answer("about_child.looked_after", text="No"),
        Answer("account.told_by_others", unknown="not_known"),
        Answer("account.how_known", text="Changes the worker noticed"),
        Answer("account.told_by_others", text="Not known", unknown="not_known"),
    ],
)
def test_a_follow_up_that_was_not_asked_is_none(answer):
    assert gaps(paper(answer)) & NO_GAP <= {answer.key}
    told_nothing = answer.key == "account.how_known"
    assert set(TELLING) & gaps(paper(answer)) == (set() if told_nothing else set(TELLING))


def test_the_words_that_open_a_follow_up_are_those_of_the_page():
    said = {
        f"{page.name}.{field.name}": {option.label for option in field.options}
        for page in PAGES
        for field in (*page.fields, *(page.group.fields if page.group else ()))
    }
    opening = [one for one in FORM.follow_ups if one.says]
    assert opening
    for one in opening:
        assert any(one.says in label for label in said[one.after])
    assert all(one.unless in said[one.after] for one in FORM.follow_ups if one.unless)


def test_what_one_call_says_of_itself_is_no_gap_of_another():
    calls = [
        Answer("told.who", text="Ann Hill", item=1),
        Answer("told.whom", text="The police", item=2),
        Answer("told.answered", unknown="not_known", item=2),
    ]
    filled = paper(*calls)
    assert [gap for gap in filled.gaps if gap.heading.startswith("What has been done, Call")] == [
        Gap("Not known", "What has been done, Call 2", ("told.answered",))
    ]


def test_the_sample_catalogue_asks_nothing_that_pages_do_not():
    asked = set(label_stored_fields())
    assert set(CATALOGUE) == asked, "a form lacks a question: `make frozen` says which, and where"
