"""A council's form says what the record says, whole, in any script, and holds nothing that acts."""

from __future__ import annotations

import unicodedata
from io import BytesIO

import pikepdf
import pytest
from msgspec import structs

from referral_forms.council.box_answers import assign_answers_to_boxes
from tests.unit.referral_forms import document_text
from tests.unit.referral_forms.council.example_council import (
    ABOUT,
    FORM,
    NOT_KNOWN,
    SUMMARY,
    answer,
    boxes,
    filled,
    remade,
    rows,
    sheets,
    value,
)
from tests.unit.referral_forms.sample_forms import (
    ARABIC,
    CHILD_WORDS,
    CHINESE,
    KOREAN,
    LONG,
    POLISH,
    WELSH,
)
from tests.unit.referral_forms.test_tagged_pdf import find_runs, list_elements

READ_ONLY = 1
BENGALI = "বাংলা"


def test_each_kind_of_box_says_what_the_record_says():
    data = filled(
        answer("child.name", POLISH, item=1),
        answer("child.born_on", "3 May 2012", day="2012-05-03", item=1),
        answer("now.danger_now", "Yes", tokens=("yes",)),
        answer("now.danger_why", "Missing", tokens=("missing",)),
        answer("about_child.plan", "Child in need plan", tokens=("in_need",)),
        answer("account.child_words", CHILD_WORDS, quote=True),
    )
    assert document_text.faults(data) == ""
    wanted = {
        "your_name": "Sam Lee",
        "your_reference": "K7QM-2RXD",
        "made_on": "24/11/2026",
        "Child.name": POLISH,
        "Child.born": "03052012",
        "danger": "/Yes",
        "why_missing": "/Yes",
        "why_hurt": "/Off",
        "Child.plan": "CIN",
        "child_said": CHILD_WORDS,
    }
    assert {name: value(data, name) for name in wanted} == wanted
    found = document_text.squash(document_text.whole_text(data))
    for text in (POLISH, "K7QM-2RXD", "Child in need", CHILD_WORDS):
        assert document_text.squash(text) in found


def test_a_tick_shows_on_the_page_and_not_only_in_the_value():
    found = boxes(filled(answer("now.danger_now", "No", tokens=("no",))))["danger"]
    assert [str(kid.AS) for kid in found.Kids] == ["/Off", "/No", "/Off", "/Off"]


def test_names_in_any_script_use_fonts_inside_the_file():
    names = {"Child.known_as": ARABIC, "Child.language": WELSH, "Child.needs": CHINESE}
    data = filled(
        answer("about_child.also_known_as", ARABIC),
        answer("about_child.language", WELSH),
        answer("about_child.communication", CHINESE),
        answer("about_child.addresses", KOREAN),
    )
    found = document_text.whole_text(data)
    for text in (WELSH, CHINESE, KOREAN):
        assert text in found
    assert "?" not in "".join(line for line in found.splitlines() if KOREAN in line)
    assert any("\ufe70" <= char <= "\ufefc" for char in found), "the letters do not join"
    letters = {*ARABIC} - {" "}
    assert letters <= set(unicodedata.normalize("NFKC", found))
    for name in names:
        fonts = boxes(data)[name].AP.N.Resources.Font
        used = boxes(data)[name].AP.N.read_bytes()
        for key, font in fonts.items():
            if f"{key} ".encode() in used and str(font.BaseFont) != "/Helvetica":
                assert "/FontFile2" in font.FontDescriptor
    assert value(data, "Child.known_as") == ARABIC


def test_a_line_of_answers_reads_from_the_left_after_an_arabic_name():
    names = (
        answer("people.name_or_nickname", ARABIC, item=1),
        answer("people.relationship", "Drives the car", item=1),
    )
    shown = next(
        one
        for one in assign_answers_to_boxes(FORM, SUMMARY, names, ABOUT).shown
        if one.name == "people"
    )
    assert [line.right for line in shown.fit.lines] == [False]
    assert shown.fit.text == f"\u200e{ARABIC}; Drives the car"
    assert "U+200E" not in document_text.whole_text(filled(*names))
    alone = next(
        one
        for one in assign_answers_to_boxes(FORM, SUMMARY, names[:1], ABOUT).shown
        if one.name == "people"
    )
    assert [line.right for line in alone.fit.lines] == [True]


