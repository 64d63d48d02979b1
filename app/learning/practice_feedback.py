"""After a practice conversation: what there is to say about it, to read and to print.

It is the trainee's alone. Nothing here is a mark, and no number on it can be tapped.
"""

from functools import partial
from uuid import UUID

from flask import current_app, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Policy, policy
from app.learning.blueprint import bp
from app.learning.places import href
from app.services import practice_feedback as feedback
from app.services import practice_pages, practice_runs, workbook_words

RECORD = "recording.practice_tasks"
SEND = "learning.practice_send"
PAPER = "recording.practice_paper"


@bp.get("/practice/run/<uuid:run_id>/feedback")
@policy(Policy.SIGNED_IN)
def practice_feedback(run_id: UUID) -> ResponseReturnValue:
    """Feedback on a conversation that has ended; from one that has not, on to where it stands."""
    run = practice_runs.load(g.desk, run_id)
    if not run.ended:
        return redirect(url_for("learning.practice_run", run_id=run_id), 303)
    book = workbook_words.book(g.org, g.desk.clock())
    return render_template(
        "learning/practice_feedback.html",
        practice=True,
        run=run,
        found=feedback.of_run(g.desk, run),
        setting=run.scenario.setting,
        began=practice_pages.in_words(run.scenario.setting.at),
        book=book,
        place=book.place,
        href=partial(href, book),
        record_at=_link(RECORD, run_id),
        send_at=_link(SEND, run_id),
        paper_at=_link(PAPER, run_id) if run.finished_at else "",
    )


def _link(endpoint: str, run_id: UUID) -> str:
    """The address of a page about this run; empty where there is no such page."""
    known = endpoint in current_app.view_functions
    return url_for(endpoint, run_id=run_id) if known else ""
