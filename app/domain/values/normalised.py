"""Bring a value into the form in which it is compared. What was written is what is shown.

A change here needs a new VERSION: what was sealed with another one is made anew by "Rebuild the
index", and is not compared meanwhile.
"""

import re
from collections.abc import Iterator
from enum import StrEnum

from app.domain.private_struct import PrivateStruct
from app.domain.record.name_comparison import fold_letters
from app.domain.record.private_mentions import NOT_NAMES

VERSION = 2
SHORTEST_PLATE_PART = 3
LONGEST_PLATE = 8
SHORTEST_PHONE = 6
SHORTEST_ONLINE_NAME = 3
UNLINKED = "'"
"""Mark of a name that searches find and that links nothing: initials are shared by too many."""
AT_START, AT_END = "^", "$"
"""Marks of a part of a plate of which somebody wrote where it stood."""


class ValueKind(StrEnum):
    """The kind of a value. The name is stored."""

    PLATE = "plate"
    PHONE = "phone"
    ONLINE = "online"
    PERSON = "person"
    PLACE = "place"
    VEHICLE = "vehicle"
    """A vehicle of which no part of the plate was written. Searches find it; it links nothing."""


class PlatePart(PrivateStruct, frozen=True):
    """A plate, or three or more characters of one. `start`, `end`: whether it stands there."""

    letters: str
    start: bool = False
    end: bool = False

    @property
    def key(self) -> str:
        """The plate as it is compared."""
        return f"{AT_START * self.start}{self.letters}{AT_END * self.end}"


