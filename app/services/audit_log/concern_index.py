"""Index what one organisation's log says of its concerns: for whom they are, and where they stand.

Filled line by line by the replay (`verified_log.py`), so it is believed as far as the log is. Rows
are compared with it, never the other way round. Lines are read by their canonical form, not parsed:
a first replay reads every one of them. Of the lines about a concern it keeps one sum, so that a
list of them can be checked without keeping any, and of each line that names many the places of
those that name it. Of children's files it keeps the newest cards'
hashes, and which concern was put into which: a link is two lines, the entry of the file, with a
hash, and next the concern, without one. Of what searches look in it keeps the books' newest hashes.
Here only ids meet, never a name.
"""

import hashlib
import operator
import re
import secrets
from array import array
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from itertools import repeat
from operator import attrgetter
from uuid import UUID

import msgspec

from app.services.audit_log.concern_commitment import make_reader_tag, parse_card_hashes
from audit import merkle

_SEALED = b'{"act":"file.sealed"'
_SIGNED = b'{"act":"record.signed"'
_FOR_READERS = b'{"act":"entry.for_readers"'
_DUE = b'{"act":"due.changed"'
_WROTE = (
    _SIGNED,
    b'{"act":"entry.added"',
    _FOR_READERS,
    b'{"act":"record.acknowledged"',
    b'{"act":"training.added"',
    b'{"act":"child.linked"',
    b'{"act":"child.unlinked"',
    b'{"act":"child.not_same"',
    b'{"act":"child.written"',
    b'{"act":"child.printed"',
)
_FOR = re.compile(rb'"obj":"([0-9a-f-]{36})/for((?:/[0-9a-f]{64})*)"')
_FILE = re.compile(rb'"obj":"([0-9a-f-]{36})[/"]')
_ABOUT = re.compile(rb'"obj":"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:/([0-9]{1,5}))?"')
_STATE = re.compile(rb'"state":"([a-z0-9_-]+)","t":"([^"]+)","v":1,"who":"([^"]+)"\}$')
_MANY = re.compile(rb',"objs":\[("[^\]]*")\],"org":.*,"v":2,"who":"[^"]+"\}$')
_NAMED = re.compile(rb'"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:/([0-9]{1,5}))?"')
_LINKS = (b'{"act":"child.linked"', b'{"act":"child.unlinked"')
_FACT = b'{"act":"child.written"'
_NOT_SAME = b'{"act":"child.not_same"'
_BOOK = b'{"act":"book.sealed"'
_BOOK_OBJ = re.compile(rb'"obj":"(index/[a-z]+/[0-9]+)/([0-9]+)"')
_SLIP = b'{"act":"slip.sealed"'
_SLIP_OBJ = re.compile(rb'"obj":"([0-9a-f-]{36})/slip/([0-9]{1,5})"')
_CHILD_CARD = b'{"act":"child.card_written"'
_HASH = re.compile(rb'"h":"([0-9a-f]{64})"')
_CHILD_OBJ = re.compile(rb'"obj":"([0-9a-f-]{36})(/[0-9]{1,5})?"')

SUM_LIMIT, ENTRY_NUMBER_LIMIT = 1 << 64, 1 << 17
"""Sums wrap round at the one; entries of a file are numbered below the other."""


class UnreadRecord(msgspec.Struct, frozen=True, array_like=True):
    """A signed record: who signed it, when (to the millisecond).

    `cards`: hashes of its readers' cards, by their tags (`concern_commitment.py`); once it was
    acknowledged the tags alone, since cards are written anew then.
    """

    author: str
    at: datetime
    cards: dict[str, str]

    def card_of(self, concern_id: UUID, fingerprints: Iterable[bytes]) -> str | None:
        """Return the hash of the card for one of these keys; None when it is not theirs."""
        tags = (make_reader_tag(concern_id, fingerprint) for fingerprint in fingerprints)
        return next((self.cards[one] for one in tags if one in self.cards), None)


