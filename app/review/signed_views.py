"""The page after signing: the reference, whom to ring now, who has been told, what comes next."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import works_without_second_step
from app.access.policy import Policy, policy
from app.access.template_context import build_call_panel, load_org_with_call_info
from app.domain.journey.detail_groups import DETAIL_GROUPS
from app.domain.pages import LINKED_PAGE_NAMES
from app.domain.record.concern_card import make_card
from app.domain.record.entry_schema import Details
from app.review import next_steps, signed_words
from app.review.blueprint import bp
from app.services.audit_log import access_history
from app.services.concerns import concern_deadlines, concern_reading, record_routing
from app.services.concerns.account_giver import AccountGiver, find_account_giver_to_ask
from app.services.concerns.concern_deadlines import find_first_child_area
from app.services.contacts import phone_numbers
from app.services.drafts import addition_drafts
from app.services.emails import concern_mail_history
from app.services.members.member_lookup import MemberView
from app.services.referrals import referral_pdf, summary_metadata
from content.london_time import get_london_day

Suggestions = list[tuple[next_steps.Suggestion, str]]
CHILD_LINES = ("report_remove", "childline")
"""Services that help a child whose pictures are online."""


@bp.get("/concerns/<uuid:concern_id>/signed")
@policy(Policy.SIGNED_IN)
@works_without_second_step
def signed(concern_id: UUID) -> ResponseReturnValue:
    """Show the author what was signed.

    Loading it again changes nothing; readers go to the concern.
    """
    file = concern_reading.open_concern(g.uow, concern_id)
    if file.author_id != g.uow.me.id:
        return redirect(url_for("review.concern", concern_id=concern_id), 302)
    area, steps = find_first_child_area(file.record), _find_steps(file)
    return render_template(
        "review/signed.html",
        file=file,
        of_files=LINKED_PAGE_NAMES,
        begun={one.page for one in addition_drafts.list_started_additions(g.uow, concern_id)},
        elsewhere=summary_metadata.build_other_children_panels(g.uow, file, file.record, area)
        if file.record
        else (),
        nobody=file.route == "nobody",
        **_list_steps(file, steps),
        **_list_contacts(file, area, steps),
        added=addition_drafts.find_last_addition_times(g.uow, concern_id),
        told=concern_mail_history.list_concern_mails(g.uow, concern_id),
    )


def _list_contacts(
    file: concern_reading.OpenConcern, area: str, steps: next_steps.NextSteps | None
) -> dict[str, Any]:
    """Return who to call, who can read it and who has, and by when someone must know."""
    team = summary_metadata.may_be_about_own_team(file)
    lado = team or file.route == "nobody" or summary_metadata.is_about_position_of_trust(file)
    lado_by = _find_lado_day(file, area) if lado else None
    readers = record_routing.find_record_readers(g.uow, file.record) if file.record else ()
    usual = build_call_panel(area, danger=summary_metadata.may_anyone_be_in_danger(file))
    panel, readings = _show_lines_of_readers(usual, file.route, readers), _list_readings(file)
    no_answer = steps is not None and steps.told_lead == "no_answer"
    by = lado_by if team else None
    unread = _word_unread(file, readers, panel, by, no_answer=no_answer)
    return {
        "about_team": team,
        "lados": _lados(area) if lado else (),
        "lado_by": lado_by,
        "panel": panel,
        "readers": readers,
        "readings": readings,
        "unread": "" if readings else unread,
    }


def _find_giver(file: concern_reading.OpenConcern) -> AccountGiver | None:
    """Return whose account it is, if they may be asked to read it."""
    if file.record is None:
        return None
    ruled_out = [UUID(one) for one in file.record.not_for]
    readers = [one.id for one in record_routing.find_record_readers(g.uow, file.record)]
    return find_account_giver_to_ask(g.uow, file.record.parts, ruled_out, readers)


def _list_readings(file: concern_reading.OpenConcern) -> tuple[access_history.AccessEvent, ...]:
    """Return who else has opened it."""
    found = access_history.list_access_history(g.uow, file.id)
    return access_history.select_readings_by_others(found, file.author_id)


def _list_steps(
    file: concern_reading.OpenConcern, steps: next_steps.NextSteps | None
) -> dict[str, Any]:
    """Return what the page says is done, what comes first and what it suggests to add."""
    danger = summary_metadata.may_anyone_be_in_danger(file)
    return {
        "steps": steps,
        "giver": _find_giver(file),
        "call_first": danger and not (steps and steps.has_reached_anyone),
        "for_child": _list_child_lines() if steps and steps.may_be_online else (),
        "suggestions": _name_suggestions(steps),
        "police_step": _word_police_step(file, steps),
    }


def _word_police_step(
    file: concern_reading.OpenConcern, steps: next_steps.NextSteps | None
) -> signed_words.PoliceStep:
    calls = steps.list_calls_to(next_steps.POLICE) if steps else ()
    return signed_words.word_police_step(
        summary_metadata.find_danger_answer(file),
        called=bool(calls),
        by_author=any(not call.by for call in calls),
        evidence=bool(steps and (steps.images or steps.needs_police)),
    )


def _word_unread(
    file: concern_reading.OpenConcern,
    readers: Sequence[MemberView],
    panel: phone_numbers.CallPanel,
    lado_by: date | None,
    *,
    no_answer: bool,
) -> str:
    """Return who to call because no one has opened it; "" where no one can, or someone has."""
    call_by, known = _find_call_time(file), [one.name for one in readers if one.confirmed]
    if call_by is None or not known:
        return ""
    named = () if file.route == "leads" else known
    return signed_words.advise_call_while_unread(
        signed_words.UnreadFacts(
            people=signed_words.name_people(named, g.org.lead_title),
            call_by=call_by,
            now=g.uow.clock(),
            next_line=signed_words.find_open_outside_line(panel.lines),
            lado_by=lado_by,
            danger=summary_metadata.find_danger_answer(file) == "yes",
            no_answer=no_answer,
        )
    )


def _find_lado_day(file: concern_reading.OpenConcern, area: str) -> date:
    """Return by when the LADO must know: within one working day of the signature."""
    return concern_deadlines.load_deadline_limits(g.org, area).lado(get_london_day(file.signed_at))


def _find_call_time(file: concern_reading.OpenConcern) -> datetime | None:
    """Return when to call if no one has read it: always before the child leaves."""
    if file.record is None or file.acknowledged_at or file.route == "nobody":
        return None
    others = (one.entry for one in file.entries if isinstance(one.entry, Details))
    beside = [part for entry in others if entry.other_text_of for part in entry.parts]
    card = make_card(file.record.parts, [*file.record.parts, *beside])
    return concern_deadlines.compute_unread_deadline(g.org, card, file.signed_at)


def _find_steps(file: concern_reading.OpenConcern) -> next_steps.NextSteps | None:
    """Return what is done; None where the record cannot be trusted, and so says nothing."""
    if file.record is None:
        return None
    names = referral_pdf.load_pack_labels(g.uow)
    return next_steps.collect_next_step_facts(file.record, file.entries, names)


def _list_child_lines() -> tuple[phone_numbers.PhoneLine, ...]:
    org, now = load_org_with_call_info(), g.uow.clock()
    return tuple(phone_numbers.find_line(org, key, now) for key in CHILD_LINES)


def _name_suggestions(steps: next_steps.NextSteps | None) -> Suggestions:
    found = steps.suggestions if steps else ()
    labels = {line.page: line.label for group in DETAIL_GROUPS for line in group.lines}
    return [(one, labels[one.page]) for one in found]


def _show_lines_of_readers(
    panel: phone_numbers.CallPanel, route: str, readers: tuple[MemberView, ...]
) -> phone_numbers.CallPanel:
    """Name the people who can open it: the worry may be about a lead on the usual panel."""
    if route == "leads":
        return panel
    known = [one for one in readers if one.confirmed]  # nobody is rung who cannot be checked
    return phone_numbers.replace_panel_leads(
        panel, phone_numbers.make_member_lines(known, summary_metadata.CAN_OPEN_TEXT)
    )


def _lados(area: str) -> tuple[phone_numbers.PhoneLine, ...]:
    return phone_numbers.find_lado_lines(load_org_with_call_info(), g.uow.clock(), area)
