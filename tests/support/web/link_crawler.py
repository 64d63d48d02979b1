"""Follow every link from where somebody stands, and keep what they would read."""

from __future__ import annotations

import re

from tests.support.web.checking_client import CheckingClient, read_page

MOST = 250
FILES = ("/static/", "/paper.css", "/log/")


def words_of(html: str) -> str:
    """What people read of a page, and what a screen reader says."""
    page = read_page(html)
    labels = re.findall(r'aria-label="([^"]*)"', html)
    return " ".join([page.title, page.text, *labels])


def crawl(client: CheckingClient, *starts: str) -> dict[str, str]:
    """The source of every page that links lead to from here, by its address."""
    waiting, seen = list(starts), {}
    while waiting and len(seen) < MOST:
        path = waiting.pop().partition("#")[0]
        if path in seen or not path.startswith("/") or path.startswith(FILES):
            continue
        answer = client.get(path)
        seen[path] = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        waiting += [*read_page(seen[path]).links, answer.location or ""]
    return seen
