"""Spoil one file of a copied folder of packs, and see that the error names file, key and cure."""

from collections.abc import Callable
from pathlib import Path

import pytest

from content.content_error import ContentError

Load = Callable[[Path, str], object]


def spoil(load: Load, packs: Path, file: str, old: str, new: str) -> ContentError:
    """What `load` raises for North Lincolnshire once `old` is `new` in this file."""
    path = packs / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load(packs, "north_lincolnshire")
    return caught.value


def assert_said(error: ContentError, key: str) -> None:
    """It says where, what is wrong, and what to do."""
    assert key in error.key
    assert error.cure
    place = f"{error.file}, line {error.line}" if error.line else error.file
    assert str(error) == f"{place}: {error.key}: {error.problem}. {error.cure}."
