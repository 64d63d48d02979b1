"""The page of a decision: what is done now, each with its reason, also not to refer.

Its answers become one `decision` entry, never parts of a record, so it is none of PAGES. Only those
that the record was sealed to decide; its author sees what was decided and what they need to know,
and may disagree. The reasons are for those who decide (docs/decisions/0084).
"""

from msgspec import structs

from app.domain.pages.page_model import AnswerKind, Field, Group, Page, Step, make_options

REVIEWED = ("support_in_setting", "safety_plan", "national_referral_mechanism", "no_further_action")
"""Outcomes that nobody outside takes over: each needs a day on which a person looks again."""

OUTCOME_FIELDS = (
    Field(
        "outcome",
        "What happens now?",
        AnswerKind.ONE,
        options=make_options(
            police="Call 999 or the police",
            refer="Refer to children’s services",
            consult_without_names="Ask children’s services for advice without giving names",
            allocated_social_worker="Tell the child’s own social worker",
            lado="Call the LADO about someone who works with children",
            medical_help="Medical help, or a sexual assault referral centre",
            early_help="Early Help or Family Help",
            support_in_setting=("Support from us", "Support in this setting"),
            safety_plan="A safety plan between children",
            national_referral_mechanism="National Referral Mechanism, through a first responder",
            no_further_action="No further action now",
        ),
        unknowns=(),
    ),
    Field("reason", "Why?", AnswerKind.TEXT, unknowns=()),
    Field("agreed_with", "Who agreed, or was asked? Name and role", unknowns=(), wraps=True),
    Field(
        "review_on",
        "When will you review this?",
        AnswerKind.DATE,
        "Enter a date if you chose support from us, a safety plan, the National Referral Mechanism "
        "or no further action. We’ll remind everyone who can read this concern on that day.",
        unknowns=(),
        later=True,
        third="Review date",
    ),
)

DECISION = Page(
    name="decision",
    title="Record a decision",
    step=Step.SUPPORT,
    after_signing=True,
    guided=False,
    for_readers=True,
    fields=(
        Field(
            "concern_types",
            "What kind of concern is this?",
            AnswerKind.MANY,
            "Choose what you think now. You can choose more than one, or none.",
            options=make_options(
                sexual_exploitation="Child sexual exploitation",
                criminal_exploitation="Child criminal exploitation",
                sexual_abuse="Sexual abuse",
                physical_abuse="Physical abuse",
                emotional_abuse="Emotional abuse",
                neglect="Neglect",
                domestic_abuse="Domestic abuse",
                online="Harm online",
                harm_by_children="Harm by another child or children",
                missing="Missing",
                radicalisation="Radicalisation",
                fgm="Female genital mutilation",
                forced_marriage="Forced marriage or so-called honour-based abuse",
                self_harm="Self-harm or thoughts of suicide",
                about_staff="About someone who works with children",
                something_else="Something else",
            ),
            unknowns=(),
            fold="What kind of concern is this?",
        ),
    ),
    group=Group(name="outcomes", one="Decision", fields=OUTCOME_FIELDS, add="Add another decision"),
)

REASON, FOR_AUTHOR = "reason", "for_author"
FOR_AUTHOR_LABEL = "What the person who recorded this needs to know, and do"
SHARED_WITH_AUTHOR = frozenset({"outcome", "review_on"})
"""Answers of a decision that the author of the record reads too. All others are the readers'."""


def fit_decision_page(author: str, *, asks: bool) -> Page:
    """Return the page as it asks about a record of `author`.

    `asks`: with the box of what the author needs to know. Its words belong to this concern, so it
    is no question of a form, and is stored by itself.
    """
    hint = f"{author} cannot read this in Heard." if asks else ""
    label = f"What does {author} need to know, and do?"
    box = Field(FOR_AUTHOR, label, AnswerKind.TEXT, f"{author} can read this.", unknowns=())
    fields = []
    for field in OUTCOME_FIELDS:
        is_reason = field.name == REASON
        fields.append(structs.replace(field, hint=hint) if is_reason else field)
        fields += [box] if is_reason and asks else []
    group = Group(name="outcomes", one="Decision", fields=tuple(fields), add="Add another decision")
    return structs.replace(DECISION, group=group)


DISAGREEMENT = Page(
    name="disagreement",
    title="Challenge this decision",
    third="Decision challenged",
    step=Step.SUPPORT,
    after_signing=True,
    guided=False,
    intro="disagree",
    fields=(
        Field(
            "why",
            "What do you disagree with, and why?",
            AnswerKind.TEXT,
            third="What they disagree with, and why",
            unknowns=(),
            rows=6,
        ),
        Field(
            "instead",
            "What do you think should happen?",
            AnswerKind.TEXT,
            third="What they think should happen",
            unknowns=(),
        ),
    ),
)
