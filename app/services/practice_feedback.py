"""What there is to say after a practice conversation, and about the record that was written of it.

Everything follows from the conversation, from the pages of the practice record and from the pack:
nothing is kept, counted or told to anybody. There is no score, no pass and no order of merit.
"""

from uuid import UUID

import msgspec

from app.domain.pages import BY_NAME, PAGES
from app.domain.pages.sharing import SHARING
from app.domain.raws import Raw
from app.services import (
    learning_drafts,
    practice_guidance,
    practice_model,
    practice_runs,
    practice_said,
    practice_written,
)
from app.services.desk import Desk
from app.services.numbers import Line
from app.services.practice_guidance import Decided, Sign
from app.services.practice_model import Model
from app.services.practice_runs import Run
from app.services.practice_said import Said
from app.services.practice_written import Record, Written

NAMES = tuple(p.name for p in PAGES if not p.after_signing or p.name == SHARING.name)


class Feedback(msgspec.Struct, frozen=True):
    """Everything about one run. `written`: None while nothing was written.

    `unreadable`: titles of pages of the record that do not open; `to_mend`: of those with something
    that no record can hold yet. `words_label`: the question under which the words said belong.
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

    def __repr__(self) -> str:
        return f"<Feedback {self.run.id}>"


def of_run(desk: Desk, run: Run) -> Feedback:
    """Feedback on a run of mine, as far as it has come."""
    pages, unreadable = _pages(desk, run.id)
    scenario, state, org = run.scenario, run.state, desk.org
    record = practice_written.read(pages, scenario, org.pack, org.lead_title)
    at = practice_guidance.moment(scenario.setting.at)
    return Feedback(
        run=run,
        said=practice_said.look_back(scenario, state, org.pack),
        written=_look(run, record, org.pack),
        words_label=practice_written.label_of_words(scenario),
        lines=practice_guidance.lines_at(org, at),
        signs=practice_guidance.signs(scenario, state, org.pack),
        decided=practice_guidance.decided(scenario, record, org, desk.today),
        model=practice_model.side_by_side(scenario, state, record, org),
        unreadable=unreadable,
        to_mend=record.to_mend if record else (),
    )


def _look(run: Run, record: Record | None, pack: str) -> Written | None:
    if record is None:
        return None
    return practice_written.look(record, run.scenario, run.state, pack, run.finished_at)


def _pages(desk: Desk, run_id: UUID) -> tuple[dict[str, Raw], tuple[str, ...]]:
    """What is typed, by page, and the titles of the pages that do not open."""
    documents = {practice_runs.document(run_id, name): name for name in NAMES}
    found = learning_drafts.load_many(desk, list(documents))
    kept = {documents[document]: page for document, page in found.items()}
    pages = {name: page.raw for name, page in kept.items() if page.version and not page.spoiled}
    return pages, tuple(BY_NAME[name].title for name, page in kept.items() if page.spoiled)
