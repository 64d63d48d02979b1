"""Compare two of six words, which the confirming person types as the other one reads them out.

Which two is chosen here by chance, each time the page is opened, and waits sealed in the session's
box: no one who sends the form can choose them. Whoever put a key of their own in a member's place
has other words. They could make keys until two places agree, so a wrong word is logged, other
places are asked for, and after three wrong tries about one member no one is asked for a while.
"""

import secrets
import unicodedata
from uuid import UUID

from app.domain.private_struct import PrivateStruct
from app.errors import InvalidError, ThrottledError
from app.services.auth import one_time_display, throttle
from app.services.auth.throttle import TryCounter, TryKind
from app.services.unit_of_work import Action, UnitOfWork
from app.vault import spoken_words
from app.vault.principals import Public

WORD_COUNT = 6
WORDS_DIFFER = (
    "Those words do not match. Ask them to read out the two words that this page asks for now."
)
ASKED_AGAIN = (
    "You opened this page again, so it asks for other words. Type the two that it asks for now."
)
ORDINALS = ("1st", "2nd", "3rd", "4th", "5th", "6th")
_PREFIX = "words/"
_chance = secrets.SystemRandom()

Places = tuple[int, int]
"""Two of the places 1 to 6, the lower one first."""


class TypedWords(PrivateStruct, frozen=True):
    """Two typed words, and the places that the server had asked for."""

    places: Places
    first: str
    second: str


def choose_word_places(uow: UnitOfWork, token: str, about: str) -> Places:
    """Choose two places by chance, and remember them in this session in place of earlier ones."""
    low, high = sorted(_chance.sample(range(1, WORD_COUNT + 1), 2))
    one_time_display.show_secret(uow, token, _PREFIX + about, f"{low}-{high}")
    return low, high


def collect_typed_words(
    uow: UnitOfWork, about: str, asked: str, first: str, second: str
) -> TypedWords:
    """Return what was typed with the places that this session was asked for.

    `asked`: what the page showed. Raises InvalidError when it was another page, and counts no try.
    """
    waiting = dict(one_time_display.list_shown_secrets(uow, _PREFIX)).get(_PREFIX + about, "")
    if not waiting or asked != waiting:
        raise InvalidError({"first": ASKED_AGAIN})
    low, high = map(int, waiting.split("-"))
    return TypedWords((low, high), first, second)


def forget_word_places(uow: UnitOfWork, token: str, about: str) -> None:
    """Forget which words were asked for, because they were right."""
    one_time_display.forget_shown_secrets(uow, token, _PREFIX + about)


def demand_member_words(
    uow: UnitOfWork, member_id: UUID, public: Public, typed: TypedWords
) -> None:
    """Raise InvalidError unless both words are the member's, ThrottledError after three tries.

    Case, spaces and accents do not matter. Nothing may have been logged in this transaction.
    """
    pins = uow.keys.first_pins(uow.session)
    words = spoken_words.derive_six_words(public.fingerprint, pins.leads, pins.seniors)
    wanted = tuple(words[place - 1] for place in typed.places)
    tries = TryCounter(uow.server, str(uow.org.id), str(member_id), "", TryKind.WORDS)
    if tries.has_too_many(uow.session, uow.clock()):
        raise ThrottledError("words")
    throttle.demand_tries_left_by_log(uow, f"member/{member_id}", TryKind.WORDS)
    if (_fold(typed.first), _fold(typed.second)) == wanted:
        return
    with uow.act() as act:
        full = tries.has_too_many(act.session, act.now)  # several tries at once stay three
        tries.count_failed(act.session, act.now)
        act.log(Action.WORDS_REFUSED, f"member/{member_id}")
    if full:
        raise ThrottledError("words")
    raise InvalidError({"first": WORDS_DIFFER})


def _fold(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word).casefold()
    return "".join(letter for letter in plain if letter.isalpha())
