"""A name to be kept private that is in other answers too: shown before signing, held back whole."""

from __future__ import annotations

import re

import pytest

from tests.support.web.html_forms import form_to
from tests.support.web.record_client import answer, begin, fill, sign

HELD = "A passage is held back to protect someone. Ask the referrer."
WORDS = "mrs patel seen him shout at me"


@pytest.fixture
def draft(sam) -> str:
    path = begin(sam)
    answer(sam, f"{path}/account", child_words=WORDS, worry="Mrs Patel fears he comes back")
    told = {"others-0-source": ["Mrs Patel, next door"], "others-0-said": ["I heard it"]}
    fill(sam, f"{path}/others", told | {"others-0-protect_identity": ["yes"]})
    return path


def test_the_check_page_says_where_the_name_is(sam, draft):
    page = sam.page(f"{draft}/sign")
    assert "A private name may be in your other answers" in page.text
    text = sam.get(f"{draft}/sign").get_data(as_text=True)
    assert (
        f'href="{draft}/worry#worry"' in text.partition('id="private"')[2].partition("<section")[0]
    )
    assert look_ticks(text) == ["account.child_words"]


def look_ticks(text: str) -> list[str]:
    return re.findall(r'name="held_back"\s+value="(.*?)"', text)


def test_a_quotation_is_held_back_whole_on_every_document(sam, draft):
    concern = f"/concerns/{sign_holding(sam, draft)}"
    summary = sam.page(f"{concern}/referral/summary").text
    assert HELD in summary
    assert "shout at me" not in summary
    assert "Mrs Patel fears he comes back" in summary  # own text is changed by its writer alone
    assert "shout at me" in sam.page(concern).text  # whole for those who can open it
    assert "Held back when the record was signed" in sam.page(f"{concern}/referral/pdf").text


def sign_holding(sam, draft: str) -> str:
    form = look_sign(sam, draft)
    form.set("not_for", ["none"])
    form.set("held_back", ["account.child_words"])
    answer = sam.post(form.action, data=form.sent(form.button("Sign and save")))
    assert answer.location.endswith("/signed")
    return answer.location.split("/")[2]


def look_sign(sam, draft: str):
    return form_to(sam.get(f"{draft}/sign").get_data(as_text=True), "/sign")


def test_the_tick_stays_when_something_else_stops_signing(sam, draft):
    form = look_sign(sam, draft)
    form.set("held_back", ["account.child_words"])
    sam.post(form.action, data=form.sent(form.button("Sign and save")))
    assert (
        "checked"
        in sam.get(f"{draft}/sign").get_data(as_text=True).partition('id="held_back"')[2][:60]
    )


def test_nothing_has_to_be_held_back(sam, draft):
    summary = sam.page(f"/concerns/{sign(sam, draft, [])}/referral/summary").text
    assert "shout at me" in summary
    assert HELD not in summary


def test_only_an_answer_with_a_private_name_can_be_held_back(sam, draft):
    form = look_sign(sam, draft)
    sent = form.sent(form.button("Sign and save"))
    sent |= {"not_for": "none", "held_back": ["account.worry", "others.said/1"]}
    concern = sam.post(form.action, data=sent).location.removesuffix("/signed")
    summary = sam.page(f"{concern}/referral/summary").text
    assert "I heard it" in summary
    assert "Mrs Patel fears he comes back" in summary


def test_a_private_name_added_later_is_shown_before_a_document_is_made(sam, draft):
    concern = f"/concerns/{sign_holding(sam, draft)}"
    warning = "A private name may be in this document"
    assert warning not in sam.page(f"{concern}/referral/pdf").text
    fill(sam, f"{concern}/add", {"words": ["mrs patel saw him again"]})
    for end in ("pdf", "summary"):
        page = sam.page(f"{concern}/referral/{end}").text
        assert warning in page
        assert "Entry 2, Information added" in page


def test_the_call_script_omits_what_is_held_back_and_warns_of_the_name(sam, draft):
    concern = f"/concerns/{sign_holding(sam, draft)}"
    script = sam.page(f"{concern}/phone-script").text
    assert "shout at me" not in script
    assert "A passage is held back to protect someone. Do not say it." in script
    assert "A name to keep private may be in this. Do not say the name." in script
