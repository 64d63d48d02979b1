"""One's own account: what others see, the passphrase."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.app_state import get_app_state
from app.access.declarations import (
    needs_step_up,
    never_kept_for_back,
    never_offered_after_sign_in,
    works_without_second_step,
)
from app.access.policy import Policy, policy
from app.accounts.blueprint import bp
from app.accounts.forms import DetailsForm, PassphraseForm
from app.accounts.join_views import make_confirmation_context
from app.accounts.responses import (
    finish_sign_in,
    get_remote_address,
    make_signed_out_unit_of_work,
    render_form_again,
)
from app.errors import BusyError, InvalidError, ThrottledError
from app.services.auth import own_sessions, recovery_card_proof, recovery_cards, sign_ins
from app.services.auth.second_step import passkey_lock_setup, step_requirement, step_rows
from app.services.auth.second_step.waiting_state import assume_step_passed
from app.services.auth.sign_ins import OpenedLock
from app.services.confirmation import lead_proposals
from app.services.members import member_renaming, own_account, shown_names
from app.services.unit_of_work import UnitOfWork


@bp.get("/account")
@policy(Policy.SIGNED_IN)
def account() -> ResponseReturnValue:
    """Show everything about oneself, with a way to change it; after a change, that it is saved.

    `ended` in the address: which of their sessions they ended a moment ago.
    """
    return render_template(
        "accounts/account.html",
        saved="saved" in request.args,
        ended=request.args.get("ended", ""),
        sessions=own_sessions.list_own_sessions(g.uow, g.sign_in_id),
        name=shown_names.load_shown_names(g.uow, (g.actor.id,))[g.actor.id],
        name_changed=shown_names.CHANGED,
        called_changed=shown_names.CALLED_CHANGED,
        stopped=lead_proposals.find_own_stopped_proposal(g.uow),
        has_step=step_rows.has_second_step(g.uow, g.actor.id),
        step_missing=step_requirement.is_step_missing(g.uow),
        **make_confirmation_context(),
    )


@bp.get("/account/details")
@policy(Policy.SIGNED_IN)
def details() -> ResponseReturnValue:
    """Ask for name, job title and work phone."""
    form = DetailsForm(obj=g.actor)
    form.email_seen.data = g.actor.email
    form.name.data = member_renaming.load_unconfirmed_name(g.uow, g.actor.id) or g.actor.name
    return render_template("accounts/details.html", form=form)


@bp.post("/account/details")
@policy(Policy.SIGNED_IN)
@needs_step_up("change what others see of you")
def change_details() -> ResponseReturnValue:
    """Save what was typed."""
    form = DetailsForm.of_request()
    if not form.validate():
        return render_template("accounts/details.html", form=form), 422
    try:
        own_account.change_own_details(
            g.uow,
            form.name.data or "",
            form.job_title.data or "",
            form.phone.data or "",
            form.email_seen.data or "",
        )
    except InvalidError as error:
        return render_form_again("accounts/details.html", form, error)
    return redirect(url_for("accounts.account", saved=1), 303)


@bp.get("/account/passphrase")
@policy(Policy.SIGNED_IN)
@works_without_second_step
def passphrase() -> ResponseReturnValue:
    """Ask for the present passphrase once and the new one twice, and for the recovery card."""
    return render_template("accounts/passphrase.html", form=PassphraseForm(), **_describe_ways_in())


@bp.post("/account/passphrase")
@policy(Policy.SIGNED_IN)
@works_without_second_step
@never_offered_after_sign_in
@never_kept_for_back
def change_passphrase() -> ResponseReturnValue:
    """Replace the lock; every sign-in of this person ends, and so does a card not proved.

    They go on in a new one: whoever copied this browser's cookies has those of an ended session.
    """
    form = PassphraseForm.of_request()
    if not form.validate():
        return render_template("accounts/passphrase.html", form=form, **_describe_ways_in()), 422
    had_card = recovery_cards.load_recovery_card_date(g.uow) is not None
    try:
        lock = own_account.change_passphrase(
            g.uow,
            get_app_state().slots,
            form.now.data or "",
            form.passphrase.data or "",
            g.visit.token,
            get_remote_address(),
            card_group=form.card_group.data or "",
        )
        passkey_lock_setup.end_unlisted_passkeys(g.uow, g.visit.token)
    except (InvalidError, BusyError, ThrottledError) as error:
        return render_form_again("accounts/passphrase.html", form, error, **_describe_ways_in())
    ended = had_card and recovery_cards.load_recovery_card_date(g.uow) is None
    place = url_for("accounts.passphrase_changed", card="ended" if ended else None)
    return finish_sign_in(*_start_session_anew(lock), place)


def _start_session_anew(lock: OpenedLock) -> tuple[UnitOfWork, str]:
    """Start another session of the person who is signed in, by their new lock."""
    uow, keys = make_signed_out_unit_of_work(), g.uow.keys
    token = sign_ins.verify_and_start_session(
        uow,
        g.actor.id,
        keys.own.seed,
        keys.pins,
        opened=lock,
        second_step=assume_step_passed,
    )
    g.uow.step_up_mark = uow.step_up_mark  # of the new session: the gate gives it to the browser
    return uow, token


@bp.get("/account/passphrase/changed")
@policy(Policy.SIGNED_IN)
@works_without_second_step
def passphrase_changed() -> ResponseReturnValue:
    """Say that it is done, which passkeys still sign in alone, and if there is a recovery card."""
    return render_template(
        "accounts/passphrase_changed.html",
        alone=passkey_lock_setup.list_own_alone_passkeys(g.uow),
        made=recovery_cards.load_recovery_card_date(g.uow),
        ended=request.args.get("card") == "ended",
    )


def _describe_ways_in() -> dict[str, object]:
    """Return whether there is a recovery card, whether typing its first group keeps it, and more.

    `alone`: the passkeys that a new passphrase does not stop.
    """
    made = recovery_cards.load_recovery_card_date(g.uow)
    return {
        "alone": passkey_lock_setup.list_own_alone_passkeys(g.uow),
        "card_made": made,
        "can_keep": made is not None and recovery_card_proof.can_keep_recovery_card(g.uow),
    }
