"""The answers of a draft to check before signing, in the order in which its pages ask them.

Shows, word for word, what the questions of each page hold, and names what was asked and left blank.
Never marks, shortens or weighs an answer: a language hint stands under the worker's own sentence.
"""

from collections.abc import Iterator, Mapping

import msgspec

from app.domain.journey import question_data, question_flow
from app.domain.journey.journey_pages import QUESTION_PAGES
from app.domain.journey.question_model import QuestionPage
from app.domain.journey.record_pages import DETAILS
from app.domain.pages import PAGES
from app.domain.pages.page_model import Page, Step
from app.domain.record.form_data import FormData
from app.recording.editor.page_layout import LayoutInput, PageSection, lay_out_page
from app.recording.questions.question_sheet import QuestionSheet
from app.recording.signing.overview_rows import AnswerGap, OverviewBlock, make_row
from app.recording.signing.question_walk import PageWalk, collect_answers_and_gaps

STEP_TITLES = {step: step.value.capitalize() for step in Step} | {Step.BEFORE: "Before you start"}


class OverviewPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of questions. `page`: the name of its address; `title`: none where its first row
    says it; `whole`: it is a stored page that no question page asks all of.

    `gaps`: what it showed and nobody answered; `closed`: text under an answer that is not chosen.
    """

    page: str
    title: str
    blocks: tuple[OverviewBlock, ...]
    gaps: tuple[AnswerGap, ...] = ()
    closed: tuple[OverviewBlock, ...] = ()
    whole: bool = False


class OverviewStep(msgspec.Struct, frozen=True):
    """The pages of one step; `unanswered`: those of them without any answer.

    `unseen`: those that the writer has not come to yet.
    """

    title: str
    pages: tuple[OverviewPage, ...]
    unanswered: tuple[AnswerGap, ...]
    unseen: tuple[AnswerGap, ...] = ()


class AnswerOverview(msgspec.Struct, frozen=True):
    """All that will be signed, by step."""

    steps: tuple[OverviewStep, ...]

    def __repr__(self) -> str:
        return "<AnswerOverview>"

    def __bool__(self) -> bool:
        return any(step.pages for step in self.steps)


def build_answer_overview(sheet: QuestionSheet, pack: str) -> AnswerOverview:
    """Return every answer of a draft. `sheet`: its pages and children, whatever its question."""
    walks = [
        (page, collect_answers_and_gaps(page, sheet, pack)) for page in _list_pages(sheet.pages)
    ]
    others = tuple(_list_others(walks, sheet, pack))
    shown = frozenset(question_data.list_shown_question_pages(sheet.pages))
    steps = (_make_step(step, walks, others, shown) for step in Step)
    return AnswerOverview(
        tuple(step for step in steps if step.pages or step.unanswered or step.unseen)
    )


def _list_pages(pages: Mapping[str, FormData]) -> tuple[QuestionPage, ...]:
    details = (page for page in DETAILS if question_data.has_answers(page, pages))
    asked = (page for page in QUESTION_PAGES if question_flow.is_page_asked(page, pages))
    return (*asked, *details)


def _make_step(
    step: Step,
    walks: list[tuple[QuestionPage, PageWalk]],
    others: tuple[tuple[Step, OverviewPage], ...],
    shown: frozenset[str],
) -> OverviewStep:
    pages: list[OverviewPage] = []
    gaps: dict[bool, list[AnswerGap]] = {True: [], False: []}
    for page, walk in walks:
        if page.step is not step:
            continue
        if walk.blocks or walk.closed:
            title = "" if walk.begins_with_heading else walk.link
            pages.append(
                OverviewPage(
                    page=page.name,
                    title=title,
                    blocks=walk.blocks,
                    gaps=walk.gaps,
                    closed=walk.closed,
                )
            )
        elif not page.detail:
            gaps[page.name in shown].append(AnswerGap(walk.link, page.name, ""))
    pages += [page for its_step, page in others if its_step is step]
    return OverviewStep(STEP_TITLES[step], tuple(pages), tuple(gaps[True]), tuple(gaps[False]))


def _list_others(
    walks: list[tuple[QuestionPage, PageWalk]], sheet: QuestionSheet, pack: str
) -> Iterator[tuple[Step, OverviewPage]]:
    """Yield what no question page shows: nothing that will be signed is left out."""
    for page in PAGES:
        raw = sheet.pages.get(page.name)
        if raw is None or page.name == "sign":
            continue
        shown = {
            name
            for question, walk in walks
            if page.name in question.pages
            for name in question_data.select_texts_of_any_sign(question, page.name, raw)
            if _strip_end(name) in walk.names
        }
        labels = sheet.scene.labels if sheet.scene else {}
        child_raw = sheet.pages.get("child", {})
        given = LayoutInput(raw, {}, sheet.children, child_raw, pack, labels=labels)
        several = page.per_child and len(sheet.children) > 1
        drawn = lay_out_page(page, given)
        if blocks := tuple(_list_blocks(page, drawn, shown, pack, several=several)):
            title = page.title
            yield page.step, OverviewPage(page=page.name, title=title, blocks=blocks, whole=True)


def _list_blocks(
    page: Page, drawn: tuple[PageSection, ...], shown: set[str], pack: str, *, several: bool
) -> Iterator[OverviewBlock]:
    about = ""
    for section in drawn:
        controls = [one for block in section.blocks for one in block.controls]
        rows = tuple(
            make_row(one, pack)
            for one in controls
            if one.answered and not shown & {one.name, f"{one.name}-time", f"{one.name}-unknown"}
        )
        if several and section.level == 2 and section.heading:
            about = section.heading
        if rows:
            title = section.heading if section.heading != page.title else ""
            yield OverviewBlock(title, rows, about if about != section.heading else "")


def _strip_end(name: str) -> str:
    for end in ("-time", "-unknown"):
        name = name.removesuffix(end)
    return name
