"""Show who is trained, for leads and seniors: the list, its tables, and what went to the board."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, StringField
from wtforms.validators import ValidationError

from app.access.base_form import BaseForm
from app.access.policy import Policy, policy
from app.access.search.searched_names import (
    BY_NOTHING,
    SEARCHED,
    find_search_problem,
    is_search_empty,
    keep_searched_words,
    read_searched_words,
)
from app.access.submitted_form import parse_uuid, read_submitted_form
from app.domain.times.typed_dates import UnreadableError, read_day
from app.domain.training.training_status import Standing
from app.errors import InvalidError
from app.learning.blueprint import bp
from app.services.content import workbook_content
from app.services.drafts import rejected_forms
from app.services.members import training_groups
from app.services.training import team_standing, training_csv
from app.services.training.board_report import (
    MAX_ROWS,
    NOBODY_WAITING,
    export_board_csv,
    find_board_contact,
    find_sent_day_problem,
    log_and_list_members_awaiting_board,
    note_details_sent,
)
from app.services.training.team_list.team_training_page import log_and_load_team_training_page

MOST_PAGES = 10_000
CSV = "text/csv"
PLACE = "for_board"
PLACE_OF_LIST = "trained"
STANDINGS = {one.value: one for one in Standing}


class SentToBoardForm(BaseForm):
    """On which day the table went to the board, and that it did."""

    on = StringField(
        "When did you send it?",
        description="For example, 24/11/2026 or “today”.",
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    sure = BooleanField("I have sent the details of everyone below to the Board")

    def validate_on(self, field: Any) -> None:
        """Refuse a day that cannot be read."""
        if not (field.data or "").strip():
            raise ValidationError("Enter the day. For example, 24/11/2026 or “today”.")
        try:
            self.day = read_day(field.data, g.uow.today)
        except UnreadableError as error:
            raise ValidationError(str(error)) from None

    def validate_sure(self, field: Any) -> None:
        """Refuse a form without the tick: nothing is called sent unless a person says so."""
        if not field.data:
            raise ValidationError(
                "Tick this when you have sent it. Until then, nothing is recorded."
            )


@bp.get("/trained")
@policy(Policy.READER)
def trained() -> ResponseReturnValue:
    """Show one page of the list, or of what was searched for.

    In the address are a status, the number of the page and that there was a search: no name.
    """
    chosen = STANDINGS.get(request.args.get("standing", ""))
    return _list_page(chosen, read_searched_words(PLACE_OF_LIST))


@bp.post("/trained/search")
@policy(Policy.READER)
def search_trained() -> ResponseReturnValue:
    """Keep what was typed, sealed in this session, and show whom it finds."""
    typed, standing = request.form.get("q", ""), STANDINGS.get(request.form.get("standing", ""))
    if problem := find_search_problem(typed):
        return _list_page(standing, "", typed.strip(), [("q", problem)]), 422
    searched = keep_searched_words(PLACE_OF_LIST, typed) or {SEARCHED: BY_NOTHING}
    there = url_for("learning.trained", standing=standing, **searched, _anchor="found")
    return redirect(there, 303)


def _list_page(
    chosen: Standing | None,
    words: str,
    typed: str | None = None,
    problem: Sequence[tuple[str, str]] = (),
) -> str:
    """Return the page. `typed`: the words of a search that cannot be made, to change."""
    page = min(request.args.get("page", 1, int), MOST_PAGES)
    return render_template(
        "learning/trained.html",
        listed=log_and_load_team_training_page(g.uow, chosen, page, words),
        standings=tuple(Standing),
        typed=words if typed is None else typed,
        problem=problem,
        searched_for_nothing=is_search_empty(),
    )


@bp.post("/trained/csv")
@policy(Policy.READER)
def trained_csv() -> ResponseReturnValue:
    """Send everybody as a table, for an inspection."""
    return _file(training_csv.export_team_csv(g.uow), "who-is-trained.csv")


@bp.get("/trained/debrief")
@policy(Policy.READER)
def debrief_sheet() -> ResponseReturnValue:
    """Show a sheet to print for a talk with a group: the questions, and room to write.

    `group`: the id of a training group, whose name and people stand on the sheet.
    """
    edition = workbook_content.load_org_workbook(g.org, g.uow.clock()).edition
    group_id = request.args.get("group", type=UUID)
    group = training_groups.load_group(g.uow, group_id) if group_id else None
    return render_template(
        "learning/debrief_sheet.html",
        edition=edition,
        minutes=edition.minutes,
        group=group,
        people=team_standing.log_and_list_group_status(g.uow, group) if group else (),
    )


@bp.get("/trained/board")
@policy(Policy.READER)
def for_board() -> ResponseReturnValue:
    """Show whose details have not gone to the board: their table, and then that it went.

    `check`: "day" with what there is to mend, "gone" where nobody in a table waits any more.
    """
    check = request.args.get("check", "")
    typed = rejected_forms.load_rejected_form(g.uow, PLACE) if check == "day" else {}
    form, about = (
        SentToBoardForm.of_kept(typed) if typed else SentToBoardForm(),
        _ids(typed.get("about", [])),
    )
    if typed and form.validate():
        problem = find_sent_day_problem(g.uow, about, form.day)
        form.on.errors = [problem] if problem else []
    gone = NOBODY_WAITING if check == "gone" else ""
    return _board(form, about, noted="noted" in request.args, problem=gone)


@bp.post("/trained/board/csv")
@policy(Policy.READER)
def for_board_csv() -> ResponseReturnValue:
    """Send the five details of those who were on the page."""
    try:
        data = export_board_csv(g.uow, _ids(request.form.getlist("about")))
    except InvalidError:
        return redirect(url_for("learning.for_board", check="gone"), 303)
    return _file(data, "for-the-board.csv")


@bp.post("/trained/board")
@policy(Policy.READER)
def went() -> ResponseReturnValue:
    """Note for those who stood on the page that their details went, and when."""
    form, about = SentToBoardForm.of_request(), _ids(request.form.getlist("about"))
    if not about:
        return redirect(url_for("learning.for_board", check="gone"), 303)
    if not form.validate() or not _noted(about, form):
        typed = {name: texts for name, texts in read_submitted_form().items() if name in form}
        rejected_forms.save_rejected_form(
            g.uow, PLACE, typed | {"about": [str(one) for one in about]}
        )
        return redirect(url_for("learning.for_board", check="day"), 303)
    rejected_forms.delete_rejected_form(g.uow, PLACE)
    return redirect(url_for("learning.for_board", noted=1), 303)


def _noted(about: tuple[UUID, ...], form: SentToBoardForm) -> bool:
    try:
        note_details_sent(g.uow, about, form.day)
    except InvalidError:
        return False
    return True


def _board(
    form: SentToBoardForm, about: tuple[UUID, ...] = (), *, noted: bool = False, problem: str = ""
) -> str:
    """Render the page; one that comes back shows whom it was about, and nobody who came since."""
    people, more = log_and_list_members_awaiting_board(g.uow)
    shown = tuple(one for one in people if not about or UUID(one.stands.about) in about)
    return render_template(
        "learning/for_board.html",
        form=form,
        people=shown,
        more=more,
        noted=noted,
        problem=problem,
        board=find_board_contact(g.org, g.uow.clock()),
    )


def _ids(texts: list[str]) -> tuple[UUID, ...]:
    """Return the completions that a page was about; what is no id is left out."""
    return tuple(one for text in texts[:MAX_ROWS] if (one := parse_uuid(text)))


def _file(data: bytes, name: str) -> ResponseReturnValue:
    return send_file(BytesIO(data), CSV, as_attachment=True, download_name=name)
