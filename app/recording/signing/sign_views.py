"""The check page: every answer, who can read it, sign once. "Sign and save" is the only button."""

from uuid import UUID

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import keeps_late_text, never_kept_for_back, works_without_second_step
from app.access.policy import Policy, policy
from app.access.submitted_form import parse_uuid, read_submitted_form
from app.access.template_context import load_org_with_call_info
from app.domain.deadlines import position_of_trust
from app.domain.journey.question_data import list_shown_question_pages
from app.domain.pages import PAGES_BY_NAME
from app.domain.record.form_data import FormData, find_first_home_area, get_text, select_page_fields
from app.domain.routing.recipients import Recipients
from app.domain.times.answer_times import list_answer_times
from app.errors import InvalidError, StaleError
from app.recording.blueprint import bp, get_after_signing_url, is_showing_problems
from app.recording.call_script.call_contacts import is_about_team
from app.recording.editor.draft_record_store import open_draft_store
from app.recording.editor.record_store import RecordStore
from app.recording.questions.question_numbers import has_told_someone
from app.recording.questions.question_sheet import is_danger_hidden
from app.recording.signing.review_page import Problems, list_signing_problems, make_review_context
from app.recording.signing.signing_check import NOBODY_RULED_OUT, SigningCheck, check_for_signing
from app.services.concerns import record_signing
from app.services.concerns.account_giver import find_account_giver_to_ask
from app.services.contacts import phone_numbers
from app.services.contacts.ruled_out import find_colleagues_of_concern, find_people_not_to_tell
from app.services.drafts import draft_store, record_labels
from app.services.members.shown_names import load_own_signed_name

READERS_CHANGED = "Now only {} and you can read this. Call {}."
NO_READER = "Now only you can read this. Call children’s services or the LADO."
ALL_CAN_READ, NONE_OF_THEM = "No, they can all read it", "No, none of them"
_BESIDE = ("sure", "choice", "seen", "held_back")
"""Kept beside the ticks, so that coming back to the page shows all of it as it was left."""


@bp.get("/record/<uuid:draft_id>/sign", defaults={"page": "sign"})
@policy(Policy.SIGNED_IN)
@works_without_second_step
def sign(draft_id: UUID, page: str) -> ResponseReturnValue:
    """Check and sign."""
    store = open_draft_store(draft_id)
    draft = store.load()
    chosen = draft.pages.get(page, {})
    found = _check(store, draft, chosen)
    problems = _problems(store, draft, found, chosen) if is_showing_problems() else []
    return _draw(store, draft, found, chosen, problems)


@bp.post("/record/<uuid:draft_id>/sign", defaults={"page": "sign"})
@keeps_late_text()
@policy(Policy.SIGNED_IN)
@works_without_second_step
@never_kept_for_back
def do_sign(draft_id: UUID, page: str) -> ResponseReturnValue:
    """Sign and save; pressed twice, it is the same record."""
    form = read_submitted_form()
    chosen = select_page_fields(PAGES_BY_NAME[page], form) | {
        name: form[name] for name in _BESIDE if name in form
    }
    draft_store.save_page(g.uow, draft_id, page, chosen, 0)
    try:
        concern_id = _sign(draft_id, chosen)
    except StaleError:  # another tab kept a page in this very moment: its words are signed too
        concern_id = _sign(draft_id, chosen)
    if concern_id is None:
        return redirect(url_for("recording.sign", draft_id=draft_id, check=1), 303)
    return redirect(get_after_signing_url(concern_id), 303)


def _sign(draft_id: UUID, chosen: FormData) -> UUID | None:
    """Read the draft and sign what was read; None where the page has something to say first."""
    store = open_draft_store(draft_id)
    draft = store.load()
    found = _check(store, draft, chosen)
    if _problems(store, draft, found, chosen):
        return None
    what = record_signing.SigningRequest(
        draft_id,
        found.whole.parts,
        _ticked(chosen),
        _choice(chosen),
        draft.touched_at,
        found.beside,
        list_shown_question_pages(draft.pages),
        _list_held_keys(found, chosen),
        list_answer_times(draft.pages, found.whole.children),
    )
    try:
        concern_id = record_signing.sign_record(g.uow, what)
    except InvalidError:  # somebody left or came in this very moment: the page says so
        return None
    record_labels.replace_pages_by_label(g.uow, draft_id, what.parts)
    return concern_id


