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
    FollowUp,
    Form,
    FormBlock,
    FormSection,
    SectionKind,
    list_part_keys,
)
from referral_forms.forms import shared_sections

ID = "summary-for-a-referral"

TELLING = (
    *list_part_keys("account", "child_words", "questions_asked"),
    "account.asked_any",
    *shared_sections.TOLD_WHERE,
)
"""Asked of what a child told: where a child told nothing, nobody was asked them."""

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

SIGNS = FormBlock(
    8,
    "Signs the worker noticed",
    (structs.replace(shared_sections.SIGNS, heading=""), shared_sections.LOOKED),
)

SEEN = FormBlock(
    9,
    "What the worker saw and did",
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
    "What others told the worker",
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
    source="Its order is ours: what a duty social worker asks first, 2026",
    notice="It is not the council’s own form.",
    blocks=(
        RIGHT_NOW,
        CHILD,
        SAID,
        FEARED,
        REASON,
        DONE,
        FAMILY,
        REFERRER,
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
    follow_ups=(
        FollowUp(("calls.to_999",), "Answered from the calls, which say themselves what there is"),
        FollowUp(("addition.words",), "Nothing is asked: its blank would tell of no gap"),
        FollowUp(
            ("people.no_one_in_particular",),
            "Says why no one is named: mostly someone is, or no one was asked",
        ),
        FollowUp(
            ("indicators.looked",),
            "Says why no sign is named: mostly one is, or no one was asked",
        ),
        FollowUp(
            ("people.with_children_now",),
            "Asked of someone who works or volunteers with children",
            after="people.position_of_trust",
            says="Yes",
        ),
        FollowUp(
            ("people.with_children_where",),
            "Asked where they are with children now",
            after="people.with_children_now",
            says="Yes",
        ),
        FollowUp(
            ("account.questions_asked",),
            "Asked of what the worker asked: there is nothing where they asked nothing",
            after="account.asked_any",
            says="Yes",
            or_unanswered=True,
        ),
        FollowUp(
            ("account.others_present",),
            "Asked of others who were there: there is no one where the worker was alone",
            after="account.just_us",
            says="No",
            or_unanswered=True,
        ),
        FollowUp(
            ("family.family_told_by", "family.family_told_at", "family.parents_views"),
            "Asked of parents or carers who know: the others were told nothing yet",
            after="family.family_knows",
            says="Yes",
            or_unanswered=True,
        ),
        FollowUp(
            ("family.safe_to_tell", "family.safe_to_tell_reason"),
            "Asked of parents or carers who do not know yet",
            after="family.family_knows",
            says="No",
            or_unanswered=True,
        ),
        FollowUp(
            ("told.called_anyone_else",),
            "Says why no call is written: mostly one is, or nobody was asked",
        ),
        FollowUp(("told.whom",), "Says what kind of place a name does not: mostly the name does"),
        FollowUp(("told.how_it_ended",), "Asked of newer calls: older ones have no such answer"),
        FollowUp(
            ("now.danger_why",),
            "Asked where somebody is or may be in danger: nobody is where the worker said so",
            after="now.danger_now",
            unless="No",
        ),
        FollowUp(
            ("now.danger_why_other",),
            "Asked of a danger that is none of those listed: mostly it is one of them",
            after="now.danger_why",
            says="Something else",
        ),
        FollowUp(
            ("wishes.sleeps_where", "wishes.unsure_why"),
            "Asked where the worker is not sure of tonight: else the answer says enough",
            after="wishes.safe_tonight",
            says="Not sure",
        ),
        FollowUp(
            ("told.told_lead_said",),
            "What the lead said they would do: nothing where they were not told",
            after="told.told_lead",
            says="Yes",
        ),
        FollowUp(
            ("sharing.agreed", "sharing.agreed_by", "sharing.agreed_at"),
            "Asked of early help: nobody has to agree where a child may be at risk",
            after="sharing.agreement_needed",
            says="early help",
        ),
        FollowUp(
            ("about_child.placing_authority",),
            "Asked of a child in care: no council placed a child who is in none",
            after="about_child.looked_after",
            unless="No",
        ),
        FollowUp(("about_child.due_on",), "Asked of an unborn child: others were born"),
        FollowUp(
            ("account.child_words_original",),
            "Asked when the child used another language: most did not",
        ),
        FollowUp(
            (
                "account.account_by_name",
                "account.account_by_role",
                "account.account_by_contact",
                "account.account_by_received",
                "account.account_by_written_at",
            ),
            "Asked about a second person: there is none when the account is the writer's own",
            after="account.account_by",
            says="Someone else's",
        ),
        FollowUp(
            ("account.told_by_others",),
            "Asked by older pages alone: the newer ones ask of each person apart",
        ),
        FollowUp(
            ("account.told_by_others_source",),
            "Asked about what somebody told: there is no such person when nobody did",
            after="account.told_by_others",
        ),
        FollowUp(("account.first_note_at",), "Kept by Heard itself: no one is asked for it"),
        FollowUp(
            ("account.first_note_later", "account.first_note_later_at"),
            "What the notes were changed to: there is nothing when nobody changed them",
        ),
        FollowUp(
            (
                "circumstances.interpreter_name",
                "circumstances.interpreter_language",
                "circumstances.interpreter_accredited",
            ),
            "Asked about an interpreter: there is none when the child spoke without one",
            after="circumstances.how_told",
            says="Through an interpreter",
        ),
        FollowUp(
            TELLING,
            "Asked of what the child told: where the worker says they did not, there is none",
            after="account.how_known",
            says="child told",
            or_unanswered=True,
        ),
        FollowUp(("child.whose_child_words",), "Decides where words print; no page stores it"),
        FollowUp(("child.whose_seen",), "Decides where words print; no page stores it"),
        FollowUp(("child.whose_told_by_others",), "Decides where words print; no page stores it"),
        FollowUp(("child.whose_worry",), "Decides where words print; no page stores it"),
    ),
    labels={
        "meta.author": "Written by",
        "meta.author_role": "Role",
        "meta.organisation": "Organisation",
        "meta.organisation_address": "Address",
        "meta.author_contact": "Phone and email",
        "meta.lead": "Contact in the organisation",
        "meta.lead_contact": "The contact’s phone and email",
        "addition.words": "More that was told or seen",
        "calls.to_999": "999 called?",
        "no_question.condition": "How the child is now",
        "no_question.immigration": "Immigration or asylum status",
        "no_question.attendance": "Attendance",
        "no_question.exclusions": "Suspensions and exclusions",
        "no_question.health_visitor": "Health visitor or school nurse",
        "no_question.home_born": "Dates of birth",
        "no_question.home_gender": "Gender",
        "no_question.home_ethnicity": "Ethnicity",
        "no_question.home_language": "First language",
        "no_question.home_children": "Other children who are often there",
        "no_question.type": "Type of concern, in the council's own categories",
        "no_question.links": "How they know each other",
        "referral.method": "How the referral was made",
        "referral.to": "Who it was sent to",
        "referral.by": "Who made it",
        "referral.at": "When",
        "referral.reference": "Their reference",
        "referral.written_confirmation_due": "Written confirmation due",
        "reply.acknowledged_at": "Acknowledged",
        "reply.decision": "What was decided",
    },
    left_out={
        "sign.not_for": (
            "Says which members must not open the record inside the organisation. The council "
            "does not need it."
        ),
    },
)
