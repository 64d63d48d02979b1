"""The shape of one thing that a person should look at in a pack."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

FindingProblem = Literal["stale", "to confirm", "not known", "missing", "broken", "not read"]


class PackFinding(Struct, frozen=True, kw_only=True):
    """One thing to look at: which pack, which key, what is wrong, and what to do.

    `file` and `line`: where it is written, of what is broken. "" and 0 where that is not known.
    """

    pack: str
    key: str
    problem: FindingProblem
    words: str
    cure: str
    link: str = ""
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        """Return one line for the command line."""
        page = f" <{self.link}>" if self.link else ""
        place = self.place or self.pack
        return f"{place}: {self.key}: {self.problem}: {self.words}. {self.cure}.{page}"

    @property
    def place(self) -> str:
        """The file and the line, as "hull/pack.toml, line 5", or ""."""
        return f"{self.file}, line {self.line}" if self.line else self.file
