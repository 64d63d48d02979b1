"""One more call is put into a page, never over what is written there."""

from __future__ import annotations

from datetime import datetime

from app.domain.journey.journey_pages import QUESTIONS_BY_NAME
from app.domain.journey.question_data import (
    Outcome,
    PageChange,
    carry_notes_and_mark,
    list_shown_question_pages,
    make_form_version,
    plan_change,
    read_form_version,
)
from app.domain.pages.who_was_told import TOLD
from app.recording.editor.call_items import add_call
from content.london_time import LONDON

GROUP = TOLD.group
assert GROUP is not None
KNOWN = {"whom": "police", "who": "101", "number": "101"}


def more(raw: dict[str, list[str]], given: dict[str, str] = KNOWN) -> tuple[dict, str]:
    return add_call(TOLD, raw, given)


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


def drawn(held: dict[str, list[str]], typed: dict[str, list[str]]) -> PageChange:
    """Return what a form of the question page says that is drawn from `held`."""
    version = make_form_version(QUESTIONS_BY_NAME["told"], {"told": held}, {})
    return PageChange(
        "told", "told", typed, read_form_version({"version": [version]}), done=False, growing=False
    )


def test_an_older_tab_that_saved_last_keeps_a_call_that_was_added():
    first = {"calls-0-id": ["1"], "calls-last": ["1"], "calls-0-advice": ["wait"]}
    tab = drawn({}, first)
    held = carry_notes_and_mark(tab, {}, first, datetime(2026, 11, 24, 15, 52, tzinfo=LONDON))
    assert plan_change(tab, held, version=1, spoiled=False)[0] is Outcome.NOTHING
    fuller, _ = more(held)
    assert plan_change(tab, fuller, version=2, spoiled=False)[0] is Outcome.WAIT
    reloaded = drawn(fuller, {**first, "calls-1-id": ["2"], "calls-1-number": ["101"]})
    assert plan_change(reloaded, fuller, version=2, spoiled=False)[0] is Outcome.WRITE
    assert list_shown_question_pages({"told": fuller}) == ("told",)