def _list_held_keys(found: SigningCheck, chosen: FormData) -> tuple[str, ...]:
    """Return the quotations that the author holds back: of those alone in which a name stands."""
    ticked = set(chosen.get("held_back", []))
    return tuple(one.key for one in found.mentions if one.quote and one.key in ticked)


def _check(store: RecordStore, draft: draft_store.Draft, chosen: FormData) -> SigningCheck:
    texts = draft.conflicts.texts
    return check_for_signing(g.uow, draft.pages, store.today, _ticked(chosen), texts)


def _ticked(chosen: FormData) -> frozenset[UUID]:
    return frozenset(one for text in chosen.get("not_for", []) if (one := parse_uuid(text)))


def _choice(chosen: FormData) -> Recipients | None:
    text = get_text(chosen, "choice")
    return Recipients(text) if text in set(Recipients) else None


def _problems(
    store: RecordStore, draft: draft_store.Draft, found: SigningCheck, chosen: FormData
) -> Problems:
    problems = list_signing_problems(store, draft, found)
    problems += _about_people(found, chosen)
    choice, kinds = _choice(chosen), {route.kind for route in found.routes}
    changed = not problems and found.seen != get_text(chosen, "seen")
    if len(kinds) > 1 and choice not in kinds:
        problems.append(("choice", "Choose who should be able to read this"))
    elif changed:
        words = _say_readers(found)
        problems.append(("who", f"{words} Check this is right, then sign."))
    return problems


def _say_readers(found: SigningCheck) -> str:
    """Return who can read it now, and that they are to be called: email alone is too slow."""
    names = [member.name for member in next(iter(found.readers.values()), ()) if member.name]
    if not names:
        return NO_READER
    return READERS_CHANGED.format(", ".join(names), "them" if len(names) == 1 else "one of them")


def _about_people(found: SigningCheck, chosen: FormData) -> Problems:
    ticked, sure = _ticked(chosen), chosen.get("sure", [])
    fault = _find_tick_fault(ticked, found, nobody=NOBODY_RULED_OUT in chosen.get("not_for", []))
    return ([("not_for", fault)] if fault else []) + [
        (
            f"sure-{member.id}",
            f"You wrote the name {member.name}. Select them, or select that it is not about them.",
        )
        for member in found.named
        if member.id not in ticked and str(member.id) not in sure
    ]


def _word_no_one(found: SigningCheck) -> str:
    """Return the answer that no one is left out: all can read it only where leads can."""
    return ALL_CAN_READ if found.routes[0].kind is Recipients.LEADS else NONE_OF_THEM


def _find_tick_fault(ticked: frozenset[UUID], found: SigningCheck, *, nobody: bool) -> str:
    none = _word_no_one(found)
    if not ticked and not nobody:
        return f"Select anyone who should not read this, or select “{none}”"
    if ticked and nobody:
        return f"Select the people who should not read this, or select “{none}”"
    if not ticked <= {member.id for member in found.people}:
        return "The people who can read records have changed. Select again."
    return ""


def _draw(
    store: RecordStore,
    draft: draft_store.Draft,
    found: SigningCheck,
    chosen: FormData,
    problems: Problems,
) -> ResponseReturnValue:
    everybody = draft.pages.get(position_of_trust.PEOPLE_PAGE, {})
    about_team = is_about_team(draft.pages.get("now", {}))
    area = find_first_home_area(draft.pages)
    return render_template(
        "recording/sign.html",
        problems=problems,
        chosen=set(chosen.get("not_for", [])),
        sure=set(chosen.get("sure", [])),
        held=set(chosen.get("held_back", [])),
        choice=get_text(chosen, "choice"),
        NONE=NOBODY_RULED_OUT,
        no_one=_word_no_one(found),
        lados=phone_numbers.find_lado_lines(load_org_with_call_info(), g.uow.clock(), area),
        signer=load_own_signed_name(g.uow),
        now=g.uow.clock(),
        about_staff=about_team or position_of_trust.has_typed_position_of_trust(everybody),
        colleagues=() if about_team else find_colleagues_of_concern(g.uow, draft.pages),
        giver=find_account_giver_to_ask(g.uow, found.whole.parts, _ticked(chosen)),
        somebody_else=found.whole.value("account", "account_by") == "somebody_else",
        alike=find_people_not_to_tell(g.uow, draft.pages).alike,
        untold=is_danger_hidden(draft) and not has_told_someone(draft.pages.get("told", {})),
        **make_review_context(store, draft, found),
    )
