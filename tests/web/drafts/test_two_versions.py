"""Two tabs, autosave, late pages: nothing typed is lost and nothing is overwritten in silence."""

import re

import pytest

from tests.support.web.checking_client import show_whole
from tests.support.web.record_client import begin, look, sign
from tests.web.expired_sign_ins import end_sign_ins

pytestmark = pytest.mark.both_databases


@pytest.fixture
def path(sam):
    return f"{begin(sam)}/account"


def save(client, path, form, words):
    form.set("child_words", [words])
    return client.post(form.action, data=form.sent())


def headed(sam, path):
    """The two texts, each under what the page says that it is."""
    page = sam.get(path).get_data(as_text=True)
    found = re.findall(
        r"<h3[^>]*>(The other version|In the boxes below)[^<]*</h3>.*?<blockquote[^>]*>([^<]*)<",
        page,
        re.DOTALL,
    )
    return dict(found)


def test_two_tabs_are_both_kept_and_shown_side_by_side(sam, path):
    first, second = look(sam, path), look(sam, path)
    save(sam, path, first, "from the first tab")
    answer = save(sam, path, second, "from the second tab")
    assert (answer.status_code, answer.location) == (303, show_whole(path))
    page = sam.page(path)
    assert "from the first tab" in page.text
    assert "from the second tab" in page.text
    form = look(sam, path)
    assert form.controls["child_words"].value == "from the first tab"
    sam.post(form.action, data=form.sent())
    assert "from the second tab" in sam.page(path).text  # not gone by pressing Continue


def test_the_other_text_can_be_used_instead_and_the_first_one_waits(sam, path):
    first, second = look(sam, path), look(sam, path)
    save(sam, path, first, "first")
    save(sam, path, second, "second")
    assert headed(sam, path) == {"The other version": "second", "In the boxes below": "first"}
    form = look(sam, path)
    assert form.controls["child_words"].value == "first"
    sam.post(form.action, data=form.sent(form.button("Use the other version")))
    form = look(sam, path)
    assert form.controls["child_words"].value == "second"
    assert headed(sam, path) == {"The other version": "first", "In the boxes below": "second"}
    assert "first" in sam.page(path).text
    sam.post(form.action, data=form.sent(form.button("Dismiss the other")))
    assert "saved in two versions" not in sam.page(path).text


def test_choosing_one_version_says_that_others_move_aside_and_they_do(sam, path):
    first, second = look(sam, path), look(sam, path)
    first.set("seen", ["a bruise"])
    save(sam, path, first, "first")
    save(sam, path, second, "second")
    form = look(sam, path)
    button = form.button("Use the other version")
    assert "it replaces the whole page. We’ll save what is in the boxes." in " ".join(
        sam.page(path).text.split()
    )
    sam.post(form.action, data=form.sent(button))
    assert look(sam, path).controls["seen"].value == ""
    page = sam.get(path).get_data(as_text=True)
    aside = page.split("The other version")[1].split("In the boxes below")[0]
    assert "a bruise" in aside


def test_a_waiting_text_is_named_and_linked_until_it_was_looked_at(sam, path):
    first, second = look(sam, path), look(sam, path)
    save(sam, path, first, "first")
    save(sam, path, second, "second")
    draft = path.removesuffix("/account")
    said = {
        f"{draft}/sign": "Look at both versions of “What happened?”",
        draft: "“What happened?” has two versions. Compare both",
    }
    for page, words in said.items():
        assert (words in sam.page(page).text, show_whole(path) in sam.page(page).links) == (
            True,
            True,
        )
    form = look(sam, path)
    sam.post(form.action, data=form.sent(form.button("Dismiss the other")))
    for page, words in said.items():
        assert words not in sam.page(page).text
    assert sign(sam, draft, [])


def test_pressing_twice_is_no_conflict(sam, path):
    form = look(sam, path)
    for _ in range(2):
        assert save(sam, path, form, "once").location.endswith("/when")
    assert "saved in two versions" not in sam.page(path).text


def test_autosave_hands_on_the_version_and_says_when(sam, path):
    form = look(sam, path)
    form.set("child_words", ["half a sen"])
    answer = sam.post(f"{path}/autosave", data=form.sent())
    assert answer.json["version"] == 1
    assert len(answer.json["saved"]) == 5
    form.set("version", ["1"])
    form.set("child_words", ["half a sentence"])
    assert sam.post(f"{path}/autosave", data=form.sent()).json["version"] == 2
    assert look(sam, path).controls["child_words"].value == "half a sentence"


def test_autosave_over_a_newer_text_says_so_and_keeps_both(sam, path):
    form, other = look(sam, path), look(sam, path)
    save(sam, path, other, "newer")
    form.set("child_words", ["older tab"])
    answer = sam.post(f"{path}/autosave", data=form.sent())
    assert (answer.status_code, answer.is_json) == (409, True)
    assert "older tab" in sam.page(path).text


def test_every_save_needs_its_token(sam, path):
    form = look(sam, path)
    del form.controls["csrf_token"]
    for where in (path, f"{path}/autosave"):
        assert sam.post(where, data=form.sent()).status_code == 400


@pytest.fixture
def kept(world, sam, path):
    """A page that Sam sent after being signed out; the client that is signed in again."""
    form = look(sam, path)
    end_sign_ins(world, "sam")
    answer = save(sam, path, form, "typed too late ")
    assert answer.status_code in {303, 401, 422}
    return world.client("sam")


def test_a_late_page_is_offered_and_put_in(world, kept, path):
    draft = path.removesuffix("/account")
    page = kept.page(draft)
    assert "after you were signed out" in page.text
    link = next(one for one in page.links if "/record/kept/" in one)
    assert "typed too late" in kept.page(link).text
    answer = kept.send(link, {"choice": "put_in"})
    assert answer.location == path
    assert look(kept, path).controls["child_words"].value == "typed too late "
    assert "after you were signed out" not in kept.page(draft).text


def test_a_late_page_over_a_newer_one_keeps_both(world, kept, path):
    form = look(kept, path)
    save(kept, path, form, "written since")
    (link,) = [one for one in kept.page("/record/kept").links if "/record/kept/" in one]
    kept.send(link, {"choice": "put_in"})
    page = kept.page(path)
    assert look(kept, path).controls["child_words"].value == "typed too late "
    assert "written since" in page.text


def test_a_late_page_is_nobody_elses(world, kept):
    (link,) = [one for one in kept.page("/record/kept").links if "/record/kept/" in one]
    assert world.client("jo").get(link).status_code == 404
    assert kept.send(link, {"choice": "away"}).status_code == 303
    assert kept.get(link).status_code == 404
