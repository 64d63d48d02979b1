"""The Nu HTML checker over many pages in one run of Java, which takes seconds to start."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.support.machine.needed_programs import absent, program

JAR = Path(__file__).parents[1] / "browser/node_modules/vnu-jar/build/dist/vnu.jar"
QUICK = ("-Xss8m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")  # a short run: compile little
AS_JSON = ("--format", "json", "--exit-zero-always")


def findings(pages: Mapping[str, str], folder: Path) -> list[str]:
    """Check `{name: html}`; return `name:line: message` for everything found, remarks included."""
    java = program("java", "default-jre-headless")
    if not JAR.exists():
        absent("vnu", "npm; then `npm ci` in tests/browser")
    names = list(pages)
    for number, html in enumerate(pages.values()):
        (folder / f"{number}.html").write_text(html, encoding="utf-8")
    done = subprocess.run(
        [java, *QUICK, "-jar", JAR, *AS_JSON, *folder.glob("*.html")],
        capture_output=True,
        text=True,
    )
    messages = json.loads(done.stderr)["messages"]
    return sorted(
        f"{names[int(Path(each['url']).stem)]}:{each.get('lastLine', 0)}: {each['message']}"
        for each in messages
    )


@pytest.fixture
def html_findings(tmp_path: Path) -> Callable[[Mapping[str, str]], list[str]]:
    """`html_findings({name: html}) == []` when every page is valid."""

    def check(pages: Mapping[str, str]) -> list[str]:
        folder = tmp_path / "vnu"
        folder.mkdir(exist_ok=True)
        for old in folder.glob("*.html"):
            old.unlink()
        return findings(pages, folder)

    return check
