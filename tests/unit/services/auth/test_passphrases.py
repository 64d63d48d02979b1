"""A passphrase is judged honestly, and no text costs more than a moment to judge."""

from __future__ import annotations

import random
import string
from functools import partial

import pytest

from app.services.auth import passphrases
from app.services.passphrase_rules import word_files
from tests.support.machine.pace import costs_less
from tests.unit.services.passphrase_rules.guessable_table import ABOUT as ABOUT_JO
from tests.unit.services.passphrase_rules.guessable_table import GOOD, REFUSED

SIGNS = "4@8({[<3690!1|7$5+%2"  # what zxcvbn reads as letters, some as several
WORST = "l4@%+@$/!82%7l7|390$43[{62(01<5#"
ABOUT = ("Sam Lee", "sam@example.org", "Riverside Youth Club")
A_MOMENT = 12.0  # of `costs_less`; without the bound these take up to ten times as much


def costly() -> list[str]:
    """Texts that make a judge work hard: signs that are letters, repeats, dates, keys in a row."""
    chance = random.Random(5)  # noqa: S311 - a test's, the same each time
    made = [WORST, (WORST * 9)[:200], (SIGNS * 10)[:200], "24@l5$4@!/99$$99{90%810@(/<38[15"]
    made += ["".join(chance.choices(SIGNS + "l", k=32)) for _ in range(5)]
    made += ["".join(chance.choices(SIGNS + string.ascii_lowercase, k=200)) for _ in range(5)]
    for piece in (
        "a",
        "aA",
        "19991212",
        "qwerty",
        "P4$$w0rd",
        "1/1/11-",
        "{4@8",
        "\U0001f469\u200d",
    ):
        made.append((piece * 200)[:200])
    return made


@pytest.mark.parametrize("text", costly())
def test_no_text_takes_longer_than_a_moment(text: str):
    for about in ((), (text,), (" ".join(text[at : at + 4] for at in range(len(text))) * 50,)):
        judge = partial(passphrases.find_passphrase_problem, text, about)
        assert costs_less(judge, A_MOMENT)


@pytest.mark.parametrize(
    "text",
    [
        "quiet harbour seven lanterns",
        "quiet 1 harbour | 7 ! lanterns",
        "99 red |balloons| + 7 blue (ones) 1",
        "k9$Wq2!mZx7@pL",
        "J7!x@4(9|%+2b$",
        WORST,
        "velvet tractor sunday lemon " * 7,
    ],
)
def test_a_good_passphrase_will_do_however_many_signs_it_has(text: str):
    assert passphrases.find_passphrase_problem(text, ABOUT) == ""


@pytest.mark.parametrize(
    "text",
    [
        "passwordpassword",
        "p4$$w0rd!p4$$w0rd!p@5sw0rd",
        "Riverside Youth Club",
        "sam@example.org1",
        "qwertyuiopasdfgh",
        "a" * 200,
        "P@ssw0rd1234",
        "1qaz2wsx3edc",
        "1!|1!|1!|1!|1!|1!|1!|1!|1!|1!|1!|",
        "!6202gnidraugefaS",
        "elpats yrettab esroh tcerroc",
        "S a f e g u a r d i n g 2 0 2 6 !",
        "M.a.n.c.h.e.s.t.e.r.2.0.2.4",
    ],
)
def test_an_easy_one_will_not(text: str):
    assert "easy to guess" in passphrases.find_passphrase_problem(text, ABOUT)


@pytest.mark.parametrize(
    "text",
    ["ola reed rovers", "OlaReedRovers", "ola.reed rovers!", "Rovers Ola Reed 2026", "reedrovers1"],
)
def test_ones_own_name_and_club_in_a_row_are_easy_to_guess(text: str):
    about = ("Ola Reed", "ola@rovers.example", "Rovers")
    padded = text.ljust(passphrases.SHORTEST_PASSPHRASE, "1")
    assert "easy to guess" in passphrases.find_passphrase_problem(padded, about)
    assert passphrases.find_passphrase_problem("quiet harbour lanterns, ola", about) == ""


@pytest.mark.parametrize(
    ("text", "why"), [(text, why) for why, texts in REFUSED.items() for text in texts]
)
def test_a_common_choice_is_refused_and_the_words_say_why(text: str, why: str):
    problem = passphrases.find_passphrase_problem(text, ABOUT_JO)
    assert problem.startswith("This is easy to guess, because it "), problem
    assert why in problem
    assert problem.endswith(passphrases.USE_INSTEAD)


@pytest.mark.parametrize("text", GOOD)
def test_unrelated_words_and_random_signs_pass(text: str):
    assert passphrases.find_passphrase_problem(text, ABOUT_JO) == ""


def test_the_longest_of_the_common_passwords_are_refused():
    for text in (
        "unbelievable",
        "christopher1",
        "administrator",
        "manchesterunited",
        "1q2w3e4r5t6y",
    ):
        assert passphrases.find_passphrase_problem(text, ()), text


def test_words_made_at_random_by_a_program_pass():
    chance = random.Random(9)  # noqa: S311 - a test's, the same each time
    words = word_files.load_generated_words()
    signs = string.ascii_letters + string.digits + "!@#$%^&*"
    for _ in range(60):
        four = " ".join(chance.choices(words, k=4))
        assert passphrases.find_passphrase_problem(four, ABOUT_JO) == "", four
        random_text = "".join(chance.choices(signs, k=20))
        assert passphrases.find_passphrase_problem(random_text, ABOUT_JO) == "", random_text
