"""What a lead writes outside concerns: who works with a child, and who is invited to join.

A redirect that came whole is a promise: the person stands in the child's file, or in the list of
the team, once.
"""

from __future__ import annotations

import random

from tests.damage.promised_once import KeptOnce
from tests.damage.socket_browser import Browser, Form

SEARCH, PEOPLE = "/members/search", "/members"
WORKER = {"role": ["social_worker"], "phone": ["01724 296 500"]}


class OfficeWords:
    """People with made-up names in children's files, and in the team."""

    def __init__(self, luck: random.Random) -> None:
        self._luck = luck
        self.facts, self.invites = KeptOnce(_count_in_file), KeptOnce(_count_in_team)

    def add_worker(self, browser: Browser, file: str) -> None:
        """Write in a child's file who works with the child."""
        name = self._make_name()
        self.facts.begin(file, name)
        self.facts.finish(browser.send(f"{file}/facts/worker", {"name": [name]} | WORKER))

    def invite(self, browser: Browser) -> None:
        """Invite someone to join."""
        name = self._make_name()
        self.invites.begin(PEOPLE, name)
        fields = {"email": [f"{name}@example.org"], "name": [name]}
        answer = browser.send(f"{PEOPLE}/invite", fields)
        assert answer.location == f"{PEOPLE}/codes", (answer.status, answer.text[-2000:])
        self.invites.finish(answer)

    def check(self, browser: Browser, *, every: bool = False) -> None:
        """Raise where someone who was promised is not there, or is there twice."""
        self.facts.check(browser, every=every)
        self.invites.check(browser, every=every)

    def _make_name(self) -> str:
        return f"a{self._luck.getrandbits(64):x}"


def _count_in_file(browser: Browser, file: str, name: str) -> int:
    shown = f'<span class="heard-text">{name}</span>'
    return browser.get(f"{file}/plans").text.count(shown)


def _count_in_team(browser: Browser, page: str, name: str) -> int:
    """Return how often a person is in the list. One that is long enough to be paged is searched."""
    shown = browser.get(page)
    fields = Form(shown.body.decode(), SEARCH).fields
    if fields:
        found = browser.post(SEARCH, fields | {"q": [name]})
        shown = browser.get(found.location)
    assert shown.status == 200, shown.text[-2000:]
    return shown.text.count(f"<strong>{name}</strong>")
