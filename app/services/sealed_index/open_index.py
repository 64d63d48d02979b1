"""Open all that a reader may search in: their team's books, and the slips that are in none yet.

The caller has logged the look. Slips of a concern for which this reader has no card are dropped
before anything is compared or counted. Nothing that was opened is kept.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import repeat
from uuid import UUID

import msgspec

from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_titles import RECORD_NUMBER
from app.domain.values.entry_values import Slip
from app.domain.values.packed_slips import ID_SIZE, PackedSlips, make_slip_key
from app.services.concerns.concern_access import load_held_keys
from app.services.sealed_index.books import load_team_keys, open_books
from app.services.sealed_index.slips import load_slip_rows, open_slips
from app.services.unit_of_work import UnitOfWork

SlipsByConcern = Mapping[UUID, tuple[Slip, ...]]
Choose = Callable[[PackedSlips], Collection[int]]
"""Returns the places of the slips of a book that a search has to look at."""
CountWhole = Callable[[Iterable[bytes], Iterable[int]], int]
"""Returns how many of these concerns have as many slips as the log says."""


class OpenIndex(PrivateStruct, frozen=True):
    """The slips that were opened, by concern.

    `with_record`: concerns whose record is in the index, by the 16 bytes of their ids. `whole`: how
    many have no entry that is missing, and no value of which something was cut.
    """

    slips: SlipsByConcern
    with_record: frozenset[bytes]
    whole: int


class _Opened:
    """The slips opened so far. `records`, `later`: of every slip, also of those not looked at.

    `records`: concerns of which the record has a slip; `later`: id and number of other entries.
    """

    def __init__(self, concerns: Iterable[bytes]) -> None:
        self.wanted = frozenset(concerns)
        self.slips: dict[UUID, dict[int, Slip]] = {}
        self.records: dict[bytes, None] = {}  # in the order of the books, as the log has them too
        self.later: set[bytes] = set()
        self.cut: set[bytes] = set()

    def add(self, slip: Slip) -> None:
        """Count a slip, and keep it for this search."""
        concern = UUID(slip.concern)
        if concern.bytes not in self.wanted:
            return
        if slip.number == RECORD_NUMBER:
            self.records[concern.bytes] = None
        else:
            self.later.add(make_slip_key(concern, slip.number))
        if slip.cut:
            self.cut.add(concern.bytes)
        self.slips.setdefault(concern, {})[slip.number] = slip

    def add_packed(self, packed: PackedSlips, choose: Choose | None) -> None:
        """Count the slips of a book, and keep those that this search looks at."""
        wanted = self.wanted
        records, later = packed.split_keys()
        self.records.update(dict.fromkeys(records))
        self.later.update([key for key in later if key[:ID_SIZE] in wanted])
        self.cut.update(map(packed.get_concern, packed.list_cut()))
        for at in range(len(packed.slips)) if choose is None else choose(packed):
            concern = packed.get_concern(at)
            if concern not in wanted:
                continue
            try:
                self.add(packed.open(at))
            except msgspec.MsgspecError:  # a lead wrote it so: no search of another stops for it
                self.cut.add(concern)

    def find_with_record(self) -> frozenset[bytes]:
        """Return the wanted concerns of which the record has a slip: all of them, mostly."""
        missing = self.wanted.difference(self.records)
        return self.wanted - missing if missing else self.wanted

    def count_whole(self, count: CountWhole, with_record: frozenset[bytes]) -> int:
        """Return how many concerns have no entry that is missing, and nothing that was cut."""
        sizes = Counter([key[:ID_SIZE] for key in self.later])
        sizes.update(with_record.intersection(sizes))
        apart = self.cut.union(sizes).intersection(self.records)
        if len(self.records) > len(with_record):
            apart |= self.records.keys() - with_record
        for one in self.cut:
            sizes.pop(one, None)
        whole = count(sizes, sizes.values())
        return whole + count(self.records, repeat(1)) - count(apart, repeat(1))


def open_index(
    uow: UnitOfWork, concerns: Collection[bytes], choose: Choose | None = None
) -> OpenIndex:
    """Open the slips of these concerns, by the 16 bytes of their ids.

    With `choose`, of each book those that it returns alone: the others are counted, not decoded.
    Raises KeyChangedError and LogBrokenError.
    """
    opened = _Opened(concerns)
    for packed in _open_packed(uow):
        opened.add_packed(packed, choose)
    for slip in _open_loose(uow):
        opened.add(slip)
    with_record = opened.find_with_record()
    return OpenIndex(
        slips={
            one: tuple(slips[number] for number in sorted(slips))
            for one, slips in opened.slips.items()
        },
        with_record=with_record,
        whole=opened.count_whole(uow.key_log.files(uow.org).count_whole, with_record),
    )


def _open_packed(uow: UnitOfWork) -> Iterator[PackedSlips]:
    for key in load_team_keys(uow):
        yield from (book.packed for book in open_books(uow, key))


def _open_loose(uow: UnitOfWork) -> Iterator[Slip]:
    for fingerprint, held in load_held_keys(uow).items():
        rows = load_slip_rows(uow, fingerprint)
        yield from (slip for _, slip in open_slips(uow, rows, held.secret))
