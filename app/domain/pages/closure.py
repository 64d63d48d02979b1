"""Pages of closing a file and of opening it again, each with its reason.

Only those that the record was sealed to close it; anybody who can open it opens it again. Their
answers become `closure` and `reopening` entries, never parts of a record, so they are none of
PAGES.
"""

from app.domain.pages.page_model import AnswerKind, Field, Page, Step, Unknown

CLOSURE = Page(
    name="closure",
    title="Close this concern",
    third="Concern closed",
    step=Step.SUPPORT,
    after_signing=True,
    guided=False,
    for_readers=True,
    fields=(
        Field(
            "reason",
            "Why are you closing this concern?",
            AnswerKind.TEXT,
            third="Why it was closed",
            unknowns=(),
            rows=6,
        ),
        Field(
            "child_told",
            "What was the child told?",
            AnswerKind.WORDS,
            "Include the exact words, and who said them.",
            unknowns=(Unknown.NOT_KNOWN, Unknown.NOT_TOLD_YET),
        ),
    ),
)

REOPENING = Page(
    name="reopening",
    title="Reopen this concern",
    third="Concern reopened",
    step=Step.SUPPORT,
    after_signing=True,
    guided=False,
    fields=(
        Field(
            "why",
            "Why are you reopening this concern?",
            AnswerKind.TEXT,
            third="Why it was reopened",
            unknowns=(),
            rows=6,
        ),
        Field(
            "review_on",
            "When will you review this?",
            AnswerKind.DATE,
            "We’ll remind everyone who can read this concern on that day.",
            unknowns=(),
            later=True,
            third="Review date",
        ),
    ),
)
