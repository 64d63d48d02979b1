"""Keep a trainee's own words in a practice conversation, show advice on them, then say them.

They lie under the trainee's own key beside the conversation they belong to. What is found in them
comes with a reason and other words. The trainee says what they meant, and which written reply is
closest: the conversation goes its way. Nothing is blocked, changed or counted. Finding nothing
proves nothing. This is never used for words that were really said to a child.
"""

import re
from uuid import UUID

import msgspec

from app.domain.private_struct import PrivateStruct
from app.domain.record.form_data import FormData, get_text
from app.domain.record.text_limits import find_text_fault
from app.domain.training.training_forms import OWN_REPLY
from app.errors import StaleError
from app.services.practice import own_words_credit, practice_runs, real_name_check
from app.services.practice.practice_runs import PracticeRun
from app.services.training import private_drafts
from app.services.training.private_drafts import WaitingText
from app.services.unit_of_work import UnitOfWork
from content.scenarios import own_replies, reply_kinds
from content.scenarios.careful.open_invitations import presses_for_answer
from content.scenarios.careful.telling_words import list_telling_scenario_words
from content.scenarios.careful.trainee_words import read_trainee_words
from content.scenarios.careful.worker_sentences import asks_for_yes
from content.scenarios.own_questions import cut_typed_sentences
from content.scenarios.own_replies import AIMS as AIMS
from content.scenarios.own_words_effect import is_effect_unclear
from content.scenarios.reply_kinds import HeardReply as HeardReply
from content.scenarios.scenario import HELPFUL_KINDS, ScenarioReply
from content.scenarios.scenario_paths import ReplyChoice

TURN_FIELD = "turn"
MAX_WORDS_LENGTH = 2_000
"""Characters of one turn: ten times as many as the longest reply of a scenario has."""
_DOCUMENT = re.compile(rf"{practice_runs.RUN_PREFIX}([0-9a-f-]{{36}})/own-([0-9]{{1,3}})")
ENDING_NOTES = {
    "promising": (
        "Something in your own words may have sounded like a promise. Write it down as you said it."
    ),
    "leading": (
        "Something that you asked or said in your own words may have had an answer in it. Write it "
        "down word for word, with what {speaks} said next."
    ),
}
OTHER_NOTE = "Some words that you wrote may have been hard for {speaks} to hear. See the feedback."
LEADING = "leading"
WORDS_MISSING = "Write what you would say."
WORDS_TOO_LONG = "Say it in fewer words."


class Tried(PrivateStruct, frozen=True):
    """Words that were said, what the child or adult did then, and what there is to point to.

    `unsure`: some of them could help or hurt. `did`: what the trainee did with them.
    """

    words: str
    reaction: str
    found: tuple[HeardReply, ...]
    unsure: bool
    did: tuple[str, ...] = ()


class OwnWords(PrivateStruct, frozen=True):
    """What was written in one turn, word for word. `asides`: texts that wait to be chosen from.

    `version`: of the page, to base the next save on.
    """

    words: str
    version: int
    asides: tuple[WaitingText, ...]

    @property
    def fault(self) -> str:
        """Why they cannot be said as they stand, or an empty string."""
        if not self.words.strip():
            return WORDS_MISSING
        return find_text_fault(self.words, WORDS_TOO_LONG, MAX_WORDS_LENGTH)


def build_own_words_box_name(run_id: UUID, at: int) -> str:
    """Where the words of the turn after `at` replies are kept."""
    return practice_runs.build_run_box_name(run_id, f"own-{at}")


def parse_own_words_box_name(name: str) -> tuple[UUID, int] | None:
    """(run, how many replies) of such a document, or None for another one."""
    found = _DOCUMENT.fullmatch(name)
    return (UUID(found[1]), int(found[2])) if found else None


def build_own_words_page(words: str, turn: str) -> FormData:
    """What is kept of a form: the words, and the turn that they were written in."""
    text = words.replace("\r\n", "\n")
    return {OWN_REPLY: [text], TURN_FIELD: [turn]} if text else {}


