"""Show a practice conversation one turn a page: what the child says, and the reply to choose.

What follows is the child's next words, never a mark. A page that is sent twice, or late, says
nothing twice and drops nothing: it leads to where the conversation stands.
"""

from functools import partial
from typing import Any
from uuid import UUID

from flask import g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import keeps_late_text
from app.access.policy import Policy, policy
from app.access.submitted_form import SubmittedForm, read_submitted_form, read_version
from app.domain.record.form_data import FormData
from app.domain.times.shown_times import format_clock_time
from app.domain.training.training_forms import OWN_REPLY, TRAINING_LABELS
from app.errors import StaleError
from app.learning.blueprint import bp
from app.learning.training.typed_forms import autosave_page, save_typed_page
from app.learning.workbook.workbook_links import build_workbook_link
from app.services.content import workbook_content
from app.services.practice import free_text, practice_days, practice_runs, transcript
from app.services.practice.own_words_credit import repeats_refusal
from app.services.practice.practice_runs import PracticeRun
from content.scenarios import path_claims
from content.scenarios.own_words_effect import find_harmful_turns
from content.scenarios.scenario_paths import ReplyChoice

NONE_CHOSEN = "Choose what you say or do, or write your own words."
NONE_CLOSE = "none"
OWN_PROBLEMS = {
    "meant": ("meant", "Choose what you meant to do."),
    "closest": ("nearest", "Choose the reply that is closest to yours, or “None of these”."),
    "written": ("nearest", "Choose a written reply, or change your words."),
}


def _find_late_box(user_id: UUID, run_id: UUID, at: int) -> str:
    """Return the box for the trainee's own words. A reply that was only chosen is no loss."""
    wrote = bool(request.form.get(OWN_REPLY, "").strip())
    theirs = wrote and practice_runs.is_run_of_member(g.uow, user_id, run_id)
    return free_text.build_own_words_box_name(run_id, at) if theirs else ""


@bp.get("/practice/run/<uuid:run_id>/turn/<int:at>")
@policy(Policy.SIGNED_IN)
def practice_turn(run_id: UUID, at: int) -> ResponseReturnValue:
    """Show the turn after `at` replies. One that was replied to shows what was said then."""
    run = practice_runs.load_run(g.uow, run_id)
    if at > run.at:
        return _where_it_stands(run_id)
    if at == run.at and run.ended:
        ending = path_claims.describe_ending(run.state, g.org.pack)
        more = {
            "notes": free_text.list_ending_notes(g.uow, run),
            "tried": free_text.list_tried_words(g.uow, run),
        }
        return _page("learning/practice_ended.html", run, at, ending=ending, **more)
    own = free_text.load_unsaid_words(g.uow, run, at)
    check = request.args.get("check", "") if at == run.at else ""
    problems = {"own": [("own", own.fault)], "none": [("reply", NONE_CHOSEN)]}.get(check, [])
    problems = [one for one in problems if one[1]]
    more = {
        "tried": free_text.list_tried_words(g.uow, run, at),
        "words_before": free_text.list_tried_words(g.uow, run, at - 1),
    }
    return _page("learning/practice_turn.html", run, at, own=own, problems=problems, **more)


@bp.post("/practice/run/<uuid:run_id>/turn/<int:at>")
@keeps_late_text(_find_late_box, TRAINING_LABELS)
@policy(Policy.SIGNED_IN)
def practice_said(run_id: UUID, at: int) -> ResponseReturnValue:
    """Give a reply of the scenario, or keep words of one's own and go on to read them over."""
    run, form = practice_runs.load_run(g.uow, run_id), read_submitted_form()
    here = url_for("learning.practice_turn", run_id=run_id, at=at)
    kept = _keep_own(run, at, form)
    chosen = (form.get("reply") or [""])[0]
    if form.keys() & {"use", "away", "save"}:
        return redirect(f"{here}#own", 303)
    if chosen and chosen != OWN_REPLY:
        return _say(run_id, at, ReplyChoice(chosen))
    if not (chosen or _own(form).strip()):
        return redirect(f"{here}?check=none", 303)
    if not kept:
        return redirect(here, 303)
    return redirect(url_for("learning.practice_own_words", run_id=run_id, at=at), 303)


