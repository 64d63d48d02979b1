"""What we wrote for people is still so: commands, links, tests, pictures and decisions exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
from flask import Flask

from app.cli import init_app
from app.services.auth.passphrases import SHORTEST_PASSPHRASE
from app.services.auth.session_state import IDLE_LIMIT
from app.services.auth.throttle import TRIES_FOR_ACCOUNT, WINDOW
from app.vault.spoken_words import pick_spoken_passphrase
from tests.policy.wording.test_docs_complete import SETTINGS, TARGETS
from tests.support.sweeping import each

ROOT = Path(__file__).resolve().parents[3]
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "tests/README.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
IDS = [page.relative_to(ROOT).as_posix() for page in PAGES]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
PARTS = ("**Context.**", "**Options.**", "**Decision.**", "**What it does not protect against.**",
         "**Tests.**")  # fmt: skip
HEADINGS = ("## Context", "## Decision", "## Alternatives", "## Limits", "## Tests")
"""Headings of decisions from number 45 on. The older ones have PARTS."""
LINK = re.compile(r"\]\(([^)\s]+)\)")
PLACE = re.compile(r"`(\w+)` in `((?:app|audit|content|referral_forms|tests|tools)/[\w/]+\.py)`")
COMMAND = re.compile(r"flask --app wsgi ([a-z-]+(?: [a-z-]+)?)")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


WRITTEN = "\n".join(map(read, IDS))


def commands() -> Iterator[str]:
    """Every command of ours, as it is typed after `flask --app wsgi`."""
    app = Flask("commands")
    init_app(app)
    for name, command in app.cli.commands.items():
        if isinstance(command, click.Group):
            yield from (f"{name} {inner}" for inner in command.commands)
        else:
            yield name


def anchors(text: str) -> set[str]:
    """The names under which headings can be linked to, as on GitHub."""
    heads = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


def test_every_command_is_explained_and_no_other():
    ours = set(commands())
    named = set(COMMAND.findall(WRITTEN)) - {"COMMAND"}
    assert {"set-up", "tend", "log fsck"} <= ours
    assert not [one for one in ours if f"flask --app wsgi {one}" not in WRITTEN]
    assert not [one for one in named if one not in ours and one.split(" ")[0] not in ours]


def test_no_setting_and_no_target_is_explained_that_does_not_exist():
    table = read("docs/running.md").split("## Settings")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.M)) == set(SETTINGS)
    assert set(re.findall(r"make ([a-z]+)", "".join(re.findall(r"`[^`]*`", WRITTEN)))) <= {
        *TARGETS,
        "pins",
    }


@each(IDS)
def test_every_link_leads_somewhere(name: str):
    for link in LINK.findall(read(name)):
        if link.startswith(("http:", "https:")):
            continue
        path, _, anchor = link.partition("#")
        target = (ROOT / name).parent / path if path else ROOT / name
        assert target.exists(), link
        assert not anchor or anchor in anchors(target.read_text(encoding="utf-8")), link


@each(IDS)
def test_every_file_that_is_named_is_there(name: str):
    folders = "app|tests|audit|content|docs|referral_forms|requirements|tools"
    for path in re.findall(rf"`((?:{folders})/[\w./-]+)`", read(name)):
        assert (ROOT / path).exists(), path


@each(IDS)
def test_every_name_is_in_the_module_that_is_named_with_it(name: str):
    for function, path in PLACE.findall(read(name)):
        assert re.search(
            rf"^ *(?:def {function}\b|class {function}\b|{function}\b.*=)", read(path), re.M
        ), f"{function} in {path}"


def test_the_way_of_a_record_is_told_by_names_that_are_looked_up():
    assert len(PLACE.findall(read("docs/architecture.md"))) >= 15


@each(DECISIONS)
def test_a_decision_says_what_was_decided_what_is_left_and_what_holds_it(path: Path):
    text = path.read_text(encoding="utf-8")
    places = [text.find(part) for part in (HEADINGS if path.stem >= "0045" else PARTS)]
    assert min(places) >= 0
    assert places == sorted(places)
    assert re.match(rf"# {int(path.stem[:4])}\. ", text)
    assert f"({path.name})" in read("docs/decisions/README.md")


def test_figures_that_we_write_are_those_of_the_code():
    threats = read("docs/threat-model.md")
    assert f"{TRIES_FOR_ACCOUNT} tries a quarter of an hour" in threats
    assert f"a time-out of {int(IDLE_LIMIT.total_seconds() // 60)} minutes" in threats
    assert WINDOW.total_seconds() == 15 * 60
    assert len(pick_spoken_passphrase().split()) == 5
    assert SHORTEST_PASSPHRASE == 12


def test_the_readme_first_says_it_is_not_for_real_records():
    readme = read("README.md")
    assert readme.index("Not for real records yet") < readme.index("make run")
    assert "not end-to-end encryption" in readme
