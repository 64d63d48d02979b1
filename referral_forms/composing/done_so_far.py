"""Say in a few words who is feared and what was done, for the frame at the top of page 1.

Only points at what is whole further down: a long text is never cut, it is not here at all. Nothing
here is a verdict.
"""

from collections.abc import Iterator, Sequence

from referral_forms.composing.answer_day import name_day_if_different
from referral_forms.composing.composed_rows import (
    build_no_police_call_note,
    describe_phone_referrals,
    sort_calls,
)
from referral_forms.filled_form import HELD_BACK_TEXT, Answer, PaperMeta

SHORT = 40
MOST_CALLS, MOST_PEOPLE = 4, 3
LEAD_WORDS = {  # no title: what an organisation calls its leads is not known here
    "yes": "The worker’s organisation was told",
    "no_answer": "No answer from the worker’s organisation",
    "not_yet": "The worker’s organisation has not been told yet",
}
PLACE_WORDS = {
    "lead": "the worker’s organisation",
    "children_services": "children’s services",
    "police": "police",
    "lado": "the LADO",
    "health": "health or ambulance",
}
ENDED_WORDS = {
    "no_answer": "no answer",
    "message_left": "message left",
    "without_names": "gave no names",
}
REPORTS = ("duties.fgm_reported_at", "duties.police_ref", "duties.csa_reported_at")
NAME_NOT_KNOWN = "Name not known"
NO_ONE = "No particular person"
BELOW = "See below"
NAME, RELATIONSHIP = "people.name_or_nickname", "people.relationship"


def list_people_of_concern(answers: Sequence[Answer]) -> list[str]:
    """Return the names of the people of concern, or that a name is not known; few and short ones.

    Empty where the record says nothing of a person.
    """
    names = [name_person(item) for item in group_answers_by_person(answers)]
    if not names and any(one.key == "people.no_one_in_particular" for one in answers):
        return [NO_ONE]
    more = len(names) - MOST_PEOPLE
    return [*names[:MOST_PEOPLE], f"{more} more"] if more > 0 else names


def describe_relationship(answers: Sequence[Answer]) -> str:
    """Return who the only person of concern is to the child; "" where that is long or unclear."""
    people = group_answers_by_person(answers)
    return _find_short(people[0], RELATIONSHIP) if len(people) == 1 else ""


def describe_told_and_called(answers: Sequence[Answer], meta: PaperMeta) -> str:
    """Return who has been told and called, oldest first, and whether the police are among them."""
    calls = sort_calls(list(_group_items(answers, "told.")))
    said = [*_list_lead(answers, meta)]
    if calls:
        more = len(calls) - MOST_CALLS
        named = [_name_call(call, meta) for call in calls[:MOST_CALLS]]
        said.append(f"Called {', '.join([*named, *([f'{more} more'] if more > 0 else [])])}")
    if any(one.key in REPORTS and one.text and not one.unknown for one in answers):
        said.append("Reported to police under a duty")
    note = build_no_police_call_note(calls, answers)
    told = ". ".join(said)
    referred = describe_phone_referrals(answers) if calls else ""
    return " ".join(
        filter(None, (f"{told}." if told else "", referred, note.answers[0].text if note else ""))
    )


def _list_lead(answers: Sequence[Answer], meta: PaperMeta) -> Iterator[str]:
    """Yield the newest answer about the lead, with its time where there is one."""
    told = [one for one in answers if one.key == "told.told_lead" and one.tokens]
    for one in told[-1:]:
        words = LEAD_WORDS.get(one.tokens[0], "")
        when = next((a for a in answers if a.key == "told.told_lead_at"), None)
        at = _say_when(when, meta) if when and len(told) == 1 else ""
        yield f"{words}{at}"


def _name_call(call: Sequence[Answer], meta: PaperMeta) -> str:
    by_key = {one.key: one for one in call}
    tokens = {token for one in call for token in one.tokens}
    place = next((words for token, words in PLACE_WORDS.items() if token in tokens), "")
    place = place or _find_short(call, "told.who") or "someone else"
    ended = next((words for token, words in ENDED_WORDS.items() if token in tokens), "")
    ended = ended or _say_who_answered(by_key.get("told.answered"))
    at = _say_when(by_key["told.when"], meta) if "told.when" in by_key else ""
    return f"{place}{at}{f' ({ended})' if ended else ''}"


def _say_who_answered(answer: Answer | None) -> str:
    """Return what was written of who answered: it may be that nobody did."""
    if answer is None or answer.unknown or not answer.text:
        return ""
    return f"answered: {_find_short([answer], answer.key) or BELOW.lower()}"


def _say_when(answer: Answer, meta: PaperMeta) -> str:
    """Return the time, with its day unless all is of one day; "" where it cannot be read."""
    if not answer.clock or not answer.day:
        return ""
    day = name_day_if_different(answer.day, meta)
    return f" on {day} at {answer.clock}" if day else f" {answer.clock}"


def group_answers_by_person(answers: Sequence[Answer]) -> list[Sequence[Answer]]:
    """Return the answers about each person of concern."""
    return list(_group_items(answers, "people."))


def name_person(item: Sequence[Answer]) -> str:
    """Return a short name for a person of concern, or what stands for it."""
    if any(one.key == NAME and one.text == HELD_BACK_TEXT for one in item):
        return BELOW
    if any(one.key == NAME and one.text and not one.unknown for one in item):
        return _find_short(item, NAME) or "Someone with a long name"
    return NAME_NOT_KNOWN


def _find_short(item: Sequence[Answer], key: str) -> str:
    found = (one.text for one in item if one.key == key and not one.unknown)
    return next((text for text in found if 0 < len(text) <= SHORT and "\n" not in text), "")


def _group_items(answers: Sequence[Answer], start: str) -> Iterator[Sequence[Answer]]:
    """Yield the answers of each item of a group."""
    items: dict[tuple[str, int | None], list[Answer]] = {}
    for one in answers:
        if one.item and one.key.startswith(start):
            items.setdefault((one.child, one.item), []).append(one)
    yield from items.values()
