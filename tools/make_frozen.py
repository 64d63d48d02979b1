"""Write again everything that is made from the questions, the forms and the stored names.

    make frozen

Run it after a question, an option, a log action, an entry or a form was added. It adds, and never
loses or replaces what is frozen; where that would be needed it says which file to edit, and ends
with an error. Papers are drawn anew: look at their difference before you commit it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools import draw_layers, write_entry_schema, write_wire_names  # noqa: E402 - the path comes first
from tools.frozen import (  # noqa: E402 - the path comes first
    forms,
    question_forms,
    question_places,
    record_schema,
    record_vector,
)

Result = tuple[list[str], list[str]]
NO_POPPLER = "papers: pdftotext is missing, so none was drawn. Install poppler-utils"


def main() -> int:
    """Write each in turn, once every question has its place. Return 1 if a person must act."""
    faults = [
        *question_places.find_placing_faults(),
        *forms.find_unsettled_forms(forms.load_frozen_forms()),
    ]
    if not faults:
        faults = [fault for step in STEPS for fault in _told(step)]
    sys.stdout.writelines(f"TO DO {fault}\n" for fault in faults)
    sys.stdout.write("Then run this again.\n" if faults else "All is as the code says.\n")
    return 1 if faults else 0


def _told(step: Callable[[], Result]) -> list[str]:
    """Run one step, say what it added, and return what a person must do."""
    added, faults = step()
    sys.stdout.writelines(f"{line}\n" for line in added)
    sys.stdout.flush()
    return faults


def _papers() -> Result:
    git = shutil.which("git")
    if shutil.which("pdftotext") is None:
        return [], [NO_POPPLER]
    subprocess.run([sys.executable, "-m", "tests.support.golden_papers"], cwd=ROOT, check=True)
    if git is None:
        return ["papers: drawn again in tests/data/golden"], []
    command = [git, "diff", "--stat", "--", "tests/data/golden/*.txt"]
    told = subprocess.run(  # noqa: S603 - a fixed command
        command, cwd=ROOT, check=False, capture_output=True, text=True
    )
    return told.stdout.splitlines(), []


STEPS: tuple[Callable[[], Result], ...] = (
    record_schema.write_schema_rows,
    write_entry_schema.write_entry_schema,
    record_vector.write_missing_answers,
    question_forms.write_new_form,
    forms.write_new_versions,
    write_wire_names.write_wire_names,
    draw_layers.write_layers,
    _papers,
)

if __name__ == "__main__":
    sys.exit(main())
