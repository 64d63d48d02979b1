"""Let a view declare, next to its policy, what access does for it. Access knows no view by name."""

from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import TypeVar

import msgspec
from flask import current_app, request

View = TypeVar("View", bound=Callable[..., object])


class OrgNeed(Enum):
    """Whether a view needs the organisation of its host."""

    ALWAYS = auto()
    """The default, which no view declares."""
    OPTIONAL = auto()
    """Reached before set-up too."""
    NEVER = auto()
    """Nothing is looked up for it."""
    CACHED = auto()
    """The copy in a file will do: shown in full while the database is away, and before set-up."""


class LateText(msgspec.Struct, frozen=True):
    """The place where a view saves late text. `labels`: the questions of a form about training."""

    find_box: Callable[..., str] | None
    labels: Mapping[str, str] | None


def needs_org(need: OrgNeed) -> Callable[[View], View]:
    """Declare whether a view needs an organisation."""
    return make_view_decorator("org_need", need)


def cacheable_when_signed_out(view: View) -> View:
    """Declare that a page is the same for everyone who is signed out: browsers may keep it."""
    return make_view_decorator("cacheable_when_signed_out", value=True)(view)


def keeps_late_text(
    find_box: Callable[..., str] | None = None, labels: Mapping[str, str] | None = None
) -> Callable[[View], View]:
    """Declare that text posted after the session had ended is saved for the person who wrote it.

    It is a page of the draft in the address. A form about training or practice belongs to no draft:
    `find_box`, given the writer's id and the values in the address, names its box, "" where this
    writer has none. It runs with nobody signed in, so that it opens nothing.
    """
    return make_view_decorator("late_text", LateText(find_box, labels))


def accepted_without_csrf_token(view: View) -> View:
    """Declare that browsers send a POST on their own, which has no token and no page behind it.

    Such a view looks nobody up, and changes nothing of anyone's.
    """
    return make_view_decorator("accepted_without_csrf_token", value=True)(view)


def is_accepted_without_csrf_token() -> bool:
    """Whether the view of this request declared that it is."""
    return getattr(_get_view(), "accepted_without_csrf_token", False) is True


def never_offered_after_sign_in(view: View) -> View:
    """Declare that a form which is sent after its session had ended is not offered again.

    It holds a passphrase, or nothing that anyone typed.
    """
    return make_view_decorator("never_offered_after_sign_in", value=True)(view)


def is_never_offered_after_sign_in() -> bool:
    """Whether the view of this request declared that it is."""
    return getattr(_get_view(), "never_offered_after_sign_in", False) is True


def never_kept_for_back(view: View) -> View:
    """Declare that a page which answers a form of this view with errors is not kept for Back.

    It shows a secret, or what a concern holds.
    """
    return make_view_decorator("never_kept_for_back", value=True)(view)


def is_never_kept_for_back() -> bool:
    """Whether the view of this request declared that its answers are."""
    return getattr(_get_view(), "never_kept_for_back", False) is True


def needs_step_up(purpose: str) -> Callable[[View], View]:
    """Declare that a view asks for the passphrase again, unless it was typed just now.

    `purpose` completes "You're about to …" on the page that asks.
    """
    return make_view_decorator("step_up_purpose", purpose)


def get_step_up_purpose() -> str:
    """Return what the view of this request needs a step-up for; "" where it needs none."""
    return read_step_up_purpose(_get_view())


def read_step_up_purpose(view: Callable[..., object] | None) -> str:
    """Return what a view needs a step-up for; "" where it needs none."""
    purpose: str = getattr(view, "step_up_purpose", "")
    return purpose


def works_without_second_step(view: View) -> View:
    """Declare that a view opens for someone whose role needs a second step that is not set up.

    For recording and calling, and for what leads to a second step. Of concerns it opens what its
    reader wrote, and no more (`services/concerns/concern_access.py`).
    """
    return make_view_decorator("second_step_need", value=False)(view)


def needs_second_step(view: View) -> View:
    """Declare that a page for everyone shows more to who is signed in, and so needs one.

    A view for people with an account needs one unless it says otherwise.
    """
    return make_view_decorator("second_step_need", value=True)(view)


def read_second_step_need(view: Callable[..., object] | None) -> bool | None:
    """Return what a view declared of the second step; None where it declared nothing."""
    need: bool | None = getattr(view, "second_step_need", None)
    return need


def get_org_need() -> OrgNeed:
    """Return what the view of this request declared of the organisation."""
    need: OrgNeed = getattr(_get_view(), "org_need", OrgNeed.ALWAYS)
    return need


def is_cacheable_when_signed_out() -> bool:
    """Whether the view of this request declared that it is."""
    return getattr(_get_view(), "cacheable_when_signed_out", False) is True


def get_late_text_declaration() -> LateText | None:
    """Return where late text of this request is kept; None where none is."""
    late: LateText | None = getattr(_get_view(), "late_text", None)
    return late if request.method == "POST" else None


def _get_view() -> Callable[..., object] | None:
    return current_app.view_functions.get(request.endpoint or "")


def make_view_decorator(name: str, value: object) -> Callable[[View], View]:
    """Return a decorator that sets an attribute on a view, for access to read."""

    def mark(view: View) -> View:
        setattr(view, name, value)
        return view

    return mark
