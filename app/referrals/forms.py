"""The one form of a PDF: which child, with which five words or with none."""

from typing import Self
from uuid import UUID

import msgspec
from werkzeug.datastructures import MultiDict

from app.errors import InvalidError

WORDS = 5
SHORTEST_WORD = 3


class Wanted(msgspec.Struct, frozen=True):
    """What was asked for. `passphrase` None: a PDF that anybody can open."""

    child: str
    once: UUID
    passphrase: str | None

    def __repr__(self) -> str:
        return "<Wanted>"

    @classmethod
    def of(cls, form: "MultiDict[str, str]") -> Self:
        """Read the submitted form. Raises InvalidError when the page's own fields are not there."""
        try:
            once = UUID(form.get("once", ""))
        except ValueError:
            raise InvalidError({"once": "Go back and press the button again."}) from None
        if form.get("protect") == "no":
            return cls(form.get("child", ""), once, None)
        words = form.get("words", "").split(" ")
        if len(words) != WORDS or any(len(word) < SHORTEST_WORD for word in words):
            raise InvalidError({"words": "Go back and press the button again."})
        return cls(form.get("child", ""), once, " ".join(words))
