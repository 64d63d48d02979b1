"""Values are read from fields alone, compared in one form, and grouped with a reason in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.domain.record.entry_schema import Addition, Details, Part, Person
from app.domain.search.name_match import NameMatch
from app.domain.search.search_query import parse_query
from app.domain.values.entry_values import (
    LINKING,
    MAX_VALUES,
    QUESTIONS,
    Value,
    make_slip,
    read_entry_values,
)
from app.domain.values.normalised import (
    ValueKind,
    does_plate_fit,
    find_online_names,
    find_people,
    find_phones,
    find_plates,
    fold_place,
)
from app.domain.values.packed_slips import pack_slips
from app.domain.values.slip_finder import SlipFinder
from app.domain.values.value_search_match import ValueMatcher
from app.domain.values.values_in_several_files import Mention, Sameness, group_values

AT = datetime(2026, 11, 3, 12, 15, tzinfo=UTC)
SAM = Person("s", "Sam Lee", "", "", "", ("practitioner",), confirmed=True)


def entry(*parts: Part) -> Details:
    return Details(by=SAM, signed_at=AT, page="people", parts=parts)


def person(item: str = "p1", **values: object) -> Part:
    return Part("people", ("c1",), values, item=item)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Silver estate car, FN99 KXB", ["fn99kxb"]),
        ("fn99kxb", ["fn99kxb"]),
        ("FNO9 KXB", ["fn09kxb"]),
        ("plate begins FN99, silver", ["^fn99"]),
        ("Silver Golf, plate ends in KXB", ["kxb$"]),
        ("black BMW, YJ98", ["yj98"]),
        ("OLD RED CAR", []),
        ("white Transit van", []),
        ("A123 BCD and a 4x4", ["a123bcd"]),
        ("FN 99 KXB", ["fn99kxb"]),
        ("A4 and a van at 10 the road", []),
    ],
)
def test_plates_are_read_whole_or_by_three_characters(text: str, keys: list[str]):
    assert [one.key for one in find_plates(text)] == keys


def test_a_part_of_a_plate_fits_where_it_was_said_to_be():
    assert does_plate_fit("^fn99", "fn99kxb")
    assert not does_plate_fit("^n99", "fn99kxb")
    assert does_plate_fit("kxb$", "fn99kxb")
    assert not does_plate_fit("fn99$", "fn99kxb")
    assert does_plate_fit("99k", "fn99kxb")
    assert not does_plate_fit("fn99kxb", "fn99kxb")
    assert not does_plate_fit("^fn9", "fn99$"), "two ends: where the rest is, no one said"
    assert does_plate_fit("fn99", "^fn99"), "one person wrote where it stands, the other did not"
    assert does_plate_fit("fn99", "fn99$")
    assert not does_plate_fit("^fn99", "fn99$")
    assert not does_plate_fit("^fn99", "fn99"), "one way is enough: each is found with the other"


def test_phones_names_and_places_are_compared_in_one_form():
    numbers = "07700 900123 or +44 (0)7700-900123, 0044 7700 900 123; ring 101"
    assert list(find_phones(numbers)) == ["07700900123"] * 3
    names = "kai_rides07 on Snapchat, @kai.rides07; Kai Rides 07"
    assert list(find_online_names(names)) == ["kairides07"] * 3
    assert list(find_people("Óscar Dean (about 20), Dean Oscar; her uncle")) == ["dean oscar"] * 2
    assert list(find_people("Łukasz Szymański; Jo O’Neil")) == ["lukasz szymanski", "jo oneil"]
    assert fold_place("The car park, behind the Baths") == fold_place("car park behind baths")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("07700 900123\n07700 900456", ["07700900123", "07700900456"]),
        ("07700 900123 07700 900456", ["07700900123", "07700900456"]),
        ("07700900123 7700900456", ["07700900123", "7700900456"]),
        ("07700 900123 +44 7700 900456", ["07700900123", "07700900456"]),
        ("+44 7700 900123 0044 7700 900456", ["07700900123", "07700900456"]),
        ("07700 900123/07700 900456; 900789", ["07700900123", "07700900456", "900789"]),
        ("900789 07700 900123", ["900789", "07700900123"]),
        ("020 7946 0958 020 7946 0123", ["02079460958", "02079460123"]),
        ("+1 212 555 0123", ["12125550123"]),
        ("+44 (0)20 7946 0958", ["02079460958"]),
        ("07700 900123 18.30", ["07700900123"]),
        ("44 7700 900123", ["07700900123"]),
        ("447700900123 or 44 (0)7700 900456", ["07700900123", "07700900456"]),
    ],
)
def test_two_phone_numbers_are_never_one(text: str, numbers: list[str]):
    assert list(find_phones(text)) == numbers


def test_each_line_of_an_answer_is_found_and_shown():
    long = f"the car park {'of the swimming baths ' * 6}in Ferry Street"
    said = person(places="the library\nBehind Alder House", vehicles="white van\nFN99 KXB")
    values = read_entry_values(entry(said))
    assert [(one.kind, one.text) for one in values] == [
        (ValueKind.PLACE, "the library"),
        (ValueKind.PLACE, "Behind Alder House"),
        (ValueKind.VEHICLE, "white van"),
        (ValueKind.PLATE, "FN99 KXB"),
    ]
    assert [one.text for one in values if ValueMatcher(parse_query("alder house")).match(one)] == [
        "Behind Alder House"
    ]
    (beyond,) = read_entry_values(entry(person(places=long)))
    assert "swimming baths" in beyond.key
    assert make_slip("c", 2, entry(person(places=long))).cut
    folded = Value(ValueKind.PLACE, "car park ferry street", "the car park", "people", "places")
    assert ValueMatcher(parse_query("ferry street")).match(folded)
    assert not make_slip("c", 2, entry(said)).cut


def test_what_the_record_holds_back_is_in_no_other_text_of_its_pages():
    parts = (person(usernames="kai_rides07"),)
    held = frozenset({"people.usernames/p1"})
    saved = Details(by=SAM, signed_at=AT, page="people", parts=parts, saved_at=AT)
    assert make_slip("c", 2, saved, held=held).values == ()
    assert make_slip("c", 3, entry(*parts), held=held).values, "a page filled later is not"


@pytest.mark.parametrize(
    ("user_name", "is_there"),
    [("sarahhill99", False), ("x.SarahH_07", False), ("hill_top", False), ("kai_rides07", True)],
)
def test_a_private_name_is_in_no_user_name(user_name: str, *, is_there: bool):
    private = {"Sarah Hill": frozenset({"sarah", "hill"})}
    assert bool(read_entry_values(entry(person(usernames=user_name)), private)) is is_there


def test_a_child_is_found_by_a_name_that_a_private_source_shares():
    named = Part("child", ("c1",), {"name": "Maya Hill"}, item="c1")
    private = {"Sarah Hill": frozenset({"sarah", "hill"})}
    (found,) = read_entry_values(entry(named), private)
    assert (found.kind, found.text) == (ValueKind.PERSON, "Maya Hill")


def test_values_come_from_fields_and_never_from_words_or_from_who_told():
    said = "FN99 KXB kai_rides07"
    parts = (
        Part("account", ("c1",), {"child_words": said, "worry": said, "seen": said}),
        Part("others", ("c1",), {"source": "Ann Marsh", "said": said}, item="o1"),
        person(name_or_nickname="Ann Marsh", description=said, vehicles="FN99 KXB"),
        person("p2", name_or_nickname={"unknown": "not_known"}, usernames="kai_rides07"),
    )
    assert [(one.kind, one.key) for one in read_entry_values(entry(*parts))] == [
        (ValueKind.PLATE, "fn99kxb"),
        (ValueKind.ONLINE, "kairides07"),
    ], "a source who did not agree to be named is in no slip, wherever the name is written"
    elsewhere = read_entry_values(entry(parts[2]), {"Ann Marsh": frozenset({"ann", "marsh"})})
    assert [one.key for one in elsewhere] == ["fn99kxb"]
    assert read_entry_values(Addition(by=SAM, signed_at=AT, words=said, children=("c1",))) == ()


def test_a_slip_is_bounded_and_shows_what_was_written():
    many = entry(*(person(f"p{n}", vehicles=f"AB{n:02} CDE") for n in range(99)) , person(
        "q", usernames=", ".join(f"name{n}" for n in range(300))))  # fmt: skip
    slip = make_slip("c", 2, many)
    assert len(slip.values) == MAX_VALUES
    assert slip.cut, "searches say that they did not look in all of it"
    assert slip.values[1].text == "AB01 CDE"
    assert slip.by == "Sam Lee"
    assert set(LINKING) <= set(QUESTIONS)
    assert all(Value(kind, "x", "x", *place).label for place, kind in QUESTIONS.items())


@pytest.mark.parametrize(
    ("typed", "values", "why"),
    [
        ("KXB", {"vehicles": "silver, FN99 KXB"}, "Part of the plate fits"),
        ("fn99 kxb", {"vehicles": "silver, FN99 KXB"}, "The plate is the same"),
        ("FN99 KXB", {"vehicles": "plate ends KXB"}, "Part of the plate fits"),
        ("silver estate", {"vehicles": "Silver estate, FN99 KXB"}, "The words are in the answer"),
        ("kia rides", {"usernames": "kai_rides"}, "Close to the user name: check the spelling"),
        ("900123", {"phones": "07700 900 123"}, "Part of the phone number is the same"),
        ("+44 7700 900123", {"phones": "07700 900 123"}, "The phone number is the same"),
        ("swimming baths", {"places": "behind the swimming baths"}, "The words are in the answer"),
        ("osca dean", {"name_or_nickname": "Óscar Dean"}, "The name starts with what you typed"),
        ("KXC", {"vehicles": "silver, FN99 KXB"}, None),
        (
            "becca",
            {"name_or_nickname": "Rebecca Hart"},
            NameMatch.OTHER_FORM.value,
        ),
        (
            "Tony",
            {"name_or_nickname": "Anthony"},
            NameMatch.OTHER_FORM.value,
        ),
        ("obrien", {"name_or_nickname": "Dean O'Brien"}, "The name is the same"),
        ("O’Brien", {"name_or_nickname": "Dean OBrien"}, "The name is the same"),
        ("lukasz", {"name_or_nickname": "Łukasz"}, "The name is the same"),
        ("z", {"name_or_nickname": "Z"}, "The name is the same"),
        ("ME", {"name_or_nickname": "M.E."}, "The same initials"),
        ("A.B.", {"name_or_nickname": "Alice Brown"}, "The same initials"),
        ("chan", {"name_or_nickname": "On Yee Chan"}, "The name is the same"),
        ("0044 7700 900123", {"phones": "07700 900 123"}, "The phone number is the same"),
    ],
)
def test_a_search_says_why_a_value_was_found(typed: str, values: dict[str, str], why: str | None):
    query = parse_query(typed)
    found = [match.value for one in read_entry_values(entry(person(**values)))
             if (match := ValueMatcher(query).match(one))]  # fmt: skip
    assert found == ([why] if why else [])


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("M.E.", "M.E."), ("ME", "M.E."), ("J", "J"), ("chan", "On Yee Chan"), ("kim", "In-Su Kim"),
        ("李", "李 伟"),
        ("obrien", "Liam O'Brien"), ("o'brien", "Liam OBrien"),
        ("luk", "Siôn Łuk"),
        ("becca", "Rebecca Hart"), ("bob", "Robert Hart"), ("ab", "A.B."),
    ],
)  # fmt: skip
def test_a_child_is_found_in_the_index_by_any_name_that_was_recorded(typed: str, name: str):
    child = Part("child", ("c1",), {"name": name}, item="c1")
    packed = pack_slips((make_slip(str(UUID(int=1)), 1, entry(child)),))
    query = parse_query(typed)
    (at,) = SlipFinder(query).find(packed)
    assert any(ValueMatcher(query).match(one) for one in packed.open(at).values)


@pytest.mark.parametrize("answer", ["Not known", "don’t know", "N/A", "none", "Z", "M.E."])
def test_an_answer_that_names_nobody_links_no_files(answer: str):
    fields = ("name_or_nickname", "usernames", "places", "vehicles", "phones")
    both = [one for file in "ab" for field in fields for one in mention(answer, file, field)]
    places = {ValueKind.PLACE} if answer in {"Z", "M.E."} else set()  # it may name a place
    assert {one.kind for one in group_values(both)} == places


def mention(text: str, file: str, field: str = "vehicles", day: int = 0, page: str = "people"):
    """Return what one file says in one answer."""
    part = Part(page, ("c1",), {field: text})
    return [
        Mention(one, f"concern of {file} {text}", 1, AT + timedelta(days=day), "Sam Lee", (file,))
        for one in read_entry_values(entry(part))
    ]


@pytest.mark.parametrize(
    ("field", "texts", "same"),
    [
        ("vehicles", ("FN99 KXB", "FN99 KXB"), Sameness.SAME),
        ("vehicles", ("FN99 KXB", "fn99kxb"), Sameness.SIGNS),
        ("vehicles", ("silver, FN99 KXB", "plate begins FN99"), Sameness.PART),
        ("vehicles", ("FN99 KXB", "FN99 KXD"), Sameness.NEAR),
        ("usernames", ("kai_rides07", "kai rides 07"), Sameness.SIGNS),
        ("usernames", ("kai_rides07", "kia_rides07"), Sameness.NEAR),
        ("phones", ("07700 900123", "ends 900123"), Sameness.DIGITS),
        ("name_or_nickname", ("Kai Marsh", "Kai"), Sameness.NEAR),
        ("places", ("swimming baths car park", "behind the baths"), Sameness.NEAR),
        ("places", ("the swimming baths", "car park, swimming baths"), Sameness.NEAR),
        ("places", ("car park", "car park of the library"), None),
        ("vehicles", ("silver car", "silver car"), None),
        ("vehicles", ("ends KXB", "begins FN99"), None),
    ],
)
def test_files_are_linked_by_what_was_written_with_a_reason(field, texts, same):
    groups = group_values([*mention(texts[0], "a", field), *mention(texts[1], "b", field, 1)])
    assert [one.same for one in groups] == ([same] if same else [])
    if groups:
        assert groups[0].files == ("a", "b")
        assert [one.value.text for one in groups[0].mentions] == list(texts)


def test_one_file_or_a_family_s_answers_alone_link_nothing():
    assert group_values([*mention("FN99 KXB", "a"), *mention("FN99 KXB", "a", day=1)]) == ()
    home = ("12 Mill Lane", "household")
    both = [one for file in "ab" for one in mention(home[0], file, "address", page=home[1])]
    assert group_values(both) == ()
    assert len(group_values([*both, *mention("12 Mill Lane", "a", "places")])) == 1


def test_two_parts_of_a_plate_join_the_whole_one_and_each_is_once():
    parts = [*mention("begins FN99", "a"), *mention("ends KXB", "b", day=1)]
    assert group_values(parts) == ()
    (group,) = group_values([*parts, *mention("silver, FN99 KXB", "c", day=2)])
    assert group.files == ("a", "b", "c")
    assert group.name == "silver, FN99 KXB"
    assert group.same is Sameness.PART
