"""Name what is outstanding in a few words, as a task is named on Today. Pure."""

from datetime import date

from app.domain.deadlines.outstanding import OutstandingItem, OutstandingKind
from content.london_time import format_date

_WORDS = {
    OutstandingKind.ACKNOWLEDGEMENT: "Chase children’s services for an answer",
    OutstandingKind.DECIDED: "Ask children’s services for their decision",
    OutstandingKind.OUTCOME: "Ask children’s services for the outcome",
    OutstandingKind.IN_WRITING: "Send the referral in writing",
    OutstandingKind.ASK_WRITING: "Ask how soon they need the referral in writing",
    OutstandingKind.REFER: "Make the referral that was decided",
    OutstandingKind.REVIEW: "Review what was decided",
    OutstandingKind.ESCALATED: "Get an answer to the escalation",
    OutstandingKind.QUESTION: "Get an answer to the question",
    OutstandingKind.DECIDE: "Decide what happens next",
    OutstandingKind.POLICE: "Call 999 or the police, as decided",
    OutstandingKind.MEDICAL: "Get the medical help that was decided",
    OutstandingKind.SAFE_NOW: "Check that the child is safe now",
    OutstandingKind.LADO: "Call the LADO",
    OutstandingKind.FGM: "Report to the police about female genital mutilation (FGM)",
}


def name_outstanding_item(item: OutstandingItem) -> str:
    """Return what is to be done."""
    return item.task.what if item.task else _WORDS[item.kind]


def name_outstanding_item_by_key(key: str) -> str:
    """Return what was to be done, by the key of an item: of a task no more than that it is one."""
    kind = key.partition("/")[0]
    return _WORDS[OutstandingKind(kind)] if kind != OutstandingKind.TASK else "A task"


def describe_owner_and_day(item: OutstandingItem, me: str, today: date) -> str:
    """Return whose it is, and the day."""
    is_late, day = item.by < today, format_date(item.by)
    owner = item.task.owner if item.task else item.whose
    if owner is None:
        return f"Overdue: {day}." if is_late else f"Due {day}."
    due = f"was due {day}" if is_late else f"due {day}"
    return f"{'You' if owner.id == me else owner.name}, {due}."
