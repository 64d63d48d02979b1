"""The page of a decision: what is done now, each with its reason, also not to refer.

Its answers become one `decision` entry, never parts of a record, so it is none of PAGES. Only those
that the record was sealed to decide; its author sees what was decided and what they need to know,
and may disagree. The reasons are for those who decide (docs/decisions/0084).
"""

from collections.abc import Iterator, Mapping

from msgspec import structs

from app.domain.pages.page_model import (
    AnswerKind,
    Field,
    Group,
    Option,
    Page,
    Step,
    make_options,
)
from app.domain.private_struct import PrivateStruct

REVIEWED = ("support_in_setting", "safety_plan", "national_referral_mechanism", "no_further_action")
"""Outcomes that nobody outside takes over: each needs a day on which a person looks again."""

NO_FURTHER_ACTION = "no_further_action"
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
            low_level="Low-level concern, kept",
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
    third="Decision",
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
        Field(
            "family_told",
            "Does the family know?",
            AnswerKind.ONE,
            "Tell them, unless it could put a child in more danger, warn the person "
            "you’re worried about, or lose evidence.",
            options=make_options(
                told="Yes, they have been told",
                will_tell="Someone will tell them",
                not_yet="Not yet",
            ),
            unknowns=(),
        ),
        Field(
            "family_why",
            "If not yet, why?",
            AnswerKind.TEXT,
            unknowns=(),
        ),
        Field(
            "decided_at",
            "When was it decided?",
            AnswerKind.MOMENT,
            "Leave this blank if you decided it now.",
            unknowns=(),
        ),
    ),
    group_first=True,
    group=Group(name="outcomes", one="Decision", fields=OUTCOME_FIELDS, add="Add another decision"),
)

REASON, FOR_AUTHOR, OUTCOME, LOW_LEVEL = "reason", "for_author", "outcome", "low_level"
DECIDED_AT = "decided_at"
FAMILY_TOLD, FAMILY_WHY, WILL_TELL, NOT_YET = "family_told", "family_why", "will_tell", "not_yet"
TASK_OWNER, TASK_DUE, FAMILY_OWNER, FAMILY_DUE = (
    "task_owner",
    "task_due",
    "family_owner",
    "family_due",
)
TASK_BOXES, FAMILY_BOXES = (TASK_OWNER, TASK_DUE), (FAMILY_OWNER, FAMILY_DUE)
BOXES = frozenset({*TASK_BOXES, *FAMILY_BOXES})
"""Boxes of the tasks that follow: they make tasks, and are no answers of the decision."""
TASK_WORDS = {
    "consult_without_names": "Ask children’s services for advice without giving names",
    "allocated_social_worker": "Tell the child’s own social worker",
    "lado": "Call the LADO about someone who works with children",
    "early_help": "Ask for Early Help or Family Help",
    "safety_plan": "Make a safety plan between children",
    "national_referral_mechanism": "Ask a first responder to use the National Referral Mechanism",
}
"""Outcomes that someone has to do by a day, in the words of a task. What cannot wait, as calling
999, is never a task with a day. A referral and support from us have clocks of their own."""
FOR_AUTHOR_LABEL = "What the person who recorded this needs to know, and do"
SHARED_WITH_AUTHOR = frozenset({"outcome", "review_on", DECIDED_AT})
"""Answers of a decision that the author of the record reads too. All others are the readers'."""


WHO_TELLS = "Who tells the family, or reviews this?", "When must they do it?"


class DecisionQuestions(PrivateStruct, frozen=True):
    """The facts of one concern that the page asks by.

    `author`: who recorded it, "" where they read it all.
    `owners`: who can be given a task, by id; `about_staff`: it is or may be about someone here.
    """

    author: str
    owners: Mapping[str, str]
    about_staff: bool


def build_decision_page(asked: DecisionQuestions) -> Page:
    """Return the page as it asks about one concern.

    Several outcomes can be ticked together. The boxes of the author's words and of the tasks belong
    to this concern: they are no questions of a form, and are stored by themselves.
    """
    fields = [field for one in OUTCOME_FIELDS for field in _fit_outcome_field(one, asked)]
    kinds, *family, decided_at = DECISION.fields
    group = Group(name="outcomes", one="Decision", fields=tuple(fields), add="Add another decision")
    own = (decided_at, *family, *_ask_who(FAMILY_BOXES, asked, *WHO_TELLS), kinds)
    return structs.replace(DECISION, group=group, fields=own)


def _fit_outcome_field(field: Field, asked: DecisionQuestions) -> Iterator[Field]:
    if field.name == OUTCOME:
        shown = (o for o in field.options if asked.about_staff or o.token != LOW_LEVEL)
        hint = (
            "Choose all that apply. If you choose 999, the police or medical help, call now. For "
            "most other choices, Heard adds a task."
        )
        options = tuple(shown)
        yield structs.replace(field, kind=AnswerKind.MANY, options=options, hint=hint)
        yield from _ask_who(TASK_BOXES, asked, "Who does it?", "When must it be done?")
    elif field.name == REASON and asked.author:
        yield structs.replace(field, hint=f"{asked.author} cannot read this in Heard.")
        label = f"What does {asked.author} need to know, and do?"
        hint = f"{asked.author} can read this."
        yield Field(FOR_AUTHOR, label, AnswerKind.TEXT, hint, unknowns=())
    else:
        yield field


def _ask_who(
    boxes: tuple[str, str], asked: DecisionQuestions, who: str, when: str
) -> tuple[Field, Field]:
    owners = tuple(Option(person, name) for person, name in asked.owners.items())
    owner, due = boxes
    return (
        Field(owner, who, AnswerKind.ONE, options=owners, unknowns=()),
        Field(due, when, AnswerKind.DATE, unknowns=(), later=True),
    )


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
