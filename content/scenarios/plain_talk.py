"""Words of a careful worker that put nothing into a child's mouth: no person, act, place or thing.

Pure. A reply of these alone, and of what the child has said, brings nothing in. Thanks, belief, who
is not to blame and who a worker will tell are phrases: their words alone could say other things.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

PLAIN_TALK = frozenset((
    "fine", "today", "i", "i'm", "i'll", "i'd", "i've", "me", "my", "we", "we'll", "we're",
    "we've", "us", "our", "you", "you're", "you've", "you'd", "you'll", "your", "yours", "it",
    "it's", "its", "it'll", "that", "that's", "this", "there", "there's", "here", "what",
    "what's", "how", "when", "whenever", "where", "which", "a", "an", "the", "and", "or", "so",
    "as", "of", "to", "in", "on", "at", "for", "from", "with", "about", "by", "up", "out", "over",
    "before", "after", "now", "then", "first", "next", "again", "just", "only", "also", "too",
    "very", "really", "more", "much", "all", "any", "anything", "something", "everything", "some",
    "enough", "else", "one", "thing", "bit", "lot", "other", "own", "way", "words", "word",
    "time", "is", "are", "was", "were", "be", "been", "being", "am", "do", "does", "don't",
    "doesn't", "did", "didn't", "have", "has", "had", "haven't", "can", "can't", "cannot",
    "could", "couldn't", "will", "won't", "would", "wouldn't", "might", "may", "should", "shall",
    "not", "no", "isn't", "aren't", "wasn't", "weren't", "never", "if", "whatever", "okay", "ok",
    "alright", "right", "yes", "yeah", "well", "oh", "hey", "hello", "please", "sure", "tell",
    "telling", "told", "say", "saying", "said", "talk", "talking", "speak", "listen", "listening",
    "hear", "heard", "explain", "describe", "ask", "asking", "asked", "answer", "know", "think",
    "thinking", "mean", "means", "feel", "feels", "want", "wanted", "like", "need", "take",
    "stay", "staying", "stop", "wait", "waiting", "sit", "go", "going", "come", "came", "let",
    "help", "helps", "start", "happens", "happened", "happen", "happening", "matter", "matters",
    "promise", "thank", "thanks", "sorry", "glad", "believe", "trust", "brave", "hard", "honest",
    "ready", "rush", "hurry", "trouble", "fault", "blame", "alone", "safe", "cross", "worried",
    "judge", "anyone", "anybody", "nobody", "keep", "write", "down", "notes", "choose", "decide",
    "sense", "moment", "minute", "long", "slow", "slowly", "quiet", "together", "still", "always",
    "back", "yourself", "who", "see", "look", "until", "anywhere", "sounds", "sound", "good",
    "best", "job", "must", "happy", "able",
))  # fmt: skip

OF_THE_TALK = frozenset((
    "because", "maybe", "nice", "pleased", "welcome", "trusting", "trusted", "none", "while",
    "seen", "rather", "somewhere", "quieter", "doing", "worrying", "plenty", "got", "get", "gets",
    "coat", "seat", "tissue", "tea", "breath", "saw", "noticed", "bell", "lesson", "these", "those",
    "comfortable", "easier", "course", "things", "chat", "pace",
))  # fmt: skip
"""More of them, that could be an answer in a question and are none in a statement."""

_NOT_TO_BLAME = (
    r"\b(?:you(?:['’]ve| have)? (?:not |never )?|you have(?:n['’]t| not) |you did(?:n['’]t| not) )"
    r"(?:done|do|did) (?:nothing|anything) (?:wrong|bad)\b"
    r"|\bnothing (?:wrong|bad) (?:with you|in what you said)\b"
    r"|\bi(?:['’]m| am) not (?:cross|angry|upset|shocked)\b"
    r"|\byou(?:['’]re| are) not (?:wasting (?:my|any(?:one|body)['’]s) time|being silly)\b"
)
_THANKS = (
    r"\b(?:came|come|coming) to (?:find|see|talk to|tell|speak to) me\b"
    r"|\b(?:a lot|hard|a big thing)(?: for you)? to (?:carry|deal with|cope with|hold|live with)\b"
    r"|\b(?:that|it|this) (?:sounds|must (?:feel|be|have (?:felt|been)))"
    r" (?:so |really |very |pretty )?(?:exhausting|frightening|scary|tiring|difficult|horrible"
    r"|lonely|upsetting|tough|rough|confusing|worrying|awful)\b"
)
_STOPS = (
    r"\bof course you can\b|\bhow are things\b"
    r"|\bi(?:['’]ll| will| can) get you (?:one|some|a (?:drink|tissue|chair))\b|"
    r"\b(?:(?:we|you)(?:['’]ll| will| can)|let['’]s) leave (?:it|that|this)(?: there| here)?\b"
    r"|\bdo(?:n['’]t| not) have to (?:say|tell me|explain) (?:why|who|what|where|when)\b"
    r"|\b(?:no ?body|no one) should (?:ever )?make you feel"
    r"(?: you owe (?:them|anything))?\b|\b(?:i|we)(?:['’]ll| will) tell them\b"
    r"|\b(?:so )?(?:that )?you(?:['’]re| are| can be) safe (?:tonight|today|now)\b"
)
_FEELS_OR_CANNOT_KEEP = (
    r"\bi(?:['’]m| am) (?:so |really |very )?(?:worried|sorry|glad)\b"
    r"|\b(?:tell|telling|speak to|talk to|ring|ringing) "
    r"(?:some(?:one|body)|(?:mrs?|miss|ms)\.? \w+|children['’]s services)\b"
    r"|\b(?:can['’]?t|cannot|couldn['’]?t|won['’]?t|not) (?:\w+ ){0,2}?"
    r"(?:keep|keeping|promise|hold)(?: \w+){0,4}?"
    r" (?:secrets?|private|quiet|myself|confidential|ourselves|between us)\b"
    r"|\bpass (?:this|it|that) on(?: to (?:mrs?\.? |miss |ms )?\w+)?\b"
    r"|\b(?:the )?people (?:who|whose job it is to) (?:need to know|can help|keep \w+ safe)\b"
)
_PHRASES = re.compile(
    "|".join((_NOT_TO_BLAME, _THANKS, _STOPS, _FEELS_OR_CANNOT_KEEP)), re.IGNORECASE
)
_WILL_TELL = (
    r"\b(?:i|we)(?:['’]ll| will|['’]m|['’]re| am| are|['’]d| would| have| need| must|['’]ve)"
    r"(?: (?:also|just|now|then|still|going to|have to|need to|got to|to))*"
    r" (?:tell|telling|ring|ringing|call|calling|phone|phoning|speak (?:to|with)|talk (?:to|with)"
    r"|let|ask|asking|(?:go (?:and |to )?)?see)"
)
_JOINS = r"(?:,? (?:and|or)(?: then)?|, then|, maybe|,)"


def leave_out_worker_talk(text: str, colleagues: Collection[str]) -> str:
    """Return `text` without what a worker feels, thanks for, cannot keep or will tell a colleague.

    Any other word stays: "I'm going to ring Dawn about Neil" still brings Neil in.
    """
    return _PHRASES.sub(" ", _compile_will_tell(frozenset(colleagues)).sub(" ", text))


@lru_cache(maxsize=16)
def _compile_will_tell(colleagues: frozenset[str]) -> re.Pattern[str]:
    titles = {"mr", "mrs", "miss", "ms"}
    names = "|".join(sorted(map(re.escape, colleagues - titles)))
    title = r"(?:mrs?|miss|ms)\.? "
    one = (
        rf"(?:(?:{title})?(?:{names})(?: (?:{names}))?|(?:the )?(?:police|social workers?)"
        r"|999|101|(?:children['’]s|social) services|people)"
    )
    more = rf"(?:{_JOINS} {one}\b)*"
    return re.compile(
        rf"{_WILL_TELL} {one}\b{more}(?: (?:on (?:999|101)|for advice|now|today|tonight))*"
        rf"{more}",
        re.IGNORECASE,
    )
