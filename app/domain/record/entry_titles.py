"""Titles of entries, and our own words with the title that an organisation gives its leads."""

from msgspec import UNSET

from app.domain.pages import PAGES_BY_NAME, label_stored_fields
from app.domain.record.entry_schema import (
    Acknowledgement,
    Addition,
    AssignedTask,
    AuthorQuestion,
    Call,
    ClosingNote,
    Closure,
    Decision,
    Details,
    Disagreement,
    Entry,
    Escalation,
    EscalationAnswer,
    Handover,
    LeadsNote,
    Paper,
    Record,
    Referral,
    Reopening,
    Reply,
    TaskOutcome,
)
from app.domain.record.part_lookup import is_account_of_other

LEAD_TITLE = "safeguarding lead"
"""What our own words call a lead; each organisation's title takes its place before it is read."""


RECORD_NUMBER = 1
"""The record is the first entry of its concern."""


def is_note_on_concern(said: LeadsNote) -> bool:
    """Whether it is a note about a concern, and not the reasons of an entry that came later."""
    return said.of == RECORD_NUMBER


def insert_lead_title(words: str, lead_title: str) -> str:
    """Return our own words with what this organisation calls its leads.

    Never for what was typed.
    """
    return words.replace(LEAD_TITLE, lead_title)


def label_questions(lead_title: str, record: Record) -> dict[str, str]:
    """Map every question of a record, by its key, to its label with the lead title.

    In the wording of its form version; of another person's account where it is one.
    """
    of_other = is_account_of_other(record.parts)
    return {
        key: insert_lead_title(label, lead_title)
        for key, label in label_stored_fields(record.form_number, of_other=of_other).items()
    }


def get_entry_title(said: Entry, *, third: bool = False) -> str:
    """Return the heading of an entry; `third`: for a reader who did not write it."""
    if isinstance(said, Details):
        page = PAGES_BY_NAME.get(said.page)
        title = page.said(third=third) if page else said.page
        return f"Other version of “{title}”" if said.other_text_of else f"Details: {title}"
    if isinstance(said, Addition):
        if said.answers is not UNSET:
            return f"Answer to the question in entry {said.answers}"
        return "Correction" if said.corrects else "Information added"
    if isinstance(said, LeadsNote) and is_note_on_concern(said):
        return READERS_NOTE_TITLE
    if isinstance(said, TaskOutcome) and said.to is not UNSET:
        return TASK_GIVEN_TITLE
    if isinstance(said, AuthorQuestion):
        return f"Question to {said.to.name}"
    if isinstance(said, Paper):
        return (
            COUNCIL_FORM_TITLE
            if "/" in said.form
            else DOCUMENT_TITLES.get(said.form, _TITLES[Paper])
        )
    return _TITLES[type(said)]


TASK_GIVEN_TITLE = "Task given to someone else"
READERS_NOTE_TITLE = "Note for people who decide"
ENCRYPTED_COPY_FORM = "whole-file"
"""The form of a locked copy of a whole file."""
COUNCIL_FORM_TITLE = "Council referral form, filled in"
"""A paper whose form has a pack before its name."""
DOCUMENT_TITLES = {
    ENCRYPTED_COPY_FORM: "Encrypted copy of this concern",
    "lado-summary": "Summary for the LADO, made as a PDF",
    "police-partnership-information": "Information for police, made as a PDF",
}
"""By the id of their form: papers that are no summary for a council."""
_TITLES: dict[type, str] = {
    Record: "Record signed",
    Acknowledgement: "Marked as read",
    Paper: "Referral summary made as a PDF",
    Call: "Call made",
    Decision: "Decision",
    LeadsNote: "Reasons",
    Handover: "Handed over",
    AssignedTask: "Task",
    TaskOutcome: "Task done",
    Referral: "Referred to children’s services",
    Reply: "Reply from children’s services",
    Disagreement: "Decision challenged",
    Escalation: "Escalated",
    EscalationAnswer: "Answer to the escalation",
    Closure: "Concern closed",
    ClosingNote: "Why it was closed, and what was open",
    Reopening: "Concern reopened",
}
