"""A promise of secrecy is found in any words, and careful words about a secret are let alone."""

from __future__ import annotations

import pytest

from content.scenarios.reply_kinds import (
    find_promises,
    find_reply_kinds,
    has_words_of_unclear_effect,
)
from content.scenarios.reply_moments import NOTHING_BEFORE
from content.scenarios.typed_words import write_clauses
from tools.count_labelled_replies import MOMENTS, TURNS

PROMISES = (
    "Birkett will never hear it from me",
    "Nobody's ringing anybody, Denise. Consider it forgotten.",
    "I won't tell.",
    "completely confidential",
    "never betray your trust",
    "Nobody else needs to know",
    "I won't write it down",
    "I'm not going to report it",
    "What's said here stays here",
    "I won't breathe a word",
    "hand on heart it goes no further",
    "I won't be ringing anyone",
    "I won't tell anyone, it's our secret. But I'll have a word with Ryan.",
    "I should tell Miss Birkett, but I won't.",
    "Normally I'd have to tell, but not this time.",
    "Mr Okafor will never hear it from me",
    "Your nan won't hear a thing from me",
    "They'll never get it out of me",
    "No one's going to be told, Denise",
    "Nobody's ringing social services, love",
    "No-one's calling the police",
    "Let's call it forgotten",
    "That's forgotten then",
    "This conversation never happened",
    "We never had this chat, ok?",
    "I'll not tell",
    "I would never tell, honest",
    "I shan't tell",
    "I'm not telling anyone, mate",
    "I ain't telling no one",
    "I'm not gonna say a word",
    "I'm never going to repeat this",
    "We won't report it",
    "I'm not going to pass this on... no I won't report this",
    "I won't be reporting anything",
    "I won't be writing any of this down",
    "I'm not writing it down",
    "I'm not going to put this in the book",
    "I won't record it",
    "I won't put anything on paper",
    "I'm not going to log it",
    "No one else has to know",
    "Nobody else will ever know about this",
    "Nobody else has to hear about it",
    "it's totally confidential",
    "This is strictly confidential",
    "Everything you say to me is confidential",
    "In the strictest confidence",
    "What you say in this room stays in this room",
    "Whatever you tell me here stays here",
    "All of it stays with me",
    "What happens in the hall stays in the hall",
    "I'll keep my mouth shut",
    "i'll keep quiet about it",
    "I'll keep schtum",
    "I'd never betray your trust",
    "I won't break your trust",
    "I'll never break your confidence",
    "I won't be ringing anybody",
    "I won't be calling Dawn",
    "I won't tell Miss Birkett",
    "I'm not going to ring Ruth",
    "I'll not say a word to anyone",
    "I won't let on",
    "I wont snitch",
    "I'd never grass on you",
    "I won't tell the police",
    "you can trust me, I won't tell.",
    "It goes no further",
    "Hand on heart, this goes no further than me",
    "I won't breathe a word of it",
    "I ought to tell Dawn, but I won't",
    "I'm supposed to report this but I won't",
    "I should really ring someone, but I'm not going to.",
    "I'd normally have to report it, but not this time",
    "Normally I would tell Mr Farrow but just this once",
    "I'll make an exception for you",
    "I'm meant to write it down. But I won't.",
    "I won't say anything to anyone, it's just us two, but I'll keep an eye on him",
    "I won't ring anyone, I promise, but go straight home",
)
ASKED_FOR = (
    ("swimming_coach/pat", "It stays between us, but I'll speak to Neil"),
    ("boyfriend_in_year_11/next_b", "I won't tell Miss Birkett. But I'll have a word with Ryan"),
    ("boyfriend_in_year_11/secret_b", "Birkett will never hear it from me"),
    ("game_and_pictures/secret", "You have my word."),
    ("game_and_pictures/secret", "I'll keep quiet"),
    ("game_and_pictures/secret", "I'll not say owt"),
)
CAREFUL = (
    "I won't tell Neil.",
    "Neil will never hear it from me.",
    "I won't tell you what to do.",
    "I won't tell anyone who doesn't need to know",
    "I won't ring anyone without telling you first",
    "I can't promise I won't tell.",
    "I won't say it's going to be easy",
    "I won't write down anything you didn't say",
    "I'm not going to write it down while you're talking",
    "I won't report it behind your back",
    "I won't repeat it to your mates",
    "I won't call you a liar",
    "I won't share it with anyone who doesn't need it",
    "I'm not going to tell you off",
    "You won't hear me shouting",
    "Nobody's telling you off",
    "No one's calling you a liar",
    "Nobody needs to see the picture",
    "Nobody else needs to know except Dawn and the people who can help",
    "I won't keep quiet about this, because I want you safe",
    "I can't keep it confidential",
    "It's not completely confidential, and I'll tell you who I'd need to talk to",
    "It's confidential unless you're not safe",
    "I can't forget it",
    "I won't pretend I never heard it",
    "I can't say that what's said here stays here",
    "I'll be quiet and listen",
    "I'll keep quiet while you think",
    "I'm going to ring Dawn. I won't tell Tash.",
    "I won't ring the police without telling you first",
    "I won't tell Kez you were here.",
    "I said I wouldn't tell. I was wrong.",
    "I have to tell Dawn, but I won't tell your mates",
    "I know you want me to keep it quiet, but I can't",
    "I could tell you it'll be fine, but I won't, because I don't know",
    "I should have told you before that I'd have to tell Dawn, and I didn't",
    "I need to ring someone, but not before I've told you who",
    "I'm not going to make you repeat it",
    "I won't ask you to say it again",
    "I won't ring off, I'll stay on the line",
    "Nobody will be told before you know about it",
    "I can't have this go no further",
    "I promise I won't tell anyone who doesn't need to know",
    "You have my word that I'll tell you first",
    "You've got my word I'll stay with you",
    "I won't let you down on that: I'll tell you what I say before I say it",
    "I won't mention it in front of the others",
    "You asked me not to tell, and I have to",
    "I said it goes no further, and I shouldn't have",
    "Nobody is going to shout at you",
    "Nobody has told me anything about this",
    "I never said I wouldn't tell",
    "I won't call anyone you don't know about",
    "I'm not going to ring him",
    "I won't tell him.",
)
CAREFUL_THERE = (
    ("swimming_coach/pat", "Neil will never hear it from me."),
    ("swimming_coach/pat", "I won't tell Neil. I will have to tell someone who can stop it"),
    ("boyfriend_in_year_11/late", "Well I'll have to now, won't I, thanks to you."),
    ("boyfriend_in_year_11/late", "I will have to tell her, and I won't pretend I don't"),
    ("game_and_pictures/secret", "I'll keep quiet and listen, and then I may have to tell Dawn"),
    ("game_and_pictures/secret", "You have my word I'll tell you before I tell Dawn"),
    ("game_and_pictures/secret", "I can't keep this one to myself."),
    ("game_and_pictures/secret_b", "No. I might have to tell Dawn."),
    ("moved_between_towns/promise", "I won't ring anyone without telling you first, Jamie."),
    ("boyfriend_in_year_11/late", "Yes. I'll tell Mel."),
    ("boyfriend_in_year_11/late", "Yes. I'll tell me mum."),
    ("blue_car/mick", "I'll not repeat that to anyone, I'm going to tell Alan."),
    ("changes_over_weeks/opening", "I'll not repeat that to anyone, I'm going to tell Tom Okafor."),
)
UNSURE = ("Hand on heart.", "You're in safe hands, I promise you.")