class LineTally(msgspec.Struct, frozen=True):
    """The lines about one file among the first `size` of the log, and the highest entry named.

    `written`: the highest that was signed, where `highest` was perhaps no more than asked for.
    `shown_in`: places of the lines that name it among others: no column has it.
    """

    size: int
    highest: int
    written: int
    total: int
    key: bytes
    blanked: frozenset[int]
    shown_in: tuple[int, ...] = ()

    def agrees(self, rows: Sequence[tuple[int, bytes, bytes | None]]) -> bool:
        """Whether these are all of the lines, each as it was read: index, hash and line.

        False for one that is missing, added, altered, even with its hash, moved or emptied.
        """
        if not all(self._is_sound(*row) for row in rows):
            return False
        kept = sum(_mark(self.key, digest) for _, digest, line in rows if line is not None)
        gone = sum(_mark(self.key, digest) for _, digest, line in rows if line is None)
        # Lines emptied by duty count until the process starts anew, and no longer then.
        return self.total in {kept % SUM_LIMIT, (kept + gone) % SUM_LIMIT}

    def _is_sound(self, index: int, digest: bytes, line: bytes | None) -> bool:
        """Whether a line has this hash and says that this is its place, or was emptied by duty."""
        if line is None:
            return index in self.blanked
        return merkle.leaf_hash(line) == digest and b'"i":%d,"obj":' % index in line


def _mark(key: bytes, digest: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(digest, key=key, digest_size=8).digest(), "big")


def _mark_entry(file: int, number: int, digest: bytes) -> bytes:
    return hashlib.blake2b(b"%d/%d/%s" % (file, number, digest), digest_size=16).digest()


def _mark_sealed(key: bytes, file: int, number: int, digest: bytes) -> int:
    return _mark(key, b"%d/%d/%s" % (file, number, digest))


def _read_named(file: bytes, number: bytes) -> tuple[int, int]:
    return int(file.replace(b"-", b""), 16), int(number or 0)


def _list_named(named: bytes) -> list[tuple[int, int]]:
    """List concerns, each with the number of an entry or 0, among the objects of a line."""
    return [_read_named(file, number) for file, number in _NAMED.findall(named)]


_read_id = partial(int.from_bytes, byteorder="big")
_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(UnreadRecord).decode


