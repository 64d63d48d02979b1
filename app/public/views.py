"""Routes that need no account. None of them asks for a word, and none writes a row."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    render_template,
    request,
    send_from_directory,
)
from flask.typing import ResponseReturnValue

from app.access.app_state import get_app_state
from app.access.database_gate import MONITOR_SECONDS
from app.access.declarations import (
    OrgNeed,
    accepted_without_csrf_token,
    cacheable_when_signed_out,
    needs_org,
    needs_second_step,
    never_offered_after_sign_in,
)
from app.access.policy import Policy, policy
from app.access.session_extension import extend_session
from app.access.template_context import build_call_panel, is_offline_copy, load_org_with_call_info
from app.domain.deadlines.outstanding import CHASED_KINDS
from app.domain.routing.actors import Role
from app.operation import policy_reports
from app.services.backup import last_backup
from app.services.children import due_reviews, likely_files
from app.services.concern_lists import dashboard, own_labels, today, unread_by_leads
from app.services.contacts import call_options, duty_status, phone_numbers
from app.services.content import next_step, pack_content
from app.services.members import member_lookup
from app.services.members.shown_names import CHANGED
from app.services.organisations import organisation_settings
from app.services.server_checks import mail_trouble, server_trouble

BACKUP_LOOK = timedelta(hours=1)
SERVER_LOOK = timedelta(minutes=1)
CONTACT_LASTS = timedelta(days=90)
"""For how long someone may rely on a copy of security.txt. RFC 9116 advises less than a year."""
HELPLINE_KEYS = ("nspcc", "childline", "whistleblowing")
ADULT_HELPLINE_KEYS = ("nspcc", "whistleblowing")

bp = Blueprint("public", __name__)


@bp.get("/")
@cacheable_when_signed_out
@policy(Policy.ANYONE)
@needs_second_step
def home() -> ResponseReturnValue:
    """Show Home: two choices and who to call. Signed in, also what is waiting for this person.

    `set_up` in the address: they went back to a page of set-up, which is over. Someone who must
    set up a second step first sees the page that leads to it (`access/second_step`).
    """
    if g.actor is None:
        return render_template("public/front.html", calls=_first_calls(build_call_panel()))
    panel, waiting = build_call_panel(), dashboard.load_dashboard(g.uow)
    about = {
        "calls": _first_calls(panel),
        "numbers": _find_numbers_to_mend(panel),
        "waiting": waiting,
        "labels": own_labels.load_own_labels(g.uow, waiting.own, g.sign_in_id),
        "set_up": "set_up" in request.args,
    }
    if g.actor.is_a(Role.LEAD):
        listed = today.load_waiting_work(g.uow)
        shown = {**_today(listed), **_for_leads(listed)}
        return render_template("public/today.html", **about, **shown)
    if g.actor.is_a(Role.SENIOR):
        late = unread_by_leads.find_unread_by_leads(g.uow)
        listed = today.load_waiting_work(g.uow)
        return render_template("public/today_senior.html", **about, **_today(listed), late=late)
    return render_template(
        "public/home.html",
        **about,
        reader=g.actor.is_reader,
        step=next_step.find_learning_step(g.uow) if g.actor.is_a(Role.TRAINEE) else None,
    )


def _today(listed: today.Today) -> dict[str, object]:
    """Return what a lead's Today shows; the number to chase an answer is of the child's area."""
    tasks = (*listed.tasks.overdue, *listed.tasks.today)
    areas = {task.area for task in tasks if task.kind in CHASED_KINDS}
    return {
        "today": listed,
        "tasks": listed.tasks,
        "duty": duty_status.find_duty_status(g.uow, load_org_with_call_info()),
        "chase": {area: call_options.find_duty_team_line(build_call_panel(area)) for area in areas},
        "me": str(g.uow.me.id),
        "now": g.uow.clock(),
        "server": _find_server_trouble(),
        "mail": mail_trouble.find_own_mail_trouble(
            g.uow, g.uow.clock(), is_set_up=bool(get_app_state().config.smtp_url)
        ),
    }


def _find_server_trouble() -> server_trouble.ServerTrouble:
    """Return what is wrong with the server, as looked at in the last minute by this process."""
    uow, now = g.uow, g.uow.clock()
    looks: dict[str, tuple[datetime, server_trouble.ServerTrouble]]
    looks = current_app.extensions.setdefault("server_troubles", {})
    at, seen = looks.get("newest", (None, server_trouble.ServerTrouble()))
    if at is None or not timedelta() <= now - at < SERVER_LOOK:
        data = get_app_state().config.data
        seen = server_trouble.find_server_trouble(uow.session, data, now)
        looks["newest"] = (now, seen)
    return seen


def _for_leads(listed: today.Today) -> dict[str, object]:
    """Return what Today shows to a lead alone."""
    return {
        "reviews": due_reviews.open_due_fact_reviews(g.uow),
        "likely": likely_files.find_likely_files(g.uow, listed.unread),
        "old_backup": _find_old_backup(),
    }


def _find_old_backup() -> last_backup.OldBackup | None:
    """Return that records are not backed up, as looked at in the last hour by this process.

    A demonstration has none to lose.
    """
    uow = g.uow
    if get_app_state().config.demo:
        return None
    looks: dict[UUID, tuple[datetime, last_backup.OldBackup | None]]
    looks = current_app.extensions.setdefault("old_backups", {})
    at, now = looks.get(uow.org.id, (None, None))[0], uow.clock()
    if at is None or not timedelta() <= now - at < BACKUP_LOOK:
        looks[uow.org.id] = (now, last_backup.find_overdue_backup(uow.session, uow.org, now))
    return looks[uow.org.id][1]


@bp.get("/with-a-child")
@needs_org(OrgNeed.CACHED)
@cacheable_when_signed_out
@policy(Policy.ANYONE)
def with_a_child() -> ResponseReturnValue:
    """Show the companion: what to say and do with a child here. Small, and cached for no signal."""
    return render_template(
        "public/with_a_child.html", **_public(), calls=_first_calls(build_call_panel())
    )


@bp.get("/phone-script")
@needs_org(OrgNeed.CACHED)
@policy(Policy.ANYONE)
def phone_script() -> ResponseReturnValue:
    """Show what to say on the phone when nothing is written yet: what they will ask."""
    extend_session()
    panel = build_call_panel()
    more = {
        "front": call_options.split_off_first_calls(panel),
        "rung": call_options.list_call_options(panel.lines),
        "once": uuid4().hex,
    }
    return render_template("public/phone_script.html", **_public(), **more)


@bp.get("/blank-form")
@needs_org(OrgNeed.CACHED)
@cacheable_when_signed_out
@policy(Policy.ANYONE)
def blank_form() -> ResponseReturnValue:
    """Show two sides of paper for when nobody can sign in."""
    lines = phone_numbers.list_printed_lines(load_org_with_call_info())
    lado = next((line for line in lines if line.key == "lado" and not line.wrong), None)
    old = phone_numbers.describe_outdated_print(load_org_with_call_info(), get_app_state().clock())
    return render_template("public/blank_form.html", **_public(), lines=lines, lado=lado, old=old)


@bp.get("/numbers", endpoint="numbers")
@needs_org(OrgNeed.CACHED)
@cacheable_when_signed_out
@policy(Policy.ANYONE)
def numbers_page() -> ResponseReturnValue:
    """Show every number, in the order to call; of another council's area on demand."""
    areas = phone_numbers.list_other_areas(g.org)
    asked = request.args.get("area", "")
    area = asked if asked in dict(areas) else ""
    shown = phone_numbers.list_area_links(g.org, area)
    lines = [*_lados(area), *_advice(area), *_lines(*HELPLINE_KEYS)]
    about = {"panel": build_call_panel(area), "areas": shown, "lines": lines, "chosen": bool(area)}
    return render_template("public/numbers.html", **(_public() | about))


