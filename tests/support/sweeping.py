"""Hold many things to one rule in one test, which names every one that breaks it.

A test of its own for each of a thousand files costs more than looking at them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable


def each(items: Iterable[object]) -> Callable[[Callable[..., None]], Callable[[], None]]:
    """Make a test of one thing a test of all `items`. A tuple is given as several arguments."""
    every = [item if isinstance(item, tuple) else (item,) for item in items]

    def test_of_all(check: Callable[..., None]) -> Callable[[], None]:
        def test() -> None:
            broken = [fault for item in every if (fault := _fault(check, item))]
            assert every, "there is nothing to look at"
            assert not broken, f"{len(broken)} of {len(every)}:\n" + "\n".join(broken)

        test.__name__ = test.__qualname__ = check.__name__
        test.__doc__, test.__module__ = check.__doc__, check.__module__
        return test

    return test_of_all


def _fault(check: Callable[..., None], item: tuple[object, ...]) -> str:
    try:
        check(*item)
    except Exception as error:  # noqa: BLE001 - told with its item, after the others were looked at
        said = ", ".join(ascii(getattr(part, "name", part))[:100] for part in item)
        return f"{said}: {type(error).__name__}: {error}"
    return ""
