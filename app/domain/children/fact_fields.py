"""The questions about each fact of a child's file, and what an answer may be.

One table for the form, the page and paper, so that they say the same. Pure.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum, auto

import msgspec

from app.domain.children.file_facts import AnyFact, Topic, get_topic, read_fact_answers
from app.domain.record.text_limits import find_text_fault
from content.london_time import format_date

LINE_LIMIT, BOX_LIMIT = 200, 2_000
NEVER, NOT_TOLD, PARTLY = "never", "not_told", "partly"


class FieldKind(Enum):
    """How an answer is given."""

    LINE = auto()
    BOX = auto()
    CHOICE = auto()
    DAY = auto()
    TICK = auto()


class FactField(msgspec.Struct, frozen=True):
    """One question. `short`: its label where the answer is shown; `needed`: says what is missing.

    `later`: a day that may be ahead.
    """

    name: str
    label: str
    short: str
    kind: FieldKind = FieldKind.LINE
    hint: str = ""
    options: Mapping[str, str] = msgspec.field(default_factory=dict)
    needed: str = ""
    later: bool = False

    def describe(self, value: str) -> str:
        """Return an answer in words."""
        if self.kind is FieldKind.DAY and value:
            return format_date(date.fromisoformat(value))
        return self.options.get(value, value)


_KNOWN = {"yes": "Yes", "no": "No", "not_known": "Not known"}
KNOWS = {
    "told": "Told",
    PARTLY: "Told some of it",
    NOT_TOLD: "Not told",
    "not_known": "Not known",
}
SETTING_TOLD = {
    "told": "Told",
    NOT_TOLD: "Not told yet",
    "not_needed": "Does not need to be told",
    "not_known": "Not known",
}
CALLING = {"safe": "Yes", NEVER: "No. Do not call this number", "not_known": "Not known"}
PLANS = {
    "none": "No plan",
    "early_help": "Early help plan",
    "child_in_need": "Child in need plan",
    "child_protection": "Child protection plan",
    "looked_after": "Looked after child: care plan",
    "ehcp": "Education, health and care plan (EHCP)",
    "other": "Another plan",
}
WORKERS = {
    "social_worker": "Social worker",
    "early_help": "Early help worker",
    "police": "Police",
    "school": "School or college",
    "health": "Nurse, doctor or other health worker",
    "mental_health": "Mental health worker",
    "youth": "Youth worker",
    "other": "Someone else",
}
_LINE, _BOX, _CHOICE, _DAY, _TICK = FieldKind
_CALLING = FactField("calling", "Is it safe to call this number?", "Safe to call", _CHOICE,
    "Think about who else might answer, or see the call.", CALLING)  # fmt: skip
_PHONE = FactField("phone", "Phone number", "Phone")

FIELDS: Mapping[Topic, tuple[FactField, ...]] = {
    Topic.FAMILY: (
        FactField("name", "Name", "Name",
            hint="If you do not know it, write who they are. For example, mother’s partner.",
            needed="Enter a name, or who they are"),
        FactField("relation", "Who are they to the child?", "Who they are",
            hint="For example, mother, grandfather or brother."),
        FactField("knows", "What do they know about the concerns?", "Knows", _CHOICE,
            options=KNOWS, needed="Select what they know"),
        FactField("knows_what", "What were they told, or why were they not told?",
            "What they were told, or why not", _BOX),
        FactField("review_on", "When will you review this?", "Review", _DAY,
            later=True),
        FactField("responsibility", "Do they have parental responsibility?",
            "Parental responsibility", _CHOICE, options=_KNOWN),
        FactField("lives_with", "Do they live with the child?", "Lives with the child", _CHOICE,
            options={"yes": "Yes", "sometimes": "Some of the time", "no": "No",
                "not_known": "Not known"}),
        FactField("collects", "Can they collect the child?", "Can collect the child", _CHOICE,
            options={"yes": "Yes", "no": "No. They must not collect the child",
                "not_known": "Not known"}),
        _PHONE,
        _CALLING,
        FactField("child_file", "Is this a child who has a file here?", "Child’s file", _CHOICE),
        FactField("setting", "If this is a child, which school or club do they go to?",
            "School or club"),
        FactField("setting_told", "Has the safeguarding lead there been told?",
            "Safeguarding lead there", _CHOICE,
            "If this child may be at risk too, tell them what they need to know.", SETTING_TOLD),
        FactField("gone", "They are no longer in the child’s family or home", "No longer here",
            _TICK, options={"yes": "Yes"}),
    ),
    Topic.HOME: (
        FactField("where", "Where does the child live, and who with?", "Home", _BOX,
            hint="For example, with her mother and brother at 4 Mill Lane.",
            needed="Enter where the child lives, or that you do not know"),
        FactField("note", "What else should someone know about home?", "More about home", _BOX),
    ),
    Topic.PLAN: (
        FactField("plan", "Which plan is it?", "Plan", _CHOICE, options=PLANS,
            needed="Select a plan"),
        FactField("other", "If it is another plan, what is it called?", "Name of the plan"),
        FactField("start", "When did it start?", "Started", _DAY),
        FactField("review_on", "When is it next reviewed?", "Next review", _DAY, later=True),
        FactField("authority", "Which council or service is responsible?", "Responsible"),
        FactField("end", "When did it end?", "Ended", _DAY,
            hint="Leave this blank while it goes on."),
    ),
    Topic.WORKER: (
        FactField("name", "Name", "Name", needed="Enter a name, or their role"),
        FactField("role", "What is their role?", "Role", _CHOICE, options=WORKERS,
            needed="Select their role"),
        FactField("other", "If it is another role, what is it?", "Their role"),
        FactField("organisation", "Where do they work?", "Works at"),
        _PHONE,
        _CALLING,
        FactField("gone", "They no longer work with the child", "No longer works with the child",
            _TICK, options={"yes": "Yes"}),
    ),
}  # fmt: skip


def find_fact_problems(
    topic: Topic, values: Mapping[str, str], files: Mapping[str, str]
) -> dict[str, str]:
    """Return what is wrong with the answers, by field. `files`: those that can be chosen."""
    found: dict[str, str] = {}
    for field in FIELDS[topic]:
        text = values.get(field.name, "")
        options = files if field.name == "child_file" else field.options
        problem = field.needed if not text.strip() else _find_fault(field, text, options)
        if problem:
            found[field.name] = problem
    for name, problem in _find_problems_between(topic, values).items():
        found.setdefault(name, problem)
    return found


def _find_problems_between(topic: Topic, values: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong with an answer because of another one, by field."""
    found: dict[str, str] = {}
    if topic is Topic.FAMILY and values.get("knows") in {NOT_TOLD, PARTLY}:
        if not values.get("knows_what", "").strip():
            found["knows_what"] = "Enter why they were not told, or not told all of it"
        if not values.get("review_on"):
            found["review_on"] = "Enter the day when you will review this"
    if values.get("setting_told") and not values.get("setting", "").strip():
        found["setting"] = "Enter which school or club it is"
    start, end = values.get("start", ""), values.get("end", "")
    if _is_day(start) and _is_day(end) and date.fromisoformat(end) < date.fromisoformat(start):
        found["end"] = "Enter a day on or after the day it started"
    for chosen, name in (("plan", "what the plan is called"), ("role", "what their role is")):
        if values.get(chosen) == "other" and not values.get("other", "").strip():
            found["other"] = f"Enter {name}"
    return found


