"""Declare beside a view's policy what is done for it: access knows no view by its name."""

from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import Any, TypeVar

import msgspec
from flask import current_app, request

View = TypeVar("View", bound=Callable[..., object])


class OrgNeed(Enum):
    """Whether a view needs the organisation of its host."""

    ALWAYS = auto()
    """What no view needs to declare."""
    OPTIONAL = auto()
    """Reached before set-up too."""
    NEVER = auto()
    """Nothing is looked up for it."""
    REMEMBERED = auto()
    """Needs no row: shown in full while the database is away, and before set-up."""


class LateText(msgspec.Struct, frozen=True):
    """The place where a view keeps late text. `labels`: its questions, of a form on training."""

    find_box: Callable[..., str] | None
    labels: Mapping[str, str] | None


def needs_org(need: OrgNeed) -> Callable[[View], View]:
    """Declare whether a view needs an organisation."""
    return _declare("org_need", need)


def same_for_strangers(view: View) -> View:
    """Declare that a page is the same for everybody who is signed out: it may be kept."""
    return _declare("same_for_strangers", value=True)(view)


def keeps_late_text(
    find_box: Callable[..., str] | None = None, labels: Mapping[str, str] | None = None
) -> Callable[[View], View]:
    """Declare that text posted after its sign-in had ended is kept for whoever wrote it.

    It is a page of the draft in the address. A form about training or practice belongs to no draft:
    `find_box`, given the writer's id and the values in the address, names its box, "" where this
    writer has none. It runs with nobody signed in, so that it opens nothing.
    """
    return _declare("late_text", LateText(find_box, labels))


def needs_step_up(purpose: str) -> Callable[[View], View]:
    """Declare that a view asks for the passphrase again, unless it was typed just now.

    `purpose` completes "You're about to …" on the page that asks.
    """
    return _declare("step_up_purpose", purpose)


def get_step_up_purpose() -> str:
    """Return what the view of this request needs a step-up for; "" where it needs none."""
    return read_step_up_purpose(current_app.view_functions.get(request.endpoint or ""))


def read_step_up_purpose(view: Callable[..., object] | None) -> str:
    """Return what a view needs a step-up for; "" where it needs none."""
    purpose: str = getattr(view, "step_up_purpose", "")
    return purpose


def get_org_need() -> OrgNeed:
    """Return what the view of this request declared of the organisation."""
    need: OrgNeed = get_declared("org_need", OrgNeed.ALWAYS)
    return need


def is_same_for_strangers() -> bool:
    """Whether the view of this request declared that it is."""
    return get_declared("same_for_strangers", default=False) is True


def get_late_text() -> LateText | None:
    """Return where late text of this request is kept; None where none is."""
    late: LateText | None = get_declared("late_text", None)
    return late if request.method == "POST" else None


def get_declared(name: str, default: Any) -> Any:
    """Return what the view of this request declared under a name."""
    return getattr(current_app.view_functions.get(request.endpoint or ""), name, default)


def _declare(name: str, value: object) -> Callable[[View], View]:
    def mark(view: View) -> View:
        setattr(view, name, value)
        return view

    return mark
