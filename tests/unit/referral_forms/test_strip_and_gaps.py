"""The strip points below once, and no answer is listed as a gap."""

from collections.abc import Iterator

from msgspec import structs

from referral_forms.composing.composed_rows import NO_DAY
from referral_forms.composing.first_warnings import (
    FAMILY_MUST_NOT_KNOW,
    FAMILY_UNSAFE,
    SEE_FAMILY,
)
from referral_forms.composing.gap_list import AskedQuestions
from referral_forms.filled_form import (
    HELD_BACK_TEXT,
    NOT_ANSWERED,
    NOT_ASKED_YET,
    Answer,
    FilledPaper,
)
from referral_forms.form_filler import fill_form
from referral_forms.forms import EXAMPLE_AUTHORITY, LADO, NORTH_LINCOLNSHIRE
from tests.unit.referral_forms.sample_forms import CATALOGUE, META, POLISH, paper


def test_an_answer_about_every_child_is_no_gap_of_one_of_them():
    filled = paper(
        Answer("response.social_worker", text="Ama, duty team"),
        Answer("child.name", text="Ann", child="Ann", item=1),
        Answer("child.name", text="Bo", child="Bo", item=2),
        meta=structs.replace(META, children=("Ann",)),
    )
    answers = [a for b in filled.blocks for p in b.parts for row in p.rows for a in row.answers]
    assert [a.text for a in answers].count("Ama, duty team") == 1
    label = CATALOGUE["response.social_worker"]
    assert not [gap for gap in filled.gaps if label in gap.labels]


def test_that_it_was_not_safe_to_ask_is_read_where_no_child_is_named():
    label = CATALOGUE["help_so_far.worker_safety"]
    filled = paper(Answer("help_so_far.worker_safety", unknown="not_safe_to_ask"))
    rows = [row for block in filled.blocks for part in block.parts for row in part.rows]
    assert [row.answers[0].text for row in rows if row.label == label] == ["Not safe to ask"]


def test_a_place_too_long_for_the_strip_says_once_where_it_is():
    long = Answer("now.where_now", text="x" * 61)
    assert paper(long).strip[2].note == "See below"
    leaving = paper(long, Answer("now.leaves_at", text="17:00"))
    assert leaving.strip[2].note == "See below. Leaves at 17:00"


def test_a_child_who_is_not_safe_tonight_does_not_stand_under_a_bare_no():
    words = {"Yes": "Safe", "No": "Not safe", "Not sure": "Not sure"}
    for answer, shown in words.items():
        filled = paper(Answer("wishes.safe_tonight", text=answer))
        assert filled.strip[3].text == shown


def test_cautions_before_calling_the_family_are_on_top_where_printed():
    unsafe = Answer("family.safe_to_tell", text="No", tokens=("no",))
    secret = Answer("family.keep_from_family", text="That she told us.")
    safe = Answer("family.safe_to_tell", text="Yes", tokens=("yes",))
    for answers, said in (
        ((unsafe,), (FAMILY_UNSAFE["no"],)),
        ((secret,), (FAMILY_MUST_NOT_KNOW,)),
        ((unsafe, secret), (FAMILY_UNSAFE["no"], FAMILY_MUST_NOT_KNOW)),
        ((safe,), ()),
    ):
        rows = {row.label: row.answers[0].text for row in paper(*answers).top}
        expected = " ".join((*said, SEE_FAMILY)) if said else None
        assert rows.get("The family") == expected
    other = structs.replace(unsafe, child="Bo")
    found = paper(other, meta=structs.replace(META, children=("Ann",)))
    assert "The family" not in {row.label for row in found.top}


def test_images_and_someone_close_are_on_top_in_the_workers_words():
    label = "Someone has asked for sexual images"
    ticked = ("images_asked_for_or_used",)
    sign = Answer("indicators.indicator", text=label, tokens=ticked, item=1, child="Ann")
    filled = paper(
        Answer("exploitation.images_exist", text="Yes", tokens=("yes",)),
        Answer("exploitation.images_spreading", text="No", tokens=("no",)),
        sign,
        Answer("people.relationship", text="Mum’s boyfriend", item=1),
        meta=structs.replace(META, children=("Ann",)),
    )
    rows = {row.label: row.answers[0].text for row in filled.top}
    assert rows["Sexual images"] == (
        f"The worker says that there are sexual images of the child. The worker ticked “{label}”."
    )
    assert rows["The family"] == (
        "Someone the worker is worried about may be close to the family: “Mum’s boyfriend”. "
        f"{SEE_FAMILY}"
    )
    for harmless in (
        Answer("people.relationship", text="A man from the gym, no grandeur", item=1),
        Answer("people.relationship", text=HELD_BACK_TEXT, item=1),
        Answer("exploitation.images_exist", text="No", tokens=("no",)),
        structs.replace(sign, child="Bo"),
    ):
        found = paper(harmless, meta=structs.replace(META, children=("Ann",)))
        assert not {"Sexual images", "The family"} & {row.label for row in found.top}


