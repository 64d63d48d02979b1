"""axe-core over an open page: WCAG 2.2 AA and best practice, nothing switched off."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from tests.support.machine.needed_programs import absent

SOURCE = Path(__file__).parents[1] / "browser" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async tags => {
    if (!("axe" in window)) {
        if (!("loadAxe" in window)) return null;
        loadAxe();
    }
    const found = await axe.run(document, {runOnly: {type: "tag", values: tags},
        preload: document.querySelector("audio, video") !== null,  // only their rule needs it
        resultTypes: ["violations"]});  // the rest would only be counted
    return found.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target} ${n.html}`));
}"""


def violations(page: Page) -> list[str]:
    """What axe finds on this page, one line an element. The page must run JavaScript.

    A page that is checked once has axe in each later document: sending it anew takes twice as long.
    It runs where it is asked for: most of a tenth of a second for documents that are not checked.
    """
    if not SOURCE.exists():
        absent("axe-core", "npm; then `npm ci` in tests/browser")
    found: list[str] | None = page.evaluate(RUN, TAGS)
    if found is None:
        source = f"window.loadAxe = () => {{{SOURCE.read_text(encoding='utf-8')}}};"
        page.add_init_script(source)
        page.evaluate(source)  # works under the page's own CSP
        found = page.evaluate(RUN, TAGS)
    assert found is not None, f"axe did not load in {page.url}"
    return found
