"""A child's file on paper names no other child and no private source, and leaves nothing out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import get_args
from uuid import UUID

import msgspec
import pytest
from msgspec import structs

from app.domain.children.child_card import ChildCard, ChildFacts, LinkedChild
from app.domain.children.file_facts import FamilyFact
from app.domain.record.entry_schema import (
    Acknowledgement,
    Addition,
    AssignedTask,
    AuthorQuestion,
    Call,
    ClosedItem,
    ClosingNote,
    Closure,
    Decision,
    Details,
    Disagreement,
    Entry,
    Escalation,
    EscalationAnswer,
    ForAuthor,
    Handover,
    LeadsNote,
    NotSafeToTell,
    Paper,
    Part,
    Person,
    Record,
    Referral,
    Reopening,
    Reply,
    TaskOutcome,
    TaskOwner,
)
from app.services.child_documents.file_paper import PrintChoices, PrintFacts, build_file_paper
from app.services.child_documents.later_entries import list_later_texts
from app.services.children.child_files import ConcernInFile, OpenChildFile
from app.services.children.file_entries import OpenFileEntry
from app.services.concerns.concern_reading import OpenConcern
from app.services.concerns.entry_decryption import OpenEntry, make_refused_entry

AT = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
BY = Person("1", "Jo Reid", "", "", "", ("lead",), confirmed=True)
OWNER = TaskOwner("1", "Jo Reid")
PRIVATE = Part("others", ("c1",), {"source": "Sarah Hill", "said": "He waits."}, item="o1")


def name_child(child: str, name: str) -> Part:
    return Part("child", (child,), {"name": name}, item=child)


def make_record(*parts: Part, alone: bool = False) -> Record:
    children = [name_child("c1", "Maya Ellis"), *([] if alone else [name_child("c2", "Tom Reed")])]
    return Record(
        by=BY, signed_at=AT, reference="CFHKMRWX", began_at=AT, not_for=(), route="leads",
        recipients=("leads",), pack="england", parts=(*children, *parts),
    )  # fmt: skip


def put_in_file(*entries: Entry, number: int = 1) -> ConcernInFile:
    concern = UUID(int=number)
    opened = tuple(
        OpenEntry(n, said, False, True, "", n, said.signed_at) for n, said in enumerate(entries, 1)
    )
    link = LinkedChild(
        str(concern), "c1", number, "may_be_affected", ChildFacts("Maya Ellis", "", "", "", "")
    )
    return ConcernInFile(
        link, OpenConcern(concern, f"REF{number}", "", "leads", UUID(int=9), AT, True, opened)
    )


def draw(
    *concerns: ConcernInFile, facts: tuple[FamilyFact, ...] = (), lost: tuple[UUID, ...] = ()
) -> str:
    """Return all that stands on the paper of a file. `lost`: concerns that no row shows."""
    card = ChildCard(links=tuple(one.link for one in concerns))
    entries = tuple(OpenFileEntry(n, said) for n, said in enumerate(facts, 1))
    many = len(concerns)
    file = OpenChildFile(UUID(int=1), card, concerns, 1, many, (), entries, not lost, lost)
    labels: Mapping[str, str] = {}
    about = PrintFacts("Jo Reid", AT, "Club", "lead", labels, {})
    paper = build_file_paper(file, PrintChoices("Police", "Asked"), about)
    return msgspec.json.encode(paper).decode()


def test_an_additions_heading_names_no_other_child_or_private_source():
    entries = [
        make_record(PRIVATE),
        Addition(
            by=BY, signed_at=AT, words="He came again.", children=("c1", "c2"), corrects=1,
            reason="Sarah Hill had the day wrong",
        ),
        Addition(by=BY, signed_at=AT, words="At six.", children=("c1", "c2"), corrects=1,
                 reason="Tom Reed told me the time"),
    ]  # fmt: skip
    text = draw(put_in_file(*entries))
    assert "A task" not in text, "the words of a task say which one it was"
    assert "Added by Jo Reid" in text
    assert "Corrects entry 1" in text
    assert "[T.R.] told me the time" in text
    assert not {"Reed", "Sarah", "Hill"} & set(text.replace('"', " ").split())


@pytest.mark.parametrize(
    ("children", "mark"),
    [
        ((), "It is not recorded which child this is about"),
        (("c1", "c2"), "About this child and another"),
        (("c1",), ""),
    ],
)
def test_added_words_that_may_be_another_childs_say_so(children: tuple[str, ...], mark: str):
    added = Addition(by=BY, signed_at=AT, words="He waits at the gate.", children=children)
    for alone in (False, True):
        text = draw(put_in_file(make_record(alone=alone), added))
        said = "Added by Jo Reid, 24 November 2026, 14:02"
        assert f'"{said}. {mark}"' in text if mark and not alone else f'"{said}"' in text


@pytest.mark.parametrize(
    ("text", "hidden", "kept"),
    [
        ("Élodie and Şeyma were there", ("Élodie", "Şeyma"), "there"),
        ("Мая, 小明", ("Мая", "小明"), ""),
    ],
)
def test_names_of_any_script_may_be_those_of_other_children(text: str, hidden, kept: str):
    part = Part("exploitation", ("c1",), {"other_children_named": text})
    printed = draw(put_in_file(make_record(part, alone=True)))
    assert not [name for name in hidden if name in printed]
    assert kept in printed


def test_a_lost_concern_is_said_beside_an_untrusted_entry():
    sound = put_in_file(make_record(alone=True))
    refused = make_refused_entry(2, None)
    concern = msgspec.structs.replace(sound.concern, entries=(*sound.concern.entries, refused))
    spoiled = msgspec.structs.replace(sound, concern=concern)
    for lost in ((), (UUID(int=5),)):
        text = draw(spoiled, lost=lost)
        assert "entry 2 of concern REF1" in text
        assert ("part of what links concerns to this child" in text) == bool(lost)


def test_a_concern_whose_record_is_refused_does_not_read_as_empty():
    told = Addition(by=BY, signed_at=AT, words="He came again.", children=())
    whole = put_in_file(make_record(alone=True), told)
    entries = (make_refused_entry(1, None), *whole.concern.entries[1:])
    refused = msgspec.structs.replace(whole.concern, entries=entries)
    text = draw(msgspec.structs.replace(whole, concern=refused))
    assert text.count("Nothing is recorded") == 2, "of family and plans"
    assert text.count("The record of concern REF1 cannot be trusted") == 3
    assert "every entry of concern REF1" in text


def test_a_private_source_is_in_no_label_text_fact_or_user_name():
    home = Part("household", ("c1",), {"name": "Sarah Hill", "relation": "Aunt"}, item="h1")
    people = Part("people", ("c1",), {"name_or_nickname": "Kai", "usernames": "sarahhill99"})
    fact = FamilyFact(by=BY, signed_at=AT, once="o", name="Sarah Hill", relation="Aunt")
    other = FamilyFact(
        by=BY, signed_at=AT, once="o", name="Dana Moss", relation="Friend of Sarah Hill"
    )
    text = draw(
        put_in_file(make_record(home, people)),
        put_in_file(make_record(PRIVATE), number=2),
        facts=(fact, other),
    )
    assert "Dana Moss" in text
    assert "sarah" not in text.lower()
    assert "Hill" not in text


def test_a_child_who_is_initials_has_no_school_on_paper():
    theo = FamilyFact(
        by=BY, signed_at=AT, once="o", name="Tom Reed", child_file="none",
        setting="Mill Lane Primary", setting_told="not_told",
    )  # fmt: skip
    text = draw(put_in_file(make_record()), facts=(theo,))
    assert "[T.R.]" in text
    assert "Left out, because this child is not named here" in text
    assert "Not told yet" in text
    assert "Mill Lane" not in text
    adult = structs.replace(theo, name="Dana Ellis", child_file="adult")
    assert "Mill Lane" in draw(put_in_file(make_record()), facts=(adult,))


def test_what_was_done_about_another_child_is_not_there():
    entries = [
        make_record(),
        AssignedTask(by=BY, signed_at=AT, what="Ring her aunt", owner=OWNER, due=AT.date(),
                     children=("c1",)),
        AssignedTask(by=BY, signed_at=AT, what="Ring his dad", owner=OWNER, due=AT.date(),
                     children=("c2",)),
        TaskOutcome(by=BY, signed_at=AT, of=2, said="The aunt was rung"),
        TaskOutcome(by=BY, signed_at=AT, of=3, said="The dad was rung"),
        TaskOutcome(by=BY, signed_at=AT, of=77, said="Nobody knows whose"),
        Closure(by=BY, signed_at=AT, parts=(), for_author="We made a referral"),
        ClosingNote(by=BY, signed_at=AT, of=7, reason="All is done",
            items=(
                ClosedItem("task/2", "done", "She knows"),
                ClosedItem("task/3", "not_needed", "He moved"),
                ClosedItem("fgm/1/c2", "not_needed", "His duty"),
                ClosedItem("review/1", "done", "We met"),
                ClosedItem("review/1", "moved", "In his file", "c2", "f"),
            ),
            not_safe=(NotSafeToTell("c1", "He reads it"), NotSafeToTell("c2", "They look"))),
    ]  # fmt: skip
    text = draw(put_in_file(*entries))
    assert "A task" not in text, "the words of a task say which one it was"
    for words in ("aunt", "We made a referral", "All is done", "She knows", "We met", "He reads"):
        assert words in text, words
    for words in ("his dad", "The dad", "Nobody knows", "He moved", "His duty", "In his", "They"):
        assert words not in text, words
    assert text.count("Task done, Jo Reid") == 2, "one in the chronology, one as a heading"


PAGE = {
    Decision: "decision", Disagreement: "disagreement", Referral: "referral", Reply: "reply",
    Escalation: "escalation", Reopening: "reopening", Closure: "closure",
}  # fmt: skip
SAID = "Words of this entry"
LATER: dict[type, Entry] = {
    **{
        kind: kind(by=BY, signed_at=AT, parts=(Part(page, ("c1",), {"why": SAID}),))
        for kind, page in PAGE.items()
    },
    LeadsNote: LeadsNote(by=BY, signed_at=AT, of=1, parts=(), words=SAID),
    AssignedTask: AssignedTask(by=BY, signed_at=AT, what=SAID, owner=OWNER, due=AT.date()),
    TaskOutcome: TaskOutcome(by=BY, signed_at=AT, of=1, said=SAID),
    AuthorQuestion: AuthorQuestion(by=BY, signed_at=AT, words=SAID, to=OWNER, due=AT.date()),
    EscalationAnswer: EscalationAnswer(by=BY, signed_at=AT, of=1, said=SAID),
    ClosingNote: ClosingNote(by=BY, signed_at=AT, of=1, reason=SAID, items=()),
    Handover: Handover(by=BY, signed_at=AT, to=TaskOwner("2", SAID)),
    Paper: Paper(by=BY, signed_at=AT, form="f", version="1", file_name="f", size=1, sha256="",
                 encrypted=False, child="c1", document_key=b"", added=SAID),
}  # fmt: skip
PRINTED_AS_ANSWERS = {Record, Details, Call, Addition}


@pytest.mark.parametrize("kind", get_args(Entry), ids=lambda kind: kind.__name__)
def test_every_kind_of_entry_is_printed_or_on_a_list(kind: type):
    if kind in {*PRINTED_AS_ANSWERS, Acknowledgement}:
        return
    one = put_in_file(make_record(), LATER[kind])
    assert SAID in [text for _, text, _ in list_later_texts(LATER[kind], one, {})]
    assert SAID in draw(one)


@pytest.mark.parametrize("closing", [
    Decision(by=BY, signed_at=AT, parts=(Part("decision", ("c1",), {}, item="1"),),
             for_author=(ForAuthor("1", SAID), ForAuthor("2", "Of another outcome"))),
    Closure(by=BY, signed_at=AT, parts=(), for_author=SAID),
])  # fmt: skip
def test_what_the_author_was_told_is_printed(closing: Entry):
    one = put_in_file(make_record(), closing)
    assert [text for _, text, _ in list_later_texts(closing, one, {})] == [SAID]


def noticed(note: str = "", **values: object) -> Part:
    said = {"indicator": "threats_or_control", "basis": "someone_else_told_me", "when": "recently"}
    return Part("indicators", ("c1",), said | values | ({"note": note} if note else {}), item="1")


def test_all_that_was_said_about_a_sign_is_in_one_row():
    text = draw(put_in_file(make_record(noticed("He had her phone."), alone=True)))
    assert (
        "Sign noticed: threats_or_control. How the worker knows: from what someone else said. "
        "When: recently. Worker’s note: “He had her phone.”"
    ) in text
    assert "What the worker knows about it" not in text


@pytest.mark.parametrize("note", ["Sarah Hill saw him.", "tomreed99 wrote to her."])
def test_a_note_on_a_sign_is_held_back_without_quotation_marks(note: str):
    text = draw(put_in_file(make_record(noticed(note), PRIVATE)))
    assert "Worker’s note: " in text
    assert "Worker’s note: “" not in text
    assert note not in text


def test_a_note_with_initials_for_a_name_has_no_quotation_marks():
    text = draw(put_in_file(make_record(noticed("Tom Reed had new trainers."))))
    assert "Worker’s note: [T.R.] had new trainers." in text
    assert "“[T.R.]" not in text


def test_signs_of_two_entries_stay_apart():
    later = Details(by=BY, signed_at=AT, page="indicators_a", parts=(noticed("Again."),))
    text = draw(put_in_file(make_record(noticed("Once."), noticed("Twice.")), later))
    assert text.count("Sign noticed: ") == 3
    for words in ("“Once.”", "“Twice.”", "“Again.”"):
        assert text.count(words) == 1