def test_the_strip_answers_what_a_duty_worker_asks_first():
    filled = paper(
        Answer("child.name", text=POLISH, item=1),
        Answer("child.age", text="about 14", item=1),
        Answer("now.danger_now", text="No"),
        Answer("now.where_now", text="In the kitchen"),
        Answer("now.leaves_at", text="17:30"),
        Answer("wishes.safe_tonight", text="Not sure"),
        meta=structs.replace(META, author_phone="01632 960101"),
    )
    assert filled.strip_note == "The worker’s answers, signed 24 November 2026, 14:41."
    assert [(cell.label, cell.text, cell.note) for cell in filled.strip] == [
        ("Child’s name", POLISH, "Age about 14"),
        ("In danger now?", "No", "At signing, 14:41"),
        ("Where was the child?", "In the kitchen", "Leaves at 17:30"),
        ("Safe tonight?", "Not sure", "At signing, 14:41"),
        ("Call back", "01632 960101", "Sam Lee, Youth worker"),
        ("Worried about", "Not asked yet", ""),
        ("Done so far", "No call is recorded.", ""),
    ]
    assert [cell.row for cell in filled.strip] == [0, 0, 1, 1, 1, 2, 2]
    assert "Right now" not in [block.heading for block in filled.blocks]


def test_the_first_cell_names_the_child_as_far_as_anyone_knows():
    ann, born = Answer("child.name", text="Ann"), Answer("child.born_on", text="3 May 2012")
    about = structs.replace(META, children=("Ann",))
    added = Answer("child.age", text="13", said="Added by Sam Lee")
    for answers, shown in (
        ((ann, born, Answer("child.age", text="14")), ("Ann", "Age 14. Born 3 May 2012")),
        ((ann, born, Answer("child.age", text="14"), added), ("Ann", "Born 3 May 2012")),
        ((ann, added), ("Ann", "")),
        ((Answer("child.name", unknown="not_known"), born), ("Not known", "Born 3 May 2012")),
        ((Answer("child.age", text="about 6"),), (NOT_ASKED_YET, "Age about 6")),
    ):
        cell = paper(*answers, meta=about).strip[0]
        assert (cell.label, cell.text, cell.note) == ("Child’s name", *shown)
    long = structs.replace(META, children=("x" * 61,))
    assert paper(Answer("child.name", text="x" * 61), meta=long).strip[0].text == "See below"


def test_a_name_that_only_another_version_has_is_pointed_to():
    """One tab had no name for the child, or a shorter one, and the record was signed from it."""
    mia = Answer("child.name", text="Mia Cole", child="Not known", said="Another version")
    named = (Answer("child.name", text="Mia"), structs.replace(mia, child="Mia"))
    for child, answers, shown in (
        ("Not known", (mia,), ("See below", "")),
        ("Mia", named, ("Mia", "See below for another name")),
        ("Mia", (named[0], structs.replace(named[1], text=" mia")), ("Mia", "")),
        ("Mia", (named[0], structs.replace(named[1], child="Bo")), ("Mia", "")),
    ):
        filled = paper(*answers, meta=structs.replace(META, children=(child,)))
        assert (filled.strip[0].text, filled.strip[0].note) == shown
        assert answers[-1].text in texts(filled, "child.name")
    about = structs.replace(META, children=("Not known",))
    assert fact(fill_form(LADO, CATALOGUE, (mia,), about), "The child")[0] == "See below"


def test_the_first_cell_has_no_age_of_another_child():
    about = structs.replace(META, children=("Ann",))
    filled = paper(
        Answer("child.name", text="Ann", child="Ann", item=1),
        Answer("child.name", text="Bo", child="Bo", item=2),
        Answer("child.age", text="15", child="Bo", item=2),
        meta=about,
    )
    assert (filled.strip[0].text, filled.strip[0].note) == ("Ann", "")


def test_a_strip_without_answers_never_reassures():
    _, danger, where, tonight, *_ = paper().strip
    assert (danger.text, danger.note) == (NOT_ASKED_YET, "Treat this as not sure")
    assert (where.text, tonight.text) == (NOT_ASKED_YET, NOT_ASKED_YET)
    seen = AskedQuestions({"now.danger_now"})
    shown = fill_form(NORTH_LINCOLNSHIRE, CATALOGUE, (), META, seen).strip[1]
    assert (shown.text, shown.note) == (NOT_ANSWERED, "Treat this as not sure")


