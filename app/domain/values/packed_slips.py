"""Pack many slips so that a search finds the few that may be meant and decodes only those. Pure.

Next to the slips stand columns: a line for each slip, with its words, and with its plates, phone
numbers and user names, in the form in which a search compares them. They are made with the
normaliser of `VERSION`, so a change of `split_search_words` or
`replace_lookalike_letters` needs a new one too.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from struct import Struct
from uuid import UUID

import msgspec

from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_titles import RECORD_NUMBER
from app.domain.search.name_match import INITIALS, LONG_WORD
from app.domain.search.search_query import replace_lookalike_letters, split_search_words
from app.domain.values.entry_values import Slip, Value
from app.domain.values.normalised import AT_END, AT_START, VERSION, ValueKind

CODE_KINDS = frozenset({ValueKind.PLATE, ValueKind.PHONE, ValueKind.ONLINE})
INITIALS_MARK = "'"
"""No word has it: initials are found as initials alone."""
_PLACE = Struct(">16sI?")
ID_SIZE, KEY_SIZE = 16, 20
"""A place starts with the id of a concern, and the number of the entry after it."""
OF_RECORD = RECORD_NUMBER.to_bytes(KEY_SIZE - ID_SIZE, "big")
PackedValue = tuple[int, str, str]
"""The place of its question, the value as it is compared, and as it was written."""
SlipPlace = tuple[bytes, int, bool]
"""The 16 bytes of a concern's id, the number of the entry, and whether something was cut."""


class PackedQuestion(PrivateStruct, frozen=True, array_like=True):
    """The kind, question and children that many values share."""

    kind: ValueKind
    page: str
    field: str
    children: tuple[str, ...]


class PackedSlip(PrivateStruct, frozen=True, array_like=True):
    """A slip without the place of its entry, which stands with those of the others."""

    at: datetime
    by: str
    values: tuple[PackedValue, ...]


