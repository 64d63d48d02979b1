"""A page that says which button to press has that button."""

from __future__ import annotations

import re

import pytest

from tests.support.club.world import World
from tests.support.disclosures import load
from tests.support.web.link_crawler import crawl, words_of
from tests.support.web.record_client import begin, look, signed

SAID = re.compile(
    r"\b[Pp]ress ([A-Z][a-z]+(?: and [a-z]+| draft)?)(?: or ([A-Z][a-z]+(?: draft)?))?"
)
ELSEWHERE = {
    "/help": "tells of the pages of a record, which have both buttons",
    "/concerns": "tells, while it is empty, of the file that will come",
}


def missing(html: str) -> set[str]:
    """Buttons that a page speaks of and does not have."""
    buttons = {" ".join(text.split()) for text in re.findall(r"<button[^>]*>([^<]+)", html)}
    named = {name for found in SAID.findall(words_of(html)) for name in found if name}
    return named - buttons


def test_every_button_that_a_page_names_is_on_it(world: World):
    signed(world, load("single_sentence"))
    wrong = {who: list_misnamed(world, who) for who in ("sam", "jo", "senior", "kit")}
    assert not any(wrong.values()), wrong


def list_misnamed(world: World, who: str) -> dict[str, set[str]]:
    """Pages that this person can reach and that name a button that is not on them."""
    client = world.client(who)
    draft = begin(client)
    one, other = (look(client, f"{draft}/account") for _ in range(2))
    for form, words in ((one, "one text"), (other, "another")):
        form.set("worry", [words])
        client.post(form.action, data=form.sent())
    client.post(f"{draft}/now", data={**look(client, f"{draft}/now").sent(), "leaves_at": "six"})
    pages = crawl(client, "/", draft, f"{draft}/now?check=1", "/account/details")
    return {
        p: names for p, html in pages.items() if p not in ELSEWHERE and (names := missing(html))
    }


@pytest.mark.parametrize(("page", "finish"), [("account", "Continue"), ("add", "Sign and save")])
def test_a_page_of_questions_names_its_own_buttons_to_stay_signed_in(world, page, finish):
    concern = f"/concerns/{signed(world, load('single_sentence'))}"
    sam = world.client(load("single_sentence").author)
    path = f"{concern}/add" if page == "add" else f"{begin(sam)}/account"
    said = sam.page(path).text
    save = "Save draft" if page == "add" else "Save"
    assert f"unless you press {finish} or {save} before then" in said
    assert "unless you press a button or open another page before then" in sam.page("/account").text


def test_a_button_that_is_not_there_is_found():
    html = "<h1>x</h1><p>Press Continue or Save.</p><button>Save</button>"
    assert missing(html) == {"Continue"}