def test_danger_is_printed_with_its_reasons():
    filled = paper(
        Answer("now.danger_now", text="Yes"), Answer("now.danger_why", text="They are hurt")
    )
    assert (filled.strip[1].text, filled.strip[1].note) == ("Yes", "At signing, 14:41")
    assert fact(filled, "Why the worker thinks so") == ("They are hurt", "")
    several = "They are hurt; " * 5
    filled = paper(Answer("now.danger_now", text="Yes"), Answer("now.danger_why", text=several))
    assert (filled.strip[1].text, filled.strip[1].note) == ("Yes", "At signing, 14:41")
    assert filled.blocks[0].heading == "Right now"
    assert texts(filled, "now.danger_why") == [several]


def texts(filled: FilledPaper, key: str) -> list[str]:
    rows = (row for block in filled.blocks for part in block.parts for row in part.rows)
    return [answer.text for row in rows if row.key == key for answer in row.answers]


def fact(filled: FilledPaper, label: str) -> tuple[str, str]:
    return next((cell.text, cell.note) for cell in filled.strip if cell.label == label)


def person(item: int, name: str, **more: str) -> list[Answer]:
    given = {"name_or_nickname": name} | more
    return [Answer(f"people.{key}", text=text, item=item) for key, text in given.items()]


def call(item: int, day: str, clock: str, *tokens: str) -> list[Answer]:
    when = Answer("told.when", text=f"{day}, {clock}", item=item, day=day, clock=clock)
    return [when, *(Answer("told.whom", text=one, item=item, tokens=(one,)) for one in tokens)]


def test_page_one_says_who_is_feared_and_what_was_done_at_any_length():
    lead = Answer("told.told_lead", text="Tried", tokens=("no_answer",))
    filled = paper(
        *person(1, "Kaz", relationship="A friend of a friend"),
        *person(2, "x" * 50),
        lead,
        *call(1, "2026-11-24", "16:31", "children_services"),
        *call(2, "2026-11-23", "09:05", "health"),
        Answer("account.child_words", text="y" * 1100),
    )
    assert fact(filled, "Worried about") == ("Kaz, Someone with a long name", "")
    assert fact(filled, "Done so far")[0] == (
        "No answer from the worker’s organisation. Called health or ambulance on 23 November at "
        "09:05, children’s services 16:31. No call to the police is recorded."
    )


def test_a_call_that_reached_nobody_does_not_read_as_made():
    police = call(1, "2026-11-24", "08:10", "police")
    ended = Answer("told.how_it_ended", text="Asked for advice", item=1, tokens=("without_names",))
    for more, said in (
        ([Answer("told.answered", text="no answer", item=1)], "answered: no answer"),
        ([Answer("told.answered", text="It rang. " * 9, item=1)], "answered: see below"),
        ([Answer("told.answered", text="Ama", item=1), ended], "gave no names"),
    ):
        done = fact(paper(*police, *more), "Done so far")[0]
        assert done.startswith(f"Called police 08:10 ({said}).")
    unknown = Answer("told.answered", unknown="not_known", item=1)
    assert fact(paper(*police, unknown), "Done so far")[0].startswith("Called police 08:10.")


def test_a_name_that_is_held_back_is_not_called_long():
    assert fact(paper(*person(1, HELD_BACK_TEXT)), "Worried about")[0] == "See below"


def test_a_name_that_was_added_after_signing_says_so():
    later = Answer("people.name_or_nickname", text="Big T", item=1, said="Added by Sam Lee")
    assert fact(paper(later), "Worried about") == ("Big T", "Added after signing")


def test_no_one_feared_and_nothing_done_are_told_apart_from_no_answer():
    alone = Answer("people.no_one_in_particular", text="Yes")
    assert fact(paper(alone), "Worried about") == ("No particular person", "")
    unknown = Answer("people.name_or_nickname", unknown="not_known", item=1)
    assert fact(paper(unknown), "Worried about") == ("Name not known", "")
    assert fact(paper(), "Worried about") == (NOT_ASKED_YET, "")
    assert fact(paper(), "Done so far") == ("No call is recorded.", "")


