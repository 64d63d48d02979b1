"""Words that were promised to stand once where they were sent, and no second time."""

from __future__ import annotations

from collections.abc import Callable

from tests.damage.socket_browser import Answer, Browser

LAST = 3  # looked at after each start: all of them at the end


def is_kept(answer: Answer) -> bool:
    """Whether the server promised to keep what was sent.

    False means that someone else had written meanwhile: then nothing is kept.
    """
    assert answer.status in {303, 409}, (answer.status, answer.text[-2000:])
    return answer.status == 303


class KeptOnce:
    """Places and the words promised to be there. `promised` counts what the server said is kept.

    Call `begin` before the request and `finish` with its answer. What was begun and not finished is
    there once or not at all. `count` says how often a place shows the words.
    """

    def __init__(self, count: Callable[[Browser, str, str], int]) -> None:
        self._count = count
        self._kept: dict[str, str] = {}  # the words -> the place
        self._begun: tuple[str, str] = "", ""  # the place and the words
        self.promised = 0

    def begin(self, place: str, words: str) -> None:
        """Remember what is about to be sent."""
        self._begun = place, words

    def finish(self, answer: Answer) -> None:
        """Take what was begun for promised, unless the answer refuses it."""
        if is_kept(answer):
            self._keep()
            self.promised += 1
        else:
            self._begun = "", ""

    def check(self, browser: Browser, *, every: bool = False) -> None:
        """Raise where something that was promised is not there, or is there twice."""
        place, words = self._begun
        if place:
            assert (count := self._count(browser, place, words)) in {0, 1}, (place, words, count)
            if count:
                self._keep()
            self._begun = "", ""
        for words, place in list(self._kept.items())[0 if every else -LAST :]:
            assert self._count(browser, place, words) == 1, (place, words)

    def _keep(self) -> None:
        place, words = self._begun
        self._kept[words], self._begun = place, ("", "")
