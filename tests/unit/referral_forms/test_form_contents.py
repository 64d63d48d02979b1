"""Each form on its own terms: order, what it requires, what it never prints."""

from pathlib import Path

import pytest
from msgspec import structs

from app.domain.pages import label_stored_fields
from app.domain.record.entry_titles import DOCUMENT_TITLES, ENCRYPTED_COPY_FORM
from referral_forms.answer_preview import preview_answers
from referral_forms.filled_form import NOT_APPLICABLE, NOT_ASKED_YET, Answer, FilledPaper, FilledRow
from referral_forms.form_definition import Form
from referral_forms.form_filler import fill_form
from referral_forms.forms import (
    EXAMPLE_AUTHORITY,
    FORMS,
    LADO,
    NORTH_LINCOLNSHIRE,
    POLICE,
    SUMMARY,
    shared_sections,
)
from referral_forms.summary_html import render_summary_html
from referral_forms.summary_pdf import render_paper_pdf
from tests.unit.referral_forms.document_text import body_text, squash
from tests.unit.referral_forms.sample_forms import FULL, META

CATALOGUE = label_stored_fields()
PLACED_BY = "about_child.placing_authority"


def rows(filled: FilledPaper) -> list[FilledRow]:
    return [row for block in filled.blocks for part in block.parts for row in part.rows]


def filled(form: Form, *answers: Answer) -> FilledPaper:
    return fill_form(form, CATALOGUE, answers, META)


def words(paper: FilledPaper, key: str) -> list[str]:
    return [a.text for row in rows(paper) if row.key == key for a in row.answers]


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_each_form_states_its_version_and_where_its_order_is_from(form):
    paper = filled(form)
    (said,) = [row.answers[0].text for row in paper.foot if row.key == "paper.form"]
    assert said == f"{form.id}, version {form.version}. {form.source}"
    assert form.version.isdecimal()
    assert len(form.source) > 30


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_no_form_asks_for_a_level_or_a_score(form):
    said = [*form.labels.values(), *(b.heading for b in form.blocks), form.title]
    for text in said:
        assert not {"level", "score", "threshold", "risk", "tier"} & set(text.lower().split()), text


def test_ids_and_titles_differ_and_the_file_knows_what_each_is():
    assert len({form.title for form in FORMS.values()} | {"x"}) == 5  # two councils share one
    assert SUMMARY.title == NORTH_LINCOLNSHIRE.title
    assert set(DOCUMENT_TITLES) == {LADO.id, POLICE.id, ENCRYPTED_COPY_FORM}


def test_the_example_councils_order_is_its_own_but_danger_is_first():
    theirs = [block.heading for block in EXAMPLE_AUTHORITY.blocks]
    assert EXAMPLE_AUTHORITY.blocks[0].keys[0] == "now.danger_now"
    assert (
        theirs.index("What has happened")
        < theirs.index("The child")
        < theirs.index("Who is writing")
    )
    assert [b.heading for b in EXAMPLE_AUTHORITY.blocks if b.required] == [
        "What has happened", "The child", "Who knows, and who has agreed", "Who is writing",
    ]  # fmt: skip


@pytest.mark.parametrize("answers", [(), FULL], ids=["empty", "full"])
def test_no_box_of_the_example_council_is_blank_folded_or_passed_over(answers):
    paper = filled(EXAMPLE_AUTHORITY, *answers)
    printed = {row.key for row in rows(paper)}
    meant = {key for block in EXAMPLE_AUTHORITY.blocks for key in block.keys}
    headed = {
        "people.name_or_nickname",
        "household.name",
        "indicators.indicator",
    }  # a name may stand as its heading
    assert meant - printed <= headed
    assert all(answer.text.strip() for row in rows(paper) for answer in row.answers)


@pytest.mark.parametrize(
    ("answer", "key", "expected"),
    [
        (None, "account.account_by_name", NOT_ASKED_YET),
        (Answer("account.account_by", text="Mine"), "account.account_by_name", NOT_APPLICABLE),
        (
            Answer("account.account_by", unknown="not_known"),
            "account.account_by_name",
            NOT_ASKED_YET,
        ),
        (
            Answer("account.account_by", text="Someone else's"),
            "account.account_by_name",
            NOT_ASKED_YET,
        ),
        (
            Answer("circumstances.how_told", text="Speech"),
            "circumstances.interpreter_name",
            NOT_APPLICABLE,
        ),
        (None, "account.child_words_original", NOT_ASKED_YET),
        (None, "about_child.due_on", NOT_ASKED_YET),
        (None, "addition.words", NOT_APPLICABLE),
        (None, "told.who", NOT_ASKED_YET),
        (Answer("now.danger_now", text="No"), "now.danger_why_other", NOT_APPLICABLE),
        (Answer("now.danger_now", text="Not sure"), "now.danger_why_other", NOT_ASKED_YET),
        (None, "now.danger_why_other", NOT_ASKED_YET),
        (Answer("about_child.looked_after", text="No"), PLACED_BY, NOT_APPLICABLE),
        (Answer("about_child.looked_after", text="Yes"), PLACED_BY, NOT_ASKED_YET),
        (None, PLACED_BY, NOT_ASKED_YET),
    ],
)
def test_what_does_not_arise_is_not_applicable_and_never_guessed(answer, key, expected):
    paper = filled(EXAMPLE_AUTHORITY, *([answer] if answer else []))
    assert words(paper, key) == [expected]


