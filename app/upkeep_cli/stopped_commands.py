"""Let a command that is stopped by Ctrl-C or SIGTERM end with one sentence and status 1."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import click

_STOPS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def report_interruption(describe: Callable[[], str]) -> Iterator[None]:
    """Turn a stop into what `describe` says about how far the command came.

    Whatever is raised after a stop was asked for is that stop: a library that is broken off while
    it reads a file calls it a damaged file.
    """
    asked: list[int] = []

    def ask(number: int, _frame: FrameType | None) -> None:
        asked.append(number)
        raise KeyboardInterrupt

    is_main = threading.current_thread() is threading.main_thread()  # no other may set a handler
    before = {number: signal.signal(number, ask) for number in _STOPS} if is_main else {}
    try:
        yield
    except BaseException as error:
        if not asked and not isinstance(error, KeyboardInterrupt):
            raise
        raise click.ClickException(describe()) from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
