"""Someone who answers whatever a page asks, by keyboard alone.

Every box that is seen gets a text unlike any other. Of choices the wanted answer is taken, or else
one that opens more questions, which are then answered too. Folds are opened. So a question that is
new is answered without being named here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from playwright.sync_api import Page

from app.domain.pages.decision import DECIDED_AT
from app.domain.pages.page_model import AnswerKind
from app.domain.times.typed_dates import format_day_for_input
from content.london_time import LONDON
from tests.browser.keyboard import CHOSEN, Hands
from tests.support.asked_answers import Given, choose, find_stored
from tests.support.disclosures import Raw
from tests.support.machine.browser import scrolls_sideways

LONGEST_WAY = 900
GROUP = """() => {
  const at = document.activeElement, inside = at.closest("fieldset");
  const all = at.tagName === "SELECT" ? [...at.options].filter(one => one.value) :
    [...document.getElementsByName(at.name)].filter(one =>
      one.type === at.type && one.closest("fieldset") === inside);
  const say = el => el ? el.innerText.replace(/\\s+/g, " ").trim() : "";
  const opens = one => {
    const next = one.closest("div")?.nextElementSibling;
    return next?.matches(".heard-follow") ?
      next.querySelectorAll("textarea, select, input[type=text]").length : 0;
  };
  return all.map(one => ({value: one.value, label: say(one.labels ? one.labels[0] : one),
    opens: at.tagName === "SELECT" ? 0 : opens(one)}));
}"""
ASKED = """() => {
  const at = document.activeElement, say = el => el.innerText.replace(/\\s+/g, " ").trim();
  const legend = at.closest("fieldset")?.querySelector(":scope > legend");
  const own = at.labels && at.labels[0];
  const label = ["radio", "checkbox"].includes(at.type) && legend ? legend : own;
  return {label: label ? say(label) : "", legend: !!legend,
    heading: !!legend && !!legend.querySelector("h1")};
}"""
LEFT = """done => [...document.querySelectorAll("main form [name]")].filter(el => el.offsetParent &&
    el.tagName !== "BUTTON" && !["hidden", "search"].includes(el.type))
  .map(el => el.name + " " + (el.type === "checkbox" ? el.value : el.type))
  .filter(key => !key.split(" ")[0].endsWith("-unknown") && !done.includes(key))"""


@dataclass(frozen=True)
class Wishes:
    """How someone answers. `chosen`: tokens by question; `leave`: ticks to leave alone.

    `items`: how many of a group to write, one where it does not say.
    """

    chosen: Raw = field(default_factory=dict)
    leave: frozenset[str] = frozenset()
    items: Mapping[str, int] = field(default_factory=dict)
    first: int = 0


class Answering(Hands):
    """Hands that answer every question of a page. `given`: all that was answered so far."""

    def __init__(self, page: Page, wishes: Wishes, first: int = 0) -> None:
        super().__init__(page)
        self.wishes = wishes
        self.given: list[Given] = []
        self.too_wide: list[str] = []
        self._number = count(first + 1)
        self._turn = count(wishes.first)
        self._done: set[str] = set()
        self._ticks: dict[tuple[str, str], list[str]] = {}

    def answer_page(self, name: str, finish: str = "Continue") -> None:
        """Answer all that is asked, and press the button that begins so.

        Notes a page that is too wide once its answers are open.
        """
        path = self._path()
        self._done, self._ticks = set(), {}
        for _ in range(LONGEST_WAY):
            at = self.here()
            if at["fold"]:
                self.press("Enter")
            elif self._is_new_question(at):
                self._take(name, at)
            elif at["tag"] == "BUTTON" and self._wants_more(at):
                self.enter()
                continue
            elif at["tag"] == "BUTTON" and at["text"].startswith(finish) and not self._left():
                self.too_wide += [self.page.url] if scrolls_sideways(self.page) else []
                self.enter()
                if self._path() != path:
                    return
                continue
            self.press("Tab")
        raise AssertionError(f"{self.page.url}: no way to the end, left: {self._left()}")

    def _path(self) -> str:
        return self.page.url.partition("#")[0].partition("?")[0]

    def _left(self) -> list[str]:
        return sorted(set(self.page.evaluate(LEFT, sorted(self._done))))

    def _is_new_question(self, at: dict[str, Any]) -> bool:
        asked = at["tag"] in {"INPUT", "TEXTAREA", "SELECT"} and at["name"]
        return bool(asked) and _key(at) not in self._done

    def _wants_more(self, at: dict[str, Any]) -> bool:
        if at["name"] != "add":
            return False
        have = {one.parts["item"] for one in self.given if one.parts["group"] == at["value"]}
        return len(have) < self.wishes.items.get(at["value"], 1)

    def _take(self, page: str, at: dict[str, Any]) -> None:
        """Answer the question that has the focus."""
        self._done.add(_key(at))
        if at["type"] in CHOSEN or at["tag"] == "SELECT":
            self._take_choice(page, at)
            return
        text = self._make_text(page, at)
        if at["value"]:
            self.press("Control+A")
        self.type(text)
        asked = self.page.evaluate(ASKED)
        self.given.append(Given(page, at["name"], asked["label"], (text,)))

    def _make_text(self, page: str, at: dict[str, Any]) -> str:
        wanted = choose(self.wishes.chosen, at["name"])
        if wanted:
            return wanted[0]
        number = next(self._number)
        found = find_stored(page, at["name"])
        kind = found[1].kind if found else AnswerKind.LINE
        if DECIDED_AT in at["name"]:  # from the signature, which was a moment ago, until now
            now = datetime.now(UTC).astimezone(LONDON)
            return f"{now:%H:%M}" if at["name"].endswith("-time") else format_day_for_input(now)
        if kind is AnswerKind.TIME or at["name"].endswith("-time"):
            return f"{8 + number % 12:02d}:{number % 60:02d}"
        if found and kind in {AnswerKind.DATE, AnswerKind.MOMENT}:
            away = timedelta(days=number % 200 + 20)
            today = datetime.now(UTC).astimezone(LONDON).date()
            return format_day_for_input(today + away if found[1].later else today - away)
        text = f"{at['name'].rpartition('-')[2].rpartition('.')[2]} {number:04d} ż"
        return f"{text}  <b>&amp;\nend{number:04d}" if at["tag"] == "TEXTAREA" else text

    def _take_choice(self, page: str, at: dict[str, Any]) -> None:
        options = self.page.evaluate(GROUP)
        if at["type"] == "checkbox":
            self._take_tick(page, at, options)
            return
        for value in self._choose_values(at, options)[:1]:
            self._choose(at, value)
            self._remember(page, at, options, [value])

    def _take_tick(self, page: str, at: dict[str, Any], options: list[dict[str, Any]]) -> None:
        group = (at["name"], options[0]["value"])
        if group not in self._ticks:
            self._ticks[group] = self._choose_values(at, options)
            self._remember(page, at, options, self._ticks[group])
        if at["value"] in self._ticks[group] and not at["checked"]:
            self.choices += 1
            self.press("Space")

    def _remember(
        self, page: str, at: dict[str, Any], options: list[dict[str, Any]], values: list[str]
    ) -> None:
        """Note what was chosen; a lone tick reads as Yes."""
        if not any(values):
            return
        asked = self.page.evaluate(ASKED)
        words = [one["label"] for one in options if one["value"] in values]
        shown = ("Yes",) if len(options) == 1 and not asked["legend"] else tuple(words)
        one = Given(page, at["name"], asked["label"], shown, tuple(values), asked["heading"])
        self.given.append(one)

    def _choose_values(self, at: dict[str, Any], options: list[dict[str, Any]]) -> list[str]:
        """Return the wanted answers, or else one that opens more: another one each time."""
        offered = [one["value"] for one in options]
        wanted = choose(self.wishes.chosen, at["name"])
        if wanted is not None and (not wanted or set(wanted) & set(offered)):
            return [value for value in wanted if value in offered]
        if at["name"].endswith("-unknown"):
            return [""] if "" in offered else []
        if at["type"] == "checkbox" and len(offered) == 1:
            return [] if at["name"].rpartition("-")[2] in self.wishes.leave else offered
        opening = [one["value"] for one in options if one["opens"]]
        turn = next(self._turn)
        if at["type"] != "checkbox":
            some = opening or offered
            return [some[turn % len(some)]]
        picked = {offered[turn % len(offered)]}
        if len(opening) < len(offered):
            picked |= {offered[(turn + 1) % len(offered)], *opening}
        return [value for value in offered if value in picked]


def _key(at: dict[str, Any]) -> str:
    return f"{at['name']} {at['value'] if at['type'] == 'checkbox' else at['type']}"
