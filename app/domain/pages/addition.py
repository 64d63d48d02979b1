"""The page of words for a signed file: more that was told, or what an entry of it got wrong.

Its answers become one `addition` entry, never parts of a record, so it is none of PAGES. Which
entries can be corrected depends on the file: whoever draws the page puts them into `corrects`.
"""

from app.domain.pages.page_model import AnswerKind, Field, Page, Step, make_options

CORRECTS_NOTHING = "nothing"
"""The answer of `corrects` for words that correct nothing."""

ADDITION = Page(
    name="addition",
    title="They told me more",
    step=Step.RECEIVE,
    after_signing=True,
    fields=(
        Field(
            "words",
            "What would you like to add?",
            AnswerKind.WORDS,
            "If you rang somebody, use the page “A call you made” instead.",
            unknowns=(),
            rows=6,
        ),
        Field(
            "verbatim",
            "Are these somebody’s exact words?",
            AnswerKind.MANY,
            options=make_options(yes="Yes, as they were said"),
            unknowns=(),
        ),
        Field("children", "Which child is this about?", AnswerKind.CHILDREN, unknowns=()),
        Field(
            "corrects",
            "Does it correct an entry that is wrong?",
            AnswerKind.ONE,
            "The entry stays as it was signed. Your correction stands beside it.",
            options=make_options(nothing="No, I am adding something new"),
            unknowns=(),
        ),
        Field(
            "reason",
            "If so: what was wrong, and why?",
            AnswerKind.WORDS,
            "Leave this blank when you add something new.",
            unknowns=(),
            rows=2,
        ),
    ),
)
