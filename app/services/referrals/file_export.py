"""A copy of one whole file, locked for somebody outside: papers, entries, proofs, in one archive.

Everything in the file that the person at the desk can open goes in, with the names of everybody in
it: it is for those who must have all of it, never for a referral. It is logged before anything is
opened. The locked bytes are kept as a `paper` entry, and their hash is in the log, before they
leave; so a receiver can show later which bytes they were given, and when.
"""

import hashlib
from collections.abc import Callable, Iterator
from io import BytesIO
from uuid import UUID, uuid5
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import msgspec
from sqlalchemy import select

from app.domain.record import entry_schema
from app.domain.record.entry_schema import encode
from app.domain.record.entry_titles import WHOLE_FILE
from app.errors import InvalidError, SealedError
from app.models.audit_log import Leaf
from app.services.audit_log.record_receipts import log_key
from app.services.concerns.concern_access import find
from app.services.concerns.concern_reading import File, open_file
from app.services.referrals import referral_summary, watermarks
from app.services.referrals.locked_copies import locked_with_words
from app.services.referrals.referral_archive import Form, Made, MadePaper, keep
from app.services.referrals.referral_summary import Offer, must_be_ours
from app.services.referrals.summary_answers import children_of
from app.services.unit_of_work import Act, Action, Desk
from app.vault.age_encryption import NotAnAgeKeyError, locked_to_key
from audit import receipts
from referral_forms import summary_pdf
from referral_forms.uk_times import day

FORM = Form(WHOLE_FILE, "1")
NO_KEY = "Paste the receiver’s age key. It is one line that begins with age1."
READ_ME = """\
This is a copy of one file from Heard, made for you by a person. It holds the words of children.
Nobody else should open it.

summary/    what was recorded about each child, to read or print
entries/    every entry as it was signed, one JSON file each, in order
            (its shape: docs/entry-schema.json in the source code of Heard)
proofs/     for each entry, that it was in the log: check one with
            python -m audit verify log-export.zip --log-key KEY --receipt proofs/0001.json
manifest.json   who made this copy, when, and the SHA-256 of each file in it

What a proof shows, and what it cannot show: docs/open-an-export.md
"""


class Locked(msgspec.Struct, frozen=True):
    """How a copy is to be locked: to `key`, or to the offered words where there is none."""

    offer: Offer
    key: str | None = None

    def __repr__(self) -> str:
        return f"<Locked {self.offer.once}>"


class Whole(msgspec.Struct, frozen=True):
    """What the page around the button says. `protected`: somebody asked not to be named."""

    reference: str
    children: tuple[tuple[str, str], ...]
    protected: bool
    refused: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Whole {self.reference}>"


def about(desk: Desk, concern_id: UUID) -> Whole:
    """What a copy would hold. Raises NotFoundError, SealedError."""
    file = open_file(desk, concern_id)
    if file.record is None:
        raise SealedError(f"record of {concern_id}")
    return Whole(
        reference=file.reference,
        children=tuple(children_of(file.record).items()),
        protected=any(_asks_not_to_be_named(one.entry) for one in file.entries),
        refused=tuple(one.numbers for one in file.entries if one.refused),
    )


def make(desk: Desk, concern_id: UUID, how: Locked) -> MadePaper:
    """Make the copy, lock it, keep its bytes as a `paper` entry, and only then hand it over.

    Pressed twice, the first copy's bytes are handed over again. Raises InvalidError for words that
    this person was not offered and for a text that is no key, NotFoundError, SealedError, and
    NotLockedError where this machine cannot lock with words now.
    """
    must_be_ours(desk, how.offer)
    lock = _lock(how)
    find(desk, concern_id)
    desk.look(Action.EXPORTED, str(concern_id))
    file = open_file(desk, concern_id)
    found = dict(_contents(desk, file))
    archive = _archive(found | {"manifest.json": _manifest(desk, file, found)})
    paper = MadePaper(lock(archive), _name(desk, file))
    once = uuid5(how.offer.once, f"whole file {how.key}")
    handed, _ = keep(desk, concern_id, Made(paper, FORM, once, encrypted=True))
    return handed


def _lock(how: Locked) -> Callable[[bytes], bytes]:
    """How the archive is locked. A key is tried first: a wrong one costs nothing else."""
    key = how.key
    if key is None:
        return lambda data: locked_with_words(data, how.offer.words)
    try:
        locked_to_key(b"", key)
    except NotAnAgeKeyError:
        raise InvalidError({"key": NO_KEY}) from None
    return lambda data: locked_to_key(data, key)


def _contents(desk: Desk, file: File) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of the archive, no name of a child among the names."""
    mark = watermarks.marks(desk.org).get("banner", "")
    yield "README.txt", "\n\n".join(filter(None, (mark, READ_ME))).encode()
    for child in children_of(file.record) if file.record else ():
        paper = referral_summary.summary(desk, file.id, child).paper
        yield f"summary/{child}.pdf", summary_pdf.render(paper)
    for one in file.entries:
        if one.entry is not None:
            yield f"entries/{one.number:04}.json", encode(_without_keys(one.entry))
    with desk.act() as act:
        act.log(Action.RECEIPT_TAKEN, str(file.id))
        note = act.checkpoint()
        proofs = dict(_proofs(desk, act, file, note))
    yield from proofs.items()


def _proofs(desk: Desk, act: Act, file: File, note: str) -> Iterator[tuple[str, bytes]]:
    """For each entry its line, and that it is in the log; none for a line that was blanked."""
    lines = {
        row.i: row.line
        for row in act.session.execute(
            select(Leaf.i, Leaf.line).where(
                Leaf.org_id == desk.org.id, Leaf.i.in_([one.leaf_index for one in file.entries])
            )
        )
    }
    for one in file.entries:
        line = lines.get(one.leaf_index)
        if one.entry is None or line is None:
            continue
        try:
            proof = receipts.make(
                line, one.leaf_index, act.inclusion(one.leaf_index), note, log_key(desk)
            )
        except receipts.ReceiptError:
            raise SealedError(f"log line of {file.id}/{one.number}") from None
        yield f"proofs/{one.number:04}.json", proof.encode()


def _without_keys(said: entry_schema.Entry) -> entry_schema.Entry:
    """An entry as it was signed; the key of a kept paper never leaves."""
    if isinstance(said, entry_schema.Paper):
        return msgspec.structs.replace(said, document_key=b"")
    return said


def _manifest(desk: Desk, file: File, found: dict[str, bytes]) -> bytes:
    manifest = {
        "heard_export": 1,
        "reference": file.reference,
        "file": str(file.id),
        "organisation": desk.org.name,
        "made_by": desk.me.name,
        "made_at": desk.clock(),
        "log_key": log_key(desk),
        "not_trusted": [one.numbers for one in file.entries if one.refused],
        "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in found.items()},
    }
    return msgspec.json.format(msgspec.json.encode(manifest, order="sorted"), indent=1)


def _archive(found: dict[str, bytes]) -> bytes:
    """One zip file, made in memory; it says nothing of this machine."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in found.items():
            info = ZipInfo(name)
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


def _name(desk: Desk, file: File) -> str:
    """Reference and day alone."""
    return f"{file.reference}-{day(desk.clock())}.zip.age"


def _asks_not_to_be_named(said: entry_schema.Entry | None) -> bool:
    parts = said.parts if isinstance(said, entry_schema.Record | entry_schema.Details) else ()
    return any(p.page == "others" and p.values.get("protect_identity") == "yes" for p in parts)
