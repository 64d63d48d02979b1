"""Pages of closing a file and of opening it again, each with its reason.

Only those that the record was sealed to close it; anybody who can open it opens it again. Their
answers become `closure` and `reopening` entries, never parts of a record, so they are none of
PAGES.
"""

from app.domain.pages.page_model import AnswerKind, Field, Page, Step, Unknown

CLOSURE = Page(
    name="closure",
    title="Close this file, and why",
    third="File closed",
    step=Step.SUPPORT,
    after_signing=True,
    guided=False,
    for_readers=True,
    fields=(
        Field("reason", "Why is it closed?", AnswerKind.TEXT, unknowns=(), rows=6),
        Field(
            "child_told",
            "What was the child told?",
            AnswerKind.WORDS,
            "In the words that were used, and who said them.",
            unknowns=(Unknown.NOT_KNOWN, Unknown.NOT_TOLD_YET),
        ),
    ),
)

REOPENING = Page(
    name="reopening",
    title="Open this file again, and why",
    third="File opened again",
    step=Step.SUPPORT,
    after_signing=True,
    guided=False,
    fields=(
        Field("why", "Why is it opened again?", AnswerKind.TEXT, unknowns=(), rows=6),
        Field(
            "review_on",
            "When will someone look at this again?",
            AnswerKind.DATE,
            "Everyone who can read this is reminded on that day.",
            unknowns=(),
            later=True,
            like="Write it like 24/11/2026.",
        ),
    ),
)
