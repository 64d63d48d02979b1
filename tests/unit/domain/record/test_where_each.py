"""Read where each child is among the parts of a record."""

from msgspec import UNSET

from app.domain.record.concern_card import make_card
from app.domain.record.entry_schema import Part, decode_card, encode_canonical
from app.domain.record.moments import TIME_TYPED
from app.domain.record.part_lookup import (
    find_child_locations,
    list_parts_of_child,
    list_replaced_locations,
)

BOTH = ("c1", "c2")
FIRST = Part("now", BOTH, {"danger_now": "no", "child_is": "with_me", "leaves_at": "17:00"})
OWN = Part("now", ("c2",), {"where_now": "At home", "leaves_at": "16:30"})
DANGER = Part("now", BOTH, {"danger_now": "no"})
WHERE = Part("now", BOTH, {"child_is": "with_me", "leaves_at": "17:00"})


def test_its_own_answer_takes_the_place_of_the_first() -> None:
    assert list(list_parts_of_child((FIRST, OWN), "c2")) == [(DANGER, False), (OWN, False)]
    assert list_replaced_locations((FIRST, OWN), "c2") == (WHERE,)


def test_the_first_answer_is_marked_for_a_child_that_was_not_asked_about() -> None:
    found = list(list_parts_of_child((FIRST, OWN), "c1"))
    assert found == [(DANGER, False), (WHERE, True), (OWN, False)]
    assert list_replaced_locations((FIRST, OWN), "c1") == ()


def test_a_record_without_such_answers_reads_as_it_did() -> None:
    alone = Part("now", ("c1",), {"where_now": "In the hall"})
    assert list(list_parts_of_child((FIRST,), "c1")) == [(FIRST, False)]
    assert list(list_parts_of_child((alone,), "c1")) == [(alone, False)]
    assert find_child_locations((alone, Part("people", ("c1",), {"phones": "x"}))) == {}


def test_the_card_has_the_soonest_time_that_any_child_leaves() -> None:
    assert make_card((FIRST, OWN)).leaves_at == "16:30"
    assert make_card((FIRST,)).leaves_at == "17:00"


def test_the_card_says_that_the_record_has_another_time_too() -> None:
    typed = Part("now", ("c2",), {"leaves_at": {"time": None, TIME_TYPED: "noon-ish"}})
    same = Part("now", ("c2",), {"leaves_at": "17:00"})
    unknown = Part("now", ("c2",), {"leaves_at": {"unknown": "not_known"}})
    assert make_card((FIRST, typed)).leaves_at == "17:00"
    for other, more in ((typed, True), (OWN, True), (same, UNSET), (unknown, UNSET)):
        card = make_card((FIRST, other))
        assert card.other_times is more
        assert decode_card(encode_canonical(card)) == card
    assert make_card((typed,)).other_times is UNSET
