"""A concern's page, its acknowledgement, and who has looked at it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.declarations import never_kept_for_back, works_without_second_step
from app.access.policy import Policy, policy
from app.access.template_context import build_call_panel, fill_lead_title
from app.domain.pages import LINKED_PAGE_NAMES
from app.domain.record.entry_schema import Acknowledgement
from app.review import first_tasks, timeline
from app.review.blueprint import bp
from app.review.child_links.link_views import count_files_of_concern
from app.review.concern_page.recent_openings import RECENT, list_recent_openings
from app.review.concern_page.timeline_page import TimelinePage, find_timeline_page
from app.review.concern_summary import (
    describe_names_and_ages,
    describe_recording_delay,
    find_newest_decision,
    list_calls,
    list_child_words,
    list_earlier_decisions,
    list_referrals,
    summarise_concern,
)
from app.review.task_ideas import list_task_ideas
from app.services.audit_log import access_history
from app.services.children import child_linking
from app.services.children.file_contacts import find_professionals_to_call
from app.services.children.likely_files import find_likely_file_by_child
from app.services.children.other_referrals import list_other_concerns
from app.services.concern_tasks import concern_naming, handovers
from app.services.concerns import acknowledgements, concern_reading, follow_up_entries
from app.services.concerns.author_access.author_grants import summarise_author_access
from app.services.concerns.concern_access import find_my_reading_end
from app.services.concerns.concern_deadlines import find_first_child_area
from app.services.contacts import call_options
from app.services.content import pack_content
from app.services.drafts import addition_drafts
from app.services.referrals import referral_pdf
from content.london_time import get_london_day

LATEST_SHOWN = 5
"""Events of the history that a concern's page shows; another page shows all."""


@bp.get("/concerns/<uuid:concern_id>")
@policy(Policy.SIGNED_IN)
@works_without_second_step
def concern(concern_id: UUID) -> ResponseReturnValue:
    """Show the concern: the record in four steps, then a page of what was added, in order."""
    file = concern_reading.open_concern(g.uow, concern_id)
    names, me = referral_pdf.load_pack_labels(g.uow), g.uow.me.id
    record, third = file.record, file.author_id != me
    headings = pack_content.list_step_headings(g.org, g.uow.clock(), third=third)
    page = _find_asked_page(file)
    added = timeline.find_just_added_entry(file.entries, names, request.args.get("added", ""), me)
    return render_template(
        "review/concern.html",
        file=file,
        record=record,
        **_at_a_glance(file, names),
        steps=timeline.list_record_steps(record, names, headings, third=third) if record else (),
        gaps=timeline.list_core_gaps(record, file.entries, third=third) if record else (),
        page=page,
        lines=timeline.build_timeline(file.entries, names, me, page.entries),
        second_versions=timeline.list_second_versions(file.entries, me),
        added=added,
        marked=request.args.get("read") == "1" and _is_marked_by_me(file),
        unanswered=timeline.is_unanswered_call(file.entries, added),
        begun={one.page for one in addition_drafts.list_started_additions(g.uow, concern_id)},
        **_waiting(file, added),
        decided=find_newest_decision(file.entries, me),
        decided_before=list_earlier_decisions(file.entries, me),
        marks=timeline.find_corrections(file.entries).get(1, ()),
        **_looks(file),
        **_reading(file),
        **_first(file, names),
    )


def _find_asked_page(file: concern_reading.OpenConcern) -> TimelinePage:
    newest_first = request.args.get("order") == "newest"
    return find_timeline_page(file, request.args.get("entry", type=int), newest_first)


def _reading(file: concern_reading.OpenConcern) -> dict[str, Any]:
    """Return how long its author reads a closed concern, for them and for its readers."""
    reading = summarise_author_access(g.uow, file)
    return {
        "is_author": file.author_id == g.uow.me.id,
        "own_end": find_my_reading_end(g.uow, file.id),
        "author_reading": reading,
        "is_let": "let" in request.args and reading is not None and not reading.end.is_over,
    }


def _is_marked_by_me(file: concern_reading.OpenConcern) -> bool:
    """Whether I am the reader who marked it as read last, or part of it."""
    marks = [said for _, said in file.said if isinstance(said, Acknowledgement)]
    return file.is_reader and bool(marks) and marks[-1].by.id == str(g.uow.me.id)


