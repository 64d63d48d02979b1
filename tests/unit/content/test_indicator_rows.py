"""Every row of the workbook's four lists, and the signs of ours that stand for it.

A row is named by its list, its number there and what it is about, in words of our own. The last
column was chosen by reading, so that an item which is moved, renumbered or swapped is noticed:
counting alone cannot tell.
"""

import pytest

from content import pack_loader

Row = tuple[str, int, str, set[str]]

# fmt: off
ROWS: tuple[Row, ...] = (
    ("high_risk_groups", 1, "has no home", {"no_settled_home"}),
    ("high_risk_groups", 2, "thinks little of themselves", {"low_self_esteem"}),
    ("high_risk_groups", 3, "uses drugs or drink", {"needs_help_with_substances"}),
    ("high_risk_groups", 4, "more needs than most: learning, mental health",
     {"learning_disability", "mental_health", "other_additional_needs"}),
    ("high_risk_groups", 5, "hard childhood: neglect, abuse, violence between adults",
     {"neglect_or_violence_at_home", "harmed_before"}),
    ("high_risk_groups", 6, "looked after by a council", {"in_care"}),
    ("high_risk_groups", 7, "parents who use substances or drink", {"parent_substances"}),
    ("high_risk_groups", 8, "somebody important died, was lost or is ill", {"loss"}),
    ("high_risk_groups", 9, "came from abroad, seeks refuge", {"seeking_safety"}),
    ("high_risk_groups", 10, "girls more often, boys as well", {"overlooked_because_of_gender"}),
    ("signs", 1, "late, missing, not at school",
     {"home_late", "missing_lessons", "missing_overnight"}),
    ("signs", 2, "hides new friends; they are older", {"quiet_about_friends", "older_friends"}),
    ("signs", 3, "dresses in another way", {"change_in_appearance"}),
    ("signs", 4, "owns things that nobody can explain", {"things_not_accounted_for"}),
    ("signs", 5, "health, such as infections from sex",
     {"infection_or_pregnancy", "health_problems"}),
    ("signs", 6, "other moods", {"mood"}),
    ("signs", 7, "fetched and brought back by cars unknown", {"collected_by_unknown_cars"}),
    ("signs", 8, "drugs and drink", {"given_alcohol_or_drugs", "using_alcohol_or_drugs"}),
    ("signs", 9, "acts sexually in a way that does not fit", {"sexual_behaviour"}),
    ("signs", 10, "sexual pictures or messages; hides what happens online",
     {"images_asked_for_or_used", "worried_about_phone"}),
    ("signs", 11, "hurt, and nobody can say how", {"unexplained_injuries"}),
    ("signs", 12, "despair: harms themselves, eats differently, is hard to reach",
     {"hurting_themselves", "eating", "distress"}),
    ("signs_of_grooming", 1, "how old the friend is", {"holds_power"}),
    ("signs_of_grooming", 2, "talk that does not belong, spoken or written", {"unsuitable_talk"}),
    ("signs_of_grooming", 3, "goes to great lengths to meet", {"goes_out_of_their_way"}),
    ("signs_of_grooming", 4, "wants to be alone with them", {"wants_child_alone"}),
    ("signs_of_grooming", 5, "very close very soon", {"close_too_soon"}),
    ("signs_of_grooming", 6, "takes them away from friends and family", {"draws_child_away"}),
    ("signs_of_grooming", 7, "breaks the law in other ways", {"linked_to_crime"}),
    ("signs_of_grooming", 8, "acts differently of late", {"behaviour_changed"}),
    ("signs_of_grooming", 9, "does not say where they were; keeps secrets", {"cannot_say_where"}),
    ("signs_of_grooming", 10, "anything else about the person", {"something_else_wrong"}),
    ("vulnerabilities", 1, "trouble at home: substances, violence, mental illness",
     {"neglect_or_violence_at_home", "parent_substances", "parent_mental_health"}),
    ("vulnerabilities", 2, "abused in the past", {"harmed_before"}),
    ("vulnerabilities", 3, "somebody died or was lost, not long ago", {"loss"}),
    ("vulnerabilities", 4, "tied to it through friends, a partner or family",
     {"linked_through_others"}),
    ("vulnerabilities", 5, "others at school are exploited", {"school_exploited"}),
    ("vulnerabilities", 6, "learning disability", {"learning_disability"}),
    ("vulnerabilities", 7, "sexual orientation: unsure, or cannot tell",
     {"unsafe_about_who_they_are"}),
    ("vulnerabilities", 8, "friends are exploited", {"friends_exploited"}),
    ("vulnerabilities", 9, "has no home", {"no_settled_home"}),
    ("vulnerabilities", 10, "no friends of the same age", {"few_friends"}),
    ("vulnerabilities", 11, "gangs where they live", {"threats_in_neighbourhood"}),
    ("vulnerabilities", 12, "a children's home", {"residential_care"}),
    ("vulnerabilities", 13, "hostel, bed and breakfast", {"hostel_or_bed_and_breakfast"}),
    ("vulnerabilities", 14, "thinks little of themselves, dares little", {"low_self_esteem"}),
    ("vulnerabilities", 15, "cares for somebody", {"young_carer"}),
)
# fmt: on
MERGED = {
    "no_settled_home": ("high_risk_groups/1", "vulnerabilities/9"),
    "low_self_esteem": ("high_risk_groups/2", "vulnerabilities/14"),
    "learning_disability": ("high_risk_groups/4", "vulnerabilities/6"),
    "neglect_or_violence_at_home": ("high_risk_groups/5", "vulnerabilities/1"),
    "harmed_before": ("high_risk_groups/5", "vulnerabilities/2"),
    "parent_substances": ("high_risk_groups/7", "vulnerabilities/1"),
    "loss": ("high_risk_groups/8", "vulnerabilities/3"),
}
INDICATORS = pack_loader.load_pack("england").indicators


def test_the_table_holds_every_row_once() -> None:
    assert len(ROWS) == 47
    assert len({(name, number) for name, number, _, _ in ROWS}) == 47


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}-{row[1]}")
def test_a_row_of_the_workbook_is_held_by_these_signs_and_no_other(row: Row) -> None:
    name, number, _gist, keys = row
    assert {one.key for one in INDICATORS if f"{name}/{number}" in one.workbook} == keys


def test_no_sign_claims_a_row_that_the_workbook_does_not_have() -> None:
    known = {f"{name}/{number}" for name, number, _, _ in ROWS}
    assert {ref for one in INDICATORS for ref in one.workbook} == known


def test_a_sign_that_stands_for_more_than_one_row_names_each() -> None:
    assert {one.key: one.workbook for one in INDICATORS if len(one.workbook) > 1} == MERGED
