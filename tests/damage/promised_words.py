"""A lead who names concerns and adds to them, and what was promised.

A redirect that came whole is a promise: the name is the one that lists show, and the question,
task, note, view or referral stands there once. One that was cut off is there whole or not at all.
"""

from __future__ import annotations

import html
import random
import re
from datetime import UTC, datetime, timedelta

from content.london_time import get_london_day
from tests.damage.socket_browser import Answer, Browser, Fields, Form

LAST = 3  # of each, looked at after each start: all of them at the end
NAME = "name"
WAYS = {
    "questions/new": "question",
    "tasks/new": "what",
    "note": "note",
    "more/view": "strengths",
    "more/referral": "reference",
}
"""Pages of a concern that add an entry to it, and the question that the words are typed under."""


class LeadWords:
    """What a lead wrote, by the addresses of concerns."""

    def __init__(self, luck: random.Random) -> None:
        self._luck = luck
        self._read: set[str] = set()
        self._names: dict[str, str] = {}
        self._added: dict[str, str] = {}  # the words of an entry -> the concern
        self._cut_off: tuple[str, str, str] = "", "", ""  # what, the concern, the words
        self.promised = 0

    def write(self, browser: Browser, concern: str) -> None:
        """Mark a concern as read, then give it a name or add an entry to it."""
        if concern not in self._read:
            token = browser.form(concern, f"{concern}/acknowledge")["csrf_token"]
            answer = browser.post(f"{concern}/acknowledge", {"csrf_token": token})
            assert answer.status == 303, answer.text[-2000:]
            self._read.add(concern)
        what, words = self._luck.choice([NAME, *WAYS]), f"{self._luck.getrandbits(64):x}"
        self._cut_off = what, concern, words
        if what == NAME:
            answer = browser.send(f"{concern}/name", {"name": [words]})
        else:
            answer = _add(browser, concern, what, {WAYS[what]: [words]})
        assert answer.status == 303, answer.text[-2000:]
        assert what == NAME or "added=" in answer.location, (what, answer.location)
        self._keep(what, concern, words)
        self.promised += 1

    def check(self, browser: Browser, *, every: bool = False) -> None:
        """Raise where something that was promised is not there, or is there twice."""
        self._settle(browser)
        first = 0 if every else -LAST
        for concern, name in list(self._names.items())[first:]:
            assert self._load_name(browser, concern) == name, concern
        for words, concern in list(self._added.items())[first:]:
            assert self._count(browser, concern, words) == 1, (concern, words)

    def _settle(self, browser: Browser) -> None:
        """Find out what became of what was cut off: it is there or not, and the old name stands."""
        what, concern, words = self._cut_off
        if what == NAME:
            name = self._load_name(browser, concern)
            assert name in {words, self._names.get(concern, "")}, (concern, name)
            self._keep(what, concern, name)
        elif what:
            assert (count := self._count(browser, concern, words)) in {0, 1}, (concern, words)
            if count:
                self._keep(what, concern, words)
        self._cut_off = "", "", ""

    def _keep(self, what: str, concern: str, words: str) -> None:
        if what == NAME:
            self._names.pop(concern, None)
            self._names[concern] = words
        else:
            self._added[words] = concern
        self._cut_off = "", "", ""

    def _load_name(self, browser: Browser, concern: str) -> str:
        (name,) = browser.form(f"{concern}/name")["name"]
        return name

    def _count(self, browser: Browser, concern: str, words: str) -> int:
        text = html.unescape(browser.get(concern).text)
        return text.count(f'<span class="heard-text">{words}</span>')


def _add(browser: Browser, concern: str, page: str, words: Fields) -> Answer:
    """Fill a page that adds to a concern, and press its first button.

    A page that is first kept as a draft has the draft's id in the address of its form.
    """
    day = f"{get_london_day(datetime.now(UTC)) + timedelta(days=2):%-d/%-m/%Y}"
    answers = {
        "questions/new": {"due": [day]},
        "tasks/new": {"due": [day]},
        "more/referral": {"to_whom": ["Dawn"], "referred_at": ["today"], "method": ["phone"]},
    }
    text = browser.get(f"{concern}/{page}").body.decode()
    found = re.search(rf'action="({concern}/{page}[0-9a-f/-]*)"', text)
    assert found is not None, text[-2000:]
    fields = Form(text, found[1]).fields
    return browser.post(found[1], fields | answers.get(page, {}) | words)
