"""Finish a drawn PDF: write its own facts, mend its character tables, lock it.

No name of a child and nothing from the record goes into the facts. The passphrase is used here
and kept nowhere.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC
from io import BytesIO

import pikepdf

from referral_forms.composing.tag_tree import (
    AddedStructure,
    TagTree,
    join_structure,
    write_structure,
)
from referral_forms.filled_form import FilledPaper
from referral_forms.visible_text import make_visible

TAGGED_SINCE = "1.7"
"""PDF/UA-1 is a subset of this version."""

WIDE_CHARACTER = re.compile(rb"<([0-9A-F]{2})> <([0-9A-F]{5,6})>")
"""A line of a ToUnicode table for a character above U+FFFF, as reportlab writes it."""


def finish_paper_pdf(
    drawn: bytes,
    paper: FilledPaper,
    passphrase: str | None,
    tree: TagTree | None = None,
    *,
    added: Sequence[AddedStructure] = (),
) -> bytes:
    """Return the finished file: the same bytes each time, but for a passphrase's salts."""
    return finish_pdf(drawn, _facts(paper), passphrase, tree, added=added)


def finish_pdf(
    drawn: bytes,
    said: Mapping[str, str],
    passphrase: str | None = None,
    tree: TagTree | None = None,
    *,
    packed: bool = False,
    added: Sequence[AddedStructure] = (),
) -> bytes:
    """Finish any file. `said`: its own facts, as ISO 32000-2, 14.3.3 names them.

    `tree`: the structure of a file whose content is marked. `packed`: compresses its objects,
    which makes a long file much smaller. `added`: the structure of our sheets in a file of someone
    else. Its other pages have another structure, and we make no claim for them.
    """
    with pikepdf.open(BytesIO(drawn)) as pdf:
        facts = {f"/{name}": pikepdf.String(text) for name, text in said.items()}
        pdf.trailer.Info = pdf.make_indirect(pikepdf.Dictionary(facts))
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        _mend_wide_characters(pdf)
        if tree:
            write_structure(pdf, tree)
        for one in added:
            join_structure(pdf, one)
        _write_metadata(pdf, said, claim=tree is not None)
        return _save(pdf, passphrase, packed=packed)


def _save(pdf: pikepdf.Pdf, passphrase: str | None, *, packed: bool) -> bytes:
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.preserve
    out = BytesIO()
    if passphrase is None:
        pdf.save(out, deterministic_id=True, min_version=TAGGED_SINCE, object_stream_mode=mode)
    else:
        # Owner and user share it: an empty owner passphrase would open the file to anyone.
        lock = pikepdf.Encryption(owner=passphrase, user=passphrase, R=6)
        pdf.save(out, encryption=lock, min_version=TAGGED_SINCE)
    return out.getvalue()


def _write_metadata(pdf: pikepdf.Pdf, said: Mapping[str, str], *, claim: bool) -> None:
    """Write title and author where PDF/UA wants them too. `claim`: that the file is PDF/UA-1.

    Nothing else goes in: no date of writing, so that the same values give the same bytes.
    """
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = said["Title"]
        if said["Author"]:
            metadata["dc:creator"] = [said["Author"]]
        if claim:
            metadata["pdfuaid:part"] = "1"


def _facts(paper: FilledPaper) -> dict[str, str]:
    meta = paper.meta
    return {
        "Title": make_visible(f"{paper.title}, {meta.reference}"),
        "Author": make_visible(meta.organisation),
        "Subject": f"{paper.form_id}, version {paper.form_version}",
        "CreationDate": f"D:{meta.made_at.astimezone(UTC):%Y%m%d%H%M%S}Z",
    }


def _mend_wide_characters(pdf: pikepdf.Pdf) -> None:
    """Write characters above U+FFFF as UTF-16 (ISO 32000-2, 9.10.3), so that they can be copied."""
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and "/ToUnicode" in thing:
            table = thing.ToUnicode.read_bytes()
            mended = WIDE_CHARACTER.sub(_as_utf16, table)
            if mended != table:
                thing.ToUnicode.write(mended)


def _as_utf16(found: re.Match[bytes]) -> bytes:
    char = chr(int(found[2], 16))
    return b"<%s> <%s>" % (found[1], char.encode("utf-16-be").hex().upper().encode())
