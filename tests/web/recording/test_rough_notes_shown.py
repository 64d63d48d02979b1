"""Rough notes in a browser and on paper: what was left first stays, a change stands beneath it."""

import re

import pytest

from tests.support.every_answer import Read
from tests.support.web.record_client import begin, look, sign
from tests.web.recording.test_every_question import pdf_of

FIRST, CHANGED = "J / pics /\n insta", "J / pics / snap, not insta"
STAYS = "Rough notes that stay in the record"
TIME = re.compile(r"\d+ \w+ \d{4}, \d\d:\d\d")


@pytest.fixture
def path(sam):
    return f"{begin(sam)}/account"


def leave(client, path, words, button="Continue", **more):
    form = look(client, path)
    form.set("first_note", [words])
    for name, value in more.items():
        form.set(name, [value])
    return client.post(form.action, data=form.sent(form.button(button)))


def typed(client, path, *texts):
    """What a page sends by itself while these are typed."""
    form = look(client, path)
    for words in texts:
        form.set("first_note", [words])
        answer = client.post(f"{path}/autosave", data=form.sent())
        assert answer.status_code == 200
        form.set("version", [str(answer.json["version"])])


def stays(client, path):
    """The texts that the page says stay, though they are in the box no longer."""
    shown = client.get(path).get_data(as_text=True).partition(STAYS)[2]
    return re.findall(r"<blockquote[^>]*>([^<]*)<", shown)


@pytest.mark.parametrize("button", ["Continue", "Save"])
def test_a_note_left_and_changed_shows_both_its_times_everywhere(world, sam, path, button):
    assert leave(sam, path, FIRST, button, worry="All of it.").status_code == 303
    assert stays(sam, path) == []
    leave(sam, path, CHANGED, button)
    assert stays(sam, path) == [FIRST]
    assert look(sam, path).controls["first_note"].value == CHANGED
    concern = sign(sam, path.removesuffix("/account"), [])
    lead = world.client("jo")
    for end in (f"/concerns/{concern}", f"/concerns/{concern}/referral/summary?child=c1"):
        found = dict(Read(lead.get(end).get_data(as_text=True)).pairs)
        assert FIRST in found["Rough notes the worker made at the time"]
        assert CHANGED in found["Rough notes, as changed later"]
        for label in ("when they were saved", "when they were changed"):
            assert TIME.search(found[f"Rough notes: {label}"])
    printed = pdf_of(lead, concern, "c1")
    wanted = (
        r"Roughnotestheworkermadeatthetime.?J/pics/insta.*Roughnotes:whentheyweresaved\d.*"
        r"Roughnotes,aschangedlater.?J/pics/snap,notinsta.*Roughnotes:whentheywerechanged\d"
    )
    assert re.search(wanted, printed)


def test_a_note_that_saves_itself_while_it_is_typed_is_one_text(world, sam, path):
    typed(sam, path, "J", "J / pi", FIRST)
    leave(sam, path, FIRST, worry="All of it.")
    assert stays(sam, path) == []
    concern = sign(sam, path.removesuffix("/account"), [])
    text = world.client("jo").page(f"/concerns/{concern}").text
    assert "Rough notes: when they were saved" in text
    assert "as changed later" not in text


def test_typing_over_a_note_that_was_left_does_not_take_its_place(sam, path):
    leave(sam, path, FIRST)
    typed(sam, path, "J", CHANGED)
    assert stays(sam, path) == [FIRST]
    leave(sam, path, "")
    assert stays(sam, path) == [FIRST]


def test_a_second_text_that_is_chosen_does_not_take_the_first_ones_place(sam, path):
    one, two = look(sam, path), look(sam, path)
    for form, words in ((one, FIRST), (two, CHANGED)):
        form.set("first_note", [words])
        sam.post(form.action, data=form.sent())
    form = look(sam, path)
    sam.post(form.action, data=form.sent(form.button("Use the other version")))
    assert look(sam, path).controls["first_note"].value == CHANGED
    assert stays(sam, path) == [FIRST]


def test_a_record_without_changes_has_nothing_about_them_on_paper(sam, path):
    leave(sam, path, FIRST, worry="All of it.")
    concern = sign(sam, path.removesuffix("/account"), [])
    assert "changed later" not in sam.page(f"/concerns/{concern}/referral/summary?child=c1").text
