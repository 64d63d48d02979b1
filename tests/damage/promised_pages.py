"""A worker at their browser who remembers what the server promised, and can hold it to that.

Acknowledged means that a whole answer came: 303 for a page, 200 for an autosave. A request that
was cut off may have been kept or not; it may never have been kept in part, or twice.
"""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.concern import Concern
from tests.damage import socket_browser
from tests.damage.promised_once import KeptOnce
from tests.damage.promised_words import add_entry, count_entries
from tests.damage.socket_browser import Browser, DroppedError, Fields
from tests.support.club.club_setup import PASSPHRASE
from tests.support.club.world import World

ODD = [
    "x ",
    "  ",
    "\n",
    "\t",
    "é",
    "e\u0301",
    "عربي",
    "👩‍👧",
    "\u2028",
    "'",
    "<b>",
    "&amp;",
    "\\",
    "%0A",
]

TEXTS = [
    ("now", "where_now"),
    ("account", "child_words"),
    ("account", "questions_asked"),
    ("account", "seen"),
    ("child", "children-0-name"),
]


class Person(ABC):
    """Someone at their browser. `step` goes on; `check` compares what is there with promises."""

    def __init__(self, world: World, who: str, luck: random.Random) -> None:
        self.world, self.who = world, who
        self.luck = random.Random(luck.random())  # noqa: S311 - of its own: threads draw in turn

    def arrive(self, port: int, cookie: str, *, by_the_door: bool) -> Browser:
        """A browser that has just signed in: with the passphrase, or let in with the seed."""
        if not by_the_door:
            token = self.world.token(self.who)
            browser = Browser(port, token, cookie)
            browser.cookies[cookie.replace("sign-in", "step-up")] = self.world.marks[token]
            return browser
        browser = Browser(port)
        answer = socket_browser.sign_in(browser, self.world.people[self.who].email, PASSPHRASE)
        assert answer.status == 303, answer.text[-2000:]
        return browser

    def work(self, browser: Browser) -> None:
        """Go on until the server is gone."""
        try:
            while True:
                self.step(browser)
        except DroppedError:
            return
        finally:
            browser.close()

    @abstractmethod
    def step(self, browser: Browser) -> None:
        """The next requests of the journey. Raises DroppedError when no answer came."""

    @abstractmethod
    def check(self, browser: Browser) -> None:
        """What was promised last is there. Raises AssertionError where it is not."""

    @abstractmethod
    def check_all(self, browser: Browser) -> None:
        """All that was ever promised is there. Raises AssertionError where it is not."""


class Worker(Person):
    """Someone who records and signs, and adds to what they signed."""

    def __init__(self, world: World, who: str, luck: random.Random) -> None:
        super().__init__(world, who, luck)
        self.draft = ""
        self.words = ""
        self.kept: dict[str, Fields] = {}
        self.pending: tuple[str, Fields] | None = None
        self.signing = False
        self.signed: dict[str, tuple[str, list[str]]] = {}  # draft -> (the record's address, texts)
        self.promised = 0
        self.additions = KeptOnce(count_entries)
        self._to_do: list[tuple[str, bool]] = []

    def step(self, browser: Browser) -> None:
        """The next request of the journey. Raises DroppedError when no answer came."""
        if not self.draft:
            if self.signed:
                self._add_to_record(browser)
            self._begin(browser)
        elif self._to_do:
            self._save(browser, *self._to_do[0])
            self._to_do.pop(0)
        else:
            self._sign(browser)

    def check(self, browser: Browser) -> None:
        """Everything that was promised about the draft at hand is there, to the byte."""
        self._settle_signing(browser)
        self.additions.check(browser)
        for page, fields in list(self.kept.items()):
            now = self._shown(browser, page, fields)
            allowed = [fields]
            if self.pending and self.pending[0] == page:
                allowed.append(self.pending[1])
            assert now in allowed, f"{self.who} {page}: {now!r}, promised {fields!r}"
            self.kept[page] = now  # what was cut off is settled now, one way or the other
        self.pending = None

    def check_all(self, browser: Browser) -> None:
        """Every record and every addition is there once, and reads as it was written."""
        self.additions.check(browser, every=True)
        with Session(self.world.engine) as session:
            for draft, (address, texts) in self.signed.items():
                found = session.scalars(
                    select(Concern.id).where(Concern.draft_id == UUID(draft.rsplit("/", 1)[1]))
                ).all()
                assert [f"/concerns/{one}" for one in found] == [address]
                page = browser.get(address).text
                lost = [text for text in texts if text not in page]
                assert not lost, f"{address}: {lost!r}"
            mine = (
                select(func.count())
                .select_from(Concern)
                .where(Concern.author_id == self.world.people[self.who].id)
            )
            assert session.scalar(mine) == len(self.signed), "a record that nobody signed"

    def _begin(self, browser: Browser) -> None:
        self.draft = socket_browser.begin(browser)
        self.kept, self.pending = {}, None
        pages = list(self._pages())
        self._to_do = [(page, automatic) for page in pages for automatic in (True, False)]
        self.promised += 1

    def _pages(self) -> dict[str, Fields]:
        odd = "".join(self.luck.choice(ODD) for _ in range(self.luck.randint(3, 400)))
        self.words = f"“{self.luck.random()} {odd}”"
        return socket_browser.core_pages(self.words, f"Kestrel {self.luck.random()}")

    def _save(self, browser: Browser, page: str, automatic: bool) -> None:
        fields = self._pages()[page]
        self.pending = (page, fields)
        if automatic:
            answer = socket_browser.autosave(browser, self.draft, page, fields)
        else:
            answer = browser.send(f"{self.draft}/{page}", fields)
        assert answer.status == (200 if automatic else 303), (page, answer.text[-2000:])
        self.kept[page], self.pending = fields, None
        self.promised += 1

    def _add_to_record(self, browser: Browser) -> None:
        address, _ = self.luck.choice(list(self.signed.values()))
        words = f"{self.luck.getrandbits(64):x}"
        self.additions.begin(address, words)
        self.additions.finish(add_entry(browser, address, "more/addition", {"words": [words]}))

    def _sign(self, browser: Browser) -> None:
        self.signing = True
        answer = socket_browser.press_sign(browser, self.draft)
        assert answer.status == 303, answer.text[-3000:]
        self._signed(answer.location)

    def _settle_signing(self, browser: Browser) -> None:
        """Signing was cut off: look whether it is a record; if not, the draft must be whole."""
        if not self.signing:
            return
        answer = browser.get(f"{self.draft}/sign")
        if answer.status == 303:
            self._signed(answer.location)
        self.signing = False

    def _signed(self, location: str) -> None:
        texts = [self.kept[page][name][0] for page, name in TEXTS]
        self.signed[self.draft] = (location.removesuffix("/signed"), texts)
        self.draft, self.signing, self.kept = "", False, {}
        self.promised += 1

    def _shown(self, browser: Browser, page: str, fields: Fields) -> Fields:
        now = socket_browser.shown(browser, self.draft, page)
        return {name: now.get(name, []) for name in fields}
