"""Find concerns by what stands inside them: a car, a user name, a phone number, any word.

Every entry is opened and proved as on the concern's own page. The search is logged before the
first, and each concern that was found in it afterwards, so that "Who has opened this" says so.
A result names the question, never the answer. Nothing that was opened is kept.
"""

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from msgspec import UNSET

from app.domain.pages.decision import FOR_AUTHOR_LABEL
from app.domain.private_struct import PrivateStruct
from app.domain.record.answer_rows import make_answer_rows
from app.domain.record.entry_schema import (
    Addition,
    AssignedTask,
    AuthorQuestion,
    ClosingNote,
    Closure,
    Decision,
    Entry,
    EntryWithParts,
    EscalationAnswer,
    LeadsNote,
    Paper,
    Record,
    TaskOutcome,
)
from app.domain.record.entry_titles import get_entry_title
from app.domain.search.answer_match import AnswerMatch, SearchedText, match_answers
from app.domain.search.search_query import SearchQuery
from app.services.concern_lists.inbox import open_inbox_items
from app.services.concern_lists.unread_by_log import find_concerns_waiting_by_log
from app.services.concern_search.name_search import FoundConcern
from app.services.concern_search.searched_concerns import list_held_concern_ids_by_newest
from app.services.concerns.entry_decryption import OpenEntry, open_logged_concerns
from app.services.referrals.summary_answers import build_record_labels
from app.services.unit_of_work import Action, UnitOfWork

CONCERNS_AT_ONCE = 100
"""Concerns whose entries one page of results opens: at most a third of a second's work."""
ADDED_LATER = "Added later"


class RecordResults(PrivateStruct, frozen=True):
    """Concerns found by what is inside them, from `start` up to `end` of `total`, newest first.

    `found`: those with all of the words first. `untrusted`: concerns with an entry that could not
    be trusted, so that was not looked in.
    """

    found: tuple[FoundConcern, ...]
    start: int
    end: int
    total: int
    untrusted: frozenset[UUID]

    @property
    def has_more(self) -> bool:
        """Whether there are concerns that were not looked in yet."""
        return self.end < self.total

    @property
    def next_start(self) -> int:
        """Return where the next page begins, also where only children's files are left."""
        return self.start + CONCERNS_AT_ONCE


def find_in_concern_entries(
    uow: UnitOfWork,
    query: SearchQuery,
    names: Mapping[str, str],
    start: int = 0,
) -> RecordResults:
    """Look inside the next concerns from `start` on.

    `names`: words for ids of the pack. The caller has logged the search.
    """
    every = list_held_concern_ids_by_newest(uow)
    ids = every[start : start + CONCERNS_AT_ONCE]
    matches: dict[UUID, AnswerMatch] = {}
    untrusted = []
    for concern_id, entries in open_logged_concerns(uow, ids):
        untrusted += [(concern_id, one) for one in entries if one.refused]
        if match := match_answers(query, _list_texts(entries, names)):
            matches[concern_id] = match
    _log_outcome(uow, matches, untrusted)
    return RecordResults(
        found=_list_found(uow, matches),
        start=start,
        end=min(start + CONCERNS_AT_ONCE, len(every)),
        total=len(every),
        untrusted=frozenset(concern_id for concern_id, _ in untrusted),
    )


def _list_found(uow: UnitOfWork, matches: Mapping[UUID, AnswerMatch]) -> tuple[FoundConcern, ...]:
    shown = open_inbox_items(uow, tuple(matches), find_concerns_waiting_by_log(uow))
    found = (
        FoundConcern(item, places=match.places, missing=match.missing, words=match.words)
        for item in shown
        for match in (matches[item.id],)
    )
    return tuple(sorted(found, key=lambda one: len(one.missing)))


def _list_texts(entries: Iterable[OpenEntry], names: Mapping[str, str]) -> Iterator[SearchedText]:
    """Yield every answer of a concern with the words that name it, as a reader of it sees them."""
    said = [one.entry for one in entries if one.entry is not None]
    record = next((one for one in said if isinstance(one, Record)), None)
    labels = build_record_labels(record, names) if record else names
    for entry in said:
        if isinstance(entry, EntryWithParts | LeadsNote):
            for part in entry.parts:
                for row in make_answer_rows(part, labels, third=True):
                    yield SearchedText(row.label, row.text)
        yield from _list_plain_texts(entry)


def _list_plain_texts(entry: Entry) -> Iterator[SearchedText]:
    """Yield what an entry says besides answers to questions."""
    if isinstance(entry, Addition | Paper):
        yield SearchedText(ADDED_LATER, entry.words)
    elif isinstance(entry, AssignedTask | TaskOutcome | AuthorQuestion):
        yield _name_task_text(entry)
    elif isinstance(entry, LeadsNote) and entry.words:
        yield SearchedText(get_entry_title(entry), entry.words)
    elif isinstance(entry, EscalationAnswer):
        yield SearchedText("Answer to the escalation", entry.said)
    elif isinstance(entry, Decision) and entry.for_author is not UNSET:
        for one in entry.for_author:
            yield SearchedText(FOR_AUTHOR_LABEL, one.words)
    else:
        yield from _list_closing_texts(entry)


def _name_task_text(entry: AssignedTask | TaskOutcome | AuthorQuestion) -> SearchedText:
    if isinstance(entry, AssignedTask):
        return SearchedText("Task", entry.what)
    if isinstance(entry, AuthorQuestion):
        return SearchedText("Question", entry.words)
    return SearchedText(get_entry_title(entry), entry.said)


def _list_closing_texts(entry: Entry) -> Iterator[SearchedText]:
    if isinstance(entry, ClosingNote):
        yield SearchedText("Why it was closed", entry.reason)
        yield from (SearchedText("When it was closed", one.said) for one in entry.items)
        yield from (SearchedText("Why not safe to tell", one.why) for one in entry.not_safe)
    elif isinstance(entry, Closure) and entry.for_author is not UNSET:
        yield SearchedText(FOR_AUTHOR_LABEL, entry.for_author)


def _log_outcome(
    uow: UnitOfWork, found: Iterable[UUID], untrusted: list[tuple[UUID, OpenEntry]]
) -> None:
    """Log which concerns were found inside, and which entries could not be trusted."""
    ids = tuple(found)
    if not ids and not untrusted:
        return
    with uow.act() as act:
        for concern_id in ids:
            act.log(Action.SEARCHED, str(concern_id))
        for concern_id, entry in untrusted:
            digest = bytes.fromhex(entry.digest) if entry.digest else None
            act.log(Action.ENTRY_REFUSED, f"{concern_id}/{entry.number}", h=digest)
