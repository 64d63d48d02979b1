"""Questions that two pages ask: once for a record, and once for each child of several."""

from app.domain.journey.question_model import Ask, Follow, Style

YES_NO_NOT_SURE = (("yes", "Yes"), ("no", "No"), ("unsure", "I’m not sure"))
YES_NO = (("yes", "Yes"), ("no", "No"))
WHERE_ANSWERS = (
    ("with_me", "With me"),
    ("somewhere_else", "Somewhere else"),
    ("not_known", "I do not know"),
)


def make_where_ask(page: str, label: str = "") -> Ask:
    """Return the question where a child is; without a label it is the heading of its page."""
    return Ask(
        page,
        "child_is",
        label,
        style=Style.PLAIN if label else Style.HEADING,
        answers=WHERE_ANSWERS,
        follow=(
            Follow(
                "with_me",
                (
                    Ask(page, "leaves_at", "What time will they leave?", "For example, 17:00"),
                    Ask(page, "leaves_with", "Who with?"),
                ),
            ),
            Follow("somewhere_else", (Ask(page, "where_now", "Where, and who are they with?"),)),
        ),
    )


def make_words_asks(page: str, said: str, asked: str, *, heading: bool = False) -> tuple[Ask, ...]:
    """Return the questions what a child said and was asked. `said`, `asked`: their hints."""
    return (
        Ask(
            page,
            "child_words",
            "" if heading else "What did they say?",
            said,
            style=Style.HEADING if heading else Style.PLAIN,
            rows=6 if heading else 4,
        ),
        Ask(
            label="They were not speaking English",
            style=Style.FOLD,
            asks=(
                Ask(
                    page,
                    "child_words_original",
                    "Their words in the language they used",
                    "Write it if you can, or ask someone to write it later.",
                ),
            ),
        ),
        Ask(
            page,
            "asked_any",
            answers=YES_NO,
            follow=(Follow("yes", (Ask(page, "questions_asked", "What did you ask?", asked),)),),
        ),
    )
