"""The navigation: for each role its own pages, all of which open; the line with 999 everywhere."""

from __future__ import annotations

import re

import pytest
from lxml import html as lxml_html

from app import navigation
from app.access.policy import can_reach, get_declared_policy
from app.domain.routing.actors import Actor, Role
from tests.support.club.world import World
from tests.support.web.html_forms import form_to

ROWS = {
    "sam": ["Home", "My records", "Phone numbers", "Learn", "Menu"],
    "tess": ["Home", "Learn", "Menu"],
    "jo": ["Today", "Concerns", "Search", "Children", "Team", "Learn", "Menu"],
    "senior": ["Today", "Concerns", "Search", "Team training", "Learn", "Menu"],
}
NOT_ON_A_PHONE = {
    "sam": {"Phone numbers"},
    "tess": set[str](),
    "jo": {"Children", "Team", "Learn"},
    "senior": {"Team training", "Learn"},
}
PUBLIC = ("/", "/numbers", "/phone-script", "/with-a-child", "/blank-form", "/help", "/no-such")


def shown(world: World, who: str | None, path: str) -> lxml_html.HtmlElement:
    return lxml_html.fromstring(world.client(who).get(path).get_data(as_text=True))


@pytest.mark.parametrize("who", ROWS)
def test_each_role_has_its_own_row_and_every_page_of_the_menu_opens(world: World, who: str):
    page = shown(world, who, "/account")
    assert page.xpath('//nav[@aria-label="Main"]//a/text()') == ROWS[who]
    assert page.xpath('//li[@class="is-wide"]/a/text()') == [
        label for label in ROWS[who] if label in NOT_ON_A_PHONE[who]
    ]
    menu = page.xpath('//nav[@id="menu"]//a')
    assert menu[-1].text == "Your account"
    client = world.client(who)
    codes = {link.text: client.get(link.get("href")).status_code for link in menu}
    assert {text: code for text, code in codes.items() if code != 200} == {}
    assert len(codes) == len(menu)


@pytest.mark.parametrize("who", ROWS)
def test_each_page_of_the_menu_can_be_hidden_and_signed_out_of(world: World, who: str):
    for link in shown(world, who, "/account").xpath('//nav[@id="menu"]//a/@href'):
        actions = shown(world, who, link).xpath("//form/@action")
        assert {"/sign-out", "/hide"} <= {one.partition("?")[0] for one in actions}, link


def test_no_role_is_offered_a_page_that_it_cannot_open(world: World):
    closed = []
    with world.app.app_context():
        for role in Role:
            actor = Actor(world.people["sam"].id, "", "", "", "", (role,), confirmed=True)
            closed += [
                (role, page.label)
                for page in navigation.list_pages([role])
                if not can_reach(get_declared_policy(page.endpoint), actor)
            ]
    assert closed == []


def test_several_roles_show_the_pages_of_each_once_and_in_order():
    rows = navigation.list_pages([Role.PRACTITIONER, Role.TRAINEE, Role.LEAD])
    assert [page.label for page in rows][:5] == ["Today", "Concerns", "Search", "Children", "Team"]
    every = [page.endpoint for page in navigation.list_pages(list(Role))]
    assert len(set(every)) == len(every)


@pytest.mark.parametrize(
    ("path", "label", "current"),
    [
        ("/", "Home", "page"),
        ("/concerns", "My records", "page"),
        ("/learn", "Learn", "page"),
        ("/learn/practice", "Learn", "true"),
        ("/support", None, None),
    ],
)
def test_the_page_that_somebody_looks_at_is_marked(world, path, label, current):
    marked = shown(world, "sam", path).xpath('//nav[@aria-label="Main"]//a[@aria-current]')
    found = [(link.text, link.get("aria-current")) for link in marked]
    assert found == ([(label, current)] if label else [])


@pytest.mark.parametrize("who", [None, "sam"])
def test_the_line_with_999_stands_on_every_page(world: World, who: str | None):
    for path in PUBLIC:
        page = shown(world, who, path)
        (line,) = page.find_class("heard-danger-line")
        words = re.sub(r"\s+", " ", line.text_content()).strip()
        assert words.startswith("In danger? Call 999 · All numbers"), path
        assert ("Record a concern" in words) == (who is not None), path
        assert bool(page.xpath('//nav[@aria-label="Main"]')) == (who is not None), path


@pytest.mark.parametrize("who", ["jo", "senior"])
def test_a_reader_searches_from_each_page_but_where_they_do_one_thing(world: World, who: str):
    draft = world.client(who).get("/record/new", follow_redirects=True).request.path
    calm = ("/", "/concerns", "/account", "/learn", "/organisation", "/log")
    busy = ("/record/new", draft, "/with-a-child", "/numbers", "/phone-script", "/no-such")
    boxes = {path: shown(world, who, path).xpath('//form[@role="search"]') for path in calm + busy}
    assert {path for path, found in boxes.items() if found} == set(calm)
    (form,) = boxes["/"]
    assert form.get("action") == "/concerns/search"
    (box,) = form.xpath('.//input[@type="search"]')
    (label,) = form.xpath(f'.//label[@for="{box.get("id")}"]')
    assert label.text == "Child, person, plate or reference"
    assert len(shown(world, who, "/concerns/search").xpath('//form[@role="search"]')) == 1


@pytest.mark.parametrize("who", ["sam", "tess"])
def test_no_one_else_has_a_search_box(world: World, who: str):
    for path in ("/", "/concerns", "/account"):
        assert shown(world, who, path).xpath('//form[@role="search"]') == [], path


def test_what_is_typed_in_the_row_is_searched_for(world: World):
    client = world.client("jo")
    form = form_to(client.get("/account").get_data(as_text=True), "/concerns/search")
    form.set("for", ["Ellis"])
    answer = client.post(form.action, data=form.sent())
    assert (answer.status_code, answer.location) == (303, "/concerns/search")
    assert 'value="Ellis"' in client.get("/concerns/search").get_data(as_text=True)
