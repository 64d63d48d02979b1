"""The small parts: what they show, to whom they can be read, and that words stay as they were."""

from datetime import date

import pytest
from lxml import html

from content import pack_loader, pack_text

WORDS = "  he said <b>if u tell</b>\n\n   il put the pics on insta "


def tree(text):
    return html.fragment_fromstring(text, create_parent="div")


def test_ring_now_shows_every_line_in_order_and_links_only_numbers(macro, panel):
    shown = tree(macro("parts", "ring_now", panel))
    assert [item.get("class") for item in shown.iter("li")] == [
        "is-emergency",
        "is-lead",
        "is-open",
        "is-closed",
        "is-unknown",
    ]
    assert shown.xpath("//a/@href") == [
        "tel:999",
        "tel:07700900123",
        "tel:01632960500",
        "tel:01632960555",
    ]


def test_call_now_names_answerphones_and_when_a_line_was_checked(macro, panel):
    shown = tree(macro("parts", "ring_now", panel))
    assert "This is an answerphone." in shown.xpath("string(//li[4])")
    assert "Last checked 12 Nov 2026." in shown.xpath("string(//li[3])")
    assert "answerphone" not in shown.xpath("string(//li[3])")


def test_a_quotation_is_the_words_to_the_letter(macro):
    quote = tree(macro("parts", "quotation", WORDS)).xpath("//blockquote")[0]
    assert quote.text_content() == WORDS
    assert quote.get("spellcheck") == "false"
    assert quote.get("translate") == "no"


def test_a_conflict_keeps_words_to_the_letter(macro):
    for text in (
        macro("parts", "conflict", WORDS, "other"),
        macro("parts", "conflict", [("Said", WORDS)], [("Said", "other")]),
    ):
        assert WORDS in [quote.text_content() for quote in tree(text).iter("blockquote")]


def test_a_very_long_text_is_folded_whole_and_shows_how_it_begins(macro):
    long = WORDS + " and on" * 400
    shown = tree(macro("parts", "conflict", long, WORDS))
    begins, whole, other = [quote.text_content() for quote in shown.iter("blockquote")]
    assert (whole, other) == (long, WORDS)
    assert len(begins) <= 400
    assert long.startswith(f"{begins} ")
    assert whole in shown.xpath("string(//details)")
    assert f"Show all {len(long):,} characters" in shown.xpath("string(//summary)")


def test_a_conflict_shows_both_texts(macro):
    text = macro("parts", "conflict", "one", "other", "14:07", "14:05")
    shown = tree(text)
    assert [q.text_content() for q in shown.iter("blockquote")] == ["one", "other"]
    heads = [head.text_content() for head in shown.iter("h3")]
    assert heads == ["The other version, saved at 14:07", "In the boxes below, saved at 14:05"]


@pytest.mark.parametrize(
    ("now", "given", "done"),
    [
        ("receive", (), 0),
        ("React", ("receive",), 1),
        ("support", ("receive", "react", "record"), 3),
        ("support", (), 0),  # only having come this far does not make it done
        ("receive", ("receive", "record"), 1),
        ("before", ("before",), 0),
    ],
)
def test_steps_say_which_is_now_and_which_are_done(macro, now, given, done):
    shown = tree(macro("parts", "steps", now, given))
    current = [item.text_content() for item in shown.xpath("//li[@aria-current='step']")]
    assert current == ([now.capitalize()] if now != "before" else [])
    assert len(shown.xpath("//li[@class='is-done']")) == done
    assert shown.text_content().count("(done)") == done


def test_rows_say_what_is_not_known(macro):
    shown = tree(macro("parts", "rows", [("Name", "Siân"), ("Age", ""), ("Calls", 0, "/x")]))
    assert [value.text_content() for value in shown.xpath("//dd[1]")] == ["Siân", "Not known", "0"]
    assert shown.xpath("string(//a)") == "Change Calls"


def test_no_error_prints_no_summary(macro):
    assert not macro("parts", "error_summary", []).strip()


def test_errors_without_a_control_are_still_said(macro):
    given = [("name", "Write a name"), ("/record/x#seen", "Too long"), ("", "Nothing was chosen")]
    text = macro("parts", "error_summary", given)
    shown = tree(text)
    assert shown.xpath("//a/@href") == ["#name", "/record/x#seen"]
    assert "Nothing was chosen" in shown.text_content()
    assert shown.xpath("count(//*[@autofocus][@tabindex='-1'])") == 1, "by keyboard, no script"


def test_a_passage_speaks_with_this_houses_names_and_says_when_it_is_old(macro):
    pack = pack_loader.load_pack("north_lincolnshire")
    new, old = (
        pack_text.fill_pack_text(pack, "warden", date(year, 11, 25)) for year in (2026, 2030)
    )
    shown = macro("words", "passage", new.texts["danger-not-sure"])
    assert "Call your warden now." in shown
    assert "No answer? Call children&#39;s services." in shown
    sentence = "This may be out of date: last checked on 24 November 2026."
    assert sentence not in shown
    assert sentence in macro("words", "passage", old.texts["danger-not-sure"])
    assert sentence not in macro("words", "passage", old.texts["danger-not-sure"], aged=False)


def test_a_count_of_none_is_never_said_where_not_all_were_counted(macro):
    assert "<b>0</b> <span>overdue</span>" in macro("counts", "count_tile", "overdue", 0, "overdue")
    cut = macro("counts", "count_tile", "overdue", 0, "overdue", more=True)
    assert "<span>Not all counted: overdue</span></a>" in cut
    assert "0" not in cut
    some = macro("counts", "count_tile", "overdue", 2, "overdue", more=True)
    assert '<a href="#overdue"><b>2+</b> <span>overdue</span></a>' in some
