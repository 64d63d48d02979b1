"""The form of a made-up council, for practice and for tests. No council uses it.

It stands in an order of its own: danger, what has happened, the child, home, outside the home, and
only then who is writing. Four of its blocks are required, and its rule is the one that some
councils have: "write *not applicable* or *not known*, never leave a box blank". So nothing on it is
folded or passed over. What nobody answered prints as not known; what does not arise, because the
question before it says so, prints as not applicable. Whether it arises is never guessed.

It asks three things that no page of Heard asks. Never printed: a level or threshold
(docs/decisions/0005-no-risk-score.md).
"""

from msgspec import structs

from referral_forms.form_definition import (
    Form,
    FormBlock,
    FormSection,
    leave_out_keys,
    list_part_keys,
)
from referral_forms.forms import shared_sections, summary_parts
from referral_forms.forms.summary import AFTER
from referral_forms.forms.summary_page_one import REFERRER

ID = "example-authority-referral"

DANGER = FormBlock(
    0,
    "Danger now",
    (
        FormSection(
            keys=(
                "now.danger_now",
                "now.danger_why",
                "now.danger_why_other",
                "calls.to_999",
                "now.child_is",
                "now.where_now",
                "no_question.condition",
                "now.others_in_danger",
                "now.leaves_at",
                "now.leaves_with",
                "help_so_far.worker_safety",
            )
        ),
        FormSection(
            heading="Tonight",
            per_child=True,
            keys=(*shared_sections.TONIGHT.keys, "wishes.next_contact"),
        ),
        structs.replace(shared_sections.CALLS, heading="Calls already made"),
        shared_sections.REPORTED,
    ),
)

HAPPENED = FormBlock(
    1,
    "What has happened",
    (
        FormSection(
            keys=(
                "account.worry",
                "account.how_known",
                *shared_sections.CHILD_WORDS,
                *shared_sections.TOLD_WHERE,
                *shared_sections.HOW_TOLD,
                *shared_sections.HAPPENED,
            )
        ),
        FormSection(
            heading="Seen and done",
            keys=(
                "account.seen",
                "account.seen_at",
                "response.what_you_said",
                "response.what_you_did",
                *shared_sections.FIRST_NOTE,
            ),
        ),
        shared_sections.NOTES_CHANGED,
        FormSection(
            heading="Told by somebody else",
            keys=shared_sections.TOLD_BY_OTHERS,
        ),
        FormSection(
            heading="Told by other people, person by person",
            repeats=True,
            item_name="Other person",
            keys=shared_sections.OTHERS,
        ),
        shared_sections.MARKS,
        shared_sections.SIGNS,
        shared_sections.LOOKED,
        FormSection(
            heading="What the worker makes of it",
            keys=(
                "view.opinion",
                "view.opinion_reason",
                "view.impact",
                "view.strengths",
                "view.not_sure_of",
                *shared_sections.EVIDENCE.keys,
            ),
        ),
        shared_sections.ADDED_LATER,
    ),
    required=True,
)

CHILD = FormBlock(
    2,
    "The child",
    (
        FormSection(
            per_child=True,
            keys=(
                "child.name",
                "about_child.also_known_as",
                "child.born_on",
                "about_child.due_on",
                "child.age",
                "about_child.gender",
                "child.part",
                "child.home_area",
                "about_child.addresses",
                *shared_sections.CONTACT_AND_BACKGROUND,
                *shared_sections.NEEDS,
                *shared_sections.NUMBERS,
                *shared_sections.CARE,
                "no_question.immigration",
                *shared_sections.SCHOOL,
                "child.group",
                "no_question.attendance",
                "no_question.exclusions",
                "about_child.gp",
                "no_question.health_visitor",
            ),
        ),
    ),
    required=True,
)

