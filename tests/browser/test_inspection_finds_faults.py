"""The judges of pages can fail: each sees the fault that it is there for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import Browser

from tests.browser.keyboard import Hands
from tests.browser.page_inspection import Stage
from tests.support.machine.browser import Tabs
from tests.support.urgent import in_red

pytestmark = pytest.mark.browser
FAULTS = """() => {
  const wide = document.createElement("div"), box = document.createElement("input");
  wide.style.cssText = "width: 500px; height: 1px";
  document.querySelector("main").append(wide, box);
  document.querySelector("h1").style.color = "var(--urgent)";
}"""
UNLABELLED_WHERE = """width => {
  const box = document.createElement("input"), sheet = new CSSStyleSheet();
  box.id = "planted";
  sheet.replaceSync(`#planted { display: none } @media (${width}) { #planted { display: block } }`);
  document.adoptedStyleSheets.push(sheet);
  document.querySelector("main").append(box);
}"""
PLAIN = """() => document.querySelectorAll("*").forEach(el => {
  el.style.cssText = "outline: none !important; box-shadow: none !important";
})"""
HIDING = """() => {
  const lid = document.createElement("div");
  lid.style.cssText = "position: fixed; inset: 0; background: white; z-index: 99";
  document.body.append(lid);
}"""


def test_the_stage_sees_unlabelled_boxes_wide_pages_and_red_headings(
    stage: Stage,
) -> None:
    page = stage.tab()
    answer = page.goto(f"{stage.club.server.url}/help")
    page.evaluate(FAULTS)
    stage.judge("judge", "errors", page, answer)
    assert any("label" in one for one in stage.faults)
    assert any("scrolls sideways" in one for one in stage.faults)
    red = [one for one in stage.faults if "red is for 999 alone" in one]
    assert len(red) == 1
    assert "h1." in red[0]


@pytest.mark.parametrize(
    "rule",
    [
        "h1::before { content: '!'; color: var(--urgent) }",
        "h1::after { content: ''; background: var(--urgent) }",
        "h1:hover { color: var(--urgent) }",
        "h1 { border-left: 1px solid var(--urgent) }",
    ],
    ids=["before", "after", "hover", "border"],
)
def test_red_is_seen_wherever_a_rule_draws_it(stage: Stage, rule: str) -> None:
    page = stage.tab()
    page.goto(f"{stage.club.server.url}/help")
    assert in_red(page) == []
    page.evaluate("rule => void [...document.styleSheets].at(-1).insertRule(rule)", rule)
    assert [one.partition(".")[0] for one in in_red(page)] == ["h1"]


@pytest.mark.parametrize(
    ("size", "width"), [(1280, "min-width: 1000px"), (320, "max-width: 400px")]
)
def test_a_fault_of_one_size_is_found_in_the_last_of_many_pages(
    stage: Stage, size: int, width: str
) -> None:
    for number in range(5):
        stage.visit("judge", "full", "", "/help", str(number))
    assert stage.faults == []
    page = stage.tab()
    answer = page.goto(f"{stage.club.server.url}/sign-in")
    page.evaluate(UNLABELLED_WHERE, width)
    stage.judge("judge", "full", page, answer, "last")
    unlabelled = [one.partition(": label: ")[0] for one in stage.faults if ": label: " in one]
    assert unlabelled == [f"judge-full-last {size}"]


@pytest.mark.parametrize(
    "fault",
    [
        "localStorage.setItem('words', 'x')",
        "sessionStorage.setItem('words', 'x')",
        "document.cookie = 'words=x'",
        "new Promise(done => { indexedDB.open('words').onsuccess = done; })",
    ],
)
def test_a_page_that_stores_something_in_the_browser_is_noticed(
    stage: Stage, chromium: Browser, fault: str
) -> None:
    tabs = Tabs(chromium)
    page = tabs()
    page.goto(f"{stage.club.server.url}/help")
    page.evaluate(fault)
    tabs.close()
    assert len(tabs.problems) == 1
    assert "stores" in tabs.problems[0]


def test_the_checker_sees_an_id_used_twice(
    html_findings: Callable[[Mapping[str, str]], list[str]],
) -> None:
    html = "<!doctype html><html lang='en'><title>x</title><p id='a'>x<p id='a'>y</html>"
    assert any("Duplicate ID" in one for one in html_findings({"planted": html}))


@pytest.mark.parametrize("fault", ["hidden", "not drawn"])
def test_hands_notice_a_focus_that_cannot_be_seen(stage: Stage, fault: str) -> None:
    page = stage.tab()
    page.goto(f"{stage.club.server.url}/sign-in")
    if fault == "hidden":
        page.evaluate(HIDING)
    else:
        page.evaluate(PLAIN)
    hands = Hands(page)
    hands.reach(lambda at: at["name"] == "email", "the box")
    assert any("email" in one for one in hands.unseen)


def test_hands_miss_what_a_page_does_not_ask(stage: Stage) -> None:
    page = stage.tab("sam")
    page.goto(f"{stage.club.server.url}/account/details")
    with pytest.raises(AssertionError, match=r"never asked|no way to the end"):
        Hands(page).fill({"shoe_size": ["38"]}, "Save")
