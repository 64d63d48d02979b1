"""An empty question is drawn once and found again; what somebody answered is never kept."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from flask import g

from app.domain.pages import PAGES
from app.domain.pages.page_model import AnswerKind
from app.recording.editor import empty_question_cache
from app.recording.editor.page_layout import LayoutInput, lay_out_page
from app.recording.editor.question_controls import QuestionControl, make_control
from app.services.content import pack_content
from app.services.organisations import organisation_lookup
from tests.support.club.world import World


@pytest.fixture
def kept(monkeypatch) -> list[QuestionControl]:
    """Return the controls drawn to be kept, from an empty start."""
    found: list[QuestionControl] = []
    plain = empty_question_cache._drawn

    def watched(asked: QuestionControl, small: bool = False):
        found.append(asked)
        return plain(asked, small)

    empty_question_cache._kept.cache_clear()
    monkeypatch.setattr(empty_question_cache, "_drawn", watched)
    yield found
    empty_question_cache._kept.cache_clear()


@pytest.fixture
def here(world: World):
    with world.app.test_request_context("/"):
        g.org = organisation_lookup.find_organisation_by_host(world.session(), "localhost")
        yield world


def every(raw=None, problems=None) -> list[QuestionControl]:
    """Every question of every page, for two children."""
    words = pack_content.load_org_pack_text(g.org, datetime(2026, 11, 25, tzinfo=UTC))
    given = LayoutInput(raw or {}, problems or {}, ("c1", "c2"), {}, g.org.pack, words)
    return [
        one for page in PAGES for section in lay_out_page(page, given) for one in section.controls
    ]


def test_a_kept_question_is_the_one_that_would_be_drawn(here, kept):
    for small in (False, True):
        for asked in every() * 2:
            assert empty_question_cache.draw_cached_control(
                asked, small
            ) == empty_question_cache._drawn(asked, small)
    assert empty_question_cache._kept.cache_info().hits > 0


def test_another_title_for_leads_is_another_question(here):
    before = {asked.name: empty_question_cache.draw_cached_control(asked) for asked in every()}
    g.org = msgspec.structs.replace(g.org, lead_title="keeper of the lighthouse")
    after = {asked.name: empty_question_cache.draw_cached_control(asked) for asked in every()}
    told = [name for name in before if "keeper of the lighthouse" in after[name]]
    assert told
    assert all("keeper of the lighthouse" not in one for one in before.values())
    assert all(g.org.lead_title in after[n] for n in before if before[n] != after[n])


def test_nothing_that_was_answered_and_no_childs_name_is_kept(here, kept):
    for asked in every():
        options = list(asked.choices)
        token = options[0].value if options else "Wren said so"
        for raw in ({asked.name: [token]}, {f"{asked.name}-unknown": ["not_known"]}):
            typed = make_control(asked.field, asked.name, raw, {}, options)
            if typed.answered:
                assert empty_question_cache.draw_cached_control(
                    typed
                ) == empty_question_cache._drawn(typed)
        empty_question_cache.draw_cached_control(
            make_control(asked.field, asked.name, {}, {asked.name: "Wren?"}, options)
        )
    assert kept
    assert empty_question_cache._kept.cache_info().currsize == 0
    children = [asked for asked in every() if asked.field.kind is AnswerKind.CHILDREN]
    assert children
    for asked in children:
        empty_question_cache.draw_cached_control(asked)
    assert empty_question_cache._kept.cache_info().currsize == 0


def test_what_is_kept_has_an_end(here):
    asked = every()[0]
    for number in range(empty_question_cache.MAX_CACHED + 50):
        empty_question_cache.draw_cached_control(
            msgspec.structs.replace(asked, name=f"c{number}.x")
        )
    assert empty_question_cache._kept.cache_info().currsize == empty_question_cache.MAX_CACHED
