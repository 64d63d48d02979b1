"""The strip points below once, and no answer is listed as a gap."""

from msgspec import structs

from referral_forms.filled_form import Answer
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