def _looks(file: concern_reading.OpenConcern) -> dict[str, Any]:
    """Return who has opened it, which others a moment ago, and what its author is shown of it.

    Its author is told who opened it first and last: that takes the whole history.
    """
    is_author, since = file.author_id == g.uow.me.id, g.uow.clock() - RECENT
    most = LATEST_SHOWN if file.is_reader and not is_author else None
    found, openings = access_history.list_access_history_and_openings(g.uow, file.id, most, since)
    return {
        "looks": found,
        "latest_shown": LATEST_SHOWN,
        "recent": list_recent_openings(file, openings),
        "readings": access_history.select_readings_by_others(found, file.author_id),
    }


def _first(file: concern_reading.OpenConcern, names: Mapping[str, str]) -> dict[str, Any]:
    """Return the child's name, how late it was written and, for a reader, what to do first."""
    heading = describe_names_and_ages(file.record, names) if file.record else ""
    late = describe_recording_delay(file.record) if file.record else ""
    if not file.is_reader:
        return {"heading": heading, "late": late, "first_tasks": ()}
    panel = build_call_panel(find_first_child_area(file.record))
    waits = follow_up_entries.find_outstanding_of_concern(g.org, file)
    return {
        "heading": heading,
        "late": late,
        "next_step": first_tasks.find_reader_next_step(file, waits).value,
        "first_tasks": first_tasks.list_first_tasks(g.org, file, g.uow.clock()),
        "nameable": concern_naming.can_name_concern(g.uow, file),
        "short_name": concern_naming.load_concern_name(g.uow, file),
        "duty_line": call_options.find_duty_team_line(panel),
        "duty_old": panel.old,
        "workers": find_professionals_to_call(g.uow, file.id, file.entries),
    }


def _waiting(
    file: concern_reading.OpenConcern, added: timeline.TimelineLine | None
) -> dict[str, Any]:
    """Return what is outstanding, or was when it was closed, and whom to go to if nobody answers.

    With the child's file of each child for a lead, the names of its children, where there are
    several, and of the pages that any file has.
    """
    children = dict(timeline.list_child_choices(file.record))
    area, now = find_first_child_area(file.record), g.uow.clock()
    linkable = child_linking.list_children_with_files(g.uow, file)
    return {
        "waits": follow_up_entries.find_outstanding_of_concern(g.org, file),
        "left": follow_up_entries.find_outstanding_at_close(g.org, file),
        "closing_reasons": timeline.find_closing_entry_number(file.entries),
        "handover": next(reversed(handovers.list_handovers(file)), None),
        "linkable": linkable,
        "other_concerns": list_other_concerns(g.uow, file.id, linkable),
        "likely": find_likely_file_by_child(g.uow, file.id, linkable),
        "linked_files": count_files_of_concern(
            file, {str(one.file.id) for one in linkable if one.file}
        ),
        "task_ideas": list_task_ideas(file, str(added.number)) if added else (),
        "escalation": pack_content.find_escalation_text(g.org, area, now),
        "me": str(g.uow.me.id),
        "today": get_london_day(now),
        "children": children,
        "several": bool(children),
        "of_files": LINKED_PAGE_NAMES,
    }


def _at_a_glance(file: concern_reading.OpenConcern, names: Mapping[str, str]) -> dict[str, Any]:
    """Return the top of the page. Only labels are ours to word: what was typed stays as it is."""
    record = file.record
    found = summarise_concern(record, file.entries, names) if record else []
    return {
        "at_a_glance": [(fill_lead_title(label), text) for label, text in found],
        "child_words": list_child_words(record, file.entries, names) if record else (),
        "calls": list_calls(file.entries, names),
        "referrals": list_referrals(file.entries, names),
    }


@bp.post("/concerns/<uuid:concern_id>/acknowledge")
@policy(Policy.READER)
@never_kept_for_back
def acknowledge(concern_id: UUID) -> ResponseReturnValue:
    """Mark what the page showed as read by this reader. Pressing twice is harmless."""
    seen = request.form.get("seen", type=int)
    acknowledgements.acknowledge_concern(g.uow, concern_id, seen)
    return redirect(url_for("review.concern", concern_id=concern_id, read=1, _anchor="done"), 303)


@bp.get("/concerns/<uuid:concern_id>/who-has-looked")
@policy(Policy.SIGNED_IN)
def who_has_looked(concern_id: UUID) -> ResponseReturnValue:
    """Show what the log says of this concern: all of it for readers, its readers for the author."""
    file = concern_reading.load_concern_summary(g.uow, concern_id)
    found = access_history.list_access_history(g.uow, concern_id)
    if not file.is_reader:
        found = access_history.select_readings_by_others(found, g.uow.me.id)
    return render_template("review/who_has_looked.html", file=file, looks=found)
