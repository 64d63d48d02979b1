"""What waits beside a draft is bounded, and words over the bound go back to whoever typed them."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from app.domain.pages import PAGES_BY_NAME
from app.domain.record.text_limits import MAX_PAGE_CHARACTERS
from app.models.draft import DraftPageConflict, LateDraftPage
from app.services.drafts import late_page_store
from app.services.drafts.draft_encryption import MAX_CONFLICT_BYTES
from tests.support.web.checking_client import CheckingClient, Page
from tests.support.web.record_client import begin

pytestmark = pytest.mark.both_databases

LONG = MAX_PAGE_CHARACTERS


@pytest.fixture
def client(world) -> CheckingClient:
    return world.client("sam")


@pytest.fixture
def draft(client) -> str:
    """A draft with a short page; every other text was typed without having seen it."""
    draft = begin(client)
    assert send(client, draft, "first").status_code == 200
    return draft


def send(client: CheckingClient, draft: str, words: str, way: str = "/autosave"):
    token = client.csrf("/help")
    fields = {"csrf_token": token, "version": "0", "child_words": words}
    return client.post(f"{draft}/account{way}", data=fields)


def waiting(world) -> tuple[int, int]:
    """How many texts wait, and their bytes."""
    query = select(func.count(), func.coalesce(func.sum(func.length(DraftPageConflict.box)), 0))
    return tuple(world.session().execute(query.where(DraftPageConflict.settled_at.is_(None))).one())


def test_texts_beside_a_page_are_kept_up_to_a_bound_and_then_given_back(world, client, draft):
    full = 0
    while (answer := send(client, draft, chr(ord("a") + full) * LONG)).status_code == 409:
        full += 1
        assert full < 30
    count, size = waiting(world)
    assert (answer.status_code, count) == (422, full)
    assert MAX_CONFLICT_BYTES - MAX_PAGE_CHARACTERS - 4096 < size <= MAX_CONFLICT_BYTES
    last = send(client, draft, "these are my words " + "z" * 600_000, way="")
    assert last.status_code == 422
    said = Page(last.get_data(as_text=True)).text
    assert "already has too many versions. Copy your words from below" in said
    assert "these are my words" in said
    assert waiting(world) == (count, size)
    page = client.get(f"{draft}/account")
    assert len(page.get_data()) < 3 * MAX_CONFLICT_BYTES
    use = page.get_data(as_text=True).split('name="use" value="')[1].split('"')[0]
    form = {"csrf_token": client.csrf("/help"), "version": "1", "child_words": "first", "use": use}
    assert client.post(f"{draft}/account", data=form).status_code == 303
    assert waiting(world)[0] == full, "choosing works however much waits"


def test_a_page_takes_every_long_question_full_and_no_more(world, client, draft):
    questions = [
        field.name for field in PAGES_BY_NAME["account"].fields if field.kind in {"text", "words"}
    ]
    token = client.csrf("/help")
    full = {name: "é" * 20_000 for name in questions}
    form = {"csrf_token": token, "version": "1", **full}
    assert client.post(f"{draft}/account/autosave", data=form).status_code == 200
    more = send(client, draft, "my words " + "x" * MAX_PAGE_CHARACTERS, way="")
    assert more.status_code == 422
    said = Page(more.get_data(as_text=True)).text
    assert f"{MAX_PAGE_CHARACTERS:,} characters at most" in said
    assert "my words" in said
    assert waiting(world)[0] == 0


def test_pages_that_come_late_are_kept_up_to_a_bound_and_then_given_back(
    world, client, draft, monkeypatch
):
    monkeypatch.setattr(late_page_store, "MAX_LATE_BYTES", 50_000)
    token = client.csrf("/help")
    with time_machine.travel(timedelta(minutes=21)):
        form = {"csrf_token": token, "version": "1", "child_words": "a" * 30_000}
        kept = client.post(f"{draft}/account", data=form)
        assert "We’ve saved what you just sent" in kept.get_data(as_text=True)
        over = client.post(f"{draft}/account", data=form | {"child_words": "b" * 30_000})
    assert over.status_code == 401
    said = Page(over.get_data(as_text=True)).text
    assert "We’ve saved" not in said
    assert "because this page already has too many versions. Copy your words" in said
    assert "b" * 30_000 in said
    assert world.session().scalar(select(func.count()).select_from(LateDraftPage)) == 1


def test_a_late_page_that_no_page_could_hold_is_given_back(world, client, draft):
    token = client.csrf("/help")
    with time_machine.travel(timedelta(minutes=21)):
        form = {"csrf_token": token, "version": "1", "child_words": "c" * (LONG + 1)}
        late = client.post(f"{draft}/account", data=form)
    assert late.status_code == 401
    assert "c" * 1_000 in late.get_data(as_text=True)
    assert "characters at most" in Page(late.get_data(as_text=True)).text
    assert world.session().scalar(select(func.count()).select_from(LateDraftPage)) == 0
