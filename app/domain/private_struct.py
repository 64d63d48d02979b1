"""The base of structs that hold somebody's words or name: a repr shows none of them."""

from uuid import UUID

import msgspec

SHOWN = ("id", "number", "version", "once")
"""Fields that a repr shows where they hold an id or a number, so that a log can be followed."""


class PrivateStruct(msgspec.Struct, frozen=True):
    """A struct whose repr never shows its words: reprs end up in log files."""

    def __repr__(self) -> str:
        """Show the name of the type, and ids and numbers alone."""
        held = (getattr(self, name) for name in SHOWN if name in self.__struct_fields__)
        shown = (str(one) for one in held if isinstance(one, (UUID, int)))
        return f"<{' '.join((type(self).__name__, *shown))}>"
