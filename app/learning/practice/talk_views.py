"""Show a practice that was sent to its two people, and note their talk about it."""

from uuid import UUID, uuid4

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import keeps_late_text
from app.access.policy import Policy, policy
from app.access.submitted_form import read_submitted_form
from app.domain.practice import debrief_form
from app.domain.practice.debrief_form import LABELS, NAMES
from app.domain.record.form_data import PAGE_DONE
from app.domain.training import training_forms
from app.domain.training.training_forms import DISCUSSION_METHODS
from app.errors import StaleError
from app.learning.blueprint import bp
from app.learning.practice.sending_views import SENT
from app.learning.training.typed_forms import (
    autosave_page,
    compare_waiting_texts,
    derive_press_id,
    list_answers_with_labels,
    read_shown_answers_version,
    save_typed_page,
)
from app.services.practice import debrief_actions, debriefs
from app.services.practice.debrief_actions import TalkToSign
from app.services.practice.debrief_summary import SummaryShown, add_word_differences
from app.services.practice.debriefs import DEBRIEF_STORE, OpenedDebrief
from app.services.training import exchange_write, private_drafts

NEWER = (
    "A newer practice came while you were writing, so nothing was signed. What you typed is still "
    "here. Read the page again first."
)


def _find_late_box(user_id: UUID, training_id: UUID) -> str:
    theirs = debriefs.is_debrief_participant(g.uow, user_id, training_id)
    return debriefs.build_debrief_box_name(training_id) if theirs else ""


@bp.get("/practice/sent/<uuid:training_id>")
@policy(Policy.SIGNED_IN)
def practice_sent(training_id: UUID) -> ResponseReturnValue:
    """Show what was sent, the notes so far, and a form for one more. `check`: with what to correct.

    `newer`: how many entries there were when a newer practice had come meanwhile.
    """
    return _page(training_id, "check" in request.args, request.args.get("newer", ""))


@bp.post("/practice/sent/<uuid:training_id>")
@keeps_late_text(_find_late_box, LABELS)
@policy(Policy.SIGNED_IN)
def practice_note(training_id: UUID) -> ResponseReturnValue:
    """Keep what was typed; then sign it, where the button says so."""
    debriefs.load_readable_debrief(g.uow, training_id)
    form, here = read_submitted_form(), url_for("learning.practice_sent", training_id=training_id)
    raw, signs = training_forms.select_form_fields(NAMES, form), bool(form.get("sign"))
    once = derive_press_id(form, signs, raw)
    # Pressed twice
    if exchange_write.is_form_signed_already(g.uow, DEBRIEF_STORE, training_id, once):
        return redirect(f"{here}?noted=1", 303)
    pressed = {**raw, PAGE_DONE: ["1"]} if signs else raw
    if (
        not save_typed_page(debriefs.build_debrief_box_name(training_id), pressed, form)
        or not signs
    ):
        return redirect(here, 303)
    said, _ = debrief_form.parse_debrief(raw, g.uow.today)
    if said is None:  # it is kept: a page of its own, so that the browser's Back finds it again
        return redirect(f"{here}?check=1", 303)
    try:
        debrief_actions.sign_talk_note(
            g.uow, training_id, TalkToSign(once, said, *read_shown_answers_version(form))
        )
    except StaleError:
        entries = debriefs.open_debrief_and_mark_read(g.uow, training_id).entries
        return redirect(f"{here}?newer={len(entries)}", 303)
    private_drafts.clear_signed_page(g.uow, debriefs.build_debrief_box_name(training_id), raw)
    return redirect(f"{here}?noted=1", 303)


@bp.post("/practice/sent/<uuid:training_id>/autosave")
@keeps_late_text(_find_late_box, LABELS)
@policy(Policy.SIGNED_IN)
def keep_practice_note(training_id: UUID) -> ResponseReturnValue:
    """Keep what is typed while it is typed."""
    debriefs.load_readable_debrief(g.uow, training_id)
    return autosave_page(
        debriefs.build_debrief_box_name(training_id),
        training_forms.select_form_fields(NAMES, read_submitted_form()),
    )


def _show_first_screen(file: OpenedDebrief) -> SummaryShown | None:
    """Return the first screen of the feedback; None for what was sent before there was one."""
    summary = file.practice.first_screen if file.practice else None
    return add_word_differences(summary) if summary else None


def _page(training_id: UUID, check: bool, newer: str) -> str:
    file = debriefs.open_debrief_and_mark_read(g.uow, training_id)
    page = private_drafts.load_learning_page(g.uow, debriefs.build_debrief_box_name(training_id))
    problems = {"": NEWER} if newer == str(len(file.entries)) else {}
    if check and PAGE_DONE in page.raw:  # once it is signed, nothing is to mend
        problems = debrief_form.parse_debrief(page.raw, g.uow.today)[1]
    return render_template(
        "learning/practice_sent.html",
        practice=SENT,
        file=file,
        first=_show_first_screen(file),
        page=page,
        text={name: (page.raw.get(name) or [""])[0] for name in NAMES},
        problems=list(problems.items()),
        here=list_answers_with_labels(page.raw, NAMES, LABELS),
        asides=compare_waiting_texts(page, NAMES, LABELS),
        hows=DISCUSSION_METHODS,
        once=uuid4(),
        sent="sent" in request.args,
        noted="noted" in request.args,
    )