def _find_fault(field: FactField, text: str, options: Mapping[str, str]) -> str:
    if field.kind in {FieldKind.CHOICE, FieldKind.TICK}:
        return "" if text in options else "Select from the answers shown"
    if field.kind is FieldKind.DAY:
        return "" if _is_day(text) else "Enter a day"
    most = BOX_LIMIT if field.kind is FieldKind.BOX else LINE_LIMIT
    return find_text_fault(text, "Use fewer words.", most)


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def list_fact_rows(said: AnyFact) -> Iterator[tuple[str, str, str]]:
    """Yield name, short label and words of each answer of a fact that has one."""
    values = read_fact_answers(said)
    for field in FIELDS[get_topic(said)]:
        if values.get(field.name):
            yield field.name, field.short, field.describe(values[field.name])


def name_fact(said: AnyFact) -> str:
    """Return what a fact is called in a list."""
    values, topic = read_fact_answers(said), get_topic(said)
    if topic is Topic.HOME:
        return "Home"
    if topic is Topic.PLAN:
        return values["other"] or PLANS.get(values["plan"], values["plan"])
    return values["name"]


def name_person_role(said: AnyFact) -> str:
    """Return who a person is: to the child, or by their work; "" for a home or a plan."""
    values = read_fact_answers(said)
    if "role" in values:
        return values["other"] or WORKERS.get(values["role"], values["role"])
    return values.get("relation", "")
