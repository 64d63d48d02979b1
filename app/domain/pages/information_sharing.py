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

_EARLY_HELP = "For early help: who agreed, and when"

SHARING = Page(
    name="sharing",
    title="Agreement, and why it is shared",
    step=Step.SUPPORT,
    per_child=True,
    after_signing=True,
    fields=(
        Field(
            "agreement_needed",
            "Does the family have to agree?",
            AnswerKind.ONE,
            options=make_options(
                early_help="Yes: it is for early help, or another service",
                no_may_be_harmed="No: a child may be at risk of significant harm",
                unsure="Not sure",
            ),
            unknowns=SENSITIVE_UNKNOWNS,
        ),
        Field(
            "agreed",
            "For early help: has somebody agreed?",
            AnswerKind.ONE,
            options=YES_NO_UNSURE,
            unknowns=SENSITIVE_UNKNOWNS,
            fold=_EARLY_HELP,
        ),
        Field(
            "agreed_by",
            "Who agreed? Name, and who they are to the child",
            unknowns=SENSITIVE_UNKNOWNS,
            fold=_EARLY_HELP,
        ),
        Field(
            "agreed_at",
            "When did they say so?",
            AnswerKind.MOMENT,
            unknowns=SENSITIVE_UNKNOWNS,
            fold=_EARLY_HELP,
        ),
        Field("basis", "On what basis is it shared?", AnswerKind.MANY, unknowns=SENSITIVE_UNKNOWNS),
        Field(
            "why_shared",
            "Why is it shared, or not shared?",
            AnswerKind.TEXT,
            unknowns=SENSITIVE_UNKNOWNS,
        ),
    ),
)