@bp.get("/help", endpoint="help")
@needs_org(OrgNeed.CACHED)
@cacheable_when_signed_out
@policy(Policy.ANYONE)
def help_page() -> ResponseReturnValue:
    """Show how Heard works, in plain words."""
    return render_template("public/help.html", **_public())


@bp.get("/support")
@needs_org(OrgNeed.CACHED)
@cacheable_when_signed_out
@policy(Policy.ANYONE)
def support() -> ResponseReturnValue:
    """Show support for the person who heard it. Stores nothing."""
    return render_template("public/support.html", **_public(), lines=_lines(*ADULT_HELPLINE_KEYS))


@bp.get("/sw.js")
@needs_org(OrgNeed.NEVER)
@cacheable_when_signed_out
@policy(Policy.ANYONE)
def service_worker() -> Response:
    """Send the service worker, from the root so that it may cache the public pages."""
    return send_from_directory(
        Path(current_app.static_folder or ""), "sw.js", mimetype="text/javascript"
    )


@bp.get("/.well-known/security.txt")
@needs_org(OrgNeed.NEVER)
@policy(Policy.ANYONE)
def security_contact() -> Response:
    """Say who to tell about a weakness, as RFC 9116 has it. Absent where no one is named."""
    config, now = get_app_state().config, get_app_state().clock()
    if not config.security_contact:
        return Response("This server names no one to report to.\n", 404, mimetype="text/plain")
    expires = datetime.combine(now.date() + CONTACT_LASTS, time(), UTC)
    lines = (
        f"Contact: {config.security_contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Canonical: {config.base_url}{request.path}",
        "Preferred-Languages: en",
    )
    return Response("".join(f"{line}\n" for line in lines), mimetype="text/plain")