def test_the_lado_reads_both_people_first_and_if_children_are_near():
    filled = fill_form(
        LADO,
        CATALOGUE | LADO.labels,
        [
            *person(1, "Ash Pendle", relationship="Her coach"),
            Answer("child.age", text="12", item=1),
        ],
        structs.replace(META, children=("Kestrel Moor",)),
    )
    assert "The adult: Ash Pendle. The child: Kestrel Moor." in filled.lead
    assert fact(filled, "The adult") == ("Ash Pendle", "Her coach")
    assert fact(filled, "The child") == ("Kestrel Moor", "Age 12")
    assert with_children_now(filled) == (NOT_ASKED_YET, "Ask Sam Lee. Treat this as yes")


def with_children_now(filled: FilledPaper) -> tuple[str, str]:
    return fact(filled, "Are they with children now?")


def lado_paper(*answers: Answer) -> FilledPaper:
    return fill_form(LADO, CATALOGUE | LADO.labels, answers, META)


def is_with_children(item: int, text: str, where: str = "") -> list[Answer]:
    found = [Answer("people.with_children_now", text=text, item=item)]
    return [*found, Answer("people.with_children_where", text=where, item=item)][: 1 + bool(where)]


def test_the_lado_reads_where_the_adult_is_with_children_now():
    ash = person(1, "Ash Pendle")
    here = lado_paper(*ash, *is_with_children(1, "Yes", "Pool, the under 12s"))
    assert with_children_now(here) == ("Yes", "Pool, the under 12s")
    assert with_children_now(lado_paper(*ash, *is_with_children(1, "No"))) == ("No", "")
    unsure = lado_paper(*ash, *is_with_children(1, "Not sure"))
    assert with_children_now(unsure) == ("Not sure", "Ask Sam Lee. Treat this as yes")


def test_no_answer_for_one_of_two_adults_is_never_read_as_no():
    both = [*person(1, "Ash"), *person(2, "Kit")]
    one = lado_paper(*both, *is_with_children(1, "No"))
    said = (f"Ash: No; Kit: {NOT_ASKED_YET}", "Ask Sam Lee. Treat this as yes")
    assert with_children_now(one) == said
    each = lado_paper(*both, *is_with_children(1, "Yes", "Pool"), *is_with_children(2, "No"))
    assert with_children_now(each) == ("Ash: Yes; Kit: No", "Pool")


def test_an_adult_who_works_with_no_children_is_not_asked_about_them():
    label = CATALOGUE["people.with_children_now"]
    gaps = {gap for filled in (paper(*person(1, "Dex")),) for gap in list_gap_labels(filled)}
    assert label not in gaps
    assert label in set(list_gap_labels(lado_paper(*person(1, "Dex"))))


def list_gap_labels(filled: FilledPaper) -> Iterator[str]:
    for gap in filled.gaps:
        yield from gap.labels


def example(*answers: Answer) -> FilledPaper:
    return fill_form(EXAMPLE_AUTHORITY, CATALOGUE, answers, META)


def test_page_1_of_a_councils_own_form_has_the_strip_and_the_childs_words():
    long = "he waits by the gate. " * 40
    day = Answer("account.told_on", text="24 November 2026")
    for words, told, shown, note in (
        ("he hits me\nat night", (), "“he hits me at night”", NO_DAY),
        ("he hits me\nat night", (day,), "“he hits me at night”", "Told 24 November 2026"),
        (
            long,
            (day, Answer("account.told_at_time", text="14:05")),
            f"“{'he waits by the gate. ' * 10}he waits by the…”",
            "Told 24 November 2026, 14:05. See below for all of it",
        ),
    ):
        filled = example(
            Answer("account.child_words", text=words), Answer("now.danger_now", text="No"), *told
        )
        assert [cell.text for cell in filled.strip if cell.label == "In danger now?"] == ["No"]
        cell = filled.strip[-1]
        assert (cell.label, cell.text, cell.note) == ("What the child said", shown, note)
        printed = [
            answer.text
            for block in filled.blocks
            for part in block.parts
            for row in part.rows
            for answer in row.answers
        ]
        assert words in printed  # each box says its answer again, whole
        assert "No" in printed


def test_words_that_are_held_back_are_no_quotation_at_the_top():
    filled = example(Answer("account.child_words", text=HELD_BACK_TEXT))
    assert "What the child said" not in {cell.label for cell in filled.strip}


def test_page_1_says_that_exact_words_were_added_later():
    seen = Answer("account.seen", text="crying", item=1)
    added = Answer("addition.words", text="he looks after me", quote=True, said="Added by Sam Lee")
    for answers, more in (((seen,), False), ((seen, added), True)):
        notes = [
            answer.text
            for block in paper(*answers).blocks
            for part in block.parts
            for row in part.rows
            for answer in row.answers
            if answer.text.startswith("The record has no words")
        ]
        (note,) = notes
        assert ("see “Added after signing”" in note) is more
