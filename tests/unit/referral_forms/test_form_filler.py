"""Filling loses nothing, merges nothing, and says what is not known."""

from datetime import UTC, datetime

import pytest
from msgspec import structs

from referral_forms.composing.composed_rows import NO_HEARER
from referral_forms.composing.gap_list import KIND_BY_TOKEN, AskedQuestions
from referral_forms.filled_form import (
    GAP_MEANINGS,
    NOT_ANSWERED,
    NOT_ASKED_YET,
    NOT_KNOWN,
    UNKNOWN_WORDS,
    Answer,
    FilledPaper,
    FilledPart,
    FilledRow,
    PrintedContact,
)
from referral_forms.form_checks import FormError
from referral_forms.form_filler import fill_form
from referral_forms.forms import NORTH_LINCOLNSHIRE, find_printed_keys
from tests.unit.referral_forms.sample_forms import CATALOGUE, CHILD_WORDS, META, paper


def rows(filled: FilledPaper) -> list[FilledRow]:
    return [row for block in filled.blocks for part in block.parts for row in part.rows]


def texts(filled: FilledPaper, key: str) -> list[str]:
    return [a.text for row in rows(filled) if row.key == key for a in row.answers]


def parts(filled: FilledPaper, heading: str) -> list[FilledPart]:
    return [part for block in filled.blocks if block.heading == heading for part in block.parts]


def printed(filled: FilledPaper) -> str:
    """Every text of a paper: its strip and all its rows, a call's time among the labels."""
    cells = [text for cell in filled.strip for text in (cell.text, cell.note)]
    texts = (text for row in rows(filled) for text in (row.label, *(a.text for a in row.answers)))
    return "\n".join([*cells, *texts])


def gaps(filled: FilledPaper, kind: str) -> list[str]:
    return [label for gap in filled.gaps if gap.kind == kind for label in gap.labels]


@pytest.mark.parametrize("key", sorted(find_printed_keys(NORTH_LINCOLNSHIRE)))
def test_an_answer_to_any_question_is_printed(key):
    assert "a heron" in printed(paper(Answer(key, text="a heron", item=1)))


def test_a_question_that_nobody_was_asked_is_never_called_not_known():
    filled = paper()
    assert texts(filled, "account.seen") == []
    assert CATALOGUE["account.seen"] in gaps(filled, NOT_ASKED_YET)
    assert "not known" not in printed(filled).lower()


def test_a_question_that_the_worker_saw_and_passed_over_was_left_blank():
    for answers in ((), (Answer("account.seen", text=""),)):
        filled = fill_form(
            NORTH_LINCOLNSHIRE, CATALOGUE, answers, META, AskedQuestions({"account.seen"})
        )
        assert gaps(filled, NOT_ANSWERED) == [CATALOGUE["account.seen"]]
        assert CATALOGUE["account.seen"] not in gaps(filled, NOT_ASKED_YET)


@pytest.mark.parametrize(("token", "kind"), sorted(KIND_BY_TOKEN.items()))
def test_not_known_and_not_asked_are_gaps_of_their_own_kinds(token, kind):
    filled = paper(Answer("view.opinion", unknown=token))
    assert gaps(filled, kind) == [CATALOGUE["view.opinion"]]
    assert texts(filled, "view.opinion") == []


@pytest.mark.parametrize("token", ["not_safe_to_ask", "not_told_yet"])
def test_why_a_worker_did_not_ask_is_an_answer(token):
    filled = paper(Answer("view.opinion", unknown=token))
    assert texts(filled, "view.opinion") == [UNKNOWN_WORDS[token]]


def test_a_gap_that_was_answered_later_keeps_both_where_the_answer_is():
    later = Answer("view.opinion", text="a heron", said="Added by Sam Lee")
    filled = paper(Answer("view.opinion", unknown="not_known"), later)
    assert texts(filled, "view.opinion") == ["Not known", "a heron"]
    assert CATALOGUE["view.opinion"] not in [x for gap in filled.gaps for x in gap.labels]


def test_the_kinds_of_gap_have_a_row_each_and_empty_ones_none():
    filled = paper(Answer("view.opinion", unknown="not_known"))
    (part,) = parts(filled, "Not recorded")
    kinds = [f"{kind}: {GAP_MEANINGS[kind]}" for kind in (NOT_KNOWN, NOT_ASKED_YET)]
    assert [row.label for row in part.rows] == ["", *kinds]
    assert part.rows[0].answers[0].text == "A gap is no reason to wait. Ask Sam Lee."


