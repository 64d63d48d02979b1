"""Training in the demonstration: answered and confirmed, answered and waiting, completed on paper.

Through the same services as real work. What people answer is in demo.toml, and made up.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from app.domain.record.form_data import DONE
from app.domain.times.typed_dates import shown_day
from app.domain.training.exchange_schema import Relation
from app.domain.training.statement_schema import How
from app.domain.training.training_forms import ANSWER, CONFIRMED, Talked
from app.services.training import (
    paper_completions,
    private_drafts,
    review_actions,
    reviews,
    workbook_answers,
)
from app.services.training.paper_completions import Typed
from app.services.training.review_actions import ToRecord, ToSend
from app.services.unit_of_work import Desk

AtDesk = Callable[[datetime, str], Desk]


def fill(
    at_desk: AtDesk, people: dict[str, UUID], data: Iterable[dict[str, Any]], now: datetime
) -> None:
    """Make what `data` says. `people`: ids by e-mail; `at_desk`: somebody's desk at a time."""
    for one in data:
        at = now - timedelta(hours=one["hours_ago"])
        if "on_paper" in one:
            _on_paper(at_desk(at, one["by"]), people[one["who"]], one["on_paper"])
            continue
        training_id = _sent(at_desk(at, one["who"]), people[one["confirmer"]], one)
        if "follow_up" in one:
            later = at_desk(at + timedelta(hours=one["talked_after"]), one["confirmer"])
            _talked(later, training_id, one["follow_up"])


def _sent(desk: Desk, confirmer: UUID, one: dict[str, Any]) -> UUID:
    for key, words in one["answers"].items():
        raw = {ANSWER: [words], DONE: ["1"]}
        private_drafts.save(desk, workbook_answers.document(key), raw, 0)
    own = workbook_answers.own(desk)
    what = ToSend(uuid4(), confirmer, Relation(one["relation"]), own.seen)
    return review_actions.send(desk, what, own)


def _talked(desk: Desk, training_id: UUID, follow_up: str) -> None:
    newest = reviews.open_to_confirm(desk, training_id).newest
    if newest is None:
        raise LookupError(f"answers of {training_id}")
    today = desk.today
    talked = Talked(CONFIRMED, today, "together", "", follow_up)
    review_actions.record(
        desk, training_id, ToRecord(uuid4(), talked, newest.number, newest.digest)
    )


def _on_paper(desk: Desk, learner: UUID, paper: dict[str, Any]) -> None:
    on = desk.today - timedelta(days=paper["days_before"])
    typed = Typed(
        learner=str(learner),
        how=How.PAPER_WORKBOOK,
        workbook=paper["workbook"],
        edition=str(on.year),
        on=shown_day(on),
        confirmer=paper["confirmer"],
        job_title=paper["job_title"],
        seen=True,
        once=str(uuid4()),
    )
    paper_completions.record(desk, typed)