HOME = FormBlock(
    3,
    "Home and family",
    (
        FormSection(
            heading="People at home",
            repeats=True,
            item_name="Person at home",
            keys=shared_sections.HOUSEHOLD,
        ),
        FormSection(
            heading="More about home",
            keys=("no_question.example_pets", "no_question.home_language"),
        ),
    ),
)

OUTSIDE = FormBlock(
    4,
    "Outside the home",
    (
        FormSection(
            keys=(
                *list_part_keys("exploitation", "missing_episodes", "gifts_or_money"),
                *list_part_keys("exploitation", "images_exist", "images_spreading"),
                "exploitation.other_children_named",
                "now.about_our_team",
            )
        ),
        shared_sections.NO_PERSON,
        shared_sections.PEOPLE_OF_CONCERN,
    ),
)

VIEWS = FormBlock(
    5,
    "What the child and family say",
    (
        FormSection(keys=("told.explained_next",)),
        FormSection(
            heading="Each child",
            per_child=True,
            keys=(
                "wishes.child_wishes",
                "wishes.child_told_what_next",
                "wishes.desired_outcome",
                "family.parents_views",
            ),
        ),
    ),
)

AGREEMENT = FormBlock(
    6,
    "Who knows, and who has agreed",
    (
        FormSection(keys=("told.confidentiality", "response.told_anyone_else")),
        FormSection(
            heading="The family",
            per_child=True,
            keys=(
                *shared_sections.AGREEMENT,
                *shared_sections.FAMILY_TOLD,
                *shared_sections.SAFE_TO_TELL,
            ),
        ),
    ),
    required=True,
)

WRITER = FormBlock(
    7,
    "Who is writing",
    (
        REFERRER.sections[0],
        FormSection(
            heading="The safeguarding lead",
            keys=shared_sections.TOLD_LEAD,
        ),
    ),
    required=True,
)

HELP = FormBlock(
    8,
    "Help so far",
    (
        FormSection(
            keys=(
                "help_so_far.support_given",
                "help_so_far.agencies",
                "response.social_worker",
                "no_question.example_team",
            )
        ),
        FormSection(
            heading="Before this",
            per_child=True,
            keys=("about_child.previous_concerns",),
        ),
    ),
)

BLOCKS = (
    DANGER,
    HAPPENED,
    CHILD,
    HOME,
    OUTSIDE,
    VIEWS,
    AGREEMENT,
    WRITER,
    HELP,
    FormBlock(9, "After this form", AFTER.sections),
)

OWN_QUESTIONS = {
    "no_question.example_pets": "Animals at home",
    "no_question.example_team": "Which Example team knows the family",
}

FORM = Form(
    id=ID,
    version=shared_sections.VERSIONS[ID],
    title="Example Authority: request for help or protection",
    source="Made up for practice and tests. No council publishes it, 2026",
    notice=(
        "Call the Front Door first: paper comes after. In every box write “not applicable” or say "
        "why there is no answer. Never leave one empty. A gap is no reason to wait."
    ),
    blocks=BLOCKS,
    quotes=summary_parts.select_quoted_keys(BLOCKS),
    original_language=summary_parts.select_original_language_keys(BLOCKS),
    follow_ups=tuple(
        one
        for one in summary_parts.select_follow_ups(BLOCKS)
        # Whether the child is born, spoke another language, or 999 was called, no blank tells.
        if not {
            "account.told_by_others",
            "about_child.due_on",
            "account.child_words_original",
            "calls.to_999",
        }
        & set(one.keys)
    ),
    labels=summary_parts.select_labels(summary_parts.list_printed_keys(BLOCKS)) | OWN_QUESTIONS,
    left_out=leave_out_keys(
        "Says which members must not open the record inside the organisation. The council does "
        "not need it.",
        "sign.not_for",
    )
    | leave_out_keys(
        "Says whose an answer is. The answer is in that child's document.",
        *list_part_keys(
            "child", "whose_child_words", "whose_seen", "whose_told_by_others", "whose_worry"
        ),
    ),
    never_blank=True,
)
