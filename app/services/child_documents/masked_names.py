"""Write other children as initials in texts of a document, and hold back what cannot be.

Nobody's words are altered: a quotation that names another child is held back whole. So is a text in
which a name stays, inside a user name for example. When in doubt it is held back: what left with a
document cannot be taken back. Pure.
"""

import re
from collections.abc import Iterable, Iterator

from app.domain.private_struct import PrivateStruct
from app.domain.record.name_comparison import fold_name
from app.services.referrals.anonymised import NOT_NAMES, has_child_name

HELD_QUOTE = "These words name another child, so they are left out. They are in the record."
HELD_TEXT = "This may name another child, so it is left out. It is in the record."
_WORD = re.compile(r"[^\W\d_]+")
_GAP = re.compile(r"[\s'’.-]+")


class NameMask(PrivateStruct, frozen=True):
    """Names that a document must not have. `words`: each word of them, folded to compare.

    `full`: whole names as their words, the longest first.
    """

    words: frozenset[str]
    full: tuple[tuple[str, ...], ...]

    def hides(self, text: str) -> bool:
        """Whether one of the names may be in a text."""
        return has_child_name(text, self.words)

    def mask_text(self, text: str) -> str:
        """Return a text with initials for the names, or what says that it is left out."""
        if not self.words or not self.hides(text):
            return text
        masked = "".join(self._mask(text))
        return HELD_TEXT if self.hides(masked) else masked

    def mask_quote(self, text: str) -> str:
        """Return someone's exact words, or what says that they are left out."""
        return HELD_QUOTE if self.words and self.hides(text) else text

    def _mask(self, text: str) -> Iterator[str]:
        found = list(_WORD.finditer(text))
        place = end = 0
        while place < len(found):
            count = self._count_words(text, found[place:])
            if count:
                yield text[end : found[place].start()]
                yield bracket_initials(one.group() for one in found[place : place + count])
                end = found[place + count - 1].end()
            place += count or 1
        yield text[end:]

    def _count_words(self, text: str, found: list[re.Match[str]]) -> int:
        """Return how many of the next words are one name; 0 where the first is none."""
        for name in self.full:
            here = found[: len(name)]
            if tuple(fold_name(one.group()) for one in here) == name and _is_joined(text, here):
                return len(name)
        return int(fold_name(found[0].group()) in self.words)


def make_name_mask(names: Iterable[str], shown: Iterable[str]) -> NameMask:
    """Return the mask of these names. `shown`: names that the document has, whose words stay."""
    stays = {word for name in shown for word in _list_words(name)}
    hidden = [_list_words(name) for name in names]
    words = frozenset(word for name in hidden for word in name if word not in stays)
    full = sorted((name for name in hidden if words & set(name)), key=len, reverse=True)
    return NameMask(words, tuple(dict.fromkeys(full)))


def bracket_initials(words: Iterable[str]) -> str:
    """Return the initials of a name in brackets: they stand for what was written."""
    return f"[{''.join(f'{word[0].upper()}.' for word in words if word)}]"


def get_initials(name: str) -> str:
    """Return a name as its initials, without a hint of more."""
    return bracket_initials(_WORD.findall(name))


def _list_words(name: str) -> tuple[str, ...]:
    words = (fold_name(word) for word in _WORD.findall(name))
    return tuple(word for word in words if _is_name(word))


def _is_name(word: str) -> bool:
    return word not in NOT_NAMES and (len(word) > 1 or not word.isascii())


def _is_joined(text: str, found: list[re.Match[str]]) -> bool:
    """Whether words stand next to each other."""
    gaps = zip(found, found[1:], strict=False)
    return all(_GAP.fullmatch(text[one.end() : other.start()]) for one, other in gaps)