def test_a_box_with_letters_that_no_font_draws_is_named_before_it_is_sent():
    given = (
        answer("about_child.language", BENGALI),
        answer("about_child.also_known_as", ARABIC),
        answer("about_child.addresses", f"{CHINESE}\n{WELSH}\t{KOREAN}"),
    )
    assert assign_answers_to_boxes(FORM, SUMMARY, given, ABOUT).coded == ("First language",)
    assert "U+09AC" in document_text.whole_text(filled(*given))


def test_a_text_that_does_not_fit_says_where_it_continues_whole():
    data, paper = filled(answer("account.seen", LONG)), sheets(answer("account.seen", LONG))
    head, mark = value(data, "you_saw").rsplit("\n", 1)
    assert mark == "Goes on: see 1 at the end"
    assert LONG.startswith(head)
    assert len(head) > 300
    assert rows(paper)["1. What you saw / account.seen"] == [LONG]
    assert document_text.squash(LONG) in document_text.squash(document_text.body_text(data))
    assert document_text.squash(mark) in document_text.squash(document_text.whole_text(data))


def test_a_box_of_one_line_never_shows_half_a_number():
    long = "07700 900123, but only after nine in the evening, and never when her father is at home"
    data = filled(answer("now.where_now", long * 2))
    assert value(data, "where_now") == "Goes on: see 1 at the end"


def test_not_known_is_said_where_there_is_room_and_else_named():
    data, paper = filled(), sheets()
    assert value(data, "Child.name") == NOT_KNOWN
    assert value(data, "child_said") == NOT_KNOWN
    assert value(data, "Child.born") == ""
    assert value(data, "danger") == "/NotKnown"
    assert value(data, "home2_name") == ""
    empty = rows(paper)[" / paper.empty"][0].split("\n")
    assert "Date of birth" in empty
    assert "Is it safe to tell the family?" in empty
    assert empty.count("In danger: why") == 1
    assert document_text.squash("Boxes left empty") in document_text.squash(
        document_text.whole_text(data)
    )


@pytest.mark.parametrize(
    ("said", "named"),
    [(("No",), 0), (("Not sure",), 1), (("No", "Yes"), 1), (("Yes", "No"), 1)],
)
def test_why_in_danger_is_no_gap_only_if_each_answer_says_no_one_is(said, named):
    given = [answer("now.danger_now", word) for word in said]
    assert (
        assign_answers_to_boxes(FORM, SUMMARY, given, ABOUT).left_empty.count("In danger: why")
        == named
    )


def test_what_was_said_instead_of_an_answer_stands_in_its_box_or_behind():
    told = answer("family.safe_to_tell", unknown="not_safe_to_ask")
    why = answer("family.safe_to_tell_reason", unknown="not_asked")
    assert value(filled(told, why), "safe_why") == "Not asked"
    assert value(filled(told, why), "safe_to_tell") == "/Off"
    assert rows(sheets(told, why))["1. Is it safe to tell the family? / family.safe_to_tell"] == [
        "Not safe to ask"
    ]


def test_an_answer_that_was_given_again_ticks_the_newest_and_prints_both():
    said = "Added by Joanna Reyes, 25 November 2026, 09:05"
    two = (
        answer("now.danger_now", "No", tokens=("no",)),
        answer("now.danger_now", "Yes", tokens=("yes",), said=said),
    )
    assert value(filled(*two), "danger") == "/Yes"
    assert rows(sheets(*two))["1. Is anybody in danger now? / now.danger_now"] == ["No", "Yes"]
    assert document_text.squash(said) in document_text.squash(document_text.body_text(filled(*two)))


