"""Hand over all that a leaver has in hand: one new person for everything, or one for each concern.

The leaver can do it, or anyone who can read the concerns. Each concern is a transaction of its own,
and what is handed over is gone from the page: whoever is interrupted opens it again and goes on.
"""

from collections.abc import Iterator, Mapping
from uuid import UUID, uuid4

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import never_kept_for_back
from app.access.policy import Policy, policy
from app.access.submitted_form import parse_uuid, read_idempotency_key, read_text
from app.domain.record.text_limits import find_text_fault
from app.errors import NotFoundError, StaleError
from app.review.blueprint import bp
from app.services.concern_tasks import leaver_work as leaver_service
from app.services.concern_tasks.leaver_work import LeaverWork, Takeover, WorkOfOne
from app.services.members import member_lookup
from app.services.referrals.summary_answers import find_child_names

MAX_REASON_CHARACTERS = 300
NOT_NOW = "not_now"
HANDED, ALREADY, CHANGED = "handed", "already", "changed"
CHOOSE_PERSON = "Select who takes over"
CANNOT_TAKE = "{name} cannot read this concern. Select someone else"
SAY_WHY = "Enter why you are handing it over"
LONG_REASON = f"Describe why in {MAX_REASON_CHARACTERS} characters or fewer"
Typed = Mapping[str, str]


@bp.get("/members/<uuid:member_id>/hand-over")
@policy(Policy.READER)
def leaver_work(member_id: UUID) -> ResponseReturnValue:
    """List what someone has in hand, and ask who takes it over and why."""
    member_lookup.load_joined_member_without_name(g.uow, member_id)
    work = leaver_service.load_leaver_work(g.uow, member_id, _read_after())
    return _show(member_id, work, {"to": "", "why": "", "once": str(uuid4())}, {})


@bp.post("/members/<uuid:member_id>/hand-over")
@policy(Policy.READER)
@never_kept_for_back
def hand_over_work(member_id: UUID) -> ResponseReturnValue:
    """Hand over each concern on the page for which someone was selected."""
    member_lookup.load_joined_member_without_name(g.uow, member_id)
    work = leaver_service.load_leaver_work(g.uow, member_id, _read_after())
    typed, once = _read_typed(), read_idempotency_key()
    if problems := dict(_find_problems(work, typed)):
        return _show(member_id, work, typed, problems), 422
    handed = changed = False
    for one in work.concerns:
        to = _find_new_person(one, typed)
        if not to:
            continue
        seen = request.form.get(f"seen-{one.concern_id}", "")
        takeover = Takeover(to, typed["why"].strip(), once, seen)
        outcome = _take_over(one, member_id, takeover)
        handed, changed = handed or outcome == HANDED, changed or outcome == CHANGED
    place = url_for(
        "review.leaver_work",
        member_id=member_id,
        after=request.args.get("after"),
        handed="yes" if handed else "no",
        changed="yes" if changed else None,
    )
    return redirect(place, 303)


def _take_over(one: WorkOfOne, member_id: UUID, takeover: Takeover) -> str:
    """Hand over one concern; returns what came of it.

    Where another press was quicker there is nothing left of theirs, and no one changed it.
    """
    for _ in range(2):
        try:
            done = leaver_service.hand_over_leaver_work(g.uow, one.concern_id, member_id, takeover)
        except NotFoundError:
            return CHANGED
        except StaleError:
            continue
        return HANDED if done else ALREADY
    return CHANGED


def _read_after() -> UUID | None:
    return parse_uuid(request.args.get("after", ""))


def _read_typed() -> dict[str, str]:
    """Return what was typed and selected: for all, and by concern."""
    fields = {name: text for name, text in request.form.items() if name.startswith("to-")}
    once = request.form.get("once", "")
    return {"to": request.form.get("to", ""), "why": read_text("why"), "once": once, **fields}


def _name_field(one: WorkOfOne) -> str:
    return f"to-{one.concern_id}"


def _find_new_person(one: WorkOfOne, typed: Typed) -> str:
    """Return who takes a concern over; "" for one that stays for now, or was not on the form."""
    chosen = typed.get(_name_field(one), NOT_NOW) or typed["to"]
    return "" if chosen == NOT_NOW else chosen


def _find_problems(work: LeaverWork, typed: Typed) -> Iterator[tuple[str, str]]:
    """Yield what is wrong, by the name of the field."""
    chosen = {one.concern_id: _find_new_person(one, typed) for one in work.concerns}
    if any(_name_field(one) in typed for one in work.concerns) and not any(chosen.values()):
        yield "to", CHOOSE_PERSON
    names = _list_people(work)
    for one in work.concerns:
        to = chosen[one.concern_id]
        if to and to not in one.people:
            name = names.get(to)
            yield _name_field(one), CANNOT_TAKE.format(name=name) if name else CHOOSE_PERSON
    why = typed["why"].strip()
    if fault := _find_reason_fault(why):
        yield "why", fault


def _find_reason_fault(why: str) -> str:
    if len(why) > MAX_REASON_CHARACTERS:
        return LONG_REASON
    return find_text_fault(why) if why else SAY_WHY


def _list_people(work: LeaverWork) -> dict[str, str]:
    """Return everyone who can take one of these concerns, names by id."""
    return {person: name for one in work.concerns for person, name in one.people.items()}


def _show(member_id: UUID, work: LeaverWork, typed: Typed, problems: Typed) -> str:
    view = member_lookup.load_shown_member(g.uow, member_id)
    return render_template(
        "review/leaver_work.html",
        view=view,
        own=member_id == g.uow.me.id,
        work=work,
        rows=[
            {"work": one, "field": _name_field(one), "children": find_child_names(one.record)}
            for one in work.concerns
        ],
        people=_list_people(work),
        typed=typed,
        problems=problems,
        not_now=NOT_NOW,
        after=_read_after(),
        handed=request.args.get("handed"),
        changed="changed" in request.args,
    )
