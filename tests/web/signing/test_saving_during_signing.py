"""A page that another tab keeps while Sign is pressed: its words are signed, or still there."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import request

from app.models.concern import Entry
from app.recording.editor import draft_record_store
from app.recording.follow_up import follow_up_views
from app.services.concerns.concern_reading import open_concern
from app.services.drafts import draft_store
from tests.support.club.office import Office
from tests.support.web.record_client import answer, begin, look, press_sign
from tests.web.additions.test_added_words import add_path, filled

pytestmark = pytest.mark.both_databases

LATER = "he said there is another one, Sunday"


def once(monkeypatch, module, name, act):
    """Let `act` happen in the middle of a POST, just after the draft was read: one time."""
    real, done = getattr(module, name), []

    def then(*given):
        found = real(*given)
        if request.method == "POST" and not done:
            done.append(act())
        return found

    monkeypatch.setattr(module, name, then)
    return done


def test_words_kept_while_the_record_is_signed_are_in_the_record(world, monkeypatch):
    sam = world.client("sam")
    path = begin(sam)
    answer(sam, f"{path}/now", danger_now="no", about_our_team="no")
    answer(sam, f"{path}/account", child_words="no")
    draft_id = UUID(path.rsplit("/", 1)[1])

    def another_tab():
        held = draft_store.load_own_draft(world.uow("sam"), draft_id)
        raw = {**held.pages["account"], "child_words": [LATER]}
        draft_store.save_page(world.uow("sam"), draft_id, "account", raw, held.versions["account"])
        return True

    done = once(monkeypatch, draft_record_store, "open_own_draft", another_tab)
    place = press_sign(sam, path).location
    assert done
    assert place.endswith("/signed"), place
    concern_id = UUID(place.split("/")[-2])
    record = open_concern(world.uow("sam"), concern_id).record
    assert LATER in [part.values.get("child_words") for part in record.parts]


def test_a_second_text_saved_while_an_addition_is_signed_is_not_lost(world, monkeypatch):
    now, office = world.now(), Office(world)
    office.now = now  # the hour at which people signed in
    client, path = office.world.client("sam"), add_path(office.signed("sam"))
    form = filled(client, path, words="One.")
    draft_id = UUID(form.action.rsplit("/", 1)[1])

    def another_tab():
        draft_store.save_conflict(office.world.uow("sam"), draft_id, "addition", {"words": [LATER]})
        return True

    done = once(monkeypatch, follow_up_views, "open_follow_up_sheet", another_tab)
    place = client.post(form.action, data=form.sent()).location
    assert done
    assert place.endswith("?check=1"), place
    page = client.get(place).get_data(as_text=True)
    assert LATER in page
    assert look(client, path).controls["words"].value == "One."
    assert office.count(Entry) == 1
