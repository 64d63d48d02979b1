"""A newer edition asks whoever completed the older one for the chapters that changed, no others."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import update

from app.domain.training.training_status import Standing
from app.models.training import TrainingNote
from app.services.content import changed_chapters, reading_progress
from app.services.content.workbook_content import _marks, load_current_edition
from app.services.training import statements, team_standing
from content.pack_files import PACKS
from content.workbook import workbook_loader
from tests.support.club.office import Office
from tests.support.club.world import World
from tests.support.training.completions import complete

PAGE = "/learn/changed"
PACK = "north_lincolnshire"


@pytest.fixture
def there(world: World) -> Office:
    return Office.today(world)


def newer(packs: Path, *words: tuple[str, str, str]) -> workbook_loader.Workbook:
    """The edition with other words: (file of chapters, what it said, what it says)."""
    for name in ("england", PACK):
        if not (packs / name).exists():
            shutil.copytree(PACKS / name, packs / name)
    edition = packs / "england" / "workbook" / "edition.toml"
    text = edition.read_text(encoding="utf-8").replace("2026-11.2", "2027-06")
    edition.write_text(text, encoding="utf-8")
    for start, old, new in words:
        [file] = (packs / "england" / "workbook" / "chapters").glob(f"{start}-*.toml")
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
    forget()
    return workbook_loader.load_workbook_from(packs, PACK)


@pytest.fixture
def second(tmp_path: Path, monkeypatch):
    """A function that brings a second edition, with other words in these chapters."""

    def bring(*words: tuple[str, str, str]) -> workbook_loader.Workbook:
        book = newer(tmp_path / "packs", *words)
        monkeypatch.setattr(workbook_loader, "load_workbook", lambda _name: book)
        forget()
        return book

    yield bring
    forget()


def forget() -> None:
    """As a process that starts with other files: nothing of an edition is kept from before."""
    for kept in (workbook_loader.read_edition, _marks):
        kept.cache_clear()


SIGNS = ("04", 'title = "', 'title = "Again: ')
LAW = ("07", 'title = "', 'title = "Again: ')


def done(there: Office, who: str = "sam", **more):
    return complete(
        there, who, "jo", **{"marks": dict(load_current_edition(there.org).marks)} | more
    )


def seen(client) -> str:
    """What the form of the page says it is about."""
    return next(one["value"] for one in client.page(PAGE).controls if one.get("name") == "seen")


def chapters(client) -> list[str]:
    front = "/learn/workbook/"
    links = client.page(PAGE).links
    return [one.removeprefix(front) for one in links if one.startswith(front)]


def test_before_there_is_a_completion_or_a_newer_edition_nothing_is_asked(world, there: Office):
    sam = world.client("sam")
    assert "You have not completed it yet" in sam.page(PAGE).text
    done(there)
    assert "Nothing in its chapters has changed since" in sam.page(PAGE).text
    assert "I have read" not in sam.page(PAGE).text
    assert world.client().get(PAGE).status_code == 302


def test_the_changed_chapters_are_asked_for_read_and_signed_once(world, there: Office, second):
    about = done(there)
    book = second(SIGNS, LAW)
    sam = world.client("sam")
    changed = [book.chapters[3].key, book.chapters[6].key]
    assert chapters(sam) == changed
    assert PAGE in sam.page("/").links
    form = {"csrf_token": sam.csrf(PAGE), "seen": seen(sam)}
    for _ in range(2):
        assert sam.post(PAGE, data=form).status_code == 303
    assert there.count(TrainingNote) == 2
    assert "Saved: you have read what changed" in sam.page(f"{PAGE}?said=1").text
    assert PAGE not in sam.page("/").links
    [found] = statements.list_member_completions(there.at("sam"), there.id("sam"))
    [said] = found.notes
    assert (said.about, said.by.id) == (str(about), str(there.id("sam")))
    assert (said.edition, said.marks) == ("2027-06", {one.key: one.mark for one in book.chapters})
    assert team_standing.get_own_training_status(there.at("sam")).standing is Standing.CURRENT
    assert list(reading_progress.load_reading_progress(there.at("sam")).reading.read) == changed, (
        "marked in the contents"
    )


def test_a_third_edition_asks_for_what_it_changed_alone(world, there: Office, second):
    done(there)
    second(SIGNS)
    sam = there.at("sam")
    changed_chapters.sign_chapters_read(sam, changed_chapters.find_changed_chapters(sam).seen)
    book = second(LAW)
    assert chapters(world.client("sam")) == [book.chapters[6].key]


def test_what_changed_while_it_was_read_is_not_signed_for(world, there: Office, second):
    done(there)
    second(SIGNS)
    sam = world.client("sam")
    form = {"csrf_token": sam.csrf(PAGE), "seen": seen(sam)}
    second(LAW)
    answer = sam.post(PAGE, data=form)
    assert (answer.status_code, answer.location) == (303, f"{PAGE}?again=1")
    assert "The workbook changed again" in sam.page(answer.location).text
    assert there.count(TrainingNote) == 1
    assert len(chapters(sam)) == 2


def test_whoever_completed_nothing_signs_nothing(world, there: Office, second):
    second(SIGNS)
    pat = world.client("pat")
    assert "You have not completed it yet" in pat.page(PAGE).text
    answer = pat.post(PAGE, data={"csrf_token": pat.csrf("/help"), "seen": "x"})
    assert answer.status_code == 303
    assert there.count(TrainingNote) == 0


def test_of_a_paper_workbook_it_says_that_it_does_not_know(world, there: Office, second):
    done(there, marks={})
    second(SIGNS)
    page = world.client("sam").page(PAGE)
    assert "Heard does not know which words you read" in page.text
    assert "/learn/changes" in page.links


def test_what_cannot_be_trusted_asks_for_nothing_and_signs_nothing(world, there: Office, second):
    done(there)
    second(SIGNS)
    sam = world.client("sam")
    form = {"csrf_token": sam.csrf(PAGE), "seen": seen(sam)}
    world.change(update(TrainingNote).values(signature=bytes(64)))
    assert "changed or removed" in sam.page(PAGE).text
    assert sam.post(PAGE, data=form).status_code == 303
    assert there.count(TrainingNote) == 1
