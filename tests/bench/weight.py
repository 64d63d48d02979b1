"""The public companion page: bytes on the wire of its first load, as a phone would fetch it.

What the service worker fetches after the page has loaded is weighed and named beside it, not
counted in it: it delays nothing, but it is data that somebody pays for.
"""

from __future__ import annotations

import re
import urllib.request

from tests.bench.club import Served
from tests.bench.figures import Figure

LINKED = re.compile(r'<link rel="(?:stylesheet|icon)" href="([^"]+)|src="([^"]+)')
GOVUK = re.compile(r'data-govuk="([^"]+)')
LOADS_GOVUK = b'data-module="govuk-'
"""heard.js fetches govuk.js only for a page that has this."""
LIMIT = 35_000
KEPT = ("/with-a-child", "/numbers", "/blank-form", "/support", "/help", "/sw.js")


def weigh(heard: Served, bare: Served) -> list[Figure]:
    """Compressed bodies of the page, its styles, scripts and icon, nothing cached."""
    page = _fetch(heard, "/with-a-child", plain=True)
    linked = {address for pair in LINKED.findall(page.decode()) for address in pair if address}
    if LOADS_GOVUK in page:
        linked |= set(GOVUK.findall(page.decode()))
    paths = ["/with-a-child", *sorted(linked)]
    sizes = {path: len(_fetch(heard, path)) for path in paths}
    total = sum(sizes.values())
    parts = ", ".join(f"{path.split('?')[0]} {size:,}" for path, size in sizes.items())
    after = sum(len(_fetch(heard, path)) for path in KEPT)
    reference = len(_fetch(bare, "/question"))
    return [
        Figure(
            "first load of the companion page",
            "≤ 35 kB compressed",
            f"{reference / 1000:.1f} kB (one bare page, uncompressed, no style)",
            f"{total / 1000:.1f} kB",
            "",
            total <= LIMIT,
            f"bodies as sent: {parts}. Not counted: {after:,} that the service worker fetches "
            "after the page has loaded, once a day, for when there is no network",
        )
    ]


def _fetch(served: Served, path: str, *, plain: bool = False) -> bytes:
    headers = {} if plain else {"Accept-Encoding": "gzip"}
    url = f"http://localhost:{served.port}{path}"
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
        return bytes(answer.read())