class ConcernIndex:
    """Where files stand. Not safe by itself between threads: the replay's gate is."""

    def __init__(self, marks_key: bytes | None = None) -> None:
        """`marks_key`: unknown to whoever would look for an equal sum."""
        self.blanked: set[int] = set()
        self.doubted: set[UUID] = set()  # open files that a list left out: looked at each time
        self._key = marks_key or secrets.token_bytes(16)
        self._tallies: dict[int, int] = {}  # total, then both numbers in the low bits
        self._opened_in: dict[int, array[int]] = {}  # lines that name entries of a file among many
        self._listed_in: dict[int, array[int]] = {}  # lines that name no more than the file
        self._sealed: dict[str, dict[str, str]] = {}
        self._waiting: dict[str, UnreadRecord] = {}
        self._read: dict[int, bytes] = {}  # packed: there is one for every file that was read
        self._open: set[UUID] = set()
        self._for_readers: set[bytes] = set()  # entries for the readers alone, each by its mark
        self._sealed_marks: set[int] = set()  # every entry and slip, each by a mark of 8 bytes
        self._changes = 0  # of the set above, counted after each
        self._in_order: tuple[int, tuple[UUID, ...]] = (0, ())

    def take(self, digest: bytes, line: bytes, index: int) -> None:
        """Take in one more line of the log, its hash and its place."""
        if (many := _MANY.search(line)) is not None:
            self._add_many(line, many[1], digest, index)
        elif (about := _ABOUT.search(line)) is not None:
            self._add_one(line, _read_named(about[1], about[2]), digest)
        if line.startswith(_SLIP):
            self._keep_slip(line)
        elif line.startswith(_SEALED):
            self._seal(line)
        elif line.startswith(_FOR_READERS):
            self._keep_for_readers(line)
        elif line.startswith(_DUE):
            pass  # its state repeats a column: nobody has read a file because a row says so
        elif (state := _STATE.search(line)) is not None and (file := _FILE.search(line)):
            self._change(file[1].decode(), state, signed=line.startswith(_SIGNED))

    def tally(self, concern_id: UUID, size: int) -> LineTally:
        """Return the sum over a concern's lines, of the `size` lines that were read."""
        total, highest, written = self._of(concern_id.int)
        places = tuple(
            place
            for kind in (self._opened_in, self._listed_in)
            for place in self._get_places(kind, concern_id)
        )
        return LineTally(size, highest, written, total, self._key, frozenset(self.blanked), places)

    def count_written(self, concern_id: UUID) -> int:
        """Return the highest number of an entry that was signed in a file."""
        return self._tallies.get(concern_id.int, 0) % ENTRY_NUMBER_LIMIT

    def count_whole(self, concerns: Iterable[bytes], sizes: Iterable[int]) -> int:
        """Return how many of these concerns have at least as many slips as entries were signed.

        `concerns`: the 16 bytes of each id; `sizes`: how many slips each has. A search asks for
        every concern that there is.
        """
        totals = map(self._tallies.get, map(_read_id, concerns), repeat(0))
        return sum(map(operator.ge, sizes, map(operator.mod, totals, repeat(ENTRY_NUMBER_LIMIT))))

    def is_for_readers(self, concern_id: UUID, number: int, digest: str) -> bool:
        """Whether an entry of this SHA-256 was signed there for the readers of a record alone."""
        return _mark_entry(concern_id.int, number, digest.encode()) in self._for_readers

    def is_sealed(self, file_id: UUID, number: int, digest: str) -> bool:
        """Whether bytes of this SHA-256 were sealed there, by a line that this process read.

        `number`: of an entry; below 0 of the slip of the entry with that number.
        """
        return _mark_sealed(self._key, file_id.int, number, digest.encode()) in self._sealed_marks

    def _keep_slip(self, line: bytes) -> None:
        obj, digest = _SLIP_OBJ.search(line), _HASH.search(line)
        if obj is not None and digest is not None:
            file, number = _read_named(obj[1], obj[2])
            self._sealed_marks.add(_mark_sealed(self._key, file, -number, digest[1]))

    def list_shared_openings(self, concern_id: UUID) -> tuple[int, ...]:
        """Return the places of lines that name entries of a file among those of others."""
        return self._get_places(self._opened_in, concern_id)

    def _add_one(self, line: bytes, place: tuple[int, int], digest: bytes) -> None:
        """Count a line for the one file that it names, and mark what was sealed by it."""
        wrote = line.startswith(_WROTE)
        self._add(*place, digest, wrote=wrote)
        if wrote and (sealed := _HASH.search(line)) is not None:
            self._sealed_marks.add(_mark_sealed(self._key, *place, sealed[1]))

    def _add_many(self, line: bytes, named: bytes, digest: bytes, index: int) -> None:
        """Count a line for every file that it names, once for each."""
        highest: dict[int, int] = {}
        for file, number in _list_named(named):
            highest[file] = max(highest.get(file, 0), number)
        for file, number in highest.items():
            kind = self._opened_in if number else self._listed_in
            kind.setdefault(file, array("Q")).append(index)
        if (about := _ABOUT.search(line)) is not None:
            file, number = _read_named(about[1], about[2])
            highest[file] = max(highest.get(file, 0), number)
        for file, number in highest.items():
            self._add(file, number, digest, wrote=False)

    @staticmethod
    def _get_places(kind: dict[int, "array[int]"], concern_id: UUID) -> tuple[int, ...]:
        return tuple(kind.get(concern_id.int, array("Q"))[:])  # a copy: another thread may append

    def _add(self, file: int, number: int, digest: bytes, *, wrote: bool) -> None:
        total, highest, written = self._of(file)
        total = (total + _mark(self._key, digest)) % SUM_LIMIT
        highest, written = max(highest, number), max(written, number if wrote else 0)
        self._tallies[file] = (total * ENTRY_NUMBER_LIMIT + highest) * ENTRY_NUMBER_LIMIT + written

    def _of(self, file: int) -> tuple[int, int, int]:
        rest, written = divmod(self._tallies.get(file, 0), ENTRY_NUMBER_LIMIT)
        return (*divmod(rest, ENTRY_NUMBER_LIMIT), written)

    def waiting(self) -> dict[UUID, UnreadRecord]:
        """Return a copy of every concern that waits, by id."""
        return {UUID(concern): found for concern, found in self._waiting.copy().items()}

    def one(self, concern_id: UUID) -> UnreadRecord | None:
        """Return what is said of one concern, if it waits."""
        return self._waiting.get(str(concern_id))

    def known(self, concern_id: UUID) -> UnreadRecord | None:
        """Return what is said of one concern, waiting or not."""
        packed = self._read.get(concern_id.int)
        return self.one(concern_id) if packed is None else _unpack(packed)

    def open(self) -> tuple[UUID, ...]:
        """Return every open concern, by id: neighbours share pages of an index."""
        changes, ids = self._in_order
        if changes != self._changes:
            changes = self._changes  # first: what another thread adds meanwhile is put in next time
            ids = tuple(sorted(self._open.copy(), key=attrgetter("int")))
            self._in_order = changes, ids
        return ids

    def state(self, concern_id: UUID) -> str:
        """Return the state of a concern; empty when the log does not know it."""
        if concern_id.int not in self._read:
            return "" if self.one(concern_id) is None else "unread"
        return "open" if concern_id in self._open else "closed"

    def _keep_for_readers(self, line: bytes) -> None:
        about, digest = _ABOUT.search(line), _HASH.search(line)
        if about is not None and digest is not None:
            self._for_readers.add(_mark_entry(*_read_named(about[1], about[2]), digest[1]))

    def _seal(self, line: bytes) -> None:
        if (found := _FOR.search(line)) is not None:
            parts = found[2].decode().split("/")[1:]
            self._sealed.setdefault(found[1].decode(), {}).update(parse_card_hashes(parts))

    def _change(self, concern: str, state: re.Match[bytes], *, signed: bool) -> None:
        if state[1] != b"unread":
            self._sealed.pop(concern, None)
            if (found := self._waiting.pop(concern, None)) is not None:
                tags = UnreadRecord(found.author, found.at, dict.fromkeys(found.cards, ""))
                self._read[UUID(concern).int] = _pack(tags)
            if state[1] == b"open":
                self._open.add(UUID(concern))
            else:
                self._open.discard(UUID(concern))
            self._changes += 1
        elif signed:
            at = datetime.fromisoformat(state[2].decode())
            cards = self._sealed.get(concern, {})
            self._waiting[concern] = UnreadRecord(state[3].decode(), at, cards)


