"""/children/links: what several children's files name, and that two things are not the same.

No name and no value is in an address or a title.
"""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import never_kept_for_back
from app.access.policy import Policy, policy
from app.access.submitted_form import read_text
from app.domain.record.name_comparison import fold_name
from app.domain.values.entry_values import read_entry_values
from app.domain.values.normalised import ValueKind
from app.domain.values.values_in_several_files import ValueGroup
from app.errors import InvalidError, StaleError
from app.review.blueprint import bp
from app.review.child_links.days_picture import draw_days
from app.review.child_links.things_picture import (
    draw_things,
    find_naming,
    name_things,
    take_what_fits,
)
from app.services.children import file_links
from app.services.children.child_files import OpenChildFile
from app.services.children.file_links import NotSameChoice
from app.services.concerns.concern_reading import OpenConcern
from content.london_time import get_london_day

MOST_KEY = 200
KIND_WORDS = {
    ValueKind.PLATE: "Vehicle",
    ValueKind.PHONE: "Phone number",
    ValueKind.ONLINE: "User name",
    ValueKind.PERSON: "Person",
    ValueKind.PLACE: "Place",
}
TRACEABLE = (ValueKind.PLATE, ValueKind.PHONE, ValueKind.ONLINE, ValueKind.PLACE)
"""The kinds that police take down on their form for information that is not about one child."""


@bp.get("/children/links")
@policy(Policy.LEAD)
def links() -> ResponseReturnValue:
    """Show each thing that is named in more than one child's file."""
    return _show_links(None, {})


@bp.post("/children/links")
@policy(Policy.LEAD)
@never_kept_for_back
def save_not_same() -> ResponseReturnValue:
    """Sign that a thing of one file and that of another are not the same."""
    form = request.form
    choice = NotSameChoice(
        kind=form.get("kind", ""),
        key=form.get("key", "")[:MOST_KEY],
        files=tuple(form.getlist("file")),
        mark=form.get("mark", -1, int),
        why=read_text("why"),
    )
    try:
        file_links.sign_not_same_entry(g.uow, choice)
    except InvalidError as error:
        return _show_links(choice, error.problems), 422
    except StaleError:
        return _show_links(choice, {"why": file_links.CHANGED}), 409
    return redirect(url_for("review.links"), 303)


def count_files_in_common(file: OpenChildFile) -> int | None:
    """Return how many other children's files name something of this one; None: too many to say."""
    groups = file_links.find_file_links(g.uow, file.id, file.ids) if file.total else ()
    return _count_files(groups, {str(file.id)})


def count_files_of_concern(file: OpenConcern, own_files: set[str]) -> int | None:
    """Return how many children's files, but for its own, name something of a concern too."""
    values = [
        value
        for one in file.entries
        if one.entry is not None
        for value in read_entry_values(one.entry)
    ]
    groups = file_links.find_concern_links(g.uow, file.id, values) if own_files else ()
    return _count_files(groups, own_files)


def _count_files(groups: tuple[ValueGroup, ...] | None, own: set[str]) -> int | None:
    return None if groups is None else len({file for group in groups for file in group.files} - own)


def _show_links(choice: NotSameChoice | None, problems: dict[str, str]) -> str:
    """Show the page. `choice`: what was sent and could not be signed, so that no reason is lost."""
    found = file_links.open_all_file_links(g.uow)
    sent = found.find(choice.kind, choice.key) if choice else None
    by_name = sorted(found.files, key=lambda file: (fold_name(found.files[file].name), file))
    names = {file: found.files[file].name for file in by_name}
    drawn = take_what_fits(found.groups)
    return render_template(
        "review/links.html",
        links=found,
        by_name=by_name,
        letters=name_things(drawn),
        things=draw_things(drawn, names) if drawn else None,
        days=draw_days(found.groups, drawn, names, get_london_day(g.uow.clock())),
        naming=find_naming,
        kinds=KIND_WORDS,
        traceable=TRACEABLE,
        choice=choice,
        sent=sent,
        problems=problems,
    )
