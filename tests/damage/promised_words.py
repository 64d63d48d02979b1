"""What is written about a concern that is signed, by its lead and by its author.

A redirect that came whole is a promise: the name is the one that lists show, and the addition,
question, task, note, view or referral stands there once.
"""

from __future__ import annotations

import html
import random
import re
from datetime import UTC, datetime, timedelta

from content.london_time import get_london_day
from tests.damage.promised_once import LAST, KeptOnce
from tests.damage.socket_browser import Answer, Browser, Fields, Form

NAME = "name"
WAYS = {
    "questions/new": "question",
    "tasks/new": "what",
    "note": "note",
    "more/view": "strengths",
    "more/referral": "reference",
}
"""Pages of a concern that add an entry to it, and the question that the words are typed under."""
SHOWN_AT = {"more/addition": "add"}
"""Pages whose form is shown at another address of the concern."""


class LeadWords:
    """What a lead wrote, by the addresses of concerns."""

    def __init__(self, luck: random.Random) -> None:
        self._luck = luck
        self._read: set[str] = set()
        self._names: dict[str, str] = {}
        self._renamed: tuple[str, str] = "", ""  # the concern and its new name, if it was cut off
        self.added = KeptOnce(count_entries)
        self.named = 0

    def write(self, browser: Browser, concern: str) -> None:
        """Mark a concern as read, then give it a name or add an entry to it."""
        if concern not in self._read:
            token = browser.form(concern, f"{concern}/acknowledge")["csrf_token"]
            answer = browser.post(f"{concern}/acknowledge", {"csrf_token": token})
            assert answer.status == 303, answer.text[-2000:]
            self._read.add(concern)
        what, words = self._luck.choice([NAME, *WAYS]), f"{self._luck.getrandbits(64):x}"
        if what == NAME:
            self._name(browser, concern, words)
        else:
            self.added.begin(concern, words)
            self.added.finish(add_entry(browser, concern, what, {WAYS[what]: [words]}))

    def check(self, browser: Browser, *, every: bool = False) -> None:
        """Raise where something that was promised is not there, or is there twice."""
        concern, words = self._renamed
        if concern:  # it was cut off: the new name stands, or the old one
            name = _load_name(browser, concern)
            assert name in {words, self._names.get(concern, "")}, (concern, name)
            self._names[concern], self._renamed = name, ("", "")
        for concern, name in list(self._names.items())[0 if every else -LAST :]:
            assert _load_name(browser, concern) == name, concern
        self.added.check(browser, every=every)

    def _name(self, browser: Browser, concern: str, words: str) -> None:
        self._renamed = concern, words
        answer = browser.send(f"{concern}/name", {"name": [words]})
        assert answer.status == 303, answer.text[-2000:]
        self._names.pop(concern, None)
        self._names[concern], self._renamed = words, ("", "")
        self.named += 1


def count_entries(browser: Browser, concern: str, words: str) -> int:
    """Return how many entries of a concern have these words."""
    text = html.unescape(browser.get(concern).text)
    return text.count(f'<span class="heard-text">{words}</span>')


def add_entry(browser: Browser, concern: str, page: str, words: Fields) -> Answer:
    """Fill a page that adds to a concern, and press its first button.

    A page that is first kept as a draft has the draft's id in the address of its form.
    """
    day = f"{get_london_day(datetime.now(UTC)) + timedelta(days=2):%-d/%-m/%Y}"
    answers = {
        "questions/new": {"due": [day]},
        "tasks/new": {"due": [day]},
        "more/referral": {"to_whom": ["Dawn"], "referred_at": ["today"], "method": ["phone"]},
    }
    text = browser.get(f"{concern}/{SHOWN_AT.get(page, page)}").body.decode()
    found = re.search(rf'action="({concern}/{page}[0-9a-f/-]*)"', text)
    assert found is not None, text[-2000:]
    fields = Form(text, found[1]).fields
    answer = browser.post(found[1], fields | answers.get(page, {}) | words)
    assert answer.status != 303 or "added=" in answer.location, (page, answer.location)
    return answer


def _load_name(browser: Browser, concern: str) -> str:
    (name,) = browser.form(f"{concern}/name")["name"]
    return name
