"""A lead at their browser who links and adds, invites, searches, and rebuilds the index.

As with a worker, a redirect that came whole is a promise: that child is in that file, once.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from tests.damage.promised_office import OfficeWords
from tests.damage.promised_once import is_kept
from tests.damage.promised_pages import Person, Worker
from tests.damage.promised_words import LeadWords
from tests.damage.socket_browser import Browser
from tests.support.club.world import World

SEARCH = "/concerns/search"
ASKED = re.compile(r'href="(/concerns/[0-9a-f-]{36}/child/[^"]+)"')
FOUND_AGAIN = 3
LAST = 50  # links looked at after each start: all of them at the end


class Lead(Person):
    """Jo. `promised` counts the links that the server said are made."""

    def __init__(self, world: World, workers: Sequence[Worker], luck: random.Random) -> None:
        super().__init__(world, "jo", luck)
        self.workers = workers
        self.files: dict[str, str] = {}  # the question which child it is -> the file's address
        self.pending = ""
        self.promised = 0
        self.words, self.office = LeadWords(self.luck), OfficeWords(self.luck)

    def step(self, browser: Browser) -> None:
        """Link a concern if one is left, add to one and to a file, invite someone, and search."""
        acts = [self._link_one, self._write_one, self._add_worker, self.office.invite]
        self.luck.shuffle(acts)  # a life may end after the first
        for act in acts:
            act(browser)
        fields = browser.form(SEARCH)
        path, more = self.luck.choice([(SEARCH, {"for": ["Kestrel"]}), (f"{SEARCH}/index", {})])
        answer = browser.post(path, {"csrf_token": fields["csrf_token"], **more})
        assert answer.status == 303, answer.text[-2000:]

    def check(self, browser: Browser) -> None:
        """The newest links that were promised are there. One that was cut off is made or not."""
        if self.pending:
            answer = browser.get(self.pending)
            assert answer.status in {200, 303}, answer.text[-2000:]
            if answer.status == 303:
                self.files[self.pending] = answer.location
            self.pending = ""
        for asked, file in list(self.files.items())[-LAST:]:
            assert browser.get(asked).location == file, asked
        self.words.check(browser)
        self.office.check(browser)

    def check_all(self, browser: Browser) -> None:
        """All that was written is there, files show their concerns, and searches find children."""
        self.words.check(browser, every=True)
        self.office.check(browser, every=True)
        shown = {file: _list_concerns(browser, file) for file in set(self.files.values())}
        for asked, file in self.files.items():
            assert browser.get(asked).location == file, asked
            assert asked.partition("/child/")[0] in shown[file], (asked, file)
        for _ in range(FOUND_AGAIN):
            browser.send(f"{SEARCH}/index", {}) if self._is_index_short(browser) else None
        signed = [one for worker in self.workers for one in worker.signed.values()]
        for address, texts in signed[:FOUND_AGAIN]:
            browser.send(SEARCH, {"for": [texts[-1]]})
            assert address in browser.get(SEARCH).text, texts[-1]

    def _is_index_short(self, browser: Browser) -> bool:
        browser.send(SEARCH, {"for": ["Kestrel"]})
        return f'action="{SEARCH}/index"' in browser.get(SEARCH).text

    def _find_question(self, browser: Browser) -> str:
        done = {asked.partition("/child/")[0] for asked in self.files}
        left = [address for address in self._list_signed() if address not in done]
        found = ASKED.search(browser.get(self.luck.choice(left)).text) if left else None
        return found[1] if found else ""

    def _link_one(self, browser: Browser) -> None:
        if asked := self._find_question(browser):
            self._link(browser, asked)

    def _write_one(self, browser: Browser) -> None:
        if signed := self._list_signed():
            self.words.write(browser, self.luck.choice(signed))

    def _add_worker(self, browser: Browser) -> None:
        if self.files:
            self.office.add_worker(browser, self.luck.choice(sorted(set(self.files.values()))))

    def _list_signed(self) -> list[str]:
        return [address for one in self.workers for address, _ in list(one.signed.values())]

    def _link(self, browser: Browser, asked: str) -> None:
        known = sorted({file.rpartition("/")[2] for file in self.files.values()})
        file = self.luck.choice(["new", *known])
        self.pending = asked
        answer = browser.send(asked, {"file": [file]})
        self.pending = ""
        if is_kept(answer):
            self.files[asked] = answer.location.partition("?")[0]
            self.promised += 1


def _list_concerns(browser: Browser, file: str) -> str:
    """Return all pages of the concerns of a child's file."""
    pages: list[str] = []
    while True:
        pages.append(browser.get(f"{file}/concerns?page={len(pages) + 1}").text)
        if f"page={len(pages) + 1}" not in pages[-1]:
            return "".join(pages)
