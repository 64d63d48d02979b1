"""A sign that the pack keeps from the family says so on paper, there and where it is asked.

The page promises it: whoever reads the paper may be the one who rings the family.
"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.domain.entries import Part
from app.models.concern import Concern
from app.services import papers, signing
from app.services.signing import ToSign
from referral_forms import html
from tests.support.desks import Office, record_parts

SIGN = "unsafe_about_who_they_are"
LABEL = "because of their sexual orientation (do not tell the family)"
SEE = "A sign above is marked: do not tell the family"
WRITTEN = "Nothing about the phone."


@pytest.fixture
def office(world) -> Office:
    return Office(world)


def paper(office: Office, *more: Part) -> str:
    parts = (*record_parts(), *more)
    signing.sign(office.at("sam"), ToSign(office.draft("sam"), parts, frozenset()))
    concern_id = office.session.scalars(select(Concern.id)).one()
    return str(html.body(papers.summary(office.at("jo"), concern_id).paper))


def picked(token: str) -> Part:
    return Part("indicators", ("c1",), {"indicator": token}, token)


def test_the_sign_is_marked_and_the_question_points_to_it(office: Office):
    text = paper(office, picked(SIGN))
    assert LABEL in text
    assert SEE in text


def test_what_the_writer_said_stands_and_the_sign_is_marked_all_the_same(office: Office):
    told = Part("family", ("c1",), {"keep_from_family": WRITTEN})
    text = paper(office, picked(SIGN), told)
    assert LABEL in text
    assert WRITTEN in text
    assert SEE not in text


def test_not_known_is_no_answer_to_it(office: Office):
    told = Part("family", ("c1",), {"keep_from_family": {"unknown": "not_known"}})
    assert SEE in paper(office, picked(SIGN), told)


def test_without_such_a_sign_nothing_is_said(office: Office):
    text = paper(office)
    assert "do not tell the family" not in text