@bp.get("/practice/run/<uuid:run_id>/turn/<int:at>/own")
@policy(Policy.SIGNED_IN)
def practice_own_words(run_id: UUID, at: int) -> ResponseReturnValue:
    """Read one's own words over, with what there is to point to, before they are said."""
    run = practice_runs.load_run(g.uow, run_id)
    if at != run.at or run.ended or run.changed:
        return _where_it_stands(run_id)
    own = free_text.load_own_words(g.uow, run, at)
    if own.fault or own.asides:
        here = url_for("learning.practice_turn", run_id=run_id, at=at)
        return redirect(here if own.asides else f"{here}?check=own", 303)
    aim = next((one for one in free_text.AIMS if one == request.args.get("meant")), "")
    nearest = free_text.list_nearest_replies(g.uow, run, at, own.words, aim) if aim else ()
    found = free_text.find_reply_advice(g.uow, run, at, own.words)
    return _page(
        "learning/practice_own.html",
        run,
        at,
        own=own,
        aims=free_text.AIMS,
        aim=aim,
        help=free_text.describe_helpful_words(run, at, aim) if aim else "",
        stops=free_text.speaker_wants_to_stop(run, at),
        nearest=nearest,
        near=nearest != run.state.heard[at].replies,
        unmatched=aim and not found and not (nearest and "waits" not in request.args),
        problems=[one for key, one in OWN_PROBLEMS.items() if key == request.args.get("check")],
        found=found,
        newer="newer" in request.args,
        **_judge_other_words(run, at, own.words),
    )


def _judge_other_words(run: PracticeRun, at: int, words: str) -> dict[str, object]:
    """Return what else can be said of one's own words: doubts, what helps, and real names."""
    return {
        "unsure": free_text.can_help_or_hurt(g.uow, words),
        "did": free_text.find_helpful_acts(g.uow, run, at, words),
        "strange": free_text.find_real_names_in_words(g.uow, run, words),
    }


@bp.post("/practice/run/<uuid:run_id>/turn/<int:at>/own")
@policy(Policy.SIGNED_IN)
def practice_say_own(run_id: UUID, at: int) -> ResponseReturnValue:
    """Take what was meant, then which written reply is closest; then say the words as written.

    Where none is close and no harm was found, the words are said before a written reply.
    """
    run, form = practice_runs.load_run(g.uow, run_id), read_submitted_form()
    here = partial(url_for, "learning.practice_own_words", run_id=run_id, at=at)
    aim, closest = ((form.get(name) or [""])[0] for name in ("meant", "nearest"))
    if aim not in free_text.AIMS:
        return redirect(here(check="meant"), 303)
    if "asked" not in form:
        return redirect(here(meant=aim, _anchor="closest-title"), 303)
    if not closest:
        check = {"waits": 1, "check": "written"} if "written" in form else {"check": "closest"}
        return redirect(here(meant=aim, **check), 303)
    try:
        return redirect(_say_own_words(run, at, form, aim, closest), 303)
    except StaleError:
        if at == run.at and not run.changed:
            return redirect(here(newer=1), 303)
        return _where_it_stands(run_id)


@bp.post("/practice/run/<uuid:run_id>/turn/<int:at>/autosave")
@keeps_late_text(_find_late_box, TRAINING_LABELS)
@policy(Policy.SIGNED_IN)
def practice_keep_own(run_id: UUID, at: int) -> ResponseReturnValue:
    """Keep one's own words while they are written. Nothing is said by it."""
    run, form = practice_runs.load_run(g.uow, run_id), read_submitted_form()
    if at >= len(run.state.heard) or not (_own(form) or read_version(form)):
        return jsonify(version=read_version(form), saved=format_clock_time(g.uow.clock()))
    return autosave_page(free_text.build_own_words_box_name(run_id, at), _raw(form))


