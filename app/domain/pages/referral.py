"""Pages of a referral: how it was passed on, each answer that came or did not, who heard of that.

Anybody who can open the file fills them, its author too: nobody waits for a lead. Their answers
become `referral`, `reply` and `escalation` entries, never parts of a record, so they are none of
PAGES.
"""

from app.domain.pages.page_model import AnswerKind, Field, Page, Step, make_options

REFERRAL = Page(
    name="referral",
    title="Record a referral",
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
                secure_email="By secure email",
                post="By post",
            ),
            unknowns=(),
        ),
        Field(
            "to_whom",
            "Who did you refer to? Name, role and team",
            third="Referred to",
            wraps=True,
        ),
        Field("referred_at", "When did you refer?", AnswerKind.MOMENT, third="When"),
        Field("reference", "Their reference, if they gave one"),
        Field(
            "handed_over",
            "Which document did you send?",
            AnswerKind.ONE,
            third="Document sent",
            options=make_options(none="No document yet"),
            unknowns=(),
        ),
        Field(
            "written_by",
            "If you called, when do they want it in writing?",
            AnswerKind.DATE,
            third="They want it in writing by",
            later=True,
        ),
        Field(
            "written_by_said",
            "Who told you that? Name and role",
            third="Who said so",
            wraps=True,
        ),
    ),
)

REPLY = Page(
    name="reply",
    title="Record a reply",
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
                decided="They gave their decision",
                outcome="They gave the outcome",
                no_answer=("I asked again and got no reply", "Asked again and got no reply"),
            ),
            unknowns=(),
        ),
        Field("who_answered", "Who replied? Name, role and team", wraps=True),
        Field("answered_at", "When did they reply?", AnswerKind.MOMENT),
        Field("said", "What did they say?", AnswerKind.WORDS),
        Field(
            "outcome_by",
            "When will they tell you the outcome?",
            AnswerKind.DATE,
            third="When they will tell the outcome",
            later=True,
        ),
    ),
)

ESCALATION = Page(
    name="escalation",
    title="Record an escalation",
    third="Escalated",
    step=Step.SUPPORT,
    after_signing=True,
    guided=False,
    fields=(
        Field(
            "to_whom",
            "Who did you escalate to? Name and role",
            third="Escalated to",
            unknowns=(),
            wraps=True,
        ),
        Field("escalated_at", "When did you escalate?", AnswerKind.MOMENT, third="When"),
        Field("why", "Why did you escalate?", AnswerKind.TEXT, third="Why", unknowns=()),
        Field("answered", "What did they reply?", AnswerKind.WORDS),
    ),
)
