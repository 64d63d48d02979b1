"""What a tired person reads on a phone: short, plain, kind, and never the words we never use."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from content import pack_loader, pack_text
from content.patterns import list_folded_words
from tests.support.sweeping import each

PACK = pack_loader.load_pack("england")
NEVER = re.compile(r"risk score|perpetrator|alleged|proven|!", re.IGNORECASE)
AMERICAN = re.compile(r"\b\w+(ize|izes|ized|izing|ization|avior|olor)\b", re.IGNORECASE)


SHOWN = (
    *("heading", "say", "body", "points", "label", "more", "title", "intro", "ring_text", "hint"),
    *("example", "ordinary", "guard", "changed", "text", "why", "alternatives", "instead"),
)


def printed() -> Iterator[tuple[str, str]]:
    for section, passage in PACK.passages():
        for field in SHOWN:
            value = getattr(passage, field, "")
            words = (value,) if isinstance(value, str) else value
            yield from ((f"{section}.{passage.key}", one) for one in words if one)
    yield from ((part.key, label) for part in PACK.blank_form for label, _ in part.lines)


@each(list(printed()))
def test_words_are_short_british_and_never_the_forbidden_ones(key: str, words: str) -> None:
    assert not NEVER.search(words), key
    assert not AMERICAN.search(words), key
    for sentence in re.split(r"[.?;:]\s", words):
        assert len(list_folded_words(sentence)) <= 25, sentence


def test_the_companion_says_the_words_of_the_specification_in_order() -> None:
    said = [part.say for part in PACK.companion if part.say]
    assert said[0] == (
        "Thank you for telling me. You're not in trouble. It's not your fault. "
        "I need to tell someone whose job is to keep children safe."
    )
    assert [part.heading for part in PACK.companion] == [
        "Say",
        "If they stop, ask",
        "Do not",
        "If they ask you not to tell anyone",
        "Before they leave you",
    ]


def test_to_wait_and_to_ask_do_not_contradict_each_other() -> None:
    ask = next(part for part in PACK.companion if part.key == "ask")
    assert "Quiet is fine. Wait." in ask.body[0]
    assert "Let them know you heard." in ask.body[1]
    assert "silence" not in " ".join(ask.body).casefold()  # not fine in one line, wrong in the next


def test_danger_names_each_reason_to_ring_999_and_prints_no_time_window() -> None:
    points = " ".join(PACK.texts["danger-999"].points)
    for word in ("hurt", "taken something", "end their life", "missing", "on their way"):
        assert word in points
    assault = " ".join(PACK.texts["danger-recent-assault"].body)
    assert "Do not examine" in assault
    assert not re.search(r"\d+ (hours|days)|window", assault)


def test_parents_are_usually_told_and_the_reasons_not_to_are_named() -> None:
    family = " ".join(PACK.texts["family"].body)
    assert "Usually parents are told" in family
    assert "Do not tell the person" in family


def test_the_blank_form_has_the_four_steps_and_room_for_the_childs_words() -> None:
    parts = {part.key: part for part in PACK.blank_form}
    assert list(parts) == ["danger", "child", "receive", "react", "record", "support", "sign"]
    assert max(parts["receive"].lines, key=lambda line: line[1])[0].startswith(
        "What the child said"
    )
    assert sum(lines for part in PACK.blank_form for _, lines in part.lines) <= 70  # two sides


@pytest.mark.parametrize(
    ("page", "field"),
    [
        ("now", "where_now"),
        ("account", "child_words"),
        ("account", "questions_asked"),
        ("child", "home_area"),
        ("told", "calls"),
        ("injuries", ""),
        ("exploitation", "images_exist"),
        ("family", ""),
        ("indicators", ""),
        ("duties", "who"),
    ],
)
def test_guidance_is_found_by_the_names_of_the_record(page: str, field: str) -> None:
    said = pack_text.fill_pack_text(PACK, "safeguarding lead", date(2026, 11, 25))
    assert said.guidance(page, field)
    assert said.guidance(page, "no_such_field") is None
