"""Keep the conversations that a trainee practises, and the replies they gave, for them alone.

A run lies in one box of the private store, sealed under its trainee's own key: which scenario it is
is in it, never beside it. Nothing here counts or judges a reply, and nothing here is a concern.
"""

import json
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import exists, select

from app.domain.private_struct import PrivateStruct
from app.domain.record.text_limits import demand_page_fits
from app.errors import NotFoundError, StaleError
from app.models.training import LearningBox
from app.services.drafts import late_page_store, private_store
from app.services.practice import scenario_content
from app.services.unit_of_work import UnitOfWork
from content.scenarios import scenario_paths
from content.scenarios.scenario import Scenario
from content.scenarios.scenario_paths import (
    ConversationState,
    NoSuchReplyError,
    ReplyChoice,
    TriedWords,
)

RUN_PREFIX = "practice/"
"""The names of all boxes of a practice start with it. "practice/<run>" is the run itself."""
MOST_TRIED = 30
"""Most sayings without a written reply that are kept for one run."""


class PracticeRun(PrivateStruct, frozen=True):
    """One conversation as it is stored.

    `state`: how far it has come.
    `changed`: whether the scenario has other words than those that were replied to. Then `state` is
    after the last reply that is still offered, and the trainee is told.
    `finished_at`: when the practice record was finished, or None.
    `version`: the version of the box, to base the next save on.
    """

    id: UUID
    scenario: Scenario
    state: ConversationState
    began_at: datetime
    version: int
    changed: bool = False
    finished_at: datetime | None = None

    @property
    def at(self) -> int:
        """How many replies were given."""
        return len(self.state.chosen)

    @property
    def ended(self) -> bool:
        """Whether the conversation has come to its end."""
        return self.state.ending is not None


class _Kept(msgspec.Struct, frozen=True):
    """A run as it is stored in its box. `tried` is empty in one that an older Heard stored.

    `forgotten`: the turns where words were tried that are no longer stored.
    """

    scenario: str
    mark: str
    choices: tuple[tuple[str, str], ...]
    began_at: datetime
    finished_at: datetime | None = None
    tried: tuple[tuple[int, str], ...] = ()
    forgotten: tuple[int, ...] = ()


def build_run_box_name(run_id: UUID, page: str = "") -> str:
    """The name of a run's document, or of one page of its practice record."""
    return f"{RUN_PREFIX}{run_id}/{page}" if page else f"{RUN_PREFIX}{run_id}"


def start_run(uow: UnitOfWork, key: str, run_id: UUID | None = None) -> UUID:
    """Begin a scenario. The same `run_id` twice begins once. Raises NotFoundError."""
    scenario_content.load_org_scenario(uow.org, key)
    run_id = run_id or uuid4()
    kept = _Kept(key, scenario_content.hash_scenario(uow.org, key), (), uow.clock())
    if not private_store.load_private_document(uow, build_run_box_name(run_id)).version:
        with suppress(StaleError):  # the second press of a double click was quicker
            private_store.save_private_document(
                uow, build_run_box_name(run_id), _dump_kept(kept), 0
            )
    return run_id


def is_run_of_member(uow: UnitOfWork, user_id: UUID, run_id: UUID) -> bool:
    """Whether this member has such a conversation. Opens nothing: their sign-in may have ended."""
    mine = (LearningBox.org_id == uow.org.id, LearningBox.user_id == user_id)
    found = exists().where(*mine, LearningBox.document == build_run_box_name(run_id))
    return bool(uow.session.scalar(select(found)))


def load_run(uow: UnitOfWork, run_id: UUID) -> PracticeRun:
    """Return a conversation of mine. Raises NotFoundError: there is none, or it does not open."""
    held = private_store.load_private_document(uow, build_run_box_name(run_id))
    return _load_kept_run(uow, run_id, held)


def list_runs(uow: UnitOfWork) -> tuple[PracticeRun, ...]:
    """Every conversation of mine that opens, the one I was last at first."""
    return list_runs_and_unreadable(uow)[0]


def list_runs_and_unreadable(uow: UnitOfWork) -> tuple[tuple[PracticeRun, ...], tuple[UUID, ...]]:
    """Return my conversations as `list_runs` does, and the ids of those that do not open.

    One does not open if it was changed outside Heard, or if its scenario is no longer offered.
    """
    found = [
        name
        for name in private_store.list_private_document_names(uow, RUN_PREFIX)
        if name.count("/") == 1
    ]
    held = private_store.load_private_documents(uow, found)
    runs, closed = list[PracticeRun](), list[UUID]()
    for name in found:
        if (run_id := _parse_run_id(name)) is None:
            continue
        try:
            runs.append(_load_kept_run(uow, run_id, held[name]))
        except NotFoundError:
            closed.append(run_id)
    return tuple(runs), tuple(closed)


def give_reply(uow: UnitOfWork, run_id: UUID, at: int, choice: ReplyChoice) -> PracticeRun:
    """Give a reply in the turn after `at` replies; the same twice is given once.

    Raises NotFoundError; StaleError when the conversation went on, or its words have changed.
    TooLongError for words of one's own that no page holds.
    """
    demand_page_fits({"own": [choice.own]})
    run = load_run(uow, run_id)
    given = _list_choices(run)
    if at < len(given) and given[at] == choice:
        return run
    if at != len(given) or run.changed:
        raise StaleError(f"practice {run_id}")
    try:
        scenario_paths.apply_choice(run.scenario, run.state, choice)
    except NoSuchReplyError:
        raise StaleError(f"practice {run_id}") from None
    return _save_run(uow, run, (*given, choice), run.finished_at)


