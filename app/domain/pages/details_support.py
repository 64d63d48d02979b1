"""Details of Support, and the worker's own duties after signing."""

from app.domain.pages.page_model import (
    GUARDED,
    WHAT_TOLD,
    WHAT_WAS_TOLD,
    YES_NO_UNSURE,
    Field,
    Kind,
    Page,
    Step,
    options,
)

WISHES = Page(
    name="wishes",
    title="What the child wants",
    step=Step.SUPPORT,
    per_child=True,
    needs_child_told=True,
    fields=(
        Field("child_wishes", "What does the child want to happen?", Kind.WORDS, unknowns=GUARDED),
        Field(
            "child_told_what_next",
            "What was the child told will happen?",
            Kind.WORDS,
            unknowns=WHAT_WAS_TOLD,
            offered=WHAT_TOLD,
        ),
        Field(
            "safe_tonight",
            "Is the child safe tonight?",
            Kind.ONE,
            unknowns=GUARDED,
            options=YES_NO_UNSURE,
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
            Kind.TEXT,
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
        Field("family_told_by", "Who has told the family?", unknowns=GUARDED, wraps=True),
        Field("family_told_at", "When were they told?", Kind.MOMENT, unknowns=GUARDED),
        Field("parents_views", "What do parents or carers say?", Kind.WORDS, unknowns=GUARDED),
        Field(
            "safe_to_tell",
            "Is it safe to tell the family?",
            Kind.ONE,
            options=YES_NO_UNSURE,
            unknowns=GUARDED,
        ),
        Field(
            "safe_to_tell_reason",
            "Why?",
            Kind.TEXT,
            hinted=True,
            unknowns=GUARDED,
            third="Why it is, or is not, safe",
        ),
        Field(
            "keep_from_family",
            "What must be kept from the family, and why?",
            Kind.TEXT,
            unknowns=GUARDED,
        ),
        Field(
            "keep_from_child",
            "What must be kept from the child, and why?",
            Kind.TEXT,
            unknowns=GUARDED,
        ),
    ),
)

HELP_SO_FAR = Page(
    name="help_so_far",
    title="Help so far",
    step=Step.SUPPORT,
    fields=(
        Field("support_given", "What help has there been already?", Kind.TEXT, hinted=True),
        Field("agencies", "Who else is helping? Names and numbers", Kind.TEXT),
        Field(
            "worker_safety",
            "Is there anything a visitor should know to stay safe?",
            Kind.TEXT,
            unknowns=GUARDED,
        ),
    ),
)

CSA = ("csa_reported_by", "csa_reported_at")
"""What DUTIES asks only where the pack knows that the duty to report binds."""

DUTIES = Page(
    name="duties",
    title="Your own duties",
    third="The worker's own duties",
    step=Step.SUPPORT,
    per_child=True,
    after_signing=True,
    fields=(
        Field(
            "fgm",
            "Female genital mutilation: did a girl tell you, or did you see signs?",
            Kind.ONE,
            options=options(
                girl_told_me=("A girl told me", "A girl told the worker"),
                saw_signs=("I saw signs", "The worker saw signs"),
                no="No",
            ),
            third="Female genital mutilation: did a girl tell the worker, or were signs seen?",
        ),
        Field(
            "fgm_reported_at",
            "When did you report it to police?",
            Kind.MOMENT,
            third="When did the worker report it to police?",
        ),
        Field("police_ref", "Police reference"),
        Field("csa_reported_by", "Child sexual abuse: who reported it?"),
        Field("csa_reported_at", "When was it reported?", Kind.MOMENT),
    ),
)

SUPPORT: tuple[Page, ...] = (WISHES, FAMILY, HELP_SO_FAR)
