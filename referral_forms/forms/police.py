"""What police may need to know of people, vehicles, user names and places. Names no child.

Information that is not about an identified child goes to police on a partnership information form;
a child who is known is referred, and named, to children's services, or to police by phone. So this
paper names no child at all, whether one is known or not, and there is one for the whole file. It
holds what describes people of concern and how to find them, missing episodes, gifts and images.

Three things follow. What tells who a child is, without a name, is left out as a whole: how
somebody is related to a child, where they are with children now, where and when it happened, the
child's own words. An answer that names a child of the record, or one at home, is left out as a
whole too, and never altered: the person who makes the paper sees which, and may write it again
without the name. And nothing here is a referral: that is said at the top.

The form of no police area is followed here: the one for North Lincolnshire was not to be found. So
the order is ours, after what such forms ask elsewhere. It never prints a level.
"""

from referral_forms.form_definition import (
    Form,
    FormBlock,
    FormKind,
    FormSection,
    leave_out_keys,
    list_part_keys,
)
from referral_forms.forms import shared_sections, summary_parts

ID = "police-partnership-information"
IN_REFERRAL = "About the child: police are told in a referral, or by phone, not in this document."
TELLS_WHO = "What can tell who a child is. Write it again below without that, if police need it."
SOURCES = "This document has what others said, but not who told you. Police can ask you."
CALLS = "Calls that were made. Add the police log number below if you have one."

GIVEN_BY = FormBlock(
    0,
    "Who gives this information",
    (
        FormSection(
            keys=(
                *list_part_keys("meta", "author", "author_role", "organisation"),
                *list_part_keys("meta", "organisation_address", "author_contact", "signed_at"),
                "account.how_known",
            )
        ),
        shared_sections.CONTACT,
    ),
)

PEOPLE = FormBlock(
    1,
    "People, vehicles, user names and places",
    (
        FormSection(
            heading="People of concern",
            repeats=True,
            item_name="Person of concern",
            fold="People",
            keys=list_part_keys(
                "people",
                "name_or_nickname",
                "description",
                "usernames",
                "platforms",
                "phones",
                "vehicles",
                "places",
                "position_of_trust",
                "with_children_now",
            ),
        ),
        FormSection(heading="Links between people of concern", keys=("no_question.links",)),
    ),
)

WITH_IT = FormBlock(
    2,
    "What goes with it",
    (
        FormSection(
            keys=list_part_keys(
                "exploitation",
                "missing_episodes",
                "gifts_or_money",
                "images_exist",
                "images_spreading",
            )
        ),
    ),
)

HANDLING = FormBlock(
    3,
    "Before anyone acts on it",
    (
        FormSection(
            keys=list_part_keys("no_question", "police_danger", "police_knows", "police_referral"),
        ),
    ),
)

BLOCKS = (GIVEN_BY, PEOPLE, WITH_IT, HANDLING)

OWN_QUESTIONS = {
    "meta.signed_at": "Signed",
    "no_question.police_danger": "Could anyone be in danger if police act on this?",
    "no_question.police_knows": "Who else knows this",
    "no_question.police_referral": "Has a child been referred, and the council's reference",
}

FORM = Form(
    id=ID,
    version=shared_sections.VERSIONS[ID],
    kind=FormKind.POLICE,
    title="Information for police about people and places",
    recipient="the police",
    source=(
        "The order is Heard’s own, after the partnership information forms of English police "
        "forces, 2026. Such a form is for information that is not about an identified child, "
        "so no child is named"
    ),
    notice=(
        "This is information for police. It is not a referral and names no child. In danger call "
        "999. A child who may be at risk is referred to children’s services by phone."
    ),
    blocks=BLOCKS,
    quotes=summary_parts.select_quoted_keys(BLOCKS),
    original_language=summary_parts.select_original_language_keys(BLOCKS),
    follow_ups=summary_parts.select_follow_ups(BLOCKS),
    labels=summary_parts.select_labels(
        (*summary_parts.list_printed_keys(BLOCKS), "addition.words", "calls.to_999")
    )
    | OWN_QUESTIONS,
    left_out=leave_out_keys(
        "Says which members must not open the record inside the organisation.", "sign.not_for"
    )
    | leave_out_keys(
        CALLS, "calls.to_999", *list_part_keys("told", "who", "whom", "number", "when", "answered")
    )
    | leave_out_keys(CALLS, *list_part_keys("told", "role", "advice", "how_it_ended", "reference"))
    | leave_out_keys(
        TELLS_WHO,
        *list_part_keys("people", "relationship", "contact_with_child", "with_children_where"),
        *list_part_keys("circumstances", "happened_when", "happened_on", "happened_where"),
        *list_part_keys("exploitation", "other_children_named"),
    )
    | leave_out_keys(
        SOURCES,
        *shared_sections.OTHERS,
        *shared_sections.TOLD_BY_OTHERS,
    )
    | leave_out_keys(
        IN_REFERRAL,
        "addition.words",
        *list_part_keys("now", "danger_now", "danger_why", "danger_why_other", "others_in_danger"),
        "now.child_is",
        *list_part_keys("now", "where_now", "leaves_at", "leaves_with", "about_our_team"),
        *shared_sections.CHILD_WORDS,
        *list_part_keys("account", "seen", "seen_at", "worry", "relationship_to_child"),
        *shared_sections.FIRST_NOTE,
        *shared_sections.NOTES_CHANGED.keys,
        *shared_sections.TOLD_WHERE,
        *list_part_keys("account", "account_by", "account_by_name", "account_by_role"),
        *list_part_keys(
            "account", "account_by_contact", "account_by_received", "account_by_written_at"
        ),
        *list_part_keys("child", "name", "age", "born_on", "group", "home_area", "part"),
        *list_part_keys(
            "child", "whose_child_words", "whose_seen", "whose_told_by_others", "whose_worry"
        ),
        *shared_sections.TOLD_LEAD,
        *list_part_keys("told", "explained_next", "confidentiality"),
        *list_part_keys("circumstances", "how_told", "once_or_more", "interpreter_name"),
        *list_part_keys("circumstances", "interpreter_language", "interpreter_accredited"),
        *list_part_keys(
            "response", "what_you_said", "what_you_did", "told_anyone_else", "social_worker"
        ),
        *list_part_keys("about_child", "also_known_as", "due_on", "gender", "addresses", "gp"),
        "about_child.previous_concerns",
        *shared_sections.CONTACT_AND_BACKGROUND,
        *shared_sections.NEEDS,
        *shared_sections.NUMBERS,
        *shared_sections.CARE,
        *shared_sections.SCHOOL,
        *shared_sections.MARKS.keys,
        *shared_sections.SIGNS.keys,
        *shared_sections.LOOKED.keys,
        *shared_sections.NO_PERSON.keys,
        *shared_sections.HOUSEHOLD,
        *list_part_keys("view", "opinion", "opinion_reason", "strengths", "not_sure_of", "impact"),
        *shared_sections.EVIDENCE.keys,
        *list_part_keys("wishes", "child_wishes", "child_told_what_next"),
        *shared_sections.TONIGHT.keys,
        *list_part_keys("wishes", "next_contact", "desired_outcome"),
        "family.parents_views",
        *shared_sections.FAMILY_TOLD,
        *shared_sections.SAFE_TO_TELL,
        *shared_sections.AGREEMENT,
        *list_part_keys("help_so_far", "support_given", "agencies", "worker_safety"),
        *shared_sections.REPORTED.keys,
    ),
    names_children=False,
)
