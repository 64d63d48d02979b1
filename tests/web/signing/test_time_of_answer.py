"""An answer of 15:44 about danger, signed later, is never shown as one of the time of signing."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.support.club.world import World
from tests.support.web.record_client import answer, begin, look, press, sign

AT = datetime(2026, 11, 24, 15, 44, tzinfo=UTC)
SIGNED = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)


@pytest.fixture
def draft(world: World):
    """A record that was begun at 15:44, with no danger then."""
    with time_machine.travel(AT, tick=False):
        sam = world.client("sam")
        path = begin(sam)
        answer(sam, f"{path}/danger", danger_now="no")
        answer(sam, f"{path}/words", child_words="he said dont tell")
    return path


def test_page_one_and_the_lead_read_when_danger_was_answered(world: World, draft):
    with time_machine.travel(AT + timedelta(minutes=20), tick=False):
        sam = world.client("sam")
        answer(sam, f"{draft}/where", where_now="In the office")  # of the same stored page
        answer(sam, f"{draft}/next", **{"c1.safe_tonight": "unsure"})
    with time_machine.travel(SIGNED, tick=False):
        sam, jo = world.client("sam"), world.client("jo")
        assert "At 15:44 you answered that no one was in danger" in sam.page(f"{draft}/sign").text
        concern = f"/concerns/{sign(sam, draft, [])}"
        said = "No. Answered 24 November 2026, 15:44. Signed 24 November 2026, 17:30"
        assert said in jo.page(concern).text
        paper = jo.page(f"{concern}/referral/summary").text
    assert "In danger now? No At 15:44" in paper
    assert "Safe tonight? Not sure At 16:04" in paper
    assert "signed 24 November 2026, 17:30" in paper


def test_an_answer_left_again_with_its_button_has_both_times(world: World, draft):
    with time_machine.travel(AT + timedelta(minutes=90), tick=False):
        press(world.client("sam"), f"{draft}/danger", "Continue")
    with time_machine.travel(SIGNED, tick=False):
        sam, jo = world.client("sam"), world.client("jo")
        assert "At 17:14 you answered that" in sam.page(f"{draft}/sign").text
        concern = f"/concerns/{sign(sam, draft, [])}"
        paper = jo.page(f"{concern}/referral/summary").text
        assert "In danger now? No At 15:44 and again at 17:14" in paper


def test_an_autosave_of_the_same_answer_does_not_give_it_again(world: World, draft):
    with time_machine.travel(AT + timedelta(minutes=90), tick=False):
        sam = world.client("sam")
        form = look(sam, f"{draft}/danger")
        assert sam.post(f"{draft}/danger/autosave", data=form.sent()).status_code == 200
    with time_machine.travel(SIGNED, tick=False):
        sam = world.client("sam")
        assert "At 15:44 you answered that" in sam.page(f"{draft}/sign").text


def test_the_inbox_says_when_danger_was_answered(world: World, draft):
    with time_machine.travel(AT + timedelta(minutes=90), tick=False):
        answer(world.client("sam"), f"{draft}/danger", danger_now="yes")
    with time_machine.travel(SIGNED, tick=False):
        sam, jo = world.client("sam"), world.client("jo")
        sign(sam, draft, [])
        assert "Danger now: yes, answered today at 17:14" in jo.page("/").text
