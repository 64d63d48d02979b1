"""A reader's own settings: a rule for each, words that stand out on each colour, none on paper."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from app.domain.reading_kept import Settings

STATIC = Path(__file__).parents[3] / "app" / "static"
SHEET = re.sub(r"/\*.*?\*/", "", (STATIC / "reading.css").read_text(), flags=re.DOTALL)
HOUSE = (STATIC / "heard.css").read_text()
COLOURS = dict(re.findall(r"--(ink|quiet|brand|note|urgent|line): (#[0-9a-f]{6});", HOUSE))
TINTS = dict(re.findall(r"\.heard-tint-(\w+) \{ --paper: (#[0-9a-f]{6}); \}", SHEET))
LEAST = {"ink": 7.0, "quiet": 4.5, "brand": 4.5, "note": 4.5, "urgent": 4.5, "line": 3.0}


def classes() -> set[str]:
    """Every class that a setting can put on a page."""
    return {
        f"heard-{name}-{value}"
        for name in Settings.__struct_fields__
        for value in type(getattr(Settings(), name))
        if value != "usual"
    }


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_each_setting_has_a_rule_and_each_rule_a_setting():
    assert set(re.findall(r"\.(heard-(?:size|lines|letters|width|tint)-\w+)", SHEET)) == classes()


@pytest.mark.parametrize(("tint", "name"), list(itertools.product(TINTS, LEAST)))
def test_words_and_borders_stand_out_on_each_colour(tint, name):
    assert contrast(COLOURS[name], TINTS[tint]) >= LEAST[name]


def test_contrast_is_that_of_the_standard():
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


def test_paper_stays_as_it_is():
    assert SHEET.strip().startswith("@media screen {")
    assert SHEET.count("@media") == 1
