"""Compare names as a reader sees them: without characters that show nothing, capitals or accents.

Two names that look alike to a reader compare alike here, as far as Unicode's own tables say so.
This module never touches anybody's words: only names of members, and only to compare others.
"""

import re
import unicodedata

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2028-\u202e\u2060-\u206f\u2800"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff\u200b\u200e\u200f]"
)
"""Characters that show nothing (Unicode, Default_Ignorable_Code_Point, and the empty Braille
pattern), but for the two joiners, which some scripts need within a word."""
_JOINERS = {"\u200c", "\u200d"}
_ALIKE = str.maketrans(
    # Letters and signs of the Latin alphabet itself, small capitals last.
    "ɑɡɩɪȷǀ×|ᴀʙᴄᴅᴇɢʜᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ"
    # Cyrillic, then Greek, as capitals and as small letters look; then accents that do not split.
    "ѵѴѡѠӏӀϲϹϳͿϜАВЕЅІЈКМНОРСТУХҮԌԚԜаеѕіјорсухһԁԛԝкмтвнгпүΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβεηικνορτυχγωμłŁøØđĐħĦıſ",
    "agiijlxlABCDEGHJKLMNOPRSTUVWYZvVwWllcCjJFABESIJKMHOPCTYXYGQWaesijopcyxhdqwkmtbhrnvABEZHIKMNOPTYXabenikvoptuxywmlLoOdDhHis",
)
"""Letters and signs that a reader takes for another letter, which is Latin."""
_STROKES = str.maketrans("łøđðħıŧ", "loddhit")
"""Small letters with a stroke, or without a dot: Unicode does not take these apart."""
_LETTERS = re.compile(r"[^\W\d_]+")
_SAME_STROKES = str.maketrans("1il0", "lllo")
SHORTEST_WORD = 2
"""Letters of a word that may say who someone is: an initial does not."""
_FIRST_JOINED = "\u0600"  # Arabic and all the scripts of India come after it; Latin does not


def strip_invisible(text: str) -> str:
    """Return the text without characters that show nothing; joiners stay between letters."""
    kept = _UNSEEN.sub("", text)
    return "".join(
        letter
        for at, letter in enumerate(kept)
        if unicodedata.category(letter) != "Cf" or _joins(kept, at)
    )


def has_letter(text: str) -> bool:
    """Whether there is a letter: marks alone, digits and signs are no name."""
    return any(unicodedata.category(letter).startswith("L") for letter in strip_invisible(text))


def fold_name(name: str) -> str:
    """Fold a name to compare it: no capitals, accents, wide or styled letters, nothing unseen."""
    if name.isascii() and name.isprintable():  # nothing below would change it
        return " ".join(name.casefold().split())
    wide = unicodedata.normalize("NFKD", strip_invisible(name)).casefold()
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", wide)
        if unicodedata.category(letter) not in {"Mn", "Me", "Cf", "Cc"}
    )
    return " ".join(unicodedata.normalize("NFKC", bare).split())


def fold_letters(text: str) -> str:
    """Fold a text to find it by: as `fold_name`, and "Łuk" is found by "luk"."""
    return fold_name(text).translate(_STROKES)


def do_names_share_word(one: str, other: str) -> bool:
    """Whether a word of two names is the same: “Jo”, or “Mr Marsh”, and “Jo Marsh”."""
    return not _list_words(one).isdisjoint(_list_words(other))


def is_part_of_name(one: str, other: str) -> bool:
    """Whether one of two names has all words of the other: “Sam”, “Lee, Sam” and “Sam Lee”."""
    words, others = (frozenset(space_words(name).split()) for name in (one, other))
    return words <= others or others <= words


def space_words(text: str) -> str:
    """Return the folded words of a text without signs, each with a space on both sides."""
    return f" {' '.join(_LETTERS.findall(fold_name(text)))} "


def has_full_name(spaced: str, name: str) -> bool:
    """Whether a name of two words or more stands in a text from `space_words`, whole."""
    wanted = space_words(name)
    return len(wanted.split()) > 1 and wanted in spaced


def _list_words(name: str) -> frozenset[str]:
    words = (word.strip(".,'’()") for word in fold_name(name).split())
    return frozenset(word for word in words if len(word) >= SHORTEST_WORD)


def make_name_key(name: str) -> str:
    """Return a key that two names share when a reader could take one for the other.

    Spaces and signs do not count, nor letters of another alphabet that look alike. Two people can
    rightly share it: it says that somebody should look, never that a name is wrong.
    """
    # Looked up before and after: some fall apart into another letter, others only then are one.
    seen = strip_invisible(name).translate(_ALIKE)
    plain = fold_name(strip_accents(seen).translate(_ALIKE))
    letters = "".join(letter for letter in plain if letter.isalnum())
    return letters.translate(_SAME_STROKES).replace("rn", "m").replace("vv", "w")


def strip_accents(text: str) -> str:
    """Return the text without marks on its letters."""
    whole = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in whole if unicodedata.category(letter) != "Mn")


def _joins(text: str, at: int) -> bool:
    if text[at] not in _JOINERS:
        return False
    beside = text[max(0, at - 1) : at] + text[at + 1 : at + 2]
    return len(beside) == 2 and all(
        letter >= _FIRST_JOINED and unicodedata.category(letter)[0] in "LM" for letter in beside
    )
