"""A question page with all that it is drawn from, for a record, a practice or a new record."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec
from flask import g, url_for

from app.access.app_state import get_today
from app.domain.journey import question_data, question_flow
from app.domain.journey.journey_pages import DANGER_NAME
from app.domain.journey.online_names import PEOPLE_PAGE
from app.domain.journey.question_model import QuestionPage
from app.domain.pages import PAGES_BY_NAME
from app.domain.pages.page_model import Step
from app.domain.private_struct import PrivateStruct
from app.domain.record.answer_parsing import PageAnswers, parse_answers
from app.domain.record.form_data import (
    FormData,
    get_text,
    is_blank,
    list_children,
    list_items,
)
from app.domain.record.moments import UnreadableInput
from app.recording.blueprint import find_late_page
from app.recording.editor import pack_options
from app.recording.editor.page_problems import describe_unreadable_input
from app.recording.editor.record_store import CALL_FIRST, PracticeScene, RecordStore
from app.services.concerns import concern_deadlines
from app.services.content.pack_content import list_sign_tokens
from app.services.drafts import draft_metadata
from app.services.drafts.draft_types import Draft
from app.services.drafts.late_page_store import LatePage

NO_ONE = "no_one_in_particular"
PERSON_AND_NO_ONE = (
    "You also wrote about a person above. Both are saved. Untick this if you’re worried about that "
    "person."
)
KEEP_IT = "To keep it as it is, press Continue."
_STEPS = (Step.RECEIVE, Step.REACT, Step.RECORD, Step.SUPPORT)


class PageLink(msgspec.Struct, frozen=True):
    """One line of the list of questions. `step`: the heading above it, where it is the first."""

    step: str
    label: str
    href: str
    current: bool


class PageFaults(PrivateStruct, frozen=True):
    """The faults of a question page, by control.

    `problems`: what stops it; `unread`: what to say next to each day and time that no one could
    read; `to_check`: "control text" of each answer to ask about once.
    """

    problems: dict[str, str]
    unread: dict[str, str]
    to_check: tuple[str, ...]


class QuestionSheet(msgspec.Struct, frozen=True, kw_only=True):
    """A question page and what it is drawn from, with the addresses of its form and its links.

    `saved_at` is None before the first save; `two_texts`: addresses of stored pages that were saved
    in two places; `late`: what came too late; `spoiled`: what was saved of it does not open;
    `new_id`: of the record that its first answer begins; `untold`: someone is in danger, a quarter
    of an hour is over, and nobody else here can learn of this record.
    """

    page: QuestionPage
    pages: Mapping[str, FormData]
    children: tuple[str, ...]
    version: str
    action: str
    today: date
    autosave: str = ""
    back: str = ""
    later: str = ""
    sign: str = ""
    call_first: str = ""
    saved_at: datetime | None = None
    links: Sequence[PageLink] = ()
    two_texts: Sequence[str] = ()
    late: LatePage | None = None
    spoiled: bool = False
    scene: PracticeScene | None = None
    new_id: UUID | None = None
    untold: bool = False

    @property
    def title(self) -> str:
        """The heading, as the answers so far choose it."""
        return question_flow.choose_page_title(self.page, self.pages)

    @property
    def caption(self) -> str:
        """The line above the heading."""
        step = self.page.step
        if step is Step.BEFORE:
            return "Before you start"
        name = step.value.capitalize()
        if self.page.detail:
            return name
        return f"{name} · step {_STEPS.index(step) + 1} of {len(_STEPS)}"


def make_question_sheet(store: RecordStore, draft: Draft, page: QuestionPage) -> QuestionSheet:
    """Return a question page of a record that has begun."""
    times = [draft.saved_at[name] for name in page.pages if name in draft.saved_at]
    earlier = question_flow.find_previous_question_page(page.name, draft.pages)
    tasks, here = store.url("tasks"), store.url("page", page=page.name)
    start = here.removesuffix(page.name)  # built once: an address of Flask's is slow
    return QuestionSheet(
        page=page,
        pages=draft.pages,
        children=list_children(draft.pages),
        version=question_data.make_form_version(page, draft.pages, list_sign_tokens(g.org.pack)),
        action=store.url("submit", page=page.name),
        today=store.today,
        autosave=store.url("autosave", page=page.name),
        back=f"{start}{earlier.name}" if earlier else tasks,
        later=store.scene.leave if store.scene else tasks,
        sign=(sign := store.url("sign")),
        call_first="" if store.scene else f"{start}{CALL_FIRST}",
        saved_at=max(times, default=None),
        links=tuple(_links(draft, page, start, sign)),
        two_texts=tuple(
            store.url("page", page=name, whole=1) for name in draft.conflicts if name in page.pages
        ),
        late=_find_late(draft, page),
        spoiled=any([store.is_spoiled(draft, name) for name in page.pages]),
        scene=store.scene,
        untold=store.scene is None and is_danger_hidden(draft),
    )


def is_danger_hidden(draft: Draft) -> bool:
    """Whether someone is in danger, and nobody else here can learn that the record was started."""
    if get_text(draft.pages.get("now", {}), "danger_now") != "yes":
        return False
    cutoff = concern_deadlines.compute_unsigned_cutoff(g.org, g.uow.clock(), urgent=True)
    return draft.began_at <= cutoff and not draft_metadata.is_visible_to_others(g.uow, draft.id)


def make_first_question_sheet(page: QuestionPage, new_id: UUID) -> QuestionSheet:
    """Return the first question of a record that does not exist yet."""
    return QuestionSheet(
        page=page,
        pages={},
        children=list_children({}),
        version=question_data.make_form_version(page, {}, {}),
        action=url_for("recording.begin"),
        today=get_today(),
        back=url_for("public.home"),
        new_id=new_id,
    )


def _find_late(draft: Draft, page: QuestionPage) -> LatePage | None:
    if not draft.kept:
        return None
    names = (page.name, *page.pages)
    return next(filter(None, (find_late_page(draft.id, name) for name in names)), None)


def _links(draft: Draft, here: QuestionPage, start: str, sign: str) -> Iterator[PageLink]:
    """Yield the questions of a record. `start`: of their addresses."""
    before = ""
    for page in question_flow.list_asked_pages(draft.pages):
        step = "Before you start" if page.step is Step.BEFORE else page.step.value.capitalize()
        href = f"{start}{page.name}"
        link = question_flow.choose_page_link_text(page, draft.pages)
        yield PageLink(step if step != before else "", link, href, page.name == here.name)
        before = step
    yield PageLink("", "Check and sign", sign, current=False)


def find_page_faults(page: QuestionPage, pages: Mapping[str, FormData], today: date) -> PageFaults:
    """Return what is wrong on this page, and what it asks about once.

    That is a day or time that has two meanings, or none: 25:70, 31/2, "at pick-up". An approximate
    one, like "about six" or "after school", needs no question, nor does a time without its day. And
    a person of concern next to the tick that there is none.
    """
    problems, unread = dict[str, str](), dict[str, str]()
    someone = _find_person_and_no_one(page, pages)
    to_check = [f"{name} yes" for name in someone]
    for answers in _parse_shown(page, pages, today):
        problems |= answers.problems
        stops = {name: one for name, one in answers.unread.items() if one.stops}
        unread |= {name: _say_unread(one) for name, one in stops.items()}
        to_check += [f"{name} {one.text}" for name, one in stops.items() if one.what]
    return PageFaults(problems, unread | someone, tuple(to_check))


def _say_unread(one: UnreadableInput) -> str:
    """Return what to say next to a day or time, and that Continue leaves it as it is."""
    return (
        f"{describe_unreadable_input(one)} {KEEP_IT}"
        if one.what
        else describe_unreadable_input(one)
    )


def _find_person_and_no_one(page: QuestionPage, pages: Mapping[str, FormData]) -> dict[str, str]:
    """Return what to say next to the tick for no one in particular, where a person is there too."""
    raw, group = pages.get(PEOPLE_PAGE, {}), PAGES_BY_NAME[PEOPLE_PAGE].group
    if page.group != PEOPLE_PAGE or group is None or not get_text(raw, NO_ONE):
        return {}
    someone = any(not is_blank(raw, item.at) for item in list_items(raw, group))
    return {NO_ONE: PERSON_AND_NO_ONE} if someone else {}


def _parse_shown(
    page: QuestionPage, pages: Mapping[str, FormData], today: date
) -> Iterator[PageAnswers]:
    """Yield the answers that this page shows, by stored page."""
    signs = list_sign_tokens(g.org.pack)
    choices = pack_options.load_pack_options(g.org.pack)
    for name in page.pages:
        shown = question_data.select_shown_texts(page, name, pages.get(name, {}), signs.get(name))
        if shown:
            yield parse_answers(PAGES_BY_NAME[name], shown, list_children(pages), today, choices)


def is_first_question(page: QuestionPage) -> bool:
    """Whether it is the question that a record begins with."""
    return page.name == DANGER_NAME
