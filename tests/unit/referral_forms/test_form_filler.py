"""Filling loses nothing, merges nothing, and says what is not known."""

from datetime import UTC, datetime

import pytest
from msgspec import structs

from referral_forms.filled_form import (
    BLANK,
    Answer,
    FilledPaper,
    FilledPart,
    FilledRow,
    PrintedContact,
)
from referral_forms.form_checks import FormError
from referral_forms.form_filler import fill_form
from referral_forms.forms import NORTH_LINCOLNSHIRE, find_printed_keys
from tests.unit.referral_forms.sample_forms import CATALOGUE, CHILD_WORDS, META, paper


def rows(filled: FilledPaper) -> list[FilledRow]:
    return [row for block in filled.blocks for part in block.parts for row in part.rows]


def texts(filled: FilledPaper, key: str) -> list[str]:
    return [a.text for row in rows(filled) if row.key == key for a in row.answers]


def parts(filled: FilledPaper, number: int) -> list[FilledPart]:
    return list(filled.blocks[number].parts)


@pytest.mark.parametrize("key", sorted(find_printed_keys(NORTH_LINCOLNSHIRE)))
def test_an_answer_to_any_question_is_printed(key):
    assert texts(paper(Answer(key, text="a heron", item=1)), key) == ["a heron"]


def test_a_blank_prints_as_not_known():
    assert texts(paper(), "account.child_words") == [BLANK]
    assert BLANK == "Not known at time of referral"


def test_an_empty_answer_prints_as_not_known():
    assert texts(paper(Answer("account.seen", text="")), "account.seen") == [BLANK]


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("not_known", "Not known"),
        ("not_asked", "Not asked"),
        ("not_safe_to_ask", "Not safe to ask"),
    ],
)
def test_what_was_said_instead_of_an_answer_is_printed(token, words):
    assert texts(paper(Answer("view.opinion", unknown=token)), "view.opinion") == [words]


def test_an_unheard_of_unknown_is_refused():
    with pytest.raises(FormError):
        paper(Answer("view.opinion", unknown="perhaps"))


def test_a_follow_up_that_was_not_asked_is_no_gap():
    assert texts(paper(), "account.child_words_original") == []


def test_every_value_is_printed_oldest_first_with_who_and_when():
    filled = paper(
        Answer("account.seen", text="one"),
        Answer("account.seen", text="two", said="Added by Sam Lee, 25 November 2026, 09:00"),
    )
    row = next(row for row in rows(filled) if row.key == "account.seen")
    assert [(a.text, a.said) for a in row.answers] == [
        ("one", ""),
        ("two", "Added by Sam Lee, 25 November 2026, 09:00"),
    ]


def test_the_childs_words_are_a_quotation_even_when_nobody_said_so():
    filled = paper(Answer("account.child_words", text=CHILD_WORDS))
    row = next(row for row in rows(filled) if row.key == "account.child_words")
    assert row.answers[0].quote
    assert row.answers[0].text == CHILD_WORDS


def test_a_key_without_a_home_stops_the_filling_without_saying_the_words():
    with pytest.raises(FormError, match=r"now\.mood") as caught:
        paper(Answer("now.mood", text="secret words"))
    assert "secret" not in str(caught.value)


def test_a_question_without_a_label_stops_the_filling():
    short = {key: label for key, label in CATALOGUE.items() if key != "account.seen"}
    with pytest.raises(FormError, match=r"account\.seen"):
        fill_form(NORTH_LINCOLNSHIRE, short, (), META)


def test_what_is_left_out_never_prints():
    filled = paper(Answer("sign.not_for", text="Morgan Webb"))
    assert "Morgan Webb" not in [a.text for row in rows(filled) for a in row.answers]


def test_each_item_of_a_group_is_printed_under_its_own_heading():
    filled = paper(
        Answer("household.name", text="Ann", item=1, item_label="Ann"),
        Answer("household.age", text="40", item=1),
        Answer("household.age", text="70", item=2),
    )
    assert [(p.heading, p.level) for p in parts(filled, 3)] == [
        ("Who the child lives with", 3),
        ("Ann", 4),
        ("Person at home 2", 4),
        ("More about the people at home", 3),
    ]
    assert [r.answers[0].text for r in parts(filled, 3)[2].rows if r.key == "household.age"] == [
        "70"
    ]


def test_a_group_without_items_says_so_once():
    part, _asked_by_no_page = parts(paper(), 3)
    assert [(row.label, row.answers[0].text) for row in part.rows] == [("People", BLANK)]


def test_one_child_needs_no_heading_and_two_children_have_one_each():
    one = paper(Answer("child.name", text="Ann", child="Ann", item=1))
    assert parts(one, 2)[0].heading == ""
    two = paper(
        Answer("child.name", text="Ann", child="Ann", item=1),
        Answer("child.name", text="Bo", child="Bo", item=2),
        Answer("about_child.gp", text="Dr Hill", child="Bo"),
    )
    headings = [(p.heading, p.own) for p in parts(two, 2)]
    assert headings[:2] == [("Ann", True), ("Bo", True)]
    gp = [row.answers[0].text for row in parts(two, 2)[1].rows if row.key == "about_child.gp"]
    assert gp == ["Dr Hill"]


