"""A worker's browser over a real socket: sign in, begin, save pages, sign. No JavaScript.

It sends what a browser would send, line breaks as CRLF included, and says for each request whether
an answer came: only what was answered was promised.
"""

from __future__ import annotations

import html
import http.client
import re
import threading
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

from tests.support.web.checking_client import show_whole

Fields = dict[str, list[str]]
BUTTONS = {"submit", "button", "image", "reset"}
NUMBER = re.compile(r'<bdi dir="ltr">([^<]*)</bdi>')
HEADERS = {"Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded"}


class DroppedError(Exception):
    """The server went away before a whole answer came."""


@dataclass(frozen=True)
class Answer:
    """Status, address of a redirect, and the text."""

    status: int
    location: str
    body: bytes

    @property
    def text(self) -> str:
        """The words of the page, character references resolved.

        An element of ours around a number is no word: what was typed has its signs escaped here.
        """
        return html.unescape(NUMBER.sub(r"\1", self.body.decode()))


class Form(HTMLParser):
    """What a browser would submit from the page's form with this action, buttons left out."""

    def __init__(self, text: str, action: str) -> None:
        super().__init__(convert_charrefs=True)
        self.fields: Fields = {}
        self._action, self._inside = action, False
        self._area: list[str] | None = None
        self._name = self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = urlsplit(found.get("action", "")).path == self._action
        elif self._inside and tag == "textarea":
            self._area, self._name = [], found["name"]
        elif self._inside and tag == "select":
            self._select = found["name"]
        elif self._inside and tag == "option" and "selected" in found:
            self._put(self._select, found.get("value", ""))
        elif self._inside and tag == "input":
            self._input(found)

    def _input(self, found: dict[str, str]) -> None:
        kind = found.get("type", "text")
        chosen = kind not in {"radio", "checkbox"} or "checked" in found
        if chosen and kind not in BUTTONS and "name" in found:
            self._put(found["name"], found.get("value", "on"))

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea" and self._area is not None:
            self._put(self._name, "".join(self._area).removeprefix("\n"))
            self._area = None

    def _put(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)


class Browser:
    """One browser with one connection. `token` is the sign-in cookie's value.

    `posted` is set once a whole form has left it, whether or not an answer has come.
    """

    def __init__(self, port: int, token: str = "", cookie: str = "") -> None:
        self.port = port
        self.cookies = {cookie: token} if token else {}
        self.posted = threading.Event()
        self._connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        """GET; of a stored page of a record, all of its answers at once. Raises DroppedError."""
        return self._ask("GET", show_whole(path), b"")

    def post(self, path: str, fields: Fields, *, json: bool = False) -> Answer:
        """POST a form as it stands. Raises DroppedError."""
        pairs = [
            (name, value.replace("\n", "\r\n")) for name, all in fields.items() for value in all
        ]
        return self._ask("POST", path, urlencode(pairs).encode(), json=json)

    def form(self, path: str, action: str = "") -> Fields:
        """The fields of the form on a page, as they stand."""
        answer = self.get(path)
        assert answer.status == 200, (path, answer.status, answer.text[-2000:])
        found = Form(answer.body.decode(), action or path).fields
        assert "csrf_token" in found, f"no form for {action or path} on {path}"
        return found

    def send(self, path: str, fields: Fields) -> Answer:
        """Fill a page's own form and press its first button."""
        return self.post(path, self.form(path) | fields)

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, method: str, path: str, body: bytes, *, json: bool = False) -> Answer:
        try:
            return self._exchange(method, path, body, json)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise DroppedError(f"{method} {path}") from error

    def _exchange(self, method: str, path: str, body: bytes, json: bool) -> Answer:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = HEADERS | {"Host": f"localhost:{self.port}"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if json:
            headers["Accept"] = "application/json"
        self._connection.request(method, path, body, headers)
        if method == "POST":
            self.posted.set()
        response = self._connection.getresponse()
        content = response.read()
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        if response.headers.get("Connection") == "close":
            self.close()
        return Answer(response.status, response.headers.get("Location", ""), content)


def sign_in(browser: Browser, email: str, passphrase: str) -> Answer:
    """The real door: the sign-in page, filled and sent."""
    fields = {"email": [email], "passphrase": [passphrase]}
    return browser.send("/sign-in", fields)


def begin(browser: Browser) -> str:
    """Begin a record; returns its address, `/record/<draft>`."""
    answer = browser.send("/record/new", {})
    assert answer.status == 303, (answer.status, answer.text[-2000:])
    return answer.location.rsplit("/", 1)[0]


def autosave(browser: Browser, draft: str, page: str, fields: Fields) -> Answer:
    """What the script does while somebody types."""
    where = f"{draft}/{page}"
    return browser.post(f"{where}/autosave", browser.form(where) | fields, json=True)


def press_sign(browser: Browser, draft: str) -> Answer:
    """The sign page: nobody ruled out, then the button."""
    return browser.send(f"{draft}/sign", {"not_for": ["none"]})


def shown(browser: Browser, draft: str, page: str) -> Fields:
    """What a page of a draft shows now."""
    return browser.form(f"{draft}/{page}")


def core_pages(words: str, name: str) -> dict[str, Fields]:
    """The core record but for its sign page, filled with these words and this child's name."""
    return {
        "now": {
            "danger_now": ["no"],
            "about_our_team": ["no"],
            "where_now": [f"{name}, in the hall"],
        },
        "account": {
            "how_known": ["child_told_me"],
            "child_words": [words],
            "questions_asked": [f"What did {name} mean?\n\nAnd then?\n"],
            "seen": [f"\n\tRed eyes.  {words}"],
            "told_on": ["24/11/2025"],
            "told_at_time": ["14:05"],
        },
        "child": {"children-0-name": [name], "children-0-age": ["about 14"]},
        "told": {"told_lead": ["not_yet"]},
    }
