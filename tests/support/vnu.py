"""The Nu HTML checker over many pages in one run of Java, which takes seconds to start."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest

from tests.support.machine.needed_programs import absent, program

JAR = Path(__file__).parents[1] / "browser/node_modules/vnu-jar/build/dist/vnu.jar"
QUICK = ("-Xss8m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")  # a short run: compile little
AS_JSON = ("--format", "json", "--exit-zero-always")

Check = Callable[[Mapping[str, str]], list[str]]
AddPages = Callable[[str, Mapping[str, str]], None]


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
def html_findings(tmp_path: Path) -> Check:
    """`html_findings({name: html}) == []` when every page is valid."""

    def check(pages: Mapping[str, str]) -> list[str]:
        folder = tmp_path / "vnu"
        folder.mkdir(exist_ok=True)
        for old in folder.glob("*.html"):
            old.unlink()
        return findings(pages, folder)

    return check


def collect_pages(check: Check) -> Iterator[AddPages]:
    """Yield a function that takes the pages of a test. At the end all are checked at once."""
    pages: dict[str, str] = {}

    def add(test: str, more: Mapping[str, str]) -> None:
        for name, html in more.items():
            assert pages.setdefault(f"{test}: {name}", html) is html, f"{test}: two are {name}"

    yield add
    found = check(pages) if pages else []
    assert not found, "\n".join(["Not valid HTML, in pages of the tests named here:", *found])


@pytest.fixture(scope="session")
def html_of_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AddPages]:
    """`html_of_run(test, {name: html})`: a page that is not valid fails the end of the run.

    Java takes two CPU seconds to start, and a fiftieth of one for a page. The error is shown at the
    last test of the process, and names the test and the page.
    """
    yield from collect_pages(partial(findings, folder=tmp_path_factory.mktemp("vnu")))
