"""List a learner's own answers to the workbook's questions: saved, and not sent yet.

They lie in boxes under the learner's own key. What is written in words is never judged. An answer
that was chosen, true or false, is right or not, and is said to the learner before they send it.
This module compares nobody's answers with anybody's.
"""

import hashlib

from app.domain.private_struct import PrivateStruct
from app.domain.record.form_data import PAGE_DONE, get_text
from app.domain.training.exchange_schema import ChapterReading
from app.domain.training.training_forms import ANSWER, TRUE_FALSE_LABELS, find_answer_fault
from app.services.content import reading_progress, workbook_content
from app.services.content.workbook_content import WorkbookText
from app.services.training import private_drafts
from app.services.training.private_drafts import LearningPage
from app.services.unit_of_work import UnitOfWork
from content.workbook.chapters import WorkbookQuestion

ANSWER_PREFIX = "question/"


class QuestionAnswer(PrivateStruct, frozen=True):
    """One question, and my page of it."""

    question: WorkbookQuestion
    page: LearningPage

    @property
    def answer(self) -> str:
        """What was written, or "true" or "false"; empty where nothing was."""
        return get_text(self.page.raw, ANSWER)

    @property
    def shown(self) -> str:
        """The answer as a reader sees it."""
        return TRUE_FALSE_LABELS.get(self.answer, self.answer) if self.chosen else self.answer

    @property
    def chosen(self) -> bool:
        """Whether it is answered by choosing: true or false."""
        return self.question.kind == "true_false"

    @property
    def answered(self) -> bool:
        """Whether there is an answer."""
        return bool(self.answer.strip())

    @property
    def said(self) -> bool:
        """Whether it was answered and put down with a button: now feedback may be read."""
        return self.answered and PAGE_DONE in self.page.raw

    @property
    def wrong(self) -> bool:
        """Whether what was chosen, true or false, is not so."""
        return is_wrong_choice(self.question, self.answer)

    @property
    def fault(self) -> str:
        """Why this answer cannot be sent as it stands, or an empty string."""
        return find_answer_fault(self.answer, chosen=self.chosen)


class OwnAnswers(PrivateStruct, frozen=True):
    """Every question of the edition in its order, with my answer."""

    book: WorkbookText
    items: tuple[QuestionAnswer, ...]

    @property
    def seen(self) -> str:
        """Which texts these are: what is sent is what was shown."""
        return ".".join(str(own.page.version) for own in self.items)

    @property
    def waiting(self) -> tuple[QuestionAnswer, ...]:
        """What stands in the way of sending: not answered, or to be mended."""
        return tuple(own for own in self.items if not own.answered or own.fault)

    @property
    def any(self) -> bool:
        """Whether anything is answered."""
        return any(own.answered for own in self.items)

    def of(self, key: str) -> QuestionAnswer | None:
        """Return my page of one question, or None where no question has this key."""
        return next((own for own in self.items if own.question.key == key), None)


class Readiness(PrivateStruct, frozen=True):
    """Chapters that a learner has read here, and what they chose wrongly, before they send."""

    chapters: tuple[ChapterReading, ...]
    wrong: tuple[QuestionAnswer, ...]

    @property
    def unopened(self) -> tuple[ChapterReading, ...]:
        """Chapters that were never opened here."""
        return tuple(one for one in self.chapters if one.opened is None)

    @property
    def gaps(self) -> str:
        """A mark of all that is missing, or "" if nothing is. Each mark is asked about once."""
        missing = [one.key for one in self.unopened] + [one.question.key for one in self.wrong]
        text = "\n".join(missing)
        return hashlib.sha256(text.encode()).hexdigest()[:16] if missing else ""


def find_readiness_to_send(uow: UnitOfWork, own: OwnAnswers) -> Readiness:
    """Return what is left to read or to look at again, before these answers are sent."""
    wrong = tuple(one for one in own.items if one.wrong)
    return Readiness(reading_progress.list_chapter_readings(uow), wrong)


def is_wrong_choice(question: WorkbookQuestion | None, answer: str) -> bool:
    """Whether a true or false question was answered with what is not so."""
    if question is None or question.answer is None or answer not in TRUE_FALSE_LABELS:
        return False
    return (answer == "true") is not question.answer


def build_answer_box_name(key: str) -> str:
    """Return the name of the box that holds an answer."""
    return f"{ANSWER_PREFIX}{key}"


def has_question(uow: UnitOfWork, key: str) -> bool:
    """Whether the edition asks a question of this key."""
    return any(one.key == key for one in _load_book(uow).edition.questions)


def load_own_answers(uow: UnitOfWork) -> OwnAnswers:
    """Return all of my answers. Those that do not open are named on their pages."""
    book = _load_book(uow)
    questions = book.edition.questions
    pages = private_drafts.load_learning_pages(
        uow, [build_answer_box_name(one.key) for one in questions]
    )
    return OwnAnswers(
        book, tuple(QuestionAnswer(one, pages[build_answer_box_name(one.key)]) for one in questions)
    )


def _load_book(uow: UnitOfWork) -> WorkbookText:
    return workbook_content.load_org_workbook(uow.org, uow.clock())