@bp.post("/practice/run/<uuid:run_id>/back")
@policy(Policy.SIGNED_IN)
def practice_back(run_id: UUID) -> ResponseReturnValue:
    """Try a turn again: what was said after it is dropped. Or go on with the words of today."""
    form = read_submitted_form()
    text = (form.get("at") or [""])[0]
    at = int(text) if text.isdecimal() and len(text) < 4 else -1
    try:
        practice_runs.go_back_to_turn(g.uow, run_id, at, read_version(form))
    except StaleError:
        return _where_it_stands(run_id)
    return redirect(url_for("learning.practice_turn", run_id=run_id, at=at), 303)


def _say_own_words(run: PracticeRun, at: int, form: SubmittedForm, aim: str, closest: str) -> str:
    """Say the words of a turn by the choice that was sent; return the page that comes next."""
    version = read_version(form)
    if closest == NONE_CLOSE:
        if free_text.say_words_if_harmful(g.uow, run, at, version):
            return url_for("learning.practice_turn", run_id=run.id, at=at, _anchor="tried")
        where = partial(url_for, "learning.practice_own_words", run_id=run.id, at=at)
        return where(meant=aim, waits=1, _anchor="closest-title")
    if "written" in form:
        run = free_text.say_own_words_then_reply(g.uow, run, at, version, closest)
    else:
        run = free_text.give_own_reply(g.uow, run, at, version, aim, closest)
    _went_on(run)
    return url_for("learning.practice_turn", run_id=run.id, at=at + 1)


def _keep_own(run: PracticeRun, at: int, form: SubmittedForm) -> bool:
    """Keep what was written in a turn, before anything else; whether the way goes on."""
    wrote = _own(form) or read_version(form) or form.get("use") or form.get("away")
    if at >= len(run.state.heard) or not wrote:
        return True
    return save_typed_page(free_text.build_own_words_box_name(run.id, at), _raw(form), form)


def _own(form: SubmittedForm) -> str:
    return (form.get(OWN_REPLY) or [""])[0]


def _raw(form: SubmittedForm) -> FormData:
    return free_text.build_own_words_page(_own(form), (form.get(free_text.TURN_FIELD) or [""])[0])


def _say(run_id: UUID, at: int, choice: ReplyChoice) -> ResponseReturnValue:
    try:
        _went_on(practice_runs.give_reply(g.uow, run_id, at, choice))
    except StaleError:
        return _where_it_stands(run_id)
    return redirect(url_for("learning.practice_turn", run_id=run_id, at=at + 1), 303)


def _went_on(run: PracticeRun) -> None:
    """Tell, where the conversation has ended, that somebody practised today, and no more."""
    if run.ended:
        practice_days.sign_practised_today(g.uow)


def _where_it_stands(run_id: UUID) -> ResponseReturnValue:
    run = practice_runs.load_run(g.uow, run_id)
    here = url_for("learning.practice_turn", run_id=run_id, at=run.at, moved=1)
    return redirect(here, 303)


def _page(template: str, run: PracticeRun, at: int, **more: Any) -> str:
    book = workbook_content.load_org_workbook(g.org, g.uow.clock())
    before = run.state.chosen[at - 1] if at else None
    said, speaks = before.own if before else "", run.scenario.setting.speaks
    harmed = find_harmful_turns(run.state, g.org.pack)
    return render_template(
        template,
        practice=True,
        run=run,
        at=at,
        turn=run.state.heard[at] if at < len(run.state.heard) else None,
        before=before,
        heard=free_text.find_reply_advice(g.uow, run, at - 1, said) if said else (),
        why=transcript.explain_written_reply(
            before, speaks, transcript.classify_own_words_before(run.state, at - 1, harmed)
        )
        if before
        else "",
        refused=before is not None and repeats_refusal(run.state, at - 1, before.reply),
        heard_unsure=bool(said) and free_text.can_help_or_hurt(g.uow, said),
        heard_did=free_text.find_helpful_acts(g.uow, run, at - 1, said) if said else (),
        moved="moved" in request.args,
        book=book,
        place=book.place,
        href=partial(build_workbook_link, book),
        **more,
    )
