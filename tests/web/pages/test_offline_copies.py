"""A copy that a browser keeps for no network: its day and the hours, never what was open then."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

import pytest

from tests.support.club.world import World

PAGES = ("/", "/with-a-child", "/numbers", "/support", "/help", "/blank-form")
WITH_NUMBERS = ("/", "/with-a-child", "/numbers", "/help")
AT_THE_TIME = re.compile(
    r"[Oo]pen now|Closed now|Opens (today|tomorrow)|Answerphone now|From today|call 101 as well"
)


def said(world: World, path: str, *, who: str | None = None, copy: bool = True) -> str:
    page = world.client(who).get(path, headers={"Heard-Copy": "1"} if copy else {})
    assert page.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(page.text)).split())


@pytest.mark.parametrize("hour", [10, 22])
@pytest.mark.parametrize("path", PAGES)
def test_it_says_its_day_and_hours_and_never_what_is_open(world: World, path, hour):
    world.stop_page_clock(datetime(2026, 11, 24, hour, tzinfo=UTC))
    page = said(world, path)
    assert f"saved on this device on 24 November 2026, {hour}:00. Numbers" in page
    assert "999 always works" in page
    assert not AT_THE_TIME.search(page)
    if path in WITH_NUMBERS:
        assert AT_THE_TIME.search(said(world, path, copy=False))
        assert "Mon to Thu 09:00 to 17:00, Fri 09:00 to 16:30" in page
        assert "At all other times. This is an answerphone." in page
        assert "A message is not enough" in page
        assert page.rindex("when it is not an emergency") < page.rindex("At all other times")


@pytest.mark.parametrize("path", PAGES)
def test_it_may_be_kept_signed_out_and_never_signed_in(world: World, path):
    for copy in (True, False):
        headers = {"Heard-Copy": "1"} if copy else {}
        out, own = (world.client(who).get(path, headers=headers) for who in (None, "jo"))
        assert out.headers["Cache-Control"] == "no-cache"
        assert own.headers["Cache-Control"] == "no-store"
    assert "saved on this device" not in said(world, path, copy=False)


@pytest.mark.parametrize("hour", [10, 22])
def test_a_copy_of_a_chapter_says_its_day_and_the_hours_of_its_lines(world: World, hour):
    world.stop_page_clock(datetime(2026, 11, 24, hour, tzinfo=UTC))
    for path in ("/learn/workbook/making_a_referral", "/learn/whole"):
        page = said(world, path)
        assert f"saved on this device on 24 November 2026, {hour}:00. Numbers" in page
        assert "You can read every chapter" in page
        assert not AT_THE_TIME.search(page)
    assert AT_THE_TIME.search(said(world, "/learn/workbook/making_a_referral", copy=False))
    assert not AT_THE_TIME.search(said(world, "/learn/whole", copy=False))


@pytest.mark.parametrize("path", ["/learn/workbook", "/learn/law", "/learn/workbook/signs"])
def test_a_workbook_page_may_be_cached_signed_out_only(world: World, path):
    for copy in (True, False):
        headers = {"Heard-Copy": "1"} if copy else {}
        out, own = (world.client(who).get(path, headers=headers) for who in (None, "jo"))
        assert out.headers["Cache-Control"] == "no-cache"
        assert own.headers["Cache-Control"] == "no-store"


def test_the_mark_of_the_workbook_is_of_its_words_and_not_of_the_day(world: World):
    marks = set()
    for day in (24, 25):
        world.stop_page_clock(datetime(2026, 11, day, 10, tzinfo=UTC))
        text = world.client().get("/learn/workbook").text
        marks |= set(re.findall(r'<meta name="heard-workbook" content="([0-9a-f]{16})">', text))
    assert len(marks) == 1