def find_kinds(text: str, turn: str = "") -> set[str]:
    moment = MOMENTS[turn] if turn else NOTHING_BEFORE
    return {one.kind for one in find_reply_kinds(text, "england", moment)}


@pytest.mark.parametrize("text", PROMISES)
def test_a_promise_to_tell_no_one_is_found(text: str) -> None:
    assert "promising" in find_kinds(text)


@pytest.mark.parametrize(("turn", "text"), ASKED_FOR)
def test_a_promise_is_found_where_it_was_asked_for(turn: str, text: str) -> None:
    assert "promising" in find_kinds(text, turn)
    scenario = next(one for one, at in TURNS if f"{one.key}/{at.key}" == turn)
    assert find_promises(scenario, text, "england", MOMENTS[turn]) == set(scenario.promises)


@pytest.mark.parametrize("text", CAREFUL)
def test_careful_words_about_a_secret_promise_nothing(text: str) -> None:
    assert not find_kinds(text)


@pytest.mark.parametrize(("turn", "text"), CAREFUL_THERE)
def test_careful_words_promise_nothing_where_one_was_asked_for(turn: str, text: str) -> None:
    assert "promising" not in find_kinds(text, turn)
    scenario = next(one for one, at in TURNS if f"{one.key}/{at.key}" == turn)
    assert not find_promises(scenario, text, "england", MOMENTS[turn])


def test_one_reason_is_given_once_however_many_lists_find_it() -> None:
    parts = ("I won't tell anyone.", "It goes no further.", "It's our secret.")
    alone = [one for part in parts for one in find_reply_kinds(part)]
    assert [one.kind for one in alone] == ["promising"] * 3
    together = find_reply_kinds(" ".join(parts))
    assert sorted(one.why for one in together) == sorted({one.why for one in alone})


@pytest.mark.parametrize("text", UNSURE)
def test_what_may_be_a_promise_is_never_passed_over(text: str) -> None:
    assert has_words_of_unclear_effect(text)
    assert not find_kinds(text)


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("I'll not say owt", "i won't say anything"),
        ("I’m never gonna tell no-one", "i won't tell nobody"),
        ("I won't tell anyone, it's ours", "i won't tell anybody. it's ours"),
        ("I won't tell, unless you are hurt", "i won't tell, unless you are hurt"),
        ("Okay, so you go", "Okay. you go"),
        ("I never said that", "I never said that"),
    ],
)
def test_a_clause_is_written_plainly(text: str, clauses: str) -> None:
    assert write_clauses(text) == clauses


@pytest.mark.parametrize(
    "words",
    [
        "I promise I won't tell anyone, it's just between us.",
        "I promise I won't tell anyone, it's just between us. Where did he take you?",
        "Don't you worry, this won't go any further than you and me, Denise.",
        "I won't tell a soul, don't you fret.",
        "Whoever it is, you can tell me, it'll be our secret.",
    ],
)
def test_a_promise_in_any_clause_is_found_whatever_stands_next_to_it(words: str) -> None:
    """A "won't" or "don't" in the clause before was read as if it denied the promise."""
    assert "promising" in {one.kind for one in find_reply_kinds(words)}
    assert all(
        find_promises(scenario, words) for scenario, _ in TURNS if scenario.key == "blue_car"
    )


@pytest.mark.parametrize(
    "words",
    [
        "I can't promise that, it won't stay between us.",
        "It can't be our secret, because I want you safe.",
        "I won't tell everyone, I'll only tell Miss Birkett.",
        "It's not your fault, I promise.",
        "I wish I could say it won't go any further, but I have to tell Dawn.",
    ],
)
def test_what_takes_a_promise_back_is_no_promise_in_any_clause(words: str) -> None:
    assert "promising" not in {one.kind for one in find_reply_kinds(words)}
