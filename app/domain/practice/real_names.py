"""Find what looks like somebody real in a text: a name, a number, an address, an account.

For practice, where everybody is made up. It looks at how words are written and has no list of
people, so it misses names in small letters, in capitals throughout, in scripts without capitals,
those that are everyday words too (Mark, Grace), and most that begin a sentence. That it finds
nothing says nothing. It is never used on a record, and changes no text. `EVERYDAY_WORDS`
has words with a capital that name nobody, or that often begin a sentence. It is never shown.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal, NamedTuple

from content.contacts import phone_parsing

_EVERYDAY_TEXT = """
i i'm i'd i'll i've ok okay tv wifi covid gp nhs
january february march april may june july august september october november december
monday tuesday wednesday thursday friday saturday sunday jan feb mar apr jun jul aug sep sept
oct nov dec mon tue tues wed thu thur thurs fri sat sun
mr mrs ms mx miss dr sir madam pc ma'am
mum mums mummy mam mammy mom mommy dad dads daddy da nan nana nanny nanna nain taid mamgu tadcu
gran granny grandma grandad granddad grandpa gramps grandmother grandfather mother father
stepmum stepdad stepmother stepfather auntie aunty aunt uncle cousin brother sister babcia
dziadek mama papa tata baba foster carer carers guardian partner boyfriend girlfriend
headteacher head deputy teacher tutor coach lead leader leaders chair chaplain vicar imam rabbi
priest father pastor reverend caretaker receptionist governor manager matron nurse doctor
brownies brownie guides guide scouts scout cubs beavers rainbows explorers cadets
christmas easter eid ramadan diwali hanukkah halloween bonfire lent advent epiphany pentecost
passover vaisakhi valentine's boxing bank mother's father's new year's
god jesus allah bible quran koran torah
english maths math mathematics science history geography french spanish german welsh polish
latin art music drama pe re it pshe chemistry biology physics reception nursery
primary secondary academy college school year gcse btec
british irish scottish european american asian african chinese indian pakistani bangladeshi
romanian lithuanian ukrainian syrian afghan arabic urdu punjabi hindi bengali somali turkish
portuguese italian russian roma traveller gypsy christian muslim catholic jewish sikh hindu
buddhist england wales scotland ireland britain uk europe
london manchester leeds sheffield nottingham leicester derby hull lincoln york birmingham
snapchat snap instagram insta tiktok whatsapp facebook messenger youtube twitch discord roblox
minecraft fortnite fifa xbox playstation nintendo switch ps iphone ipad android google gmail
hotmail outlook apple amazon netflix spotify telegram reddit twitter skype zoom teams facetime
kik omegle vinted ebay paypal uber microsoft bereal steam pinterest signal
mcdonald's mcdonalds kfc greggs tesco asda aldi lidl sainsbury's morrisons co-op boots primark
costa starbucks nando's subway spar argos nike adidas ford vauxhall bmw audi fiat corsa fiesta
childline nspcc barnardo's samaritans camhs mash lado ofsted dbs crimestoppers
yesterday today tomorrow tonight earlier later afterwards afterward then suddenly recently
sometimes maybe perhaps also besides however although because since until during whilst while
nobody somebody everyone everybody anyone someone neither either both several apparently
according regarding concerning unsure unknown unclear none nothing something anything everything
"""
EVERYDAY_WORDS = frozenset(_EVERYDAY_TEXT.split())


RealDetailKind = Literal["name", "phone", "email", "address", "username"]
_LETTER = r"[^\W\d_][\u0300-\u036f]*"
_WORD = re.compile(rf"(?:{_LETTER})+(?:['’ʼ\u2010\u2011-](?:{_LETTER})+)*")
_JOINT = re.compile(r"['’ʼ\u2010\u2011-]")
_TITLES = frozenset(("mr", "mrs", "ms", "mx", "miss", "dr"))
_PARTICLES = "ap ab ferch van von der den de da di del la le al el bin bint ibn y"
_BETWEEN = frozenset(_PARTICLES.split())
_VERBS = "said says told tells asked asks came rang texted messaged"
_SAYS = frozenset(_VERBS.split())
_ENDINGS = frozenset(("s", "d", "ll", "ve", "re", "m", "t"))
_BEGINS = re.compile(r"[.!?…:;\n\r\"“”«»‘•*–—]|(?<!\w)['’]|[0-9]\)")

_NUMBER = re.compile(r"(?<![\w.])\+?\(?[0-9][0-9 ().\u2010-\u2015-]{6,30}[0-9](?!\w)")
_TWO_NUMBERS = re.compile(r"(?:0[1-9][0-9]{8,9}){2,}")
_DAY = re.compile(
    r"[0-9]{1,2}([./-])[0-9]{1,2}\1[0-9]{2,4}|[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"|(?<![0-9])[0-9]{1,2}[.:][0-9]{2}(?![0-9])"
)
_UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.I)
_POSTCODE = (
    r"\b[A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?[0-9](?!nd|rd|st|th)[ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2}\b"
)
_STREET = (
    r"\b[0-9]{1,4}[A-Za-z]?,? (?:[A-Z][\w'’-]{1,30} ){1,3}"
    r"(?:Street|Road|Avenue|Lane|Close|Drive|Crescent|Grove|Terrace|Gardens|Way|Court|Place)\b"
)
_ACCOUNT = r"(?<!\w)(?:[^\W\d_]{3,20}[0-9]{2,10}|(?=[\w.]{4,40}(?![\w.]))[^\W_]+_[\w.]*\w)(?!\w)"
_WRITTEN: tuple[tuple[RealDetailKind, re.Pattern[str]], ...] = (
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")),
    ("address", re.compile(rf"{_POSTCODE}|{_STREET}")),
    ("username", re.compile(rf"(?<!\w)@[\w.]{{1,30}}\w|{_ACCOUNT}")),
)
"""Ofcom and Royal Mail say how a number and a postcode are made; letters C I K M O V end none."""


class RealDetail(NamedTuple):
    """Something that looks real: the text as found, and what it looks like."""

    text: str
    kind: RealDetailKind


class AllowedWords(NamedTuple):
    """What may be written. `words`: folded; `said`: those of the scenario alone, also folded.

    `text`: folded text in which addresses and accounts may stand; `numbers`: as `dialled` gives.
    """

    words: frozenset[str]
    said: frozenset[str]
    text: str
    numbers: frozenset[str]


class _Word(NamedTuple):
    """A word, and what stands between it and the one before."""

    text: str
    gap: str
    start: int
    end: int


def find_real_details(text: str, known: AllowedWords) -> Iterator[RealDetail]:
    """Yield what looks real in `text`, kind by kind. Looked for as it is asked for, one by one."""
    rest = _UUID.sub(_blank, unicodedata.normalize("NFC", text))
    for kind, pattern in _WRITTEN:
        for written in dict.fromkeys(found[0] for found in pattern.finditer(rest)):
            if not _may_be_written(written, kind, known):
                yield RealDetail(written, kind)
        rest = pattern.sub(_blank, rest)
    for number in find_phone_numbers(rest):
        if normalise_number(number) not in known.numbers:
            yield RealDetail(number, "phone")
    yield from (RealDetail(name, "name") for name in _names(rest, known))


def split_words(text: str) -> Iterator[str]:
    """Yield each word of `text` as it is written, and each part of a word that has parts."""
    for found in _WORD.finditer(unicodedata.normalize("NFC", text)):
        yield found[0]
        parts = _JOINT.split(found[0])
        yield from parts if len(parts) > 1 else ()


def find_phone_numbers(text: str) -> Iterator[str]:
    """Yield each phone number of `text` as it is written; days and times are none."""
    for found in _NUMBER.finditer(_DAY.sub(_blank, text)):
        digits = normalise_number(found[0])
        if phone_parsing.WHOLE_NUMBER.fullmatch(digits) or _TWO_NUMBERS.fullmatch(digits):
            yield found[0]


def normalise_number(number: str) -> str:
    """Return the digits of a number with 0 for +44, so that both ways to write it are one."""
    return re.sub(r"^(?:\+|00)44", "0", phone_parsing.extract_digits(number))


def _blank(found: re.Match[str]) -> str:
    return "\0" * len(found[0])


def _may_be_written(found: str, kind: RealDetailKind, known: AllowedWords) -> bool:
    """Whether the scenario or the pack has it, or plain words alone make it up: Year11."""
    parts = [part for part in re.split(r"[\W\d_]+", found.casefold()) if part]
    if kind == "address":
        plain = all(part in known.said for part in parts) and found[0].isdigit()
    else:
        own = found.isupper() or all(part in known.words for part in parts)
        plain = kind == "username" and found[0] != "@" and own
    return plain or found.casefold() in known.text  # last: it reads all that the pack says


def _names(text: str, known: AllowedWords) -> Iterator[str]:
    """Yield words in a row that look like one person's name, as they stand."""
    cut = list(_cut(text))
    strange = [_is_strange(cut, at, known) for at in range(len(cut))]
    first = None
    for at, word in enumerate(cut):
        between = 0 < at < len(cut) - 1 and word.text in _BETWEEN and strange[at + 1]
        if not strange[at] and not (between and first is not None):
            first = None
            continue
        if first is None or not _holds(cut, at):
            first = at
        if at + 1 == len(cut) or not _goes_on(cut, strange, at):
            yield _plain(text[cut[first].start : word.end])
            first = None


