"""Find what is asked in a trainee's own words: for practice, and never for a record.

A statement is no question: "Thank you for telling me" is not looked for under what was asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from content.patterns import list_folded_words
from content.scenarios.typed_words import PART_ENDS, correct_typed_contractions

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*[\"'”’)]*")
_FILLERS = frozenset(("so", "and", "but", "ok", "okay", "then", "well", "now", "right", "just"))
_PLAIN_VERBS = frozenset(
    ("do", "have", "can", "could", "would", "will", "shall", "should", "may", "might")
)
_NO_SUBJECT = frozenset(
    (
        *("a", "an", "what", "when", "if", "whatever", "whenever", "as", "be", "do", "have", "to"),
        *(
            "some",
            "no",
            "not",
            "sit",
            "come",
            "stay",
            "take",
            "try",
            "help",
            "call",
            "see",
            "like",
            "love",
        ),
        *("my", "even", "just", "also", "still", "always", "only", "well", "all", "on"),
    )
)
"""No person starts with these: "do what you want" and "have a seat" do not ask."""
_NEGATED_VERBS = frozenset(("don't", "can't", "couldn't", "won't", "wouldn't"))
_SUBJECTS = frozenset(
    (
        *("i", "you", "he", "she", "it", "they", "we", "this", "that", "there", "the", "your"),
        *("his", "her", "their", "my", "our", "anyone", "anybody", "someone", "somebody"),
        *("anything", "something", "any", "mum", "dad"),
    )
)
"""After a verb with "not" only these ask: "don't waste my time" and "can't talk now" do not."""
_ASKING = frozenset(
    (
        *("describe", "explain", "whose", "which"),
        *("did", "does", "is", "are", "was", "were", "has", "had", "doesn't", "didn't"),
        *("isn't", "aren't", "wasn't", "weren't", "haven't", "hasn't"),
    )
)
_OPEN_ASKING = frozenset(("describe", "explain", "whose", "which"))
_STATES_OF_WHICH = frozenset(("is", "was", "means", "meant", "makes", "made"))
"""After "which" these go on with a sentence before: "which is fine"."""
_QUESTION_WORDS = frozenset(("what", "who", "when", "where", "why"))
_ANY_ASKING = _PLAIN_VERBS | _NEGATED_VERBS | _ASKING | _QUESTION_WORDS | {"how"}
_SPEAKERS = frozenset(("i", "we", "my", "our"))
_GOES_ON = re.compile(
    r"\b(?:(?:is|was|are|were|does|do|did|has|will|would|wo|ca|can|could)(?:n't| not)"
    r"|is|was|are|were|will|stays?|matters?|gets?|goes|helps?|counts?|means?|makes?|sounds?|took)\b"
)
"""A whole statement has one after a person and a verb: "what he did was wrong"."""
_AFTER_WHILE = re.compile(r"\b(?:when|while|after|before|if|that|because)\b.*")
_ASKS_LATER = re.compile(
    r"\b(?:what|who|where|why|how) (?:is|are|was|were|do|does|did|has)\b"
    r"|\b(?:do|does|did|is|are|was|were|has|have) (?:you|he|she|it|they|there|anyone)\b"
)
_AFTER_HOW = frozenset(
    (
        *("long", "many", "much", "often", "old", "come", "about", "did", "do", "does", "is"),
        *("are", "was", "were", "has", "have", "can", "could", "would", "will", "should"),
    )
)
_FORBIDS = frozenset(
    (*("worry", "go", "dare", "ever", "even", "start", "fret", "forget", "let"), "tell", "say")
)
"""After "don't you" these forbid: "don't you go upsetting him" asks nothing."""
_FORBIDDEN = _FORBIDS | frozenset(
    (
        *("be", "cry", "make", "give", "take", "keep", "get", "mind", "move", "rush", "hurry"),
        *(
            "stop",
            "talk",
            "ask",
            "answer",
            "look",
            "come",
            "play",
            "mess",
            "muck",
            "waste",
            "panic",
        ),
    )
)
"""After "don't" these forbid too, where no person comes first: "don't be silly"."""
_SAID = frozenset(("said", "told", "written", "done"))
_CONTRACTED = re.compile(r"'(?:s|re|m|ve|d|ll)$")
_INNER_JOINS = re.compile(r",|;|\s[-–—]\s|\b(?:and|but|so|then|or|because|cos)\b", re.IGNORECASE)
_CALLS = frozenset(
    (
        *("oh", "hey", "hi", "hello", "ah", "aw", "um", "er", "erm", "hmm", "wait", "please"),
        *("sorry", "mate", "love", "sweetheart", "darling", "listen", "look", "yes", "yeah"),
        *("no", "god", "gosh", "thanks", "wow", "hang", "on"),
    )
)
"""Said before a question: "oh rory did he hurt you"."""
_NO_NAMES = (
    _SUBJECTS
    | _ANY_ASKING
    | frozenset(
        ("all", "so", "nor", "neither", "as", "if", "than", "people", "man", "not", "what's")
    )
)
"""No one is called by these: "anyone whose job it is" does not ask."""
_ASKED_OF = frozenset(("you", "he", "she", "they", "it", "we", "anyone", "anybody", "someone"))
_OPEN_WORDS = frozenset(("who", "which", "where", "why", "how"))
"""Within a sentence "what" and "when" start more statements than questions."""
_NOT_ASKED_OF = frozenset((("do", "it"), ("have", "it")))
_ASKING_VERBS = frozenset(
    (
        *("did", "does", "do", "has", "have", "had", "is", "are", "was", "were", "can", "could"),
        *("will", "would", "should", "didn't", "doesn't", "don't", "isn't", "wasn't"),
        *("aren't", "hasn't", "haven't", "can't", "won't"),
    )
)
_VERBS_OF_TAGS = r"(?:is|was|did|does|do|has|have|are|were|will|would|can|could|should)"
_PEOPLE_OF_TAGS = r"(?:he|she|it|they|you|there)"
_TAG = re.compile(
    rf"\b(?:innit|(?:{_VERBS_OF_TAGS}|wo|ca|ai)n't {_PEOPLE_OF_TAGS}"
    r"|(?:n't|not|never|nobody|no one|nothing|hardly)\b.*"
    r"(?<!neither)(?<!nor)(?<!\bi)(?<!\bto)(?<!you)(?<!we)(?<!he)(?<!they)"
    rf" {_VERBS_OF_TAGS} {_PEOPLE_OF_TAGS})$"
)
"""The end of a question that starts as a statement: "he hurt you didn't he"."""
_INVITES = re.compile(
    r"\b(?:(?:tell|show) me|(?:talk|take) me through|help me (?:to )?understand|say more"
    r"|i(?:'d| would) like to (?:hear|know)|i wonder|i was wondering"
    r"|i(?: just)? (?:want|wanted|need|needed) to (?:know|ask|understand)"
    r" (?:who|whose|what|which|where|when|why|how|if|whether|about)"
    r"|(?:nod|blink) (?:\w+ )?(?:for|if|once|twice))\b"
)
_EXACTLY = r"(?:just|exactly|only|precisely|word for word)"
_HOWS = r"(?:how|what|when|where|who|why)"
_AS_YOU_SAID = re.compile(
    rf"\W*(?:and\s+)?{_EXACTLY},?\s+{_HOWS}\s+(?:it is )?you(?:['’]ve| have| just)?\s+"
    r"(?:say|said|tell|told|put|write|wrote|written|describe|described|explain|explained|use|used)"
    r"\b",
    re.IGNORECASE,
)
"""What a child said, and no demand for it: "exactly how you said it"."""
_HOW_SOMEONE = re.compile(
    rf"\W*(?:and\s+)?(?P<exactly>{_EXACTLY},?\s+)?{_HOWS}\s+(?:i|you|we|he|she|they|it|this|that)\b",
    re.IGNORECASE,
)
_STATES = re.compile(
    r"\W*(?:(?:and|but|so|ok|okay|well|right|no|yes|sorry|then|now)\W+)*"
    r"(?:i|we|it|that|this|they|these|those|your|the|nobody|nothing)\b",
    re.IGNORECASE,
)
_PASSES_ON = re.compile(
    r"\b(?:i|we)\b.*\b(?:writ\w+|wrote|put|note|record|log|keep|kept|save|type|pass|tell|say"
    r"|report|repeat|change|bin|delete|copy)\b",
    re.IGNORECASE,
)
_WHAT_YOU_TELL = re.compile(r"\b(?:what|whatever|anything|everything) you (?:tell|show) me\b")
_WANTS_TO_KNOW = re.compile(
    r"\b(?:know|ask\w*|hear|understand|wonder\w*|me|find out|listening|interested|curious)\b",
    re.IGNORECASE,
)
_CALLED = "(?:mate|love|pal|darling|sweetheart|lad|hun|buddy|babe)"
_CALLED_AT_END = re.compile(rf",?\s+(?:{_CALLED}|[A-Z][a-z]+)\W*$")
"""Who is asked, after a tag: "you like cars dont you Toby"."""
_NOT_ASKED = re.compile(
    r"\bnext time (?:you )?(?:tell|show) me\b|"
    r"\b(?:tell|show)ing me\b"
    r"|\b(?:can|could|did|do|need|will|wo)(?:n't| not) (?:have to |need to )?(?:tell|show) me\b"
    r"|\b(?:you can|right to|brave to|good to|able to|glad you could) (?:always )?(?:tell|show) me"
    rf"(?: {_CALLED})?"
    r"(?: (?:and )?i\b| as (?:much|little)\b| (?:and )?it(?:'s| is|'ll| will| won't| stays| goes)\b"
    r"| (?:and )?we\b| that's\b| anything\b| the truth\b| if\b| when\b| you know\b|$)"
    r"|\b(?:right|brave|good|well|kind|hard|lot|guts|courage|enough|came|come|coming|chose)"
    r" to (?:tell|show) me\b"
    r"|\bpromise(?: me)?(?: that)? you(?:'ll| will) (?:tell|show) me\b"
    r"|\bif you want to say more\b"
    r"|\b(?:whatever|anything|everything|what|if|once) (?:it is )?(?:that )?you"
    r"(?: (?:might|may|want to|choose to|do|can|could|just|ever|decide to|need to))*"
    r" (?:tell|show) me\b"
)


def find_asking_sentences(text: str) -> str:
    """Return the sentences of `text` that ask for something, word for word; empty for none.

    "…" is where sentences between them are left out.
    """
    found, before = "", True
    for match in _SENTENCE.finditer(text):
        sentence = match[0].strip()
        if sentence and _is_question(sentence):
            between = "" if not found else " " if before else " … "
            found, before = f"{found}{between}{sentence}", True
        elif sentence:
            before = False
    return found


def cut_typed_sentences(text: str) -> list[str]:
    """Return the sentences of `text`, each with its stop."""
    return [one for one in map(str.strip, _SENTENCE.findall(text)) if one]


def can_be_question(text: str) -> bool:
    """Whether a part of `text` may ask something: what is found, or any first word that can ask.

    A statement can start with one too. Where a child's words are said to be free, take it as asked.
    """
    parts = (part for one in _SENTENCE.findall(text) for part in _list_asking_parts(one))
    first = (
        _CONTRACTED.sub("", words[0])
        for words in map(_list_words, parts)
        if words and not _orders_not_to(words)
    )
    plain = correct_typed_contractions(text.replace("’", "'")).casefold()
    invites = _INVITES.search(_WHAT_YOU_TELL.sub(" ", plain))
    asks = bool(find_asking_sentences(text)) or bool(invites)
    return asks or not _ANY_ASKING.isdisjoint(first)


def _list_asking_parts(sentence: str) -> list[str]:
    """Return the parts of a sentence that can ask: not those that go on with a statement.

    "I keep your words, just how you say them" asks nothing, without a question mark.
    """
    parts = PART_ENDS.split(sentence)
    if "?" in sentence:
        return parts
    return [one for at, one in enumerate(parts) if not _goes_on_stating(", ".join(parts[:at]), one)]


def _goes_on_stating(before: str, part: str) -> bool:
    """Whether a part says how something was said, or is to be written down."""
    if _AS_YOU_SAID.match(part):
        return True
    if not _STATES.match(before) or _WANTS_TO_KNOW.search(before):
        return False
    exactly = _HOW_SOMEONE.match(part)
    return exactly is not None and bool(exactly["exactly"] or _PASSES_ON.search(before))


def has_closed_question(text: str) -> bool:
    """Whether a sentence of `text` starts as a question to which yes or no is an answer.

    "Can you tell me" starts so too, and asks for more than that.
    """
    closed = (_PLAIN_VERBS | _NEGATED_VERBS | _ASKING) - _OPEN_ASKING
    return any(
        closed.intersection(words[:1]) and not _INVITES.search(" ".join(words))
        for words in map(_list_words, _SENTENCE.findall(find_asking_sentences(text)))
    )


def _is_question(sentence: str) -> bool:
    if "?" in sentence:
        return True
    words = _list_words(sentence)
    plain = " ".join(words)
    uncalled = " ".join(_list_words(_CALLED_AT_END.sub("", sentence)))
    invites = bool(_INVITES.search(_NOT_ASKED.sub(" ", plain)))
    return (
        invites
        or any(_TAG.search(one) for one in (plain, uncalled))
        or _starts_as_question(words)
        or any(_asks_someone(_list_words(one)) for one in _INNER_JOINS.split(sentence))
    )


def _asks_someone(words: Sequence[str]) -> bool:
    """Whether a part asks someone, also after a name: "rory did he hurt you"."""
    while words and words[0] in _CALLS:
        words = words[1:]
    if len(words) > 2 and words[0] in _OPEN_WORDS and words[1] in _ASKING_VERBS:
        return not _adds_with_which(words)
    named = words and words[0] not in _NO_NAMES and "'" not in words[0]
    return any(
        one[0] in {"whose", "shall"} or (one[0] in _ASKING_VERBS and one[1] in _ASKED_OF)
        for one in (words, words[1:] if named else ())
        if len(one) > 2 and tuple(one[:2]) not in _NOT_ASKED_OF and not _forbids(one)
    )


def _adds_with_which(words: Sequence[str]) -> bool:
    """Whether "which is fine" and the like add to a sentence before: "which is it" asks."""
    adds = list(words[:1]) == ["which"] and not _STATES_OF_WHICH.isdisjoint(words[1:2])
    return adds and _ASKED_OF.isdisjoint(words[2:3])


def _forbids(words: Sequence[str]) -> bool:
    """Whether "don't you worry" and the like start it."""
    return words[2:3] == ["worry"] or (
        tuple(words[:2]) == ("don't", "you") and not _FORBIDS.isdisjoint(words[2:3])
    )


def _orders_not_to(words: Sequence[str]) -> bool:
    """Whether "don't be silly", "doesn't matter" and the like start it: no one is asked."""
    return tuple(words[:2]) == ("doesn't", "matter") or (
        words[:1] == ["don't"] and not _FORBIDDEN.isdisjoint(words[1:2])
    )


def _list_words(sentence: str) -> Sequence[str]:
    """Return the folded words, with "dont" and "u" written out, from the first that says much."""
    words = [
        word.replace("’", "'") for word in list_folded_words(correct_typed_contractions(sentence))
    ]
    while words and words[0] in _FILLERS:
        words = words[1:]
    return words


def _starts_as_question(words: Sequence[str]) -> bool:
    """Whether a sentence without a question mark starts as a question does."""
    first, second = (*words[:2], "", "")[:2]
    person = _CONTRACTED.sub("", second)
    if _orders_not_to(words) or _adds_with_which(words):
        return False
    if first in _PLAIN_VERBS:
        return bool(second) and person not in _NO_SUBJECT and (first, second) != ("have", "her")
    if first in _NEGATED_VERBS:
        return person in _SUBJECTS and not _forbids(words)
    word = _CONTRACTED.sub("", first)
    if word == "how":
        return word != first or person in _AFTER_HOW
    if word not in _QUESTION_WORDS:
        return first in _ASKING
    if word != first:  # "what's wrong" asks, and "what's said here stays here" does not
        return second not in _SAID
    if person not in _SUBJECTS:
        return bool(second) and second != "a"
    return _asks_after_person(word, words[1:])


def _asks_after_person(word: str, words: Sequence[str]) -> bool:
    """Whether "what they make you do" asks: "what I write stays" and "when you're ready" do not."""
    if word == "when":
        return bool(_ASKS_LATER.search(" ".join(words)))
    goes_on = _GOES_ON.search(_AFTER_WHILE.sub("", " ".join(words[2:])))
    return words[0] not in _SPEAKERS and not goes_on
