"""Say what came before a reply in a conversation, as far as it changes how a child hears it.

Pure. "Yes" is a promise to a child who has just asked for one, and an act that the child has named
is no answer put into their mouth.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from content.patterns import list_folded_words
from content.scenarios.scenario import Answer, ScenarioSetting

_ENDINGS = ("ing", "ed", "es", "s", "e")
_WAITS = re.compile(r"\b(waiting|my lift|(car|van|taxi) (stops|pulls up))\b", re.IGNORECASE)
SENDS_TO_DANGER = "sends_to_who_waits"
_SENDS_AWAY = frozenset(("sends_away", "shows_the_door"))
_LETTERS = 3
"""What is left of a word without its ending has at least so many."""
_OTHER_FORMS = {
    "made": "make", "making": "make", "took": "take", "taken": "take", "got": "get",
    "gets": "get", "getting": "get", "did": "do", "done": "do", "does": "do", "doing": "do",
    "slept": "sleep", "hid": "hide", "kept": "keep", "sold": "sell", "beaten": "beat",
    "gave": "give", "given": "give", "goes": "go",
}  # fmt: skip


class ReplyMoment(NamedTuple):
    """A place in a conversation where a reply is given. Without one nothing came before.

    `said`: the child's own lines so far, without those that repeat a worker's words. `promises`:
    the promises that the child has just asked for, each with the answers that make it. `stops`: the
    child has said that they want to stop, and has told nothing since. `shown`: what the trainee has
    seen so far.
    """

    setting: ScenarioSetting | None = None
    said: tuple[str, ...] = ()
    promises: tuple[tuple[str, tuple[Answer, ...]], ...] = ()
    stops: bool = False
    shown: tuple[str, ...] = ()

    def find_danger_of_sending(self, ways: Collection[str]) -> set[str]:
        """Return the key of the reason not to send a child to who waits, if `ways` send them away.

        Only where the child said, or it was to be seen, that someone has come for them.
        """
        waits = any(_WAITS.search(line) for line in (*self.said, *self.shown))
        return {SENDS_TO_DANGER} if waits and not _SENDS_AWAY.isdisjoint(ways) else set()

    def has_said_or_shown(self, words: Iterable[str]) -> bool:
        """Whether each of these words, in any form, is the child's or of what was to be seen."""
        return self._replace(said=(*self.said, *self.shown)).has_said(words)

    def has_said(self, words: Iterable[str]) -> bool:
        """Whether the child has said each of these words, in any form: "touch" for "touched"."""
        said = [one for line in self.said for one in list_folded_words(line)]
        said += [one.removesuffix("'s") for one in said]  # "Mick's got a blue car" names Mick
        stems = set(map(stem_word, said))
        return stems.issuperset(map(stem_word, words))


NOTHING_BEFORE = ReplyMoment()


def stem_word(word: str) -> str:
    """Return a word without its ending: "touches", "touched" and "touching" are one."""
    word = _OTHER_FORMS.get(word, word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LETTERS:
            word = word.removesuffix(ending)
            break
    if len(word) > _LETTERS and word[-1] == word[-2]:  # "hitting", and "kiss" as "kisses"
        word = word[:-1]
    return f"{word[:-1]}i" if word.endswith("y") else word  # "carry" as "carried"


def replace_names_with_pronouns(
    words: Iterable[str], setting: ScenarioSetting | None, but_for: Collection[str] = ()
) -> Iterator[str]:
    """Yield folded words with "you" for who speaks or the child, and "he" for others by name.

    "The man hurts Toby" is said to Toby, and "does Mick touch you" is what "does he" is. To an
    adult "her" and "him" may be the child. Names in `but_for` are left.
    """
    if setting is None:
        yield from words
        return
    here = set(list_folded_words(f"{setting.called} {setting.speaks}"))
    here |= {"her", "him", "them"} if setting.speaker == "adult" else set()
    others = set(list_folded_words(" ".join(setting.names))) - set(
        list_folded_words(f"{setting.child} {setting.speaks}")
    )
    others -= set(but_for)
    for word in words:
        yield "you" if word in here else "he" if word in others else word


def replace_names_in_past_questions(
    text: str, setting: ScenarioSetting | None, but_for: Collection[str]
) -> str:
    """Return `text` with "did he" for "did Mick", and the same after "has".

    For each person by name who is not there and is not in `but_for`. What is asked about now is
    left: "Is Mick here?" keeps a child safe.
    """
    if setting is None:
        return text
    there = set(list_folded_words(setting.speaks)) | set(but_for)
    if setting.speaker == "child":
        there |= set(list_folded_words(setting.child))
    names = set(list_folded_words(" ".join(setting.names))) - there
    found = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    if not names:
        return text
    name = rf"(?:{found})\b(?: (?:{found})\b)*"
    return re.sub(rf"\b(did|has|had) {name}", r"\1 he", text, flags=re.IGNORECASE)
