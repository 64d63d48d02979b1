"""The page before a referral: what a duty team asks, signed where every paper looks for it."""

from __future__ import annotations

import re

import pytest

from tests.support.web.record_client import answer, begin, fill, look, sign


@pytest.fixture
def concern(sam) -> str:
    draft = begin(sam)
    answer(sam, f"{draft}/account", child_words="he said dont tell")
    fill(sam, f"{draft}/child", {"children-0-name": ["Maja"], "children-0-age": ["14"]})
    return f"/concerns/{sign(sam, draft, [])}"


KNOWN = {
    "c1.born_on": ["3/5/2012"],
    "c1.addresses": ["4 Mill Row"],
    "c1.safe_contact": ["Call school before three"],
    "c1.household-0-name": ["Ana Kovac"],
    "c1.household-0-relationship": ["Mother"],
    "c1.household-0-phone": ["01632 960123"],
}


def test_the_page_after_signing_leads_to_it_and_it_to_the_referral(sam, concern):
    assert f'href="{concern}/more/asked"' in sam.get(f"{concern}/signed").get_data(as_text=True)
    page = sam.get(f"{concern}/more/asked").get_data(as_text=True)
    assert re.search(rf'href="{concern}/referral">Make a referral<', page)
    assert fill(sam, f"{concern}/more/asked", {}) == f"{concern}/referral"  # blanks hold nothing up


def test_what_is_known_is_signed_and_stands_on_the_summary_once(sam, concern):
    assert fill(sam, f"{concern}/more/asked", KNOWN) == f"{concern}/referral"
    summary = sam.page(f"{concern}/referral/summary").text
    for words in ("3 May 2012", "4 Mill Row", "Call school before three", "01632 960123"):
        assert summary.count(words) == 1, words
    assert "Ana Kovac" in summary
    assert "Details: What they will ask you" in sam.page(concern).text
    form = look(sam, f"{concern}/more/asked")  # nothing is asked twice
    assert "c1.born_on" not in form.controls
    assert "c1.school_or_setting" in form.controls
    assert "4 Mill Row" in sam.page(f"{concern}/more/asked").text


def test_only_what_it_asked_counts_as_left_blank(sam, concern):
    fill(sam, f"{concern}/more/asked", KNOWN)
    text = sam.page(f"{concern}/referral/summary").text
    blank, _, later = text.partition("Not answered: ")[2].partition("Not asked yet: ")
    assert "School, college or nursery" in blank
    assert "GP" in later
    assert "GP" not in blank


def test_a_fault_brings_it_back_with_all_that_was_typed(sam, concern):
    form = look(sam, f"{concern}/more/asked")
    form.set("c1.addresses", ["4 Mill Row\x07"])
    form.set("c1.language", ["Croatian"])
    sent = sam.post(form.action, data=form.sent(form.button("Sign and save")))
    assert sent.location.endswith("/more/asked?check=1")
    page = sam.get(sent.location).get_data(as_text=True)
    assert "Error: " in page
    assert "Croatian" in page


def test_two_children_are_asked_apart(sam):
    draft = begin(sam)
    answer(sam, f"{draft}/account", worry="both may be at risk")
    fill(sam, f"{draft}/child", {"children-0-name": ["Maja"], "children-1-name": ["Luka"]})
    concern = f"/concerns/{sign(sam, draft, [])}"
    fill(
        sam,
        f"{concern}/more/asked",
        {"c1.addresses": ["4 Mill Row"], "c2.household-0-name": ["Iva"]},
    )
    first = sam.page(f"{concern}/referral/summary?child=c1").text
    second = sam.page(f"{concern}/referral/summary?child=c2").text
    assert ("4 Mill Row" in first, "Iva" in first) == (True, False)
    assert ("4 Mill Row" in second, "Iva" in second) == (False, True)
    assert "c1.addresses" in look(sam, f"{concern}/more/asked").controls  # Luka's is not known yet


def test_nobody_else_can_fill_it(world, concern):
    assert world.client("pat").get(f"{concern}/more/asked").status_code == 404


def test_agreeing_who_sends_it_follows_what_the_lead_said(sam):
    draft = begin(sam)
    answer(sam, f"{draft}/account", worry="someone collects her")
    answer(sam, f"{draft}/told", told_lead="yes", told_lead_said="Call the duty team at two")
    text = sam.page(f"/concerns/{sign(sam, draft, [])}/signed").text
    assert "They said they would: Call the duty team at two" in text
    assert "Agree now who will send the referral." in text
