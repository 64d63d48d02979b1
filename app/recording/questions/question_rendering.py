"""Draw one question page, and the page of numbers that comes before the questions in danger."""

from collections.abc import Mapping
from typing import Any

import msgspec
from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from app.domain.journey import question_flow
from app.domain.journey.leaving_soon import WHERE_PAGE
from app.domain.journey.online_names import (
    ONLINE_PAGE,
    PEOPLE_PAGE,
    OnlineBox,
    list_online_name_boxes,
)
from app.domain.journey.same_answers import (
    are_asked_together,
    is_same_for_each,
    list_fields_that_can_be_same,
)
from app.domain.record import rough_notes
from app.recording.editor import empty_question_cache
from app.recording.editor.page_buttons import RemovalQuestion
from app.recording.editor.page_layout import WHOSE_ASKED
from app.recording.editor.question_controls import replace_lone_surrogates
from app.recording.questions.lead_names import list_safe_lead_names
from app.recording.questions.question_layout import QuestionInput, lay_out_question
from app.recording.questions.question_nodes import QuestionNode
from app.recording.questions.question_numbers import make_question_call_context
from app.recording.questions.question_sheet import QuestionSheet, find_page_faults
from app.recording.questions.shared_texts import describe_first_child_location, find_shared_text
from app.recording.questions.sign_groups import (
    list_basis_choices,
    list_signs_by_child,
    list_when_choices,
)
from app.services.content import pack_content

_WRITTEN_FROM_MEMORY = frozenset({"words", "when", "seen", "others", "worry"})
_BEFORE_WORDS = frozenset({"danger", "why", "where", "read", "how"})
"""Pages before the first that a record can be signed from."""


def render_question(
    sheet: QuestionSheet, *, check: bool = False, ask_remove: RemovalQuestion | None = None
) -> ResponseReturnValue:
    """Draw a question page. `check`: it was left with Continue, and says what is to fix."""
    faults = find_page_faults(sheet.page, sheet.pages, sheet.today)
    said = pack_content.load_org_pack_text(g.org, g.uow.clock())
    shown = faults.problems if check else {}
    nodes = () if sheet.page.signs else lay_out_question(sheet.page, _given(sheet, shown, said))
    return render_template(
        "recording/question.html",
        sheet=sheet,
        page=sheet.page,
        nodes=nodes,
        problems=_link_problems(nodes, shown),
        unread=faults.unread,
        to_check=faults.to_check,
        ask_remove=ask_remove,
        draw=empty_question_cache.draw_cached_control,
        said=said,
        scene=sheet.scene,
        practice=sheet.scene is not None,
        **_describe(sheet),
        **make_question_call_context(sheet),
    )


def _given(
    sheet: QuestionSheet, problems: Mapping[str, str], said: pack_content.PackText
) -> QuestionInput:
    return QuestionInput(
        pages=sheet.pages,
        problems=problems,
        children=sheet.children,
        pack=g.org.pack,
        today=sheet.today,
        title=sheet.title,
        said=said,
        opens_calls="call" in request.args,
        offers_seen_at=_offers_seen_at(sheet),
        together=list_fields_that_can_be_same(sheet.page) if _asks_together(sheet) else frozenset(),
        leads=list_safe_lead_names(sheet) if sheet.page.name == "told" else (),
        labels=sheet.scene.labels if sheet.scene else {},
    )


