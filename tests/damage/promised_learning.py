"""A learner at their browser who answers questions and practises, and what was promised to them.

A redirect that came whole is a promise: the answer reads as it was typed, and the practice is one
turn further. One that was cut off is kept whole or not at all. A practice whose beginning was cut
off has no address yet, and is not looked for.
"""

from __future__ import annotations

import random
import re

from tests.damage.promised_pages import Person
from tests.damage.socket_browser import Browser, Form
from tests.support.club.world import World

QUESTIONS, SCENARIO = "/learn/questions", "/learn/practice/blue_car"
ANSWER = "answer"
TURN = re.compile(r"(/learn/practice/run/[0-9a-f-]{36})/turn/([0-9]+)")
REPLIES = re.compile(r'name="reply"[^>]*\bvalue="([^"]+)"')
OWN = "own"
LAST = 5  # practices looked at after each start: all of them at the end


class Learner(Person):
    """Tess. `answers` counts the answers that the server said are kept, `replies` those said."""

    def __init__(self, world: World, luck: random.Random) -> None:
        super().__init__(world, "tess", luck)
        self.answers = self.replies = 0
        self._answers: dict[str, str] = {}  # the address of a question -> what was answered
        self._said: dict[str, int] = {}  # the address of a practice -> replies said in it
        self._run = ""
        self._cut_off: tuple[str, str] = "", ""  # what the last request was sent to, and its words

    def step(self, browser: Browser) -> None:
        """Answer a question, and go on practising."""
        self._answer(browser)
        self._practise(browser)

    def check(self, browser: Browser) -> None:
        """Raise where an answer is another one, or one of the newest practices at another turn."""
        self._settle(browser)
        self._check_practices(browser, -LAST)
        for address, words in self._answers.items():
            assert self._load_answer(browser, address) == words, address

    def check_all(self, browser: Browser) -> None:
        """Raise where any practice is at another turn."""
        self._check_practices(browser, 0)

    def _check_practices(self, browser: Browser, first: int) -> None:
        for run, said in list(self._said.items())[first:]:
            assert self._count_said(browser, run) == said, run

    def _settle(self, browser: Browser) -> None:
        """Find out what became of the request that was cut off."""
        (address, words), self._cut_off = self._cut_off, ("", "")
        if address in self._said:
            said = self._count_said(browser, address)
            assert said - self._said[address] in {0, 1}, (address, said)
            self._said[address] = said
        elif address:
            now = self._load_answer(browser, address)
            assert now in {words, self._answers.get(address, "")}, (address, now)
            self._answers[address] = now

    def _answer(self, browser: Browser) -> None:
        address = f"{QUESTIONS}/{self.luck.choice(self._list_questions(browser))}"
        words = f"{self.luck.getrandbits(64):x}"
        self._cut_off = address, words
        answer = browser.send(address, {ANSWER: [words]})
        assert answer.status == 303, answer.text[-2000:]
        self._answers[address], self._cut_off = words, ("", "")
        self.answers += 1

    def _list_questions(self, browser: Browser) -> list[str]:
        """Return the questions that are answered in words."""
        found = sorted(
            set(re.findall(rf'href="{QUESTIONS}/([a-z_]+)"', browser.get(QUESTIONS).text))
        )
        return [key for key in found if key != "age"]

    def _practise(self, browser: Browser) -> None:
        """Begin a practice, or say one reply of it."""
        place = self._find_turn(browser)
        if place is None:
            answer = browser.send(SCENARIO, {})
            place = TURN.search(answer.location)
            assert place is not None, (answer.status, answer.text[-2000:])
            self._run = place[1]
            self._said[self._run] = 0
            return
        page = browser.get(place[0]).body.decode()
        replies = [one for one in REPLIES.findall(page) if one != OWN]
        fields = Form(page, place[0]).fields | {"reply": [self.luck.choice(replies)]}
        self._cut_off = self._run, ""
        answer = browser.post(place[0], fields)
        assert answer.status == 303, answer.text[-2000:]
        self._said[self._run] += 1
        self._cut_off = "", ""
        self.replies += 1

    def _find_turn(self, browser: Browser) -> re.Match[str] | None:
        """Return the turn that a practice is at; None where there is none, or it has ended."""
        place = TURN.search(browser.get(self._run).location) if self._run else None
        if place is None or not REPLIES.search(browser.get(place[0]).body.decode()):
            return None
        return place

    def _count_said(self, browser: Browser, run: str) -> int:
        place = TURN.search(browser.get(run).location)
        assert place is not None, run
        return int(place[2])

    def _load_answer(self, browser: Browser, address: str) -> str:
        (words,) = browser.form(address)[ANSWER]
        return words
