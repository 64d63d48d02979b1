"""Somebody at a keyboard: Tab, Space, Enter, arrows and typing, nothing else.

Wherever the focus goes it must be seen: drawn, on the screen and not hidden by something else
(WCAG 2.2, 2.4.7 and 2.4.11). Counts what was pressed, and which questions went by.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from tests.support.disclosures import Raw

CHOSEN = {"radio", "checkbox"}
FINISH = {"Continue", "Sign and save"}
LONGEST_WAY = 700
LOOK = """() => {
  const at = document.activeElement;
  if (!at || at === document.body)
    return {tag: "BODY", name: "", type: "", value: "", text: "", id: "", fold: []};
  const drawn = (el, pseudo) => {
    const s = getComputedStyle(el, pseudo);
    return (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== "none";
  };
  const shown = [at, ...(at.labels || [])];
  const seen = at.matches(":focus-visible") &&
    shown.some(el => drawn(el, null) || drawn(el, "::before") || drawn(el, "::after"));
  const small = ["radio", "checkbox"].includes(at.type) && at.labels[0];
  const box = (small || at).getBoundingClientRect();
  const spots = [[.5, .5], [.05, .5], [.95, .5], [.5, .1], [.5, .9]];
  const top = spots.some(([x, y]) => {
    const hit = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
    return hit && shown.some(el => el === hit || el.contains(hit) || hit.contains(el));
  });
  const fold = at.tagName === "SUMMARY" && !at.parentElement.open ?
    [...at.parentElement.querySelectorAll("[name]")].map(el => el.name) : [];
  return {tag: at.tagName, name: at.name || "", type: at.type || "", value: at.value || "",
    checked: !!at.checked, id: at.id, href: at.getAttribute("href") || "", fold, seen, top,
    text: (at.innerText || at.textContent || "").replace(/\\s+/g, " ").trim()};
}"""

ASKED = """() => [...document.querySelectorAll("main form [name]")]
  .filter(el => el.offsetParent && !["BUTTON"].includes(el.tagName) && el.type !== "hidden")
  .map(el => el.name.replace(/-(time|unknown)$/, ""))"""


class Hands:
    """One person's hands on one page. `presses` counts keys, `typed` the characters of texts.

    `choices` counts answers that are chosen, `asked` holds the questions that were on a page when
    it was left, `followed` the words of each link and button that led to a page, in order.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses = 0
        self.typed = 0
        self.choices = 0
        self.asked: set[tuple[str, str]] = set()
        self.unseen: list[str] = []
        self.followed: list[str] = []

    def here(self) -> dict[str, Any]:
        """What has the focus. Notes where it cannot be seen."""
        at = self.page.evaluate(LOOK)
        if at["tag"] != "BODY" and at["id"] != "main" and not (at["seen"] and at["top"]):
            fault = "is covered" if at["seen"] else "shows no focus"
            self.unseen.append(f"{self.page.url} {at['tag']} {at['name'] or at['text']} {fault}")
        return at

    def press(self, key: str) -> None:
        """Press one key."""
        self.presses += 1
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type a text: its first key as a key, and the others at once to save time."""
        self.presses += len(text)
        self.typed += len(text)
        self.page.keyboard.type(text[:1])
        self.page.keyboard.insert_text(text[1:])

    def reach(self, wanted: Callable[[dict[str, Any]], bool], what: str) -> dict[str, Any]:
        """Tab until the focus is on what is wanted."""
        for _ in range(LONGEST_WAY):
            at = self.here()
            if wanted(at):
                return at
            self.press("Tab")
        raise AssertionError(f"{what} cannot be reached by Tab on {self.page.url}")

    def go(self, text: str) -> None:
        """Follow the link, or press the button, whose words begin so."""
        tags = {"A", "BUTTON", "SUMMARY"}
        self.reach(lambda at: at["tag"] in tags and at["text"].startswith(text), text)
        self.enter()

    def enter(self) -> None:
        """Press Enter on something that leads to another page."""
        words: str = self.page.evaluate("document.activeElement.innerText || ''")
        self.followed.append(" ".join(words.split()))
        with self.page.expect_navigation():
            self.press("Enter")

    def past_the_numbers(self) -> bool:
        """Go on from a page that came back to show whom to ring; whether it had."""
        came_back: bool = self.page.url.endswith("#still-to-ring")
        if came_back:
            self.go("Continue")
        return came_back

    def open(self, text: str) -> None:
        """Unfold what stands behind a line."""
        self.reach(lambda at: at["tag"] == "SUMMARY" and at["text"].startswith(text), text)
        self.press("Enter")

    def fill(self, wanted: Raw, finish: str = "") -> None:
        """Answer the questions of a page as they come, and press its last button.

        Whatever the page does not ask on the way to that button is missed, as a person would.
        """
        left = {(name, value) for name, values in wanted.items() for value in values}
        for _ in range(LONGEST_WAY):
            at = self.here()
            if at["fold"] and any(name in at["fold"] for name, _ in left):
                self.press("Enter")
            elif at["name"] in wanted and at["tag"] != "BUTTON":
                left -= self._answer(at, wanted[at["name"]])
            elif at["tag"] == "BUTTON" and self._is_next(at, left, finish):
                path = self.page.url.partition("#")[0]
                self.asked |= {(path, name) for name in self.page.evaluate(ASKED)}
                self.enter()
                if not left or self.page.url.partition("#")[0] != path:
                    assert not left, f"{path} never asked {sorted(left)}"
                    return
                continue
            self.press("Tab")
        raise AssertionError(f"{self.page.url}: no way to the end with {sorted(left)} left")

    def _is_next(self, at: dict[str, Any], left: set[tuple[str, str]], finish: str) -> bool:
        if at["name"] == "add":
            return any(name.startswith(f"{at['value']}-") for name, _ in left)
        return at["text"].startswith(finish) if finish else at["text"] in FINISH

    def _answer(self, at: dict[str, Any], values: list[str]) -> set[tuple[str, str]]:
        """Give one answer; what is thereby done."""
        name = at["name"]
        if at["type"] == "checkbox":
            if at["value"] in values and not at["checked"]:
                self.choices += 1
                self.press("Space")
            return {(name, at["value"])}
        (value,) = values
        if at["type"] == "radio" or at["tag"] == "SELECT":
            self._choose(at, value)
        elif at["value"] != value:
            if at["value"]:
                self.press("Control+A")
            self.type(value)
        return {(name, value)}

    def _choose(self, at: dict[str, Any], value: str) -> None:
        """Arrow to one of several answers; Space takes the first."""
        self.choices += 1
        if at["type"] == "radio" and at["value"] == value and not at["checked"]:
            self.press("Space")
        for _ in range(80):
            if self.page.evaluate("document.activeElement.value") == value:
                return
            self.press("ArrowDown")
        raise AssertionError(f"{at['name']} does not offer {value}")
