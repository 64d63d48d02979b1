"""Answers of one question page among those of its stored pages: chosen, merged, in conflict."""

from datetime import datetime

import msgspec
import pytest

from app.domain.journey.journey_pages import QUESTIONS_BY_NAME
from app.domain.journey.online_names import list_online_name_boxes
from app.domain.journey.question_data import (
    Outcome,
    PageChange,
    carry_notes_and_mark,
    is_question_form,
    list_shown_question_pages,
    make_form_version,
    mark_children_without_signs,
    merge_change,
    plan_change,
    read_form_version,
    read_late_change,
    select_shown_texts,
    split_form,
    split_late_form,
)
from app.domain.record.form_data import PAGE_DONE, list_children
from app.domain.record.rough_notes import FORM_MARK
from content.london_time import LONDON

SIGNS = {"indicators_a": frozenset({"images"}), "indicators_b": frozenset({"mood", "lessons"})}
AT = datetime(2026, 11, 24, 15, 52, tzinfo=LONDON)


def change_of(name, held, typed, *, drawn=None, page="account", done=False, saves=0, form=""):
    """Return what a form says that was drawn when its page held `drawn`."""
    question = QUESTIONS_BY_NAME[name]
    pages = {page: held if drawn is None else drawn}
    version = read_form_version({"version": [make_form_version(question, pages, SIGNS)]})
    version = msgspec.structs.replace(version, saves=saves, form=form or version.form)
    tokens = SIGNS.get(page, frozenset())
    return PageChange(name, page, typed, version, done=done, growing=False, tokens=tokens)


def plan(change, held, version=1):
    return plan_change(change, held, version=version, spoiled=False)


def test_a_change_leaves_every_other_answer_of_its_page():
    held = {"child_words": ["hi"], "told_on": ["1/2/2026"], "seen": ["old"], PAGE_DONE: ["1"]}
    merged = merge_change(change_of("seen", held, {"seen": ["new"]}), held)
    assert merged == held | {"seen": ["new"]}


def test_what_was_emptied_on_its_page_is_gone():
    held = {"child_words": ["hi"], "asked_any": ["yes"], "questions_asked": ["Why?"]}
    merged = merge_change(change_of("words", held, {"child_words": ["hi"]}), held)
    assert merged == {"child_words": ["hi"]}


def test_two_question_pages_of_one_stored_page_never_conflict():
    drawn = {"child_words": ["hi"]}
    held = drawn | {"seen": ["crying"], "told_on": ["1/2/2026"]}
    change = change_of("words", held, {"child_words": ["hi there"]}, drawn=drawn)
    outcome, merged = plan(change, held)
    assert outcome is Outcome.WRITE
    assert merged == held | {"child_words": ["hi there"]}


def test_the_same_answers_changed_elsewhere_wait():
    drawn, held = {"child_words": ["hi"]}, {"child_words": ["first"], "seen": ["crying"]}
    outcome, merged = plan(change_of("words", held, {"child_words": ["mine"]}, drawn=drawn), held)
    assert outcome is Outcome.WAIT
    assert merged == {"child_words": ["mine"], "seen": ["crying"]}


@pytest.mark.parametrize("typed", [{"child_words": ["first"]}, {}])
def test_an_equal_or_an_empty_text_is_no_conflict(typed):
    held = {"child_words": ["first"]}
    outcome, _ = plan(change_of("words", held, typed, drawn={"child_words": ["hi"]}), held)
    assert outcome is Outcome.NOTHING


@pytest.mark.parametrize(
    ("saves", "outcome"), [(1, Outcome.WRITE), (2, Outcome.WRITE), (0, Outcome.WAIT)]
)
def test_a_form_never_conflicts_with_what_it_saved_itself_before(saves, outcome):
    drawn = {"child_words": ["hi"]}
    first = change_of("words", drawn, {"child_words": ["hi th"]}, saves=1, form="ab12")
    held = carry_notes_and_mark(first, drawn, merge_change(first, drawn), AT)
    later = change_of(
        "words", drawn, {"child_words": ["hi there"]}, drawn=drawn, saves=saves, form="ab12"
    )
    assert plan(later, held)[0] is outcome


def test_the_mark_of_a_form_is_no_answer():
    change = change_of("words", {}, {"child_words": ["hi"]})
    held = carry_notes_and_mark(change, {}, merge_change(change, {}), AT)
    assert list(held[FORM_MARK]) == [change.mark]
    question = QUESTIONS_BY_NAME["words"]
    assert select_shown_texts(question, "account", held) == {"child_words": ["hi"]}


def test_a_page_that_was_left_blank_is_written_only_once_it_is_done():
    assert plan(change_of("told", {}, {}, page="told"), {}, version=0)[0] is Outcome.NOTHING
    done = change_of("told", {}, {}, page="told", done=True)
    assert plan(done, {}, version=0) == (Outcome.WRITE, {PAGE_DONE: ["1"]})


def test_signs_go_to_the_stored_page_that_asks_them():
    form = {
        "c1.indicators-pick": ["images", "mood", "nobody-knows"],
        "c1.indicators-images-basis": ["seen_myself"],
        "c1.indicators-mood-note": ["since half term"],
    }
    parts = split_form(QUESTIONS_BY_NAME["signs"], form, SIGNS)
    assert parts["indicators_a"] == {
        "c1.indicators-pick": ["images"],
        "c1.indicators-images-basis": ["seen_myself"],
    }
    assert parts["indicators_b"] == {
        "c1.indicators-pick": ["mood"],
        "c1.indicators-mood-note": ["since half term"],
    }
    assert parts["indicators_c"] == {}