def test_other_forms_pass_over_what_does_not_arise():
    assert words(filled(SUMMARY), "account.account_by_name") == []
    assert NOT_APPLICABLE not in {a.text for row in rows(filled(SUMMARY)) for a in row.answers}


def test_the_paper_for_police_has_no_home_for_a_child_or_a_source():
    homes = {key for block in POLICE.blocks for key in block.keys}
    pages = {key.partition(".")[0] for key in homes} - {"meta", "no_question"}
    assert pages == {"account", "people", "exploitation"}
    assert {key for key in homes if key.startswith("account.")} == {"account.how_known"}
    for key in ("people.relationship", "people.contact_with_child", "others.source", "child.name"):
        assert len(POLICE.left_out[key]) > 20
    assert not POLICE.names_children
    assert "names no child" in POLICE.notice


def test_the_paper_for_the_lado_says_who_what_and_who_has_been_told():
    homes = {key for block in LADO.blocks for key in block.keys}
    assert {
        "people.name_or_nickname",
        "no_question.worker_role",
        "no_question.worker_setting",
    } <= homes
    assert {"account.child_words", "account.seen", "told.told_lead", "child.name"} <= homes
    assert "people.name_or_nickname" in LADO.blocks[1].keys


def test_what_forms_ask_alike_is_spelt_once():
    spelt = [(f.id, s) for f in FORMS.values() for s in f.sections() if len(s.keys) > 1]
    twice = [(a, b, x.keys) for a, x in spelt for b, y in spelt if x == y and x is not y]
    assert twice == []
    folder = Path(shared_sections.__file__).parent
    modules = {p.stem: p.read_text() for p in folder.glob("*.py") if p.stem != "shared_sections"}
    for name in filter(str.isupper, vars(shared_sections)):
        users = [form for form, text in modules.items() if f"shared_sections.{name}" in text]
        assert len(users) > 1, f"{name} is shared by {users} alone: spell it there"


def test_a_preview_sorts_every_question_once():
    paper = filled(EXAMPLE_AUTHORITY, *FULL, Answer("view.opinion", unknown="not_asked"))
    found = preview_answers(EXAMPLE_AUTHORITY, paper)
    filled_in = {label for _, labels in found.filled for label in labels}
    gaps = {label for _, labels in found.not_known for label in labels}
    assert not filled_in & gaps
    assert CATALOGUE["now.danger_now"] in filled_in
    opinion = CATALOGUE["view.opinion"].rstrip("?")
    assert any(label.endswith(f"{opinion} (not asked)") for label in gaps)
    assert {heading for heading, _ in found.wanted} == {
        "What has happened", "The child", "Who knows, and who has agreed", "Who is writing",
    }  # fmt: skip
    assert preview_answers(SUMMARY, filled(SUMMARY)).wanted == ()


def test_words_for_one_paper_stand_last_under_the_name_of_who_made_it():
    meta = structs.replace(META, added="Plate is 7K21.\n  Seen twice.", made_by="Jo Smith")
    paper = fill_form(SUMMARY, CATALOGUE, (), meta)
    assert paper.blocks[-1].heading == "Added for this document by Jo Smith"
    assert words(paper, "paper.added") == ["Plate is 7K21.\n  Seen twice."]
    assert (
        "not in the record"
        in next(r for r in paper.top if r.key == "paper.added_by").answers[0].text
    )
    assert words(filled(SUMMARY), "paper.added") == []
    printed = squash(body_text(render_paper_pdf(paper)))
    for text in (printed, squash(render_summary_html(paper))):
        assert squash("Added for this document by Jo Smith") in text
        assert squash("Plate is 7K21. Seen twice.") in text


def test_a_form_that_takes_no_blank_folds_nothing_even_where_it_says_how():
    strict = structs.replace(SUMMARY, never_blank=True)
    folded = {section.keys[-1] for section in SUMMARY.sections() if section.fold}
    assert folded
    assert folded <= {row.key for row in rows(filled(strict))}
    assert not folded & {row.key for row in rows(filled(SUMMARY))}
