"""Browsers of people who go on while the database is away, and what they may be told then."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from tests.damage import socket_browser
from tests.damage.killable_server import Live
from tests.damage.promised_pages import Worker
from tests.damage.socket_browser import Answer, Browser, DroppedError

AWAY_WORDS = "Heard cannot answer now"
PUBLIC_PAGES = ("/with-a-child", "/numbers")


class OutageBrowser(Browser):
    """A browser that takes the page of a database that is away as no promise.

    `refused` counts those pages. Any other answer of 500 and above fails the test.
    """

    refused = 0

    def _ask(self, method: str, path: str, body: bytes, *, json: bool = False) -> Answer:
        self.close()  # one that rested may have been closed, which is no outage
        answer = super()._ask(method, path, body, json=json)
        if answer.status == 503:
            assert AWAY_WORDS in answer.text, (path, answer.text[-2000:])
            assert json or 'href="tel:999"' in answer.text, path
            self.refused += 1
            raise DroppedError(f"{method} {path}: the database is away")
        assert answer.status < 500, (path, answer.status, answer.text[-2000:])
        return answer


class Recording(threading.Thread):
    """Someone who records and signs until their page is not answered, or says it is not saved."""

    def __init__(self, live: Live, worker: Worker) -> None:
        super().__init__(daemon=True)
        self.fault: BaseException | None = None
        self.worker, self.browser = worker, open_browser(live, worker.who)

    def run(self) -> None:
        try:
            self.worker.work(self.browser)
        except BaseException as error:  # noqa: BLE001 - carried to the test, which raises it
            self.fault = error

    @property
    def is_over(self) -> bool:
        """Whether they stopped, for whatever reason."""
        return self.ident is not None and not self.is_alive()

    def finish(self, seconds: float) -> None:
        """Wait until this person was not answered. Raises what went wrong for them."""
        self.join(seconds)
        assert not self.is_alive(), f"{self.worker.who} still waits after {seconds} s"
        if self.fault is not None:
            raise self.fault


def open_browser(live: Live, who: str) -> OutageBrowser:
    """Return a browser that someone is signed in to."""
    return OutageBrowser(live.port, live.world.token(who), live.cookie)


def wait_until(is_true: Callable[[], bool], seconds: float, what: str) -> float:
    """Ask until it is true; return how many seconds that took."""
    began = time.monotonic()
    while not is_true():
        assert time.monotonic() - began < seconds, f"{what}: not in {seconds} s"
        time.sleep(0.05)
    return time.monotonic() - began


def saves(browser: OutageBrowser) -> bool:
    """Whether a page that writes is answered: a new record is started."""
    try:
        socket_browser.begin(browser)
    except DroppedError:
        return False
    finally:
        browser.close()
    return True


def time_public_pages(live: Live) -> float:
    """Return how many seconds the slower public page took. Each is answered whole."""
    slowest = 0.0
    for path in PUBLIC_PAGES:
        browser, began = Browser(live.port), time.monotonic()
        answer = browser.get(path)
        browser.close()
        slowest = max(slowest, time.monotonic() - began)
        assert answer.status == 200, (path, answer.status, answer.text[-2000:])
        assert "999" in answer.text, path
    return slowest
