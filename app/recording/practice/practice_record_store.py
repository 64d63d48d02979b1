"""A practice record: the pages of one run of a scenario, kept for its trainee alone.

Nothing that opens, keeps or signs a real record is named in this module or those beside it
(tests/policy/code/test_practice_record_imports.py).
"""

from collections.abc import Iterator, Sequence
from functools import cache, partial

import msgspec
from flask import g, url_for

from app.domain.pages import PAGES_BY_NAME
from app.domain.pages.page_model import AnswerKind
from app.domain.record.form_data import list_children
from app.recording.editor.page_layout import LayoutInput, lay_out_page
from app.recording.editor.record_store import PracticeScene, RealNamePrompt, RecordStore
from app.services.practice import (
    practice_record,
    real_name_check,
    scenario_content,
    speaker_words,
)
from app.services.practice.practice_runs import PracticeRun
from content.london_time import format_weekday_time

_TYPED = frozenset({AnswerKind.WORDS, AnswerKind.TEXT, AnswerKind.LINE})


def open_practice_store(run: PracticeRun, about: Sequence[str] = ()) -> RecordStore:
    """Return the store of a run of mine, read once in a request.

    From here on the request's pages have the title that the scenario's setting gives its lead.
    `about`: names of the pages whose names of people are looked at, for the page to speak of.
    """
    g.org = scenario_content.use_setting_lead_title(g.org, run.scenario)
    over = practice_record.find_scenario_end(run.scenario)
    scene = PracticeScene(
        at=over,
        said=format_weekday_time(over),
        leave=url_for("learning.practice_leave", run_id=run.id),
        labels=speaker_words.label_words_said_to_adult(run.scenario),
    )
    store = RecordStore(
        load=cache(partial(practice_record.load_practice_draft, g.uow, run)),
        save=partial(practice_record.save_record_page, g.uow, run.id),
        swap=partial(practice_record.swap_record_page, g.uow, run.id),
        is_spoiled=lambda draft, page: draft.pages.is_spoiled(page),  # logged when it was read
        save_question=partial(practice_record.save_record_question, g.uow, run.id),
        ids={"run_id": run.id},
        prefix="practice_",
        extra_pages=practice_record.EXTRA_PAGES,
        scene=scene,
    )
    scene = msgspec.structs.replace(scene, prompts=tuple(_prompts(store, run, about)))
    return msgspec.structs.replace(store, scene=scene)


def _prompts(
    store: RecordStore, run: PracticeRun, about: Sequence[str]
) -> Iterator[RealNamePrompt]:
    for name in about:
        pages = store.load().pages
        if name not in pages or name == "sign":
            continue
        page, child = PAGES_BY_NAME[name], pages.get("child", {})
        given = LayoutInput(pages[name], {}, list_children(pages), child, g.org.pack)
        drawn = (one for section in lay_out_page(page, given) for one in section.controls)
        texts = [one.text for one in drawn if one.field.kind in _TYPED and one.text]
        found = real_name_check.find_real_names(run.scenario, texts, g.org)
        if words := tuple(dict.fromkeys(one.text for one in found)):
            yield RealNamePrompt(page.title, store.url("page", page=name), words)
