"""Write a note about a concern, for the people who decide about it alone."""

from uuid import UUID, uuid4

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import never_kept_for_back
from app.access.policy import Policy, policy
from app.access.submitted_form import read_idempotency_key, read_text
from app.errors import InvalidError, StaleError
from app.review.blueprint import bp
from app.review.task_views import CHANGED
from app.services.concern_tasks import reader_notes, task_entries
from app.services.concerns.concern_reading import OpenConcern
from app.services.concerns.record_routing import is_author_a_reader_now


@bp.get("/concerns/<uuid:concern_id>/note")
@policy(Policy.SIGNED_IN)
def new_note(concern_id: UUID) -> ResponseReturnValue:
    """Ask for the note."""
    return _show(task_entries.open_concern_as_reader(g.uow, concern_id), "", str(uuid4()), {})


@bp.post("/concerns/<uuid:concern_id>/note")
@policy(Policy.SIGNED_IN)
@never_kept_for_back
def add_note(concern_id: UUID) -> ResponseReturnValue:
    """Sign the note. Pressed twice it is one."""
    file = task_entries.open_concern_as_reader(g.uow, concern_id)
    words, once = read_text("note"), read_idempotency_key()
    try:
        number = reader_notes.add_reader_note(g.uow, file, words, once)
    except InvalidError as error:
        return _show(file, words, str(once), error.problems), 422
    except StaleError:
        return _show(file, words, str(once), {"": CHANGED}), 409
    return redirect(url_for("review.concern", concern_id=concern_id, added=number), 303)


def _show(file: OpenConcern, note: str, once: str, problems: dict[str, str]) -> str:
    return render_template(
        "review/note.html",
        file=file,
        typed={"note": note, "once": once},
        problems=problems,
        author_reads=is_author_a_reader_now(g.uow, file.record),
        is_author=file.author_id == g.uow.me.id,
    )
