"""The summary for the LADO: a worry about somebody who works or volunteers with children.

The LADO is the council's officer for such worries, and must hear of one whatever else is done. Why
they are told stands on the first page. The paper leads with the person: who they are, what they do
and how they come near children. Then what was said or seen, which child it is about, and who has
been told. It asks what no page of Heard asks: the person's role, employer, date of birth and home
address, and whether they know of this. Each is listed as not asked yet.

Of the people in a record it names those who are, or may be, somebody who works with children: who
is said not to be stands on the council's paper. Many councils have a form of their own for this;
none is followed here, so the order is ours and no council's name is on it. It holds no view on
whether what was said is so, and never prints a level.
"""

from referral_forms.form_definition import (
    Form,
    FormBlock,
    FormKind,
    FormSection,
    SectionKind,
    leave_out_keys,
    list_part_keys,
)
from referral_forms.forms import shared_sections, summary_parts
from referral_forms.forms.summary_page_one import REFERRER

ID = "lado-summary"
NOT_YET = "Not recorded when this document was made"

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
            )
        ),
        shared_sections.TONIGHT,
    ),
)

REASON = FormBlock(
    2,
    "Why the LADO is told: the worker’s view",
    (FormSection(keys=("account.worry",)),),
)

TELLING = FormBlock(
    6,
    "Who is telling the LADO",
    (REFERRER.sections[0],),
)

WORKER = FormBlock(
    1,
    "The person the concern is about",
    (
        FormSection(keys=("now.about_our_team",)),
        shared_sections.NO_PERSON,
        FormSection(
            heading="Who they are",
            instead="people.no_one_in_particular",
            repeats=True,
            item_name="Person",
            fold="Their name",
            keys=list_part_keys(
                "people",
                "name_or_nickname",
                "position_of_trust",
                "with_children_now",
                "with_children_where",
                "relationship",
                "contact_with_child",
                "description",
                "places",
                "usernames",
                "platforms",
                "phones",
                "vehicles",
            ),
        ),
        FormSection(
            heading="Their work",
            keys=list_part_keys(
                "no_question",
                "worker_role",
                "worker_setting",
                "worker_employer",
                "worker_born",
                "worker_home",
                "worker_children",
                "worker_before",
                "worker_knows",
            ),
        ),
    ),
)

CHILD = FormBlock(
    4,
    "The child",
    (
        FormSection(
            per_child=True,
            keys=(
                "child.name",
                "about_child.also_known_as",
                "child.born_on",
                "child.age",
                "about_child.gender",
                "child.part",
                "child.group",
                *shared_sections.SCHOOL,
                "child.home_area",
                "about_child.addresses",
                *shared_sections.NEEDS,
                *shared_sections.CARE,
                "wishes.child_wishes",
            ),
        ),
    ),
)

SAID = FormBlock(
    3,
    "What was said or seen",
    (
        FormSection(
            keys=(
                "account.how_known",
                *shared_sections.HAPPENED,
            )
        ),
        FormSection(
            heading="What the child said or showed",
            kind=SectionKind.WORDS,
            keys=(
                *shared_sections.CHILD_WORDS,
                "response.what_you_said",
                *shared_sections.TOLD_WHERE,
                *shared_sections.HOW_TOLD,
            ),
        ),
        FormSection(
            heading="What was seen and done",
            keys=(
                "account.seen",
                "account.seen_at",
                "response.what_you_did",
                *shared_sections.FIRST_NOTE,
            ),
        ),
        shared_sections.NOTES_CHANGED,
        FormSection(
            heading="What others said",
            keys=shared_sections.TOLD_BY_OTHERS,
        ),
        FormSection(
            heading="What other people said, person by person",
            repeats=True,
            item_name="Other person",
            fold="People",
            keys=shared_sections.OTHERS,
        ),
        shared_sections.MARKS,
        FormSection(
            heading="Images, gifts and other children",
            keys=(
                "exploitation.images_exist",
                "exploitation.images_spreading",
                "exploitation.gifts_or_money",
                "exploitation.other_children_named",
            ),
        ),
        FormSection(
            heading="The worker's own view",
            keys=list_part_keys("view", "opinion", "opinion_reason", "not_sure_of"),
        ),
        shared_sections.EVIDENCE,
        shared_sections.ADDED_LATER,
    ),
)

