"""Page 1 of the summary: the blocks that answer what a duty social worker asks first.

Danger, where the child is and if they are safe tonight; the child, their words, who is feared, why
it is referred, what was done, what the family knows, and who is referring.
"""

from msgspec import structs

from referral_forms.form_definition import FormBlock, FormSection, SectionKind
from referral_forms.forms import shared_sections

RIGHT_NOW = FormBlock(
    0,
    "Right now",
    (
        FormSection(
            keys=(
                "now.danger_now",
                "now.danger_why",
                "now.danger_why_other",
                "calls.to_999",
                "now.others_in_danger",
                "now.child_is",
                "now.where_now",
                "now.leaves_at",
                "now.leaves_with",
                "no_question.condition",
            )
        ),
        shared_sections.TONIGHT,
    ),
)

CHILD = FormBlock(
    1,
    "The child",
    (
        FormSection(
            per_child=True,
            keys=(
                "child.name",
                "child.age",
                "child.born_on",
                "child.part",
                "child.home_area",
                "about_child.addresses",
                *shared_sections.SCHOOL,
                "child.group",
                "response.social_worker",
            ),
        ),
    ),
)

SAID = FormBlock(
    2,
    "What the child said",
    (
        FormSection(
            kind=SectionKind.WORDS,
            keys=(
                "child.whose_child_words",
                *shared_sections.CHILD_WORDS,
                *shared_sections.TOLD_WHERE,
                "account.how_known",
            ),
        ),
    ),
)

FEARED = FormBlock(
    3,
    "Who the worker is worried about",
    (
        shared_sections.NO_PERSON,
        structs.replace(shared_sections.PEOPLE_OF_CONCERN, heading=""),
        FormSection(keys=("now.about_our_team", "no_question.links")),
    ),
)

REASON = FormBlock(
    4,
    "Why this is referred: the worker’s view",
    (FormSection(keys=("child.whose_worry", "account.worry")),),
)

DONE = FormBlock(
    5,
    "What has been done",
    (
        FormSection(keys=shared_sections.TOLD_LEAD),
        shared_sections.CALLS,
        shared_sections.REPORTED,
    ),
)

FAMILY = FormBlock(
    6,
    "Parents and carers",
    (
        FormSection(
            per_child=True,
            keys=(
                *shared_sections.FAMILY_TOLD,
                "family.parents_views",
                *shared_sections.SAFE_TO_TELL,
                *shared_sections.AGREEMENT,
                "help_so_far.worker_safety",
            ),
        ),
    ),
)

REFERRER = FormBlock(
    7,
    "Who is referring",
    (
        FormSection(
            keys=(
                "meta.author",
                "meta.author_role",
                "meta.organisation",
                "meta.organisation_address",
                "meta.author_contact",
                "account.relationship_to_child",
                "account.account_by",
                "account.account_by_name",
                "account.account_by_role",
                "account.account_by_contact",
                "account.account_by_received",
                "account.account_by_written_at",
                *shared_sections.CONTACT.keys,
            )
        ),
    ),
)
