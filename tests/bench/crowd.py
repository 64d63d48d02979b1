"""Two hundred people sign in at once; somebody else is writing down what a child said meanwhile."""

from __future__ import annotations

import threading
import time
from collections import Counter

from tests.bench.club import Served, read_megabytes
from tests.bench.figures import Figure, ms, p50
from tests.bench.question_pages import LIGHT, Place
from tests.damage.socket_browser import Browser, DroppedError, Fields, Form
from tests.support.club.club_setup import PASSPHRASE

CROWD, PAUSE = 200, 0.05
NAMES = ("sam", "pat", "kit", "tess", "deputy")


def sign_ins(heard: Served, found: dict[str, Place], bare: Served) -> list[Figure]:
    """The worst page of the writer while the crowd is at the door; then what a worker weighs."""
    ready = [_at_the_door(heard, number) for number in range(CROWD)]
    quiet, _ = _meanwhile(found[LIGHT], [], time_at_least=3)
    outcomes: Counter[int] = Counter()
    crowd = [threading.Thread(target=_enter, args=(*one, outcomes)) for one in ready]
    start = time.perf_counter()
    worst, pages = _meanwhile(found[LIGHT], crowd)
    took = time.perf_counter() - start
    came = ", ".join(f"{count} × {status}" for status, count in sorted(outcomes.items()))
    return [
        Figure(
            f"{CROWD} sign-ins at once: worst record page in the meantime",
            "≤ 0.5 s",
            f"{ms(quiet)} (the same page, no one signing in)",
            ms(worst),
            f"{worst / quiet:.0f}",
            worst <= 500,
            f"{pages} pages in {took:.0f} s. The sign-ins were answered {came}: "
            "303 in, 422 or 503 asked to press again, 429 throttled, 0 hung up",
        ),
        _memory(heard, bare),
    ]


def _at_the_door(heard: Served, number: int) -> tuple[Browser, Fields]:
    browser = Browser(heard.port)
    form = Form(browser.get("/sign-in").body.decode(), "/sign-in").fields
    browser.close()
    email = f"{NAMES[number % len(NAMES)]}@example.org"
    return browser, form | {"email": [email], "passphrase": [PASSPHRASE]}


def _enter(browser: Browser, form: Fields, outcomes: Counter[int]) -> None:
    try:
        outcomes[browser.post("/sign-in", form).status] += 1
    except DroppedError:
        outcomes[0] += 1
    browser.close()


def _meanwhile(
    place: Place, crowd: list[threading.Thread], time_at_least: float = 0
) -> tuple[float, int]:
    """Worst milliseconds of the writer's page while these threads run, and how many pages."""
    browser, times = place.browser(), []
    browser.get(place.path)
    until = time.perf_counter() + time_at_least
    for thread in crowd:
        thread.start()
    while time.perf_counter() < until or any(thread.is_alive() for thread in crowd):
        begin = time.perf_counter()
        assert browser.get(place.path).status == 200
        times.append((time.perf_counter() - begin) * 1000)
        time.sleep(PAUSE)
    browser.close()
    return (max(times) if crowd else p50(times)), len(times)


def _memory(heard: Served, bare: Served) -> Figure:
    ours, reference = _peak(heard), _peak(bare)
    return Figure(
        "memory of one worker, peak, Argon2 running",
        "≤ 200 MB",
        f"{reference:.0f} MB",
        f"{ours:.0f} MB",
        f"{ours / reference:.1f}",
        ours <= 200,
        "VmHWM of the larger worker after everything above",
    )


def _peak(served: Served) -> float:
    return max(read_megabytes(process, "VmHWM") for process in served.workers())