def _describe(sheet: QuestionSheet) -> dict[str, Any]:
    """Return what the page says besides its questions."""
    together = _asks_together(sheet)
    return {
        "children": list_signs_by_child(sheet, together=together) if sheet.page.signs else (),
        "whose_asked": WHOSE_ASKED if len(sheet.children) > 1 else "",
        "same": _make_same_question(sheet) if together else None,
        "online": _list_online_boxes(sheet),
        "shared_words": find_shared_text(sheet.pages, "child_words")
        if sheet.page.name == "words_each"
        else None,
        "first_where": describe_first_child_location(sheet.pages)
        if sheet.page.name == WHERE_PAGE
        else "",
        "for_name": _find_account_name(sheet),
        "for_someone": question_flow.is_draft_account_of_other(sheet.pages),
        "sources": question_flow.list_ways_of_knowing(sheet.pages),
        "about_staff": question_flow.may_be_about_staff(sheet.pages),
        "about_answered": "about_our_team" in sheet.pages.get("now", {}),
        "basis": list_basis_choices(),
        "when": list_when_choices(),
        "notes": _list_earlier_notes(sheet),
        "can_check": _can_check(sheet),
        "days_since": question_flow.count_days_since_told(sheet.pages, sheet.today)
        if sheet.page.name in _WRITTEN_FROM_MEMORY
        else 0,
    }


def render_call_first(sheet: QuestionSheet, **links: Any) -> ResponseReturnValue:
    """Draw whom to call before anything is written."""
    return render_template(
        "recording/call_first.html",
        sheet=sheet,
        said=pack_content.load_org_pack_text(g.org, g.uow.clock()),
        answer=sheet.pages.get("now", {}).get("danger_now", [""])[0],
        recent="recent_sexual_assault" in sheet.pages.get("now", {}).get("danger_why", []),
        scene=sheet.scene,
        practice=sheet.scene is not None,
        **links,
        **make_question_call_context(sheet),
    )


def _offers_seen_at(sheet: QuestionSheet) -> bool:
    """Whether the page asks when it was seen: not where the child told it, unless it says so."""
    account = sheet.pages.get("account", {})
    sources = question_flow.list_ways_of_knowing(sheet.pages)
    stored = any(account.get(name) for name in ("seen_at", "seen_at-time", "seen_at-unknown"))
    return stored or bool(sources - {question_flow.CHILD_TOLD})


class SameQuestion(msgspec.Struct, frozen=True):
    """Whether it is the same for each child: the children, and whether what is stored is."""

    children: str
    chosen: bool


def _asks_together(sheet: QuestionSheet) -> bool:
    return "each" not in request.args and are_asked_together(
        sheet.page, sheet.pages, sheet.children
    )


def _make_same_question(sheet: QuestionSheet) -> SameQuestion:
    chosen = is_same_for_each(sheet.page, sheet.pages, sheet.children)
    return SameQuestion(",".join(sheet.children), chosen)


def _list_online_boxes(sheet: QuestionSheet) -> tuple[OnlineBox, ...]:
    """Return the boxes for app and user names, where the worker saw something online."""
    asked = question_flow.ONLINE in question_flow.list_ways_of_knowing(sheet.pages)
    if sheet.page.name != ONLINE_PAGE or not asked:
        return ()
    boxes = list_online_name_boxes(sheet.pages.get(PEOPLE_PAGE, {}))
    return tuple(
        msgspec.structs.replace(box, text=replace_lone_surrogates(box.text)) for box in boxes
    )


def _find_account_name(sheet: QuestionSheet) -> str:
    if not question_flow.is_draft_account_of_other(sheet.pages):
        return ""
    return next(iter(sheet.pages.get("account", {}).get("account_by_name", [])), "")


def _list_earlier_notes(sheet: QuestionSheet) -> tuple[rough_notes.RoughNote, ...]:
    if sheet.page.name != "seen":
        return ()
    return rough_notes.list_earlier_rough_notes(sheet.pages.get("account", {}))


def _can_check(sheet: QuestionSheet) -> bool:
    if sheet.new_id:
        return False
    return sheet.page.detail or sheet.page.name not in _BEFORE_WORDS


def _link_problems(
    nodes: tuple[QuestionNode, ...], problems: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Return each problem with the question that it belongs to, in the order of the page."""
    found = []
    for node in nodes:
        whose = f"{node.heading}. " if node.heading else ""
        for control in node.controls:
            for name in (control.name, f"{control.name}-time"):
                if name in problems:
                    found.append((name, f"{whose}{control.label.rstrip('?')}: {problems[name]}"))
    known = {name for name, _ in found}
    return found + [("", text) for name, text in problems.items() if name not in known]
