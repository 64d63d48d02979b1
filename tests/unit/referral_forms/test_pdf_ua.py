"""Every PDF that claims to be PDF/UA-1 passes the validator that we have, and what it leaves out.

The validator decides 16 of the 106 rules that a machine can check. docs/decisions/0069 says what
else was run once, and what was not. Next to it are rules of ours: fonts, levels of headings,
links and drawings.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pikepdf
from msgspec import structs
from pdfua import validate

from referral_forms.completion_sheet import render_completion_pdf
from referral_forms.filled_form import FilledPaper
from referral_forms.summary_pdf import render_paper_pdf
from referral_forms.workbook.workbook_pdf import render_workbook_pdf
from tests.support.golden_papers import Golden, drawn, every
from tests.support.golden_papers import paper as golden_paper
from tests.unit.referral_forms.sample_forms import ARABIC, CHILD_WORDS, FULL, answer, paper
from tests.unit.referral_forms.test_completion_sheet import record
from tests.unit.referral_forms.test_tagged_pdf import HEBREW, PASSPHRASE, URDU, find_runs
from tests.unit.referral_forms.workbook.test_workbook_layout import whole

LONG = "forty_pages"
Tree = Iterator[tuple[str, pikepdf.Object]]


def practice(made: FilledPaper) -> FilledPaper:
    return structs.replace(made, meta=structs.replace(made.meta, watermark="PRACTICE"))


def right_to_left(words: str) -> bytes:
    """A document whose child, words, person of concern and danger are in another script."""
    return render_paper_pdf(
        paper(
            answer("now.danger_why", words),
            answer("child.name", words, child=words),
            answer("account.child_words", f"{words}\n{CHILD_WORDS}"),
            answer("people.name_or_nickname", words, item=1, item_label=words),
            answer("wishes.child_wishes", words, child=words),
        )
    )


def documents() -> Iterator[tuple[str, bytes]]:
    """Every kind of PDF that is ours from the first page to the last."""
    some = [one for one in every() if one.case != LONG and one.child == "c1"]
    yield from ((one.name, drawn(one)) for one in some)
    yield "every answer", render_paper_pdf(paper(*FULL))
    yield "no answer", render_paper_pdf(paper())
    yield "practice", render_paper_pdf(practice(golden_paper(Golden("full", "summary", "c1"))))
    yield from ((words, right_to_left(words)) for words in (ARABIC, HEBREW, URDU))
    yield "completion record", render_completion_pdf(record(learner=ARABIC))
    yield "workbook", render_workbook_pdf(whole())
    yield "locked", render_paper_pdf(paper(*FULL), PASSPHRASE)


def test_no_document_that_claims_pdf_ua_has_a_fault(tmp_path: Path, monkeypatch):
    # The validator has no way to give a passphrase.
    monkeypatch.setattr("pdfua.document.Pdf", SimpleNamespace(open=open_as_reader))
    faults = [f"{name}: {fault}" for name, data in documents() for fault in find(data, tmp_path)]
    assert faults == []


def find(data: bytes, folder: Path) -> Iterator[str]:
    """Yield every fault of a document as it is handed over, also of one that is locked."""
    path = folder / "handed-over.pdf"
    path.write_bytes(data)
    for fault in validate(str(path)).findings:
        yield f"{fault.rule_id} {fault.location.describe()}: {fault.message}"
    with open_as_reader(path) as pdf:
        yield from find_own_faults(pdf)


def open_as_reader(path: str | Path) -> pikepdf.Pdf:
    """Open a document, with the passphrase where it is locked."""
    locked = b"/Encrypt" in Path(path).read_bytes()
    return pikepdf.open(path, password=PASSPHRASE if locked else "")


def find_own_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield what a screen reader would stumble over and the validator does not look at."""
    if pdf.open_metadata().get("pdfuaid:part") != "1":
        yield "it does not claim to be PDF/UA-1"
    if not pdf.allow.accessibility:
        yield "its lock keeps screen readers out"
    for place, page in enumerate(pdf.pages, 1):
        if find_runs(page)[1]:
            yield f"page {place}: something is drawn outside of any mark"
        for name, font in page.resources.get("/Font", {}).items():
            if "/FontFile2" not in font.get("/FontDescriptor", {}) or "/ToUnicode" not in font:
                yield f"page {place}: {name} is not embedded, or its characters have no meaning"
    elements = list(walk(pdf.Root.StructTreeRoot.K))
    yield from find_heading_jumps([role for role, _ in elements])
    for role, element in elements:
        yield from find_element_faults(role, element)


def walk(kids: pikepdf.Object) -> Tree:
    """Yield each element with its role, in the order of reading."""
    for kid in kids:
        if "/S" in kid:
            yield str(kid.S).removeprefix("/"), kid
            yield from walk(kid.get("/K", []))


def find_heading_jumps(roles: list[str]) -> Iterator[str]:
    level = 0
    for role in roles:
        if role[0] == "H" and role[1:].isdigit():
            if int(role[1:]) > level + 1:
                yield f"{role} comes after H{level}"
            level = int(role[1:])


def find_element_faults(role: str, element: pikepdf.Object) -> Iterator[str]:
    kids = [kid for kid in element.K if kid.get("/Type") == "/OBJR"]
    if not len(element.K):
        yield f"an empty {role}"
    if role == "Link" and not (
        kids and all(str(kid.Obj.get("/Contents", "")).strip() for kid in kids)
    ):
        yield "a link that says not where it leads"
    if role == "Figure" and not (str(element.get("/Alt", "")).strip() and "/BBox" in element.A):
        yield "a drawing without words"
    if role == "LI" and [str(kid.S) for kid in element.K][-1] != "/LBody":
        yield "an item without a body"
    if role == "TR" and [str(kid.S) for kid in element.K] != ["/TH", "/TD"]:
        yield "a row that is not a heading and an answer"
