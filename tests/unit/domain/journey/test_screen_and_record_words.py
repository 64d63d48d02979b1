"""A record says what its worker read: each difference between screen and record is known here.

The record's own wording is frozen by form version (docs/decisions/0059). The screen asks one thing
at a time, so its words may lean on a heading that the record does not have.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.journey.journey_pages import QUESTIONS_BY_NAME
from app.domain.journey.question_model import QuestionPage, Style
from app.domain.pages import PAGES_BY_NAME, find_field
from tests.support.asked_answers import list_asks

LEANS_ON_HEADING = """account.told_at_place account.told_at_time account.told_on
    account.others_present
    account.seen_at account.account_by_contact account.account_by_received
    account.account_by_written_at account.first_note account.told_by_others account.seen
    account.child_words account.child_words_original account.questions_asked account.worry
    child.name child.home_area child.whose_child_words child.whose_seen
    child.whose_told_by_others child.whose_worry family.family_told_at family.family_told_by
    family.family_knows
    family.parents_views family.safe_to_tell now.danger_now now.danger_why_other now.leaves_at
    now.leaves_with now.where_now others.said people.contact_with_child people.description
    people.phones people.places people.platforms people.relationship people.vehicles
    response.social_worker told.answered told.how_it_ended told.number told.reference
    told.told_lead_at told.told_lead_name view.not_sure_of wishes.child_wishes
    wishes.safe_tonight told.explained_next"""
"""Shorter on screen, or said of "the child" in the record: the same is asked."""
TICKS = """account.account_by child.part people.position_of_trust
    people.no_one_in_particular"""
"""One tick on screen stands for one answer of the record's question."""
CHOICES = {"now.child_is", "account.just_us"}
"""Asked the other way round: “No, just us” is stored as being alone with the child."""
OPTIONS = {
    "now.danger_now:unsure", "now.about_our_team:unsure", "wishes.safe_tonight:unsure",
    "family.safe_to_tell:unsure", "people.with_children_now:unsure",  # I’m not sure: Not sure
    "now.danger_why:has_taken_something", "now.danger_why:says_they_may_end_their_life",
    "account.how_known:i_saw_or_heard_it", "account.how_known:someone_told_me",
    "account.how_known:changes_i_noticed",
    "account.just_us:yes", "account.just_us:no",
    "told.whom:children_services", "told.whom:police", "told.whom:health", "told.whom:lado",
}  # fmt: skip
"""Choices in other words: contractions, or the longer name of a service."""


def find_differences(page: QuestionPage) -> Iterator[str]:
    """Yield each question, and option, that the screen words in another way than the record."""
    for ask in list_asks(page.asks):
        part = PAGES_BY_NAME[ask.page].part_name if ask.page and ask.name else ""
        field = find_field(part, ask.name) if part else None
        if field is None or ask.style is Style.UNKNOWN:
            continue
        shown = page.title if ask.style is Style.HEADING else ask.label or field.label
        if shown != field.label:
            yield f"{part}.{ask.name}"
        labels = {option.token: option.label for option in field.options}
        for token, words in ask.answers:
            if words and labels.get(token, words) != words:
                yield f"{part}.{ask.name}:{token}"


def test_each_difference_between_screen_and_record_is_known():
    found = {key for page in QUESTIONS_BY_NAME.values() for key in find_differences(page)}
    known = {*LEANS_ON_HEADING.split(), *TICKS.split(), *CHOICES, *OPTIONS}
    assert found - known == set(), "make the record say it, or list why it may differ"
    assert known - found == set(), "these are the same by now: take them out of this list"


def test_a_record_adds_nothing_to_what_was_chosen():
    said = {
        "told.how_it_ended:no_answer": "No answer",
        "told.how_it_ended:message_left": "I left a message",
        "told.how_it_ended:without_names": "I asked for advice and gave no names",
        "now.danger_why:hurt": "Someone is hurt",
    }
    for key, words in said.items():
        name, _, token = key.partition(":")
        field = find_field(*name.split("."))
        assert field
        assert field.label_of(token) == words
