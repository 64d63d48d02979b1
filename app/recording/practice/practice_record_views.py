"""The guided record in practice: the same pages and the same code, for one conversation's trainee.

Nothing is signed here, and nobody is told what is written. Finishing only says that the trainee is
done for now: the pages may be changed afterwards.
"""

from collections.abc import Sequence
from uuid import UUID

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import keeps_late_text
from app.access.policy import Policy, policy
from app.access.submitted_form import read_submitted_form
from app.domain.deadlines import position_of_trust
from app.domain.journey.journey_pages import QUESTION_PAGES, QUESTIONS_BY_NAME
from app.domain.pages import PAGES
from app.domain.record.concern_card import pick_most_cautious
from app.domain.record.conflicting_versions import combine_parts
from app.domain.record.form_data import find_first_home_area, get_text
from app.errors import StaleError
from app.recording.blueprint import bp
from app.recording.editor import page_handling
from app.recording.editor.record_store import RecordStore
from app.recording.practice.practice_contacts import PracticeContacts
from app.recording.practice.practice_record_store import open_practice_store
from app.recording.questions import question_handling
from app.recording.signing import review_page
from app.recording.signing.record_check import RecordCheck, check_record
from app.services.practice import practice_days, practice_record, practice_runs

SIGN_PAGE = "sign"
NOT_FOR_ANSWERS = (
    ("none", "No", "On a real day you tick “None of these”."),
    ("some", "Yes", "On a real day you tick them. They cannot open it."),
    ("unsure", "I am not sure", "On a real day you tick them, to be careful."),
)
"""Value, words and what a real sign page does with the answer."""
EVERY_PAGE_NAME = tuple(page.name for page in PAGES)


def _find_late_box(user_id: UUID, run_id: UUID, page: str) -> str:
    theirs = practice_record.is_page_of_member(g.uow, user_id, run_id, page)
    return practice_runs.build_run_box_name(run_id, page) if theirs else ""


@bp.get("/learn/practice/run/<uuid:run_id>/record")
@policy(Policy.SIGNED_IN)
def practice_tasks(run_id: UUID) -> ResponseReturnValue:
    """Show every page of a practice record, with a word for how far each is."""
    run = practice_runs.load_run(g.uow, run_id)
    return page_handling.show_task_list(open_practice_store(run, EVERY_PAGE_NAME), run=run)


@bp.get("/learn/practice/run/<uuid:run_id>/record/<page>")
@policy(Policy.SIGNED_IN)
def practice_page(run_id: UUID, page: str) -> ResponseReturnValue:
    """Show one page of questions. It speaks of the names on it, and on the page that led here."""
    names = list_name_source_pages(page)
    store = _open(run_id, names)
    shown = question_handling.show_question_or_none(store, page)
    return shown or page_handling.show_page(store, page)


@bp.post("/learn/practice/run/<uuid:run_id>/record/<page>")
@keeps_late_text(_find_late_box)
@policy(Policy.SIGNED_IN)
def practice_submit(run_id: UUID, page: str) -> ResponseReturnValue:
    """Keep a page, then do what the pressed button says."""
    if question := question_handling.find_posted_question(page):
        return question_handling.submit_question(_open(run_id), question)
    return page_handling.submit_page(_open(run_id), page)


@bp.post("/learn/practice/run/<uuid:run_id>/record/<page>/autosave")
@keeps_late_text(_find_late_box)
@policy(Policy.SIGNED_IN)
def practice_autosave(run_id: UUID, page: str) -> ResponseReturnValue:
    """Keep a page while it is being typed."""
    if question := question_handling.find_posted_question(page):
        return question_handling.autosave_question(_open(run_id), question)
    return page_handling.autosave_page(_open(run_id), page)


@bp.get("/learn/practice/run/<uuid:run_id>/record/sign")
@policy(Policy.SIGNED_IN)
def practice_sign(run_id: UUID) -> ResponseReturnValue:
    """Read it over, think of who could open a real one, and finish."""
    store = _open(run_id, EVERY_PAGE_NAME)
    draft, pack = store.load(), g.org.pack
    found = check_record(draft.pages, store.today, pack, draft.conflicts.texts)
    more = review_page.make_review_context(store, draft, found)
    past_leads = _past_leads(found)
    about_staff = past_leads or position_of_trust.has_typed_position_of_trust(
        draft.pages.get(position_of_trust.PEOPLE_PAGE, {})
    )
    return render_template(
        "recording/practice_sign.html",
        practice=True,
        problems=(),
        answers=NOT_FOR_ANSWERS,
        chosen=draft.pages.get(SIGN_PAGE, {}).get("not_for", []),
        past_leads=past_leads,
        about_staff=about_staff,
        lados=PracticeContacts(store.now).list_own_lado_lines(find_first_home_area(draft.pages))
        if about_staff
        else (),
        **more,
    )


@bp.post("/learn/practice/run/<uuid:run_id>/record/sign")
@policy(Policy.SIGNED_IN)
def do_practice_sign(run_id: UUID) -> ResponseReturnValue:
    """Finish the practice record; pressed twice, it is finished once."""
    store, answer = _open(run_id), get_text(read_submitted_form(), "not_for")
    if answer in {value for value, _, _ in NOT_FOR_ANSWERS}:
        version = store.load().versions.get(SIGN_PAGE, 0)
        try:
            store.save(SIGN_PAGE, {"not_for": [answer]}, version, ())
        except StaleError:  # pressed twice in this very moment: one of the two stands
            store.save(SIGN_PAGE, {"not_for": [answer]}, version + 1, ())
    practice_runs.finish_practice_record(g.uow, run_id)
    practice_days.sign_practised_today(g.uow)
    return redirect(url_for("learning.practice_feedback", run_id=run_id), 303)


def list_name_source_pages(page: str) -> tuple[str, ...]:
    """Return the stored pages whose names of people a page speaks of: its own and the last left."""
    names = [one.name for one in QUESTION_PAGES]
    if page not in names:
        question = QUESTIONS_BY_NAME.get(page)
        return question.pages if question else (page,)
    place = names.index(page)
    found = QUESTION_PAGES[max(place - 1, 0) : place + 1]
    return tuple(dict.fromkeys(name for one in found for name in one.pages))


def _open(run_id: UUID, about: Sequence[str] = ()) -> RecordStore:
    return open_practice_store(practice_runs.load_run(g.uow, run_id), about)


def _past_leads(found: RecordCheck) -> bool:
    """Whether a real record would go past the leads: the rule of `domain.routing.recipients`."""
    now = [part for part in combine_parts(found.whole.parts, found.beside) if part.page == "now"]
    return pick_most_cautious(now, "about_our_team") in {"yes", "unsure"}
