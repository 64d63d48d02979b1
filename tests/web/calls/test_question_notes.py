"""The numbers of a question page, under the answer that needs them."""

from __future__ import annotations

import re

import pytest

from tests.support.web.question_client import start_with_question


@pytest.fixture
def sam(world):
    return world.client("sam")


@pytest.fixture
def draft(sam):
    """The path of a record whose first question was answered with No."""
    return start_with_question(sam).rpartition("/")[0]


def test_about_staff_the_note_has_who_answers_then_the_lado_and_no_lead(sam, draft):
    page = sam.get(f"{draft}/read").get_data(as_text=True)
    note = page.split("Do not tell the person.")[1].split("</ul>")[0]
    numbers = re.findall("tel:([0-9]+)", note)
    assert (numbers[0], numbers[-1]) == ("999", "01724298293")
    assert "101" in numbers
    assert "Jo Smith" not in note


def test_the_caution_above_a_lead_names_the_lead(sam, draft):
    page = sam.page(f"{draft}/told").text
    assert "Is it about your safeguarding lead or someone close to them?" in page
