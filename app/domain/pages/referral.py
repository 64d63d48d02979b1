"""Pages of a referral: how it was passed on, each answer that came or did not, who heard of that.

Anybody who can open the file fills them, its author too: nobody waits for a lead. Their answers
become `referral`, `reply` and `escalation` entries, never parts of a record, so they are none of
PAGES.
"""

from app.domain.pages.page_model import AnswerKind, Field, Page, Step, make_options

REFERRAL = Page(
    name="referral",
    title="You referred it: write how",
    third="Referred to children’s services",
    step=Step.SUPPORT,
    after_signing=True,
    guided=False,
    fields=(
        Field(
            "method",
            "How did you refer?",
            AnswerKind.ONE,
            third="How",
            options=make_options(
                phone="By phone",
                portal="On the council’s portal",
                secure_email="By secure e-mail",
                post="By post",
            ),
            unknowns=(),
        ),
        Field("to_whom", "To whom? Name, role and team", wraps=True),
        Field("referred_at", "When?", AnswerKind.MOMENT),
        Field("reference", "Their reference, if they gave one"),
        Field(
            "handed_over",
            "Which paper did you hand over?",
            AnswerKind.ONE,
            third="Paper handed over",
            options=make_options(none="No paper yet"),
            unknowns=(),
        ),
        Field(
            "written_by",
            "If you rang: by which day do they want it in writing?",
            AnswerKind.DATE,
            third="They want it in writing by",
            later=True,
            like="Write it like 24/11/2026.",
        ),
        Field("written_by_said", "Who said so? Name and role", wraps=True),
    ),
)

REPLY = Page(
    name="reply",
    title="What children’s services answered",
    step=Step.SUPPORT,
    after_signing=True,
    guided=False,
    fields=(
        Field(
            "answer",
            "What happened?",
            AnswerKind.ONE,
            options=make_options(
                acknowledged="They have it",
                decided="They said what they decided",
                outcome="They told the outcome",
                no_answer=("I asked again: no answer", "Asked again: no answer"),
            ),
            unknowns=(),
        ),
        Field("who_answered", "Who? Name, role and team", wraps=True),
        Field("answered_at", "When?", AnswerKind.MOMENT),
        Field("said", "What did they say?", AnswerKind.WORDS),
        Field(
            "outcome_by",
            "By which day will they tell the outcome, if they named one?",
            AnswerKind.DATE,
            later=True,
            like="Write it like 24/11/2026.",
        ),
    ),
)

ESCALATION = Page(
    name="escalation",
    title="You took it to somebody higher up: say to whom",
    third="Taken to somebody higher up",
    step=Step.SUPPORT,
    after_signing=True,
    guided=False,
    fields=(
        Field("to_whom", "To whom? Name and role", unknowns=(), wraps=True),
        Field("escalated_at", "When?", AnswerKind.MOMENT),
        Field("why", "Why?", AnswerKind.TEXT, unknowns=()),
        Field("answered", "What did they answer?", AnswerKind.WORDS),
    ),
)
