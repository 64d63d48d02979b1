"""An encrypted copy of one whole concern: summaries, entries and proofs, for somebody outside.

Everything in it that the signed-in member can open goes in, with the names of everybody in it: it
is for those who must have all of it, never for a referral. It is logged before anything is opened.
The locked bytes are stored as a `paper` entry, and their hash is in the log, before they leave; so
a receiver can show later which bytes they were given, and when. Words said by phone are stretched
by scrypt with half a gibibyte or more, in a program of its own: the worker stays small, other
people's pages do not wait, and a machine without the memory loses that program alone. What goes in
and out goes through pipes: nothing is on disk.
"""

import hashlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid5
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import msgspec
from sqlalchemy import select

from app.domain.private_struct import PrivateStruct
from app.domain.record import entry_schema
from app.domain.record.entry_schema import encode_canonical
from app.domain.record.entry_titles import ENCRYPTED_COPY_FORM
from app.domain.record.part_lookup import find_private_sources
from app.errors import InvalidError, NotLockedError, SealedError
from app.models.audit_log import Leaf
from app.services.audit_log.record_receipts import derive_public_log_key
from app.services.concerns.concern_access import load_readable_concern
from app.services.concerns.concern_reading import OpenConcern, open_concern
from app.services.members.shown_names import load_own_signed_name
from app.services.referrals import referral_pdf, watermarks
from app.services.referrals.referral_archive import (
    ArchivedFile,
    FileToArchive,
    PaperForm,
    archive_file_as_entry,
)
from app.services.referrals.referral_pdf import PassphraseOffer, demand_offered_passphrase
from app.services.referrals.summary_answers import find_child_names
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork
from app.vault import age_encryption
from app.vault.age_encryption import NotAnAgeKeyError, encrypt_to_age_key
from audit import receipts
from content.london_time import format_iso_day
from referral_forms import summary_pdf

COPY_FORM = PaperForm(ENCRYPTED_COPY_FORM, "1")
NO_KEY_MESSAGE = "Paste the receiver’s age key. It is one line that starts with age1."
READ_ME_TEXT = """\
This is a copy of one concern from Heard, made for you by a person. It has the words of children.
Only you should open it.

summary/    what was recorded about each child, to read or print
entries/    every entry as it was signed, one JSON file each, in order
            (its shape: docs/entry-schema.json in the source code of Heard)
proofs/     for each entry, that it was in the log: check one with
            python -m audit verify log-export.zip --log-key KEY --receipt proofs/0001.json
manifest.json   who made this copy, when, and the SHA-256 of each file in it

What a proof shows, and what it cannot show: docs/open-an-export.md
"""


class LockMethod(PrivateStruct, frozen=True):
    """How a copy is to be locked: to `key`, or to the offered words where there is none."""

    offer: PassphraseOffer
    key: str | None = None


class CopyPreview(PrivateStruct, frozen=True):
    """The text around the button. `protected`: somebody did not agree to be named.

    `has_readers_notes`: it has entries that the author of the record cannot read.
    """

    reference: str
    children: tuple[tuple[str, str], ...]
    protected: bool
    refused: tuple[str, ...]
    has_readers_notes: bool = False


def preview_encrypted_copy(uow: UnitOfWork, concern_id: UUID) -> CopyPreview:
    """Return what a copy would hold. Raises NotFoundError, SealedError."""
    file = open_concern(uow, concern_id)
    if file.record is None:
        raise SealedError(f"record of {concern_id}")
    return CopyPreview(
        reference=file.reference,
        children=tuple(find_child_names(file.record).items()),
        protected=any(_names_a_private_source(one.entry) for one in file.entries),
        refused=tuple(one.numbers for one in file.entries if one.refused),
        has_readers_notes=any(
            isinstance(one.entry, entry_schema.ReadersEntry) for one in file.entries
        ),
    )


def make_and_archive_encrypted_copy(
    uow: UnitOfWork, concern_id: UUID, how: LockMethod
) -> ArchivedFile:
    """Make the copy, lock it, keep its bytes as a `paper` entry, and only then hand it over.

    Pressed twice, the first copy's bytes are handed over again. Raises InvalidError for words that
    this person was not offered and for a text that is no key, NotFoundError, SealedError, and
    NotLockedError where this machine cannot lock with words now.
    """
    demand_offered_passphrase(uow, how.offer)
    lock = _lock(how)
    load_readable_concern(uow, concern_id)
    uow.look(Action.EXPORTED, str(concern_id))
    file = open_concern(uow, concern_id)
    found = dict(_contents(uow, file))
    archive = _archive(found | {"manifest.json": _manifest(uow, file, found)})
    paper = ArchivedFile(lock(archive), _name(uow, file))
    once = uuid5(how.offer.once, f"whole file {how.key}")
    handed, _ = archive_file_as_entry(
        uow, concern_id, FileToArchive(paper, COPY_FORM, once, encrypted=True)
    )
    return handed


