"""What a reader marks is theirs alone, joined from every tab, and never lost to a spoiled box."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from app.domain.training.reading_state import LineWidth, PageTint, ReadingSettings, ReadingState
from app.errors import DatabaseAwayError, DiskFullError, NotFoundError, StaleError
from app.models.training import LearningBox
from app.services.content import reading_progress, workbook_content
from app.services.drafts import private_store
from tests.support.club.office import Office


def kept(office: Office, who: str = "sam") -> reading_progress.SavedReading:
    return reading_progress.load_reading_progress(office.at(who))


def test_marks_place_and_settings_are_saved_together_for_one_person(office: Office):
    reading_progress.mark_chapter_read(office.at("sam"), "signs")
    reading_progress.save_opened_chapter(office.at("sam"), kept(office), "grooming")
    reading_progress.save_page_settings(office.at("sam"), ReadingSettings(tint=PageTint.BLUE))
    found = kept(office).reading
    assert (list(found.read), found.here) == (["signs"], "grooming")
    assert found.settings == ReadingSettings(tint=PageTint.BLUE)
    assert found.read["signs"].mark == workbook_content.hash_chapters(office.org)["signs"]
    assert kept(office, "pat").reading == ReadingState()


def test_what_is_no_chapter_is_never_marked(office: Office):
    for key in ("", "nothing", "roles/police", "SIGNS"):
        with pytest.raises(NotFoundError):
            reading_progress.mark_chapter_read(office.at("sam"), key)
        with pytest.raises(NotFoundError):
            reading_progress.mark_chapter_not_read(office.at("sam"), key)
    assert kept(office).version == 0


def test_pressed_twice_it_is_read_on_the_first_day(office: Office):
    reading_progress.mark_chapter_read(office.at("sam"), "signs")
    office.now += timedelta(days=3)
    reading_progress.mark_chapter_read(office.at("sam"), "signs")
    assert kept(office).reading.read["signs"].on == date(2026, 11, 24)
    assert kept(office).version == 1


def test_the_day_is_one_in_london(office: Office):
    office.now = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    reading_progress.mark_chapter_read(office.at("sam"), "signs")
    assert kept(office).reading.read["signs"].on == date(2026, 7, 1)


def test_words_that_changed_are_read_again_on_a_new_day(office: Office):
    reading_progress.mark_chapter_read(office.at("sam"), "signs")
    values = private_store.load_private_document(office.at("sam"), reading_progress.DOCUMENT).values
    values["read"]["signs"]["mark"] = "0" * 16
    private_store.save_private_document(office.at("sam"), reading_progress.DOCUMENT, values, 1)
    office.now += timedelta(days=3)
    reading_progress.mark_chapter_read(office.at("sam"), "signs")
    assert kept(office).reading.read["signs"].on == date(2026, 11, 27)


def test_two_tabs_that_meet_are_joined(office: Office):
    """The second tab keeps its mark between the first one's reading and writing."""
    first, second = office.world.uow("sam"), office.world.uow("sam")
    met = []

    def meanwhile(reading: ReadingState) -> ReadingState:
        if not met:
            met.append(True)
            reading_progress.mark_chapter_read(second, "grooming")
            reading_progress.save_page_settings(second, ReadingSettings(width=LineWidth.NARROW))
        return reading_progress.replace(reading, here="signs")

    reading_progress.mark_chapter_read(first, "signs")
    reading_progress._change(first, meanwhile)
    found = kept(office).reading
    assert (set(found.read), found.here) == ({"signs", "grooming"}, "signs")
    assert found.settings.width is LineWidth.NARROW


def test_a_mark_is_taken_off_without_touching_another(office: Office):
    for key in ("signs", "grooming"):
        reading_progress.mark_chapter_read(office.at("sam"), key)
    reading_progress.mark_chapter_not_read(office.at("sam"), "signs")
    reading_progress.mark_chapter_not_read(office.at("sam"), "signs")
    assert list(kept(office).reading.read) == ["grooming"]


def spoil(office: Office) -> None:
    reading_progress.mark_chapter_read(office.at("sam"), "signs")
    office.world.change(update(LearningBox).values(box=bytes(1052)))


def test_what_does_not_open_stays_until_its_reader_keeps_something_again(office: Office):
    spoil(office)
    found = kept(office)
    assert (found.spoiled, found.reading) == (True, ReadingState())
    reading_progress.save_opened_chapter(office.at("sam"), found, "grooming")
    assert kept(office).spoiled, "they have not been told yet"
    reading_progress.mark_chapter_read(office.at("sam"), "grooming")
    assert (kept(office).spoiled, list(kept(office).reading.read)) == (False, ["grooming"])


@pytest.mark.parametrize(
    "values",
    [
        {"read": 5},
        {"read": {"signs": {"mark": "x"}}},
        {"here": 3},
        {"settings": {"tint": "red"}},
        {"more": 1},
        [],
        "x",
    ],
    ids=str,
)
def test_another_shape_is_no_error_and_is_named(office: Office, values):
    private_store.save_private_document(office.at("sam"), reading_progress.DOCUMENT, values, 0)
    assert kept(office) == reading_progress.SavedReading(1, ReadingState(), spoiled=True)
    reading_progress.mark_chapter_read(office.at("sam"), "signs")
    assert not kept(office).spoiled


@pytest.mark.parametrize("error", [DiskFullError, DatabaseAwayError, StaleError])
def test_a_chapter_opens_also_when_its_place_cannot_be_kept(office: Office, monkeypatch, error):
    def fails(*_args: object) -> None:
        raise error("x")

    monkeypatch.setattr(private_store, "save_private_document", fails)
    reading_progress.save_opened_chapter(office.at("sam"), kept(office), "signs")
    with pytest.raises(error):
        reading_progress.mark_chapter_read(office.at("sam"), "signs")


def test_opening_the_same_chapter_again_writes_nothing(office: Office):
    for _ in range(2):
        reading_progress.save_opened_chapter(office.at("sam"), kept(office), "signs")
    assert kept(office).version == 1
