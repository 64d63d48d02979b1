"""London's clocks are made in one place, from which app, papers and packs take them."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
HOME = "content/london_time.py"
ZONE = re.compile(r"\bZoneInfo\(|\bpytz\b")


def find_zones(root: Path) -> list[str]:
    """Return the modules that make a zone of their own."""
    return sorted(
        path.relative_to(root).as_posix()
        for package in ("app", "audit", "content", "referral_forms")
        for path in (root / package).rglob("*.py")
        if ZONE.search(path.read_text(encoding="utf-8"))
    )


def test_no_template_writes_a_day_or_time_by_hand():
    pages = sorted((ROOT / "app" / "templates").rglob("*.html"))
    assert pages
    by_hand = [path.name for path in pages if "strftime" in path.read_text(encoding="utf-8")]
    assert by_hand == [], "use a filter of app/access/template_context.py"


def test_no_other_module_makes_a_zone():
    assert [name for name in find_zones(ROOT) if name != HOME] == []


def test_a_second_zone_is_found(tmp_path: Path):
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "clock.py").write_text('LONDON = ZoneInfo("Europe/London")\n')
    assert find_zones(tmp_path) == ["app/clock.py"]
