"""In danger, and no one here can learn of the record: its writer reads so after 15 minutes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from app.models.draft import Draft
from tests.support.web.question_client import answer_question, start_with_question
from tests.support.web.record_client import fill

NO_ONE = "No one has been told."


def begin(world, client, *, danger: str, about: str, minutes: int) -> str:
    draft = start_with_question(client, danger).rpartition("/")[0]
    answer_question(client, f"{draft}/read", about_our_team=about)
    began = datetime.now(UTC) - timedelta(minutes=minutes)
    with world.session() as session:
        row = update(Draft).where(Draft.id == UUID(draft.rpartition("/")[2]))
        session.execute(row.values(began_at=began))
        session.commit()
    return draft


@pytest.mark.parametrize(
    ("danger", "about", "minutes", "shown"),
    [
        ("yes", "yes", 16, True),
        ("yes", "yes", 5, False),
        ("unsure", "yes", 16, False),
        ("yes", "no", 16, False),  # the leads see that it was started
    ],
)
def test_the_writer_alone_can_say_it(world_without_senior, danger, about, minutes, shown):
    sam = world_without_senior.client("sam")
    draft = begin(world_without_senior, sam, danger=danger, about=about, minutes=minutes)
    for page in ("words", "next", "sign"):
        assert (NO_ONE in sam.page(f"{draft}/{page}").text) is shown, page


def test_it_is_not_said_where_a_senior_can_see_it(world):
    sam = world.client("sam")
    draft = begin(world, sam, danger="yes", about="yes", minutes=16)
    assert NO_ONE not in sam.page(f"{draft}/words").text


def test_it_is_not_said_once_someone_was_called(world_without_senior):
    sam = world_without_senior.client("sam")
    draft = begin(world_without_senior, sam, danger="yes", about="yes", minutes=16)
    call = {"calls-0-whom": ["police"], "calls-0-how_it_ended": ["told_who_the_child_is"]}
    fill(sam, f"{draft}/told", call)
    for page in ("words", "sign"):
        assert NO_ONE not in sam.page(f"{draft}/{page}").text
