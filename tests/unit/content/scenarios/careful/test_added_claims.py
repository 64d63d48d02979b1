"""A written reply is close to careful words only if it claims nothing that they do not."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from content.scenarios.careful.added_claims import adds_claim, read_own_claims
from content.scenarios.careful.trainee_words import read_trainee_words
from content.scenarios.own_replies import AIMS, list_nearest_replies
from content.scenarios.reply_kinds import find_helpful_kinds
from tools.count_labelled_replies import TURNS

AT = {f"{scenario.key}/{turn.key}": (scenario, turn) for scenario, turn in TURNS}
KINDS = (
    ("I'll tell you before I tell anyone.", {"first"}),
    ("You'd hear it from me first.", {"first"}),
    ("You’ll know who before I do.", {"first"}),
    ("I have to tell Dawn.", {"tells"}),
    ("I'm going to ring the police.", {"tells"}),
    ("Mr Farrow has to know.", {"tells"}),
    ("I'll square it with your next teacher.", {"does"}),
    ("Please don't follow her.", {"orders"}),
    ("Describe who was there.", {"asks"}),
    ("Tell me what happened.", {"asks"}),
    ("Thank you for telling me.", set()),
    ("You're not in trouble.", set()),
    ("You have to go home with Neil.", set()),
    ("I can't promise that.", set()),
    ("You don't have to say any more.", set()),
)
NOT_OFFERED = (
    ("game_and_pictures/secret", "I can't promise that, mate. I might have to tell Dawn.", "first"),
    ("game_and_pictures/secret", "I can't keep this one to myself.", "first"),
    ("carer_reports_changes/led", "I don't know if it's a boyfriend", "Tell me"),
    ("moved_between_towns/broken", "You're right, I said that. I got it wrong.", "You'll hear"),
)
OFFERED = (
    ("game_and_pictures/secret", "I can't keep that to myself. You'd know before I told anyone."),
    ("moved_between_towns/five", "You're not going in that car. I'm ringing the police now."),
    ("game_and_pictures/opening", "It doesn't sound stupid to me. Tell me about Tash."),
    ("carer_reports_changes/opening", "What have you noticed, love?"),
    ("carer_reports_changes/rest", "It is not your fault."),
    ("carer_reports_changes/rest", "It's not your fault. You noticed and you came."),
)


def list_offered(at: str, words: str) -> list[str]:
    scenario, turn = AT[at]
    own = read_trainee_words(words, setting=scenario.setting)
    kinds = find_helpful_kinds(words)
    return [
        reply.text
        for aim in AIMS
        for reply in list_nearest_replies(scenario, turn, own, aim, kinds)
        if reply.helps
    ]


@pytest.mark.parametrize(("words", "kinds"), KINDS)
def test_each_kind_of_claim_is_read(words: str, kinds: set[str]) -> None:
    assert read_own_claims(words).kinds == kinds


@pytest.mark.parametrize(("at", "words", "claim"), NOT_OFFERED)
def test_a_reply_that_claims_more_is_not_close(at: str, words: str, claim: str) -> None:
    """ "They will hear it from you first" stood next to words that did not say so."""
    assert not [one for one in list_offered(at, words) if claim in one]


@pytest.mark.parametrize(("at", "words"), OFFERED)
def test_a_reply_that_claims_no_more_is_close(at: str, words: str) -> None:
    assert list_offered(at, words)


def test_who_is_told_can_be_named_only_where_someone_is_told() -> None:
    """ "I'm ringing the police now" is close to a reply that rings Ruth as well."""
    scenario, turn = AT["carer_reports_changes/opening"]
    plain = next(one for one in turn.replies if one.helps)
    names = replace(plain, text="Thank you. That's for Farida.")
    added = [
        adds_claim(read_own_claims(words), names, turn, scenario.setting)
        for words in ("Thank you.", "Thank you. I have to tell someone.", "Thank you. For Farida.")
    ]
    assert added == [True, False, False]


def test_a_question_at_the_end_claims_nothing_because_no_one_answers_it() -> None:
    """ "It isn't your fault" was said to have no written answer where a reply says just that."""
    scenario, turn = AT["carer_reports_changes/rest"]
    last = next(one for one in turn.replies if one.helps)
    own = read_own_claims("It is not your fault, and it isn't Leah's.")
    answered = replace(last, next="late", ends="")
    assert [adds_claim(own, one, turn, scenario.setting) for one in (last, answered)] == [
        False,
        True,
    ]