def test_whether_a_child_is_safe_tonight_stands_on_top_and_names_one_of_two():
    tonight = Answer("wishes.safe_tonight", text="No", child="Bo")
    alone = paper(tonight)
    assert [(p.heading, r.key) for p in parts(alone, 0) for r in p.rows if "wishes" in r.key] == [
        ("", "wishes.safe_tonight")
    ]
    names = [Answer("child.name", text=name, child=name, item=1) for name in ("Ann", "Bo")]
    two = paper(*names, tonight, meta=structs.replace(META, children=("Ann",)))
    found = [(p.heading, r.answers[0].text) for p in parts(two, 0) for r in p.rows if p.own]
    assert found == [("Ann", BLANK), ("Bo", "No")]


def test_the_other_child_is_named_without_calling_the_rest_not_known():
    filled = paper(
        Answer("child.name", text="Ann", child="Ann", item=1),
        Answer("child.name", text="Bo", child="Bo", item=2),
        Answer("wishes.child_wishes", text="to stay", child="Ann"),
        meta=structs.replace(META, children=("Ann",)),
    )
    ann, bo, *_ = parts(filled, 2)
    assert (ann.heading, bo.heading) == ("Ann", "Bo")
    assert BLANK in [row.answers[0].text for row in ann.rows]
    assert [row.answers[0].text for row in bo.rows] == ["Bo"]
    assert not [p for block in filled.blocks[3:] for p in block.parts if p.heading == "Bo"]


def test_two_children_on_one_paper_both_have_their_gaps():
    filled = paper(
        Answer("child.name", text="Ann", child="Ann"),
        Answer("child.name", text="Bo", child="Bo"),
        Answer("wishes.child_wishes", text="to stay", child="Ann"),
        meta=structs.replace(META, children=("Ann", "Bo")),
    )
    assert texts(filled, "wishes.child_wishes") == ["to stay", BLANK]


def test_what_was_added_after_signing_prints_only_when_there_is_some():
    assert "Added after signing" not in [p.heading for p in parts(paper(), 4)]
    more = paper(Answer("addition.words", text="she told me more", said="Added by Sam Lee"))
    assert texts(more, "addition.words") == ["she told me more"]


def test_no_heading_stands_over_nothing():
    for block in paper().blocks:
        assert all(part.rows for part in block.parts)


def test_an_answer_that_names_no_child_is_not_lost_beside_those_that_do():
    filled = paper(
        Answer("wishes.child_wishes", text="to go home"),
        Answer("wishes.child_wishes", text="to stay", child="Bo"),
    )
    assert texts(filled, "wishes.child_wishes") == ["to go home", "to stay"]


def test_marks_of_two_children_do_not_mix():
    filled = paper(
        Answer("injuries.region", text="Hand", item=1, child="Ann"),
        Answer("injuries.region", text="Knee", item=1, child="Bo"),
    )
    headings = [p.heading for p in parts(filled, 4)]
    assert "Mark 1 (Ann)" in headings
    assert "Mark 1 (Bo)" in headings


def top(filled: FilledPaper) -> dict[str, str]:
    return {row.key.removeprefix("paper."): row.answers[0].text for row in filled.top}


def test_times_print_as_they_are_in_england():
    summer = structs.replace(META, signed_at=datetime(2026, 7, 1, 12, 0, tzinfo=UTC), late="late")
    assert top(paper(meta=summer))["signed_at"] == "1 July 2026, 13:00, late, by Sam Lee"


def test_a_time_without_a_zone_is_refused():
    nowhere = structs.replace(META, made_at=datetime(2026, 7, 1, 12, 0))  # noqa: DTZ001 the fault
    with pytest.raises(ValueError, match="zone"):
        paper(meta=nowhere)


def test_a_line_without_a_confirmed_number_says_what_to_ring():
    lines = top(paper(meta=structs.replace(META, contacts=(PrintedContact("Front door"),))))[
        "contacts"
    ]
    assert lines == "Front door: number not confirmed: ring 101, or 999 in danger"


def test_the_foot_holds_hash_and_checkpoint():
    foot = {row.key: row.answers[0].text for row in paper().foot}
    assert foot["paper.record_hash"] == META.record_hash
    assert (foot["paper.size"], foot["paper.fingerprint"]) == ("1284", "7K2M-94TQ")


def test_a_repr_shows_no_words():
    filled = paper(Answer("account.seen", text="secret words"))
    told = [filled, *rows(filled), *filled.blocks, Answer("a.b", text="secret words"), META]
    assert not any("secret" in repr(one) or "Łukaszewska" in repr(one) for one in told)
