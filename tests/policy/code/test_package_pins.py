"""The exact packages fit every Python that README promises, from 3.11 to Debian 13's 3.13.

uv chooses for a Python that need not be on this machine, and asks the package registry which files
there are: a pin without a wheel for that Python fails. Nothing is installed, so hashes are not
compared here; pip does that at `make run`. Without the registry there is no answer, and the run
says so.
"""

from __future__ import annotations

import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

from uv import find_uv_bin

from tests.support.machine.needed_programs import denied

ROOT = Path(__file__).resolve().parents[3]
PYTHONS = ("3.11", "3.12", "3.13")
AWAY = "Failed to fetch"
OLD = "00a9ed42e88df81ffae7a8ab6d9356b371399b91dbdf0c3cb1e84c03a13aceb5"


def choose(pins: Path, python: str, target: Path) -> subprocess.CompletedProcess[str]:
    """Choose a wheel for each pin, and install nothing."""
    return subprocess.run(
        [
            *(find_uv_bin(), "pip", "install", "--dry-run", "--no-config", "--no-progress"),
            *("--require-hashes", "--only-binary", ":all:", "--python-version", python),
            *("--target", str(target), "-r", str(pins)),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )


def chosen(pins: Path, python: str, target: Path) -> subprocess.CompletedProcess[str]:
    done = choose(pins, python, target)
    if done.returncode and AWAY in done.stderr:
        denied("the package registry", "connect this machine to it")
    return done


def find_unfit_pins(name: str, python: str, target: Path) -> list[str]:
    """Say which pins of a file have nothing for this Python."""
    pins = ROOT / "requirements" / f"{name}.txt"
    done = chosen(pins, python, target)
    if done.returncode:
        return [f"{name}, Python {python}: {done.stderr}"]
    named = set(re.findall(r"^ \+ (\S+)==", done.stderr, re.MULTILINE))
    pinned = dict(re.findall(r"^([a-z0-9._-]+)==\S+([^\\\n]*)", pins.read_text(), re.MULTILINE))
    assert len(named) > 20
    return [
        f"{name}, Python {python}: {package} was not chosen"
        for package, marker in pinned.items()
        if package not in named and ";" not in marker
    ]


def test_each_pin_has_a_wheel_for_each_python(tmp_path: Path) -> None:
    asked = [(name, python) for name in ("run", "test", "sbom") for python in PYTHONS]
    with ThreadPoolExecutor(len(asked)) as at_once:  # nearly all of it is waiting for the registry
        found = at_once.map(lambda one: find_unfit_pins(*one, tmp_path / "-".join(one)), asked)
        assert list(chain.from_iterable(found)) == []


def test_a_pin_without_a_wheel_for_a_python_is_noticed(tmp_path: Path) -> None:
    """cffi 1.15.1 has wheels up to CPython 3.11 and for none later."""
    pins = tmp_path / "old.txt"
    pins.write_text(f"cffi==1.15.1 --hash=sha256:{OLD}\n")
    done = chosen(pins, "3.13", tmp_path / "target")
    assert done.returncode != 0
    assert "cffi==1.15.1 has no usable wheels" in done.stderr


def test_readme_promises_what_was_chosen_for() -> None:
    assert f"Python {PYTHONS[0]} or newer" in (ROOT / "README.md").read_text(encoding="utf-8")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'requires-python = ">={PYTHONS[0]}"' in project
