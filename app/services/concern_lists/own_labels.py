"""Give the author of records their own labels: the children's names, and what came of each.

A label says how many entries it was taken from. Where there are others by now, they are opened
once, after the log has a line that names the concern, and the label is saved again. That is no
reading: what was added stays new to its author until they open the concern. Nothing is read here
that its author cannot open on its page, and no one else gets a label.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.domain.deadlines.concern_outcome import list_outcomes_so_far
from app.domain.record.entry_schema import Record
from app.services.concern_lists.list_views import log_list_view
from app.services.concern_lists.open_tasks import log_untrusted_entries
from app.services.concerns.entry_decryption import (
    EntryOpener,
    OpenEntry,
    find_readers_only_rows,
    load_entry_rows_by_concern,
    make_refused_entry_range,
)
from app.services.concerns.own_concerns import OwnConcern
from app.services.drafts import record_labels
from app.services.drafts.record_labels import OWN_LIST, RecordLabel
from app.services.unit_of_work import UnitOfWork

MOST_OPENED = 15
"""Concerns whose entries one visit opens, the newest first."""
_NONE = RecordLabel()


def load_own_labels(
    uow: UnitOfWork, own: Sequence[OwnConcern], sign_in: bytes | None = None
) -> Mapping[UUID, RecordLabel]:
    """Return the label of each of my records that has one, but of those I no longer read.

    `sign_in`: see `load_stored_labels`.
    """
    own = [one for one in own if not one.is_over]
    labels = record_labels.load_stored_labels(uow, [one.id for one in own], sign_in)
    counts = {
        one.id: one.entries
        for one in own
        if one.entries > 1 and labels.get(one.id, _NONE).seen != one.entries
    }
    if not counts:
        return labels
    ids = list(counts)[:MOST_OPENED]
    log_list_view(uow, OWN_LIST, ids)
    written = uow.key_log.count_written(uow.session, uow.org, ids)
    opened = _open(uow, ids, written)
    log_untrusted_entries(uow, opened)
    made = {one: _make(uow, entries, counts[one]) for one, entries in opened.items()}
    record_labels.save_record_labels(uow, made)
    return labels | made


def _open(
    uow: UnitOfWork, ids: Sequence[UUID], written: Mapping[UUID, int]
) -> dict[UUID, tuple[OpenEntry, ...]]:
    """Open the entries of these concerns of mine but for those that are for their readers alone.

    `written`: by the log, the highest number in each. What is missing is refused.
    """
    every = load_entry_rows_by_concern(uow, ids)
    hidden = find_readers_only_rows(uow, [row for rows in every.values() for row in rows])
    mine = {key: [row for row in rows if row.id not in hidden] for key, rows in every.items()}
    opener = EntryOpener(uow, [row for rows in mine.values() for row in rows])
    found = {key: tuple(map(opener.open, rows)) for key, rows in mine.items()}
    for key, rows in every.items():
        if missing := {*range(1, written[key] + 1)} - {row.number for row in rows}:
            found[key] += (make_refused_entry_range(min(missing), max(missing)),)
    return found


def _make(uow: UnitOfWork, entries: Sequence[OpenEntry], seen: int) -> RecordLabel:
    """Return the label. Where an entry cannot be trusted, only the concern’s page says more."""
    record = next((one.entry for one in entries if isinstance(one.entry, Record)), None)
    names = record_labels.list_written_child_names(record.parts) if record else ()
    if any(one.refused for one in entries):
        return RecordLabel(names, (), seen)
    said = ((one.number, one.entry) for one in entries if one.entry is not None)
    return RecordLabel(names, list_outcomes_so_far(said, str(uow.me.id)), seen)
