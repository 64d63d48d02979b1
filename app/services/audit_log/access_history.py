"""List who has opened a concern, by its log: all for its readers, the readers for its author.

Ids become confirmed names, which the log vouches for: it holds no names itself. The lines of a
history are compared with what this process read of the log. If one was rewritten, even with its
hash, moved or taken away, the history says so. What is new to an author is not compared.
This module opens nothing sealed, and asks first whose concern it is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, select

from app.database import LARGE_RESULT, split_into_chunks
from app.models.audit_log import Leaf
from app.services.audit_log.writer import load_lines_by_place
from app.services.concerns.concern_access import load_own_or_shared_concern
from app.services.concerns.own_concerns import OwnConcern
from app.services.members.shown_names import load_shown_names
from app.services.unit_of_work import SERVER, Action, UnitOfWork
from audit import events, merkle

LeafRows = list[tuple[int, bytes, bytes | None]]
JOIN_WITHIN_SECONDS = 60
"""Seconds within which the same thing by the same person is shown as one; the log keeps each."""
ACTION_WORDS = {
    Action.RECORD_SIGNED: "signed the record",
    Action.ENTRY_ADDED: "added entry",
    Action.ENTRY_WITHHELD: "added readers-only entry",
    Action.HANDED_OVER: "handed this over",
    Action.ENTRY_READ: "opened entry",
    Action.CHILD_OPENED: "opened entry",
    Action.ENTRY_REFUSED: "could not be shown untrusted entry",
    Action.ACKNOWLEDGED: "marked this as read",
    Action.LIST_VIEWED: "saw in a list what is outstanding or who this is about",
    Action.TASKS_SHOWN: "saw in a list what is outstanding",
    Action.SEARCHED: "found this by searching inside records",
    Action.INDEXED: "added this to the search index: entry",
    Action.LINKS_SHOWN: "saw this in the links between children’s files",
    Action.REFERRALS_SHOWN: "was shown whether this was referred",
    Action.DOCUMENT_READ: "opened the document of entry",
    Action.SHARED: "let who recorded this read it again",
    Action.SHARE_ENDED: "ended reading for who recorded this, some time after it was closed",
    Action.RECEIPT_TAKEN: "downloaded a receipt",
    Action.PRINTED: "read or printed the referral summary",
    Action.PAPER_MADE: "made a PDF",
    Action.EXPORTED: "made an encrypted copy",
    Action.CHILD_LINKED: "put this into a child’s file",
    Action.CHILD_UNLINKED: "took this out of a child’s file",
    Action.CHILD_PRINTED: "printed this with a child’s file",
    Action.REFUSED: "tried to open this and was refused",
    Action.KEY_REFUSED: "was stopped because a key was not the known one",
}
CHILD_FILE_WORDS = {
    Action.CHILD_OPENED: "opened this file",
    Action.CHILD_LINKED: "put a concern in",
    Action.CHILD_UNLINKED: "took a concern out",
    Action.REFERRALS_SHOWN: "was shown which concerns in it were referred",
    Action.CHILD_NOT_SAME: "said that this and another file do not name the same thing",
    Action.CHILD_WRITTEN: "wrote about family, home, plans or people",
    Action.CHILD_PRINTED: "printed this file",
    Action.SEARCHED: "found this by searching inside children’s files",
    Action.ENTRY_REFUSED: "could not be shown this file",
}
READING_ACTIONS = frozenset(
    {
        Action.ENTRY_READ,
        Action.CHILD_OPENED,
        Action.ACKNOWLEDGED,
        Action.PRINTED,
        Action.PAPER_MADE,
    }
)
OPENING_ACTIONS = frozenset({Action.ENTRY_READ, Action.CHILD_OPENED})
NUMBERED_ACTIONS = frozenset(
    {
        Action.ENTRY_ADDED,
        Action.ENTRY_WITHHELD,
        Action.ENTRY_READ,
        Action.CHILD_OPENED,
        Action.ENTRY_REFUSED,
        Action.INDEXED,
        Action.DOCUMENT_READ,
    }
)
_LINE_END = re.compile(rb'"t":"([^"]+)","v":[12],"who":"([a-z0-9_-]+)"}\Z')
_LINE_END_BYTES = 160
"""More than a line needs from its time on: a time, a version and an id of 64 characters at most."""


class AccessEvent(msgspec.Struct, frozen=True):
    """One thing that somebody did with a file; openings of several entries at once are one."""

    who: str
    member_id: str
    action: Action
    what: str
    numbers: tuple[int, ...]
    at: datetime | None

    @property
    def words(self) -> str:
        """What happened, with the numbers of entries."""
        if self.action not in NUMBERED_ACTIONS or not self.numbers:
            return self.what
        many = "entries" if len(self.numbers) > 1 else "entry"
        return f"{self.what.replace('entry', many)} {_ranges(self.numbers)}"


BROKEN_LOG_NOTICE = AccessEvent(
    "Heard itself", "", Action.LOG_VERIFIED,
    "the log of this concern was changed or cut. Do not rely on this list. Tell the person who "
    "runs this server", (), None,
)  # fmt: skip
CHANGED_LINE_NOTICE = AccessEvent(
    "Heard itself", "", Action.REFUSED, "this line of the log was changed", (), None
)


def list_access_history(
    uow: UnitOfWork, concern_id: UUID, most: int | None = None
) -> tuple[AccessEvent, ...]:
    """List who opened a concern, newest first. Raises NotFoundError when it is not mine.

    `most`: how many events are wanted. All lines are compared with the log, whatever it is.
    """
    return _list_events(uow, concern_id, *_load_own_rows(uow, concern_id), most)


def list_access_history_and_openings(
    uow: UnitOfWork, concern_id: UUID, most: int | None, since: datetime
) -> tuple[tuple[AccessEvent, ...], tuple[AccessEvent, ...]]:
    """Return the history, and the newest opening of each other person at `since` or later.

    No openings where the log was changed: the history says so. Otherwise as `list_access_history`.
    """
    rows, sound = _load_own_rows(uow, concern_id)
    openings = _find_newest_openings(uow, concern_id, rows, since) if sound else []
    return _list_events(uow, concern_id, rows, sound, most), _name_people(uow, openings)


def _load_own_rows(uow: UnitOfWork, concern_id: UUID) -> tuple[LeafRows, bool]:
    load_own_or_shared_concern(uow, concern_id)
    return _rows(uow, concern_id)


def _list_events(
    uow: UnitOfWork, concern_id: UUID, rows: LeafRows, sound: bool, most: int | None
) -> tuple[AccessEvent, ...]:
    # Refused tries are many and not shown: they must never push a reading out of sight.
    looks = (_look(concern_id, digest, line) for _, digest, line in rows if line is not None)
    gathered = _name_people(uow, _gathered(filter(None, looks), most))
    return gathered if sound else (BROKEN_LOG_NOTICE, *gathered)


def _find_newest_openings(
    uow: UnitOfWork, concern_id: UUID, rows: LeafRows, since: datetime
) -> list[AccessEvent]:
    """Return the newest opening of each other person, newest first, none before `since`.

    `rows`: lines that agree with what the log read. One line can name 500 entries, and an hour's
    work can make hundreds of them. Each ends with when and who, so only lines of people who are not
    yet found are parsed.
    """
    found: dict[str, AccessEvent] = {}
    earliest = since.astimezone(UTC).isoformat(timespec="milliseconds").encode()
    for _, digest, line in rows:
        end = _LINE_END.search(line[-_LINE_END_BYTES:]) if line is not None else None
        if line is None or end is None or end[1] < earliest:
            continue  # and not stop: a clock that was set back puts old times among newer lines
        who = end[2].decode()
        if who in found or who == str(uow.me.id):
            continue
        look = _look(concern_id, digest, line)
        if look is not None and look.action in OPENING_ACTIONS:
            found[who] = look
    return list(found.values())


def _rows(uow: UnitOfWork, concern_id: UUID) -> tuple[LeafRows, bool]:
    """Return lines about a concern, newest first, and whether they are those that the log read."""
    uow.session.rollback()  # the lines must be seen from where the log is read to
    tally = uow.key_log.tally(uow.session, uow.org, concern_id)
    numbers = range(1, tally.highest + 1)
    objs = (str(concern_id), *(f"{concern_id}/{number}" for number in numbers))
    wheres: list[ColumnElement[bool]] = [Leaf.obj.in_(some) for some in split_into_chunks(objs)]
    wheres += [Leaf.i.in_(some) for some in split_into_chunks(tally.shown_in)]
    found: dict[int, tuple[int, bytes, bytes | None]] = {}
    for where in wheres:
        leaves = uow.session.execute(
            select(Leaf.i, Leaf.hash, Leaf.line).where(
                Leaf.org_id == uow.org.id, where, Leaf.i < tally.size
            ),
            execution_options=LARGE_RESULT,
        ).all()
        found |= {index: (index, digest, line) for index, digest, line in leaves}
    rows = [found[index] for index in sorted(found, reverse=True)]
    return rows, tally.agrees(rows)


def list_child_file_history(
    uow: UnitOfWork, file_id: UUID, most: int | None = None
) -> tuple[AccessEvent, ...]:
    """Return who did what with a child's file, newest first. The caller has asked whose it is.

    `most`: how many events are wanted. All lines are compared with the log, whatever it is.
    """
    rows, sound = _rows(uow, file_id)
    looks = (
        _look(file_id, digest, line, CHILD_FILE_WORDS)
        for _, digest, line in rows
        if line is not None
    )
    gathered = _name_people(uow, _gathered(filter(None, looks), most))
    return gathered if sound else (BROKEN_LOG_NOTICE, *gathered)


def select_readings_by_others(
    looks: tuple[AccessEvent, ...], author_id: UUID
) -> tuple[AccessEvent, ...]:
    """Return what the author is shown: readings by others, after whether the log was changed."""
    return tuple(
        x
        for x in looks
        if x is BROKEN_LOG_NOTICE or (x.action in READING_ACTIONS and x.member_id != str(author_id))
    )


_NO_NEWS = frozenset({Action.ENTRY_WITHHELD, Action.ACKNOWLEDGED})


def find_concerns_new_to_me(uow: UnitOfWork, files: Iterable[OwnConcern]) -> tuple[OwnConcern, ...]:
    """Return those files whose newest entry I have neither opened nor signed, by the log.

    An entry that is for readers alone is none of mine, and a mark as read says nothing new: the one
    before it counts.
    """
    every = {one.id: one for one in files}
    newest = {one.id: one.entries for one in every.values()}
    opened: set[UUID] = set()
    shown = _list_shown_to_me(uow, every.values())
    while newest:
        places = {f"{concern}/{number}": concern for concern, number in newest.items()}
        earlier: dict[UUID, int] = {}
        for obj, event in _read_lines(uow, tuple(places)):
            concern, number = places[obj], newest[places[obj]]
            if event.who == str(uow.me.id):
                opened.add(concern)
            elif event.act in _NO_NEWS and number > 1:
                earlier[concern] = number - 1
        opened |= {places[obj] for obj in shown & places.keys()}
        newest = earlier
    return tuple(one for concern, one in every.items() if concern not in opened)


def _read_lines(uow: UnitOfWork, objs: tuple[str, ...]) -> Iterator[tuple[str, events.Event]]:
    """Yield the lines about these objects that can be read."""
    for some in split_into_chunks(objs):
        rows = uow.session.execute(
            select(Leaf.obj, Leaf.line).where(Leaf.org_id == uow.org.id, Leaf.obj.in_(some))
        )
        for obj, line in rows:
            try:
                yield obj, events.parse_event(line or b"")
            except events.EventError:
                continue


def _list_shown_to_me(uow: UnitOfWork, files: Iterable[OwnConcern]) -> frozenset[str]:
    """Return what lines of mine that name many have of these files."""
    index = uow.key_log.files(uow.org)
    places = {place for one in files for place in index.list_shared_openings(one.id)}
    lines = load_lines_by_place(uow.session, uow.org.id, tuple(sorted(places)))
    return frozenset(obj for line in lines for obj in _list_mine(uow, line))


def _list_mine(uow: UnitOfWork, line: bytes) -> tuple[str, ...]:
    """Return what a line of mine opened; nothing for one of someone else's.

    A line may also name entries that were looked in and not shown: they are still news.
    """
    if not line.endswith(f'"who":"{uow.me.id}"}}'.encode()):  # last in every line: most are others'
        return ()
    try:
        event = events.parse_event_cached(line)
    except events.EventError:
        return ()
    return event.objs if event.act in OPENING_ACTIONS else ()


def _look(
    file_id: UUID, digest: bytes, line: bytes, words: Mapping[Action, str] = ACTION_WORDS
) -> AccessEvent | None:
    """Return what a line says of this file, and of no other that it names."""
    try:
        event = events.parse_event_cached(line if merkle.leaf_hash(line) == digest else b"")
    except events.EventError:
        return CHANGED_LINE_NOTICE
    if event.act not in words:
        return None
    return AccessEvent(
        who="Heard itself" if event.who == SERVER else "Someone",
        member_id=event.who,
        action=event.act,
        what=words[event.act],
        numbers=_list_numbers(event, f"{file_id}/"),
        at=event.t,
    )


def _list_numbers(event: events.Event, beginning: str) -> tuple[int, ...]:
    """Return the numbers of a file's own entries that a line names."""
    named, start = (event.obj, *event.objs), len(beginning)
    ends = [obj[start:] for obj in named if obj.startswith(beginning)]
    return tuple(sorted([int(end) for end in ends if end.isdigit()]))