def add_tried_words(uow: UnitOfWork, run_id: UUID, at: int, words: str) -> PracticeRun:
    """Keep words that were said in the turn after `at` replies and went no written reply's way.

    The same twice in a row is said once. Beyond MOST_TRIED the oldest go, and only where they
    were said is kept. Raises NotFoundError;
    StaleError when the conversation went on, or its words have changed.
    """
    demand_page_fits({"own": [words]})
    run = load_run(uow, run_id)
    if run.changed or run.ended or at != run.at:
        raise StaleError(f"practice {run_id}")
    said, tried = TriedWords(at, words), run.state.tried
    if tried[-1:] == (said,):
        return run
    every = (*tried, said)
    gone = run.state.forgotten.union(one.at for one in every[:-MOST_TRIED])
    state = run.state._replace(tried=every[-MOST_TRIED:], forgotten=gone)
    return _save_run(
        uow, msgspec.structs.replace(run, state=state), _list_choices(run), run.finished_at
    )


def go_back_to_turn(uow: UnitOfWork, run_id: UUID, at: int, based_on: int) -> PracticeRun:
    """Go back to the turn after `at` replies, to try another: what was said after it is dropped.

    `based_on`: the version that the page showed. If `at` is the present turn, nothing is dropped,
    and the conversation continues with today's words of the scenario. If replies are dropped, the
    record is no longer finished. Raises NotFoundError; StaleError if the run was changed.
    """
    run = load_run(uow, run_id)
    if not 0 <= at <= run.at:
        raise NotFoundError(f"practice {run_id}")
    if at == run.at:
        return _save_run(uow, run, _list_choices(run), run.finished_at)
    if based_on != run.version:
        raise StaleError(f"practice {run_id}")
    left = tuple(one for one in run.state.tried if one.at < at)
    gone = frozenset(one for one in run.state.forgotten if one < at)
    state = run.state._replace(tried=left, forgotten=gone)
    run = msgspec.structs.replace(run, state=state)
    return _save_run(uow, run, _list_choices(run)[:at], None)


def finish_practice_record(uow: UnitOfWork, run_id: UUID) -> PracticeRun:
    """The practice record is finished: from now on it stands beside the model record."""
    run = load_run(uow, run_id)
    if run.finished_at:
        return run
    return _save_run(uow, run, _list_choices(run), uow.clock())


def delete_run(uow: UnitOfWork, run_id: UUID) -> None:
    """Delete a conversation and its practice record, for good, also one that does not open.

    Raises NotFoundError when I have none.
    """
    if not is_run_of_member(uow, uow.me.id, run_id):
        raise NotFoundError(f"practice {run_id}")
    for late in late_page_store.list_late_learning_pages(uow):
        if late.page.startswith(f"{late_page_store.LEARNING_PREFIX}{build_run_box_name(run_id)}/"):
            late_page_store.dismiss_late_page(uow, late.id)
    private_store.delete_private_documents(uow, build_run_box_name(run_id))


def _parse_run_id(name: str) -> UUID | None:
    """The id in the name of a run's document; None where a row was renamed."""
    try:
        return UUID(name.removeprefix(RUN_PREFIX))
    except ValueError:
        return None


def _list_choices(run: PracticeRun) -> tuple[ReplyChoice, ...]:
    return tuple(ReplyChoice(one.reply.key, one.own) for one in run.state.chosen)


def _save_run(
    uow: UnitOfWork,
    run: PracticeRun,
    choices: tuple[ReplyChoice, ...],
    finished_at: datetime | None,
) -> PracticeRun:
    key = run.scenario.key
    given = tuple((one.reply, one.own) for one in choices)
    mark = scenario_content.hash_scenario(uow.org, key)
    tried = tuple((one.at, one.words) for one in run.state.tried)
    gone = tuple(sorted(run.state.forgotten))
    kept = _Kept(key, mark, given, run.began_at, finished_at, tried, gone)
    held = private_store.save_private_document(
        uow, build_run_box_name(run.id), _dump_kept(kept), run.version
    )
    return _load_kept_run(uow, run.id, held)


def _dump_kept(kept: _Kept) -> dict[str, Any]:
    # As JSON gives it back, lists and all: what is kept already is then seen to be the same.
    found: dict[str, Any] = json.loads(json.dumps(msgspec.to_builtins(kept)))
    return found


def _load_kept_run(
    uow: UnitOfWork, run_id: UUID, held: private_store.StoredDocument
) -> PracticeRun:
    if not held.version or held.spoiled:
        raise NotFoundError(f"practice {run_id}")
    try:
        kept = msgspec.convert(held.values, _Kept)
    except msgspec.ValidationError:  # another version of Heard kept it
        raise NotFoundError(f"practice {run_id}") from None
    scenario = scenario_content.load_org_scenario(uow.org, kept.scenario)
    state, changed = _replay_kept(scenario, kept)
    changed = changed or kept.mark != scenario_content.hash_scenario(uow.org, kept.scenario)
    return PracticeRun(
        run_id, scenario, state, kept.began_at, held.version, changed, kept.finished_at
    )


def _replay_kept(scenario: Scenario, kept: _Kept) -> tuple[ConversationState, bool]:
    """The state after the replies that are still offered; whether one is not."""
    state, fits = scenario_paths.start_conversation(scenario), True
    for given in kept.choices:
        try:
            state = scenario_paths.apply_choice(scenario, state, ReplyChoice(*given))
        except NoSuchReplyError:
            fits = False
            break
    # A turn that has become an end takes no words.
    tried = (TriedWords(*one) for one in kept.tried if one[0] < len(state.heard))
    gone = frozenset(one for one in kept.forgotten if one < len(state.heard))
    return state._replace(tried=tuple(tried), forgotten=gone), not fits
