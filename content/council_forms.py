"""A council's own PDF form, and what each of its boxes asks for. Values only.

The blank PDF lies beside the file that maps it. Which boxes it has is read by `referral_forms`,
which proves each name of a map against it (referral_forms/council/map_checks.py).
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct, field

from content.content_error import ContentError
from content.passages import Passage

NOT_KNOWN = "Not recorded"


class FormBox(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What one box of the form asks for.

    `keys`: "part.field" of docs/record-schema.md; several are joined by `join`, each item of a
    repeating group on a line of its own. `label`: what the council calls the box. `whose`: the
    child of the paper, or the other children. `item`: the number of one item of a repeating group
    (or of one other child); 0 takes all. `longest`: most characters, 0 for as many as there is
    room for. `day`: how a date is written, as strftime has it. `blank`: what stands where nothing
    is known, None for the form's own rule, "" for nothing. `tick`: tokens that tick a check box.
    `options`: token to the state of a radio or the value of a list, "" where the form has no place
    for it. In both, "blank" is the token of no answer.
    """

    keys: tuple[str, ...]
    label: str
    whose: Literal["child", "others"] = "child"
    item: int = 0
    join: str = ", "
    longest: int = 0
    day: str = ""
    blank: str | None = None
    tick: tuple[str, ...] = ()
    options: dict[str, str] = field(default_factory=dict)


class CouncilForm(Passage, frozen=True, kw_only=True):
    """A form as the council published it: `version` as printed on it, and the file's own hash.

    `boxes`: by the name of the PDF's field. `by_hand`: fields that people fill in, with the reason.
    `edge`: where each page has room for one line of our own. `data`: the blank PDF. `file`: the
    file that maps it, for errors.
    """

    title: str
    version: str
    pdf: str
    sha256: str
    boxes: dict[str, FormBox]
    by_hand: dict[str, str] = field(default_factory=dict)
    blank: str = NOT_KNOWN
    edge: Literal["top", "foot"] = "top"
    data: bytes = b""
    file: str = ""

    def __repr__(self) -> str:
        return f"<CouncilForm {self.key}>"


class WrongForm(Struct, frozen=True, kw_only=True):
    """A form that no one can use now, and what is wrong with it. Its pack loads without it."""

    key: str
    title: str
    version: str
    fault: ContentError

    @property
    def is_about_the_pdf(self) -> bool:
        """Whether the blank PDF is missing, cannot be read, or is not the one that was mapped."""
        return self.fault.key.endswith((f"{self.key}.pdf", f"{self.key}.sha256"))


def attach_blank_pdf(packs: Path, file: str, key: str, table: dict[str, Any]) -> dict[str, Any]:
    """Return the table of one form with the blank PDF next to it.

    Raises ContentError when the PDF is not there, or is not the one that was mapped.
    """
    name, place = str(table.get("pdf", "")), f"council_forms.{key}"
    if not name:
        cure = "Add the name of the PDF that is next to this file"
        raise ContentError(file, f"{place}.pdf", "is missing", cure)
    path = (packs / file).with_name(name) if name == Path(name).name else None
    if path is None or not path.is_file():
        cure = "Put it next to this file"
        raise ContentError(file, f"{place}.pdf", f"there is no PDF '{name}'", cure)
    try:
        data = path.read_bytes()
    except OSError as error:
        cure = "Let the server read it"
        raise ContentError(file, f"{place}.pdf", "cannot be read", cure) from error
    found = hashlib.sha256(data).hexdigest()
    if found != table.get("sha256"):
        raise ContentError(
            file,
            f"{place}.sha256",
            f"the PDF is another one ({found})",
            "Compare its boxes with this map, then write the new hash",
        )
    return {**table, "data": data, "file": file}