_READ_ALIKE = str.maketrans("oi", "01")
_PIECE = re.compile(r"[^\W_]+")
_WHOLE = re.compile(
    r"\b(?:[a-z]{2}[0-9oi]{2}\s?[a-z]{3}|[a-z][0-9]{1,3}\s?[a-z]{3}|[a-z]{3}\s?[0-9]{1,3}[a-z]"
    r"|(?-i:[A-Z]{2}\s[0-9OI]{2}\s[A-Z]{3}))\b",
    re.I,
)
"""British plates since 1963: AB12 CDE, A123 BCD, ABC 123D. In three pieces capitals alone: "at 10
the" is none."""
_START = re.compile(r"(?:begin|beginning|start|first)\w*\W+(?:with\W+)?(?:\w{1,3}\W+)?$", re.I)
_END = re.compile(r"(?:end|ending|last)\w*\W+(?:with|in)?\W*$", re.I)
_NOT_PLATES = frozenset({
    "4x4", "4wd", "awd", "amg", "bmw", "fwd", "gti", "gtr", "jcb", "kia", "mpv", "not", "rav4",
    "rwd", "suv", "tdi", "the", "van", "vxr", "car", "red",
})  # fmt: skip
_COMMON_ENDS = _NOT_PLATES | {
    "all", "and", "are", "big", "but", "did", "for", "had", "has", "her", "him", "his", "its",
    "new", "off", "old", "one", "our", "out", "saw", "she", "too", "two", "was", "who", "you",
}  # fmt: skip
"""Words after which "A4 and" or "M1 was" is no plate."""
_ABROAD = re.compile(r"^(?:(?:\+|00)44(?:\(?0\)?)?|44\(?0?\)?(?=\d{10}$))")
_PHONE_SPLIT = re.compile(r"[,;/\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_PHONE_RUN = re.compile(r"\+?\(?\d[\d\s().+-]*")
_PHONE_GROUP = re.compile(r"[^\d+]*\+?[^\d+]*\d+")
LONGEST_UK_PHONE, SHORTEST_UK_PHONE = 11, 10
"""Digits with the first 0."""
_SPLIT = re.compile(r"[,;\n/&]|\band\b", re.I)
_ASIDE = re.compile(r"[(–—:]|\b(?:from|who|aged|with|on|in|at|is|was)\b", re.I)
"""A sign that the rest is not part of a name: "Kai from the gym", "kai_07 on Snapchat"."""
_SERVICES = frozenset({
    "account", "discord", "facebook", "fb", "gamertag", "ig", "insta", "instagram", "kik",
    "messenger", "name", "psn", "roblox", "signal", "snap", "snapchat", "steam", "telegram",
    "tiktok", "twitter", "user", "username", "whatsapp", "xbox", "youtube",
})  # fmt: skip
"""Words before a user name that say where it is used."""
_LABEL_END = re.compile(r":|\s[–—-]\s")
NO_ANSWERS = frozenset({
    "dont know", "do not know", "n a", "na", "nil", "no", "no idea", "no one", "nobody", "none",
    "not given", "not known", "not sure", "not told", "nothing", "unknown", "unsure",
})  # fmt: skip
"""Answers, as `list_words` has them, that name nothing: two files with one are not linked by it."""
WORDS_IN_AN_ONLINE_NAME = 3
_ONLINE_SIGN = re.compile(r"[\d_@]")
"""A user name ends with the first word that has one of these."""
_SMALL = frozenset({"the", "a", "an", "of", "at", "in", "on", "by", "near", "s"})


def find_plates(text: str) -> Iterator[PlatePart]:
    """Yield the plates of an answer, and parts of one that have three characters or more."""
    rest = text
    for found in _WHOLE.finditer(text):
        if found[0][-3:].lower() in _COMMON_ENDS:
            continue
        yield PlatePart(_fold_plate(found[0]))
        rest = rest.replace(found[0], " " * len(found[0]), 1)
    for found in _PIECE.finditer(rest):
        piece = found[0]
        if _is_plate_part(piece) and not (piece.isalpha() and text.isupper() and " " in text):
            before = text[: found.start()]
            start, end = bool(_START.search(before)), bool(_END.search(before))
            yield PlatePart(_fold_plate(piece), start and not end, end)


def does_plate_fit(part: str, whole: str) -> bool:
    """Whether a part of a plate, by its key, can be of this longer one.

    The same letters fit too, where only the other says where they stood.
    """
    letters = part.strip(AT_START + AT_END)
    plain = whole.strip(AT_START + AT_END)
    if letters == plain:
        return part == letters and whole != plain
    if len(letters) > len(plain):
        return False
    if part.startswith(AT_START):
        return plain.startswith(letters) and not whole.endswith(AT_END)
    if part.endswith(AT_END):
        return plain.endswith(letters) and not whole.startswith(AT_START)
    return letters in plain


def find_phones(text: str) -> Iterator[str]:
    """Yield the phone numbers of an answer: digits alone, a UK number with its first 0.

    Two numbers next to each other are two: never one that nobody has.
    """
    for piece in _PHONE_SPLIT.split(text):
        for run in _PHONE_RUN.findall(piece):
            for number in _split_phones(run):
                if len(digits := fold_phone(number)) >= SHORTEST_PHONE:
                    yield digits


def _split_phones(run: str) -> Iterator[str]:
    """Yield each number of a run of digits and signs."""
    groups = _PHONE_GROUP.findall(run)
    number = ""
    for place, group in enumerate(groups):
        if number and _begins_phone(number, group, "".join(groups[place:])):
            yield number
            number = ""
        number += group
    yield number


def _begins_phone(before: str, group: str, rest: str) -> bool:
    """Whether another number begins after what came before it. `rest`: from this group on.

    A group that begins with 0 may be in the middle of a number.
    """
    digits = fold_phone(before)
    if "+" in group or (_is_uk_phone(digits) and len(digits) >= LONGEST_UK_PHONE):
        return True
    enough = SHORTEST_UK_PHONE if digits.startswith("0") or "+" in before else SHORTEST_PHONE
    is_long = len(digits) >= enough and len(re.sub(r"\D", "", rest)) >= SHORTEST_UK_PHONE
    return is_long and re.sub(r"\D", "", group).startswith("0")


def _is_uk_phone(digits: str) -> bool:
    return digits.startswith("0") and not digits.startswith("00")


def fold_phone(text: str) -> str:
    """Return the digits of a number; one from abroad begins with 0, not with 44."""
    packed = re.sub(r"[^\d+()]", "", text)
    return re.sub(r"\D", "", _ABROAD.sub("0", packed))


def find_online_names(text: str) -> Iterator[str]:
    """Yield the user names of an answer as they are compared: no capitals, @, dots or spaces."""
    for piece in _SPLIT.split(text):
        words = _list_online_words(piece)[:WORDS_IN_AN_ONLINE_NAME]
        signed = next((n for n, word in enumerate(words, 1) if _ONLINE_SIGN.search(word)), None)
        name = fold_online_name(" ".join(words[:signed]))
        if len(name) >= SHORTEST_ONLINE_NAME:
            yield name


def _list_online_words(piece: str) -> list[str]:
    """Return the words of a user name, without where it is used: "kai07" of "Snap: kai07"."""
    label, *rest = _LABEL_END.split(piece, maxsplit=1)
    after = _ASIDE.split("".join(rest), maxsplit=1)[0]
    is_label = not _SERVICES.isdisjoint(label.casefold().split()) or (
        _ONLINE_SIGN.search(after) and not _ONLINE_SIGN.search(label)
    )
    words = (after if after.strip() and is_label else _ASIDE.split(piece, maxsplit=1)[0]).split()
    while len(words) > 1 and words[0].casefold() in _SERVICES:
        words = words[1:]
    return words


def fold_online_name(text: str) -> str:
    """Return a user name as it is compared."""
    return "".join(_PIECE.findall(fold_letters(text)))


def find_people(text: str) -> Iterator[str]:
    """Yield the names of an answer as they are compared: words in order of the alphabet.

    Words that say who someone is to the child are no name: "her uncle" yields nothing.
    """
    for piece in _SPLIT.split(text):
        name = list_words(_ASIDE.split(piece, maxsplit=1)[0])
        words = {word for word in name if len(word) > 1 and word not in NOT_NAMES}
        if words := {word for word in words - _SMALL if not word.isdigit()}:
            yield " ".join(sorted(words))


def fold_short_name(text: str) -> str:
    """Return the key of a name with nothing to compare, as "M.E." or "On Yee"; "" for no name."""
    words = list_words(text)
    return UNLINKED + " ".join(words) if any(word not in NOT_NAMES for word in words) else ""


def fold_place(text: str) -> str:
    """Return a place as it is compared: without "the" and other small words."""
    return " ".join(word for word in list_words(text) if word not in _SMALL)


def list_words(text: str) -> list[str]:
    """Return the words of a text without capitals and accents."""
    return _PIECE.findall(fold_letters(text.replace("’", "").replace("'", "")))


def _fold_plate(text: str) -> str:
    return "".join(_PIECE.findall(text)).lower().translate(_READ_ALIKE)


def _is_plate_part(piece: str) -> bool:
    """Whether a word may be a part of a plate: letters with digits, or three capitals."""
    if not SHORTEST_PLATE_PART <= len(piece) <= LONGEST_PLATE or not piece.isascii():
        return False
    if piece.lower() in _NOT_PLATES:
        return False
    digits = sum(letter.isdigit() for letter in piece)
    return 0 < digits < len(piece) or (len(piece) == SHORTEST_PLATE_PART and piece.isupper())
