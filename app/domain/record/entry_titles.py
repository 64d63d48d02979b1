"""What things are called: each kind of entry, and leads by their organisation's own title."""

from app.domain.pages import BY_NAME, catalogue
from app.domain.record.entry_schema import (
    Acknowledgement,
    Addition,
    Call,
    Closure,
    Decision,
    Details,
    Disagreement,
    Entry,
    Escalation,
    Paper,
    Record,
    Referral,
    Reopening,
    Reply,
)

LEAD_TITLE = "safeguarding lead"
"""What our own words call a lead; each organisation's title takes its place before it is read."""


def titled(words: str, lead_title: str) -> str:
    """Our own words, with what this organisation calls its leads. Never for what was typed."""
    return words.replace(LEAD_TITLE, lead_title)


def questions(lead_title: str) -> dict[str, str]:
    """Every question of the record by its key, with what this organisation calls its leads."""
    return {key: titled(label, lead_title) for key, label in catalogue().items()}


def title_of(said: Entry, *, third: bool = False) -> str:
    """The heading of an entry; `third`: for a reader who did not write it."""
    if isinstance(said, Details):
        page = BY_NAME.get(said.page)
        title = page.said(third=third) if page else said.page
        return f"Other text of “{title}”" if said.other_text_of else f"Details: {title}"
    if isinstance(said, Addition):
        return "Correction" if said.corrects else "More was added"
    if isinstance(said, Paper):
        return COUNCILS_OWN if "/" in said.form else PAPERS.get(said.form, _TITLES[Paper])
    return _TITLES[type(said)]


WHOLE_FILE = "whole-file"
"""The form of a locked copy of a whole file."""
COUNCILS_OWN = "The council’s own form, filled in"
"""A paper whose form has a pack before its name."""
PAPERS = {
    WHOLE_FILE: "Copy of the whole file",
    "lado-summary": "Summary for the LADO, made as a PDF",
    "police-partnership-information": "Information for police, made as a PDF",
}
"""By the id of their form: papers that are no summary for a council."""
_TITLES: dict[type, str] = {
    Record: "Record signed",
    Acknowledgement: "Record acknowledged",
    Paper: "Summary made as a PDF",
    Call: "Call made",
    Decision: "What happens now, and why",
    Referral: "Referred to children’s services",
    Reply: "What children’s services answered",
    Disagreement: "Does not agree with what was decided",
    Escalation: "Taken to somebody higher up",
    Closure: "File closed",
    Reopening: "File opened again",
}
