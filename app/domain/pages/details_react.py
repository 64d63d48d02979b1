"""Details of React: what the worker said and did."""

from app.domain.pages.page_model import SENSITIVE_UNKNOWNS, AnswerKind, Field, Page, Step

RESPONSE = Page(
    name="response",
    title="What you said and did",
    third="What the worker said and did",
    step=Step.REACT,
    needs_child_told=True,
    fields=(
        Field(
            "what_you_said",
            "What you said to the child",
            AnswerKind.WORDS,
            third="What the worker said to the child",
        ),
        Field(
            "what_you_did",
            "What you did",
            AnswerKind.TEXT,
            third="What the worker did",
        ),
        Field(
            "told_anyone_else",
            "Has the child told anyone else?",
            AnswerKind.TEXT,
            unknowns=SENSITIVE_UNKNOWNS,
        ),
        Field(
            "social_worker",
            "Does the child have a social worker?",
            unknowns=SENSITIVE_UNKNOWNS,
            hint="Name and number, if you know them.",
            wraps=True,
        ),
    ),
)

REACT: tuple[Page, ...] = (RESPONSE,)
