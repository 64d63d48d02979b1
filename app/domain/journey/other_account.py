"""Words of questions where the worker writes another person's account: "they", never "you".

The worker saw and heard none of it. What is stored is the same: the record says whose account it
is.
"""

from functools import cache

from msgspec import structs

from app.domain.journey.question_model import Ask

LABELS = {
    ("account", "asked_any"): "Did they ask the child anything?",
    ("account", "questions_asked"): "What did they ask?",
    ("account", "told_at_place"): "Where were they?",
    ("account", "seen_at"): "When did they see it?",
    ("others", "source"): "Who told them?",
    ("others", "told_on"): "When were they told?",
    ("child", "whose_seen"): "What they saw. Who is it about?",
    ("child", "whose_told_by_others"): "What someone told them. Who is it about?",
    ("words_each", "asked_any"): "Did they ask the child anything?",
    ("words_each", "questions_asked"): "What did they ask?",
}
FOLDS = {
    "You saw an injury or a mark": "They saw an injury or a mark",
    "You made rough notes": "They made rough notes",
    "More about what they told you": "More about what was said",
}
HINTS = {
    ("account", "child_words"): (
        "Write the child’s exact words. Include slang and swearing. If the child pointed, drew or "
        "used sign language, say what they did. No one will correct this."
    ),
    ("account", "questions_asked"): "Write every question exactly as they asked it.",
    ("words_each", "questions_asked"): "Write every question exactly as they asked it.",
}
ANSWERS = {"No, just us": "No, just them"}


@cache
def reword_for_other_account(asks: tuple[Ask, ...]) -> tuple[Ask, ...]:
    """Return the questions in words for another person's account, with the same fields."""
    return tuple(map(_reword, asks))


def _reword(ask: Ask) -> Ask:
    key = ask.page, ask.name
    return structs.replace(
        ask,
        label=LABELS.get(key) or FOLDS.get(ask.label, ask.label),
        hint=HINTS.get(key, ask.hint),
        answers=tuple((token, ANSWERS.get(words, words)) for token, words in ask.answers),
        asks=reword_for_other_account(ask.asks),
        follow=tuple(
            structs.replace(one, asks=reword_for_other_account(one.asks)) for one in ask.follow
        ),
    )