def load_own_words(uow: UnitOfWork, run: PracticeRun, at: int) -> OwnWords:
    """What I wrote in a turn. Written on another way through the conversation it is not shown."""
    turn = run.state.heard[at].key
    page = private_drafts.load_learning_page(uow, build_own_words_box_name(run.id, at))
    asides = tuple(
        each for each in page.asides if each.spoiled or get_text(each.raw, TURN_FIELD) == turn
    )
    words = get_text(page.raw, OWN_REPLY) if get_text(page.raw, TURN_FIELD) == turn else ""
    return OwnWords(words, page.version, asides)


def load_unsaid_words(uow: UnitOfWork, run: PracticeRun, at: int) -> OwnWords:
    """Return what I wrote in a turn, without words that were said in it: the next ones are new."""
    own = load_own_words(uow, run, at)
    said = any(one.at == at and one.words == own.words for one in run.state.tried)
    return msgspec.structs.replace(own, words="") if said else own


def find_reply_advice(
    uow: UnitOfWork, run: PracticeRun, at: int, words: str
) -> tuple[HeardReply, ...]:
    """What there is to point to in these words, each with its reason and other words.

    `at`: how many replies came before them.
    """
    return reply_kinds.find_reply_kinds(words, uow.org.pack, run.state.find_moment(at))


def can_help_or_hurt(uow: UnitOfWork, words: str) -> bool:
    """Whether some of these words could help or hurt, which the page then says."""
    return is_effect_unclear(words, uow.org.pack)


def find_helpful_acts(uow: UnitOfWork, run: PracticeRun, at: int, words: str) -> tuple[str, ...]:
    """Return what a trainee did with words in which nothing is found that harms or could hurt."""
    if can_help_or_hurt(uow, words) or find_reply_advice(uow, run, at, words):
        return ()
    moment = run.state.find_moment(at)
    return own_words_credit.list_what_words_did(words, uow.org.pack, moment)


def list_tried_words(uow: UnitOfWork, run: PracticeRun, at: int | None = None) -> tuple[Tried, ...]:
    """Return what was said and went no written reply's way, in one turn or in all of them."""
    speaks = run.scenario.setting.speaks
    said = [one for one in run.state.tried if at in (None, one.at)]
    return tuple(
        Tried(
            one.words,
            reply_kinds.describe_reaction(
                one.words, speaks, uow.org.pack, run.state.find_moment(one.at)
            ),
            find_reply_advice(uow, run, one.at, one.words),
            can_help_or_hurt(uow, one.words),
            find_helpful_acts(uow, run, one.at, one.words),
        )
        for one in said
    )


def list_ending_notes(uow: UnitOfWork, run: PracticeRun) -> tuple[str, ...]:
    """Return the notes that an ending adds about own words that may have harmed.

    A list finds harm in them, or the trainee called them closest to a reply that harms. Words
    without a written reply are included. What has to be put right at once comes first. An ending
    names only written replies. What it says about an answer in one is not said again, but a promise
    in own words is another promise.
    """
    own = {(at, one.own) for at, one in run.state.said_by_worker if one.own}
    advice = [each for place in sorted(own) for each in find_reply_advice(uow, run, *place)]
    found = {each.kind for each in advice}
    found |= {one.reply.kind for one in run.state.chosen if one.own}
    found -= HELPFUL_KINDS
    written = [one.reply for one in run.state.chosen if not one.own]
    led = any(one.kind == "leading" for one in written)
    speaks = run.scenario.setting.speaks
    notes = [each.put_right for each in advice if each.put_right]
    notes += [
        text.format(speaks=speaks)
        for kind, text in ENDING_NOTES.items()
        if kind in found and not (led and kind == LEADING)
    ]
    if found and not (notes or led):
        notes = [OTHER_NOTE.format(speaks=speaks)]
    return tuple(dict.fromkeys(notes))


def describe_helpful_words(run: PracticeRun, at: int, aim: str) -> str:
    """What often helps with what was meant: nothing that asks, if they have said they want to stop.

    `aim`: a key of AIMS.
    """
    stops = run.state.find_moment(at).stops and aim in ("open", "specific")
    return own_replies.HELP_AFTER_STOP if stops else AIMS[aim].help


def speaker_wants_to_stop(run: PracticeRun, at: int) -> bool:
    """Whether who speaks has said or shown that they want to stop, and told nothing since."""
    return run.state.find_moment(at).stops