def test_a_tick_without_a_box_of_its_own_stands_behind_once():
    why = answer("now.danger_why", "Hurt; Taken something", tokens=("hurt", "has_taken_something"))
    paper = rows(sheets(why))
    assert value(filled(why), "why_hurt") == "/Yes"
    assert [key for key in paper if "danger_why" in key] == ["1. In danger: why / now.danger_why"]


def test_who_has_no_row_and_what_has_no_box_stand_on_the_sheets():
    people = [answer("household.name", f"Person {n}", item=n) for n in (1, 2, 3)]
    ages = [answer("household.age", f"{n}0", item=n) for n in (1, 3)]
    more = answer("evidence.evidence_kept", "A phone, not opened.")
    data, paper = filled(*people, *ages, more), rows(sheets(*people, *ages, more))
    assert [value(data, f"home{n}_name") for n in (1, 2)] == ["Person 1", "Person 2"]
    assert [value(data, f"home{n}_age") for n in (1, 2)] == ["10", ""]
    assert paper["Person at home 3 / household.name"] == ["Person 3"]
    assert paper["Person at home 3 / household.age"] == ["30"]
    assert paper[" / evidence.evidence_kept"] == ["A phone, not opened."]
    assert not any("Person 1" in text for found in paper.values() for text in found)


def test_a_day_that_cannot_be_read_stands_behind_as_it_was_typed():
    born = answer("child.born_on", "about 2012 (as typed)")
    assert value(filled(born), "Child.born") == "See 1"
    assert rows(sheets(born))["1. Date of birth / child.born_on"] == ["about 2012 (as typed)"]


def test_the_other_children_are_named_and_never_take_the_childs_own_boxes():
    other = answer("child.name", "Maja Second", child="Maja Second", item=2)
    data = filled(answer("child.name", POLISH, item=1), other)
    assert value(data, "Child.name") == POLISH
    assert value(data, "other_children") == "Maja Second"


def test_what_heard_wrote_is_read_only_and_the_rest_can_be_typed_into():
    found = boxes(filled(answer("account.seen", "Crying.")))
    assert int(found["you_saw"].Ff) & READ_ONLY
    for name in ("signature", "office", "child_said", "home2_name"):
        assert not int(found[name].get("/Ff", 0)) & READ_ONLY


def _armed(pdf: pikepdf.Pdf) -> None:
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    send = pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F="https://example.org/")
    pdf.Root.OpenAction = script
    pdf.Root.AA = pikepdf.Dictionary(WC=script)
    pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["a", script]))
    pdf.Root.AcroForm.NeedAppearances = True
    pdf.pages[0].AA = pikepdf.Dictionary(O=script)
    pdf.Root.AcroForm.Fields[0].AA = pikepdf.Dictionary(F=script)
    pdf.Root.AcroForm.Fields[1].A = send
    radio = next(one for one in pdf.Root.AcroForm.Fields if str(one.T) == "danger")
    radio.AA = pikepdf.Dictionary(C=script)
    jump = pdf.make_indirect(pikepdf.Dictionary(Title="x", A=script))
    pdf.Root.Outlines = pikepdf.Dictionary(First=jump, Last=jump, Count=1)
    jump.Parent = pdf.Root.Outlines = pdf.make_indirect(pdf.Root.Outlines)


def test_nothing_that_runs_or_sends_by_itself_is_handed_over():
    data = filled(form=remade(_armed))
    with pikepdf.open(BytesIO(data)) as pdf:
        text = b"".join(one.unparse(resolved=True) for one in pdf.objects)
    for word in (b"JavaScript", b"SubmitForm", b"OpenAction", b"NeedAppearances"):
        assert word not in text


