"""What is said on the phone: the workbook's headings, to the letter, and what is not known."""

from __future__ import annotations

from app.domain.call_script import (
    NOT_ONE_CHILD,
    SOURCE_WITHHELD,
    CallScript,
    ScriptHeading,
    ScriptPart,
    build_call_script,
)
from app.domain.record.entry_schema import Part

WORDS = "he said  dont\n\ttell"
NOT_KNOWN = {"unknown": "not_known"}
ONE, TWO = {"c1": "Maja"}, {"c1": "Maja", "c2": "Siôn"}


def made(*parts: Part, children: dict[str, str] = ONE, third: bool = False) -> CallScript:
    return build_call_script([ScriptPart(part) for part in parts], {}, children, third=third)


def texts(said: CallScript, heading: ScriptHeading, *, more: bool = False) -> list[str]:
    blocks = said.said[heading].more if more else said.said[heading].shown
    return [row.text for block in blocks for row in block.rows]


def test_nothing_written_says_nothing_and_asks_everything():
    said = made()
    assert not any(said.said[one].shown or said.said[one].more for one in ScriptHeading)
    assert len(said.not_known) == 18
    assert "Child's name" in said.not_known
    assert "Their vehicles" in said.not_known


def test_each_answer_stands_under_the_heading_that_asks_it():
    said = made(
        Part("now", ("c1",), {"danger_now": "yes", "where_now": "Kitchen"}),
        Part("account", ("c1",), {"seen": "Shaking.", "child_words": WORDS}),
        Part("response", ("c1",), {"social_worker": "Ama"}),
        Part("child", ("c1",), {"name": "Maja"}, "c1"),
        Part("people", ("c1",), {"vehicles": "white golf"}, "1"),
    )
    assert texts(said, ScriptHeading.FIRST) == ["Yes", "Kitchen"]
    assert texts(said, ScriptHeading.SEEN) == [WORDS, "Shaking."]
    assert texts(said, ScriptHeading.CHILD) == ["Ama", "Maja"]
    assert texts(said, ScriptHeading.PEOPLE) == ["white golf"]
    (words, _) = said.said[ScriptHeading.SEEN].shown[0].rows
    assert words.quote
    assert not said.said[ScriptHeading.SEEN].shown[0].title


def test_what_is_not_open_is_folded_and_nothing_is_left_out_but_what_is_decided_here():
    said = made(
        Part("account", ("c1",), {"questions_asked": "Who?"}),
        Part("told", ("c1",), {"who": "Police", "reference": "LOG 17"}, "1"),
        Part("decision", ("c1",), {"reason": "for ourselves"}, "1"),
    )
    assert texts(said, ScriptHeading.SEEN, more=True) == ["Who?"]
    assert texts(said, ScriptHeading.FIRST, more=True) == ["Police", "LOG 17"]
    assert "for ourselves" not in str([texts(said, one, more=True) for one in ScriptHeading])


def test_not_known_is_no_answer_and_any_other_word_for_none_is_one():
    said = made(
        Part("now", ("c1",), {"where_now": NOT_KNOWN, "leaves_at": "15:15"}),
        Part("family", ("c1",), {"family_told_by": {"unknown": "not_safe_to_ask"}}),
    )
    assert texts(said, ScriptHeading.FIRST) == ["15:15"]
    assert "Where is the child now?" in said.not_known
    assert not [line for line in said.not_known if "family" in line or "leave you" in line]


def test_one_of_several_answers_is_enough():
    said = made(Part("child", ("c1",), {"age": "14"}, "c1"))
    assert "Date of birth" not in said.not_known


def test_of_two_children_each_is_named_once_and_what_is_about_both_is_not_read_as_one_childs():
    said = made(
        Part("account", ("c1",), {"child_words": WORDS}),
        Part("account", ("c1", "c2"), {"worry": "Both are collected."}),
        Part("child", ("c1",), {"name": "Maja", "age": "14"}, "c1"),
        Part("child", ("c2",), {"name": "Siôn"}, "c2"),
        Part("about_child", ("c1",), {"addresses": "7 Mill Row"}),
        Part("response", ("c1", "c2"), {"social_worker": "Ama"}),
        Part("now", ("c1", "c2"), {"danger_now": "no"}),
        children=TWO,
    )
    assert [block.title for block in said.said[ScriptHeading.SEEN].shown] == ["Maja", NOT_ONE_CHILD]
    titles = [block.title for block in said.said[ScriptHeading.CHILD].shown]
    assert titles == ["Maja", "Siôn", NOT_ONE_CHILD]
    assert [block.title for block in said.said[ScriptHeading.FIRST].shown] == [""]
    assert texts(said, ScriptHeading.CHILD) == ["14", "7 Mill Row", "Ama"]
    assert "Siôn: Date of birth" in said.not_known
    assert "Maja: Date of birth" not in said.not_known
    assert not any(line.startswith("Maja: Home address") for line in said.not_known)


PAT = {"source": "Pat", "source_role": "Coach", "protect_identity": "no"}


def test_a_source_who_did_not_agree_is_not_named_wherever_the_name_stands():
    said = made(
        Part("others", ("c1",), {"source": "Aunt  Meg", "source_role": "Aunt", "said": "x"}, "1"),
        Part("others", ("c1",), {"source": "aunt meg", "protect_identity": "yes"}, "2"),
        Part("account", ("c1",), {"told_by_others_source": "AUNT MEG"}),
        Part("others", ("c1",), PAT, "3"),
    )
    found = [*texts(said, ScriptHeading.SEEN), *texts(said, ScriptHeading.SEEN, more=True)]
    assert found.count(SOURCE_WITHHELD) == 3
    assert "Aunt" not in found
    assert {"Pat", "Coach"} <= set(found)


def test_a_colleague_is_not_spoken_to_as_the_writer():
    part = Part("account", ("c1",), {"seen": "Shaking."})
    (mine,), (theirs,) = (
        made(part, third=third).said[ScriptHeading.SEEN].shown[0].rows for third in (False, True)
    )
    assert mine.label != theirs.label
    assert "worker" in theirs.label
