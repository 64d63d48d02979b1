"""How words of one's own are taken, over the labelled replies that no list was tuned on."""

from __future__ import annotations

import tomllib
from pathlib import Path

from content.scenarios import scenario_files
from content.scenarios.own_replies import AIMS, list_nearest_replies
from content.scenarios.reply_kinds import find_helpful_kinds, find_reply_kinds

FILE = Path(__file__).resolve().parents[3] / "data" / "practice" / "labelled_replies.toml"
HALF = [
    one for one in tomllib.loads(FILE.read_text(encoding="utf-8"))["reply"] if one["half"] == "b"
]
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


def list_texts(label: str) -> list[str]:
    return [one["text"] for one in HALF if one["label"] == label]


def test_harmful_words_do_not_get_through_as_help_by_flattering_oneself() -> None:
    """Somebody who always says that they meant well, and always picks what helps, in any turn."""
    harmful = list_texts("harmful")
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
    assert len(harmful) >= 190
    assert len(through) <= MOST_HARM_TAKEN_AS_HELP * len(harmful), through


def test_good_words_are_seldom_called_harmful() -> None:
    good = list_texts("good")
    flagged = [text for text in good if find_reply_kinds(text)]
    assert len(good) >= 150
    assert len(flagged) <= MOST_GOOD_FLAGGED * len(good), len(flagged)
