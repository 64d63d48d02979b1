"""The judges of pages can fail: each sees the fault that it is there for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from tests.browser.hands import Hands
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser
FAULTS = """() => {
  const wide = document.createElement("div"), box = document.createElement("input");
  wide.style.cssText = "width: 500px; height: 1px";
  document.querySelector("main").append(wide, box);
}"""
PLAIN = """() => document.querySelectorAll("*").forEach(el => {
  el.style.cssText = "outline: none !important; box-shadow: none !important";
})"""
HIDING = """() => {
  const lid = document.createElement("div");
  lid.style.cssText = "position: fixed; inset: 0; background: white; z-index: 99";
  document.body.append(lid);
}"""


def test_the_stage_sees_a_box_without_a_label_and_a_page_too_wide(stage: Stage) -> None:
    page = stage.tab()
    answer = page.goto(f"{stage.club.server.url}/help")
    page.evaluate(FAULTS)
    stage.judge("judge", "errors", page, answer)
    assert any("label" in one for one in stage.faults)
    assert any("scrolls sideways" in one for one in stage.faults)


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
