"""Compose rows out of several answers: a call in one row, a sign in one sentence.

A tick is the worker's observation, never the child's testimony: a sentence says so, and only a
quotation ever follows "the child said". Every answer is there whole.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from content.london_time import format_date_time
from referral_forms.filled_form import (
    HELD_BACK_TEXT,
    UNKNOWN_WORDS,
    Answer,
    FilledRow,
    PaperMeta,
    PrintedAnswer,
    RowStyle,
)

NO_CALL = "No call is recorded."
NO_POLICE_CALL = "No call to the police is recorded."
NO_WORDS = "The record has no words from the child."
NO_WORDS_OF_THIS_CHILD = "The record has no words from this child."
WORDS_ADDED = "Someone’s exact words were added after signing: see “Added after signing”."
TOLD_ON = "account.told_on"
TOLD_KEYS = (TOLD_ON, "account.told_at_time", "account.told_at_place")
NOT_THE_CHILD = "{} said this, not the child"
CHILD_TOLD = "child_told_me"
NO_DAY = "The worker did not say which day"
NO_HEARER = "The worker did not say who heard this"
BASIS_WORDS = {
    "seen_myself": "the worker saw it",
    CHILD_TOLD: "from what the child said",
    "someone_else_told_me": "from what someone else said",
}
_HELD = frozenset({HELD_BACK_TEXT})
OWN_BASIS_WORDS = {"seen_myself": "you saw it"}
WHEN_WORDS = {"now": "now", "recently": "recently", "longer_ago": "longer ago"}
LONGEST, SHORT = 200, 60


def build_sign_row(answers: Sequence[Answer], held: frozenset[str] = frozenset()) -> FilledRow:
    """Return one sign as the worker's observation: what, how they know, when, and their note.

    `held`: texts that are no quotation: a note that the document changed, or what stands for one.
    """
    parts = list_sign_parts(answers, held=held)
    told = [f"{one.label}{one.text}" for one in parts]
    return FilledRow(
        "indicators.indicator", "", (PrintedAnswer(_sentences(told), said=_said(answers)),),
        RowStyle.BULLET,
    )  # fmt: skip


def find_sign_item(answer: Answer) -> int | None:
    """Return the number of the sign that an answer is about; None where it is about none."""
    return answer.item if answer.key.startswith("indicators.") else None


class SignPart(NamedTuple):
    """One thing that a worker said about a sign: "When: ", "now". `own`: in their own words."""

    label: str
    text: str
    own: bool = False


def list_sign_parts(
    answers: Sequence[Answer], *, third: bool = True, held: frozenset[str] = frozenset()
) -> list[SignPart]:
    """Return one sign as the worker's observation, in the order of every page and document.

    `third`: its reader is not the worker who ticked it.
    """
    labels = {
        "indicators.indicator": ("Sign noticed: ", "Sign you noticed: "),
        "indicators.basis": ("How the worker knows: ", "How you know: "),
        "indicators.when": ("When: ", "When: "),
        "indicators.noticed_on": (f"{_choose_verb(answers)} ",) * 2,
        "indicators.note": ("Worker’s note: ", "Your note: "),
    }
    found = []
    for key, (of_worker, of_author) in labels.items():
        for one in (one for one in answers if one.key == key):
            words = _sign_words(one, third=third)
            own = key == "indicators.note" and not (one.unknown or words in held | _HELD)
            label = of_worker if third else of_author
            found.append(SignPart(label, f"“{words}”" if own else words, own))
    return found


def _choose_verb(answers: Sequence[Answer]) -> str:
    """Return what the worker did that day: "Seen" only where they say that they saw it."""
    seen = any(one.key == "indicators.basis" and "seen_myself" in one.tokens for one in answers)
    return "Seen" if seen else "Noticed"


def _sign_words(answer: Answer, *, third: bool) -> str:
    if answer.unknown:
        return UNKNOWN_WORDS[answer.unknown].lower()
    if answer.tokens and answer.key == "indicators.basis":
        words = BASIS_WORDS if third else BASIS_WORDS | OWN_BASIS_WORDS
        return words.get(answer.tokens[0], answer.text)
    if answer.tokens and answer.key == "indicators.when":
        return WHEN_WORDS.get(answer.tokens[0], answer.text.lower())
    return answer.text


def build_call_row(answers: Sequence[Answer], number: int, about: str = "") -> FilledRow:
    """Return one call in a row: when, who was called, who answered, how it ended, what they said.

    `about`: the child it was about, where the file is about several.
    """
    by_key = {one.key: one for one in answers if one.text and not one.unknown}
    when = by_key.get("told.when")
    told = [_called(by_key)]
    if "told.answered" in by_key or "told.role" in by_key:
        names = [by_key[key].text for key in ("told.answered", "told.role") if key in by_key]
        told.append(f"Answered by: {', '.join(names)}")
    if "told.how_it_ended" in by_key:
        told.append(by_key["told.how_it_ended"].text)
    if "told.reference" in by_key:
        told.append(f"Their reference: {by_key['told.reference'].text}")
    told += [f"About {about}"] if about else []
    said = _said(answers)
    advice = by_key.get("told.advice")
    told += ["They said:"] if advice else []
    printed = [PrintedAnswer(_sentences(told), said="" if advice else said)]
    if advice:
        printed.append(PrintedAnswer(advice.text, quote=True, said=said))
    return FilledRow("told.who", when.text if when else f"Call {number}", tuple(printed))


def _called(by_key: Mapping[str, Answer]) -> str:
    who, whom, number = (
        by_key[key].text if key in by_key else ""
        for key in ("told.who", "told.whom", "told.number")
    )
    place = f"{who} ({whom})" if who and whom else who or whom
    number = "" if number == who else number
    return f"Called {', '.join(filter(None, (place, number)))}".strip()


def sort_calls(calls: Sequence[Sequence[Answer]]) -> list[Sequence[Answer]]:
    """Return the calls by time; those without a time that can be read come last, as given."""

    def moment(call: Sequence[Answer]) -> tuple[str, str]:
        when = next((one for one in call if one.key == "told.when"), None)
        return (when.day or "~", when.clock or "~") if when else ("~", "~")

    return sorted(calls, key=moment)


def build_no_police_call_note(
    calls: Sequence[Sequence[Answer]], answers: Sequence[Answer]
) -> FilledRow | None:
    """Return a line that no call, or none to the police, is recorded; None where that is unsure.

    A referral by phone was a call too, so without another the line is about that.
    """
    if not calls:
        return _note(describe_phone_referrals(answers) or NO_CALL)
    kinds = [
        token for call in calls for one in call if one.key == "told.whom" for token in one.tokens
    ]
    numbers = " ".join(one.text for call in calls for one in call if one.key == "told.number")
    known = len(kinds) == len(calls) and "police" not in kinds and "somebody_else" not in kinds
    return None if not known or {"999", "101"} & set(numbers.split()) else _note(NO_POLICE_CALL)


def describe_phone_referrals(answers: Sequence[Answer]) -> str:
    """Return each referral by phone in a sentence, or "" where there is none."""
    made = [one for one in answers if one.key.startswith("referral.") and not one.unknown]
    phoned = [one.item for one in made if one.key == "referral.method" and "phone" in one.tokens]
    return _sentences(
        [_describe_phone_referral([one for one in made if one.item == item]) for item in phoned]
    )


def _describe_phone_referral(made: Sequence[Answer]) -> str:
    """Return to whom and under which reference; what is too long for a line is further down."""
    short = {one.key: one.text for one in made if len(one.text) <= SHORT and "\n" not in one.text}
    words = {"referral.to": " to {}", "referral.reference": ", reference {}"}
    more = [text.format(short[key]) for key, text in words.items() if key in short]
    return f"Referred by phone{''.join(more)}"


def build_words_caption(
    answers: Sequence[Answer], meta: PaperMeta
) -> tuple[FilledRow | None, set[str]]:
    """Return the line under the child's words (who heard them, when, where) and its keys."""
    mine = {one.key: one for one in answers if one.key in TOLD_KEYS}
    several = sum(one.key in TOLD_KEYS for one in answers) > len(mine)
    odd = any(
        one.said or one.unknown or "\n" in one.text or len(one.text) > LONGEST
        for one in mine.values()
    )
    if not any(one.key == "account.child_words" and one.text for one in answers):
        return None, set()
    told = [_describe_hearing(answers, meta)]
    if not several and not odd:
        told += [mine[key].text for key in TOLD_KEYS if key in mine]
    signed = f"Written down and signed {format_date_time(meta.signed_at)}."
    no_day = [] if any(one.key == TOLD_ON for one in answers) else [NO_DAY]
    caption = _note(_sentences((", ".join(told), *no_day, signed)))
    return caption, set() if several or odd else set(mine)


