"""After a time-out: the page itself, the list and the sign page lead to what was kept."""

from __future__ import annotations

import pytest

from tests.support.web.record_client import answer, begin, fill, look, sign
from tests.web.expired_sign_ins import end_sign_ins

BEFORE, LATER, LAST = "said before", "said before, and then after", "said before, and then after it"


@pytest.fixture
def draft(world):
    sam = world.client("sam")
    path = begin(sam)
    answer(sam, f"{path}/now", danger_now="no", about_our_team="no")
    answer(sam, f"{path}/account", child_words=BEFORE)
    return path


@pytest.fixture
def sam(world, draft):
    """Signed in again after a time-out: the page had saved itself, then Continue was pressed."""
    client = world.client("sam")
    form = look(client, f"{draft}/account")
    end_sign_ins(world, "sam")
    for address, words in ((f"{form.action}/autosave", LATER), (form.action, LAST)):
        form.set("child_words", [words])
        assert client.post(address, data=form.sent()).status_code == 401
    return world.client("sam")


def kept_links(client, path):
    return [one for one in client.page(path).links if "/record/kept/" in one]


def test_one_time_out_is_one_line_wherever_it_is_offered(sam, draft):
    places = (f"{draft}/account", draft, f"{draft}/sign", "/record/kept")
    links = {path: kept_links(sam, path) for path in places}
    assert {len(found) for found in links.values()} == {1}
    assert len({found[0] for found in links.values()}) == 1
    assert LAST in sam.page(links[draft][0]).text
    said = "after you were signed out. It is not in the boxes below yet. Look at it"
    assert said in sam.page(f"{draft}/account").text
    assert (
        "on “What happened?” after you were signed out. Look at it"
        in sam.page(f"{draft}/sign").text
    )
    assert kept_links(sam, f"{draft}/told") == []


def test_dealt_with_once_it_is_offered_nowhere(sam, draft):
    (link,) = kept_links(sam, draft)
    assert sam.send(link, {"choice": "put_in"}).location == f"{draft}/account"
    for path in (f"{draft}/account", draft, f"{draft}/sign", "/record/kept"):
        assert kept_links(sam, path) == [], path
    assert look(sam, f"{draft}/account").controls["child_words"].value == LAST


def test_two_texts_that_differ_are_offered_one_after_the_other(world, draft):
    client = world.client("sam")
    form = look(client, f"{draft}/account")
    end_sign_ins(world, "sam")
    for words in ("he went home", "she went home"):
        form.set("child_words", [words])
        client.post(form.action, data=form.sent())
    client = world.client("sam")
    assert len(kept_links(client, "/record/kept")) == 2
    for words in ("she went home", "he went home"):
        (link,) = kept_links(client, f"{draft}/account")
        assert words in client.page(link).text
        client.send(link, {"choice": "away"})
    assert kept_links(client, f"{draft}/account") == []


def test_what_was_kept_never_stops_signing(sam, draft):
    assert sign(sam, draft, [])


def test_putting_it_in_says_what_becomes_of_what_is_saved(sam, draft):
    (link,) = kept_links(sam, draft)
    page = sam.page(link).text
    assert "Use the other version" in page
    assert "We’ll save that too" in page
    assert "Put it back" not in page
    assert sam.send(link, {"choice": "put_in"}).status_code == 303
    shown = sam.page(f"{draft}/account").text
    assert (BEFORE in shown, "saved in two versions" in shown) == (True, True)


@pytest.mark.parametrize(("page", "name"), [("account", "child_words"), ("view", "opinion")])
def test_after_signing_what_is_signed_stands_beside_it(world, draft, page, name):
    sam = world.client("sam")
    fill(sam, f"{draft}/{page}", {name: ["signed words"]})
    form = look(sam, f"{draft}/{page}")
    sign(sam, draft, [])
    form.set(name, ["typed afterwards"])
    shown = sam.page(sam.post(form.action, data=form.sent()).location)
    after = shown.text.split("What is signed")[1]
    assert "signed words" in after
    assert "What is saved now" not in shown.text
    if page == "view":
        assert "This does not change what you signed. Put it back on its page" in shown.text
