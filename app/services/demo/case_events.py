"""Let what leads do later happen in the demonstration: tasks, closings, facts and copies on paper.

Each of them goes through the service that its page uses. What they write is in case.toml, and made
up. This module never writes a row, and never decides what is open in a concern.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from app.domain.children.file_facts import Topic
from app.domain.deadlines.outstanding import MOVED, OutstandingItem
from app.domain.record.entry_schema import ClosedItem
from app.services.child_documents import file_printing
from app.services.child_documents.file_paper import PrintChoices
from app.services.children import fact_writing
from app.services.children.fact_writing import NewFact
from app.services.concern_tasks import closings, task_entries
from app.services.concern_tasks.closings import NewClosing, ToldChild
from app.services.concern_tasks.short_answers import ShortAnswer
from app.services.concern_tasks.task_entries import NewTask
from app.services.concerns import concern_reading
from app.services.concerns.concern_reading import OpenConcern
from app.services.drafts import draft_store
from app.services.unit_of_work import UnitOfWork

Answers = dict[str, Any]


def add_lead_actions(
    uow: UnitOfWork,
    concern_id: UUID,
    then: Answers,
    people: Mapping[str, UUID],
    child_files: Mapping[str, UUID],
) -> None:
    """Do what `then` names. `people`: ids by email; `child_files`: by the name of the child."""
    if task := then.get("task"):
        _add_task(uow, concern_id, task, people)
    if line := then.get("finishes"):
        _finish_task(uow, concern_id, line)
    if closing := then.get("closing"):
        _close(uow, concern_id, closing)
    for fact in then.get("facts", ()):
        _write_fact(uow, child_files[fact["file"]], fact)
    for copy in then.get("prints", ()):
        choices = PrintChoices(copy["for_whom"], copy["why"])
        file_printing.print_child_file(uow, child_files[copy["file"]], choices)


def _add_task(uow: UnitOfWork, concern_id: UUID, task: Answers, people: Mapping[str, UUID]) -> None:
    file = task_entries.open_concern_as_reader(uow, concern_id)
    owner, children = str(people[task["owner"]]), tuple(task.get("children", ()))
    new = NewTask(task["what"], owner, _find_day(uow.today, task["due"]), children)
    task_entries.add_task(uow, file, new, uuid4())


def _finish_task(uow: UnitOfWork, concern_id: UUID, line: str) -> None:
    """Say what was done of the one task that is open."""
    file = task_entries.open_concern_as_reader(uow, concern_id)
    (number,) = (
        one.number
        for one in closings.list_outstanding_for_closing(uow, file)
        if one.task is not None
    )
    task_entries.finish_task(uow, file, number, ShortAnswer(line, seen=0, once=uuid4()))


def _close(uow: UnitOfWork, concern_id: UUID, closing: Answers) -> None:
    file = concern_reading.open_concern(uow, concern_id)
    new = NewClosing(
        reason=closing["reason"],
        items=tuple(_sort_items(uow, file, closing["items"])),
        told=tuple(ToldChild(child, words) for child, words in closing["told"].items()),
        for_author=closing["for_author"],
        task={},
    )
    closings.sign_closure_note_and_tasks(
        uow, concern_id, draft_store.start_draft(uow, concern_id), new
    )


def _sort_items(
    uow: UnitOfWork, file: OpenConcern, answers: Iterable[Answers]
) -> Iterable[ClosedItem]:
    """Yield what happens to each thing that is open, by the answer about its kind."""
    by_kind = {one["kind"]: one for one in answers}
    files = closings.list_file_ids_by_child(uow, file)
    for item in closings.list_outstanding_for_closing(uow, file):
        yield _sort_item(item, by_kind[item.kind.value], files)


def _sort_item(item: OutstandingItem, answer: Answers, files: Mapping[str, str]) -> ClosedItem:
    said, child = answer.get("said", ""), answer.get("child", "")
    moved_to = files[child] if answer["how"] == MOVED else ""
    return ClosedItem(item.key, answer["how"], said, child, moved_to)


def _write_fact(uow: UnitOfWork, file_id: UUID, fact: Answers) -> None:
    topic = Topic(fact["topic"])
    mark = fact_writing.open_fact_form(uow, file_id, topic).mark
    values = {
        name: _find_day(uow.today, answer).isoformat() if isinstance(answer, dict) else answer
        for name, answer in fact.items()
        if name not in {"file", "topic"}
    }
    fact_writing.sign_fact(uow, file_id, NewFact(topic, values, 0, mark, uuid4()))


def _find_day(today: date, answer: Mapping[str, int]) -> date:
    return today - timedelta(days=answer["day"])