def _goes_on(cut: list[_Word], strange: list[bool], at: int) -> bool:
    """Whether the word after this one belongs to the same name."""
    after = cut[at + 1]
    between = after.text in _BETWEEN and at + 2 < len(cut) and strange[at + 2]
    return _holds(cut, at + 1) and (strange[at + 1] or between)


def _cut(text: str) -> Iterator[_Word]:
    end = 0
    for found in _WORD.finditer(text):
        yield _Word(found[0], text[end : found.start()], found.start(), found.end())
        end = found.end()


def _is_strange(cut: list[_Word], at: int, known: AllowedWords) -> bool:
    word = cut[at].text
    if not _is_capital(word):
        return False
    if at and cut[at - 1].text.casefold() in _TITLES and cut[at].gap in (" ", ". "):
        return not _all_in(word, known.said)
    if _all_in(word, known.words):
        return False
    return not _begins(cut, at) or _is_followed(cut, at, known)


def _is_followed(cut: list[_Word], at: int, known: AllowedWords) -> bool:
    """Whether a word at the beginning of a sentence is a name by what comes after it."""
    if _plain(cut[at].text) != cut[at].text:
        return True
    if at + 1 == len(cut) or cut[at + 1].gap != " ":
        return False
    after = cut[at + 1].text
    return after in _SAYS or (_is_capital(after) and not _all_in(after, known.words))


def _begins(cut: list[_Word], at: int) -> bool:
    """Whether a sentence begins here, so that any word has a capital."""
    initial = at > 0 and len(cut[at - 1].text) == 1 and cut[at].gap == ". "
    return at == 0 or (not initial and bool(_BEGINS.search(cut[at].gap)))


def _holds(cut: list[_Word], at: int) -> bool:
    return cut[at].gap == " "


def _is_capital(word: str) -> bool:
    return len(word) > 1 and word[0].isupper() and not word.isupper()


def _plain(word: str) -> str:
    """Return the word without the ending that says whose something is."""
    return re.sub(r"['’]s$", "", word)


def _all_in(word: str, found: frozenset[str]) -> bool:
    folded = word.casefold()
    if {folded, _plain(folded), folded.removesuffix("s")} & found:
        return True
    parts = [part.casefold() for part in _JOINT.split(word)]
    long = [part for n, part in enumerate(parts) if len(part) > 1 and not (n and part in _ENDINGS)]
    return all(part in found for part in long)
