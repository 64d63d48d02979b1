"""A log line holds ids, hashes and times in one spelling, and refuses everything else."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.events import (
    KEY_EVENTS,
    MAX_OBJS,
    RESULTING,
    SHOWING,
    Action,
    Event,
    EventError,
    encode_event,
    hash_digests,
    parse_event,
    parse_event_cached,
)
from tests.unit.audit.small_log import CONCERN, ORG, START


def event(**changes: object) -> Event:
    values: dict[str, object] = {
        "act": Action.ENTRY_READ,
        "who": "8f14e45f",
        "role": "lead",
        "org": ORG,
        "obj": f"{CONCERN}/2",
        "i": 41,
        "t": START,
        "h": "0f" * 32,
        "salt": bytes(range(16)),
    }
    return Event(**(values | changes))  # type: ignore[arg-type]  # the tests pass wrong kinds too


def test_a_line_is_to_the_byte_what_the_design_shows() -> None:
    assert encode_event(event()) == (
        b'{"act":"entry.read","as":"lead","h":"' + b"0f" * 32 + b'","i":41,'
        b'"obj":"c0ffee00-1111-4222-8333-444455556666/2",'
        b'"org":"5d1c9e0a-7a44-4f0e-8f6b-0c2d7f3a9b10",'
        b'"salt":"000102030405060708090a0b0c0d0e0f",'
        b'"t":"2026-11-24T13:41:03.120Z","v":1,"who":"8f14e45f"}'
    )


def test_what_does_not_apply_is_absent() -> None:
    values = json.loads(encode_event(event(h=None)))
    assert set(values) == {"act", "as", "i", "obj", "org", "salt", "t", "v", "who"}


def test_a_signing_carries_the_state_and_due_times_that_result() -> None:
    later, sooner = START + timedelta(days=1), START + timedelta(hours=1)
    signed = event(act=Action.RECORD_SIGNED, state="unread", due=(later, sooner))
    values = json.loads(encode_event(signed))
    assert values["state"] == "unread"
    assert values["due"] == ["2026-11-24T14:41:03.120Z", "2026-11-25T13:41:03.120Z"]
    assert parse_event(encode_event(signed)) == signed


@pytest.mark.parametrize("act", sorted(RESULTING))
def test_an_event_that_changes_state_may_not_leave_it_out(act: Action) -> None:
    with pytest.raises(EventError, match="state and due"):
        event(act=act)
    assert event(act=act, state="closed", due=())


def test_times_of_any_zone_become_utc_to_the_millisecond() -> None:
    summer = datetime(2026, 6, 1, 9, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=1)))
    made = event(t=summer)
    assert b'"t":"2026-06-01T08:00:00.999Z"' in encode_event(made)
    assert made.t == datetime(2026, 6, 1, 8, 0, 0, 999_000, tzinfo=UTC)


@pytest.mark.parametrize("act", list(Action))
def test_every_action_is_written_and_read_back(act: Action) -> None:
    made = event(act=act, state="open", due=(START,))
    assert parse_event(encode_event(made)) == made


def test_each_event_gets_a_salt_of_its_own() -> None:
    assert len({fresh().salt for _ in range(50)}) == 50


def fresh() -> Event:
    return Event(Action.SIGNED_IN, "8f14e45f", "lead", ORG, "sign-in", 0, START)


def test_the_salt_is_not_shown_in_a_traceback() -> None:
    assert "salt" not in repr(event())


WORDS = [
    "Sam Lee",
    "Sam",
    "sam.lee@school.example",
    "07700 900123",
    "she said he hurt her",
    "she_said_he_hurt_her_last_night",
    "zoë",
    "",
    "a" * 65,
    "a//b",
    "/a",
    "a/",
    "../a",
    "a\nb",
    'a"b',
    "a\\b",
    "-a",
    "a-",
    "x" * 20 + "\u0000",
    None,
    7,
    b"a",
]


@pytest.mark.parametrize("obj", ["a" * 64, "a/b/c/d/e/f", "a" * 64 + "/" + "b" * 64])
def test_a_path_may_be_as_long_as_this(obj: str) -> None:
    assert event(obj=obj).obj == obj


@pytest.mark.parametrize(
    "obj",
    [
        *("a" * 65, "a/" + "b" * 65, "a" * 65 + "/b", "a/b/c/d/e/f/g"),
        *("", "/", "a/", "/a", "a//b", "a\n", "a/b\n", "a-b-c-d-e-f"),
    ],
)
def test_a_path_that_is_longer_or_has_an_empty_part_is_refused(obj: str) -> None:
    with pytest.raises(EventError, match="obj"):
        event(obj=obj)


@pytest.mark.parametrize("name", ["who", "role", "org", "obj"])
@pytest.mark.parametrize("value", WORDS, ids=repr)
def test_words_and_names_are_refused_and_never_repeated(name: str, value: object) -> None:
    with pytest.raises(EventError) as refused:
        event(**{name: value})
    assert not value or str(value) not in str(refused.value)
    assert name in str(refused.value)


@pytest.mark.parametrize("value", ["a", "leads", "a1-b2_c3", CONCERN, "0f" * 32, "41"])
def test_ids_slugs_and_hashes_are_accepted(value: str) -> None:
    assert event(who=value, obj=f"{value}/2/page").who == value


@pytest.mark.parametrize(
    "wrong",
    [
        {"act": "entry.read"},
        {"act": "made.up"},
        {"i": -1},
        {"i": True},
        {"i": 1 << 63},
        {"i": 1.0},
        {"t": datetime(2026, 1, 1)},  # noqa: DTZ001  # a naive time is the point
        {"t": "2026-11-24T13:41:03.120Z"},
        {"h": "0F" * 32},
        {"h": "0f" * 31},
        {"h": b"0f"},
        {"salt": bytes(15)},
        {"salt": "0" * 16},
        {"state": "open"},
        {"due": ()},
        {"state": "Very worried", "due": ()},
        {"state": "open", "due": [START]},
        {"state": "open", "due": (START,) * 65},
        {"state": "open", "due": ("tomorrow",)},
    ],
    ids=repr,
)
def test_a_value_of_another_kind_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(EventError):
        event(**wrong)


def test_a_line_in_any_other_spelling_is_refused() -> None:
    good = encode_event(event(state="open", due=(START,)))
    assert parse_event(good)
    spaced = good.replace(b",", b", ")
    twice = good.replace(b'"v":1', b'"v":1,"v":1')
    more = good.replace(b'"v":1', b'"v":1,"why":"x"')
    escaped = good.replace(b'"lead"', b'"\\u006cead"')
    for bad in (spaced, twice, more, escaped, good + b"\n", b" " + good, good[:-1], b"", b"[]"):
        with pytest.raises(EventError):
            parse_event(bad)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"v":1', b'"v":2'),
        (b'"v":1', b'"v":true'),
        (b'"i":41', b'"i":41.0'),
        (b'"entry.read"', b'"entry.burnt"'),
        (b'"entry.read"', b'["entry.read"]'),
        (b"2026-11-24", b"2026-13-24"),
        (b".120Z", b".12Z"),
        (b'"00010203', b'"XX010203'),
        (b'"lead"', b'{"a":1}'),
    ],
)
def test_a_line_with_a_wrong_value_is_refused(old: bytes, new: bytes) -> None:
    assert old in encode_event(event())
    with pytest.raises(EventError):
        parse_event(encode_event(event()).replace(old, new))


@given(st.one_of(st.binary(max_size=80), st.text(max_size=80).map(str.encode)))
def test_no_bytes_from_a_stranger_end_otherwise_than_refused(raw: bytes) -> None:
    with pytest.raises(EventError):
        parse_event(raw)


def test_a_very_deep_line_is_refused() -> None:
    with pytest.raises(EventError):
        parse_event(b"[" * 100_000)


FILE = "f11e0000-1111-4222-8333-444455556666"
SHOWN = tuple(f"{CONCERN}/{number}" for number in range(1, 5))


def shown(*objs: str, **more: object) -> Event:
    return event(**{"act": Action.CHILD_OPENED, "obj": FILE, "objs": objs, **more})


def test_a_version_2_line_names_what_was_shown_and_all_older_fields() -> None:
    line = encode_event(shown(*SHOWN[:2]))
    assert line == (
        b'{"act":"child.opened","as":"lead","h":"' + b"0f" * 32 + b'","i":41,'
        b'"obj":"f11e0000-1111-4222-8333-444455556666",'
        b'"objs":["c0ffee00-1111-4222-8333-444455556666/1",'
        b'"c0ffee00-1111-4222-8333-444455556666/2"],'
        b'"org":"5d1c9e0a-7a44-4f0e-8f6b-0c2d7f3a9b10",'
        b'"salt":"000102030405060708090a0b0c0d0e0f",'
        b'"t":"2026-11-24T13:41:03.120Z","v":2,"who":"8f14e45f"}'
    )
    assert parse_event(line) == shown(*SHOWN[:2])


def test_what_needs_no_list_is_written_in_version_1_as_ever() -> None:
    assert b'"v":1' in encode_event(shown())
    assert b"objs" not in encode_event(shown())


@pytest.mark.parametrize("act", sorted(set(Action) - SHOWING))
def test_no_other_action_names_many(act: Action) -> None:
    """Lines that keys and states rest on have one form: nothing reads them in another."""
    more = {"state": "open", "due": ()} if act in RESULTING else {}
    with pytest.raises(EventError, match="objs"):
        shown(*SHOWN, act=act, **more)


LONG = "/".join(["a" * 60] * 6)
BAD_LISTS: dict[str, object] = {
    "doubled": (SHOWN[0], SHOWN[0]),
    "reordered": (SHOWN[1], SHOWN[0]),
    "names itself": tuple(sorted((FILE, SHOWN[0]))),
    "501": tuple(f"{CONCERN}/{number:04}" for number in range(MAX_OBJS + 1)),
    "too long for an export": tuple(f"{LONG}{number:03}"[5:] for number in range(400)),
    "a word": ("Sam Lee",),
    "a list": list(SHOWN),
    "no text": (7,),
    "none": None,
}


@pytest.mark.parametrize("how", BAD_LISTS)
def test_a_list_that_is_doubled_out_of_order_or_too_long_is_never_written(how: str) -> None:
    with pytest.raises(EventError, match="objs"):
        event(act=Action.CHILD_OPENED, obj=FILE, objs=BAD_LISTS[how])


def test_five_hundred_are_written_and_read_back() -> None:
    made = shown(*(f"{CONCERN}/{number:05}" for number in range(MAX_OBJS)))
    line = encode_event(made)
    assert parse_event(line) == made
    assert len(line) < 65_536


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'/1","', b'/2","'),
        (b'/1"', b'/3"'),
        (b'"v":2', b'"v":1'),
        (b'"v":2', b'"v":3'),
        (b'"v":2', b'"v":2.0'),
        (b'"v":2', b'"due":[],"state":"open","v":2'),
        (b'"objs":[', b'"objs":[[],'),
        (b'"objs":', b'"objs":[],"other":'),
        (b'"child.opened"', b'"entry.refused"'),
    ],
)  # fmt: skip
def test_a_line_of_version_2_in_any_other_form_is_refused(old: bytes, new: bytes) -> None:
    line = encode_event(shown(*SHOWN[:2]))
    assert old in line
    with pytest.raises(EventError):
        parse_event(line.replace(old, new))
    empty = encode_event(shown(SHOWN[0])).replace(f'"{SHOWN[0]}"'.encode(), b"")
    with pytest.raises(EventError):
        parse_event(empty)


def test_the_hash_of_what_was_shown_is_of_every_digest_in_order() -> None:
    one, other = bytes(32), bytes([1]) * 32
    assert len({hash_digests(x) for x in ([one, other], [other, one], [one], [one, one])}) == 4


def test_actions_are_short_names_that_stay_apart() -> None:
    values = [str(act) for act in Action]
    assert len(set(values)) == len(values)
    assert all(part.replace("_", "").isalpha() for value in values for part in value.split("."))
    assert frozenset() == KEY_EVENTS & RESULTING == SHOWING & (KEY_EVENTS | RESULTING)


@pytest.mark.parametrize("many", [1, 40, 400])
def test_a_line_that_is_kept_parsed_is_still_read_to_the_byte(many: int) -> None:
    shown = tuple(sorted(f"{CONCERN}/{number}" for number in range(1, many + 1)))
    line = encode_event(event(act=Action.CHILD_OPENED, obj=ORG, h=None, objs=shown))
    first = parse_event_cached(line)
    assert first.objs == shown
    assert parse_event_cached(line) == first == parse_event(line)
    with pytest.raises(EventError):
        parse_event_cached(line.replace(b"}", b" }"))
    assert parse_event_cached(line) == first
