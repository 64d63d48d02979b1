"""Pages of a referral: what a team asks first, how it was passed on, each answer, who heard of it.

Anybody who can open the file fills them, its author too: nobody waits for a lead. Their answers
become `referral`, `reply` and `escalation` entries, never parts of a record, so they are none of
PAGES. What a team asks stores no answer of its own: each is a part of the page that asks it
elsewhere, so that papers, the call script and the concern have one place for it.
"""

from collections.abc import Iterator

from msgspec import structs

from app.domain.pages.core import CHILD
from app.domain.pages.details_record import ABOUT_CHILD, HOUSEHOLD
from app.domain.pages.details_support import FAMILY
from app.domain.pages.page_model import AnswerKind, Field, Group, Page, Step, make_options

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
            third="Who said when they want it in writing",
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
                acknowledged="They said they have received it",
                decided="They said what they decided to do",
                outcome="They said what the outcome is",
                no_answer=(
                    "I asked again and got no reply",
                    "They were asked again and did not reply",
                ),
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

LEVEL = Field(
    "level",
    "Who are you escalating to?",
    AnswerKind.ONE,
    options=make_options(
        manager="Their manager",
        next_senior="Someone more senior than their manager",
        partnership="The partnership’s steps for when professionals do not agree",
    ),
    unknowns=(),
)
"""It is stored by itself: from it on an escalation waits for an answer (docs/decisions/0085)."""

_SOURCES = (
    (CHILD, ("born_on",)),
    (ABOUT_CHILD, ("addresses", "school_or_setting", "disability", "communication", "language")),
    (FAMILY, ("safe_contact",)),
)
STORED_PAGE = {name: page.part_name for page, names in _SOURCES for name in names}
"""The page that stores each answer."""
HOUSEHOLD_FIELDS = ("name", "relationship", "phone", "address", "parental_responsibility")


def _find_field(page: Page, name: str) -> Field:
    fields = (*page.fields, *(page.group.fields if page.group else ()))
    found = next(field for field in fields if field.name == name)
    return structs.replace(found, unknowns=(), offered=())  # a blank is blank


ASKED = Page(
    name="asked",
    title="What they will ask you",
    third="What a duty team asks",
    step=Step.SUPPORT,
    per_child=True,
    after_signing=True,
    guided=False,
    fields=tuple(_find_field(page, name) for page, names in _SOURCES for name in names),
    group=Group(
        name="household",
        one="Parent, carer, brother or sister",
        add="Add another person",
        fields=tuple(_find_field(HOUSEHOLD, name) for name in HOUSEHOLD_FIELDS),
    ),
)


def list_asked_fields() -> Iterator[tuple[str, str]]:
    """Yield the stored page and name of every question that this page asks."""
    for name, page in STORED_PAGE.items():
        yield page, name
    for name in HOUSEHOLD_FIELDS:
        yield HOUSEHOLD.part_name, name
