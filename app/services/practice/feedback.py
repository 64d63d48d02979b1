"""What there is to say after a practice conversation, and about the record that was written of it.

Everything follows from the conversation, from the pages of the practice record and from the pack:
nothing is kept, counted or told to anybody. There is no score, no pass and no order of merit.
"""

import msgspec

from app.domain.pages import BY_NAME
from app.services.contacts.phone_numbers import Line
from app.services.practice import (
    example_record,
    guidance,
    practice_pages,
    record_comparison,
    transcript,
)
from app.services.practice.example_record import Model
from app.services.practice.guidance import Decided, Sign
from app.services.practice.practice_runs import Run
from app.services.practice.record_comparison import Record, Written
from app.services.practice.transcript import Said
from app.services.unit_of_work import Desk


class Feedback(msgspec.Struct, frozen=True):
    """Everything about one run. `written`: None while nothing was written.

    `unreadable`: titles of pages of the record that do not open; `to_mend`: of those with something
    that no record can hold yet; `two_texts`: of those beside which a text waits that is not looked
    at. `words_label`: the question under which the words said belong.
    """

    run: Run
    said: Said
    written: Written | None
    words_label: str
    lines: tuple[Line, ...]
    signs: tuple[Sign, ...]
    decided: tuple[Decided, ...]
    model: Model
    unreadable: tuple[str, ...] = ()
    to_mend: tuple[str, ...] = ()
    two_texts: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Feedback {self.run.id}>"


def of_run(desk: Desk, run: Run) -> Feedback:
    """Feedback on a run of mine, as far as it has come."""
    draft = practice_pages.load(desk, run)
    pages, beside = draft.pages, practice_pages.all_asides(desk, run.id) if draft.asides else ()
    scenario, state, org = run.scenario, run.state, desk.org
    record = record_comparison.read(pages, scenario, org.pack, org.lead_title)
    at = practice_pages.moment(scenario)  # as on the pages of the record
    return Feedback(
        run=run,
        said=transcript.look_back(scenario, state, org.pack),
        written=_look(run, record, org.pack),
        words_label=record_comparison.label_of_words(scenario),
        lines=guidance.lines_at(org, at),
        signs=guidance.signs(scenario, state, org.pack),
        decided=guidance.decided(scenario, record, org, desk.today),
        model=example_record.side_by_side(scenario, state, record, org),
        unreadable=tuple(BY_NAME[name].title for name in pages.spoiled),
        to_mend=record.to_mend if record else (),
        two_texts=tuple(BY_NAME[name].title for name in beside),
    )


def _look(run: Run, record: Record | None, pack: str) -> Written | None:
    if record is None:
        return None
    return record_comparison.look(record, run.scenario, run.state, pack, run.finished_at)