def test_an_unheard_of_unknown_is_refused():
    with pytest.raises(FormError):
        paper(Answer("view.opinion", unknown="perhaps"))


def test_a_follow_up_that_was_not_asked_is_no_gap():
    assert texts(paper(), "account.child_words_original") == []


def test_every_value_is_printed_oldest_first_with_who_and_when():
    filled = paper(
        Answer("account.seen", text="one"),
        Answer("account.seen", text="two", said="Added by Sam Lee, 25 November 2026, 09:00"),
    )
    row = next(row for row in rows(filled) if row.key == "account.seen")
    assert [(a.text, a.said) for a in row.answers] == [
        ("one", ""),
        ("two", "Added by Sam Lee, 25 November 2026, 09:00"),
    ]


def test_the_childs_words_are_a_quotation_even_when_nobody_said_so():
    filled = paper(Answer("account.child_words", text=CHILD_WORDS))
    row = next(row for row in rows(filled) if row.key == "account.child_words")
    assert row.answers[0].quote
    assert row.answers[0].text == CHILD_WORDS


def test_a_key_without_a_home_stops_the_filling_without_saying_the_words():
    with pytest.raises(FormError, match=r"now\.mood") as caught:
        paper(Answer("now.mood", text="secret words"))
    assert "secret" not in str(caught.value)


def test_a_question_without_a_label_stops_the_filling():
    short = {key: label for key, label in CATALOGUE.items() if key != "account.seen"}
    with pytest.raises(FormError, match=r"account\.seen"):
        fill_form(NORTH_LINCOLNSHIRE, short, (), META)


def test_what_is_left_out_never_prints():
    filled = paper(Answer("sign.not_for", text="Morgan Webb"))
    assert "Morgan Webb" not in [a.text for row in rows(filled) for a in row.answers]


def test_each_item_of_a_group_is_printed_under_its_own_heading():
    filled = paper(
        Answer("household.name", text="Ann", item=1, item_label="Ann"),
        Answer("household.age", text="40", item=1),
        Answer("household.age", text="70", item=2),
    )
    home = parts(filled, "People at home")
    assert [(p.heading, p.level) for p in home] == [("Ann", 3), ("Person at home 2", 3)]
    assert [r.answers[0].text for r in home[1].rows if r.key == "household.age"] == ["70"]
    blank = next(gap.labels for gap in filled.gaps if gap.heading == "People at home, Ann")
    assert blank == ("Relationship?", "Phone?", "Address?", "Parental responsibility?")


def test_a_block_without_answers_is_absent_and_no_heading_has_a_number():
    headings = [block.heading for block in paper().blocks]
    assert headings == ["The child", "What has been done", "Who is referring", "Not recorded"]
    assert [paper().title_of(block) for block in paper().blocks] == headings


def test_one_child_needs_no_heading_and_two_children_have_one_each():
    one = paper(Answer("child.name", text="Ann", child="Ann", item=1))
    assert parts(one, "The child")[0].heading == ""
    two = paper(
        Answer("child.name", text="Ann", child="Ann", item=1),
        Answer("child.name", text="Bo", child="Bo", item=2),
        Answer("about_child.gp", text="Dr Hill", child="Bo"),
    )
    headings = [(p.heading, p.own) for p in parts(two, "The child")]
    assert headings[:2] == [("Ann", True), ("Bo", True)]
    assert [(p.heading, p.rows[0].answers[0].text) for p in parts(two, "More about the child")] == [
        ("Bo", "Dr Hill")
    ]


@pytest.mark.parametrize(
    "answers",
    [
        (Answer("now.danger_now", text="No"), Answer("now.danger_now", text="Yes", said="Later")),
        (Answer("now.danger_now", text="x" * 61),),
    ],
    ids=["two answers", "a long answer"],
)
def test_what_the_strip_cannot_hold_stands_whole_below(answers):
    filled = paper(*answers)
    assert "See below" in (filled.strip[1].text, filled.strip[1].note)
    assert texts(filled, "now.danger_now") == [one.text for one in answers]


def test_the_other_child_is_named_and_nothing_else_of_them_is_a_gap():
    filled = paper(
        Answer("child.name", text="Ann", child="Ann", item=1),
        Answer("child.name", text="Bo", child="Bo", item=2),
        Answer("wishes.child_wishes", text="to stay", child="Ann"),
        meta=structs.replace(META, children=("Ann",)),
    )
    ann, bo, *_ = parts(filled, "The child")
    assert (ann.heading, bo.heading, bo.rows) == ("Ann", "Bo", ())
    assert not [gap for gap in filled.gaps if "Bo" in gap.heading]
    assert [gap for gap in filled.gaps if gap.heading == "The child, Ann"]


