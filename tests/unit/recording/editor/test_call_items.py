"""One more call is put into a page, never over what is written there."""

from __future__ import annotations

from app.domain.pages.who_was_told import TOLD
from app.recording.editor.call_items import add_call

GROUP = TOLD.group
assert GROUP is not None
KNOWN = {"whom": "police", "who": "101", "number": "101"}


def more(raw: dict[str, list[str]], given: dict[str, str] = KNOWN) -> tuple[dict, str]:
    assert GROUP is not None
    return add_call(raw, GROUP, given)


def test_the_first_goes_where_nothing_is_written():
    raw, at = more({"told_lead": ["yes"]})
    assert at == "calls-0-"
    assert raw["told_lead"] == ["yes"]
    assert raw["calls-0-number"] == ["101"]
    assert raw["calls-0-id"] == ["1"]


def test_a_call_that_is_written_stays_as_it_is():
    first = {"calls-0-id": ["1"], "calls-last": ["1"], "calls-0-advice": ["wait\n there"]}
    raw, at = more(first)
    assert at == "calls-1-"
    assert first.items() <= {**raw, "calls-last": ["1"]}.items()
    assert raw["calls-1-id"] == ["2"]


def test_pressed_again_it_is_the_same_call_until_more_is_written_in_it():
    once, at = more({})
    assert more(once) == (once, at)
    once["calls-0-advice"] = ["wait"]
    assert more(once)[1] == "calls-1-"


def test_nothing_known_opens_an_empty_one():
    raw, at = more({"calls-0-id": ["1"], "calls-0-who": ["Dele"]}, {})
    assert at == "calls-1-"
    assert "calls-1-number" not in raw


def test_a_full_list_stays_as_it_is():
    assert GROUP is not None
    full = {f"calls-{n}-{k}": [v] for n in range(GROUP.maximum) for k, v in (("id", str(n + 1)),
            ("who", "Dele"))}  # fmt: skip
    assert more(full) == (full, "")


def test_only_who_and_which_number_are_ever_filled_in():
    raw, _ = more({}, KNOWN | {"advice": "made up"})
    assert "calls-0-advice" not in raw
