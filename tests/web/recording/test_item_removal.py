"""An item that holds words is removed only after a question, and "No, keep" keeps all of it."""

from __future__ import annotations

import pytest

from app.services.drafts import draft_encryption
from tests.support.disclosures import load
from tests.support.web.checking_client import show_whole
from tests.support.web.html_forms import Form
from tests.support.web.record_client import look, send, sign, write


def press_remove(client, path, value):
    """Press the button of an item as the page stands; where that leads."""
    form = look(client, path)
    gone = next(one for one in form.buttons if (one.name, one.value) == ("remove", value))
    return client.post(form.action, data=form.sent(gone)).location


def typed(form: Form, start: str) -> dict[str, str]:
    names = (name for name in form.controls if name.startswith(start) and "-id" not in name)
    return {name: form.controls[name].value for name in names if form.controls[name].value}


def test_a_child_of_whom_nothing_else_is_written_is_asked_about_by_name(sam, draft):
    path = f"{draft}/child"
    send(sam, path, "Save", children__0__name="Kayla Pell", children__0__age="14")
    asked = press_remove(sam, path, "children|c1")
    assert asked == f"{path}?whole=1&remove=c1#remove"
    page = sam.page(asked).text
    assert "Remove Kayla Pell?" in page
    assert "What you wrote here will not be in the record." in page
    assert "on other pages" not in page
    before = typed(look(sam, path), "children-0")
    form = look(sam, asked)
    assert sam.post(form.action, data=form.sent(form.button("No, keep"))).location == show_whole(
        path
    )
    assert typed(look(sam, path), "children-0") == before
    assert "Remove Kayla Pell?" not in sam.page(path).text
    form = look(sam, asked)
    sam.post(form.action, data=form.sent(form.button("Yes, remove")))
    assert typed(look(sam, path), "children-0") == {}
    assert "Remove" not in sam.page(asked).text  # going back asks nothing twice


def test_an_item_in_which_nothing_is_written_goes_at_once(sam, draft):
    path = f"{draft}/told"
    send(sam, path, "Add another call", calls__0__who="Police")
    assert press_remove(sam, path, "calls|2") == show_whole(path)
    assert "calls-1-id" not in look(sam, path).controls


def test_what_was_typed_and_never_saved_is_asked_about_too(sam, draft):
    path = f"{draft}/told"
    send(sam, path, "Add another call", calls__0__who="Police")
    form = look(sam, path)
    form.set("calls-1-who", ["Council"])
    gone = next(one for one in form.buttons if one.value == "calls|2")
    asked = sam.post(form.action, data=form.sent(gone)).location
    assert "Remove call 2?" in sam.page(asked).text
    assert look(sam, path).controls["calls-1-who"].value == "Council"


def test_an_item_of_one_child_is_asked_about_and_only_it_goes(sam, draft):
    path = f"{draft}/injuries"
    send(sam, path, "Save", **{"c1.marks-0-description": "a bruise"})
    asked = press_remove(sam, path, "c1.marks|1")
    assert asked == f"{path}?remove=c1.1#remove"
    assert "Remove this mark?" in sam.page(asked).text
    form = look(sam, asked)
    sam.post(form.action, data=form.sent(form.button("Yes, remove")))
    assert typed(look(sam, path), "c1.marks-0") == {}


def test_after_signing_it_is_asked_too_and_nothing_is_signed(sam):
    path = f"/concerns/{sign(sam, write(sam, load('single_sentence')), [])}/more/others"
    form = look(sam, path)
    form.set("others-0-source", ["Mr Reed"])
    sam.post(form.action, data=form.sent(form.button("Save")))
    asked = press_remove(sam, path, "others|1")
    assert asked == f"{path}?remove=1#remove"
    assert "Remove this person?" in sam.page(asked).text
    form = look(sam, asked)
    assert sam.post(form.action, data=form.sent(form.button("No, keep"))).location == path
    assert look(sam, path).controls["others-0-source"].value == "Mr Reed"
    form = look(sam, asked)
    sam.post(form.action, data=form.sent(form.button("Yes, remove")))
    assert look(sam, path).controls["others-0-source"].value == ""


@pytest.mark.parametrize("item", ["c1", "c9", "x", "c1.1", "..", "1|sure"])
def test_an_address_that_names_nothing_written_asks_nothing(sam, draft, item):
    assert "Yes, remove" not in sam.page(f"{draft}/child?remove={item}").text


def test_removing_a_child_of_whom_more_is_written_asks_first(sam, draft):
    send(sam, f"{draft}/child", "Add another child", children__0__name="Maja")
    send(sam, f"{draft}/child", children__1__name="Kestrel")
    form = look(sam, f"{draft}/wishes")
    form.set("c2.next_contact", ["Thursday"])
    sam.post(form.action, data=form.sent())
    form = look(sam, f"{draft}/child")
    remove = next(one for one in form.buttons if one.value == "children|c2")
    form.set("children-0-group", ["typed before the button was pressed"])
    answer = sam.post(form.action, data=form.sent(remove))
    assert answer.location == f"{draft}/child?whole=1&remove=c2#remove"
    form = look(sam, answer.location)
    assert form.controls["children-0-group"].value == "typed before the button was pressed"
    asked = sam.page(answer.location).text
    assert "Remove Kestrel?" in asked
    assert "You wrote more about this child on other pages." in asked
    sure = form.button("Yes, remove")
    assert "children-1-id" in look(sam, f"{draft}/child").controls
    assert sam.post(form.action, data=form.sent(sure)).location == show_whole(f"{draft}/child")
    assert "children-1-id" not in look(sam, f"{draft}/child").controls
    assert "Yes, remove" not in sam.page(answer.location).text  # going back asks nothing twice


def test_where_nothing_is_removed_no_other_page_is_opened_to_ask(sam, draft, monkeypatch):
    send(sam, f"{draft}/told", "Save", calls__0__who="Police")
    form, opened, real = look(sam, f"{draft}/child"), [], draft_encryption.open_draft

    def opens(*given, page, **more):
        opened.append(page)
        return real(*given, page=page, **more)

    monkeypatch.setattr(draft_encryption, "open_draft", opens)
    form.set("children-0-name", ["Kayla Pell"])
    sam.post(form.action, data=form.sent(form.button("Save")))
    assert "told" not in opened
