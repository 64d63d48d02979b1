"""Keep what tests write in memory, and spare Python the search for garbage among its own code.

Tests of pages waited for the disk at each commit, and a tenth of their time went into looking
through modules and collected tests for garbage. While tests are collected nothing is garbage, and
looking for it took a quarter of the time. The code under test still syncs what it commits.
"""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder in it is made with a name of its own
ON_DISK = Path("/tmp")  # noqa: S108 - as above
ROOM = 4 << 30  # bytes: a run holds up to 1 GB of databases, and a cluster of PostgreSQL


def find_roomy_folder() -> Path:
    """Return a folder in memory, or one on the disk where memory is short or cannot be written."""
    try:
        roomy = shutil.disk_usage(MEMORY).free >= ROOM and os.access(MEMORY, os.W_OK)
    except OSError:
        roomy = False
    return MEMORY if roomy else ON_DISK


def pytest_configure() -> None:
    """Let pytest make the folders of tests there, unless the caller chose another place."""
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(find_roomy_folder()))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Look for no garbage until every test is collected."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Leave everything that was loaded so far out of every later search for garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)
