"""Fill the demonstration's training and practice, through the same services as real work.

Training: answered and confirmed, answered and waiting, completed on paper. Practice: a conversation
that ended, with its record, and one that waits. What people answer, reply and write is in
demo.toml, and made up.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from app.domain.pages import PAGES_BY_NAME
from app.domain.record.form_data import PAGE_DONE
from app.domain.routing.actors import Org
from app.domain.times.typed_dates import format_day_for_input
from app.domain.training.exchange_schema import ConfirmerRelation
from app.domain.training.statement_schema import CompletionMethod, ConfirmerRole
from app.domain.training.training_forms import ANSWER, CONFIRMED, DiscussionInput
from app.services.content import reading_progress, workbook_content
from app.services.demo import form_input
from app.services.demo.demo_moments import find_event_moment
from app.services.practice import practice_days, practice_runs
from app.services.training import (
    paper_completions,
    private_drafts,
    review_actions,
    reviews,
    workbook_answers,
)
from app.services.training.paper_completions import SignedPaper
from app.services.training.review_actions import AnswersToSend, DiscussionToSign
from app.services.unit_of_work import UnitOfWork
from content.scenarios.scenario_paths import ReplyChoice

Event = tuple[datetime, Callable[[], object]]
OpenUnitOfWork = Callable[[datetime, str], UnitOfWork]


class LearningPlan:
    """The training and practice of one organisation, each with when it happened."""

    def __init__(
        self, org: Org, now: datetime, uow_at: OpenUnitOfWork, people: dict[str, UUID]
    ) -> None:
        """`people`: ids by email; `uow_at`: somebody's unit of work at a time."""
        self.org, self.now, self.uow_at, self.people = org, now, uow_at, people
        self.sent: dict[str, UUID] = {}

    def plan_practice(self, data: Iterable[dict[str, Any]]) -> Iterator[Event]:
        """Yield each conversation."""
        for practice in data:
            at = find_event_moment(self.org, practice, self.now)
            yield at, partial(self._practise, practice, at)

    def plan_training(self, data: Iterable[dict[str, Any]]) -> Iterator[Event]:
        """Yield each workbook that was sent or signed on paper, and each talk about one."""
        for training in data:
            at = find_event_moment(self.org, training, self.now)
            yield at, partial(self._train, training, at)
            if "talked_at" in training:
                later = find_event_moment(self.org, {"at": training["talked_at"]}, self.now)
                yield later, partial(self._talk, training, later)

    def _practise(self, practice: dict[str, Any], at: datetime) -> None:
        uow = self.uow_at(at, practice["who"])
        run_id = practice_runs.start_run(uow, practice["scenario"])
        for place, key in enumerate(practice["choices"]):
            practice_runs.give_reply(uow, run_id, place, ReplyChoice(key))
        if practice_runs.load_run(uow, run_id).ended:
            practice_days.sign_practised_today(uow)
        _write(uow, run_id, practice.get("pages", {}))
        if practice.get("finished"):
            practice_runs.finish_practice_record(uow, run_id)

    def _train(self, training: dict[str, Any], at: datetime) -> None:
        if "on_paper" in training:
            learner = self.people[training["who"]]
            _on_paper(self.uow_at(at, training["by"]), learner, training["on_paper"])
            return
        uow = self.uow_at(at, training["who"])
        confirmer = self.people[training["confirmer"]]
        self.sent[training["who"]] = _sent(uow, confirmer, training)

    def _talk(self, training: dict[str, Any], at: datetime) -> None:
        uow = self.uow_at(at, training["confirmer"])
        _talked(uow, self.sent[training["who"]], training["follow_up"])


def _write(uow: UnitOfWork, run_id: UUID, pages: dict[str, Any]) -> None:
    day = practice_runs.load_run(uow, run_id).scenario.setting.at.date()
    for name, answers in pages.items():
        raw = form_input.build_form_input(PAGES_BY_NAME[name], answers, day) | {PAGE_DONE: ["1"]}
        private_drafts.save_learning_page(
            uow, practice_runs.build_run_box_name(run_id, name), raw, 0
        )


def _sent(uow: UnitOfWork, confirmer: UUID, one: dict[str, Any]) -> UUID:
    for key, words in one["answers"].items():
        raw = {ANSWER: [words], PAGE_DONE: ["1"]}
        private_drafts.save_learning_page(uow, workbook_answers.build_answer_box_name(key), raw, 0)
    own = workbook_answers.load_own_answers(uow)
    for key in list(workbook_content.hash_chapters(uow.org))[: one["chapters"]]:
        reading_progress.mark_chapter_read(uow, key)
    gaps = workbook_answers.find_readiness_to_send(uow, own).gaps
    what = AnswersToSend(uuid4(), confirmer, ConfirmerRelation(one["relation"]), own.seen, gaps)
    return review_actions.send_answers(uow, what, own)


def _talked(uow: UnitOfWork, training_id: UUID, follow_up: str) -> None:
    newest = reviews.open_training_to_confirm(uow, training_id).newest
    if newest is None:
        raise LookupError(f"answers of {training_id}")
    today = uow.today
    talked = DiscussionInput(CONFIRMED, today, "together", "", follow_up)
    review_actions.sign_discussion(
        uow, training_id, DiscussionToSign(uuid4(), talked, newest.number, newest.digest)
    )


def _on_paper(uow: UnitOfWork, learner: UUID, paper: dict[str, Any]) -> None:
    on = uow.today - timedelta(days=paper["days_before"])
    typed = SignedPaper(
        learner=str(learner),
        how=CompletionMethod.PAPER_WORKBOOK,
        workbook=paper["workbook"],
        edition=str(on.year),
        on=format_day_for_input(on),
        confirmer=paper["confirmer"],
        job_title=paper["job_title"],
        seen=True,
        once=str(uuid4()),
        role=ConfirmerRole.TRAINER,
        talked=format_day_for_input(on),
        understands=True,
    )
    paper_completions.sign_paper_completion(uow, typed)
