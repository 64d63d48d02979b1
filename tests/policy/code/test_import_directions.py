"""The directions of the house hold: each contract of pyproject.toml, over every module."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ("app", "audit", "content", "referral_forms")
LINT = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(LINT, cwd=folder, capture_output=True, text=True)


def copied(folder: Path) -> Path:
    """The packages without their data: enough to read their imports."""
    for path in (ROOT / name for name in PACKAGES):
        for source in path.rglob("*.py"):
            target = folder / source.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
    (folder / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    return folder


def test_every_import_points_downward():
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_import_that_points_upward_is_found(tmp_path):
    folder = copied(tmp_path)
    faults = {
        "app/domain/fault.py": "import app.services",
        "app/services/fault.py": "import flask",
        "app/review/fault.py": "import app.models\nimport cryptography",
        "app/recording/fault.py": "import app.review",
        "app/access/fault.py": "import reportlab",
        "content/fault.py": "import audit",
        "app/oversight/fault.py": "import pypdf",
        "referral_forms/fault.py": "import pyrage",
    }
    for name, text in faults.items():
        (folder / name).write_text(f'"""A fault."""\n\n{text}\n', encoding="utf-8")
    said = lint(folder).stdout
    for name in faults:
        module = name.removesuffix(".py").replace("/", ".")
        assert f"{module} ->" in said, f"{module} went unnoticed:\n{said}"