def find_real_names_in_words(uow: UnitOfWork, run: PracticeRun, words: str) -> tuple[str, ...]:
    """Names and numbers in these words that are not the scenario's: somebody real, perhaps."""
    return tuple(
        each.text for each in real_name_check.find_real_names(run.scenario, [words], uow.org)
    )


def list_nearest_replies(
    uow: UnitOfWork, run: PracticeRun, at: int, words: str, aim: str
) -> tuple[ScenarioReply, ...]:
    """Return the written replies of the turn that a trainee may call closest to these words.

    If no harm is found and those share no telling word with them, all replies of the turn are
    returned: one that helps must not stand there alone. Words that press for an answer are close to
    no reply that helps. Where they ask for yes or no, a reply has to ask something too.
    """
    pack, turn, moment = uow.org.pack, run.state.heard[at], run.state.find_moment(at)
    harm = {each.kind for each in find_reply_advice(uow, run, at, words)}
    made = reply_kinds.find_promises(run.scenario, words, pack, moment)
    own, kinds = read_trainee_words(words, pack, run.scenario.setting), set(harm)
    if presses_for_answer(words, pack, moment):
        own = own._replace(careful=own.careful._replace(unsure=True))
    else:
        kinds |= reply_kinds.find_helpful_kinds(words, pack)
    found = own_replies.list_nearest_replies(run.scenario, turn, own, aim, kinds, made)
    if not harm and any(map(asks_for_yes, cut_typed_sentences(words))):
        found = tuple(one for one in found if "?" in one.text)
    shared = any(own.telling & list_telling_scenario_words(one.text) for one in found)
    return found if harm or not found or shared else turn.replies


def say_words_if_harmful(uow: UnitOfWork, run: PracticeRun, at: int, version: int) -> bool:
    """Say what was written, which is like no written reply; whether it was said.

    Only words in which a list finds harm are said: the child reacts to them, and they stay in the
    feedback. Anything else is left unsaid. Raises StaleError as `give_own_reply` does.
    """
    own = _load_shown_words(uow, run, at, version)
    if not find_reply_advice(uow, run, at, own.words):
        return False
    practice_runs.add_tried_words(uow, run.id, at, own.words)
    return True


def say_own_words_then_reply(
    uow: UnitOfWork, run: PracticeRun, at: int, version: int, reply: str
) -> PracticeRun:
    """Say what was written, and then a written reply: the conversation goes the way of that one.

    Own words that are like no written reply stay in the conversation, and are not judged. If a
    list finds harm in them they are not said, and the child reacts to them. Raises StaleError
    then, for a reply that this turn does not have, and as `give_own_reply` does.
    """
    own = _load_shown_words(uow, run, at, version)
    turn = run.state.heard[at]
    if at != run.at or turn.reply(reply) is None or find_reply_advice(uow, run, at, own.words):
        raise StaleError(f"practice {run.id}")
    practice_runs.add_tried_words(uow, run.id, at, own.words)
    return practice_runs.give_reply(uow, run.id, at, ReplyChoice(reply))


def give_own_reply(
    uow: UnitOfWork, run: PracticeRun, at: int, version: int, aim: str, closest: str
) -> PracticeRun:
    """Say what was written in the turn after `at` replies: as shown with `version`, or not at all.

    `closest`: key of the written reply that the trainee called closest; the conversation goes its
    way. Raises StaleError: other words are there now, that reply is not offered for them, or the
    conversation went on.
    """
    own = _load_shown_words(uow, run, at, version)
    offered = list_nearest_replies(uow, run, at, own.words, aim)
    if closest not in {reply.key for reply in offered}:
        raise StaleError(f"practice {run.id}")
    return practice_runs.give_reply(uow, run.id, at, ReplyChoice(closest, own.words))


def _load_shown_words(uow: UnitOfWork, run: PracticeRun, at: int, version: int) -> OwnWords:
    """Return the words of a turn as the page with `version` showed them; else raise StaleError."""
    own = load_own_words(uow, run, at) if at < len(run.state.heard) else None
    if own is None or own.version != version or own.fault:
        raise StaleError(f"practice {run.id}")
    return own
