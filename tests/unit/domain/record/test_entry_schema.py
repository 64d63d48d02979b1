"""What entries say: canonical, closed to unknown fields, and silent about words in a repr."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from app.domain.record.concern_card import (
    MAX_CONCERN_CHARACTERS,
    is_urgent,
    make_card,
    make_unread_sort_key,
    pick_most_cautious,
)
from app.domain.record.entry_schema import (
    Acknowledgement,
    Addition,
    AssignedTask,
    AuthorQuestion,
    Card,
    ClosedItem,
    ClosingNote,
    Closure,
    Decision,
    Details,
    Disagreement,
    Escalation,
    EscalationAnswer,
    ForAuthor,
    Handover,
    LeadsNote,
    NotSafeToTell,
    Part,
    Person,
    Record,
    Referral,
    Reopening,
    Reply,
    TaskOutcome,
    TaskOwner,
    decode_card,
    decode_entry,
    encode_canonical,
)
from app.domain.record.entry_titles import get_entry_title

AT = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
BY = Person("1", "Sam Lee", "Coach", "07700 900456", "sam@example.org", ("practitioner",), True)
WORDS = " he said\tNO\n\n“e\u0301”  "
RECORD = Record(
    by=BY, signed_at=AT, reference="CFHKMRWX", began_at=AT, not_for=(), route="leads",
    recipients=("leads",), pack="england",
    parts=(Part("account", ("c1",), {"child_words": WORDS, "seen": {"unknown": "not_known"}}),),
)  # fmt: skip
ENTRIES = [
    RECORD,
    Details(by=BY, signed_at=AT, page="evidence", parts=RECORD.parts),
    Addition(by=BY, signed_at=AT, words=WORDS, children=(), corrects=1, reason="slip"),
    Acknowledgement(by=BY, signed_at=AT),
    Decision(by=BY, signed_at=AT, parts=RECORD.parts),
    Decision(by=BY, signed_at=AT, parts=RECORD.parts, for_author=(ForAuthor("1", WORDS),)),
    LeadsNote(by=BY, signed_at=AT, of=3, parts=RECORD.parts),
    AssignedTask(by=BY, signed_at=AT, what=WORDS, owner=TaskOwner("1", "Jo"), due=AT.date()),
    AuthorQuestion(by=BY, signed_at=AT, words=WORDS, to=TaskOwner("1", "Sam"), due=AT.date()),
    Addition(by=BY, signed_at=AT, words=WORDS, children=(), answers=3),
    LeadsNote(by=BY, signed_at=AT, of=3, parts=(), words=WORDS),
    Handover(by=BY, signed_at=AT, to=TaskOwner("1", "Jo")),
    TaskOutcome(by=BY, signed_at=AT, of=3, said=WORDS),
    TaskOutcome(by=BY, signed_at=AT, of=3, said=WORDS, to=TaskOwner("1", "Jo")),
    Disagreement(by=BY, signed_at=AT, parts=RECORD.parts),
    Referral(by=BY, signed_at=AT, parts=RECORD.parts),
    Reply(by=BY, signed_at=AT, parts=RECORD.parts),
    Escalation(by=BY, signed_at=AT, parts=RECORD.parts),
    Escalation(by=BY, signed_at=AT, parts=RECORD.parts, level="manager"),
    EscalationAnswer(by=BY, signed_at=AT, of=3, said=WORDS),
    Closure(by=BY, signed_at=AT, parts=RECORD.parts),
    Closure(by=BY, signed_at=AT, parts=RECORD.parts, for_author=WORDS, ended=("review/4",)),
    ClosingNote(
        by=BY,
        signed_at=AT,
        of=3,
        reason=WORDS,
        items=(ClosedItem("task/5", "moved", WORDS, "c1", "2"),),
        not_safe=(NotSafeToTell("c1", WORDS),),
    ),
    Reopening(by=BY, signed_at=AT, parts=RECORD.parts),
]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: type(entry).__name__)
def test_an_entry_comes_back_as_it_was_and_always_in_the_same_bytes(entry):
    assert decode_entry(encode_canonical(entry)) == entry
    assert encode_canonical(decode_entry(encode_canonical(entry))) == encode_canonical(entry)
    assert b'": ' not in encode_canonical(entry)


def test_words_come_back_to_the_letter():
    assert decode_entry(encode_canonical(RECORD)).parts[0].values["child_words"] == WORDS


@pytest.mark.parametrize(
    "raw",
    [
        encode_canonical(RECORD).replace(b'"pack"', b'"pick"'),
        encode_canonical(RECORD).replace(b'"kind":"record"', b'"kind":"rumour"'),
        encode_canonical(RECORD)[:-1] + b',"score":3}',
        b"",
        b"[]",
    ],
)
def test_an_entry_of_another_shape_is_refused_whole(raw):
    with pytest.raises(msgspec.MsgspecError):
        decode_entry(raw)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: type(entry).__name__)
def test_a_repr_holds_no_words_and_no_names(entry):
    assert "Sam" not in repr(entry)
    assert "NO" not in repr(entry)


def parts(**now) -> tuple[Part, ...]:
    return (
        Part("now", (), {"leaves_at": "15:15", **now}),
        Part("account", ("c1",), {"child_words": "secret", "seen": "Bruise.", "worry": "w" * 500}),
        Part("child", ("c1",), {"name": "Maja", "age": "about 9"}, item="c1"),
        Part("child", ("c2",), {"group": "Blue"}, item="c2"),
        Part("child", (), {"whose_seen": ["c1"]}),
        Part("told", (), {"told_lead": "not_yet"}),
    )


def test_a_card_repeats_the_workers_answers_and_never_the_childs_words():
    card = make_card(parts(danger_now="unsure"))
    assert decode_card(encode_canonical(card)) == card
    assert (card.children, card.ages) == (("Maja", ""), ("about 9", ""))
    assert (card.danger, card.leaves_at, card.lead_told) == ("unsure", "15:15", "not_yet")
    assert len(card.worry) <= MAX_CONCERN_CHARACTERS + 2
    assert "secret" not in encode_canonical(card).decode()
    assert "Maja" not in repr(card)


@pytest.mark.parametrize(
    ("values", "also"),
    [
        ({"child_words": "no", "told_by_others": "x"}, "child_words"),
        ({"child_words_original": "nie", "worry": "Pale."}, "child_words_original"),
        ({"told_by_others": "x", "child_words": {"unknown": "not_asked"}}, "told_by_others"),
        ({"worry": "Pale.", "seen": "Bruise."}, msgspec.UNSET),
    ],
)
def test_a_card_says_which_account_is_written_that_it_does_not_show(values, also):
    card = make_card((Part("account", ("c1",), values),))
    assert card.also == also
    assert decode_card(encode_canonical(card)) == card
    assert make_card((), (Part("account", (), values),)).also == also  # a text kept beside it


def test_a_card_sealed_before_it_could_say_that_still_opens():
    old = b'{"ages":["14"],"children":["Maja"],"danger":"no"'
    old += b',"lead_told":"","leaves_at":"","worry":""}'
    assert decode_card(old) == Card(("Maja",), ("14",), "", "no", "", "")
    assert encode_canonical(decode_card(old)) == old


def test_a_blank_record_has_a_card_and_seen_replaces_a_blank_concern():
    assert make_card(()) == Card((), (), "", "", "", "")
    assert make_card((Part("account", (), {"seen": "Bruise."}),)).worry == "Bruise."
    unknown = Part("account", (), {"worry": {"unknown": "not_known"}})
    assert make_card((unknown,)).worry == ""


def test_cards_are_ordered_by_danger_then_leaving_then_age():
    def card(danger: str, leaves: str = "") -> Card:
        return Card((), (), "", danger, leaves, "")

    found = [
        make_unread_sort_key(card("yes", "15:15"), "1"),
        make_unread_sort_key(card("yes"), "0"),
        make_unread_sort_key(card("unsure", "15:00"), "2"),
        make_unread_sort_key(card("unsure"), "0"),
        make_unread_sort_key(card("", "14:00"), "0"),
        make_unread_sort_key(card("no", "13:00"), "0"),
        make_unread_sort_key(card("no"), "1"),
    ]
    assert found == sorted(found)
    assert [is_urgent(card(answer)) for answer in ("yes", "unsure", "no", "")] == [
        True, True, False, True,
    ]  # fmt: skip


def test_a_second_text_has_one_key_more_and_a_later_page_has_not():
    later = Details(by=BY, signed_at=AT, page="account", parts=())
    other = Details(by=BY, signed_at=AT, page="account", parts=(), saved_at=AT)
    assert b"saved_at" not in encode_canonical(later)
    assert [decode_entry(encode_canonical(one)) for one in (later, other)] == [later, other]
    assert (later.other_text_of, other.other_text_of) == (None, AT)
    assert get_entry_title(later) == "Details: What happened?"
    assert get_entry_title(other) == "Other version of “What happened?”"


def test_of_two_answers_the_one_that_asks_for_most_care_counts():
    def said(*answers: str) -> str:
        return pick_most_cautious(
            [Part("now", (), {"danger_now": one}) for one in answers], "danger_now"
        )

    assert [said("no", "yes"), said("unsure", "yes"), said("no", "unsure")] == ["yes"] * 2 + [
        "unsure"
    ]
    assert [said("no"), said("no", "no"), said()] == ["no", "no", ""]
