"""Find text that is drawn in none of the fonts that a page or its pictures ask for."""

from __future__ import annotations

from playwright.sync_api import Page

FIND = """() => {
  const asked = /^(system-ui|ui-monospace|Helvetica)\\b/;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = new Set();
  while (texts.nextNode()) {
    const el = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !el.checkVisibility()) continue;
    if (!asked.test(getComputedStyle(el).fontFamily))
      found.add(`${el.tagName.toLowerCase()}.${el.getAttribute("class")}`);
  }
  return document.styleSheets.length ? [...found] : [];
}"""


def find_other_fonts(page: Page) -> list[str]:
    """Return the elements whose visible text is in the browser's own font."""
    found: list[str] = page.evaluate(FIND)
    return found
