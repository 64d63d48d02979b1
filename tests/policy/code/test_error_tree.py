"""The tree of errors is the one that is drawn, and no page shows what an error says to a log."""

from __future__ import annotations

import errno
import logging
import re
from collections.abc import Callable

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from app import errors
from app.access.policy import Policy, policy
from tests.support.club.world import World

LINE = re.compile(r"^[│ ]*[├└]── (\w+) +.*\((\d{3})\)$", re.M)
WORDS = "Kestrel said that it hurt"


def drawn() -> dict[str, int]:
    return {name: int(status) for name, status in LINE.findall(errors.__doc__ or "")}


def family(error: type[errors.HeardError]) -> set[type[errors.HeardError]]:
    return set(error.__subclasses__()).union(*map(family, error.__subclasses__()))


def test_the_tree_is_the_one_that_is_drawn():
    ours = {one for one in family(errors.HeardError) if one.__module__ == errors.__name__}
    assert drawn() == {one.__name__: one.status for one in ours}


def test_every_error_has_words_of_its_own_for_a_person():
    for one in family(errors.HeardError):
        assert one.public.endswith((".", "below.")), one
        assert not re.search(r"[{}<>]|\b(None|exception|traceback)\b", one.public, re.I), one


def raising(error: Callable[[], BaseException]) -> Callable[[], str]:
    def view() -> str:
        raise error()

    return policy(Policy.ANYONE)(view)


NOBODY_EXPECTED: list[Callable[[], BaseException]] = [
    lambda: RuntimeError(WORDS),
    lambda: KeyError(WORDS),
    lambda: UnicodeEncodeError("utf-8", WORDS, 0, 1, WORDS),
    lambda: OSError(errno.EIO, WORDS),
    lambda: IntegrityError("INSERT", {"words": WORDS}, Exception(WORDS)),
]
OURS: list[Callable[[], BaseException]] = [
    *(lambda one=one: one(WORDS) for one in sorted(family(errors.HeardError), key=str)
      if one not in {errors.InvalidError, errors.ExpiredError} and one.__init__ is
      errors.HeardError.__init__),
    lambda: errors.InvalidError({"field": WORDS}),
    lambda: OSError(errno.ENOSPC, WORDS),
    lambda: OperationalError("SELECT", {"words": WORDS}, Exception(WORDS)),
]  # fmt: skip


def _ask(world: World, makers: list[Callable[[], BaseException]]):
    for number, error in enumerate(makers):
        world.app.add_url_rule(f"/bad/{number}", f"bad{number}", raising(error))
    for number, error in enumerate(makers):
        yield error(), world.client().get(f"/bad/{number}")


def test_a_page_never_shows_an_errors_text_and_says_who_to_call(world: World):
    for error, answer in _ask(world, NOBODY_EXPECTED + OURS):
        text = answer.get_data(as_text=True)
        assert "Kestrel" not in text, error
        assert "Traceback" not in text
        if answer.status_code not in {302, 303}:
            assert "999" in text or type(error).__name__ == "NoSuchHostError", error


def test_an_unexpected_error_is_logged_by_class_never_by_text(
    world: World, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    for error, answer in _ask(world, NOBODY_EXPECTED):
        assert answer.status_code >= 500
        assert type(error).__name__ in caplog.text
    assert "Kestrel" not in caplog.text