@bp.post("/policy-reports")
@needs_org(OrgNeed.NEVER)
@policy(Policy.ANYONE)
@accepted_without_csrf_token
@never_offered_after_sign_in
def count_policy_report() -> ResponseReturnValue:
    """Count what a browser reports against the content policy, and store nothing else of it.

    A body that does not say its length, or a large one, is refused before any of it is read.
    """
    length = request.content_length
    if length is not None and length > policy_reports.LARGEST_REPORT:
        return Response("A report has at most 64 KB.\n", 413, mimetype="text/plain")
    try:
        body = b"" if length is None else request.get_data(cache=False)
        directive = policy_reports.read_reported_directive(body)
    except ValueError:
        return Response("This is not a report of the content policy.\n", 400, mimetype="text/plain")
    here = get_app_state()
    policy_reports.count_report(here.config.data, directive, here.clock().date())
    return "", 204


@bp.get("/healthz")
@needs_org(OrgNeed.NEVER)
@policy(Policy.ANYONE)
def healthz() -> ResponseReturnValue:
    """Answer that the process is running."""
    return {"ok": True}


@bp.get("/readyz")
@needs_org(OrgNeed.NEVER)
@policy(Policy.ANYONE)
def readyz() -> ResponseReturnValue:
    """Answer that the database is there, ours, and belongs to the secret; else say why not.

    Pages are served without housekeeping or email, so trouble with those is named next to the yes.
    """
    if (problem := get_app_state().gate.look(MONITOR_SECONDS).problem) is not None:
        return {"ok": False, "problem": problem}, 503
    troubles = get_app_state().troubles.look()
    return {"ok": True, "trouble": troubles} if troubles else {"ok": True}


def _find_numbers_to_mend(panel: phone_numbers.CallPanel) -> dict[str, object]:
    """Return what was changed outside Heard, and what no one has saved since it can be noticed."""
    changed, unsaved = organisation_settings.list_details_to_check(g.uow)
    to_call = member_lookup.load_proved_and_unproved_leads(g.uow, load_org_with_call_info())
    return {
        "changed": changed,
        "unsaved": unsaved,
        "people": [line.who for line in panel.lines if line.own_note],
        "title": g.org.lead_title,
        "made_up": to_call.made_up,
        "nameless": [lead for lead in to_call.leads if lead.note == CHANGED],
    }


def _first_calls(panel: phone_numbers.CallPanel) -> phone_numbers.CallPanel:
    """Return the three numbers of this hour; in a copy for another day every number."""
    return panel if is_offline_copy() else call_options.select_first_calls(panel)


def _lados(area: str) -> list[phone_numbers.PhoneLine]:
    found = phone_numbers.find_lado_lines(load_org_with_call_info(), get_app_state().clock(), area)
    return [_on_its_day(line) for line in found if line.number]


def _advice(area: str) -> list[phone_numbers.PhoneLine]:
    at = get_app_state().clock()
    found = phone_numbers.list_area_advice_lines(load_org_with_call_info(), at, area)
    return [_on_its_day(line) for line in found if line.number]


def _lines(*keys: str) -> list[phone_numbers.PhoneLine]:
    found = [_line(key) for key in keys]
    return [line for line in found if line.number]


def _line(key: str) -> phone_numbers.PhoneLine:
    return _on_its_day(
        phone_numbers.find_line(load_org_with_call_info(), key, get_app_state().clock())
    )


def _on_its_day(line: phone_numbers.PhoneLine) -> phone_numbers.PhoneLine:
    return phone_numbers.make_offline_line(g.org, line) if is_offline_copy() else line


def _public() -> dict[str, object]:
    return {
        "panel": build_call_panel(),
        "lead_title": g.org.lead_title,
        "childline": _line("childline"),
        "said": pack_content.load_org_pack_text(g.org, get_app_state().clock()),
    }
