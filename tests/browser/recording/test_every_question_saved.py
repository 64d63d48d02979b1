"""Every question with JavaScript: answered, and left without pressing Continue.

In every group one item is added, changed, removed. What was typed last is only ever saved by the
page itself. Each value must be in the lead's file, in the HTML summary and in the PDF.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from app.domain.pages import PAGES
from app.models.organisation import Organisation
from tests.browser.page_inspection import SET, Stage
from tests.support.club.world import World
from tests.support.disclosures import Raw
from tests.support.every_answer import Answers, Said, Typist
from tests.support.web.record_client import begin, sign
from tests.web.recording.test_every_question import BEFORE, check_everywhere, questions

LATER = [page for page in PAGES if page.after_signing]
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


def walk(page: Page, each, typist: Typist) -> tuple[list[Said], list[Said]]:
    """A page; of a group two items, the second changed, the first removed.

    Returns what must be read, and everything that was typed first.
    """
    made = typist.page(each, CHILD, 2)
    left = put(page, made.raw)
    saved(page)
    if each.group is None:
        assert left == {}
        return made.all(), []
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
    return [one for said in (kept | changed.said).values() for one in said], made.all()


def remove(page: Page, each, first: str, raw: Raw) -> None:
    if not each.pick_group:
        press(page, "button[name=remove] >> nth=0")
        press(page, "button:text-is('Yes, remove')")
        return
    name = next(name for name in raw if name.endswith("-pick"))
    page.evaluate(SET, {name: raw[name][1:]})
    page.evaluate(TOLD, {name: []})
    saved(page)
    assert first.split("-")[-2] == raw[name][0]


def write_all(page: Page, address: str, typist: Typist) -> tuple[list[Said], list[Said]]:
    """Every page of a draft; what must be read, and everything that was ever typed."""
    kept, typed = [], []
    for each in BEFORE:
        page.goto(f"{address}/{each.name}?whole=1")
        found, made = walk(page, each, typist)
        kept, typed = kept + found, typed + made
    return kept, typed


@contextmanager
def every_duty_in_force(world: World) -> Iterator[None]:
    """Under a pack that asks of each duty; the club is shared, so its own pack comes back."""
    _set_pack(world, "example_authority")
    try:
        yield
    finally:
        _set_pack(world, world.org.pack)


def _set_pack(world: World, pack: str) -> None:
    with world.session() as session:
        session.execute(update(Organisation).values(pack=pack))
        session.commit()


def after_signing(world: World, page: Page, address: str, typist: Typist) -> list[Said]:
    """The pages that come only then."""
    said = []
    for each in LATER:
        with every_duty_in_force(world) if each.name == "duties" else nullcontext():
            page.goto(f"{address}/{each.name}")
            made = typist.page(each, CHILD, 1)
            assert put(page, made.raw) == {}
            press(page, "button:text-is('Sign and save')")
            assert "?added=" in page.url
            said += made.all()
    return said


@pytest.mark.browser
def test_every_answer_saves_as_typed_and_reads_in_file_and_papers(
    stage: Stage,
) -> None:
    client, page, typist = stage.club.client("sam"), stage.tab("sam"), Typist()
    draft = begin(client)
    page.clock.install()
    kept, typed = write_all(page, stage.club.server.url + draft, typist)
    concern_id = sign(client, draft, [])
    address = f"{stage.club.server.url}/concerns/{concern_id}"
    kept += after_signing(stage.club.world, page, address, typist)
    assert {(one.page, one.label) for one in kept} == questions([*BEFORE, *LATER])
    texts = {one.shown for one in kept}
    gone = [one for one in typed if one.text and one.shown not in texts]
    assert len(gone) > 20
    check_everywhere(stage.club.world, concern_id, kept, gone, CHILD)
