"""Tonight, the family and signs are asked of the first of several; only a Yes copies them."""

from __future__ import annotations

import pytest

from tests.support.web.question_client import (
    answer_question,
    find_question_form,
    look_at_question,
    start_with_question,
)

SAME = "same-for-each"


@pytest.fixture
def sam(world):
    return world.client("sam")


@pytest.fixture
def draft(sam):
    path = start_with_question(sam).rpartition("/")[0]
    answer_question(sam, f"{path}/child", "Add another child", children__0__name="Maja")
    answer_question(sam, f"{path}/child", children__1__name="Kestrel")
    return path


def tonight(sam, draft) -> dict[str, list[str]]:
    """The answer about each child, as all of the stored page shows it."""
    form = find_question_form(sam.get(f"{draft}/next?each=1"))
    return {child: form.controls[f"{child}.safe_tonight"].on for child in ("c1", "c2")}


def test_yes_copies_and_a_later_change_is_copied_too(sam, draft):
    controls = look_at_question(sam, f"{draft}/next").controls
    assert "c2.safe_tonight" not in controls
    assert {"c1.child_wishes", "c2.child_wishes"} <= set(controls)
    sent = answer_question(sam, f"{draft}/next", **{"c1.safe_tonight": ["yes"], SAME: ["yes"]})
    assert sent.location == f"{draft}/family"
    assert tonight(sam, draft) == {"c1": ["yes"], "c2": ["yes"]}
    assert look_at_question(sam, f"{draft}/next").controls[SAME].on == ["yes"]
    answer_question(sam, f"{draft}/next", **{"c1.safe_tonight": ["no"]})
    assert tonight(sam, draft) == {"c1": ["no"], "c2": ["no"]}


def test_no_asks_about_each_child(sam, draft):
    sent = answer_question(sam, f"{draft}/next", **{"c1.safe_tonight": ["yes"], SAME: ["no"]})
    assert sent.location == f"{draft}/next?each=1"
    form = find_question_form(sam.get(sent.location))
    assert SAME not in form.controls
    form.set("c2.safe_tonight", ["unsure"])
    assert sam.post(form.action, data=form.sent()).location == f"{draft}/family"
    assert tonight(sam, draft) == {"c1": ["yes"], "c2": ["unsure"]}
    assert SAME not in look_at_question(sam, f"{draft}/next").controls


def test_nothing_is_merged_unasked(sam, draft):
    answer_question(sam, f"{draft}/next", **{"c1.safe_tonight": ["yes"]})
    assert tonight(sam, draft) == {"c1": ["yes"], "c2": []}
    shown = sam.page(f"{draft}/sign").text
    assert "Will they be safe tonight, Kestrel" in shown


def test_the_family_is_asked_the_same_way(sam, draft):
    told = {"c1.family_knows": ["no"], "c1.safe_to_tell": ["unsure"]}
    told |= {"c1.keep_from_family": ["All of it"], SAME: ["yes"]}
    answer_question(sam, f"{draft}/family", **told)
    shown = sam.page(f"{draft}/sign").text
    assert shown.count("All of it") == 2
    answer_question(sam, f"{draft}/family", **{SAME: ["no"]})
    assert sam.page(f"{draft}/sign").text.count("All of it") == 2


def test_one_child_is_not_asked(sam, world):
    path = start_with_question(world.client("pat")).rpartition("/")[0]
    assert SAME not in look_at_question(world.client("pat"), f"{path}/family").controls


def signs(sam, draft) -> dict[str, list[str]]:
    """The signs that are ticked, by child."""
    form = find_question_form(sam.get(f"{draft}/signs?each=1"))
    picks = {child: f"{child}.indicators-pick" for child in ("c1", "c2")}
    return {child: sorted(form.controls[name].on) for child, name in picks.items()}


def note(sam, draft, child: str, token: str) -> str:
    form = find_question_form(sam.get(f"{draft}/signs?each=1"))
    return form.controls[f"{child}.indicators-{token}-note"].value


def test_signs_are_asked_of_the_first_and_copied_by_yes_alone(sam, draft):
    controls = look_at_question(sam, f"{draft}/signs").controls
    assert "c2.indicators-pick" not in controls
    first, second = controls["c1.indicators-pick"].options[:2]
    ticks = {"c1.indicators-pick": [first], f"c1.indicators-{first}-note": "since May"}
    assert answer_question(sam, f"{draft}/signs", **ticks).location == f"{draft}/worry"
    assert signs(sam, draft) == {"c1": [first], "c2": []}
    answer_question(sam, f"{draft}/signs", **{SAME: ["yes"]})
    assert signs(sam, draft) == {"c1": [first], "c2": [first]}
    assert note(sam, draft, "c2", first) == "since May"
    answer_question(sam, f"{draft}/signs", **{"c1.indicators-pick": [first, second]})
    assert signs(sam, draft) == {"c1": sorted([first, second]), "c2": sorted([first, second])}


def test_no_asks_about_the_signs_of_each_child(sam, draft):
    first = look_at_question(sam, f"{draft}/signs").controls["c1.indicators-pick"].options[0]
    ticks = {"c1.indicators-pick": [first], SAME: ["no"]}
    sent = answer_question(sam, f"{draft}/signs", **ticks)
    assert sent.location == f"{draft}/signs?each=1"
    form = find_question_form(sam.get(sent.location))
    other = form.controls["c2.indicators-pick"].options[1]
    form.set("c2.indicators-pick", [other])
    sam.post(form.action, data=form.sent(form.button("Continue")))
    assert signs(sam, draft) == {"c1": [first], "c2": [other]}
    assert SAME not in look_at_question(sam, f"{draft}/signs").controls


def test_only_a_child_whose_list_was_shown_has_no_sign_ticked(sam, draft):
    none = "You looked at the list and ticked none"
    answer_question(sam, f"{draft}/signs")
    assert sam.page(f"{draft}/sign").text.count(none) == 1
    answer_question(sam, f"{draft}/signs", **{SAME: ["yes"]})
    assert sam.page(f"{draft}/sign").text.count(none) == 2
    answer_question(sam, f"{draft}/signs")
    assert sam.page(f"{draft}/sign").text.count(none) == 2
