"""Which questions count as asked: none newer than the form, none answered about another child."""

from datetime import UTC, datetime

import msgspec
import pytest

from app.domain.pages import label_stored_fields
from app.domain.record.entry_schema import Details, Part, Person, Record
from app.services.concerns.entry_decryption import OpenEntry
from app.services.referrals.asked_questions import find_asked_keys, find_keys_about_others
from app.services.referrals.form_filling import fill_form_and_list_omissions
from app.services.referrals.summary_answers import build_record_labels, find_child_names
from content.question_wording import get_current_form_version
from referral_forms.filled_form import ABOUT_ANOTHER_CHILD, PaperMeta
from referral_forms.forms import EXAMPLE_AUTHORITY, SUMMARY

BY = Person("1", "Sam Lee", "", "", "", (), confirmed=True)
AT = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


def opened(entry: Record | Details) -> OpenEntry:
    return OpenEntry(1, entry, False, True, "", 0, AT)


def record(form: int) -> OpenEntry:
    part = Part("told", ("c1",), {"told_lead": "yes"}, form=form)
    more = {"reference": "K7QM2RXD", "began_at": AT, "parts": (part,), "not_for": ()}
    more |= {"route": "leads", "recipients": ("leads",), "pack": "england"}
    return opened(Record(by=BY, signed_at=AT, **more))


def test_a_question_that_came_later_was_not_left_blank():
    assert "told.told_lead_name" in find_asked_keys((record(1),))
    assert "told.told_lead_said" not in find_asked_keys((record(1),))
    assert "told.told_lead_said" in find_asked_keys((record(get_current_form_version()),))


def test_the_page_before_a_referral_asked_only_what_is_on_it():
    part = Part("about_child", ("c1",), {"language": "Polish"}, form=get_current_form_version())
    keys = find_asked_keys((opened(Details(by=BY, signed_at=AT, page="asked", parts=(part,))),))
    assert {"about_child.addresses", "child.born_on", "household.phone"} <= keys
    assert "about_child.gp" not in keys
    assert "household.age" not in keys


def record_of_two(*said: Part, shown: tuple[str, ...]) -> OpenEntry:
    """A record of Maja and Leon."""
    children = (Part("child", ("c1",), {"name": "Maja"}), Part("child", ("c2",), {"name": "Leon"}))
    more = {"reference": "K7QM2RXD", "began_at": AT, "not_for": (), "shown": shown}
    more |= {"route": "leads", "recipients": ("leads",), "pack": "england"}
    return opened(Record(by=BY, signed_at=AT, parts=(*children, *said), **more))


def paper_of(entry: OpenEntry, child: str, form=SUMMARY):
    """The document of one of them."""
    assert isinstance(entry.entry, Record)
    name = find_child_names(entry.entry)[child]
    meta = PaperMeta(reference="K7QM", organisation="", author="Sam Lee", signed_at=AT,
                     made_at=AT, children=(name,))  # fmt: skip
    words = label_stored_fields(), build_record_labels(entry.entry, {})
    return fill_form_and_list_omissions(form, (entry,), child, words, meta)[0]


WORDS = Part("account", ("c2",), {"child_words": "he locked me in", "worry": "Both of them."})
SEEN = Part("account", ("c1", "c2"), {"seen": "Both were cold."})


@pytest.mark.parametrize(
    ("child", "about_others"), [("c1", {"account.child_words", "account.worry"}), ("c2", set())]
)
def test_what_was_answered_about_another_child_is_no_gap(child, about_others):
    entry = record_of_two(WORDS, SEEN, shown=("words", "seen", "worry", "child"))
    assert find_keys_about_others((entry,), child) == about_others
    paper = paper_of(entry, child)
    listed = {label for gap in paper.gaps for label in gap.labels}
    labels = label_stored_fields()
    for key in ("account.child_words", "account.worry", "account.seen"):
        assert labels[key] not in listed, key
    assert labels["account.asked_any"] in listed


def test_a_tick_for_one_of_several_answers_does_not_ask_the_question():
    """ "How is this child involved?" was called left blank, and no page had shown it."""
    keys = find_asked_keys((record_of_two(WORDS, shown=("child",)),))
    assert "child.age" in keys
    assert "child.part" not in keys
    older = Part("child", ("c1",), {"name": "Maja"}, form=get_current_form_version())
    entry = record(get_current_form_version()).entry
    assert isinstance(entry, Record)
    shown_whole = msgspec.structs.replace(entry, parts=(older,))
    assert "child.part" in find_asked_keys((opened(shown_whole),)), "its own page showed it"


def test_an_empty_box_of_each_childs_words_is_a_gap():
    entry = record_of_two(WORDS, shown=("words", "words_each", "child"))
    assert find_keys_about_others((entry,), "c1") == {"account.worry"}
    blank = {label for gap in paper_of(entry, "c1").gaps for label in gap.labels}
    assert label_stored_fields()["account.child_words"] in blank


def test_a_form_that_takes_no_blank_says_that_it_is_about_another_child():
    entry = record_of_two(WORDS, shown=("words",))
    paper = paper_of(entry, "c1", EXAMPLE_AUTHORITY)
    rows = {row.key: row for block in paper.blocks for part in block.parts for row in part.rows}
    assert rows["account.child_words"].answers[0].text == ABOUT_ANOTHER_CHILD
