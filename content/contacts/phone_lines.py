"""One line to call, as a panel or a list shows it. Plain values: nothing is decided here."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

LineKind = Literal["emergency", "lead", "away", "open", "closed", "unknown"]
OWN_LINE_KINDS = frozenset({"lead", "away"})
"""Kinds of the organisation's own people: "away" outside of its hours."""


class PhoneLine(Struct, frozen=True, kw_only=True):
    """One line to call. `number` as printed, `tel` its digits alone; both may be empty.

    `when` says open until, opens at, or not known; `note` says what the line is for; `link` is
    where to find what `when` says to find; `checked` is a whole sentence: when a person last
    called it, or that no one has. `open` means that a person answers now; `answerphone` is to
    be said beside `when`. `wrong`: somebody called the number and found it wrong, as `checked`
    says. `caution` is to be read before the line: the worry may be about whoever answers.
    `own_note`: what is wrong with the number of their own, which then is not in `number`.
    """

    kind: LineKind
    who: str
    when: str = ""
    number: str = ""
    tel: str = ""
    answerphone: bool = False
    checked: str = ""
    note: str = ""
    key: str = ""
    link: str = ""
    wrong: bool = False
    caution: str = ""
    own_note: str = ""
