"""A practice as it stands now, whole: what is shown before it is sent, and then what is sent.

Only its trainee makes one, from their own boxes. Nothing is judged: what was said on both sides
stands to the letter, and the practice record as it was typed.
"""

import hashlib
from collections.abc import Mapping
from itertools import zip_longest
from uuid import UUID

import msgspec

from app.domain.practice_sent import Turn, Written
from app.domain.raws import Raw
from app.services import learning_boxes, learning_drafts, practice_answers, practice_runs
from app.services.desk import Desk
from app.services.practice_runs import Run
from content.scenario_paths import State


class Snapshot(msgspec.Struct, frozen=True):
    """What would be sent. `beside`: titles of pages beside which a second text still waits."""

    run: Run
    turns: tuple[Turn, ...]
    ending: str
    record: tuple[Written, ...]
    beside: bool

    def __repr__(self) -> str:
        return f"<Snapshot {self.run.id}>"

    @property
    def seen(self) -> str:
        """A mark of these very words: what is sent is what was shown."""
        said = (self.run.scenario.key, self.turns, self.ending, self.record)
        return hashlib.sha256(msgspec.json.encode(said)).hexdigest()

    @property
    def typed(self) -> tuple[str, ...]:
        """Every text that the trainee typed themself."""
        own = (one.reply for one in self.turns if one.own)
        return (*own, *(one.answer for one in self.record))


def take(desk: Desk, run_id: UUID) -> Snapshot:
    """My practice as it stands. Raises NotFoundError: there is none, or it is not mine."""
    run = practice_runs.load(desk, run_id)
    pages, beside = _record(desk, run_id)
    ending = run.state.ending
    return Snapshot(
        run=run,
        turns=_turns(run.state),
        ending=ending.title if ending else "",
        record=practice_answers.written(pages, desk.org),
        beside=beside,
    )


def _record(desk: Desk, run_id: UUID) -> tuple[Mapping[str, Raw], bool]:
    """What was typed in the practice record, by page, and whether a second text waits anywhere."""
    start = practice_runs.document(run_id, "")
    names = [name for name in learning_boxes.names(desk, f"{start}/") if name != start]
    found = learning_drafts.load_many(desk, names)
    pages = {name.removeprefix(f"{start}/"): page.typed for name, page in found.items()}
    return pages, any(page.asides for page in found.values())


def _turns(state: State) -> tuple[Turn, ...]:
    return tuple(
        Turn(
            does=turn.does,
            says=turn.says,
            then=turn.then,
            reply=given.words if given else "",
            own=bool(given and given.own),
            spoken=bool(given and (given.own or given.reply.spoken)),
        )
        for turn, given in zip_longest(state.heard, state.chosen)
    )
