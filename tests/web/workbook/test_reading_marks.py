"""Reading with an account: marks in words, the place to go on from, and pages set as one wants."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select, update

from app.errors import DiskFullError
from app.models.audit_log import Leaf
from app.models.training import LearningBox
from app.services.content import reading_progress
from app.services.drafts import private_store
from content.workbook import workbook_loader
from tests.support.club.world import World

CHAPTERS = [one.key for one in workbook_loader.load_workbook("north_lincolnshire").chapters]
FIRST, SECOND, LAST = (f"/learn/workbook/{CHAPTERS[at]}" for at in (0, 1, -1))
CONTENTS, SETTINGS = "/learn/workbook", "/learn/reading"
USUAL = dict.fromkeys(("size", "lines", "letters", "width", "tint"), "usual")
WIDEST = {
    "size": "largest",
    "lines": "widest",
    "letters": "widest",
    "width": "narrow",
    "tint": "cream",
}
CLASSES = " ".join(f"heard-{name}-{value}" for name, value in WIDEST.items())
COUNTS = re.compile(r"\d+ (?:of|out of) \d+ chapters|\d+ ?%|per cent|progress", re.I)


def marks(path: str, what: str = "read") -> str:
    """Where the button of a chapter leads. No address of the workbook's own takes a form."""
    return f"/learn/reading/{path.rpartition('/')[2]}/{what}"


def boxes(world: World) -> int:
    return world.session().scalar(select(func.count()).select_from(LearningBox))


@pytest.mark.parametrize("path", [CONTENTS, FIRST])
def test_a_stranger_gets_the_public_page_that_keeps_and_asks_nothing(world, path):
    client = world.client()
    answer = client.get(path)
    page = client.page(path)
    assert (page.forms, page.controls) == ([], [])
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "reading.css" not in answer.get_data(as_text=True)
    for words in ("Not read yet", "I have read this", "Continue: chapter"):
        assert words not in page.text
    assert boxes(world) == 0
    lines = page.text.count("Heard remembers which chapters you have read")
    assert lines == (1 if path == CONTENTS else 0)
    if path == CONTENTS:
        assert "/sign-in?next=/learn/workbook" in page.links


@pytest.mark.parametrize("path", [CONTENTS, FIRST, SETTINGS, "/learn/law", "/learn/whole"])
def test_a_page_with_somebodys_marks_is_never_kept_by_a_browser(world, path):
    assert world.client("sam").get(path).headers["Cache-Control"] == "no-store"


def test_a_copy_to_read_without_a_network_holds_nobodys_marks(world):
    world.client("sam").send(marks(FIRST), via=FIRST)
    copy = world.client().get(CONTENTS, headers={"Heard-Copy": "1"}).get_data(as_text=True)
    assert "Sam Lee" not in copy
    assert "Read</strong> on" not in copy
    assert "/sign-in" not in copy, "it leads nowhere without a network"


def test_a_reader_sees_in_words_what_is_read_and_where_to_go_on(world):
    client = world.client("sam")
    before = client.page(CONTENTS)
    assert before.text.count("Not read yet") == len(CHAPTERS)
    assert "Start: chapter 1, " in before.text
    client.page(SECOND)
    assert "Continue: chapter 2, " in client.page(CONTENTS).text
    answer = client.send(marks(SECOND), via=SECOND)
    assert (answer.status_code, answer.location) == (303, f"/learn/workbook/{CHAPTERS[2]}")
    page = client.page(CONTENTS)
    assert page.text.count("Not read yet") == len(CHAPTERS) - 1
    assert page.text.count("Read on ") == 1
    assert not COUNTS.search(page.text)
    assert "Not read yet" in world.client("pat").page(CONTENTS).text


def test_what_was_opened_last_and_is_read_leads_to_the_next_that_is_not(world):
    client = world.client("sam")
    client.page(FIRST)
    client.send(marks(FIRST), via=FIRST)
    assert "Next: chapter 2, " in client.page(CONTENTS).text
    for key in CHAPTERS:
        client.send(marks(key), via=FIRST)
    page = client.page(CONTENTS)
    assert "You marked every chapter as read." in page.text
    assert "Go on" not in page.text


def test_the_last_chapter_leads_back_to_the_contents(world):
    assert world.client("sam").send(marks(LAST), via=LAST).location == CONTENTS


def test_a_mark_is_made_once_and_taken_off_again(world):
    client = world.client("sam")
    for _ in range(2):
        assert client.send(marks(FIRST), via=FIRST).status_code == 303
    page = client.page(FIRST)
    assert "You marked this chapter as read on" in page.text
    assert "I have read this" not in page.text
    answer = client.send(marks(FIRST, "not-read"), via=FIRST)
    assert answer.location == f"{FIRST}#mark"
    assert "mark" in client.page(FIRST).ids
    assert "I have read this" in client.page(FIRST).text


