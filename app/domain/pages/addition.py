"""The page of words for a signed file: more that was told, or what an entry of it got wrong.

Its answers become one `addition` entry, never parts of a record, so it is none of PAGES. Which
entries can be corrected depends on the file: whoever draws the page puts them into `corrects`.
"""

from app.domain.pages.page_model import AnswerKind, Field, Page, Step, make_options

CORRECTS_NOTHING = "nothing"
"""The answer of `corrects` for words that correct nothing."""

ADDITION = Page(
    name="addition",
    title="Add information",
    step=Step.RECEIVE,
    after_signing=True,
    fields=(
        Field(
            "words",
            "What would you like to add?",
            AnswerKind.WORDS,
            "To add a call, use “Record a call” instead.",
            unknowns=(),
            rows=6,
        ),
        Field(
            "verbatim",
            "Are these someone’s exact words?",
            AnswerKind.MANY,
            options=make_options(yes="Yes, word for word"),
            unknowns=(),
        ),
        Field("children", "Which child is this about?", AnswerKind.CHILDREN, unknowns=()),
        Field(
            "corrects",
            "Does this correct an entry?",
            AnswerKind.ONE,
            "The entry does not change. People will see your correction with it.",
            options=make_options(nothing="No, this is new information"),
            unknowns=(),
        ),
        Field(
            "reason",
            "If so, what was wrong and why?",
            AnswerKind.WORDS,
            "Leave this blank if this is new information.",
            unknowns=(),
            rows=2,
        ),
    ),
)
