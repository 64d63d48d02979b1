"""The summary PDF: three pages or more, encrypted with five spoken words."""

from __future__ import annotations

from io import BytesIO

import pikepdf
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from referral_forms import summary_pdf
from tests.bench.figures import Figure, ms, p50, p95, timed
from tests.unit.referral_forms.sample_forms import FULL, paper

RUNS = 40
PASSPHRASE = "orbit meadow saffron kettle lantern"  # noqa: S105 - of a made-up paper
LINE = "She arrived at twenty past one, later than the others, and sat by the door. "
LINES = 50
AT_LEAST = 3


def summary() -> list[Figure]:
    """p50 of a full summary, against plain lines over as many pages, encrypted alike."""
    pages = pages_of(ours_locked())
    ours = timed(ours_locked, RUNS)
    plainly = timed(lambda: _plain(pages), RUNS)
    return [
        Figure(
            f"summary PDF, {pages} pages, encrypted, p50",
            "≤ 120 ms",
            ms(p50(plainly)),
            ms(p50(ours)),
            f"{p50(ours) / p50(plainly):.1f}",
            p50(ours) <= 120,
            f"{RUNS} runs, p95 {ms(p95(ours))}; bare: reportlab's own font, no layout",
        )
    ]


def ours_locked() -> bytes:
    """The whole way from answers to bytes: filled, laid out, drawn, locked."""
    return summary_pdf.render_paper_pdf(paper(*FULL), PASSPHRASE)


def pages_of(data: bytes) -> int:
    """How many pages it has. Raises ValueError where it opens without the words, or is too short.

    What is measured must be what the figure is called.
    """
    try:
        pikepdf.open(BytesIO(data)).close()
    except pikepdf.PasswordError:
        with pikepdf.open(BytesIO(data), password=PASSPHRASE) as made:
            if made.encryption.R == 6 and len(made.pages) >= AT_LEAST:
                return len(made.pages)
    raise ValueError("no locked summary of three pages")


def _plain(pages: int) -> bytes:
    drawn, sealed = BytesIO(), BytesIO()
    canvas = Canvas(drawn, pagesize=A4)
    for _ in range(pages):
        for number in range(LINES):
            canvas.drawString(60, 780 - 14 * number, LINE)
        canvas.showPage()
    canvas.save()
    with pikepdf.open(drawn) as document:
        locks = pikepdf.Encryption(owner=PASSPHRASE, user=PASSPHRASE, R=6)
        document.save(sealed, encryption=locks)
    return sealed.getvalue()