class ChildIndex:
    """Children's files by the log. Not safe by itself between threads: the replay's gate is."""

    def __init__(self) -> None:
        self.changes = 0
        """How many lines there were about what is in the files: a mark of how they stand."""
        self._cards: dict[str, str] = {}
        self._files: dict[str, tuple[str, ...]] = {}
        self._last = ""
        self._with_facts: set[str] = set()
        self._told_apart: set[str] = set()  # files in which something is said not to be the same

    def take(self, line: bytes) -> None:
        """Take in one more line of the log."""
        if line.startswith(_CHILD_CARD):
            obj, digest = _CHILD_OBJ.search(line), _HASH.search(line)
            if obj is not None and digest is not None:
                self._cards[obj[1].decode()] = digest[1].decode()
        elif line.startswith(_FACT) and (obj := _CHILD_OBJ.search(line)) is not None:
            self._with_facts.add(obj[1].decode())
        elif line.startswith(_NOT_SAME) and (obj := _CHILD_OBJ.search(line)) is not None:
            self.changes += 1
            self._told_apart.add(obj[1].decode())
        elif line.startswith(_LINKS) and (obj := _CHILD_OBJ.search(line)) is not None:
            self.changes += 1
            if obj[2] is not None:
                self._last = obj[1].decode()
            elif self._last:
                concern = obj[1].decode()
                files = (*self._files.get(concern, ()), self._last)
                self._files[concern] = tuple(dict.fromkeys(files))

    def get_card_hash(self, file_id: UUID) -> str:
        """Return the hash of a file's newest card; "" for a file that the log does not know."""
        return self._cards.get(str(file_id), "")

    def list_card_hashes(self) -> dict[str, str]:
        """Return the hash of the newest card of every file, by its id: a copy."""
        return self._cards.copy()

    def has_file(self, file_id: UUID) -> bool:
        """Whether the log has a card for this file."""
        return str(file_id) in self._cards

    def count_files(self) -> int:
        """Return how many files there are."""
        return len(self._cards)

    def list_files(self) -> frozenset[UUID]:
        """Return the ids of all files."""
        return frozenset(map(UUID, self._cards.copy()))

    def list_with_facts(self) -> frozenset[UUID]:
        """Return the files into which a lead wrote a fact."""
        return frozenset(map(UUID, self._with_facts.copy()))

    def list_told_apart(self) -> frozenset[UUID]:
        """Return the files in which a lead said that something is not the same."""
        return frozenset(map(UUID, self._told_apart.copy()))

    def list_files_of(self, concern_id: UUID) -> tuple[UUID, ...]:
        """Return the files that a concern is in, or once was."""
        return tuple(map(UUID, self._files.get(str(concern_id), ())))

    def list_placed(self) -> tuple[str, ...]:
        """Return the id of each concern that is in a file, or once was."""
        return tuple(self._files.copy())


class BookIndex:
    """The newest hash of each book that searches look in. Of slips no line is kept."""

    def __init__(self) -> None:
        self._books: dict[str, dict[int, str]] = {}

    def take(self, line: bytes) -> None:
        """Take in one more line of the log."""
        if line.startswith(_BOOK):
            obj, digest = _BOOK_OBJ.search(line), _HASH.search(line)
            if obj is not None and digest is not None:
                books = self._books.setdefault(obj[1].decode(), {})
                books[int(obj[2])] = digest[1].decode()

    def list_books(self, place: str) -> dict[int, str]:
        """Return the hash of each book of a team's epoch, by its part: a copy."""
        return self._books.get(place, {}).copy()
