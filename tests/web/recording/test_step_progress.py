"""The line of steps remembers one word about a version of a page: no answer, of no other page."""

from __future__ import annotations

import pytest

from app.recording.editor import step_progress
from tests.support.web.record_client import answer, begin, look

WORDS = "The heron told me about the boathouse"


@pytest.fixture(autouse=True)
def nothing_known():
    step_progress._KNOWN.clear()


@pytest.fixture
def opened(monkeypatch) -> list[str]:
    """The pages whose word is worked out, in order."""
    found: list[str] = []
    plain = step_progress.find_page_status

    def watched(page, *given):
        found.append(page.name)
        return plain(page, *given)

    monkeypatch.setattr(step_progress, "find_page_status", watched)
    return found


def keep(sam, path: str, **fields) -> None:
    form = look(sam, path)
    for name, value in fields.items():
        form.set(name, [value])
    assert sam.post(form.action, data=form.sent(form.button("Continue"))).status_code == 303


def test_a_page_that_did_not_change_is_not_read_again_for_its_step(world, opened):
    sam = world.client("sam")
    draft = begin(sam)
    keep(sam, f"{draft}/account", child_words=WORDS)
    assert "Receive (done)" in sam.page(f"{draft}/child").text
    opened.clear()
    assert "Receive (done)" in sam.page(f"{draft}/told").text
    assert opened == []
    keep(sam, f"{draft}/account", told_on="31/2/2026")
    assert "Receive (done)" not in sam.page(f"{draft}/told").text
    assert opened == ["account"]


def test_what_is_remembered_holds_no_words_and_is_of_one_draft(world, opened):
    sam = world.client("sam")
    first, second = begin(sam), begin(sam)
    keep(sam, f"{first}/account", child_words=WORDS)
    assert "Receive (done)" in sam.page(f"{first}/child").text
    assert "Receive (done)" not in sam.page(f"{second}/child").text
    assert step_progress._KNOWN
    assert "heron" not in repr(step_progress._KNOWN)
    assert set(map(type, step_progress._KNOWN.values())) == {bool}


def test_only_so_much_is_remembered(world, monkeypatch):
    monkeypatch.setattr(step_progress, "MAX_REMEMBERED", 3)
    sam = world.client("sam")
    for _ in range(3):
        assert "(done)" not in sam.page(f"{begin(sam)}/child").text
    assert len(step_progress._KNOWN) == 3


def test_until_someone_is_told_the_first_number_is_named(sam, draft):
    said = "Not told anyone yet?"
    assert said in sam.page(f"{draft}/where").text
    answer(sam, f"{draft}/told", told_lead="yes")
    assert said not in sam.page(f"{draft}/where").text
