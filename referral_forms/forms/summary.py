"""The summary that supports a referral to children's social care, for any council.

Page 1 answers what a duty social worker asks first: is anyone in danger, where is the child, are
they safe tonight, who to call back; then the child, what the child said, who is feared, why it is
referred, what was done, what the family knows, and who is referring. Page 2 has everything else.
It never claims to be a council's form, and carries no council's name. Field names are those of
docs/record-schema.md.

Such forms also ask what no page of Heard asks. Each stands here as a "no_question." key, which
nothing answers, so it prints as not known and can be filled in by hand or by phone: the child's
condition now; immigration status; attendance; exclusions; health visitor; date of birth, gender,
ethnicity and language of the people at home; other children who are often there; type of
concern; links between people of concern. "999 called" is
answered from the calls. Never printed: a level or threshold (docs/decisions/0005-no-risk-score.md),
and the consistent identifier of children, until regulations name one.
"""

from msgspec import structs

from referral_forms.form_definition import (
    Form,
    FormBlock,
    FormSection,
)
from referral_forms.forms import shared_sections, summary_page_one
from referral_forms.forms.summary_follow_ups import FOLLOW_UPS, LABELS

ID = "summary-for-a-referral"

SIGNS = FormBlock(
    8,
    "Signs the worker noticed",
    (structs.replace(shared_sections.SIGNS, heading=""), shared_sections.LOOKED),
)

SEEN = FormBlock(
    9,
    "What was seen and done",
    (
        FormSection(
            keys=(
                "child.whose_seen",
                "account.seen",
                "account.seen_at",
                "response.what_you_said",
                "response.what_you_did",
                *shared_sections.FIRST_NOTE,
            ),
        ),
        shared_sections.NOTES_CHANGED,
    ),
)

OTHERS = FormBlock(
    10,
    "What others said",
    (
        FormSection(
            keys=(
                "child.whose_told_by_others",
                *shared_sections.TOLD_BY_OTHERS,
            ),
        ),
        FormSection(
            repeats=True,
            item_name="Other person",
            fold="What other people said",
            keys=shared_sections.OTHERS,
        ),
    ),
)

NEXT = FormBlock(
    11,
    "What happens next for the child",
    (
        FormSection(keys=("told.explained_next", "told.confidentiality")),
        FormSection(
            per_child=True,
            keys=(
                "wishes.child_wishes",
                "wishes.child_told_what_next",
                "wishes.next_contact",
                "wishes.desired_outcome",
            ),
        ),
    ),
)

CAME_TO_LIGHT = FormBlock(
    12,
    "When it happened, and who was told",
    (
        FormSection(
            keys=(
                *shared_sections.HAPPENED,
                *shared_sections.HOW_TOLD,
                "response.told_anyone_else",
                "no_question.type",
            )
        ),
    ),
)

OUTSIDE_HOME = FormBlock(
    13,
    "Missing, gifts and images",
    (
        FormSection(
            keys=(
                "exploitation.missing_episodes",
                "exploitation.gifts_or_money",
                "exploitation.images_exist",
                "exploitation.images_spreading",
                "exploitation.other_children_named",
            )
        ),
    ),
)

MARKS = FormBlock(
    14,
    "Marks and injuries that could be seen",
    (structs.replace(shared_sections.MARKS, heading=""),),
)

HOUSEHOLD = FormBlock(
    15,
    "People at home",
    (
        FormSection(
            repeats=True,
            item_name="Person at home",
            fold="Who the child lives with",
            keys=shared_sections.HOUSEHOLD,
        ),
        FormSection(
            keys=(
                "no_question.home_born",
                "no_question.home_gender",
                "no_question.home_ethnicity",
                "no_question.home_language",
                "no_question.home_children",
            ),
        ),
    ),
)

MORE = FormBlock(
    16,
    "More about the child",
    (
        FormSection(
            per_child=True,
            keys=(
                "about_child.also_known_as",
                "about_child.due_on",
                "about_child.gender",
                *shared_sections.CONTACT_AND_BACKGROUND,
                *shared_sections.NEEDS,
                *shared_sections.NUMBERS,
                *shared_sections.CARE,
                "no_question.immigration",
                "no_question.attendance",
                "no_question.exclusions",
                "about_child.gp",
                "no_question.health_visitor",
                "about_child.previous_concerns",
            ),
        ),
    ),
)

HELP = FormBlock(
    17,
    "Help so far",
    (FormSection(keys=("help_so_far.support_given", "help_so_far.agencies")),),
)

VIEW = FormBlock(
    18,
    "More of the worker’s view",
    (
        FormSection(
            keys=(
                "view.opinion",
                "view.opinion_reason",
                "view.impact",
                "view.strengths",
                "view.not_sure_of",
            ),
        ),
    ),
)

EVIDENCE = FormBlock(
    19,
    "Notes and evidence",
    (structs.replace(shared_sections.EVIDENCE, heading=""),),
)

AFTER = FormBlock(
    20,
    "After the referral",
    (
        FormSection(
            blank="Not recorded when this document was made",
            gap=False,
            keys=(
                "referral.method",
                "referral.to",
                "referral.by",
                "referral.at",
                "referral.reference",
                "referral.written_confirmation_due",
                "reply.acknowledged_at",
                "reply.decision",
            ),
        ),
    ),
)

ADDED = FormBlock(
    21,
    "Added after signing",
    (FormSection(keys=("addition.words",)),),
)

FORM = Form(
    id=ID,
    version=shared_sections.VERSIONS[ID],
    title="Summary to support a referral",
    recipient="children’s services",
    source="The order is Heard’s own: what a duty social worker asks first, 2026",
    notice="This is not the council’s own form.",
    blocks=(
        summary_page_one.RIGHT_NOW,
        summary_page_one.CHILD,
        summary_page_one.SAID,
        summary_page_one.FEARED,
        summary_page_one.REASON,
        summary_page_one.DONE,
        summary_page_one.FAMILY,
        summary_page_one.REFERRER,
        SIGNS,
        SEEN,
        OTHERS,
        NEXT,
        CAME_TO_LIGHT,
        OUTSIDE_HOME,
        MARKS,
        HOUSEHOLD,
        MORE,
        HELP,
        VIEW,
        EVIDENCE,
        AFTER,
        ADDED,
    ),
    quotes=frozenset(
        {
            "account.child_words",
            "account.child_words_original",
            "account.questions_asked",
            "account.first_note",
            "account.first_note_later",
            "account.told_by_others",
            "response.what_you_said",
            "others.said",
            "injuries.child_explanation",
            "wishes.child_wishes",
        }
    ),
    original_language=frozenset({"account.child_words_original"}),
    follow_ups=FOLLOW_UPS,
    labels=LABELS,
    left_out={
        "sign.not_for": (
            "Says which members must not open the record inside the organisation. The council "
            "does not need it."
        ),
    },
)
