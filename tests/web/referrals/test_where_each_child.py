"""Several children are each asked about: where they are is never merged, and read by name."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from content.london_time import LONDON
from tests.support.web.question_client import (
    answer_question,
    look_at_question,
    start_with_question,
)
from tests.support.web.record_client import sign
from tests.web.expired_sign_ins import end_sign_ins

FLAT, BUS, CLASS = "At his uncle’s flat 🏠", "On the bus home", "In lessons"
UNTIED = "It may be about another child"
NOT_FOR_THIS = "Not answered for this child"


@pytest.fixture
def sam(world):
    return world.client("sam")


@pytest.fixture
def draft(sam):
    path = start_with_question(sam).rpartition("/")[0]
    answer_question(sam, f"{path}/where", child_is="somewhere_else", where_now=BUS)
    answer_question(sam, f"{path}/worry", worry="x")
    answer_question(sam, f"{path}/child", "Add another child", children__0__name="Maja")
    answer_question(sam, f"{path}/child", children__1__name="Kestrel")
    return path


def place(sam, draft, **children: str) -> None:
    """Say where children are: their ids and places."""
    answers = {f"{child}.where_now": text for child, text in children.items()}
    answers |= {f"{child}.child_is": "somewhere_else" for child in children}
    answer_question(sam, f"{draft}/where_each", **answers)


def papers(sam, concern) -> list[str]:
    path = f"/concerns/{concern}/referral/summary?child="
    return [sam.page(f"{path}{child}").text for child in ("c1", "c2")]


def test_each_child_is_asked_with_the_first_answer_in_sight(sam, draft):
    page = sam.page(f"{draft}/where_each?check=0").text
    assert f"Your first answer was “Somewhere else, {BUS}”" in page
    controls = look_at_question(sam, f"{draft}/where_each").controls
    assert controls["c1.child_is"].on == controls["c2.child_is"].on == []


def test_each_document_has_where_its_own_child_is(world, sam, draft):
    place(sam, draft, c1=CLASS, c2=FLAT)
    concern = sign(sam, draft, [])
    first, second = papers(sam, concern)
    assert (CLASS in first, FLAT in first) == (True, False)
    assert (CLASS in second, FLAT in second) == (False, True)
    assert UNTIED not in first + second
    glance = world.client("jo").page(f"/concerns/{concern}").text
    assert f"Maja: Somewhere else, {CLASS} Kestrel: Somewhere else, {FLAT}" in glance
    assert BUS in glance  # what was answered first stays in the record
    script = world.client("jo").page(f"/concerns/{concern}/phone-script").text
    for name, text in (("Maja", CLASS), ("Kestrel", FLAT), ("Not tied to one child", BUS)):
        assert re.search(rf"{name}.{{1,300}}{text}", script, re.DOTALL), name


def test_what_was_answered_first_is_named_as_not_on_the_document(sam, draft):
    place(sam, draft, c1=CLASS, c2=FLAT)
    page = sam.page(f"/concerns/{sign(sam, draft, [])}/referral/pdf?child=c2").text
    assert "This document has the answer about this child." in page


def test_a_child_without_an_answer_never_takes_that_of_another(world, sam, draft):
    place(sam, draft, c1=CLASS)
    check = sam.page(f"{draft}/sign").text
    assert "Where are they now, Kestrel" in check
    concern = sign(sam, draft, [])
    first, second = papers(sam, concern)
    assert BUS not in first
    assert CLASS not in second
    for text in (BUS, UNTIED, NOT_FOR_THIS):
        assert text in second
    glance = world.client("jo").page(f"/concerns/{concern}").text
    assert f"Kestrel: not answered Answered before each child was asked about: {BUS}" in (
        glance.replace("Somewhere else, ", "")
    )
    script = world.client("jo").page(f"/concerns/{concern}/phone-script").text
    assert "I don’t know where Kestrel is now." in script


def test_one_answer_for_both_is_checked_before_signing_and_each_document(sam, draft):
    check = sam.page(f"{draft}/sign").text
    assert f"Where the child is, for Maja and Kestrel: “Somewhere else, {BUS}”" in check
    concern = sign(sam, draft, [])
    for paper, other in zip(papers(sam, concern), ("Kestrel", "Maja"), strict=True):
        assert UNTIED not in paper
        assert f"Where the child was, also for {other}:" in paper


def test_two_children_of_one_name_are_told_apart(world, sam, draft):
    answer_question(sam, f"{draft}/child", children__0__name="Ali", children__1__name="Ali")
    place(sam, draft, c1=CLASS, c2=FLAT)
    concern = sign(sam, draft, [])
    first, second = papers(sam, concern)
    assert (CLASS in first, FLAT in first) == (True, False)
    assert (CLASS in second, FLAT in second) == (False, True)
    assert "Ali (child 2): Somewhere else" in world.client("jo").page(f"/concerns/{concern}").text


def test_the_answer_of_a_removed_child_is_given_to_no_other(sam, draft):
    place(sam, draft, c1=CLASS, c2=FLAT)
    form = look_at_question(sam, f"{draft}/child")
    sent = form.sent() | {"remove": "children|c1|sure"}
    sam.post(form.action, data=sent)
    answer_question(sam, f"{draft}/child", "Add another child")
    answer_question(sam, f"{draft}/child", children__1__name="Wren")
    controls = look_at_question(sam, f"{draft}/where_each").controls
    assert controls["c2.where_now"].value == FLAT
    assert controls["c3.where_now"].value == ""
    assert "c1.where_now" not in controls
    assert CLASS not in sam.page(f"/concerns/{sign(sam, draft, [])}").text


def test_a_child_who_leaves_soon_makes_the_call_the_first_button(sam, draft):
    soon = (datetime.now(UTC).astimezone(LONDON) + timedelta(minutes=30)).strftime("%H:%M")
    leaves = {"c2.child_is": "with_me", "c2.leaves_at": soon}
    sent = answer_question(sam, f"{draft}/where_each", **leaves)
    assert sent.location == f"{draft}/where_each#call-first"
    assert 'role="button"' in sam.get(f"{draft}/where_each?check=0").get_data(as_text=True)


def test_a_form_of_before_takes_no_later_answer_away(sam, draft):
    old = look_at_question(sam, f"{draft}/where_each")
    place(sam, draft, c1=CLASS, c2=FLAT)
    old.set("c1.where_now", ["elsewhere"])
    sam.post(old.action, data=old.sent(old.button("Continue")))
    controls = look_at_question(sam, f"{draft}/where_each").controls
    assert controls["c1.where_now"].value == CLASS
    assert "Some of these answers were saved in two versions" in (
        sam.page(f"{draft}/where_each?check=0").text
    )


def test_one_child_is_not_asked_twice(sam, world):
    path = start_with_question(world.client("pat")).rpartition("/")[0]
    assert "Where each child is" not in world.client("pat").page(f"{path}/sign").text


def test_what_comes_too_late_is_put_in_for_the_same_children(world, sam, draft):
    place(sam, draft, c1=CLASS)
    form = look_at_question(sam, f"{draft}/where_each")
    end_sign_ins(world, "sam")
    form.set("c2.child_is", ["somewhere_else"])
    form.set("c2.where_now", [FLAT])
    for _ in range(2):
        assert sam.post(form.action, data=form.sent(form.button("Continue"))).status_code == 401
    client = world.client("sam")
    page = client.page(f"{draft}/where_each?check=0")
    (link,) = [one for one in page.links if "/record/kept/" in one]
    assert FLAT in client.page(link).text
    client.send(link, {"choice": "put_in"})
    controls = look_at_question(client, f"{draft}/where_each").controls
    assert (controls["c1.where_now"].value, controls["c2.where_now"].value) == (CLASS, FLAT)


def test_pressed_twice_is_one_answer_and_a_long_name_stays_whole(world, sam, draft):
    name = "\u0639\u0644\u064a \U0001f98a " + "Anna-Maria " * 20 + "X"
    answer_question(sam, f"{draft}/child", children__1__name=name)
    form = look_at_question(sam, f"{draft}/where_each")
    form.set("c2.child_is", ["somewhere_else"])
    form.set("c2.where_now", [FLAT])
    for _ in range(2):
        sent = sam.post(form.action, data=form.sent(form.button("Continue")))
        assert sent.location == f"{draft}/words_each"
    concern = sign(sam, draft, [])
    shown = world.client("jo").page(f"/concerns/{concern}").text
    assert f"{name}: Somewhere else, {FLAT}" in shown
    assert name in papers(sam, concern)[1]
