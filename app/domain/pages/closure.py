"""Pages of closing a file and of opening it again, each with its reason.

Only those that the record was sealed to close it; anybody who can open it opens it again. Their
answers become `closure` and `reopening` entries, never parts of a record, so they are none of
PAGES. What is open and which children there are belongs to one concern: those boxes have names in
their questions, are no question of a form, and are stored by themselves (docs/decisions/0091).
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import structs

from app.domain.pages.page_model import AnswerKind, Field, Option, Page, Step, Unknown
from app.domain.private_struct import PrivateStruct

CHILD_TOLD = "child_told"
ITEM, SAID, TOLD, WHY_NOT_SAFE = "item_", "_said", "told_", "not_safe_"
"""Beginnings of the names of boxes, and the end of the one about an item."""
TELL_OWNER, TELL_DUE, AUTHOR_TEXTS, FOR_AUTHOR = (
    "tell_owner",
    "tell_due",
    "author_texts",
    "for_author",
)
_KEY, _CHILD = "[a-z_]{2,20}_[0-9]{1,6}(?:_c[0-9]{1,3})?", "c[0-9]{1,3}"
CLOSING_BOXES = (
    f"{ITEM}{_KEY}(?:{SAID})?",
    f"(?:{TOLD}|{WHY_NOT_SAFE}){_CHILD}",
    TELL_OWNER,
    TELL_DUE,
    AUTHOR_TEXTS,
    FOR_AUTHOR,
)
"""Patterns of the names of those boxes."""
DONE, MOVED_TO, NOT_NEEDED = "done", "moved_", "not_needed"
CLOSED_ITEM_LABELS = {"done": "Done", "moved": "Moved", "not_needed": "No longer needed"}
AUTHOR_SENTENCES = {
    "referred": "We made a referral to children’s services.",
    "decided": "We decided what to do. You can read it in this concern.",
    "talk": "I’d like to talk to you about this.",
    "nothing": "There is nothing more for you to do.",
}
"""Sentences to choose from for the author of a record, where they are true."""

CLOSURE = Page(
    name="closure",
    title="Close this concern",
    third="Concern closed",
    step=Step.SUPPORT,
    after_signing=True,
    guided=False,
    for_readers=True,
    fields=(
        Field(
            "reason",
            "Why are you closing this concern?",
            AnswerKind.TEXT,
            third="Why it was closed",
            unknowns=(),
            rows=6,
        ),
        Field(
            CHILD_TOLD,
            "What was the child told?",
            AnswerKind.WORDS,
            "Include the exact words, and who said them.",
            unknowns=(Unknown.NOT_KNOWN, Unknown.NOT_TOLD_YET, Unknown.NOT_SAFE_TO_TELL),
        ),
    ),
)


class OpenBox(PrivateStruct, frozen=True):
    """Something that is open, as the page asks about it. `key`: as "task/5"; `hint`: its day.

    `is_duty`: only who must do it can say that it is done; `is_now`: it is answered at once, and
    cannot be moved.
    """

    key: str
    words: str
    hint: str
    is_duty: bool = False
    is_now: bool = False

    @property
    def name(self) -> str:
        """The name of its box."""
        return ITEM + self.key.replace("/", "_")


class ClosingQuestions(PrivateStruct, frozen=True):
    """The facts of one concern that the page asks by.

    `children`: what to call each, by id; `files`: those of them that are in a child's file;
    `author`: who recorded it, "" where they are a reader too; `sentences`: tokens of those that
    are true; `owners`: who can be given a task, by id.
    """

    items: Sequence[OpenBox]
    children: Mapping[str, str]
    files: Sequence[str]
    owners: Mapping[str, str]
    author: str
    sentences: Sequence[str]


def build_closing_page(asked: ClosingQuestions) -> Page:
    """Return the page as it asks about one concern."""
    reason = structs.replace(
        CLOSURE.fields[0],
        hint=f"{asked.author} cannot read this in Heard." if asked.author else "",
    )
    fields = (
        *(field for box in asked.items for field in _ask_about_item(box, asked)),
        reason,
        *(field for child, name in asked.children.items() for field in _ask_what_told(child, name)),
        *_ask_who_tells(asked),
        *_ask_for_author(asked),
    )
    return structs.replace(CLOSURE, fields=fields)


def _ask_about_item(box: OpenBox, asked: ClosingQuestions) -> Iterator[Field]:
    moves = [
        Option(f"{MOVED_TO}{child}", f"Move it to {asked.children[child]}’s file. It stays due")
        for child in (() if box.is_now else asked.files)
    ]
    done = () if box.is_duty else (Option(DONE, CLOSED_ITEM_LABELS[DONE]),)
    options = (*done, *moves, Option(NOT_NEEDED, CLOSED_ITEM_LABELS[NOT_NEEDED]))
    yield Field(box.name, box.words, AnswerKind.ONE, box.hint, options=options, unknowns=())
    line = "Why is it no longer needed?" if box.is_duty else "What was done, or why it’s not needed"
    yield Field(f"{box.name}{SAID}", line, unknowns=(), wraps=True)


def _ask_what_told(child: str, name: str) -> Iterator[Field]:
    yield Field(
        f"{TOLD}{child}",
        f"What was {name} told?",
        AnswerKind.WORDS,
        f"Include the exact words, and who said them to {name}.",
        unknowns=(Unknown.NOT_TOLD_YET, Unknown.NOT_SAFE_TO_TELL),
    )
    label = f"If it’s not safe to tell {name}, why?"
    yield Field(f"{WHY_NOT_SAFE}{child}", label, unknowns=(), wraps=True)


def _ask_who_tells(asked: ClosingQuestions) -> tuple[Field, ...]:
    owners = tuple(Option(person, name) for person, name in asked.owners.items())
    who = "a child has" if len(asked.children) > 1 else f"{next(iter(asked.children.values()))} has"
    label = f"If {who} not been told yet, who tells them?"
    hint = "They get a task. It stays due after you close this concern."
    return (
        Field(TELL_OWNER, label, AnswerKind.ONE, hint, options=owners, unknowns=()),
        Field(TELL_DUE, "When must they be told?", AnswerKind.DATE, unknowns=(), later=True),
    )


def _ask_for_author(asked: ClosingQuestions) -> tuple[Field, ...]:
    if not asked.author:
        return ()
    options = tuple(Option(token, AUTHOR_SENTENCES[token]) for token in asked.sentences)
    label, own = (
        f"What will {asked.author} be told?",
        f"What else does {asked.author} need to know?",
    )
    hint = "Choose what is true. They read it in Heard, never in an email."
    return (
        Field(AUTHOR_TEXTS, label, AnswerKind.MANY, hint, options=options, unknowns=()),
        Field(FOR_AUTHOR, own, AnswerKind.TEXT, f"{asked.author} can read this.", unknowns=()),
    )


REOPENING = Page(
    name="reopening",
    title="Reopen this concern",
    third="Concern reopened",
    step=Step.SUPPORT,
    after_signing=True,
    guided=False,
    fields=(
        Field(
            "why",
            "Why are you reopening this concern?",
            AnswerKind.TEXT,
            third="Why it was reopened",
            unknowns=(),
            rows=6,
        ),
        Field(
            "review_on",
            "When will you review this?",
            AnswerKind.DATE,
            "We’ll remind everyone who can read this concern on that day.",
            unknowns=(),
            later=True,
            third="Review date",
        ),
    ),
)
