"""axe-core over an open page: WCAG 2.2 AA and best practice, nothing switched off."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from tests.support.machine.needed_programs import absent

SOURCE = Path(__file__).parents[1] / "browser" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async tags => {
    const found = await axe.run(document, {runOnly: {type: "tag", values: tags},
        preload: document.querySelector("audio, video") !== null,  // only their rule needs it
        resultTypes: ["violations"]});  // the rest would only be counted
    return found.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target} ${n.html}`));
}"""


def violations(page: Page) -> list[str]:
    """What axe finds on this page, one line an element. The page must run JavaScript."""
    if not SOURCE.exists():
        absent("axe-core", "npm; then `npm ci` in tests/browser")
    if not page.evaluate("'axe' in window"):
        page.evaluate(SOURCE.read_text(encoding="utf-8"))  # works under the page's own CSP
    return page.evaluate(RUN, TAGS)
