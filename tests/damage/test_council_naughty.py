"""Strings that break programs, in every box of a council's form."""

from __future__ import annotations

import pytest

from referral_forms.bidi import has_right_to_left
from referral_forms.council.blank import boxes_of
from referral_forms.plain import visible
from tests.damage.test_paper_naughty import ALL
from tests.unit.referral_forms import reading
from tests.unit.referral_forms.council import FORM, answer, boxes, filled, rows, sheets

KEYS = {
    name: box.keys[0]
    for name, box in FORM.boxes.items()
    if boxes_of(FORM.data)[name].kind == "text"
    and not box.day
    and not box.item
    and box.whose == "child"
    and not box.keys[0].startswith("meta.")
}
NAMES = list(KEYS)
ROUNDS = range(0, len(ALL), len(NAMES))


def strings(start: int) -> dict[str, str]:
    """A string for each box, another one in each round."""
    return dict(zip(NAMES, ALL[start : start + len(NAMES)], strict=False))


def test_every_string_has_its_round_and_every_kind_of_box_is_there():
    assert sum(len(strings(start)) for start in ROUNDS) == len(ALL)
    assert len(NAMES) > 12


@pytest.mark.parametrize("start", ROUNDS)
def test_a_form_survives_and_loses_none(start: int):
    given = strings(start)
    answers = [answer(KEYS[name], text) for name, text in given.items()]
    data = filled(*answers)
    assert reading.faults(data) == ""
    found = reading.squash(reading.raw_text(data))
    left = [text for text in given.values() if not has_right_to_left(text)]
    assert [ascii(text) for text in left if reading.shown(text) not in found] == []
    held = {name: str(box.get("/V", "")) for name, box in boxes(data).items()}
    behind = [text for printed in rows(sheets(*answers)).values() for text in printed]
    for name, text in given.items():
        shown = held[name] == visible(text) or not text.strip()
        assert shown or ("at the end" in held[name] and text in behind), (name, ascii(text))


@pytest.mark.parametrize("start", [0])
def test_all_of_them_in_one_box_and_in_every_other(start: int):
    everything = "\n".join(ALL)
    data = filled(*(answer(key, everything[:20_000]) for key in KEYS.values()))
    assert reading.faults(data) == ""
    assert all(box.get("/AA") is None and box.get("/A") is None for box in boxes(data).values())
