"""Signs that a worker may have noticed, in five groups: a memory aid, never a total.

The signs themselves are content (`content/packs/england/indicators-*.toml`); these are the pages
that ask which were noticed, and then how, when and what is known of each.
"""

from app.domain.pages.page_model import AnswerKind, Field, Group, Page, Step, make_options

PART = "indicators"
"""Name of the stored part of each of these pages."""
INDICATOR_GROUP = Group(
    name="indicators",
    one="Sign",
    add="",
    maximum=60,
    fields=(
        Field("indicator", "Sign", AnswerKind.ONE, unknowns=()),
        Field(
            "basis",
            "How do you know?",
            AnswerKind.ONE,
            options=make_options(
                seen_myself=("I saw it", "The worker saw it"),
                child_told_me=("The child told me", "The child told the worker"),
                someone_else_told_me=("Someone else told me", "Someone else told the worker"),
            ),
            third="How the worker knows",
        ),
        Field(
            "when",
            "When?",
            AnswerKind.ONE,
            unknowns=(),
            options=make_options(
                now="Now", recently="Recently", longer_ago="Longer ago", not_known="Not known"
            ),
        ),
        Field(
            "noticed_on",
            "Which day did you notice it?",
            AnswerKind.DATE,
            unknowns=(),
            hint="For example, 3/9/2026 or Tuesday.",
            third="Day the worker noticed it",
        ),
        Field(
            "note",
            "What you know about it",
            AnswerKind.TEXT,
            hinted=True,
            rows=2,
            third="What the worker knows about it",
        ),
    ),
)


LOOKED = Field(
    "looked",
    "I looked at the signs and ticked none",
    AnswerKind.ONE,
    options=make_options(yes="Yes"),
    unknowns=(),
    third="The worker looked at the list of signs and ticked none",
)
"""Heard stores it where the question page of all signs was left with none ticked."""


def _signs(letter: str, title: str, third: str = "") -> Page:
    return Page(
        name=f"indicators_{letter}",
        part=PART,
        title=title,
        third=third,
        step=Step.RECORD,
        per_child=True,
        fields=(LOOKED,) if letter == "a" else (),
        pick_group=letter.upper(),
        group=INDICATOR_GROUP,
    )


INDICATORS: tuple[Page, ...] = (
    _signs("a", "Signs that harm may already be happening"),
    _signs("b", "Signs you may have noticed", "Signs the worker may have noticed"),
    _signs("c", "What is happening around the child"),
    _signs("d", "People, places and online contact"),
    _signs("e", "Safety and strengths"),
)
