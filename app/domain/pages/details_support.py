"""Details of Support, and the worker's own duties after signing."""

from app.domain.pages.page_model import (
    OFFERED_TOLD_UNKNOWNS,
    SENSITIVE_UNKNOWNS,
    TOLD_UNKNOWNS,
    YES_NO,
    YES_NO_UNSURE,
    AnswerKind,
    Field,
    Page,
    Step,
    make_options,
)

WISHES = Page(
    name="wishes",
    title="What the child wants",
    step=Step.SUPPORT,
    per_child=True,
    needs_child_told=True,
    fields=(
        Field(
            "child_wishes",
            "What does the child want to happen?",
            AnswerKind.WORDS,
            unknowns=SENSITIVE_UNKNOWNS,
        ),
        Field(
            "child_told_what_next",
            "What was the child told will happen?",
            AnswerKind.WORDS,
            unknowns=TOLD_UNKNOWNS,
            offered=OFFERED_TOLD_UNKNOWNS,
        ),
        Field(
            "safe_tonight",
            "Is the child safe tonight?",
            AnswerKind.ONE,
            unknowns=SENSITIVE_UNKNOWNS,
            options=YES_NO_UNSURE,
        ),
        Field(
            "sleeps_where",
            "Where will they sleep, and who will be there?",
            AnswerKind.TEXT,
            unknowns=SENSITIVE_UNKNOWNS,
        ),
        Field(
            "unsure_why",
            "What makes you unsure?",
            AnswerKind.TEXT,
            unknowns=SENSITIVE_UNKNOWNS,
            third="What makes the worker unsure about tonight?",
        ),
        Field(
            "next_contact",
            "When will you see them next?",
            third="When will the worker see them next?",
            wraps=True,
        ),
        Field(
            "desired_outcome",
            "What do you hope will happen now?",
            AnswerKind.TEXT,
            hinted=True,
            third="What the worker hopes will happen now",
        ),
    ),
)

FAMILY = Page(
    name="family",
    title="The family",
    step=Step.SUPPORT,
    per_child=True,
    fields=(
        Field(
            "family_knows",
            "Do their parents or carers know?",
            AnswerKind.ONE,
            options=YES_NO,
            unknowns=SENSITIVE_UNKNOWNS,
        ),
        Field(
            "who_at_home",
            "Who looks after the child?",
            AnswerKind.TEXT,
            hint="Parents or carers, and anyone else at home. Say so if you are worried about one "
            "of them.",
            unknowns=SENSITIVE_UNKNOWNS,
        ),
        Field(
            "safe_contact",
            "How can someone contact the child safely?",
            AnswerKind.TEXT,
            hint="Say when, and on what number. If there is a number no one should call, say so.",
            unknowns=SENSITIVE_UNKNOWNS,
        ),
        Field(
            "family_told_by", "Who has told the family?", unknowns=SENSITIVE_UNKNOWNS, wraps=True
        ),
        Field(
            "family_told_at", "When were they told?", AnswerKind.MOMENT, unknowns=SENSITIVE_UNKNOWNS
        ),
        Field(
            "parents_views",
            "What do parents or carers say?",
            AnswerKind.WORDS,
            unknowns=SENSITIVE_UNKNOWNS,
        ),
        Field(
            "safe_to_tell",
            "Is it safe to tell the family?",
            AnswerKind.ONE,
            options=YES_NO_UNSURE,
            unknowns=SENSITIVE_UNKNOWNS,
        ),
        Field(
            "safe_to_tell_reason",
            "Why?",
            AnswerKind.TEXT,
            hinted=True,
            unknowns=SENSITIVE_UNKNOWNS,
            third="Why it is, or is not, safe",
        ),
        Field(
            "keep_from_family",
            "What must the family not be told, and why?",
            AnswerKind.TEXT,
            unknowns=SENSITIVE_UNKNOWNS,
        ),
        Field(
            "keep_from_child",
            "What must the child not be told, and why?",
            AnswerKind.TEXT,
            unknowns=SENSITIVE_UNKNOWNS,
        ),
    ),
)

HELP_SO_FAR = Page(
    name="help_so_far",
    title="Help so far",
    step=Step.SUPPORT,
    fields=(
        Field("support_given", "What help has there been already?", AnswerKind.TEXT, hinted=True),
        Field("agencies", "Who else is helping? Names and numbers", AnswerKind.TEXT),
        Field(
            "worker_safety",
            "Is there anything a visitor should know to stay safe?",
            AnswerKind.TEXT,
            unknowns=SENSITIVE_UNKNOWNS,
        ),
    ),
)

CSA_DUTY_FIELDS = ("csa_reported_by", "csa_reported_at")
"""What DUTIES asks only where the pack knows that the duty to report binds."""

DUTIES = Page(
    name="duties",
    title="Your legal duties",
    third="The worker's legal duties",
    step=Step.SUPPORT,
    per_child=True,
    after_signing=True,
    fields=(
        Field(
            "fgm",
            "Female genital mutilation: did a girl tell you, or did you see signs?",
            AnswerKind.ONE,
            options=make_options(
                girl_told_me=("A girl told me", "A girl told the worker"),
                saw_signs=("I saw signs", "The worker saw signs"),
                no="No",
            ),
            third="Female genital mutilation: did a girl tell the worker, or were signs seen?",
        ),
        Field(
            "fgm_reported_at",
            "When did you report it to police?",
            AnswerKind.MOMENT,
            third="When did the worker report it to police?",
        ),
        Field("police_ref", "Police reference"),
        Field("csa_reported_by", "Child sexual abuse: who reported it?"),
        Field("csa_reported_at", "When was it reported?", AnswerKind.MOMENT),
    ),
)

SUPPORT: tuple[Page, ...] = (WISHES, FAMILY, HELP_SO_FAR)
