"""A form to mend lies in its writer's own box: sealed, bounded, gone once it is used."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.record.text_limits import MAX_PAGE_CHARACTERS, TooLongError
from app.models.training import LearningBox
from app.services.drafts import private_store, rejected_forms
from tests.support.club.office import Office

TYPED = {"confirmer": ["Mel Fox"], "about": ["1", "2"]}


def test_it_is_its_writers_alone_and_lies_sealed(office: Office):
    rejected_forms.save_rejected_form(office.at("jo"), "paper/1", TYPED)
    assert rejected_forms.load_rejected_form(office.at("jo"), "paper/1") == TYPED
    assert rejected_forms.load_rejected_form(office.at("jo"), "paper/2") == {}
    assert rejected_forms.load_rejected_form(office.at("deputy"), "paper/1") == {}
    [row] = office.session.scalars(select(LearningBox)).all()
    assert row.document == "refused/paper/1"
    assert b"Mel Fox" not in row.box


def test_sent_again_it_takes_the_place_of_the_one_before(office: Office):
    for name in ("Mel Fox", "Mel Foxe", "Mel Foxe"):
        rejected_forms.save_rejected_form(office.at("jo"), "paper/1", {"confirmer": [name]})
    assert rejected_forms.load_rejected_form(office.at("jo"), "paper/1") == {
        "confirmer": ["Mel Foxe"]
    }
    assert office.count(LearningBox) == 1


def test_once_it_is_used_nothing_is_left_and_no_other_is_touched(office: Office):
    for place in ("board/1/sent", "board/1/received"):
        rejected_forms.save_rejected_form(office.at("jo"), place, TYPED)
    private_store.save_private_document(office.at("jo"), "reading", {"read": 1}, 0)
    for _ in range(2):
        rejected_forms.delete_rejected_form(office.at("jo"), "board/1/sent")
    assert rejected_forms.load_rejected_form(office.at("jo"), "board/1/sent") == {}
    assert rejected_forms.load_rejected_form(office.at("jo"), "board/1/received") == TYPED
    assert private_store.load_private_document(office.at("jo"), "reading").values == {"read": 1}


def test_only_so_many_wait_and_the_oldest_goes(office: Office):
    private_store.save_private_document(office.at("jo"), "reading", {"read": 1}, 0)
    for number in range(rejected_forms.MAX_REJECTED_FORMS + 2):
        office.now += timedelta(minutes=1)
        rejected_forms.save_rejected_form(office.at("jo"), f"paper/{number:02}", TYPED)
    assert office.count(LearningBox) == rejected_forms.MAX_REJECTED_FORMS + 1
    assert rejected_forms.load_rejected_form(office.at("jo"), "paper/01") == {}
    assert rejected_forms.load_rejected_form(office.at("jo"), "paper/02") == TYPED
    assert private_store.load_private_document(office.at("jo"), "reading").values == {"read": 1}


def test_more_than_a_page_holds_is_refused_whole(office: Office):
    with pytest.raises(TooLongError):
        rejected_forms.save_rejected_form(
            office.at("jo"), "paper/1", {"on": ["x" * (MAX_PAGE_CHARACTERS + 1)]}
        )
    assert office.count(LearningBox) == 0
