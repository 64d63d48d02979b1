"""A log line holds ids, hashes and times in one spelling, and refuses everything else."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.events import KEY_EVENTS, RESULTING, Action, Event, EventError, encode_event, parse_event
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


def test_actions_are_short_names_that_stay_apart() -> None:
    values = [str(act) for act in Action]
    assert len(set(values)) == len(values)
    assert all(part.replace("_", "").isalpha() for value in values for part in value.split("."))
    assert frozenset() == KEY_EVENTS & RESULTING
