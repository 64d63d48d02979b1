"""The one form of a PDF: which child, which five words we offered, and whether to use them."""

from typing import Self
from uuid import UUID

import msgspec
from werkzeug.datastructures import MultiDict

from app.errors import InvalidError
from app.services.papers import AGAIN, Offer


class Wanted(msgspec.Struct, frozen=True):
    """What was asked for. `protect` False: a PDF that anybody can open."""

    child: str
    offered: Offer
    protect: bool

    def __repr__(self) -> str:
        return "<Wanted>"

    @classmethod
    def of(cls, form: "MultiDict[str, str]") -> Self:
        """Read the submitted form. Raises InvalidError when the page's own fields are not there."""
        try:
            once = UUID(form.get("once", ""))
        except ValueError:
            raise InvalidError({"once": AGAIN}) from None
        offered = Offer(once, form.get("words", ""), form.get("proof", ""))
        # Anything but a plain "no" protects: a lost field must never unlock a paper.
        return cls(form.get("child", ""), offered, form.get("protect") != "no")