def test_a_child_who_cannot_be_found_has_one_line_of_what_is_missing():
    filled = paper(Answer("child.name", text="Ann"), Answer("child.home_area", text="Hull"))
    note = parts(filled, "The child")[-1].rows[-1].answers[0].text
    assert note == "Not recorded: age, date of birth, address, school, social worker."


def test_the_childs_words_say_to_whom_when_and_where():
    filled = paper(
        Answer("account.child_words", text=CHILD_WORDS),
        Answer("account.told_on", text="24 November 2026"),
        Answer("account.told_at_time", text="14:05"),
        Answer("account.told_at_place", text="In the minibus"),
    )
    assert parts(filled, "What the child said")[0].rows[1].answers[0].text == (
        "To Sam Lee, 24 November 2026, 14:05, In the minibus. "
        "Written down and signed 24 November 2026, 14:41."
    )


def test_words_from_other_ways_alone_are_not_told_to_the_worker():
    ways = {("someone_told_me",): NO_HEARER, ("child_told_me", "online"): "To Sam Lee"}
    for tokens, hearer in ways.items():
        known = Answer("account.how_known", text="How", tokens=tokens)
        filled = paper(known, Answer("account.child_words", text=CHILD_WORDS))
        caption = parts(filled, "What the child said")[0].rows[1].answers[0].text
        assert caption.startswith(f"{hearer}. "), tokens


def test_a_sign_is_what_the_worker_noticed_never_the_childs_testimony():
    filled = paper(
        Answer("indicators.indicator", text="Someone threatens the child", item=1, group="Harm"),
        Answer("indicators.basis", text="x", tokens=("child_told_me",), item=1),
        Answer("indicators.when", text="Now", tokens=("now",), item=1),
        Answer("indicators.note", text="He says she owes him.", item=1),
    )
    (part,) = parts(filled, "Signs the worker noticed")
    assert part.heading == "Harm"
    assert part.rows[0].answers[0].text == (
        "Sign noticed: Someone threatens the child. How the worker knows: from what the child "
        "said. When: now. Worker’s note: “He says she owes him.”"
    )


@pytest.mark.parametrize(
    ("basis", "words"),
    [
        ("seen_myself", "the worker saw it. Seen 14 November 2026."),
        ("child_told_me", "from what the child said. Noticed 14 November 2026."),
    ],
)
def test_the_day_of_a_sign_says_seen_only_where_the_worker_saw_it(basis, words):
    filled = paper(
        Answer("indicators.indicator", text="A sign", item=1, group="Harm"),
        Answer("indicators.basis", text="x", tokens=(basis,), item=1),
        Answer("indicators.noticed_on", text="14 November 2026", item=1),
    )
    (part,) = parts(filled, "Signs the worker noticed")
    assert part.rows[0].answers[0].text.endswith(words)


def call(item: int, day: str, clock: str, whom: str, **more: str) -> list[Answer]:
    when = Answer("told.when", text=f"{day} {clock}", day=day, clock=clock, item=item)
    kind = Answer("told.whom", text=whom, tokens=(whom,), item=item)
    made = [when, kind, *(Answer(f"told.{k}", text=v, item=item) for k, v in more.items())]
    return [structs.replace(one, reached=(whom,) * ("answered" in more)) for one in made]


def test_calls_stand_by_time_and_what_was_said_is_a_quotation():
    filled = paper(
        *call(1, "2026-11-24", "16:02", "children_services", answered="Dawn", advice="Wait."),
        *call(2, "2026-11-24", "15:50", "lado", number="01632 960555"),
    )
    first, second, note = parts(filled, "What has been done")[-1].rows
    assert first.answers[0].text == "Called lado, 01632 960555."
    assert second.label == "2026-11-24 16:02"
    assert [(a.text, a.quote) for a in second.answers] == [
        ("Called children_services. Answered by: Dawn. They said:", False),
        ("Wait.", True),
    ]
    assert note.answers[0].text == "No call to the police is recorded."
    assert filled.lead.endswith("This follows a phone call on 2026-11-24 16:02 with Dawn.")


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ((), ["No call is recorded."]),
        (call(1, "2026-11-24", "16:02", "police"), []),
        (call(1, "2026-11-24", "16:02", "lado", number="101"), []),
        ([Answer("told.who", text="PC Hill", item=1)], []),
    ],
    ids=["none", "police", "by number", "kind not known"],
)
def test_no_call_to_the_police_is_said_only_where_it_is_known(answers, said):
    filled = paper(*answers)
    assert [t for t in texts(filled, "paper.note") if t.startswith("No call")] == said


