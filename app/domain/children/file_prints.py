"""The entry that says that a child's file was printed: for whom, why, and what was on it. Pure."""

from app.domain.record.entry_schema import SignedEntry


class FilePrint(SignedEntry, tag="print", frozen=True, kw_only=True):
    """A lead printed the file. `concerns`: ids of those on it; `sha256`: of the document's bytes.

    `named`: other children whose names are on it in full, and `named_why`; all others are initials.
    """

    for_whom: str
    why: str
    concerns: tuple[str, ...]
    sha256: str
    size: int
    named: tuple[str, ...] = ()
    named_why: str = ""
