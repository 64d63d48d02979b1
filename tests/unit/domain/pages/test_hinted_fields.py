"""A question that is marked for language hints is one that the pack lets hints look at."""

from __future__ import annotations

import pytest

from app.domain.pages import PAGES, list_fields
from app.domain.pages.page_model import AnswerKind
from content import pack_loader

HINTED = sorted({field.name for page in PAGES for field in list_fields(page) if field.hinted})


@pytest.mark.parametrize("pack", pack_loader.list_pack_names())
def test_hints_run_on_every_question_that_is_marked_for_them(pack: str):
    assert HINTED
    assert not set(HINTED) - set(pack_loader.load_pack(pack).words["fields_own"])


@pytest.mark.parametrize("pack", pack_loader.list_pack_names())
def test_no_words_kept_to_the_letter_are_among_them(pack: str):
    letters = {f.name for page in PAGES for f in list_fields(page) if f.kind is AnswerKind.WORDS}
    assert not letters & {*HINTED, *pack_loader.load_pack(pack).words["fields_own"]}
