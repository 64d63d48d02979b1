"""The days and times of demo.toml agree with each other, whenever the demonstration is loaded."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from datetime import time as clock
from typing import Any

import pytest

from app.domain.routing.actors import Org
from app.services.demo import demo_loader, demo_moments
from app.services.organisations import organisation_setup
from content.london_time import LONDON, get_london_day

DATA = tomllib.loads(demo_loader.DEMO_FILE.read_text(encoding="utf-8"))["organisation"]
CASE = tomllib.loads(demo_loader.CASE_FILE.read_text(encoding="utf-8"))["concern"]
LOADED_AT = [
    *(datetime(2026, 11, 23 + day, hour, 5, tzinfo=LONDON) for day in range(7) for hour in (3, 18)),
    datetime(2027, 1, 4, 9, 0, tzinfo=LONDON),
    datetime(2029, 1, 3, 12, 0, tzinfo=LONDON),  # two Mondays in a row were bank holidays
    datetime(2027, 3, 28, 12, 0, tzinfo=LONDON),  # the clocks went forward that night
]
LEAVES = "leaves_at"
DAYS = r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
SEASONS = (
    r"January|February|March|April|June|July|August|September|October|November|December|spring"
    r"|summer|autumn|winter|Christmas|Easter"
)


def find_times(value: Any, key: str = "") -> Iterator[tuple[str, int, str]]:
    """Yield each time of day that was typed: its question, days before signing, time."""
    if isinstance(value, dict):
        if "time" in value:
            yield key, value["day"], value["time"]
        for name, inner in value.items():
            if re.fullmatch(r"\d\d:\d\d", str(inner)) and name != "time":
                back = value.get("told_on", {}).get("day", 0) if name == "told_at_time" else 0
                yield name, back, inner
            else:
                yield from find_times(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from find_times(inner, key)


def find_words(value: Any) -> Iterator[str]:
    """Yield each text that was typed."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from find_words(inner)
    elif isinstance(value, str):
        yield value


def find_faults(
    org: Org, event: dict[str, Any], now: datetime, started_ago: timedelta
) -> Iterator[str]:
    at = demo_moments.find_event_moment(org, event, now, started_ago)
    pages, when = event.get("pages", {}), f"{at:%A %H:%M}"
    days = {f"{at:%A}"}
    for key, back, time in find_times(pages):
        day = get_london_day(at) - timedelta(days=back)
        moment = datetime.combine(day, clock.fromisoformat(time), LONDON)
        days.add(f"{moment:%A}")
        if (moment > at) != (key == LEAVES):
            yield f"{key} at {time}, signed {when}"
        if not demo_moments.is_open_day(org, day):
            yield f"{key} on a day when nobody was there"
    written = " ".join(find_words([pages, event.get("then", []), event.get("follow_up", "")]))
    for word in re.findall(rf"\b(?:{DAYS})(?=s?\b)", written):
        if word not in days:
            yield f"{word} is named, and it happened on {days}"
    yield from (f"{word} is named" for word in re.findall(rf"\b(?:{SEASONS})\b", written))
    yield from find_order_faults(event, at, now)
    yield from find_later_faults(event, at)


def find_later_faults(event: dict[str, Any], at: datetime) -> Iterator[str]:
    """Yield each time in what came of it that lies after its own signing."""
    for then, delay in zip(
        event.get("then", ()), demo_moments.iter_follow_up_delays(event), strict=True
    ):
        signed = at + delay
        for key, back, time in find_times(then.get("pages", {})):
            day = get_london_day(signed) - timedelta(days=back)
            if datetime.combine(day, clock.fromisoformat(time), LONDON) > signed:
                yield f"{key} at {time}, signed {signed:%A %H:%M}"


def find_order_faults(event: dict[str, Any], at: datetime, now: datetime) -> Iterator[str]:
    moments = [at, *(at + delay for delay in demo_moments.iter_follow_up_delays(event)), now]
    if moments != sorted(moments):
        yield f"what came of it is not in order: {moments}"


def list_events(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from (*data["concern"], *data.get("draft", ()), *data["training"])
    for practice in data.get("practice", ()):
        yield {name: value for name, value in practice.items() if name != "pages"}


def test_every_date_and_weekday_of_the_demo_agrees():
    faults = set()
    for data in DATA:
        org = organisation_setup.build_new_org(demo_loader.build_demo_organisation(data))
        for event in list_events(data):
            label = f"{data['name']}, {event.get('by') or event.get('who')}, {event['at']}"
            for now in LOADED_AT:
                since = demo_moments.STARTED_AGO
                faults |= {f"{label}: {fault}" for fault in find_faults(org, event, now, since)}
    assert sorted(faults) == []


def test_every_date_of_the_case_agrees_and_it_happens_in_its_order():
    org = organisation_setup.build_new_org(demo_loader.build_demo_organisation(DATA[0]))
    since, faults = demo_moments.CASE_STARTED_AGO, set()
    for now in LOADED_AT:
        for event in CASE:
            label = f"{event['by']}, {event['at']}"
            faults |= {f"{label}: {fault}" for fault in find_faults(org, event, now, since)}
        began = [demo_moments.find_event_moment(org, event, now, since) for event in CASE]
        if began != sorted(began) or not timedelta(110) < now - began[0] < timedelta(135):
            faults.add(f"loaded at {now}: they began {began}")
    assert sorted(faults) == []


@pytest.mark.parametrize("file", [demo_loader.DEMO_FILE, demo_loader.CASE_FILE])
def test_no_absolute_date_is_written(file):
    text = file.read_text(encoding="utf-8")
    assert re.findall(r"\b(?:19|20)\d\d\b", text) == []


def test_a_talk_about_a_workbook_comes_after_it():
    for data in DATA:
        for training in data["training"]:
            if talked := training.get("talked_at"):
                assert talked["open_days_ago"] < training["at"]["open_days_ago"]


def test_a_moment_that_never_was_is_an_error():
    org = organisation_setup.build_new_org(demo_loader.build_demo_organisation(DATA[0]))
    event = {"at": {"weekday": "Sunday", "time": "12:00"}}
    with pytest.raises(demo_moments.NoSuchDayError):
        demo_moments.find_event_moment(org, event, LOADED_AT[0])
