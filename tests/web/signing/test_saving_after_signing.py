"""What comes after its draft was signed: the same again is nothing new, anything else is kept."""

from __future__ import annotations

import pytest

from tests.support.disclosures import load
from tests.support.web.record_client import answer, begin, fill, look, press_sign, sign, write

pytestmark = pytest.mark.both_databases

WORDS = "he said if u tell anyone\nil put the pics on insta"


@pytest.fixture
def draft(sam):
    path = begin(sam)
    answer(sam, f"{path}/now", danger_now="no", about_our_team="no")
    answer(sam, f"{path}/account", child_words=WORDS)
    return path


def kept_pages(client):
    return [one for one in client.page("/record/kept").links if "/record/kept/" in one]


def test_a_page_typed_in_another_tab_is_kept_once_and_shown_also_at_once(sam, draft):
    form = look(sam, f"{draft}/account")
    concern = press_sign(sam, draft).location.removesuffix("/signed")
    form.set("seen", ["written in the other tab"])
    kept = {sam.post(form.action, data=form.sent()).location for _ in range(2)}
    (link,) = kept_pages(sam)
    assert kept == {link}
    page = sam.page(link)
    said = ("You signed this record at", "Look at it and add it", "so it cannot be changed")
    for shown in ("written in the other tab", *said):
        assert shown in page.text
    assert f"{concern}/add" in page.links


def test_what_saves_itself_in_another_tab_is_kept_and_says_what_to_press(sam, draft):
    form = look(sam, f"{draft}/view")
    press_sign(sam, draft)
    form.set("opinion", ["half a sen"])
    first = sam.post(f"{form.action}/autosave", data=form.sent())
    assert (first.status_code, first.json["error"]) == (409, "signed")
    assert first.json["said"] == (
        "This record is signed. We’ve saved your words. "
        "Press Continue to look at them and add them."
    )
    (half,) = kept_pages(sam)
    assert "half a sen" in sam.page(half).text
    form.set("opinion", ["half a sentence"])
    link = sam.post(form.action, data=form.sent()).location
    assert kept_pages(sam) == [link]  # what grew from the first is there instead of it
    assert "half a sentence" in sam.page(link).text


def test_another_text_does_not_take_the_place_of_one_that_is_kept(sam, draft):
    form = look(sam, f"{draft}/account")
    press_sign(sam, draft)
    for words in ("one thing", "another thing"):
        form.set("seen", [words])
        sam.post(form.action, data=form.sent())
    assert len(kept_pages(sam)) == 2


@pytest.mark.parametrize("name", ["single_sentence", "full"])
def test_a_page_sent_again_as_it_was_signed_keeps_nothing(world, sam, name):
    what = load(name)
    draft = write(sam, what)
    sent = {}
    for page in what.pages():
        form = look(sam, f"{draft}/{page.name}")
        sent[form.action] = form.sent()
    concern_id = sign(sam, draft, [str(world.people[key].id) for key in what.not_for], what.choice)
    places = {sam.post(action, data=form).location for action, form in sent.items()}
    assert places == {f"/concerns/{concern_id}/signed"}
    for action, form in sent.items():
        assert sam.post(f"{action}/autosave", data=form).json["said"] == "This record is signed."
    assert kept_pages(sam) == []


def test_another_answer_to_whose_a_text_is_is_new(sam, draft):
    fill(sam, f"{draft}/child", {"children-0-name": ["Maja"], "children-1-name": ["Kestrel"]})
    form = look(sam, f"{draft}/child")
    press_sign(sam, draft)
    assert sam.post(form.action, data=form.sent()).location.endswith("/signed")
    form.set("whose_child_words", ["c2"])
    assert "/record/kept/" in sam.post(form.action, data=form.sent()).location


@pytest.mark.parametrize(
    ("page", "first", "then"),
    [("view", {"opinion": "once"}, "opinion"), ("addition", {"words": "once"}, "words")],
)
def test_a_page_added_to_a_file_and_then_typed_elsewhere_is_kept(sam, page, first, then):
    concern = f"/concerns/{sign(sam, write(sam, load('single_sentence')), [])}"
    form = look(sam, f"{concern}/more/{page}")
    for name, text in first.items():
        form.set(name, [text])
    for _ in range(2):
        assert sam.post(form.action, data=form.sent()).location == f"{concern}?added=2"
    form.set(then, ["once, and then again"])
    saved = sam.post(f"{form.action}/autosave", data=form.sent())
    assert saved.json["said"].startswith("This page is signed. We’ve saved your words. Press Save")
    assert sam.post(form.action, data=form.sent()).location == kept_pages(sam)[0]


def test_details_can_be_put_in_and_no_childs_words_are_left_out(sam, draft):
    answer(sam, f"{draft}/child", **{"children-0-name": "Maja"})
    form = look(sam, f"{draft}/wishes")
    concern = press_sign(sam, draft).location.removesuffix("/signed")
    typed = {**form.sent(), "c1.next_contact": "Thursday", "c2.next_contact": "of one removed"}
    link = sam.post(form.action, data=typed).location
    page = sam.page(link)
    assert "Thursday" in page.text
    assert "of one removed" in page.text
    assert sam.send(link, {"choice": "put_in"}).location == f"{concern}/more/wishes"
    kept = look(sam, f"{concern}/more/wishes").controls["c1.next_contact"].value
    assert kept == "Thursday"
