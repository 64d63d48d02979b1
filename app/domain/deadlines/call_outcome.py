"""Which services a call reached, as its writer says: the one place that lets a call end a duty.

A call says it by its token where it has one, else by the words that were typed for whom, and by
999 and 101. A call that nobody answered reached nobody, and one that does not say so is not known
to have been answered. Nothing here reads a number of a council.
"""

import re
from collections.abc import Iterable

from app.domain.pages.who_was_told import ASKED_WITHOUT_NAMES, REACHED_NOBODY, TOLD_WHO_CHILD_IS
from app.domain.record.entry_schema import Entry, EntryWithParts, Part, Values

LADO, POLICE, HEALTH = "lado", "police", "health"
CALL_PAGES = frozenset({"told", "call"})
SERVICE_PATTERNS = {
    LADO: re.compile(r"\blado\b|\bdesignated officer\b", re.I),
    POLICE: re.compile(r"\bpolice\b|\b999\b|\b101\b", re.I),
    HEALTH: re.compile(
        r"\bnhs\b|\b111\b|\bambulance\b|\bparamedic|\bdoctor\b|\bgp\b|\bhospital\b|\ba\s*&\s*e\b"
        r"|\bsexual assault referral\b|\bsarc\b",
        re.I,
    ),
}
_EMERGENCY_NUMBER = re.compile(r"\D*(?:999|112)\b(?![\s().+-]*\d)")
_EMERGENCY_NAME = re.compile(
    r"\s*(?:(?:the\s+)?(?:police|ambulance|emergency)(?:\s+services?)?[\s,(]*(?:on\s+)?)?"
    r"(?:999|112)\s*(?:$|[,;:/).])",
    re.I,
)
OF_AN_ANSWER = ("answered", "role", "advice", "reference")
"""Answers about a call that nobody can give unless somebody answered it."""
UNANSWERED_PATTERN = re.compile(
    r"\b(?:no|not|nobody|noone|none|un|didn.?t)\s*(?:one\s*)?(?:answer\w*|reply|there|picked)\b"
    r"|^\s*(?:no|nobody|no ?one|none|-)\s*\.?\s*$|answer ?phone|answering machine|voice ?mail"
    r"|\bengaged\b|\brang out\b|\bmessage\b",
    re.I,
)
"""What stands for "nobody" where a name was asked for; in doubt the clock goes on."""


def is_emergency_number(text: str) -> bool:
    """Whether a phone number is 999 or 112: another one can end in 999, or have it as a group."""
    return _EMERGENCY_NUMBER.match(text) is not None


def is_emergency_name(text: str) -> bool:
    """Whether the name of who was called is 999 or 112, with or without the service."""
    return _EMERGENCY_NAME.match(text) is not None


def find_reached_services(said: Entry) -> frozenset[str]:
    """Return tokens of those whom the calls in this entry reached."""
    parts: Iterable[Part] = said.parts if isinstance(said, EntryWithParts) else ()
    return frozenset[str]().union(*(_reached(p.values) for p in parts if p.page in CALL_PAGES))


def find_services_reached_by_call(part: Part) -> frozenset[str]:
    """Return the tokens of those whom one call reached; none for a part that is no call."""
    return _reached(part.values) if part.page in CALL_PAGES else frozenset()


def has_unanswered_call(said: Entry) -> bool:
    """Whether a call in this entry was not answered, and none in it told who the child is."""
    parts: Iterable[Part] = said.parts if isinstance(said, EntryWithParts) else ()
    calls = [p.values for p in parts if p.page in CALL_PAGES]
    if any(one.get("how_it_ended") == TOLD_WHO_CHILD_IS for one in calls):
        return False
    return any(_unanswered(one) for one in calls)


def was_call_answered(part: Part) -> bool:
    """Whether one call says that somebody answered: the one rule for every page and document.

    A call of which nothing but its number or whom it was to is written says neither.
    """
    return _answered(part.values)


def has_known_call_outcome(part: Part) -> bool:
    """Whether one call says how it ended: somebody answered, or nobody did."""
    return _answered(part.values) or _unanswered(part.values)


def _answered(values: Values) -> bool:
    ended = values.get("how_it_ended")
    if ended == TOLD_WHO_CHILD_IS:
        return True
    if _unanswered(values):
        return False
    # Before calls said whom they were to, "not known" was of the name of the one who answered.
    nameless = "whom" not in values and isinstance(values.get("answered"), dict)
    heard = any(_text(values, name).strip() for name in OF_AN_ANSWER)
    return heard or nameless or ended == ASKED_WITHOUT_NAMES


def _unanswered(values: Values) -> bool:
    ended, answered = values.get("how_it_ended"), _text(values, "answered")
    return ended in REACHED_NOBODY or bool(UNANSWERED_PATTERN.search(answered))


def _reached(values: Values) -> frozenset[str]:
    # Asked without names, somebody was told of nobody: that ends no duty.
    if not _answered(values) or values.get("how_it_ended") == ASKED_WITHOUT_NAMES:
        return frozenset()
    return _whom(values)


def _whom(values: Values) -> frozenset[str]:
    if isinstance(whom := values.get("whom"), str):
        return frozenset({whom})
    words = " ".join(_text(values, name) for name in ("who", "role", "number"))
    return frozenset(token for token, pattern in SERVICE_PATTERNS.items() if pattern.search(words))


def _text(values: Values, name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""
