"""Static files: vendored honestly, small, without another's marks."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest

from tools.vendor_govuk import INTEGRITY, VERSION, drop_unused_rules

ROOT = Path(__file__).parents[3]
STATIC = ROOT / "app" / "static"
SUMS = [line.split() for line in (STATIC / "SHA256SUMS").read_text().splitlines()]


@pytest.mark.parametrize(("digest", "name"), SUMS)
def test_each_file_is_the_one_whose_sum_was_written(digest, name):
    found = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
    assert found == digest, f"{name} changed: run python tools/vendor_govuk.py sums"


def test_every_static_file_has_a_sum():
    named = {name for _, name in SUMS} | {"SHA256SUMS"}
    assert {path.name for path in STATIC.iterdir()} == named


@pytest.mark.parametrize("word", ["gds", "crown", "crest", "url(", "@import", "@font-face"])
def test_the_style_sheets_hold_no_mark_of_another_and_fetch_nothing(word):
    for name in ("govuk.css", "heard.css", "pages.css"):
        assert word not in (STATIC / name).read_text().lower()


def test_the_licence_travels_with_the_files():
    assert "The MIT License" in (STATIC / "LICENCE").read_text()
    assert (STATIC / "VERSION").read_text().startswith("govuk-frontend 6.3.0\n")


def test_the_vendored_version_is_the_one_that_the_macros_were_made_for():
    assert (STATIC / "VERSION").read_text() == f"govuk-frontend {VERSION}\n{INTEGRITY}\n"
    assert f'--govuk-frontend-version:"{VERSION}"' in (STATIC / "govuk.css").read_text()


def test_cutting_keeps_what_shares_a_rule_and_drops_what_is_alone():
    css = ".govuk-tabs,.govuk-table{a:b}.govuk-header{c:d}@media print{.govuk-footer{e:f}}.x{g:h}"
    assert drop_unused_rules(css) == ".govuk-table{a:b}.x{g:h}"
    assert drop_unused_rules(".govuk-heading-l{a:b}") == ".govuk-heading-l{a:b}"


def test_our_own_script_is_small():
    assert (STATIC / "heard.js").stat().st_size < 9216


def test_the_companion_loads_within_35_kilobytes(page):
    html = page("public/with_a_child.html")
    named = re.findall(r' (?:href|src)="/static/([^"]+)"', html)
    assert "govuk.js" not in named
    sizes = [len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in named]
    assert len(named) == 5
    assert sum(sizes) + len(gzip.compress(html.encode(), 9)) <= 35_000
