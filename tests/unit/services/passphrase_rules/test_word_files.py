"""The lists of words are whole, and the words that are offered frighten nobody."""

from __future__ import annotations

import hashlib
import re

from app.services.passphrase_rules import guessable_words, word_files

HARSH = re.compile(
    "abus|assault|attack|bleed|blood|bomb|bull[iy]|corpse|crim|cruel|cry|dead|death|devil|drown|drug"
    "|drunk|evil|fear|fight|fright|grop|gun|hate|hell|hit|horr|hurt|kidnap|kill|kiss|knif|mad|moles"
    "|murder|nake|nude|pain|panic|poison|porn|prison|punch|rape|sad|scar[ey]|scream|secret|seduc|sex"
    "|shame|shoot|sick|slap|slave|slut|smother|stab|strangl|suffer|suicid|terror|threat|tortu|touch"
    "|toxic|ugly|victim|violat|violen|weapon|whip|whore|wound|child|father|mother|uncle|baby|bed"
)


def test_each_list_is_as_it_was_taken():
    sums = dict(
        line.split()[::-1] for line in (word_files.LISTS / "SHA256SUMS").read_text().splitlines()
    )
    files = {path.name: path for path in word_files.LISTS.glob("*.[tg][xz]*")}
    lists = {name: path for name, path in files.items() if not name.startswith("LICENSE")}
    assert sums == {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in lists.items()
    }


def test_no_word_that_is_offered_is_harsh_or_hard_to_type():
    words = word_files.load_generated_words()
    harsh = [word for word in words if HARSH.search(word)]
    assert harsh == []
    assert all(re.fullmatch("[a-z]{4,8}", word) for word in words)


def test_four_words_are_as_many_guesses_as_the_docs_say():
    words = word_files.load_generated_words()
    assert len(set(words)) == len(words)
    assert len(words) ** 4 > 2**44.8


def test_no_word_that_is_offered_counts_for_nothing():
    refused = guessable_words.load_guessable_words()
    assert [word for word in word_files.load_generated_words() if word in refused] == []


def test_the_common_passwords_are_there():
    common = ("123456", "password", "manchester", "070162")
    assert all(map(guessable_words.is_common_password, common))
    assert not guessable_words.is_common_password("quiet\nharbour")
