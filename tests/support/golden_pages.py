"""A paper's pages as files that can be frozen: what is read on them, and where ink stands.

Text is what `pdftotext -layout` reads, with runs of spaces made one width, since only those differ
between its versions. Ink is how dark each place of a page is when `pdftoppm` draws it, and where in
that place the dark begins. A page is cut into three columns and into steps half a line of text
high; each place is three hexadecimal digits: its shade, and points from the left of its column.
Another version may draw a letter's edge a little lighter or a point further, and few places differ
by more; a line that moved by a quarter of its height, or a block by the width of a letter, is more.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.machine.needed_programs import program
from tests.unit.referral_forms.document_text import faults

DPI = 72
"""A pixel is a point."""
STEP = 6
COLUMNS = (0.0, 0.36, 0.62, 1.0)
"""Questions, the beginnings of answers, and the rest: a text that changes sides changes columns."""
DARKEST = 96
"""A place that is this dark on average, of 255, has the last shade."""
NEAR = 2
"""Shades that a place may differ by."""
BESIDE = 3
"""Points that its beginning may differ by, where it is dark enough to begin somewhere."""
DARK, INKED = 96, 3
"""From how dark a pixel counts as ink, of 255; from which shade a place begins somewhere."""
FEW = 0.02
"""Share of a page's inked places that may differ by more: rounding at the edges of letters."""


def write(folder: Path, name: str, pdf: bytes) -> Path:
    """Freeze a paper; returns its path without an ending."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_suffix(".txt").write_text(text(pdf), encoding="utf-8")
    path.with_suffix(".ink").write_text("\f".join(ink(pdf)), encoding="ascii")
    return path


def text(pdf: bytes) -> str:
    """What is read on each page, parted by form feeds. The file is checked to be sound first."""
    assert faults(pdf) == ""
    read = _run("pdftotext", pdf, "-layout", "-enc", "UTF-8").decode("utf-8")
    lines = (re.sub(" {2,}", "   ", line.rstrip()) for line in read.split("\n"))
    return "\n".join(line for line in lines if line.strip(" "))


def ink(pdf: bytes) -> list[str]:
    """The shades of each page: a line of text for each step down the page, a digit a column."""
    images = _run("pdftoppm", pdf, "-r", str(DPI), "-gray")
    return [_places(*image) for image in _images(images)]


def moved(now: str, frozen: str) -> list[str]:
    """Where ink of a page is not as it was frozen, as sentences; empty when it is."""
    rows, before = now.split("\n"), frozen.split("\n")
    if len(rows) != len(before):
        return [f"the page has {len(rows)} steps, not {len(before)}"]
    pairs = [
        (step, old, new)
        for step, (one, other) in enumerate(zip(before, rows, strict=True))
        for old, new in zip(one.split(), other.split(), strict=True)
    ]
    inked = sum(old[0] != "0" for _, old, _ in pairs)
    far = [step for step, old, new in pairs if _differ(old, new)]
    if len(far) <= FEW * inked:
        return []
    return [f"{len(far)} of {inked} places differ, the first {far[0] * STEP} points from the top"]


def _differ(old: str, new: str) -> bool:
    shades = [int(one[0], 16) for one in (old, new)]
    if abs(shades[0] - shades[1]) > NEAR:
        return True
    begins = [int(one[1:], 16) for one in (old, new)]
    return min(shades) >= INKED and abs(begins[0] - begins[1]) > BESIDE


def _places(width: int, height: int, pixels: bytes) -> str:
    edges = [round(share * width) for share in COLUMNS]
    spans = list(zip(edges, edges[1:], strict=False))
    lines = [pixels[row * width : (row + 1) * width] for row in range(height)]
    return "\n".join(
        " ".join(_place([line[a:b] for line in lines[top : top + STEP]]) for a, b in spans)
        for top in range(0, height, STEP)
    )


def _place(lines: list[bytes]) -> str:
    """Shade of some lines of pixels, and the first of them that is dark in any line."""
    pixels = b"".join(lines)
    dark = 255 - sum(pixels) / len(pixels)
    shade = min(round(dark * 15 / DARKEST), 15)
    begin = [at for line in lines if (at := line.translate(_IS_DARK).find(1)) >= 0]
    return f"{shade:x}{min((*begin, 255)):02x}"


_IS_DARK = bytes(shade < 255 - DARK for shade in range(256))
"""For each shade of a pixel, whether it is dark."""


def _images(data: bytes) -> list[tuple[int, int, bytes]]:
    """Width, height and pixels of each picture: several, one behind another (netpbm, P5)."""
    found, at = [], 0
    while head := re.compile(rb"P5\s(\d+)\s(\d+)\s255\s").match(data, at):
        width, height = int(head[1]), int(head[2])
        found.append((width, height, data[head.end() : head.end() + width * height]))
        at = head.end() + width * height
    assert at == len(data)
    return found


def _run(name: str, pdf: bytes, *options: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "paper.pdf"
        path.write_bytes(pdf)
        after = ["-"] if name == "pdftotext" else []
        command = [program(name, "poppler-utils"), *options, path, *after]
        done = subprocess.run(command, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout
