"""A test client that reads every answer as a strict visitor would.

On every HTML answer: a title with the heading in it, one h1, unique ids, a label for every
control, the headers, no inline script or style, no name of a child in address or title, and that
a link to ring somebody rings what is read on it.
CSRF protection stays on: `post` fetches the token from the page it posts from.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask.testing import FlaskClient
from lxml import etree
from werkzeug.test import TestResponse

from app.access.response_headers import CONTENT_SECURITY_POLICY
from app.domain.journey.journey_pages import REPLACED_PAGES

CHILD_NAMES = ("Kestrel", "Maja", "Siôn", "Zofia")  # the names that tests give to children
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}
NO_SPACE = "\0"  # around what is isolated inside a sentence
RECORD_PAGE = re.compile(
    r"/(?:record/[0-9a-f-]{36}|learn/practice/run/[0-9a-f-]{36}/record)/([a-z_]+)"
)
CONTROLS = {"input", "textarea", "select"}
FORM_TAGS = {*CONTROLS, "label", "form"}


def mask_offered_words(text: str) -> str:
    """The text of a page without the four words that it offers: they are others each time."""
    return re.sub(r"(on this page only\.)( [a-z]{4,8}){4} ", r"\1 ", text)


class Page:
    """What a page holds, as far as the checks and the tests need it."""

    def __init__(self, text: str) -> None:
        self.ids: list[str] = []
        self.headings: list[str] = []
        self.title = ""
        self.controls: list[dict[str, str]] = []
        self.labels: set[str] = set()
        self.links: list[str] = []
        self.rung: list[list[str]] = []  # each number that a link rings, and the words of the link
        self.forms: list[dict[str, str]] = []
        self.inline: list[str] = []
        self._words: list[str] = []
        self._open: list[str] = []
        self._ringing = False
        self._goes_on = False  # the words of one piece of text, not yet whole
        etree.HTML(text or "<html></html>", etree.HTMLParser(target=self))

    @property
    def text(self) -> str:
        """All the words of the page, one space between them."""
        words = " ".join(self._words).replace(f" {NO_SPACE} ", "").replace(NO_SPACE, "")
        return " ".join(words.split())

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take what opens a part of the page. Called by the parser, as are the next three."""
        found, self._goes_on = dict(attributes), False
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a":
            self._open_link(found.get("href"))
        elif tag in FORM_TAGS:
            self._open_form_part(tag, found)
        elif tag == "h1":
            self.headings.append("")
        elif tag == "bdi":
            self._words.append(NO_SPACE)
        if _is_inline(tag, found):
            self.inline.append(tag)
        self._open.append(tag)

    def _open_form_part(self, tag: str, found: dict[str, str]) -> None:
        if tag in CONTROLS:
            self.controls.append({"tag": tag, **found})
        elif tag == "label":
            self.labels.add(found.get("for", ""))
        else:
            self.forms.append(found)

    def _open_link(self, href: str | None) -> None:
        if href is not None:
            self.links.append(href)
        self._ringing = (href or "").startswith("tel:")
        if self._ringing:
            self.rung.append([(href or "").removeprefix("tel:"), ""])

    def end(self, tag: str) -> None:
        """Take what closes it."""
        self._goes_on = False
        self._words += [NO_SPACE] if tag == "bdi" else []
        if tag in self._open:
            while self._open and self._open.pop() != tag:
                pass

    def data(self, said: str) -> None:
        """Take its words, which come in pieces where a sign is escaped."""
        if "title" in self._open and "svg" not in self._open:
            self.title += said
        elif self._open and self._open[-1] not in {"script", "style"}:
            self._words.append((self._words.pop() if self._goes_on else "") + said)
            self._goes_on = True
        if "a" in self._open and self._ringing:
            self.rung[-1][1] += said
        if "h1" in self._open and self.headings:
            self.headings[-1] += said

    def close(self) -> None:
        """End: nothing is left to do."""


read_page = lru_cache(maxsize=16)(Page)
"""A page is read once by the checks and the test that asked for it: change nothing of it."""


def _is_inline(tag: str, found: dict[str, str]) -> bool:
    """Whether a tag carries style or script of its own, which the policy would block."""
    if "style" in found or any(name.startswith("on") for name in found):
        return True
    return tag == "style" or (tag == "script" and "src" not in found)


CHILD_FILE = re.compile(r"/children/[0-9a-f-]{36}(?:/(?:concerns|family|plans|opened))?")
CONCERN_TITLE = re.compile(r"Concern [0-9A-Z]{8} - Heard")


def check(response: TestResponse) -> None:
    """Assert what holds for every answer of every route."""
    assert response.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.headers.get("Cache-Control"), response.request.path
    assert not any(name in response.request.path for name in CHILD_NAMES)
    assert not any(name in response.headers.get("Location", "") for name in CHILD_NAMES)
    if response.mimetype == "text/html" and response.status_code not in {301, 302, 303}:
        check_page(response)


def check_page(response: TestResponse) -> None:
    """Assert what holds for every page."""
    page = read_page(response.get_data(as_text=True))
    where = f"{response.request.path} {response.status_code}"
    assert len(page.headings) == 1, f"{where}: {page.headings}"
    heading = " ".join(page.headings[0].split())
    assert heading, where
    title = " ".join(page.title.split())
    if CHILD_FILE.fullmatch(response.request.path) and response.status_code == 200:
        # Its heading is a child's name, which no tab and no history may show.
        assert title.startswith("Child’s file"), f"{where}: {title!r}"
        assert heading not in title, where
    else:
        # A concern is headed by its child's name too.
        shown = page.text if CONCERN_TITLE.fullmatch(title) else heading
        assert title.removesuffix(" - Heard") in shown or heading in title, f"{where}: {title!r}"
    repeated = {one for one in page.ids if page.ids.count(one) > 1}
    assert not repeated, f"{where}: ids twice: {repeated}"
    assert not page.inline, f"{where}: inline {page.inline}"
    assert not any(name in page.title for name in CHILD_NAMES), where
    for number, words in page.rung:
        read = "".join(sign for sign in words.replace("(0)", "") if sign == "+" or sign.isdigit())
        assert number and number in read, f"{where}: {words!r} rings {number!r}"  # noqa: PT018
        assert read.isascii(), f"{where}: {words!r} is read otherwise"
    for control in page.controls:
        named = control.get("id") in page.labels or "aria-label" in control
        named = named or "aria-labelledby" in control or control.get("type") in UNLABELLED
        assert named, f"{where}: no label for {control.get('name')}"


def show_whole(path: str) -> str:
    """Return the address that shows all of a stored page, which question pages ask bit by bit.

    An address with a question mark stays as it is: `question_client.py` asks so for question pages.
    """
    place, hash_mark, anchor = path.partition("#")
    found = RECORD_PAGE.fullmatch(place)
    if found is None or found[1] not in REPLACED_PAGES:
        return path
    return f"{place}?whole=1{hash_mark}{anchor}"


class CheckingClient(FlaskClient):
    """Flask's client, with the checks on and the CSRF token fetched as a browser would."""

    def __init__(self, app: Any) -> None:
        super().__init__(app, app.response_class, use_cookies=True)

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        check(response)
        return response

    def get(self, *args: Any, **kwargs: Any) -> TestResponse:
        """GET a page; of a stored page of a record, all of its answers at once."""
        if args and isinstance(args[0], str):
            args = (show_whole(args[0]), *args[1:])
        return super().get(*args, **kwargs)

    def page(self, path: str, status: int = 200) -> Page:
        """GET a page and parse it."""
        response = self.get(path)
        assert response.status_code == status, f"{path}: {response.status_code}"
        return read_page(response.get_data(as_text=True))

    def send(
        self, path: str, fields: dict[str, Any] | None = None, *, via: str = ""
    ) -> TestResponse:
        """POST a form as the page at `via` (or `path`) would: its CSRF token comes along."""
        token = self.csrf(via or path)
        return self.post(path, data={**(fields or {}), "csrf_token": token})

    def csrf(self, path: str) -> str:
        """The CSRF token on a page; the home page's when `path` has none to show."""
        for where in (path, "/help"):
            response = self.get(where)
            if response.mimetype != "text/html":
                continue
            for control in read_page(response.get_data(as_text=True)).controls:
                if control.get("name") == "csrf_token":
                    return control["value"]
        raise AssertionError(f"no form on {path}")
