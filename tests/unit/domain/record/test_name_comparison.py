"""Names: what shows nothing is taken out, and what looks alike compares alike."""

import pytest

from app.domain.record.name_comparison import fold_name, has_letter, make_name_key, strip_invisible
from app.services.members.contact_details import find_name_problem, tidy_line

UNSEEN = ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e", "\u3164", "\u115f", "\u034f",
          "\ufe0f", "\u2800", "\U000e0041", "\x00"]  # fmt: skip


@pytest.mark.parametrize("letter", UNSEEN)
def test_a_character_that_shows_nothing_is_taken_out_of_a_name(letter: str):
    assert tidy_line(f"Jo{letter} Smith") == "Jo Smith"
    assert fold_name(f"J{letter}o Smith") in {"jo smith", "j o smith"}
    assert find_name_problem(tidy_line(letter * 3)) == "Enter the name."


def test_joiners_stay_where_letters_join():
    persian = "علی\u200cرضا"
    assert tidy_line(persian) == persian
    assert fold_name(persian) == fold_name(persian.replace("\u200c", ""))


@pytest.mark.parametrize("text", ["\u0301\u0301", "123", "--", "’", "\u20dd"])
def test_marks_digits_or_signs_alone_are_no_name(text: str):
    assert not has_letter(text)
    assert find_name_problem(text) == "Enter the name in letters, as people say it."


@pytest.mark.parametrize("name", ["Jo", "O’Neil-Grant", "Siôn Łuk", "李小龙", "محمد", "प्रिया"])
def test_names_of_all_scripts_are_left_as_they_are(name: str):
    assert (strip_invisible(name), find_name_problem(tidy_line(name))) == (name, "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("JO  SMITH", "jo smith"),
        ("\uff2a\uff4f Smith", "Jo Smith"),
        ("\U0001d40d\U0001d428ra", "Nora"),
        ("José", "Jose\u0301"),
        ("José", "Jose"),
        ("Straße", "STRASSE"),
    ],
)
def test_names_that_look_alike_compare_alike(one: str, other: str):
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(
    "name",
    ["jo smith", "JO-SMITH", "Jó  Smith", "J\u043e Sm\u0456th", "J\u03bf Smith", "Jo Srnith"],
)
def test_names_that_look_the_same_share_a_key(name: str):
    assert make_name_key(name) == make_name_key("Jo Smith")


LOOK_LIKE = {
    "Cyrillic and Greek": ("ѵѴѡѠӏӀϲϹϳͿϜ", "vVwWllcCjJF"),
    "Latin": ("ɑɡɩɪȷǀ×|", "agiijlxl"),
    "small capitals": ("ᴀʙᴄᴅᴇɢʜᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "ABCDEGHJKLMNOPRSTUVWYZ"),
}


@pytest.mark.parametrize("alphabet", LOOK_LIKE)
def test_a_letter_that_looks_like_another_shares_its_key(alphabet: str):
    odd, plain = LOOK_LIKE[alphabet]
    keys = [
        (make_name_key(f"Jo {a}Hill"), make_name_key(f"Jo {b}Hill"))
        for a, b in zip(odd, plain, strict=True)
    ]
    assert [key for key, _ in keys] == [key for _, key in keys]


@pytest.mark.parametrize("name", ["Jo Smyth", "Joe Smith", "Smith Jo", "\u0645\u062d\u0645\u062f"])
def test_names_that_read_differently_do_not(name: str):
    assert make_name_key(name) != make_name_key("Jo Smith")
    assert make_name_key(name), "every name has a key"
