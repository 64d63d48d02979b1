"""The strip points below once, and no answer is listed as a gap."""

from msgspec import structs

from referral_forms.filled_form import Answer
from referral_forms.provenance import FAMILY_MUST_NOT_KNOW, FAMILY_UNSAFE, SEE_FAMILY
from tests.unit.referral_forms.sample_forms import CATALOGUE, META, paper


def test_an_answer_about_every_child_is_no_gap_of_one_of_them():
    filled = paper(
        Answer("response.social_worker", text="Ama, duty team"),
        Answer("child.name", text="Ann", child="Ann", item=1),
        Answer("child.name", text="Bo", child="Bo", item=2),
        meta=structs.replace(META, children=("Ann",)),
    )
    answers = [a for b in filled.blocks for p in b.parts for row in p.rows for a in row.answers]
    assert [a.text for a in answers].count("Ama, duty team") == 1
    label = CATALOGUE["response.social_worker"]
    assert not [gap for gap in filled.gaps if label in gap.labels]


def test_a_place_too_long_for_the_strip_says_once_where_it_is():
    long = Answer("now.where_now", text="x" * 61)
    assert paper(long).strip[1].note == "See below"
    leaving = paper(long, Answer("now.leaves_at", text="17:00"))
    assert leaving.strip[1].note == "See below. Leaves at 17:00"


def test_a_child_who_is_not_safe_tonight_does_not_stand_under_a_bare_no():
    words = {"Yes": "Safe", "No": "Not safe", "Not sure": "Not sure"}
    for answer, shown in words.items():
        filled = paper(Answer("wishes.safe_tonight", text=answer))
        assert filled.strip[2].text == shown


def test_what_to_know_before_calling_the_family_stands_at_the_top_where_the_form_prints_it():
    unsafe = Answer("family.safe_to_tell", text="No", tokens=("no",))
    secret = Answer("family.keep_from_family", text="That she told us.")
    safe = Answer("family.safe_to_tell", text="Yes", tokens=("yes",))
    for answers, said in (
        ((unsafe,), (FAMILY_UNSAFE["no"],)),
        ((secret,), (FAMILY_MUST_NOT_KNOW,)),
        ((unsafe, secret), (FAMILY_UNSAFE["no"], FAMILY_MUST_NOT_KNOW)),
        ((safe,), ()),
    ):
        rows = {row.label: row.answers[0].text for row in paper(*answers).top}
        expected = " ".join((*said, SEE_FAMILY)) if said else None
        assert rows.get("The family") == expected
    other = structs.replace(unsafe, child="Bo")
    found = paper(other, meta=structs.replace(META, children=("Ann",)))
    assert "The family" not in {row.label for row in found.top}