def order(*answers: Answer) -> list[str]:
    return [block.heading for block in paper(*answers).blocks]


def test_long_words_stand_whole_after_person_reason_and_what_was_done():
    feared = Answer("people.places", text="x", item=1)
    assert order(Answer("account.child_words", text="x" * 1200), feared)[1:3] == [
        "What the child said", "Who the worker is worried about",
    ]  # fmt: skip
    assert order(Answer("account.child_words", text="x" * 1201), feared)[1:4] == [
        "Who the worker is worried about", "What has been done", "What the child said",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "heading"),
    [
        ("account.seen", "What the worker noticed"),
        ("account.told_by_others", "What others said"),
        ("others.said", "What others said"),
    ],
)
def test_without_the_childs_words_what_is_known_takes_their_place(key, heading):
    filled = paper(
        Answer(key, text="crying", item=1),
        Answer("account.told_on", text="24 November 2026"),
        Answer("people.places", text="x", item=1),
    )
    assert [block.heading for block in filled.blocks][1:4] == [
        heading, "How the worker came to know", "Who the worker is worried about",
    ]  # fmt: skip
    note = parts(filled, heading)[0].rows[0].answers[0].text
    assert note == "The record has no words from the child."


def test_what_was_added_after_signing_prints_only_when_there_is_some():
    assert parts(paper(), "Added after signing") == []
    more = paper(Answer("addition.words", text="she told me more", said="Added by Sam Lee"))
    assert texts(more, "addition.words") == ["she told me more"]


def test_no_heading_stands_over_nothing():
    for block in paper().blocks:
        assert all(part.rows for part in block.parts)


def test_an_answer_that_names_no_child_is_not_lost_beside_those_that_do():
    filled = paper(
        Answer("wishes.child_wishes", text="to go home"),
        Answer("wishes.child_wishes", text="to stay", child="Bo"),
    )
    assert texts(filled, "wishes.child_wishes") == ["to go home", "to stay"]


def test_marks_of_two_children_do_not_mix():
    filled = paper(
        Answer("injuries.region", text="Hand", item=1, child="Ann"),
        Answer("injuries.region", text="Knee", item=1, child="Bo"),
    )
    headings = [p.heading for p in parts(filled, "Marks and injuries that could be seen")]
    assert "Mark 1 (Ann)" in headings
    assert "Mark 1 (Bo)" in headings


def about(filled: FilledPaper) -> dict[str, str]:
    return {row.key.removeprefix("paper."): row.answers[0].text for row in filled.foot}


def test_times_print_as_they_are_in_england():
    summer = structs.replace(META, signed_at=datetime(2026, 7, 1, 12, 0, tzinfo=UTC), late="late")
    assert about(paper(meta=summer))["signed_at"].startswith("Sam Lee, 1 July 2026, 13:00, late.")


def test_a_time_without_a_zone_is_refused():
    without = datetime(2026, 7, 1, 12, 0)  # noqa: DTZ001 - the missing zone is what is tested
    nowhere = structs.replace(META, made_at=without)
    with pytest.raises(ValueError, match="zone"):
        paper(meta=nowhere)


def test_a_line_without_a_confirmed_number_says_what_to_ring():
    lines = about(paper(meta=structs.replace(META, contacts=(PrintedContact("Front door"),))))[
        "contacts"
    ]
    assert lines == "Front door: number not checked: call 101, or 999 in an emergency"


def test_the_foot_holds_hash_and_checkpoint():
    foot = {row.key: row.answers[0].text for row in paper().foot}
    assert foot["paper.record_hash"] == META.record_hash
    assert foot["paper.log"] == "riverside.example/log, checkpoint 1284, 7K2M-94TQ"


def test_a_repr_shows_no_words():
    filled = paper(Answer("account.seen", text="secret words"))
    told = [filled, *rows(filled), *filled.blocks, Answer("a.b", text="secret words"), META]
    assert not any("secret" in repr(one) or "Łukaszewska" in repr(one) for one in told)
