"""What a small screen shows first: 999 at the top, short names, errors where they belong."""

from __future__ import annotations

import re

import pytest

from app.domain.record.text_limits import MAX_NAME_CHARACTERS
from tests.support.club.world import World
from tests.support.disclosures import load
from tests.support.web.html_forms import form_to
from tests.support.web.record_client import begin, fill, look, sign, write
from tests.web.accounts.test_joining import BO, invite

POURED = "she told me in the kitchen and " * 200
ON_TOP = re.compile(r'<p><span>In danger\? <a href="tel:999">.*<main', re.DOTALL)


def shown(client, path: str) -> str:
    return client.get(path).get_data(as_text=True)


def test_999_is_at_the_top_also_where_the_panel_stands_lower(world: World):
    client = world.client("sam")
    draft = write(client, load("single_sentence"))
    fill(client, f"{draft}/indicators_a", {"c1.indicators-pick": ["unexplained_injuries"]})
    assert ON_TOP.search(shown(client, "/record/new"))
    for page in (f"{draft}/now", f"{draft}/indicators_a"):
        text = shown(client, page)
        assert (bool(ON_TOP.search(text)), 'id="ring-now"' in text) == (True, True), page
    concern = f"/concerns/{sign(client, draft, [])}"
    for page in (f"{concern}/signed", f"{concern}/referral"):
        assert ON_TOP.search(shown(client, page)), page


def test_words_poured_into_the_box_for_a_name_head_no_page_in_full(world: World):
    client = world.client("sam")
    draft = begin(client)
    fill(client, f"{draft}/child", {"children-0-name": [POURED], "children-1-name": ["Siôn"]})
    headings = re.findall(r"<h2[^>]*>([^<]*)</h2>", shown(client, f"{draft}/family"))
    assert headings[0] == POURED[:MAX_NAME_CHARACTERS].rsplit(None, 1)[0] + " …"
    assert headings[1] == "Siôn"
    form = look(client, f"{draft}/family")
    form.set("c1.family_told_at-time", ["half past"])
    client.post(form.action, data=form.sent(form.button("Continue")))
    assert f">{headings[0]} When were they told: " in shown(
        client, f"{draft}/family?whole=1&check=1"
    )
    box = look(client, f"{draft}/child").controls["children-0-name"]
    assert box.value == POURED, "its own box holds all of it"


def test_two_texts_show_only_what_differs_and_whose_it_is(world: World):
    client = world.client("sam")
    path = f"{write(client, load('full'))}/household"
    first, second = look(client, path), look(client, path)
    for form, name in ((first, "Agnieszka"), (second, "Aga")):
        form.set("household-1-name", [name])
        client.post(form.action, data=form.sent(form.button("Save")))
    both = shown(client, path).partition("heard-conflict")[2].partition("govuk-button-group")[0]
    labels = re.findall(r'heard-conflict__label">([^<]*)<', both)
    assert labels == ["Person 2. Name", "Person 2. Name"]
    assert re.findall(r"<blockquote[^>]*>([^<]*)<", both) == ["Aga", "Agnieszka"]
    assert "Every answer that is not shown here is the same in both." in both


def test_another_name_for_a_child_is_one_difference_not_one_a_text(
    world: World,
):
    client = world.client("sam")
    path = f"{write(client, load('full'))}/child"
    first, second = look(client, path), look(client, path)
    for form, name in ((first, "Maja"), (second, "Kestrel")):
        form.set("children-0-name", [name])
        client.post(form.action, data=form.sent(form.button("Save")))
    both = shown(client, path).partition("heard-conflict")[2].partition("govuk-button-group")[0]
    assert re.findall(r'heard-conflict__label">([^<]*)<', both) == ["Child 1. Child&#39;s name"] * 2


@pytest.mark.parametrize(("more", "folds"), [(0, 0), (1, 1)])
def test_a_long_text_of_two_is_folded_whole(world: World, more: int, folds: int):
    client = world.client("sam")
    path = f"{begin(client)}/view"
    first, second = look(client, path), look(client, path)
    for form, text in ((first, "He is afraid"), (second, "w" * (1_500 + more))):
        form.set("opinion", [text])
        client.post(form.action, data=form.sent(form.button("Save")))
    both = shown(client, path).partition("heard-conflict")[2].partition("govuk-button-group")[0]
    assert both.count("Show all 1,501 characters") == folds
    assert both.count(f">{'w' * (1_500 + more)}<") == 1


def test_an_answer_that_only_one_text_has_is_left_blank_in_the_other(world: World):
    client = world.client("sam")
    path = f"{begin(client)}/view"
    first, second = look(client, path), look(client, path)
    for form, text in ((first, "He is afraid"), (second, "")):
        form.set("opinion", [text])
        form.set("opinion_reason", ["Who drives"])
        client.post(form.action, data=form.sent(form.button("Save")))
    both = shown(client, path).partition("heard-conflict")[2].partition("govuk-button-group")[0]
    aside, _, here = both.partition("In the boxes below")
    assert ("Not answered" in aside, "He is afraid" in here) == (True, True)
    assert "Who drives" not in both


def test_what_is_wrong_with_the_readers_stands_beside_them(world: World):
    client = world.client("sam")
    draft = write(client, load("single_sentence"))
    form = form_to(shown(client, f"{draft}/sign"), "/sign")
    form.set("seen", ["another list of names"])
    form.set("not_for", ["none"])
    answer = client.post(form.action, data=form.sent())
    section = shown(client, answer.location).partition('id="who-h"')[2].partition("</section>")[0]
    assert 'id="who-error"' in section


@pytest.mark.parametrize(("area", "heading"), [("", "Call now"), ("hull", "Call now, for Hull")])
def test_the_numbers_of_another_council_say_so_above_them(world: World, area: str, heading: str):
    text = shown(world.client("sam"), f"/numbers{'?area=' + area if area else ''}")
    assert f'id="ring-now-h">{heading}</h2>' in text


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"code": "abcd-efgh-jkm"}, True), ({"name": ""}, True), ({"again": "another one"}, False)],
)
def test_boxes_that_come_back_empty_say_why(world: World, changed: dict[str, str], said: bool):
    typed = BO | {"code": invite(world.client("jo"))} | changed
    page = world.client().send("/join", typed).get_data(as_text=True)
    assert ("Type the passphrase again in both boxes." in page) is said


@pytest.mark.parametrize(
    "path", ["/help", "/numbers", "/support", "/with-a-child", "/blank-form", "/concerns", "/log"]
)
def test_every_page_off_the_first_one_leads_back_to_it_by_one_name(world: World, path: str):
    for who, name in (("jo", "Today"), ("senior", "Today")):
        page = shown(world.client(who), path)
        assert re.search(rf'class="govuk-back-link" href="/">{name}<', page), who