def _lock(how: LockMethod) -> Callable[[bytes], bytes]:
    """Return what locks the archive. A key is tried first: a wrong one costs nothing else."""
    key = how.key
    if key is None:
        return lambda data: encrypt_with_words(data, how.offer.words)
    try:
        encrypt_to_age_key(b"", key)
    except NotAnAgeKeyError:
        raise InvalidError({"key": NO_KEY_MESSAGE}) from None
    return lambda data: encrypt_to_age_key(data, key)


def _contents(uow: UnitOfWork, file: OpenConcern) -> Iterator[tuple[str, bytes]]:
    """Yield names and bytes of the archive, no name of a child among the names."""
    mark = watermarks.get_banner_and_watermark(uow.org).get("banner", "")
    yield "README.txt", "\n\n".join(filter(None, (mark, READ_ME_TEXT))).encode()
    for child in find_child_names(file.record) if file.record else ():
        paper = referral_pdf.build_summary(uow, file.id, child).paper
        yield f"summary/{child}.pdf", summary_pdf.render_paper_pdf(paper)
    for one in file.entries:
        if one.entry is not None:
            yield f"entries/{one.number:04}.json", encode_canonical(_without_keys(one.entry))
    with uow.act() as act:
        act.log(Action.RECEIPT_TAKEN, str(file.id))
        note = act.checkpoint()
        proofs = dict(_proofs(uow, act, file, note))
    yield from proofs.items()


def _proofs(
    uow: UnitOfWork, act: LoggedTransaction, file: OpenConcern, note: str
) -> Iterator[tuple[str, bytes]]:
    """Yield for each entry its line, and that it is in the log; none for a blanked line."""
    lines = {
        row.i: row.line
        for row in act.session.execute(
            select(Leaf.i, Leaf.line).where(
                Leaf.org_id == uow.org.id, Leaf.i.in_([one.leaf_index for one in file.entries])
            )
        )
    }
    for one in file.entries:
        line = lines.get(one.leaf_index)
        if one.entry is None or line is None:
            continue
        try:
            proof = receipts.make_receipt(
                line,
                one.leaf_index,
                act.inclusion(one.leaf_index),
                note,
                derive_public_log_key(uow),
            )
        except receipts.ReceiptError:
            raise SealedError(f"log line of {file.id}/{one.number}") from None
        yield f"proofs/{one.number:04}.json", proof.encode()


def _without_keys(said: entry_schema.Entry) -> entry_schema.Entry:
    """Return an entry as it was signed; the key of an archived document never leaves."""
    if isinstance(said, entry_schema.Paper):
        return msgspec.structs.replace(said, document_key=b"")
    return said


def _manifest(uow: UnitOfWork, file: OpenConcern, found: dict[str, bytes]) -> bytes:
    manifest = {
        "heard_export": 1,
        "reference": file.reference,
        "file": str(file.id),
        "organisation": uow.org.name,
        "made_by": load_own_signed_name(uow),
        "made_at": uow.clock(),
        "log_key": derive_public_log_key(uow),
        "not_trusted": [one.numbers for one in file.entries if one.refused],
        "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in found.items()},
    }
    return msgspec.json.format(msgspec.json.encode(manifest, order="sorted"), indent=1)


def _archive(found: dict[str, bytes]) -> bytes:
    """Return one zip file, made in memory; it says nothing of this machine."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in found.items():
            info = ZipInfo(name)
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


def _name(uow: UnitOfWork, file: OpenConcern) -> str:
    """Return reference and day alone."""
    return f"{file.reference}-{format_iso_day(uow.clock())}.zip.age"


def _names_a_private_source(said: entry_schema.Entry | None) -> bool:
    parts = said.parts if isinstance(said, entry_schema.Record | entry_schema.Details) else ()
    return bool(find_private_sources(parts))


AGE_PROGRAM = Path(age_encryption.__file__)
TIMEOUT_SECONDS = 60
"""Seconds; it takes one or two."""


def encrypt_with_words(data: bytes, words: str) -> bytes:
    """Encrypt `data` for someone who knows `words`, as the program `age` opens it.

    Raises ValueError for no words, and NotLockedError when this machine cannot do it now.
    """
    if not words.strip() or "\n" in words:
        raise ValueError("no words lock nothing")
    try:
        done = subprocess.run(  # noqa: S603 - our own program, and no word of it from outside
            [sys.executable, "-I", str(AGE_PROGRAM)],
            input=words.encode() + b"\n" + data,
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        raise NotLockedError("words") from None
    if done.returncode or not done.stdout.startswith(b"age-encryption.org/v1\n"):
        raise NotLockedError("words")
    return done.stdout
