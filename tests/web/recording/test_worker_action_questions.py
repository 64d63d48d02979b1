"""Questions about the worker's own acts take what fits them; "something else" has room."""

from __future__ import annotations

import re

import pytest

from tests.support.club.world import World
from tests.support.web.record_client import begin, fill

TOLD = [
    ("told", "explained_next"),
    ("told", "confidentiality"),
    ("wishes", "c1.child_told_what_next"),
]


def offered(text: str, name: str) -> list[str]:
    boxes = re.findall(rf'<input[^>]*name="{re.escape(name)}-unknown"[^>]*>', text)
    return [re.search(r'value="([^"]*)"', box)[1] for box in boxes]


@pytest.mark.parametrize(("page", "name"), TOLD)
def test_what_the_child_was_told_is_never_not_asked(world: World, page: str, name: str):
    sam = world.client("sam")
    draft = begin(sam)
    text = sam.get(f"{draft}/{page}").text
    assert offered(text, name) == ["not_known", "not_told_yet", ""]
    assert "Not told yet" in text
    assert offered(sam.get(f"{draft}/family").text, "c1.parents_views") == [
        "not_known", "not_asked", "not_safe_to_ask", "",
    ]  # fmt: skip


def test_a_mark_from_when_more_was_offered_is_still_there_and_kept(world: World):
    sam = world.client("sam")
    draft = begin(sam)
    sent = {"explained_next-unknown": "not_asked", "version": "0"}
    assert sam.send(f"{draft}/told", sent, via=f"{draft}/told").status_code == 303
    text = sam.get(f"{draft}/told").text
    assert offered(text, "explained_next") == ["not_known", "not_asked", "not_told_yet", ""]
    assert re.search(r'value="not_asked"[^>]* checked', text)


def test_something_else_that_puts_them_in_danger_can_be_said(world: World):
    sam = world.client("sam")
    draft = begin(sam)
    folded = sam.get(f"{draft}/now").text
    assert 'name="danger_why_other"' in folded
    fill(sam, f"{draft}/now", {"danger_now": ["yes"], "danger_why": ["other"]})
    fold = re.search(
        r"<details class=\"govuk-details heard-fold\"( open)?>[^§]*?danger_why_other",
        sam.get(f"{draft}/now").text,
    )
    assert fold is not None
    assert fold[1] == " open"


def test_a_mark_can_be_elsewhere_and_no_region_is_intimate(world: World):
    sam = world.client("sam")
    text = sam.get(f"{begin(sam)}/injuries").text
    for words in (">Stomach<", ">Hip<", ">Somewhere else<", "and where if it is somewhere else"):
        assert words in text
    for words in ("Groin", "Genital", "Bottom", "Buttock", "Breast", "Upper thigh"):
        assert f">{words}" not in text
