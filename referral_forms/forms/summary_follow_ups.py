"""Questions of the summary that are asked in some cases only, and words for what no page asks.

A blank of such a question is a gap only in its cases. Other forms take over those that they print
(`summary_parts`). This module holds no answer and prints nothing.
"""

from referral_forms.form_definition import FollowUp, list_part_keys
from referral_forms.forms import shared_sections

TELLING = (
    *list_part_keys("account", "child_words", "questions_asked"),
    "account.asked_any",
    *shared_sections.TOLD_WHERE,
)
"""Asked of what a child told: where a child told nothing, nobody was asked them."""

FOLLOW_UPS = (
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
)

LABELS = {
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
}