DONE = FormBlock(
    5,
    "What has been done",
    (
        shared_sections.CALLS,
        FormSection(
            keys=(
                *shared_sections.TOLD_LEAD,
                "told.explained_next",
                "told.confidentiality",
                "response.told_anyone_else",
                "response.social_worker",
                "no_question.worker_told",
            )
        ),
        FormSection(
            heading="The family",
            per_child=True,
            keys=(
                *shared_sections.FAMILY_TOLD,
                "family.parents_views",
                *shared_sections.SAFE_TO_TELL,
            ),
        ),
        shared_sections.REPORTED,
    ),
)

AFTER = FormBlock(
    7,
    "What the LADO said",
    (
        FormSection(
            blank=NOT_YET,
            gap=False,
            keys=list_part_keys("no_question", "lado_answered", "lado_advice", "lado_reference"),
        ),
    ),
)

BLOCKS = (RIGHT_NOW, WORKER, REASON, SAID, CHILD, DONE, TELLING, AFTER)

OWN_QUESTIONS = {
    "no_question.worker_role": "Their role, paid or not",
    "no_question.worker_setting": "Where they work with children",
    "no_question.worker_employer": "Who employs them, or runs the setting, and who to call there",
    "no_question.worker_born": "Their date of birth",
    "no_question.worker_home": "Their home address",
    "no_question.worker_children": "Their own children, or other work with children",
    "no_question.worker_before": "Earlier concerns about them",
    "no_question.worker_knows": "Whether they know about this concern",
    "no_question.worker_told": "Who at their employer has been told",
    "no_question.lado_answered": "Who answered, and when",
    "no_question.lado_advice": "What they said to do",
    "no_question.lado_reference": "Their reference",
}

FORM = Form(
    id=ID,
    version=shared_sections.VERSIONS[ID],
    kind=FormKind.LADO,
    title="Summary for the LADO",
    recipient="the local authority designated officer (LADO)",
    source="The order is Heard’s own: what local procedures say the LADO is told first, 2026",
    notice=(
        "This is not the council’s own form. Do not show it to the person it is about. Do not ask "
        "them about it before the LADO has said what to do."
    ),
    blocks=BLOCKS,
    quotes=summary_parts.select_quoted_keys(BLOCKS),
    original_language=summary_parts.select_original_language_keys(BLOCKS),
    follow_ups=tuple(
        one
        for one in summary_parts.select_follow_ups(BLOCKS)
        # Everyone named here works with children, or may: no answer about that closes it.
        if one.after != "people.position_of_trust"
    ),
    labels=summary_parts.select_labels(summary_parts.list_printed_keys(BLOCKS)) | OWN_QUESTIONS,
    left_out=leave_out_keys(
        "Says which members must not open the record inside the organisation.", "sign.not_for"
    )
    | leave_out_keys(
        "Says whose an answer is. The answer is in that child's document.",
        *list_part_keys(
            "child", "whose_child_words", "whose_seen", "whose_told_by_others", "whose_worry"
        ),
    )
    | leave_out_keys(
        "Where the child is now is the council's to know: it is in the council's document.",
        "now.child_is",
        *list_part_keys("now", "where_now", "leaves_at", "leaves_with"),
    )
    | leave_out_keys(
        "More about the child than the LADO needs: it is in the council's document.",
        *list_part_keys("about_child", "due_on", "gp", "previous_concerns"),
        *shared_sections.CONTACT_AND_BACKGROUND,
        *shared_sections.NUMBERS,
        *shared_sections.SIGNS.keys,
        *shared_sections.LOOKED.keys,
        *list_part_keys("view", "strengths", "impact"),
        *list_part_keys("wishes", "child_told_what_next", "next_contact", "desired_outcome"),
        "exploitation.missing_episodes",
    )
    | leave_out_keys(
        "Whether a family agreed to a service is told to the council, in its own document.",
        *shared_sections.AGREEMENT,
    )
    | leave_out_keys(
        "Who is at home is not part of a concern about a worker. It is in the council's document.",
        *shared_sections.HOUSEHOLD,
        *list_part_keys("help_so_far", "support_given", "agencies", "worker_safety"),
    ),
)
