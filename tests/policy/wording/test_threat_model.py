"""Each attack in the threat model names its tests, and each of its figures is the one in the code.

A row of docs/threat-model.md that no test shows says "no test" and why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from math import comb, log2
from pathlib import Path

from app.access import cookies, database_gate
from app.domain.notices.notice_model import TRIES_PER_HOUR
from app.services.audit_log import refusals, session_index
from app.services.auth import account_delay, step_up, throttle
from app.services.confirmation import lead_proposals, word_checks
from app.services.emails import mail_groups
from app.services.members import invites
from app.services.passphrase_rules import offered_words, word_files
from app.vault import spoken_words
from app.web_server import patient_channel
from tests.support.sweeping import each

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
TEST_PATH = re.compile(r"`(tests/[\w/]+\.py)`")
CHECKS_EVERY_ANSWER = "tests/support/web/checking_client.py"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def list_attacks() -> Iterator[tuple[str, str]]:
    """Yield what someone tries, and the cell that names the tests."""
    heading: list[str] = []
    for line in PAGE.partition("## Attackers")[2].partition("\n## ")[0].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            heading = []
        elif not heading:
            heading = cells
        elif set(line) - set("|-"):
            assert len(cells) == len(heading), line
            yield cells[heading.index("Tries")], cells[heading.index("Shown by")]


@each(list_attacks())
def test_each_attack_names_its_tests_or_says_that_there_is_none(tries: str, shown: str):
    assert TEST_PATH.search(shown) or re.fullmatch(r"no test: .+", shown), tries


@each(sorted(set(TEST_PATH.findall(PAGE)) - {CHECKS_EVERY_ANSWER}))
def test_each_file_that_is_named_has_tests(name: str):
    assert re.search(r"^@?(?:each|def test_)", (ROOT / name).read_text(encoding="utf-8"), re.M)


WORDS = len(word_files.load_generated_words())
SPOKEN_BITS = log2(len(spoken_words._words()))
QUARTER = throttle.WINDOW == refusals.WINDOW == mail_groups.GROUPING_TIME == 15 * MINUTE
CODES = len(invites.CODE_LETTERS) ** invites.CODE_LENGTH
TRIES_OF_A_WEEK = 1_000 * throttle.CODES_FOR_ADDRESS * (invites.INVITE_LIFETIME // throttle.WINDOW)
FIGURES = [
    (f"{throttle.TRIES_FOR_ACCOUNT} tries a quarter of an hour for the session", QUARTER),
    (f"use up everyone's tries there ({throttle.TRIES_FOR_ADDRESS} a quarter", QUARTER),
    (f"no limit but {throttle.CODES_FOR_ADDRESS:,} an address", QUARTER),
    ("one chance in 38 million a week", round(CODES / TRIES_OF_A_WEEK / 10**6) == 38),
    (f"{throttle.PASSPHRASE_CHOICES} weak tries a quarter of an hour", QUARTER),
    ("three wrong tries in 15 minutes about one member", throttle.WORDS_FOR_MEMBER == 3),
    (f"the first {refusals.LINES_PER_WINDOW} are lines of the log", QUARTER),
    (f"{refusals.LINES_PER_WINDOW} lines a quarter of an hour for an organisation", QUARTER),
    (f"After {mail_groups.MAILS_PER_HOUR} emails in an hour about one author", QUARTER),
    (f"about {TRIES_PER_HOUR} in an hour", True),
    (f"after {account_delay.FREE_TRIES} wrong ones", account_delay.LONGEST_DELAY == HOUR),
    (f"within {throttle.KNOWN_ADDRESS_TIME.days} days", True),
    (f"words of {WORDS:,} (44.8 bits)", 44.8 < 4 * log2(WORDS) < 44.9),
    ("for an hour | a photograph", offered_words.TICKET_LIFETIME == HOUR),
    ("typed in the last five minutes", step_up.STEP_UP_TIME == 5 * MINUTE),
    (f"a cookie for {cookies.INVITE_SECONDS // 60} minutes", True),
    ("until ten hours are over", session_index.SESSION_LIMIT == 10 * HOUR),
    (f"within {database_gate.TRUSTED_SECONDS:.0f} seconds", True),
    (f"has {patient_channel.ARRIVES_WITHIN:.0f} seconds to arrive", True),
    ("a day passes", lead_proposals.WAITING_TIME == 24 * HOUR),
    ("Six words are about 66 bits", round(word_checks.WORD_COUNT * SPOKEN_BITS) == 66),
    ("the two that are typed are 22", round(2 * SPOKEN_BITS) == 22),
    ("three of the six agree passes one page in five", comb(6, 2) == 5 * comb(3, 2)),
]
"""Words of the page with a number of the code in them, and whether the rest of them is so."""


@each(FIGURES)
def test_each_figure_is_the_one_in_the_code(words: str, so: bool):
    assert words in PAGE
    assert so
