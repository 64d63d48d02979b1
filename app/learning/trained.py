"""Who is trained: the list for leads and seniors, its tables, and what went to the board."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, StringField
from wtforms.validators import ValidationError

from app.access.forms import Form
from app.access.policy import Policy, policy
from app.access.typed import uuid_of
from app.domain.dates import UnreadableError, read_day
from app.domain.training_standing import Standing
from app.errors import InvalidError
from app.learning.blueprint import bp
from app.services import board_details, training_board, training_csv
from app.services import trained as lists

MOST_PAGES = 10_000
CSV = "text/csv"
STANDINGS = {one.value: one for one in Standing}


class WentForm(Form):
    """On which day the table went to the board, and that it did."""

    on = StringField(
        "When did you send it?",
        description="Like 24/11/2026 or “today”.",
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    sure = BooleanField("I have sent the details of everybody below to the Board")

    def validate_on(self, field: Any) -> None:
        """A day that can be read."""
        if not (field.data or "").strip():
            raise ValidationError("Write the day, like 24/11/2026 or “today”.")
        try:
            self.day = read_day(field.data, g.desk.today)
        except UnreadableError as error:
            raise ValidationError(str(error)) from None

    def validate_sure(self, field: Any) -> None:
        """Nothing is called sent unless a person says so."""
        if not field.data:
            raise ValidationError("Tick this when you have sent it. Until then, nothing is noted.")


@bp.get("/trained")
@policy(Policy.READER)
def trained() -> ResponseReturnValue:
    """One page of the list. In the address stand a standing and the number of the page alone."""
    chosen = STANDINGS.get(request.args.get("standing", ""))
    page = min(request.args.get("page", 1, int), MOST_PAGES)
    listed = lists.listed(g.desk, chosen, page)
    return render_template("learning/trained.html", listed=listed, standings=tuple(Standing))


@bp.post("/trained/csv")
@policy(Policy.READER)
def trained_csv() -> ResponseReturnValue:
    """Everybody as a table, for an inspection."""
    return _file(training_csv.inspection(g.desk), "who-is-trained.csv")


@bp.get("/trained/board")
@policy(Policy.READER)
def for_board() -> ResponseReturnValue:
    """Whose details have not gone to the board: their table, and then that it went."""
    return _board(WentForm(), noted="noted" in request.args)


@bp.post("/trained/board/csv")
@policy(Policy.READER)
def for_board_csv() -> ResponseReturnValue:
    """The five details of those who stood on the page."""
    try:
        data = training_board.for_board(g.desk, _about())
    except InvalidError as error:
        return _board(WentForm(), problem=error.problems[""]), 422
    return _file(data, "for-the-board.csv")


@bp.post("/trained/board")
@policy(Policy.READER)
def went() -> ResponseReturnValue:
    """Note for those who stood on the page that their details went, and when."""
    form, about = WentForm.of_request(), _about()
    if not about:
        return _board(form, problem=training_board.NOBODY), 422
    if not form.validate():
        return _board(form, about), 422
    try:
        training_board.went(g.desk, about, form.day)
    except InvalidError as error:
        form.on.errors = [error.problems["on"]]
        return _board(form, about), 422
    return redirect(url_for("learning.for_board", noted=1), 303)


def _board(
    form: WentForm, about: tuple[UUID, ...] = (), *, noted: bool = False, problem: str = ""
) -> str:
    """The page; one that comes back shows whom it was about, and nobody who came since."""
    people, more = training_board.waiting(g.desk)
    shown = tuple(one for one in people if not about or UUID(one.stands.about) in about)
    return render_template(
        "learning/for_board.html",
        form=form,
        people=shown,
        more=more,
        noted=noted,
        problem=problem,
        board=board_details.board_of(g.org, g.desk.clock()),
    )


def _about() -> tuple[UUID, ...]:
    """The completions that the page was about; what is no id is none."""
    texts = request.form.getlist("about")[: training_board.AT_ONCE]
    return tuple(one for text in texts if (one := uuid_of(text)))


def _file(data: bytes, name: str) -> ResponseReturnValue:
    return send_file(BytesIO(data), CSV, as_attachment=True, download_name=name)