def test_a_sign_that_the_pack_no_longer_has_stays():
    held = {"c1.indicators-pick": ["old-sign", "mood"], "c1.indicators-old-sign-note": ["kept"]}
    change = change_of("signs", held, {"c1.indicators-pick": ["lessons"]}, page="indicators_b")
    assert merge_change(change, held) == {
        "c1.indicators-pick": ["old-sign", "lessons"],
        "c1.indicators-old-sign-note": ["kept"],
    }


@pytest.mark.parametrize("version", ["", "3", "~~", "1~zz~account.0", "0~ab~account"])
def test_only_the_form_of_a_question_page_is_one(version):
    assert not is_question_form({"version": [version]})


def test_a_late_form_is_split_and_put_into_its_page():
    question = QUESTIONS_BY_NAME["next"]
    form = {
        "version": [make_form_version(question, {}, SIGNS)],
        "explained_next": ["I must tell Jo."],
        "c1.safe_tonight": ["no"],
    }
    parts = split_late_form("next", form, SIGNS)
    assert list(parts) == ["told", "wishes"]
    change = read_late_change("told", parts["told"], SIGNS)
    assert change is not None
    assert merge_change(change, {"told_lead": ["yes"]}) == {
        "told_lead": ["yes"],
        "explained_next": ["I must tell Jo."],
    }
    assert read_late_change("told", {"told_lead": ["yes"]}, SIGNS) is None
    assert split_late_form("child", {"version": ["2"], "children-0-name": ["x"]}, SIGNS) == {}


def test_a_blank_page_that_was_left_is_kept_once_and_counts_as_shown():
    change = msgspec.structs.replace(change_of("next", {}, {}, page="wishes"), left=True)
    outcome, merged = plan(change, {}, version=0)
    assert (outcome, merged) == (Outcome.WRITE, {})
    held = carry_notes_and_mark(change, {}, merged, AT)
    assert plan(change, held)[0] is Outcome.NOTHING
    assert list_shown_question_pages({"wishes": held}) == ("next",)


def test_a_page_that_was_written_whole_was_shown_whole():
    assert list_shown_question_pages({"account": {"child_words": ["hi"]}}) == (
        "how",
        "words",
        "when",
        "seen",
        "others",
        "worry",
        "response",
    )
    assert list_shown_question_pages({"account": {}}) == ()


def test_signs_left_with_none_ticked_were_looked_at():
    typed = {name: {} for name in SIGNS}
    (looked,) = mark_children_without_signs(typed, {}, ("c1",), SIGNS)["indicators_a"].items()
    assert looked == ("c1.looked", ["yes"])
    ticked = typed | {"indicators_b": {"c1.indicators-pick": ["mood"]}}
    found = mark_children_without_signs(ticked, {}, ("c1", "c2"), SIGNS)
    assert found["indicators_a"] == {"c2.looked": ["yes"]}
    retired = {"indicators_b": {"c1.indicators-pick": ["old-sign"]}}
    assert mark_children_without_signs(typed, retired, ("c1",), SIGNS)["indicators_a"] == {}


def test_that_signs_were_looked_at_never_meets_a_tick_as_a_newer_text():
    held = {"c1.looked": ["yes"]}
    typed = {"c1.indicators-pick": ["images"]}
    change = change_of("signs", held, typed, drawn={}, page="indicators_a")
    assert plan(change, held) == (Outcome.WRITE, typed)
    assert list_children({"child": {}, "indicators_a": {"c1.looked": ["yes"]}}) == ("c1",)


def test_a_child_of_whom_only_signs_were_looked_at_is_not_written_about():
    child = {"children-0-id": ["c1"], "children-0-name": ["Maja"], "children-1-id": ["c2"]}
    assert list_children({"child": child, "indicators_a": {"c2.looked": ["yes"]}}) == ("c1",)


def test_a_late_form_of_what_was_seen_keeps_the_names_typed_next_to_it():
    question = QUESTIONS_BY_NAME["seen"]
    (_, names) = list_online_name_boxes({})
    form = {
        "version": [make_form_version(question, {}, SIGNS)],
        names.name: ["dazza"],
        names.drawn_name: [names.drawn],
    }
    parts = split_late_form("seen", form, SIGNS)
    assert parts["people"]["people-0-usernames"] == ["dazza"]
    change = read_late_change("people", parts["people"], SIGNS)
    assert change is not None
    held = {"people-0-id": ["1"], "people-0-phones": ["07700 900999"]}
    assert merge_change(change, held) == held | {"people-0-usernames": ["dazza"]}


def test_a_late_form_of_several_children_copies_what_is_the_same_for_each():
    question = QUESTIONS_BY_NAME["next"]
    form = {
        "version": [make_form_version(question, {}, SIGNS)],
        "c1.safe_tonight": ["no"],
        "same-of": ["c1,c2"],
        "same-for-each": ["yes"],
    }
    wishes = split_late_form("next", form, SIGNS)["wishes"]
    assert (wishes["c1.safe_tonight"], wishes["c2.safe_tonight"]) == (["no"], ["no"])
