"""Every repeating group with JavaScript: add, change, remove, and leave without pressing Continue.

What was typed last is only ever saved by the page itself; each value must be in the lead's file.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from app.domain.pages import PAGES
from tests.browser.stage import SET, Stage
from tests.support.disclosures import Raw
from tests.support.every_field import Answers, Read, Said, Typist
from tests.support.walking import begin, sign

GROUPS = [page for page in PAGES if page.group]
CHILD = ("c2",)  # the first of two children is removed again
TOLD = """fields => { for (const name of Object.keys(fields))
  document.getElementsByName(name)[0].dispatchEvent(new Event("input", {bubbles: true})); }"""


def put(page: Page, raw: Raw) -> Raw:
    """Answer what the page asks now; what it does not ask yet is left over."""
    names = set(page.eval_on_selector_all("[name]", "all => all.map(one => one.name)"))
    here = {name: values for name, values in raw.items() if name in names}
    page.evaluate(SET, here)
    page.evaluate(TOLD, here)
    return {name: values for name, values in raw.items() if name not in names}


def saved(page: Page) -> None:
    """Wait until the page has saved itself, on its own clock."""
    with page.expect_response("**/autosave") as answer:
        page.clock.fast_forward(6000)
    assert answer.value.status == 200
    expect(page.locator("[data-saved]")).to_contain_text("Saved ")


def press(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).last.click()


def walk(page: Page, each, typist: Typist) -> list[Said]:
    """Two items, the second changed, the first removed; returns what must be read."""
    made = typist.page(each, CHILD, 2)
    left = put(page, made.raw)
    saved(page)
    while left:
        picks = any(name.endswith("-pick") for name in made.raw)
        press(page, "button:text-is('Continue')" if picks else "button[name=add]")
        left = put(page, left)
    first, second = [item for item in made.said if item]
    changed = Answers()
    if each.pick_group:
        typist.sign(each, each.group, second, changed)
    else:
        typist.item(each, each.group.fields, second, changed)
    put(page, changed.raw)
    saved(page)
    page.reload()
    remove(page, each, first, made.raw)
    kept = {item: said for item, said in made.said.items() if item != first}
    return [one for said in (kept | changed.said).values() for one in said]


def remove(page: Page, each, first: str, raw: Raw) -> None:
    if not each.pick_group:
        press(page, "button[name=remove] >> nth=0")
        return
    name = next(name for name in raw if name.endswith("-pick"))
    page.evaluate(SET, {name: raw[name][1:]})
    page.evaluate(TOLD, {name: []})
    saved(page)
    assert first.split("-")[-2] == raw[name][0]


@pytest.mark.browser
def test_every_group_adds_changes_and_removes_and_saves_itself(stage: Stage) -> None:
    client, page, typist = stage.club.client("sam"), stage.tab("sam"), Typist()
    draft, said = begin(client), []
    page.clock.install()
    for each in GROUPS:
        page.goto(f"{stage.club.server.url}{draft}/{each.name}")
        said += walk(page, each, typist)
    page.goto(f"{stage.club.server.url}{draft}/account")
    put(page, {"worry": ["All of it."]})
    saved(page)
    concern_id = sign(client, draft, [])
    file = Read(stage.club.client("jo").get(f"/concerns/{concern_id}").get_data(as_text=True))
    assert file.lacks(said) == []
    assert {one.page for one in said} == {each.name for each in GROUPS}
