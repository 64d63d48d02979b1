"""Compare the sealed bytes of each kept paper with what the log says was kept.

Nothing is opened: a line of the log holds the hash of the sealed bytes, beside the one that holds
the hash of what was handed over. Of a paper that was kept before there were such lines only that
it is there is known. Nothing is mended.
"""

import hashlib
from collections.abc import Iterator

from sqlalchemy import select

from app.models.concern import Document, Entry
from app.services.integrity.expected_state import Said
from app.services.unit_of_work import Desk

AT_ONCE = 8
"""Rows of a mebibyte in memory."""


def findings(desk: Desk, said: Said) -> Iterator[str]:
    """Papers that are missing, altered or were put there, by `<concern>/<number>`."""
    stored = dict(_stored(desk))
    for paper in sorted(stored.keys() | said.papers.keys()):
        kept, found = said.papers.get(paper), stored.get(paper)
        if found is None:
            yield f"Paper {paper} is in the log, but is not stored any more."
        elif kept is None:
            if not said.erased:
                yield f"Paper {paper} is stored, but the log never saw it."
        elif kept not in {"", found}:
            yield f"Paper {paper} is not the one that was kept."


def _stored(desk: Desk) -> Iterator[tuple[str, str]]:
    """Each paper, and the hash of its rows in order; of rows with a gap it is nobody's."""
    rows = desk.session.execute(
        select(Entry.concern_id, Entry.number, Document.part, Document.blob)
        .join(Entry, Entry.id == Document.entry_id)
        .where(Entry.org_id == desk.org.id)
        .order_by(Entry.concern_id, Entry.number, Document.part)
    ).yield_per(AT_ONCE)
    paper, digest, parts = "", hashlib.sha256(), 0
    for concern_id, number, part, blob in rows:
        if paper != (name := f"{concern_id}/{number}"):
            if paper:
                yield paper, digest.hexdigest()
            paper, digest, parts = name, hashlib.sha256(), 0
        if part != parts:
            digest.update(b"a row of it is missing")
        digest.update(blob)
        parts = part + 1
    if paper:
        yield paper, digest.hexdigest()
