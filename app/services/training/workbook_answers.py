"""List a learner's own answers to the workbook's questions: kept, and not sent yet.

They lie in boxes under the learner's own key. Whether something is answered is told, never how
well: this module compares no answer with another.
"""

from app.domain.private_struct import PrivateStruct
from app.domain.record.form_data import PAGE_DONE, get_text
from app.domain.training.training_forms import ANSWER, TRUE_FALSE_LABELS, find_answer_fault
from app.services.content import workbook_content
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
        """My page of one question, or None where no question has this key."""
        return next((own for own in self.items if own.question.key == key), None)


def build_answer_box_name(key: str) -> str:
    """The name of the box that an answer lies in."""
    return f"{ANSWER_PREFIX}{key}"


def has_question(uow: UnitOfWork, key: str) -> bool:
    """Whether the edition asks a question of this key."""
    return any(one.key == key for one in _book(uow).edition.questions)


def load_own_answers(uow: UnitOfWork) -> OwnAnswers:
    """All of my answers. Those that do not open are named on their pages."""
    book = _book(uow)
    questions = book.edition.questions
    pages = private_drafts.load_pages(uow, [build_answer_box_name(one.key) for one in questions])
    return OwnAnswers(
        book, tuple(QuestionAnswer(one, pages[build_answer_box_name(one.key)]) for one in questions)
    )


def _book(uow: UnitOfWork) -> WorkbookText:
    return workbook_content.load_org_workbook(uow.org, uow.clock())
