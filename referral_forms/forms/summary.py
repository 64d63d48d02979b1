"""The summary that supports a referral to children's social care, for any council.

It stands in the order that published multi-agency referral forms of English councils share. It
never claims to be a council's form, and carries no council's name. Field names are those of
docs/record-schema.md. What decides the next hours stands first: where the child is, when and with
whom they leave, whether they are safe tonight, and why somebody is worried.

Such forms also ask what no page of Heard asks. Each stands here as a "no_question." key, which
nothing answers, so it prints as not known and can be filled in by hand or by phone: the child's
condition now; immigration status; attendance; exclusions; health visitor; date of birth, gender,
ethnicity, language and contact of the people at home; other children who are often there; type of
concern; links between people of concern. "999 called" is
answered from the calls. Never printed: a level or threshold (docs/decisions/0005-no-risk-score.md),
and the consistent identifier of children, until regulations name one.
"""

from referral_forms.form_definition import FollowUp, Form, FormBlock, FormSection
from referral_forms.forms import shared_sections
from referral_forms.forms.versions import VERSIONS

ID = "summary-for-a-referral"

URGENCY = FormBlock(
    0,
    "Urgency",
    (
        FormSection(
            keys=(
                "now.danger_now",
                "calls.to_999",
                "now.danger_why",
                "now.danger_why_other",
                "now.others_in_danger",
                "response.social_worker",
                "now.child_is",
                "now.where_now",
                "no_question.condition",
                "now.leaves_at",
                "now.leaves_with",
            )
        ),
        FormSection(per_child=True, keys=("wishes.safe_tonight",)),
        FormSection(
            heading="Why this is referred",
            blank=shared_sections.REASON_NOT_WRITTEN,
            keys=("child.whose_worry", "account.worry"),
        ),
        shared_sections.CALLS,
        shared_sections.REPORTED,
    ),
)

REFERRER = FormBlock(
    1,
    "Who is making the referral",
    (
        FormSection(
            keys=(
                "meta.author",
                "meta.author_role",
                "meta.organisation",
                "meta.organisation_address",
                "meta.author_contact",
                "account.relationship_to_child",
                "meta.signed_at",
                "account.account_by",
                "account.account_by_name",
                "account.account_by_role",
                "account.account_by_contact",
                "account.account_by_received",
                "account.account_by_written_at",
            )
        ),
        FormSection(
            heading="Whom to ask inside the organisation",
            keys=(
                *shared_sections.LEAD,
                *shared_sections.TOLD_LEAD,
            ),
        ),
        FormSection(
            heading="Other people who gave information",
            repeats=True,
            item_name="Other person",
            fold="People",
            keys=("others.source", "others.source_role", "others.protect_identity"),
        ),
    ),
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
)

HOUSEHOLD = FormBlock(
    3,
    "Household",
    (
        FormSection(
            heading="Who the child lives with",
            repeats=True,
            item_name="Person at home",
            fold="People",
            keys=shared_sections.HOUSEHOLD,
        ),
        FormSection(
            heading="More about the people at home",
            keys=(
                "no_question.home_born",
                "no_question.home_gender",
                "no_question.home_ethnicity",
                "no_question.home_language",
                "no_question.home_contact",
                "no_question.home_children",
            ),
        ),
    ),
)

CONCERN = FormBlock(
    4,
    "The concern",
    (
        FormSection(
            keys=(
                "no_question.type",
                "account.how_known",
                *shared_sections.HAPPENED,
            )
        ),
        FormSection(
            heading="What the child said or showed",
            keys=(
                "child.whose_child_words",
                *shared_sections.CHILD_WORDS,
                "response.what_you_said",
                *shared_sections.HOW_TOLD,
            ),
        ),
        FormSection(
            heading="What the worker saw and did",
            keys=(
                "child.whose_seen",
                "account.seen",
                "account.seen_at",
                "response.what_you_did",
                *shared_sections.FIRST_NOTE,
            ),
        ),
        shared_sections.NOTES_CHANGED,
        FormSection(
            heading="What others said",
            keys=(
                "child.whose_told_by_others",
                *shared_sections.TOLD_BY_OTHERS,
            ),
        ),
        FormSection(
            heading="What other people said, person by person",
            repeats=True,
            item_name="Other person",
            fold="People",
            keys=("others.said", "others.first_hand", "others.told_on"),
        ),
        shared_sections.MARKS,
        shared_sections.SIGNS,
        FormSection(
            heading="The worker's own view",
            keys=(
                "view.opinion",
                "view.opinion_reason",
                "view.impact",
                "view.strengths",
                "view.not_sure_of",
            ),
        ),
        shared_sections.EVIDENCE,
        shared_sections.ADDED_LATER,
    ),
)