class PackedSlips(PrivateStruct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Slips, and the columns that searches look in first.

    `words`, `codes`: a line for each slip, each word between spaces. `names`, `long_names`: words
    of people's names, and user names, of fewer than eight letters or more, in order of the alphabet
    with a line for each. A search compares those where it allows for another spelling.
    """

    version: int
    places: bytes
    questions: tuple[PackedQuestion, ...]
    slips: tuple[bytes, ...]
    words: str
    codes: str
    names: str
    long_names: str

    def get_concern(self, at: int) -> bytes:
        """Return the 16 bytes of the concern of one slip."""
        start = at * _PLACE.size
        return self.places[start : start + ID_SIZE]

    def split_keys(self) -> tuple[list[bytes], list[bytes]]:
        """Return the concerns of the records, and the id and number in one of each other entry.

        Of a hundred thousand slips a search needs no more, and most books have records alone.
        """
        places, size = self.places, _PLACE.size
        starts = range(0, len(places), size)
        if not self._has_later():
            return [places[at : at + ID_SIZE] for at in starts], []
        keys = [places[at : at + KEY_SIZE] for at in starts]
        records = [key[:ID_SIZE] for key in keys if key.endswith(OF_RECORD)]
        return records, [key for key in keys if not key.endswith(OF_RECORD)]

    def _has_later(self) -> bool:
        """Whether a slip is of another entry than a record: each byte of the numbers says so."""
        columns = [self.places[at :: _PLACE.size] for at in range(ID_SIZE, KEY_SIZE)]
        return any(column.strip(OF_RECORD[at : at + 1]) for at, column in enumerate(columns))

    def list_cut(self) -> list[int]:
        """Return which of the slips have something that was cut."""
        cut = self.places[KEY_SIZE :: _PLACE.size]
        return [at for at, one in enumerate(cut) if one] if cut.strip(b"\0") else []

    def list_places(self) -> list[SlipPlace]:
        """Return the place of each slip, in their order."""
        return list(_PLACE.iter_unpack(self.places))

    def open(self, at: int) -> Slip:
        """Return one slip. Raises msgspec.MsgspecError."""
        concern, number, cut = _PLACE.unpack_from(self.places, at * _PLACE.size)
        packed = _SLIP.decode(self.slips[at])
        try:
            values = tuple(self._list_values(packed.values))
        except IndexError:
            raise msgspec.ValidationError(f"slip {at}: no such question") from None
        return Slip(str(UUID(bytes=concern)), number, packed.at, packed.by, values, cut)

    def open_all(self) -> Iterator[Slip]:
        """Yield every slip."""
        return map(self.open, range(len(self.slips)))

    def _list_values(self, packed: Iterable[PackedValue]) -> Iterator[Value]:
        for place, key, text in packed:
            asked = self.questions[place]
            yield Value(asked.kind, key, text, asked.page, asked.field, asked.children)


_SLIP = msgspec.msgpack.Decoder(PackedSlip)
_ALL = msgspec.msgpack.Decoder(PackedSlips)
_encode = msgspec.msgpack.Encoder().encode


def pack_slips(slips: Collection[Slip]) -> PackedSlips:
    """Pack slips, with the columns of this version of the normaliser."""
    questions: dict[PackedQuestion, int] = {}
    packed = tuple(_encode(_pack_slip(slip, questions)) for slip in slips)
    places = (_PLACE.pack(UUID(one.concern).bytes, one.number, one.cut) for one in slips)
    names = {name for slip in slips for name in _list_names(slip)}
    return PackedSlips(
        version=VERSION,
        places=b"".join(places),
        questions=tuple(questions),
        slips=packed,
        words="".join(_make_line(_list_words(slip)) for slip in slips),
        codes="".join(_make_line(_list_codes(slip)) for slip in slips),
        names=_make_column(name for name in names if len(name) < LONG_WORD),
        long_names=_make_column(name for name in names if len(name) >= LONG_WORD),
    )


def make_slip_key(concern: UUID, number: int) -> bytes:
    """Return the id and number of a slip in one, as `split_keys` does."""
    return concern.bytes + number.to_bytes(KEY_SIZE - ID_SIZE, "big")


def encode_packed(packed: PackedSlips) -> bytes:
    """Return packed slips as bytes."""
    return _encode(packed)


def decode_packed(data: bytes | memoryview) -> PackedSlips:
    """Return what `encode_packed` made. Raises msgspec.MsgspecError, also for a missing line."""
    packed = _ALL.decode(data)
    size = len(packed.slips)
    lines = {packed.words.count("\n"), packed.codes.count("\n")}
    if lines != {size} or len(packed.places) != size * _PLACE.size:
        raise msgspec.ValidationError(f"packed slips: expected {size} places and lines")
    return packed


def _pack_slip(slip: Slip, questions: dict[PackedQuestion, int]) -> PackedSlip:
    values = []
    for one in slip.values:
        question = PackedQuestion(one.kind, one.page, one.field, one.children)
        values.append((questions.setdefault(question, len(questions)), one.key, one.text))
    return PackedSlip(slip.at, slip.by, tuple(values))


def _make_line(words: Iterable[str]) -> str:
    return f" {' '.join(sorted(words))} \n"


def _make_column(words: Iterable[str]) -> str:
    return "\n" + "".join(f"{word}\n" for word in sorted(words))


def _list_words(slip: Slip) -> set[str]:
    """Return the words of all values, and the initials of people."""
    found: set[str] = set()
    for value in slip.values:
        for text in (value.text, value.key):
            words = split_search_words(text)
            found.update(words)
            if value.kind is ValueKind.PERSON and len(words) in INITIALS:
                found.add(INITIALS_MARK + "".join(word[0] for word in words))
    return found


def _list_codes(slip: Slip) -> set[str]:
    """Return the plates, phone numbers and user names, with the letters read as digits."""
    keys = (value.key for value in slip.values if value.kind in CODE_KINDS)
    return {replace_lookalike_letters(key.strip(AT_START + AT_END)) for key in keys}


def _list_names(slip: Slip) -> Iterator[str]:
    """Yield what a search finds with another spelling: words of names, and user names."""
    for value in slip.values:
        if value.kind is ValueKind.PERSON:
            yield from split_search_words(value.text)
            yield from split_search_words(value.key)
        elif value.kind is ValueKind.ONLINE:
            yield replace_lookalike_letters(value.key)
