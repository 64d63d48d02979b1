"""Slips are packed and found again: no search misses one that reading all would find."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import msgspec
import pytest

from app.domain.record.entry_schema import Details, Part, Person
from app.domain.search.answer_match import SearchedText, WordMatcher
from app.domain.search.search_query import parse_query
from app.domain.values.entry_values import Slip, make_slip
from app.domain.values.packed_slips import decode_packed, encode_packed, make_slip_key, pack_slips
from app.domain.values.slip_finder import SlipFinder
from app.domain.values.value_search_match import ValueMatcher

AT = datetime(2026, 11, 3, 12, 15, 0, 123_000, tzinfo=UTC)
SAM = Person("s", "Sam Lee", "", "", "", ("practitioner",), confirmed=True)
NAMES = (
    "Maya Ellis", "Mia Elliot", "Theo Hart", "Siôn Łuk", "Jo O’Neil", "Ali", "Alf",
    "Alexandra Poole",
    "Aleksandra Pool", "Christopher Beckett", "Christofer Becket", "Li Na", "M E", "T. J. Hooker",
    "Kai (from the gym)", "Dean, Robbie", "Zofia Nowak", "Elizabeth", "her uncle",
    "Anne-Marie Dunn",
)  # fmt: skip
ONLINE = ("kai_rides07", "@kai.rides_07", "theo.h4rt", "x_9", "MayaE", "longest_user_name_99")
PHONES = ("07700 900123", "+44 7700 900 123", "01724 296500, 07700 900456", "900123")
CARS = ("FN99 KXB", "plate begins FN99", "ends in KXB", "silver Golf", "YJ98 black BMW", "FNO9 KXB")
PLACES = ("Car park of the baths", "Ferry Road", "the bus stop, Hill Street", "Café Olé", "Flat 3")
TYPED = (
    "Maya Elils", "maya", "elis", "m", "me", "ME", "tj", "jo", "oneil", "o'neil", "Sion Luk",
    "zosia",
    "beth", "kit", "Cristopher", "beckett chris", "alexandra pole", "liz", "li", "anne marie",
    "KXB", "fn99", "FN99KXB", "fn99 kxb", "99k", "N99", "fno9kxb", "yj98xyz", "fn9", "kxb99",
    "900123", "7700", "07700900123", "0044 7700 900123", "296", "01724 296 500", "123",
    "kai_rides07", "kairides", "kai rides 07", "kairidse07", "theo hart", "x9", "mayae", "name_99",
    "silver golf", "golf silver", "bmw", "ferry road baths", "car", "the", "flat 3", "cafe",
    "street",
    "Ferry Hooker", "Maya Zebra", "car zebra", "07 baths", "kai_07 hart", "oil", "101 lol",
)  # fmt: skip


def make_slips(count: int, seed: int) -> list[Slip]:
    """Return slips with values as people write them, or none."""
    luck = random.Random(seed)  # noqa: S311 - spreads values
    return [make_slip(str(UUID(int=number)), 1, _make_entry(luck)) for number in range(count)]


def _make_entry(luck: random.Random) -> Details:
    person = {
        "name_or_nickname": luck.choice(NAMES),
        "usernames": luck.choice(ONLINE),
        "phones": luck.choice(PHONES),
        "vehicles": luck.choice(CARS),
        "places": "\n".join(luck.sample(PLACES, 2)),
    }
    shown = {key: person[key] for key in person if luck.random() < 0.5}
    parts = [Part("people", ("c1",), shown, item="p1")]
    if luck.random() < 0.6:
        parts.append(Part("child", ("c1", "c2"), {"name": luck.choice(NAMES)}, item="c1"))
    return Details(by=SAM, signed_at=AT, page="people", parts=tuple(parts))


def list_misspelled(seed: int) -> Iterator[str]:
    """Yield what somebody might type: a name or a code with a letter changed, lost or swapped."""
    luck = random.Random(seed)  # noqa: S311 - spreads letters
    for _ in range(150):
        text = luck.choice((*NAMES, *ONLINE, *CARS, *PHONES))
        at = luck.randrange(len(text))
        how = luck.randrange(4)
        if how == 0:
            text = text[:at] + text[at + 1 :]
        elif how == 1:
            text = text[:at] + luck.choice("aeiol019 ") + text[at + 1 :]
        elif how == 2:
            text = text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
        yield text[: luck.randrange(2, 20)]


def test_packed_slips_are_what_they_were():
    slips = make_slips(40, 1)
    packed = decode_packed(encode_packed(pack_slips(slips)))
    assert list(packed.open_all()) == slips
    places = [(UUID(bytes=concern), number) for concern, number, _ in packed.list_places()]
    assert places == [(UUID(one.concern), one.number) for one in slips]


@pytest.mark.parametrize("typed", [*TYPED, *list_misspelled(7)])
def test_no_search_misses_a_slip_that_reading_all_would_find(typed: str):
    query = parse_query(typed)
    if not query:
        return
    slips = make_slips(120, 2)
    packed, finder = pack_slips(slips), SlipFinder(query)
    matcher, words = ValueMatcher(query), WordMatcher(query)
    whole = {at for at, one in enumerate(slips) if any(map(matcher.match, one.values))}
    some = {at for at, one in enumerate(slips) if words.match(list_texts(words, one))}
    assert whole - finder.find(packed) == set()
    assert some - set(finder.find_some(packed)) == set()


def list_texts(words: WordMatcher, slip: Slip) -> Iterator[SearchedText]:
    """Yield what a search for some words looks in."""
    texts = (one.text for one in slip.values if words.may_hold(one.text))
    return (SearchedText("", text) for text in texts)


def test_a_search_for_a_name_looks_at_few_of_the_others():
    slips = make_slips(400, 3)
    packed = pack_slips(slips)
    held = [one for one in slips if any("Becket" in value.text for value in one.values)]
    assert len(SlipFinder(parse_query("Christopher Beckett")).find(packed)) == len(held) < 100
    assert SlipFinder(parse_query("Kestrel")).find(packed) == set()


@pytest.mark.parametrize("how", ["place", "line", "question"])
def test_packed_slips_that_do_not_agree_are_refused(how: str):
    packed = pack_slips(make_slips(3, 4))
    changed = {
        "place": {"places": packed.places[:-1]},
        "line": {"words": packed.words.replace("\n", "", 1)},
        "question": {"questions": ()},
    }[how]
    bad = encode_packed(msgspec.structs.replace(packed, **changed))
    with pytest.raises(msgspec.MsgspecError):
        list(decode_packed(bad).open_all())


def test_a_book_tells_its_records_from_later_entries_and_what_was_cut():
    numbers = (1, 2, 1, 257, 65_537, 1)
    slips = [
        msgspec.structs.replace(one, number=number, cut=number == 257)
        for number, one in zip(numbers, make_slips(len(numbers), 3), strict=True)
    ]
    packed = decode_packed(encode_packed(pack_slips(slips)))
    ids = [UUID(one.concern) for one in slips]
    records, later = packed.split_keys()
    assert records == [ids[at].bytes for at in (0, 2, 5)]
    assert later == [make_slip_key(ids[at], numbers[at]) for at in (1, 3, 4)]
    assert packed.list_cut() == [3]
    assert packed.get_concern(3) == ids[3].bytes


@pytest.mark.parametrize("number", [2, 257, 65_537])
def test_one_later_entry_among_records_is_not_taken_for_a_record(number: int):
    first, second = make_slips(2, 4)
    packed = pack_slips([first, msgspec.structs.replace(second, number=number)])
    assert [len(keys) for keys in packed.split_keys()] == [1, 1]