EXPLOITATION = FormBlock(
    5,
    "Exploitation, people and places",
    (
        shared_sections.OUTSIDE_HOME,
        shared_sections.PEOPLE_OF_CONCERN,
        FormSection(heading="Links between people of concern", keys=("no_question.links",)),
    ),
)

VIEWS = FormBlock(
    6,
    "Wishes and views",
    (
        FormSection(keys=("told.explained_next",)),
        FormSection(
            per_child=True,
            keys=(
                "wishes.child_wishes",
                "wishes.child_told_what_next",
                "family.parents_views",
            ),
        ),
    ),
)

SHARING = FormBlock(
    7,
    "Who knows, and what must stay private",
    (
        shared_sections.KEPT_PRIVATE,
        FormSection(
            per_child=True,
            keys=(
                *shared_sections.AGREEMENT,
                *shared_sections.FAMILY_TOLD,
                *shared_sections.SAFE_TO_TELL,
            ),
        ),
    ),
)

SUPPORT = FormBlock(
    8,
    "Support so far",
    (
        FormSection(keys=("help_so_far.support_given", "help_so_far.agencies")),
        FormSection(
            per_child=True,
            keys=("about_child.previous_concerns", "wishes.desired_outcome"),
        ),
    ),
)

SAFETY = FormBlock(
    9,
    "Safety",
    (
        FormSection(keys=("help_so_far.worker_safety",)),
        FormSection(per_child=True, keys=("wishes.next_contact",)),
    ),
)

AFTER = FormBlock(
    10,
    "After the referral",
    (
        FormSection(
            blank="Not recorded when this paper was made",
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

FORM = Form(
    id=ID,
    version=VERSIONS[ID],
    title="Summary to support a referral",
    source=(
        "Order of questions: what the published multi-agency referral forms of English councils "
        "have in common, 2026"
    ),
    notice=(
        "This summary helps to make or confirm a referral to children's social care. It is not "
        "the council's own form. Ring first: paper comes after. A gap is no reason to wait."
    ),
    blocks=(
        URGENCY,
        REFERRER,
        CHILD,
        HOUSEHOLD,
        CONCERN,
        EXPLOITATION,
        VIEWS,
        SHARING,
        SUPPORT,
        SAFETY,
        AFTER,
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
        FollowUp(("addition.words",), "Nothing is asked: its blank would tell of no gap"),
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
            says="Somebody else's",
        ),
        FollowUp(
            ("account.first_note_at",),
            "The time of the rough notes: there is none when no notes were made",
            after="account.first_note",
        ),
        FollowUp(
            ("account.first_note_later", "account.first_note_later_at"),
            "What the notes were changed to: there is nothing when nobody changed them",
        ),
        FollowUp(
            ("account.told_by_others_source",),
            "Asked about what somebody told: there is no such person when nobody did",
            after="account.told_by_others",
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
        "meta.author_contact": "Phone and e-mail",
        "meta.signed_at": "Signed",
        "meta.lead": "Name",
        "meta.lead_contact": "Phone and e-mail",
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
        "no_question.home_contact": "Phone or e-mail",
        "no_question.home_children": "Other children who are often there",
        "no_question.type": "Type of concern, in the council's own categories",
        "no_question.links": "How they know each other",
        "referral.method": "How the referral was made",
        "referral.to": "To whom",
        "referral.by": "By whom",
        "referral.at": "When",
        "referral.reference": "Their reference",
        "referral.written_confirmation_due": "Written confirmation due",
        "reply.acknowledged_at": "Acknowledged",
        "reply.decision": "What was decided",
    },
    left_out={
        "sign.not_for": (
            "Says which members must not open the record inside the organisation; it is no part "
            "of what the council needs."
        ),
    },
)
