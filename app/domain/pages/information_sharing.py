"""The page about sharing: whether a family must agree, and on what basis the worry is passed on.

Kept apart from the family's own page, which says who told them and what must be kept from whom:
nothing is asked twice. Anybody who can open the file fills it in, after signing, and no referral
waits for it. The bases that can be chosen are the content pack's; agreement is none of them.
"""

from app.domain.pages.page_model import (
    SENSITIVE_UNKNOWNS,
    YES_NO_UNSURE,
    AnswerKind,
    Field,
    Page,
    Step,
    make_options,
)

_EARLY_HELP = "Early help: who agreed and when"

SHARING = Page(
    name="sharing",
    title="Consent and information sharing",
    step=Step.SUPPORT,
    per_child=True,
    after_signing=True,
    fields=(
        Field(
            "agreement_needed",
            "Does the family need to agree?",
            AnswerKind.ONE,
            options=make_options(
                early_help="Yes, this is for early help or another service",
                no_may_be_harmed="No, a child may be at risk of significant harm",
                unsure="Not sure",
            ),
            unknowns=SENSITIVE_UNKNOWNS,
        ),
        Field(
            "agreed",
            "For early help, has someone agreed?",
            AnswerKind.ONE,
            options=YES_NO_UNSURE,
            unknowns=SENSITIVE_UNKNOWNS,
            fold=_EARLY_HELP,
        ),
        Field(
            "agreed_by",
            "Who agreed? Name and relationship to the child",
            unknowns=SENSITIVE_UNKNOWNS,
            fold=_EARLY_HELP,
        ),
        Field(
            "agreed_at",
            "When did they agree?",
            AnswerKind.MOMENT,
            unknowns=SENSITIVE_UNKNOWNS,
            fold=_EARLY_HELP,
        ),
        Field(
            "basis",
            "What is your legal basis for sharing?",
            AnswerKind.MANY,
            third="Legal basis for sharing",
            unknowns=SENSITIVE_UNKNOWNS,
        ),
        Field(
            "why_shared",
            "Why are you sharing this, or not sharing it?",
            AnswerKind.TEXT,
            third="Why this is shared, or not shared",
            unknowns=SENSITIVE_UNKNOWNS,
        ),
    ),
)