def test_no_words_of_the_blank_stay_in_a_box_that_has_nothing_to_say():
    def worded(pdf: pikepdf.Pdf) -> None:
        for field in pdf.Root.AcroForm.Fields:
            if str(field.T) in {"home2_name", "signature"}:
                field.V = "Write here"

    data = filled(form=remade(worded))
    assert value(data, "home2_name") == ""
    assert value(data, "signature") == "Write here"


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_filled_in_the_way_it_is_read(turn: int):
    def turned(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].Rotate = turn

    data = filled(form=remade(turned))
    assert document_text.faults(data) == ""
    assert "Reference K7QM-2RXD." in document_text.whole_text(data)


def test_the_same_record_gives_the_same_bytes_and_a_passphrase_locks_them():
    assert filled() == filled()
    locked = filled(words="one two three four five")
    assert document_text.faults(locked) != ""
    assert document_text.faults(locked, "one two three four five") == ""
    with pytest.raises(ValueError, match="lock nothing"):
        filled(words=" ")


def test_a_mark_is_on_every_page_and_a_correction_is_told_on_each():
    meta = structs.replace(ABOUT, watermark="PRACTICE", corrected="entry 2, by Sam Lee")
    with pikepdf.open(BytesIO(filled(meta=meta))) as pdf:
        count = len(pdf.pages)
    assert document_text.drawn_text(filled(meta=meta)).count("PRACTICE") == count
    found = document_text.whole_text(filled(meta=meta))
    assert found.count("CORRECTED after signing: see the last pages.") == 2


def test_no_name_of_a_child_stands_in_the_facts_of_the_file():
    with pikepdf.open(BytesIO(filled(answer("child.name", POLISH)))) as pdf:
        facts = {key: str(text) for key, text in pdf.docinfo.items()}
    assert facts["/Title"] == f"{FORM.title}, K7QM-2RXD"
    assert facts["/Subject"] == "example_authority/front_door, version 3, September 2026"
    assert not any("Łukaszewska" in text for text in facts.values())


def give_structure(pdf: pikepdf.Pdf) -> None:
    """Tag a form as a council would: here, each page is one paragraph."""
    root = pdf.Root.StructTreeRoot = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot)
    )
    document = pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.Document, P=root))
    root.K, numbers, kids = document, pikepdf.Array(), pikepdf.Array()
    for place, page in enumerate(pdf.pages):
        element = pdf.make_indirect(
            pikepdf.Dictionary(S=pikepdf.Name.P, P=document, Pg=page.obj, K=0)
        )
        page.contents_add(b"/P <</MCID 0>> BDC", prepend=True)
        page.contents_add(b"EMC")
        page.obj.StructParents = place
        kids.append(element)
        numbers.extend([place, pikepdf.Array([element])])
    document.K = kids
    root.ParentTree = pdf.make_indirect(pikepdf.Dictionary(Nums=numbers))
    root.ParentTreeNextKey = len(pdf.pages)
    pdf.Root.MarkInfo = pikepdf.Dictionary(Marked=True)


def test_sheets_of_a_tagged_form_are_read_around_it_and_claim_nothing():
    data = filled(answer("account.seen", LONG), form=remade(give_structure))
    with pikepdf.open(BytesIO(data)) as pdf:
        cover, form, sheets_of_it = pdf.Root.StructTreeRoot.K
        assert list_elements(cover)[:2] == ["Document", "H1"]
        assert list_elements(form) == ["Document", *["P"] * len(form.K)]
        assert list_elements(sheets_of_it)[:2] == ["Document", "H1"]
        parents = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
        for page in pdf.pages:
            numbers, outside, _ = find_runs(page)
            assert outside == []
            assert len(parents[int(page.obj.StructParents)]) == len(numbers)
        assert "pdfuaid:part" not in pdf.open_metadata()


def test_the_sheets_of_a_form_without_structure_have_none_either():
    with pikepdf.open(BytesIO(filled(answer("account.seen", LONG)))) as pdf:
        assert "/StructTreeRoot" not in pdf.Root
        assert "pdfuaid:part" not in pdf.open_metadata()
