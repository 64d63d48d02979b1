"""The form has a home for every question, and every way of getting that wrong is named."""

import pytest
from msgspec import structs

from app.domain.pages import label_stored_fields
from referral_forms.form_checks import FormError, check_form, find_form_faults
from referral_forms.form_definition import FollowUp, Form, FormBlock, FormSection
from referral_forms.forms import FORMS, NORTH_LINCOLNSHIRE, find_printed_keys
from tests.unit.referral_forms.sample_forms import CATALOGUE


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_every_question_that_a_page_asks_prints_or_says_why_it_does_not(form):
    assert find_form_faults(form, label_stored_fields()) == []


def test_only_what_is_no_business_of_the_council_is_left_out():
    assert set(NORTH_LINCOLNSHIRE.left_out) == {"sign.not_for"}


def test_blocks_answer_a_duty_social_worker_first():
    headings = [block.heading for block in NORTH_LINCOLNSHIRE.blocks]
    assert headings == [
        "Right now",
        "The child",
        "What the child said",
        "Who the worker is worried about",
        "Why this is referred: the worker’s view",
        "What has been done",
        "Parents and carers",
        "Who is referring",
        "Signs the worker noticed",
        "What was seen and done",
        "What others said",
        "What happens next for the child",
        "When it happened, and who was told",
        "Missing, gifts and images",
        "Marks and injuries that could be seen",
        "People at home",
        "More about the child",
        "Help so far",
        "More of the worker’s view",
        "Notes and evidence",
        "After the referral",
        "Added after signing",
    ]


def test_what_decides_the_next_hours_stands_before_everything_else():
    urgent = NORTH_LINCOLNSHIRE.blocks[0].keys
    wanted = ("now.where_now", "now.leaves_at", "now.leaves_with", "wishes.safe_tonight")
    assert [key for key in urgent if key in wanted] == list(wanted)


def test_the_form_never_claims_to_be_the_councils_own():
    assert "not the council’s own form" in NORTH_LINCOLNSHIRE.notice


def test_keys_that_no_page_asks_are_not_among_the_homes():
    assert not {
        key
        for key in find_printed_keys(NORTH_LINCOLNSHIRE)
        if key.startswith(("meta.", "referral."))
    }


def broken(**changes: object) -> Form:
    return structs.replace(NORTH_LINCOLNSHIRE, **changes)


FIRST = NORTH_LINCOLNSHIRE.blocks[0]
TWICE = FormBlock(
    0, "Urgency", (*FIRST.sections, FormSection(heading="Again", keys=FIRST.keys[:1]))
)
STRAY = FormBlock(0, "Urgency", (*FIRST.sections, FormSection(keys=("now.extra",))))
REST = NORTH_LINCOLNSHIRE.blocks[1:]


@pytest.mark.parametrize(
    ("form", "key", "cure"),
    [
        (broken(blocks=(TWICE, *REST)), "now.danger_now", "keep one"),
        (broken(blocks=(STRAY, *REST)), "now.extra", "never asked"),
        (broken(blocks=(STRAY, *REST)), "now.extra", "give it one"),
        (broken(blocks=REST), "now.danger_now", "has no home"),
        (broken(blocks=REST), "[1, 2", "count from 0"),
        (broken(left_out={}), "sign.not_for", "has no home"),
        (broken(left_out={"sign.not_for": " "}), "sign.not_for", "say why"),
        (broken(left_out={"sign.not_for": "x", "now.danger_now": "x"}), "now.", "choose one"),
        (broken(quotes=frozenset({"a.b"})), "a.b", "correct the name"),
        (broken(follow_ups=(FollowUp(("a.b",), "why"),)), "a.b", "correct the name"),
        (broken(follow_ups=(FollowUp(("now.leaves_at",), "x", "a.b"),)), "a.b", "correct the name"),
        (broken(follow_ups=(FollowUp(("now.leaves_at",), " "),)), "now.leaves_at", "say why"),
        (broken(original_language=frozenset({"a.b"})), "a.b", "correct the name"),
        (broken(labels=NORTH_LINCOLNSHIRE.labels | {"meta.x": "X"}), "meta.x", "not printed"),
    ],
)
def test_a_fault_names_the_form_the_key_and_the_cure(form, key, cure):
    found = find_form_faults(form, CATALOGUE)
    assert any(form.id in one and key in one and cure in one for one in found), found
    with pytest.raises(FormError):
        check_form(form, CATALOGUE)


def test_a_sound_form_passes():
    check_form(NORTH_LINCOLNSHIRE, CATALOGUE)
