"""Details of Receive: how it was told, and what is known of when and where."""

from app.domain.pages.page_model import YES_NO, AnswerKind, Field, Page, Step, make_options
from app.domain.pages.what_happened import ACCOUNT

INTERPRETER = "An interpreter helped"

CHILD_WORDS_FIELDS = ("child_words", "child_words_original", "asked_any", "questions_asked")

WORDS_EACH = Page(
    name="words_each",
    part=ACCOUNT.name,
    title="What each child said",
    step=Step.RECEIVE,
    per_child=True,
    needs_child_told=True,
    fields=tuple(field for field in ACCOUNT.fields if field.name in CHILD_WORDS_FIELDS),
)
"""The words of one child of several: a part of the account that is about that child alone."""

CIRCUMSTANCES = Page(
    name="circumstances",
    title="How and when",
    step=Step.RECEIVE,
    needs_child_told=False,
    fields=(
        Field(
            "how_told",
            "How did the child tell or show you?",
            AnswerKind.MANY,
            options=make_options(
                speech="Speech",
                writing="Writing",
                drawing="Drawing",
                signs_symbols_or_a_device="Signs, symbols or a device",
                through_an_interpreter="Through an interpreter",
            ),
            third="How did the child tell or show it?",
        ),
        Field(
            "interpreter_name",
            "Interpreter's name",
            fold=INTERPRETER,
        ),
        Field("interpreter_language", "Language and dialect", fold=INTERPRETER),
        Field(
            "interpreter_accredited",
            "Is the interpreter accredited?",
            AnswerKind.ONE,
            options=YES_NO,
            fold=INTERPRETER,
        ),
        Field(
            "happened_when",
            "When did it happen, from what you were told?",
            AnswerKind.WORDS,
            rows=2,
            third="When did it happen, from what the worker was told?",
        ),
        Field(
            "happened_on",
            "Date it happened, if known",
            AnswerKind.MOMENT,
            hint="For example, 2/9/2026.",
        ),
        Field("happened_where", "Where did it happen?", wraps=True),
        Field(
            "once_or_more",
            "Once, or more than once?",
            AnswerKind.ONE,
            options=make_options(
                once="Once", more_than_once="More than once", going_on_now="It is still happening"
            ),
        ),
    ),
)

RECEIVE: tuple[Page, ...] = (WORDS_EACH, CIRCUMSTANCES)
