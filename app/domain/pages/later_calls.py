"""The page for calls that were made after signing.

It asks what `told` asks of each call, and stores the same parts, so papers print them among the
calls already made. Where there are several children it asks too which of them each call is about.
Its answers become one `call` entry: like `addition`, it is none of PAGES.
"""

from app.domain.pages.page_model import AnswerKind, Field, Group, Page, Step
from app.domain.pages.who_was_told import CALL_FIELDS

CALL_CHILDREN = "children"

CALL = Page(
    name="call",
    part="told",
    title="Record a call",
    third="A call the worker made",
    step=Step.REACT,
    after_signing=True,
    intro="call",
    group=Group(
        name="calls",
        one="Call",
        fields=(
            *CALL_FIELDS,
            Field(
                CALL_CHILDREN,
                "Which child was it about?",
                AnswerKind.CHILDREN,
                "If you do not select a child, the call is about all of them.",
                unknowns=(),
            ),
        ),
        add="Add another call",
    ),
)
