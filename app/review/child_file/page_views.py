"""/children/<id>: one child in view, and its pages. Each is logged before it opens anything."""

from typing import Any
from uuid import UUID

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from app.access.app_state import get_today
from app.access.policy import Policy, policy
from app.review.blueprint import bp
from app.review.child_chronology import (
    PART_LABELS,
    ChronologyItem,
    Show,
    WaitingConcern,
    build_chronology,
    find_items_about_others,
    find_read_or_decide_step,
    list_child_outstanding_items,
    list_family_answers,
    list_wishes,
)
from app.review.child_file.file_page import (
    MOST_LOOKS,
    FilePage,
    list_newest_openings,
    make_file_frame_context,
)
from app.review.child_file.picture_spans import has_undrawn_plan, list_timeline_spans
from app.review.child_links.link_views import count_files_in_common
from app.review.child_picture import draw_timeline, number_references
from app.review.child_views import read_list_page_number
from app.services.audit_log import access_history
from app.services.children import child_files
from app.services.children.child_files import PAGE_SIZE, OpenChildFile
from app.services.children.fact_writing import list_current_facts
from app.services.children.printed_copies import list_prints
from app.services.children.removed_links import load_removed_concerns
from app.services.concerns import follow_up_entries
from app.services.referrals import referral_pdf

OLDEST = "oldest"
"""The other order of the chronology, as it stands in the address."""


@bp.get("/children/<uuid:file_id>")
@policy(Policy.LEAD)
def child(file_id: UUID) -> ResponseReturnValue:
    """Show one child: what is outstanding, and everything that was recorded, newest first."""
    file = child_files.open_child_file(g.uow, file_id, read_list_page_number())
    looks = access_history.list_child_file_history(g.uow, file_id, MOST_LOOKS)
    waits = _list_waiting(file)
    return render_template(
        "review/child.html",
        **make_file_frame_context(file, FilePage.OVERVIEW),
        waits=waits,
        parts=PART_LABELS,
        looks=list_newest_openings(looks),
        prints=list_prints(file.entries),
        linked_files=count_files_in_common(file),
        just_linked=request.args.get("linked") == "1",
        **_describe_child(file, waits),
    )


@bp.get("/children/<uuid:file_id>/concerns")
@policy(Policy.LEAD)
def child_concerns(file_id: UUID) -> ResponseReturnValue:
    """Show the concerns of the file, the child's part in each, and how to take one out."""
    file = child_files.open_child_file(g.uow, file_id, read_list_page_number())
    return render_template(
        "review/child_file/concerns.html",
        **make_file_frame_context(file, FilePage.CONCERNS),
        parts=PART_LABELS,
        removed=load_removed_concerns(g.uow, file.entries),
    )


@bp.get("/children/<uuid:file_id>/family")
@policy(Policy.LEAD)
def child_family(file_id: UUID) -> ResponseReturnValue:
    """Show family and home: who knows what, and what the concerns say of it."""
    file = child_files.open_child_file(g.uow, file_id, read_list_page_number())
    names = referral_pdf.load_pack_labels(g.uow)
    return render_template(
        "review/child_file/family.html",
        **make_file_frame_context(file, FilePage.FAMILY),
        recorded=list_family_answers(file.concerns, names),
    )


@bp.get("/children/<uuid:file_id>/plans")
@policy(Policy.LEAD)
def child_plans(file_id: UUID) -> ResponseReturnValue:
    """Show plans, and the people who work with the child."""
    file = child_files.open_child_file(g.uow, file_id, size=0)
    return render_template(
        "review/child_file/plans.html", **make_file_frame_context(file, FilePage.PLANS)
    )


@bp.get("/children/<uuid:file_id>/opened")
@policy(Policy.LEAD)
def child_opened(file_id: UUID) -> ResponseReturnValue:
    """Show who has opened the file, and what was printed of it."""
    file = child_files.open_child_file(g.uow, file_id, size=0)
    return render_template(
        "review/child_file/opened.html",
        **make_file_frame_context(file, FilePage.OPENED),
        looks=access_history.list_child_file_history(g.uow, file_id),
        prints=list_prints(file.entries),
    )


def _describe_child(file: OpenChildFile, waits: list[WaitingConcern]) -> dict[str, Any]:
    """Return the chronology as it is filtered, its picture, and the newest answers."""
    names, show = referral_pdf.load_pack_labels(g.uow), _read_show()
    items = build_chronology(file.concerns, names, g.uow.me.id)
    older = max(file.total - file.page * PAGE_SIZE, 0)
    facts, numbers = list_current_facts(file.entries), number_references(items, older)
    owed = ((numbers.get(one.reference, 0), item) for one in waits for item in one.items)
    lasting = list_timeline_spans(facts, owed)
    return {
        "chronology": [item for item in _put_in_order(items) if item.is_shown(show)],
        "oldest": _is_oldest_first(),
        "counts": {one.value: sum(item.is_shown(one) for item in items) for one in Show},
        "show": show.value,
        "numbers": numbers,
        "has_undrawn_plan": has_undrawn_plan(facts),
        "picture": draw_timeline(items, lasting, get_today(), older, is_newest=file.page == 1),
        "wishes": list_wishes(file.concerns, names),
        "recorded": list_family_answers(file.concerns, names),
    }


def _list_waiting(file: OpenChildFile) -> list[WaitingConcern]:
    """Return what each open concern of the page waits for, the newest first.

    A concern that names this child twice is there once, with what waits for either. One with an
    entry that cannot be trusted is always there.
    """
    found: dict[UUID, WaitingConcern] = {}
    for one in file.concerns:
        waits = follow_up_entries.find_outstanding_of_concern(g.org, one.concern)
        items = list_child_outstanding_items(waits, one)
        step = find_read_or_decide_step(one)
        if items or step or one.concern.has_untrusted:
            elsewhere, concern = find_items_about_others(items, one), one.concern
            if (before := found.get(concern.id)) is not None:
                elsewhere |= before.elsewhere
                items = (*before.items, *(item for item in items if item not in before.items))
            found[concern.id] = WaitingConcern(
                concern.id,
                concern.reference,
                concern.signed_at,
                step,
                items,
                elsewhere,
                concern.has_untrusted,
            )
    return list(found.values())


def _put_in_order(items: tuple[ChronologyItem, ...]) -> tuple[ChronologyItem, ...]:
    return items[::-1] if _is_oldest_first() else items


def _is_oldest_first() -> bool:
    return request.args.get("order") == OLDEST


def _read_show() -> Show:
    try:
        return Show(request.args.get("show", Show.EVERYTHING.value))
    except ValueError:
        return Show.EVERYTHING
