"""A trainee's own words in a practice conversation: kept while they choose, heard, then said.

They lie under the trainee's own key beside the conversation they belong to. What is found in them
comes with a reason and other words; nothing is blocked, changed or counted, and that nothing is
found says nothing. Never used for what was really said to a child.
"""

import re
from uuid import UUID

import msgspec

from app.domain.record.form_data import Raw, one
from app.domain.record.texts import text_fault
from app.domain.training.training_forms import OWN
from app.errors import StaleError
from app.services.practice import practice_runs, real_name_check
from app.services.practice.practice_runs import Run
from app.services.training import private_drafts
from app.services.training.private_drafts import Aside
from app.services.unit_of_work import Desk
from content.scenarios import reply_kinds, scenario_paths
from content.scenarios.reply_kinds import Heard as Heard
from content.scenarios.scenario_paths import Choice

TURN = "turn"
LONGEST = 2_000
"""Characters of one turn: ten times as many as the longest reply of a scenario has."""
_DOCUMENT = re.compile(rf"{practice_runs.PLACE}([0-9a-f-]{{36}})/own-([0-9]{{1,3}})")
NOTHING = "Write what you would say."
FEWER = "Say it in fewer words."


class OwnWords(msgspec.Struct, frozen=True):
    """What was written in one turn, to the letter. `asides`: texts that wait to be chosen from.

    `version`: of the page, to base the next save on.
    """

    words: str
    version: int
    asides: tuple[Aside, ...]

    def __repr__(self) -> str:
        return f"<OwnWords {self.version}>"

    @property
    def fault(self) -> str:
        """Why they cannot be said as they stand, or an empty string."""
        if not self.words.strip():
            return NOTHING
        return text_fault(self.words, FEWER, LONGEST)


def document(run_id: UUID, at: int) -> str:
    """Where the words of the turn after `at` replies are kept."""
    return practice_runs.document(run_id, f"own-{at}")


def place(name: str) -> tuple[UUID, int] | None:
    """(run, how many replies) of such a document, or None for another one."""
    found = _DOCUMENT.fullmatch(name)
    return (UUID(found[1]), int(found[2])) if found else None


def raw(words: str, turn: str) -> Raw:
    """What is kept of a form: the words, and the turn that they were written in."""
    text = words.replace("\r\n", "\n")
    return {OWN: [text], TURN: [turn]} if text else {}


def load(desk: Desk, run: Run, at: int) -> OwnWords:
    """What I wrote in a turn. Written on another way through the conversation it is not shown."""
    turn = run.state.heard[at].key
    page = private_drafts.load(desk, document(run.id, at))
    asides = tuple(each for each in page.asides if each.spoiled or one(each.raw, TURN) == turn)
    words = one(page.raw, OWN) if one(page.raw, TURN) == turn else ""
    return OwnWords(words, page.version, asides)


def heard(desk: Desk, words: str) -> tuple[Heard, ...]:
    """What there is to point to in these words, each with its reason and other words."""
    return reply_kinds.heard(words, desk.org.pack)


def strange(desk: Desk, run: Run, words: str) -> tuple[str, ...]:
    """Names and numbers in these words that are not the scenario's: somebody real, perhaps."""
    return tuple(each.text for each in real_name_check.strange(run.scenario, [words], desk.org))


def say(desk: Desk, run: Run, at: int, version: int) -> Run:
    """Say what was written in the turn after `at` replies: as shown with `version`, or not at all.

    Raises StaleError: other words are there now, or the conversation went on.
    """
    if at >= len(run.state.heard):
        raise StaleError(f"practice {run.id}")
    own = load(desk, run, at)
    if own.version != version or own.fault:
        raise StaleError(f"practice {run.id}")
    kinds = {each.kind for each in heard(desk, own.words)}
    way = scenario_paths.stands_for(run.state.heard[at], kinds)
    return practice_runs.reply(desk, run.id, at, Choice(way.key, own.words))
