"""The fonts are the files they say they are, and each comes with its licence."""

import hashlib

import pytest

from referral_forms import fonts

SUMS = dict(
    reversed(line.split("  "))
    for line in (fonts.FONT_FOLDER / "SHA256SUMS").read_text(encoding="ascii").splitlines()
)
README = (fonts.FONT_FOLDER / "README.md").read_text(encoding="utf-8")


def test_every_font_file_is_listed_and_every_listed_file_is_used():
    assert set(SUMS) == {path.name for path in fonts.FONT_FOLDER.glob("*.ttf")}
    assert set(SUMS) == {f"{name}.ttf" for name in {*fonts.REGULAR, *fonts.BOLD}}


@pytest.mark.parametrize("name", SUMS)
def test_a_font_is_the_file_that_was_checked_in(name):
    assert hashlib.sha256((fonts.FONT_FOLDER / name).read_bytes()).hexdigest() == SUMS[name]


@pytest.mark.parametrize("name", SUMS)
def test_a_font_is_listed_with_version_origin_and_licence(name):
    row = next(line for line in README.splitlines() if name in line)
    licence = row.rsplit(": ", 1)[1].rstrip(" |")
    assert len((fonts.FONT_FOLDER / licence).read_text(encoding="utf-8")) > 1000


def test_a_font_is_read_once():
    fonts.find_glyph("a")
    before = fonts._load.cache_info().misses
    fonts.find_glyph.cache_clear()
    fonts.find_glyph("a")
    assert fonts._load.cache_info().misses == before
