"""What happened: the child's words, what was asked, seen and told, each in a box of its own."""

from app.domain.pages.page_model import YES_NO, AnswerKind, Field, Page, Step, make_options
from app.domain.pages.system_fields import ROUGH_NOTE_FIELDS

OTHER_LANGUAGE = "They spoke another language"
ROUGH_NOTES = "I made rough notes at the time"
FROM_SOMEONE = "Someone told me about it"
ELSEWHERE = "I am writing this for someone else"

HOW_KNOWN = make_options(
    child_told_me=("The child told me", "The child told the worker", "The child told them"),
    i_saw_or_heard_it=(
        *("I saw or heard it", "The worker saw or heard it"),
        "They saw or heard it",
    ),
    someone_told_me=("Someone told me", "Someone told the worker", "Someone told them"),
    changes_i_noticed=(
        *("Changes I noticed", "Changes the worker noticed"),
        "Changes they noticed",
    ),
    online=(
        *("I saw something online", "The worker saw something online"),
        "They saw something online",
    ),
)

ACCOUNT = Page(
    name="account",
    title="What happened?",
    step=Step.RECEIVE,
    core=True,
    fields=(
        Field(
            "how_known",
            "How do you know?",
            AnswerKind.MANY,
            options=HOW_KNOWN,
            third="How the worker knows",
            of_other="How the person whose account this is knows",
        ),
        Field(
            "child_words",
            "What the child said or showed, in their words",
            AnswerKind.WORDS,
            rows=6,
        ),
        Field(
            "child_words_original",
            "The same in the language they used",
            AnswerKind.WORDS,
            hint="Leave this blank if the child spoke English.",
            fold=OTHER_LANGUAGE,
        ),
        Field(
            "asked_any",
            "Did you ask them anything?",
            AnswerKind.ONE,
            options=YES_NO,
            unknowns=(),
            third="Did the worker ask them anything?",
            of_other="Was the child asked anything?",
        ),
        Field(
            "questions_asked",
            "What you asked, exactly",
            AnswerKind.WORDS,
            third="What the worker asked, exactly",
            of_other="What the child was asked, exactly",
        ),
        Field(
            "seen",
            "What you saw or heard yourself",
            AnswerKind.TEXT,
            third="What the worker saw or heard",
            of_other="What was seen or heard",
        ),
        Field(
            "seen_at",
            "When you saw it",
            AnswerKind.MOMENT,
            hint="For example, 3/9/2026 or today.",
            third="When the worker saw it",
            of_other="When it was seen",
        ),
        Field(
            "told_by_others",
            "What someone else told you, in their words",
            AnswerKind.WORDS,
            fold=FROM_SOMEONE,
            third="What someone else told the worker, in their words",
            of_other="What someone else said, in their words",
        ),
        Field(
            "told_by_others_source",
            "Who told you that?",
            fold=FROM_SOMEONE,
            third="Who told the worker that?",
            of_other="Who said that?",
            wraps=True,
        ),
        Field(
            "worry",
            "What worries you, and why",
            AnswerKind.TEXT,
            hinted=True,
            third="What worries the worker, and why",
        ),
        Field(
            "told_on",
            "The day you were told",
            AnswerKind.DATE,
            hint="For example, yesterday or 3/9/2026.",
            third="The day the worker was told",
            of_other="The day it was told",
        ),
        Field(
            "told_at_time",
            "The time you were told",
            AnswerKind.TIME,
            hint="For example, 14:05.",
            third="The time the worker was told",
            of_other="The time it was told",
        ),
        Field(
            "told_at_place",
            "Where you were",
            third="Where the worker was",
            of_other="Where it was told",
            wraps=True,
        ),
        Field(
            "just_us",
            "Were you alone with the child?",
            AnswerKind.ONE,
            options=YES_NO,
            unknowns=(),
            third="Was the worker alone with the child?",
            of_other="Was the child alone with the person they told?",
        ),
        Field("others_present", "Who else was there?", wraps=True),
        Field(
            "relationship_to_child",
            "How do you know the child?",
            third="How the worker knows the child",
        ),
        Field(
            "first_note",
            "Rough notes you made at the time",
            AnswerKind.WORDS,
            fold=ROUGH_NOTES,
            beside=ROUGH_NOTE_FIELDS,
            third="Rough notes the worker made at the time",
            of_other="Rough notes made at the time",
        ),
        Field(
            "account_by",
            "Whose account is this?",
            AnswerKind.ONE,
            unknowns=(),
            options=make_options(me=("Mine", "The worker's own"), somebody_else="Someone else's"),
        ),
        Field(
            "account_by_name",
            "Their name",
            hint="If it is someone else's account.",
            fold=ELSEWHERE,
        ),
        Field("account_by_role", "Their role", fold=ELSEWHERE),
        Field("account_by_contact", "How to reach them", fold=ELSEWHERE, wraps=True),
        Field(
            "account_by_received",
            "How their account reached you",
            fold=ELSEWHERE,
            third="How their account reached the worker who wrote this",
            wraps=True,
        ),
        Field(
            "account_by_written_at",
            "When did they tell you, or write it?",
            AnswerKind.MOMENT,
            fold=ELSEWHERE,
            third="When they told the worker, or wrote it",
        ),
    ),
)
