"""How words of one's own are taken, over labelled replies: half b was never tuned on."""

from __future__ import annotations

import tomllib
from pathlib import Path

from content.scenarios import scenario_files
from content.scenarios.own_replies import AIMS, list_nearest_replies
from content.scenarios.reply_kinds import find_helpful_kinds, find_reply_kinds

FILE = Path(__file__).resolve().parents[3] / "data" / "practice" / "labelled_replies.toml"
REPLIES = tomllib.loads(FILE.read_text(encoding="utf-8"))["reply"]
HALF = [one for one in REPLIES if one["half"] == "b"]
TUNED = [one for one in REPLIES if one["half"] == "a"]
TURNS = [
    (scenario, turn)
    for scenario in scenario_files.load_scenarios("england")
    for turn in scenario.turns.values()
    if turn.replies
]
MOST_HARM_TAKEN_AS_HELP = 0.05
"""Measured: 8 of 199."""
MOST_GOOD_FLAGGED = 0.03
"""Measured: 4 of 153. The aim is 0.02."""
FEWEST_HARM_NOTICED = {"a": 253, "b": 51}
"""Measured: of 343 and of 199. A change that calls fewer good replies harmful must not cost any."""
MOST_TUNED_FLAGGED = 1
"""Measured: 1 of 1,244."""
MOST_TUNED_THROUGH = 3
"""Measured: 3 of 343."""


def list_texts(label: str, half: list[dict[str, str]] = HALF) -> list[str]:
    return [one["text"] for one in half if one["label"] == label]


def test_harmful_words_do_not_get_through_as_help_by_flattering_oneself() -> None:
    """Somebody who always says that they meant well, and always picks what helps, in any turn."""
    harmful = list_texts("harmful")
    through = list_taken_as_help(harmful)
    assert len(harmful) >= 190
    assert len(through) <= MOST_HARM_TAKEN_AS_HELP * len(harmful), through


def test_harm_that_the_lists_were_tuned_on_is_no_help_in_any_turn() -> None:
    """Among it "Tell me what he looks like naked." was offered help in all 183 turns."""
    through = list_taken_as_help(list_texts("harmful", TUNED))
    assert len(through) <= MOST_TUNED_THROUGH, through


def list_taken_as_help(harmful: list[str]) -> list[str]:
    """Return the texts that are offered a reply that helps in any turn, with any aim."""
    through = []
    for text in harmful:
        kinds = {one.kind for one in find_reply_kinds(text)} | find_helpful_kinds(text)
        if any(
            reply.helps
            for scenario, turn in TURNS
            for aim in AIMS
            for reply in list_nearest_replies(scenario, turn, text, aim, kinds)
        ):
            through.append(text)
    return through


def test_good_words_are_seldom_called_harmful() -> None:
    good = list_texts("good")
    flagged = [text for text in good if find_reply_kinds(text)]
    assert len(good) >= 150
    assert len(flagged) <= MOST_GOOD_FLAGGED * len(good), len(flagged)


def test_the_lists_call_what_they_were_tuned_on_good() -> None:
    flagged = [text for text in list_texts("good", TUNED) if find_reply_kinds(text)]
    assert len(flagged) <= MOST_TUNED_FLAGGED, flagged


def test_no_change_of_the_lists_lets_more_harm_go_unnoticed() -> None:
    for name, half in (("a", TUNED), ("b", HALF)):
        noticed = sum(bool(find_reply_kinds(text)) for text in list_texts("harmful", half))
        assert noticed >= FEWEST_HARM_NOTICED[name], (name, noticed)