def test_a_chapter_whose_words_changed_says_so_in_both_places(world):
    client, uow = world.client("sam"), world.uow("sam")
    reading_progress.mark_chapter_read(uow, CHAPTERS[0])
    kept = private_store.load_private_document(uow, reading_progress.DOCUMENT)
    kept.values["read"][CHAPTERS[0]] = {"mark": "0" * 16, "on": "2025-03-01"}
    private_store.save_private_document(uow, reading_progress.DOCUMENT, kept.values, kept.version)
    assert "Changed since you read it on 1 March 2025." in client.page(CONTENTS).text
    page = client.page(FIRST)
    assert "This chapter has changed" in page.text
    assert "I have read this again" in page.text
    client.send(marks(FIRST), via=FIRST)
    assert "Changed since" not in client.page(CONTENTS).text


def test_two_tabs_lose_nothing(world):
    one, other = world.client("sam"), world.client("sam")
    tokens = one.csrf(FIRST), other.csrf(SECOND)
    one.post(marks(FIRST), data={"csrf_token": tokens[0]})
    other.post(marks(SECOND), data={"csrf_token": tokens[1]})
    other.send(SETTINGS, WIDEST)
    one.page(FIRST)
    assert one.page(CONTENTS).text.count("Read on ") == 2
    assert CLASSES in one.get(CONTENTS).get_data(as_text=True)


def test_a_spoiled_box_is_said_and_read_past_and_written_again(world):
    client = world.client("sam")
    client.send(marks(FIRST), via=FIRST)
    client.send(SETTINGS, WIDEST)
    world.change(update(LearningBox).values(version=9))
    for path in (CONTENTS, SECOND, SETTINGS):
        assert "cannot be opened" in client.page(path).text, path
    assert CLASSES not in client.get(CONTENTS).get_data(as_text=True)
    client.send(marks(SECOND), via=SECOND)
    page = client.page(CONTENTS)
    assert "cannot be opened" not in page.text
    assert page.text.count("Read on ") == 1


def test_what_is_no_chapter_and_who_is_not_signed_in_mark_nothing(world):
    client = world.client("sam")
    for key in ("nothing", "police-1", "law"):
        for what in ("read", "not-read"):
            assert client.send(marks(key, what), via=FIRST).status_code == 404
    assert client.post(marks(FIRST)).status_code == 400
    assert world.client().send(marks(FIRST), via="/sign-in").status_code == 401
    assert world.client().get(SETTINGS).location == "/sign-in?next=/learn/reading"


def test_a_full_disk_takes_the_place_and_not_the_chapter(world, monkeypatch):
    def full(*_args: object) -> None:
        raise DiskFullError("x")

    client = world.client("sam")
    token = client.csrf(FIRST)
    monkeypatch.setattr(private_store, "save_private_document", full)
    assert client.get(SECOND).status_code == 200
    assert client.post(marks(FIRST), data={"csrf_token": token}).status_code == 507


def test_settings_hold_on_every_page_of_learning_and_on_no_other(world):
    client = world.client("sam")
    assert client.send(SETTINGS, WIDEST).location == f"{SETTINGS}?saved=1"
    assert "Saved" in client.page(f"{SETTINGS}?saved=1").text
    for path in (SETTINGS, CONTENTS, FIRST, "/learn/law", "/learn/pictures/models", "/learn/whole"):
        source = client.get(path).get_data(as_text=True)
        assert f'<body class="govuk-template__body {CLASSES}">' in source, path
        assert "/static/reading.css" in source, path
    assert CLASSES in client.get("/learn/workbook/nothing").get_data(as_text=True)
    for path in ("/", "/account", "/help"):
        assert "heard-size" not in client.get(path).get_data(as_text=True), path
    assert CLASSES not in world.client("pat").get(CONTENTS).get_data(as_text=True)
    client.send(SETTINGS, USUAL)
    assert "reading.css" not in client.get(CONTENTS).get_data(as_text=True)


def test_the_page_shows_what_is_chosen(world):
    client = world.client("sam")
    client.send(SETTINGS, WIDEST)
    page = client.page(SETTINGS)
    chosen = {one["name"]: one["value"] for one in page.controls if "checked" in one}
    assert chosen == WIDEST


def test_a_value_that_was_not_offered_is_refused_and_nothing_is_kept(world):
    client = world.client("sam")
    token = client.csrf(SETTINGS)
    for name in USUAL:
        for wrong in ("", "red", "usual ", "USUAL", "heard-hide", '"><script>', "\0", "x" * 9000):
            answer = client.post(SETTINGS, data={**USUAL, name: wrong, "csrf_token": token})
            assert answer.status_code == 422, (name, wrong)
            text = answer.get_data(as_text=True)
            assert ": choose one of these." in text
            assert "<script>" not in text
    assert boxes(world) == 0


def test_a_choice_that_is_left_out_is_asked_for(world):
    assert world.client("sam").send(SETTINGS, {"tint": "blue"}).status_code == 422
    assert boxes(world) == 0


def test_nothing_of_it_is_an_event(world):
    client = world.client("sam")
    events = select(func.count()).select_from(Leaf)
    before = world.session().scalar(events)
    client.send(SETTINGS, WIDEST)
    client.send(marks(FIRST), via=FIRST)
    assert world.session().scalar(events) == before
