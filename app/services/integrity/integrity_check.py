"""Compare the stored log with what is stored about files, and name what differs.

The log says what was written and what held afterwards; rows that were removed, added or altered
behind its back are named by id, in words. Nothing is opened and nothing is mended.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator
from datetime import datetime

from sqlalchemy import select

from app.domain.trusted_hosts import is_trusted_host
from app.errors import LogBrokenError
from app.models.audit_log import Leaf
from app.models.concern import Concern, Due, Entry
from app.services.audit_log.verified_log import VerifiedLog
from app.services.audit_log.writer import load_leaves
from app.services.integrity import training_checks
from app.services.integrity.child_file_checks import find_child_file_differences
from app.services.integrity.concern_checks import (
    find_concern_differences,
    find_falsely_signed_drafts,
    find_pdf_differences,
)
from app.services.integrity.contact_checks import (
    find_contact_differences,
    list_unvouched_contacts,
)
from app.services.integrity.expected_state import ExpectedState, LoggedEntry
from app.services.integrity.index_checks import find_index_differences
from app.services.integrity.key_checks import (
    find_key_differences,
    find_name_differences,
    find_session_differences,
    find_try_differences,
)
from app.services.integrity.number_row_checks import find_number_differences
from app.services.integrity.row_checks import (
    describe_uncompared_organisation,
    find_organisation_differences,
    find_unreadable_times,
)
from app.services.integrity.tree_checks import find_tree_differences, read_claimed_log_size
from app.services.organisations import organisation_lookup
from app.services.unit_of_work import Action, UnitOfWork
from audit import events, merkle

BATCH = 2_000
Note = Callable[[int, int], None]


def _ignore(_done: int, _whole: int) -> None:
    """Tell no one how far it is."""


def find_all_differences(
    uow: UnitOfWork,
    trusted_hosts: Collection[str] = (),
    note: Note = _ignore,
) -> tuple[str, ...]:
    """Return every difference, in words; empty when log and rows agree.

    With `trusted_hosts`, a row that names another host is one too: no mail points there. `note` is
    told how many lines of the log are read, and how many there are.
    Raises LogBrokenError when the log itself was cut or altered: then nothing else can be judged.
    """
    log = VerifiedLog(uow.files, uow.server, from_first_line=True)
    log.refresh(uow.session, uow.org)  # from its first leaf on
    uow.look(Action.LOG_VERIFIED, f"organisation/{uow.org.id}")
    said = _hear_all(uow, note)
    tree = find_tree_differences(uow, read_claimed_log_size(uow))
    rows = (*tree, *_filed(uow), *_entries(uow, said), *_states(uow, said), *_dues(uow, said))
    return (*_host(uow, trusted_hosts), *rows, *_others(uow, said, log))


def list_rows_without_log_hash(uow: UnitOfWork) -> tuple[str, ...]:
    """Return what no line of the log has a hash of, with what to do. It counts as no difference.

    Raises LogBrokenError.
    """
    organisation = describe_uncompared_organisation(uow, _hear_all(uow))
    return (*list_unvouched_contacts(uow), *organisation)


def _hear_all(uow: UnitOfWork, note: Note = _ignore) -> ExpectedState:
    said = ExpectedState()
    for index, event in _events(uow, note):
        if event is None:
            said.erased.add(index)
        else:
            said.hear(event)
    return said


def _others(uow: UnitOfWork, said: ExpectedState, log: VerifiedLog) -> Iterator[str]:
    yield from find_concern_differences(uow, said)
    yield from find_pdf_differences(uow, said)
    yield from find_child_file_differences(uow, said)
    yield from find_index_differences(uow, said)
    yield from find_name_differences(uow, log)
    yield from find_key_differences(uow, log)
    yield from find_session_differences(uow, said.sessions)
    yield from find_try_differences(uow, log)
    yield from find_falsely_signed_drafts(uow)
    yield from find_unreadable_times(uow)
    yield from find_organisation_differences(uow, said)
    yield from find_number_differences(uow, log)
    yield from find_contact_differences(uow, log)
    yield from training_checks.find_training_differences(uow, said, log)


def _host(uow: UnitOfWork, trusted_hosts: Collection[str]) -> Iterator[str]:
    # Alone it answers on every trusted host, whatever its row says.
    several = len(organisation_lookup.list_organisations(uow.session)) > 1
    if several and trusted_hosts and not is_trusted_host(uow.org.host, trusted_hosts):
        yield f"The host of organisation {uow.org.id} is not one of TRUSTED_HOSTS."


def _events(uow: UnitOfWork, note: Note) -> Iterator[tuple[int, events.Event | None]]:
    size, start = read_claimed_log_size(uow), 0
    while start < size:
        batch = load_leaves(uow.session, uow.org.id, start, min(BATCH, size - start))
        if not batch:
            raise LogBrokenError(f"leaf {start} is missing")
        for place, (index, digest, line) in enumerate(batch, start):
            if index != place:
                raise LogBrokenError(f"leaf {place} is missing")
            yield index, None if line is None else _read(index, digest, line)
        start += len(batch)
        note(start, size)


def _read(index: int, digest: bytes, line: bytes) -> events.Event:
    if merkle.leaf_hash(line) != digest:
        raise LogBrokenError(f"leaf {index} does not match its hash")
    try:
        event = events.parse_event(line)
    except events.EventError:
        raise LogBrokenError(f"leaf {index} is not an event") from None
    if event.i != index:
        raise LogBrokenError(f"leaf {index} names another place")
    return event


def _filed(uow: UnitOfWork) -> Iterator[str]:
    """Yield lines whose column says another id than they do: nobody would find them."""
    rows = uow.session.execute(
        select(Leaf.i, Leaf.obj, Leaf.line)
        .where(Leaf.org_id == uow.org.id, Leaf.line.is_not(None))
        .order_by(Leaf.i)
    ).yield_per(BATCH)
    for index, obj, line in rows:
        if line is not None and events.parse_event(line).obj != obj:
            yield f"Line {index} of the log is filed under a name that is not its own."


def _entries(uow: UnitOfWork, said: ExpectedState) -> Iterator[str]:
    stored = set()
    rows = uow.session.execute(
        select(
            Entry.concern_id,
            Entry.number,
            Entry.ciphertext,
            Entry.leaf_index,
            Entry.author_id,
            Entry.signed_at,
        )
        .where(Entry.org_id == uow.org.id)
        .order_by(Entry.concern_id, Entry.number)
    ).yield_per(200)
    for concern, number, ciphertext, index, author, at in rows:
        obj = f"{concern}/{number}"
        stored.add(obj)
        h = hashlib.sha256(ciphertext).hexdigest()
        if obj not in said.entries:
            if index not in said.erased:
                yield f"Entry {obj} is stored, but the log never saw it."
        elif said.entries[obj] != LoggedEntry(
            h, index, str(author), events.truncate_to_millisecond(at)
        ):
            yield f"Entry {obj} is not what the log saw."
    for obj in sorted(said.twice):
        yield f"Entry {obj} was written twice. The first version is no longer stored."
    for obj in sorted(said.entries.keys() - stored):
        yield f"Entry {obj} is in the log, but is no longer stored."


def _states(uow: UnitOfWork, said: ExpectedState) -> Iterator[str]:
    rows = uow.session.execute(
        select(Concern.id, Concern.state).where(Concern.org_id == uow.org.id)
    )
    stored = {str(concern): state for concern, state in rows}
    for concern in sorted(stored):
        logged = said.states.get(concern)
        if logged != stored[concern] and (logged or not said.erased):
            state = stored[concern]
            yield f"Concern {concern} is stored as {state}, but the log says {logged or 'nothing'}."
    for concern in sorted(said.states.keys() - stored.keys()):
        yield f"Concern {concern} is in the log, but is no longer stored."


def _dues(uow: UnitOfWork, said: ExpectedState) -> Iterator[str]:
    found: dict[str, list[datetime]] = {}
    rows = uow.session.execute(
        select(Due.concern_id, Due.at).where(Due.org_id == uow.org.id, Due.done.is_(False))
    )
    for concern_id, at in rows:
        found.setdefault(str(concern_id), []).append(events.truncate_to_millisecond(at))
    for concern in sorted(said.due.keys() | found.keys()):
        if concern not in said.due and said.erased:
            continue
        if sorted(found.get(concern, [])) != list(said.due.get(concern, ())):
            yield f"Due times of concern {concern} are not those in the log."