def has_account_of_other(answers: Sequence[Answer]) -> bool:
    """Return whether the worker wrote down another person's account."""
    return any("somebody_else" in one.tokens for one in answers if one.key == "account.account_by")


def _describe_hearing(answers: Sequence[Answer], meta: PaperMeta) -> str:
    """Return to whom the child said it; in a practice, that an adult said it and not the child.

    Where the worker ticked other ways of knowing alone, words of the child may be second-hand.
    """
    if meta.words_of:
        return NOT_THE_CHILD.format(meta.words_of)
    if has_account_of_other(answers):
        return f"To {_find_account_giver(answers)}"
    ways = next((one.tokens for one in answers if one.key == "account.how_known"), ())
    return f"To {meta.author}" if not ways or CHILD_TOLD in ways else NO_HEARER


def _find_account_giver(answers: Sequence[Answer]) -> str:
    """Return whose account it is, by name where the worker gave one."""
    names = [one.text for one in answers if one.key == "account.account_by_name" and one.text]
    return names[0] if names else "someone else, who told the worker"


def _note(text: str) -> FilledRow:
    return FilledRow("paper.note", "", (PrintedAnswer(text),), RowStyle.NOTE)


def build_no_words_note(answers: Sequence[Answer], *, several: bool) -> FilledRow:
    """Return the line that says that the child's words are not there to be looked for.

    Of `several` children another one may have said something. Someone's exact words that were added
    later may be the child's.
    """
    added = any(one.key == "addition.words" and one.quote for one in answers)
    note = NO_WORDS_OF_THIS_CHILD if several else NO_WORDS
    return _note(f"{note} {WORDS_ADDED}" if added else note)


def _said(answers: Sequence[Answer]) -> str:
    return "; ".join(dict.fromkeys(one.said for one in answers if one.said))


def _sentences(parts: Sequence[str]) -> str:
    """Join the parts as sentences; a part that ends one itself is not changed."""
    ends = (".", "!", "?", ":", ".”", "!”", "?”")
    return " ".join(part if part.endswith(ends) else f"{part}." for part in parts)


def group_signs(items: Sequence[Sequence[Answer]]) -> Iterator[tuple[str, list[Sequence[Answer]]]]:
    """Yield each group of signs with its heading, in the order that they were noticed."""
    groups: dict[str, list[Sequence[Answer]]] = {}
    for item in items:
        heading = next((one.group for one in item if one.group), "")
        groups.setdefault(heading, []).append(item)
    yield from groups.items()
