"""Sections and runs of keys that several forms ask in the same words and in the same order.

A field that a page gains is added to its run here, and stands on every form at once. Only what is
alike is here: a form whose heading or order is its own spells that out itself.
"""

from referral_forms.form_definition import FormSection, SectionKind, list_part_keys

VERSIONS = {
    "summary-for-a-referral": "11",
    "north-lincolnshire-summary": "11",
    "example-authority-referral": "10",
    "lado-summary": "9",
    "police-partnership-information": "8",
}
"""The version of each form, as it stands on the paper.

Raise one when its form prints other questions, or in another order: a test says which. A paper
that somebody holds must never carry the number of another one.
"""

# Of one child. All of them print on councils' papers, and none on the police's; `NEEDS`, `SCHOOL`
# and `CARE` on the LADO's too.
CONTACT_AND_BACKGROUND = list_part_keys("about_child", "phone", "ethnicity", "religion", "language")
NEEDS = list_part_keys("about_child", "communication", "disability")
NUMBERS = list_part_keys("about_child", "nhs_number", "upn")
CARE = list_part_keys("about_child", "looked_after", "placing_authority", "plan")
SCHOOL = list_part_keys("about_child", "school_or_setting")

CHILD_WORDS = (
    *list_part_keys("account", "child_words", "child_words_original"),
    "account.questions_asked",
    "account.asked_any",
)
TOLD_WHERE = (
    *list_part_keys("account", "told_on", "told_at_time", "told_at_place"),
    "account.just_us",
    "account.others_present",
)
HOW_TOLD = (
    *list_part_keys("circumstances", "how_told", "interpreter_name"),
    *list_part_keys("circumstances", "interpreter_language", "interpreter_accredited"),
)
HAPPENED = list_part_keys(
    "circumstances", "happened_when", "happened_on", "happened_where", "once_or_more"
)
FIRST_NOTE = list_part_keys("account", "first_note", "first_note_at")
TOLD_BY_OTHERS = list_part_keys("account", "told_by_others", "told_by_others_source")
OTHERS = list_part_keys(
    "others", "source", "source_role", "first_hand", "told_on", "protect_identity", "said"
)
HOUSEHOLD = list_part_keys(
    "household", "name", "relationship", "age", "phone", "address", "parental_responsibility"
)
TOLD_LEAD = (
    *list_part_keys("told", "told_lead", "told_lead_name", "told_lead_at", "told_lead_said"),
    "told.called_anyone_else",
)
TONIGHT = FormSection(
    per_child=True, keys=list_part_keys("wishes", "safe_tonight", "sleeps_where", "unsure_why")
)
AGREEMENT = (
    *list_part_keys("sharing", "agreement_needed", "agreed", "agreed_by", "agreed_at"),
    *list_part_keys("sharing", "basis", "why_shared"),
)
FAMILY_TOLD = (
    "family.family_knows",
    "family.who_at_home",
    *list_part_keys("family", "family_told_by", "family_told_at"),
)
SAFE_TO_TELL = (
    "family.safe_contact",
    *list_part_keys("family", "safe_to_tell", "safe_to_tell_reason"),
    *list_part_keys("family", "keep_from_family", "keep_from_child"),
)

CALLS = FormSection(
    kind=SectionKind.CALLS,
    gap=False,
    repeats=True,
    item_name="Call",
    fold="Calls",
    keys=(
        *list_part_keys("told", "who", "whom", "number", "when", "answered", "role"),
        *list_part_keys("told", "advice", "how_it_ended", "reference"),
    ),
)
REPORTED = FormSection(
    heading="Reported to police under the worker's own duty",
    per_child=True,
    fold="Reports",
    keys=(
        *list_part_keys("duties", "fgm", "fgm_reported_at", "police_ref"),
        *list_part_keys("duties", "csa_reported_by", "csa_reported_at"),
    ),
)
NOTES_CHANGED = FormSection(
    heading="Rough notes that were changed later",
    repeats=True,
    item_name="Change",
    keys=list_part_keys("account", "first_note_later", "first_note_later_at"),
)
MARKS = FormSection(
    heading="Marks and injuries that could be seen",
    repeats=True,
    per_child=True,
    item_name="Mark",
    fold="Marks",
    keys=list_part_keys(
        "injuries", "region", "side", "description", "child_explanation", "noticed_at"
    ),
)
LOOKED = FormSection(heading="The list of signs", per_child=True, keys=("indicators.looked",))
NO_PERSON = FormSection(keys=("people.no_one_in_particular",))
SIGNS = FormSection(
    heading="Signs noticed",
    instead="indicators.looked",
    kind=SectionKind.SIGNS,
    repeats=True,
    per_child=True,
    item_name="Sign",
    fold="Signs",
    keys=list_part_keys("indicators", "indicator", "basis", "when", "noticed_on", "note"),
)
PEOPLE_OF_CONCERN = FormSection(
    heading="People of concern",
    instead="people.no_one_in_particular",
    repeats=True,
    item_name="Person of concern",
    fold="People",
    keys=(
        *list_part_keys(
            "people", "name_or_nickname", "description", "relationship", "contact_with_child"
        ),
        *list_part_keys("people", "usernames", "platforms", "phones", "vehicles", "places"),
        "people.position_of_trust",
        *list_part_keys("people", "with_children_now", "with_children_where"),
    ),
)
EVIDENCE = FormSection(
    heading="Notes and evidence",
    keys=list_part_keys("evidence", "original_notes_where", "evidence_kept"),
)
CONTACT = FormSection(keys=list_part_keys("meta", "lead", "lead_contact"))
ADDED_LATER = FormSection(heading="Added after signing", keys=("addition.words",))
