"""No item of the workbook's four lists, or of its page on disclosure, is missing."""

import re

import msgspec
import pytest

from content import pack_loader
from content.pack import Pack
from content.passage_rules import WORKBOOK_ITEMS
from content.passages import Indicator, IndicatorGroup

# Counted in the workbook itself: section, number of its items.
COUNTED = {
    "high_risk_groups": 10,
    "signs": 12,
    "signs_of_grooming": 10,
    "vulnerabilities": 15,
    "receive": 5,
    "react": 5,
    "record": 3,
    "support": 1,
}
STEPS = ("receive", "react", "record", "support")
# One word of each item as printed in the workbook, and the indicator that must hold it.
SAMPLES = {
    "high_risk_groups/1": "home",
    "high_risk_groups/6": "care",
    "high_risk_groups/8": "Death",
    "signs/5": "infection",
    "signs/7": "Collected",
    "signs/11": "Injuries",
    "signs_of_grooming/4": "alone",
    "signs_of_grooming/7": "crime",
    "vulnerabilities/6": "learning disability",
    "vulnerabilities/13": "hostel",
    "vulnerabilities/15": "Looks after someone",
}
BLAME = re.compile(
    r"\b(risky|promiscuous|prostitut\w*|perpetrator|alleged|boyfriend|sexting|chaotic|victims?|"
    r"dysfunctional|lies|inappropriately|score|level|high risk)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return pack_loader.load_pack("england")


def test_the_workbook_was_counted_right() -> None:
    assert WORKBOOK_ITEMS == COUNTED


def test_no_item_of_the_four_lists_is_missing(pack: Pack) -> None:
    lists = [section for section in COUNTED if section not in STEPS]
    expected = {f"{name}/{n}" for name in lists for n in range(1, COUNTED[name] + 1)}
    assert {ref for one in pack.indicators for ref in one.workbook} == expected


def test_no_prompt_of_the_four_steps_is_missing_and_each_is_at_its_step(pack: Pack) -> None:
    expected = [f"{name}/{n}" for name in STEPS for n in range(1, COUNTED[name] + 1)]
    found = [ref for step in pack.steps for prompt in step.prompts for ref in prompt.workbook]
    assert found == expected
    assert [step.title for step in pack.steps] == ["Receive", "React", "Record", "Support"]
    for step in pack.steps:
        assert {ref.split("/")[0] for one in step.prompts for ref in one.workbook} == {step.key}


@pytest.mark.parametrize(("ref", "word"), SAMPLES.items())
def test_an_item_is_found_under_its_number(pack: Pack, ref: str, word: str) -> None:
    assert any(word in one.label for one in pack.indicators if ref in one.workbook)


def test_an_item_that_stands_for_two_names_both(pack: Pack) -> None:
    by_key = {one.key: one for one in pack.indicators}
    assert by_key["no_settled_home"].workbook == ("high_risk_groups/1", "vulnerabilities/9")
    assert by_key["low_self_esteem"].workbook == ("high_risk_groups/2", "vulnerabilities/14")


def test_there_are_five_groups_and_only_harm_rings(pack: Pack) -> None:
    assert [group.group for group in pack.groups] == ["A", "B", "C", "D", "E"]
    assert [group.group for group in pack.groups if group.ring] == ["A"]
    assert "Call 999" in pack.groups[0].ring_text
    assert {one.group for one in pack.indicators} == set("ABCDE")


def test_nothing_in_a_group_or_an_indicator_can_be_added_up() -> None:
    for shape in (IndicatorGroup, Indicator):
        fields = {field.name: field.type for field in msgspec.structs.fields(shape)}
        assert not {"score", "total", "weight", "level", "points", "threshold"} & fields.keys()
        assert not {int, float} & set(fields.values())


def test_no_indicator_blames_and_each_has_an_example(pack: Pack) -> None:
    for one in pack.indicators:
        assert not BLAME.search(f"{one.label} {one.example}"), one.key
        assert one.example, one.key
        assert re.fullmatch(r"[a-z_]+", one.key), one.key


def test_strengths_are_ours_and_everything_else_is_traced(pack: Pack) -> None:
    ours = {one.key for one in pack.indicators if not one.workbook}
    assert ours == {one.key for one in pack.indicators if one.group == "E"} | {"threats_or_control"}
    for one in pack.indicators:
        assert one.source == "workbook" or not one.workbook, one.key


def test_sexual_orientation_is_the_childs_words_and_hidden_from_family(
    pack: Pack,
) -> None:
    item = next(one for one in pack.indicators if "vulnerabilities/7" in one.workbook)
    assert item.label.startswith("The child said")
    assert item.guard.startswith("Never ask about this")
    assert item.keep_from_family
    assert [one.key for one in pack.indicators if one.keep_from_family] == [item.key]


def test_what_is_common_in_teenagers_says_so(pack: Pack) -> None:
    spoken = {one.key for one in pack.indicators if one.ordinary}
    assert {"change_in_appearance", "mood", "home_late", "worried_about_phone"} <= spoken
    assert all(one.group == "B" for one in pack.indicators if one.ordinary)


def test_none_picked_is_not_safe(pack: Pack) -> None:
    assert pack.texts["indicators-none"].body == (
        "Nothing ticked does not mean that the child is safe. If you are worried, refer.",
    )