def _gathered(looks: Iterable[AccessEvent], most: int | None = None) -> list[AccessEvent]:
    """Join what one person did in one moment: a file of twelve entries is opened once.

    Reads no further than the first `most` of them need.
    """
    joined: list[AccessEvent] = []
    for look in looks:
        last = joined[-1] if joined else None
        if last and _together(last, look):
            numbers = tuple(sorted({*last.numbers, *look.numbers}))
            joined[-1] = msgspec.structs.replace(last, numbers=numbers)
        elif most is not None and len(joined) >= most:
            break
        else:
            joined.append(look)
    return joined


def _together(last: AccessEvent, look: AccessEvent) -> bool:
    if last.at is None or look.at is None:
        return False
    same = (last.member_id, last.what) == (look.member_id, look.what)
    return same and abs((last.at - look.at).total_seconds()) < JOIN_WITHIN_SECONDS


def _ranges(numbers: tuple[int, ...]) -> str:
    """Return numbers in words: three or more in a row are "4 to 9"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        f"{run[0]} to {run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs
    )


def _name_people(uow: UnitOfWork, looks: list[AccessEvent]) -> tuple[AccessEvent, ...]:
    """Put names to the people in these lines: no column that can be changed is believed."""
    people = {look.member_id for look in looks} - {"", SERVER}
    names = load_shown_names(uow, filter(None, map(_read_id, sorted(people))))
    texts = {str(member_id): name.text for member_id, name in names.items()}
    return tuple(
        msgspec.structs.replace(look, who=texts.get(look.member_id, look.who)) for look in looks
    )


def _read_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
