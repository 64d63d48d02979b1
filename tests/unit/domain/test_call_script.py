"""What is said on the phone: the workbook's headings, word for word, and what is not known."""

from __future__ import annotations

import re

import pytest

from app.domain import call_script
from app.domain.call_script import (
    HELD_BACK,
    NAME_IN_IT,
    NOT_ONE_CHILD,
    SOURCE_WITHHELD,
    CallScript,
    ScriptHeading,
    ScriptPart,
    build_call_script,
)
from app.domain.call_sentences import (
    GAPS,
    SPOKEN_KEYS,
    make_answer_opening,
    make_choice_sentence,
    make_unknown_sentence,
)
from app.domain.pages import find_field
from app.domain.pages.page_model import AnswerKind
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
    assert len(said.not_known) == 13
    assert "I don’t know the child’s name." in said.not_known
    assert "I don’t know what vehicle the person uses." not in said.not_known


def test_a_caller_says_if_someone_working_with_children_is_near_them():
    gap = "I don’t know if the person is with children now."
    coach = Part("people", (), {"position_of_trust": "yes"}, "1")
    assert gap in made(coach).not_known
    assert gap in made(Part("now", (), {"about_our_team": "unsure"})).not_known
    assert gap not in made(Part("people", (), {"name_or_nickname": "Dex"}, "1")).not_known
    there = {"with_children_now": "yes", "with_children_where": "Pool"}
    said = made(coach, Part("people", (), there, "1"))
    rows = said.said[ScriptHeading.PEOPLE].shown[0].rows
    assert rows[0].sentence == "The person is with children now."
    assert f"{rows[1].lead} {rows[1].text}" == "The person is here, with these children: Pool"
    assert gap not in said.not_known


def test_who_a_person_is_to_the_child_claims_no_acquaintance():
    said = made(Part("people", (), {"relationship": "a stranger"}, "1"))
    (row,) = said.said[ScriptHeading.PEOPLE].shown[0].rows
    assert f"{row.lead} {row.text}" == "Who the person is to the child: a stranger"


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


def test_what_is_not_open_is_folded_and_only_this_list_is_left_out():
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
    assert "I don’t know where the child is now." in said.not_known
    assert not [line for line in said.not_known if "family" in line or "when the child" in line]


def test_one_of_several_answers_is_enough():
    said = made(Part("child", ("c1",), {"age": "14"}, "c1"))
    assert not [line for line in said.not_known if "date of birth" in line]


def test_that_the_family_does_not_know_is_said_and_is_no_gap():
    gap = "I don’t know if the family has been told."
    assert gap in made().not_known
    said = made(Part("family", (), {"family_knows": "no"}))
    assert gap not in said.not_known
    rows = [row for one in said.said.values() for block in one.shown for row in block.rows]
    assert [row.sentence for row in rows] == ["The parents or carers do not know."]


def test_two_children_are_named_once_and_shared_facts_are_of_both():
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
    assert "I don’t know Siôn’s age or date of birth." in said.not_known
    assert "I don’t know Siôn’s address." in said.not_known
    assert not [line for line in said.not_known if "Maja’s age" in line or "Maja’s addr" in line]


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


def test_what_another_answer_settles_is_no_gap():
    said = made(
        Part("now", ("c1",), {"child_is": "somewhere_else"}),
        Part("people", (), {"no_one_in_particular": ["yes"]}),
    )
    assert not [line for line in said.not_known if "leave" in line or "the person" in line]
    person = made(Part("people", (), {"name_or_nickname": "Big T"}, "1")).not_known
    assert "I don’t know what vehicle the person uses." in person
    with_me = made(Part("now", ("c1",), {"child_is": "with_me"})).not_known
    assert "I don’t know when the child will leave." in with_me
    assert "I don’t know where the child is now." not in with_me


SPOKEN = [tuple(key.split(".")) for key in sorted(SPOKEN_KEYS)]


@pytest.mark.parametrize("third", [False, True])
@pytest.mark.parametrize(("page", "name"), SPOKEN)
def test_every_answer_that_stands_open_can_be_read_out(page: str, name: str, third: bool):
    """A choice is a whole sentence. Any other answer is told after words that lead to it."""
    key, field = f"{page}.{name}", find_field(page, name)
    tokens = [one.token for one in field.options] if field.kind is AnswerKind.ONE else []
    if page == "injuries":
        tokens = []
    for token in tokens:
        assert make_choice_sentence(key, token, third=third).endswith("."), (key, token)
    if not tokens:
        assert make_answer_opening(key, "typed", third=third).endswith(":"), key
    said = [make_choice_sentence(key, token, third=third) for token in tokens]
    said.append(make_answer_opening(key, "typed", third=third))
    assert not third or not any(re.search(r"\b(I|me)\b", words) for words in said), said


def test_every_gap_has_its_sentence():
    for line in call_script._ASKED:
        assert make_unknown_sentence(line.split()[0]).startswith("I don’t know ")
    assert set(GAPS) == {line.split()[0] for line in call_script._ASKED}


def test_an_answer_that_is_not_a_plain_one_keeps_its_question():
    assert (
        make_answer_opening("response.social_worker", {"unknown": "not_asked"}, third=False) == ""
    )


def test_a_colleague_is_not_spoken_to_as_the_writer():
    part = Part("account", ("c1",), {"seen": "Shaking."})
    (mine,), (theirs,) = (
        made(part, third=third).said[ScriptHeading.SEEN].shown[0].rows for third in (False, True)
    )
    assert mine.label != theirs.label
    assert "worker" in theirs.label


SOURCE = Part("others", ("c1",), {"source": "Mrs Patel", "protect_identity": "yes"}, "1")


def test_what_is_held_back_is_not_said_and_a_private_name_is_warned_of():
    account = Part("account", ("c1",), {"child_words": "mrs patel seen him", "seen": "Patel came."})
    held = frozenset({"account.child_words"})
    said = build_call_script(
        [ScriptPart(account, held=held), ScriptPart(SOURCE)], {}, ONE, third=False
    )
    words, seen = said.said[ScriptHeading.SEEN].shown[0].rows
    assert (words.text, words.quote, words.warning) == (HELD_BACK, False, "")
    assert (seen.text, seen.warning) == ("Patel came.", NAME_IN_IT)


def test_nothing_is_warned_of_without_a_private_name():
    said = made(Part("account", ("c1",), {"seen": "Patel came."}))
    assert said.said[ScriptHeading.SEEN].shown[0].rows[0].warning == ""
