"""Show feedback on a practice conversation, to read and to print.

It is the trainee's alone. Nothing here is a mark, and no number on it can be tapped.
"""

from functools import partial
from uuid import UUID

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Policy, policy
from app.access.template_context import load_org_with_call_info
from app.learning.blueprint import bp
from app.learning.workbook.workbook_links import build_workbook_link
from app.services.content import workbook_content
from app.services.practice import feedback, practice_record, practice_runs
from content.london_time import format_weekday_time


@bp.get("/practice/run/<uuid:run_id>/feedback")
@policy(Policy.SIGNED_IN)
def practice_feedback(run_id: UUID) -> ResponseReturnValue:
    """Show feedback on a conversation that has ended; from one that has not, lead to it."""
    run = practice_runs.load_run(g.uow, run_id)
    if not run.ended:
        return redirect(url_for("learning.practice_run", run_id=run_id), 303)
    book = workbook_content.load_org_workbook(g.org, g.uow.clock())
    return render_template(
        "learning/practice_feedback.html",
        practice=True,
        run=run,
        found=feedback.build_feedback(g.uow, run, load_org_with_call_info()),
        setting=run.scenario.setting,
        began=format_weekday_time(run.scenario.setting.at),
        over=format_weekday_time(practice_record.find_scenario_end(run.scenario)),
        place=book.place,
        href=partial(build_workbook_link, book),
        record_at=url_for("recording.practice_tasks", run_id=run_id),
        send_at=url_for("learning.practice_send", run_id=run_id),
        paper_at=(url_for("recording.practice_paper", run_id=run_id) if run.finished_at else ""),
    )
