"""What several forms ask in the same words and in the same order: runs of keys, and whole sections.

A field that a page gains is added to its run here, and stands on every form at once, or is left
out of one with the reason that the run has there (docs/adding-a-question.md). Only what is
alike is here: a form whose heading or order is its own spells that out itself.
"""

from referral_forms.form_definition import Section, keys_of

REASON_NOT_WRITTEN = "Not known at time of referral. Block 4 has what was said and seen"
"""A record without it holds words or signs: its reader is told where, not that there is nothing."""

# Of one child. All of them print on councils' papers, and none on the police's; `NEEDS`, `SCHOOL`
# and `CARE` on the LADO's too.
CONTACT_AND_BACKGROUND = keys_of("about_child", "phone", "ethnicity", "religion", "language")
NEEDS = keys_of("about_child", "communication", "disability")
NUMBERS = keys_of("about_child", "nhs_number", "upn")
CARE = keys_of("about_child", "looked_after", "placing_authority", "plan")
SCHOOL = keys_of("about_child", "school_or_setting")

CHILD_WORDS = keys_of("account", "child_words", "child_words_original", "questions_asked")
HOW_TOLD = (
    *keys_of("account", "told_on", "told_at_time", "told_at_place", "others_present"),
    *keys_of("circumstances", "how_told", "interpreter_name"),
    *keys_of("circumstances", "interpreter_language", "interpreter_accredited"),
)
HAPPENED = keys_of(
    "circumstances", "happened_when", "happened_on", "happened_where", "once_or_more"
)
FIRST_NOTE = keys_of("account", "first_note", "first_note_at")
TOLD_BY_OTHERS = keys_of("account", "told_by_others", "told_by_others_source")
OTHERS = keys_of(
    "others", "source", "source_role", "first_hand", "told_on", "protect_identity", "said"
)
HOUSEHOLD = keys_of(
    "household", "name", "relationship", "age", "address", "parental_responsibility"
)
LEAD = keys_of("meta", "lead", "lead_contact")
TOLD_LEAD = keys_of("told", "told_lead", "told_lead_name", "told_lead_at")
AGREEMENT = (
    *keys_of("sharing", "agreement_needed", "agreed", "agreed_by", "agreed_at"),
    *keys_of("sharing", "basis", "why_shared"),
)
FAMILY_TOLD = keys_of("family", "family_told_by", "family_told_at")
SAFE_TO_TELL = keys_of(
    "family", "safe_to_tell", "safe_to_tell_reason", "keep_from_family", "keep_from_child"
)

CALLS = Section(
    heading="Calls already made",
    repeats=True,
    item_name="Call",
    fold="Calls",
    keys=(
        *keys_of("told", "who", "whom", "number", "when", "answered", "role"),
        *keys_of("told", "advice", "how_it_ended", "reference"),
    ),
)
REPORTED = Section(
    heading="Reported to police under the worker's own duty",
    per_child=True,
    fold="Reports",
    keys=(
        *keys_of("duties", "fgm", "fgm_reported_at", "police_ref"),
        *keys_of("duties", "csa_reported_by", "csa_reported_at"),
    ),
)
NOTES_CHANGED = Section(
    heading="Rough notes that were changed later",
    repeats=True,
    item_name="Change",
    keys=keys_of("account", "first_note_later", "first_note_later_at"),
)
MARKS = Section(
    heading="Marks and injuries that could be seen",
    repeats=True,
    per_child=True,
    item_name="Mark",
    fold="Marks",
    keys=keys_of("injuries", "region", "side", "description", "child_explanation", "noticed_at"),
)
SIGNS = Section(
    heading="Signs noticed",
    repeats=True,
    per_child=True,
    item_name="Sign",
    fold="Signs",
    keys=keys_of("indicators", "indicator", "basis", "when", "note"),
)
PEOPLE_OF_CONCERN = Section(
    heading="People of concern",
    repeats=True,
    item_name="Person of concern",
    fold="People",
    keys=(
        *keys_of("people", "name_or_nickname", "description", "relationship", "contact_with_child"),
        *keys_of("people", "usernames", "platforms", "phones", "vehicles", "places"),
        "people.position_of_trust",
    ),
)
OUTSIDE_HOME = Section(
    keys=(
        *keys_of("exploitation", "missing_episodes", "gifts_or_money", "images_exist"),
        *keys_of("exploitation", "images_spreading", "other_children_named"),
        "now.about_our_team",
    )
)
KEPT_PRIVATE = Section(keys=("told.confidentiality", "response.told_anyone_else"))
EVIDENCE = Section(
    heading="Notes and evidence",
    keys=keys_of("evidence", "original_notes_where", "evidence_kept"),
)
ADDED_LATER = Section(heading="Added after signing", keys=("addition.words",))
