"""Read a paper back with the programs that its readers would use.

pdftotext shows each run of white space as one space or a line end, and a word broken over two
lines as two words. The only normalisation here is therefore to leave white space out on both
sides: every other character, and their order, must come back as written. White space itself is
checked with pypdf, which reads the drawn characters one by one.
"""

import subprocess
from collections.abc import Sequence
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
from pypdf import PdfReader

from referral_forms import fonts, sheets
from referral_forms.visible_text import make_visible
from tests.support.machine.needed_programs import program


def squash(text: str) -> str:
    """`text` without its white space."""
    return "".join(text.split())


def shown(text: str) -> str:
    """What a paper can show of `text`, without white space: the rest stands as codes."""
    return squash(fonts.replace_undrawable(make_visible(text)))


def body_text(pdf: bytes, passphrase: str = "") -> str:
    """Text between the head and foot lines of every sheet, in the order it was drawn."""
    top = round(sheets.HEIGHT - sheets.TOP) - 8
    height = round(sheets.TOP - sheets.BOTTOM) + 12
    crop = ["-x", "0", "-y", str(top), "-W", "596", "-H", str(height)]
    return _pdftotext(pdf, passphrase, "-raw", "-nopgbrk", *crop)


def whole_text(pdf: bytes, passphrase: str = "") -> str:
    """All text, head and foot lines included, as pdftotext gives it without options."""
    return _pdftotext(pdf, passphrase)


def raw_text(pdf: bytes) -> str:
    """All text of every page in the order it was drawn, head and foot lines included."""
    return _pdftotext(pdf, "", "-raw", "-nopgbrk")


def pages_text(pdf: bytes, passphrase: str = "") -> list[str]:
    """The same, page by page."""
    return _pdftotext(pdf, passphrase, "-raw").split("\f")[:-1]


def drawn_text(pdf: bytes) -> str:
    """All drawn characters with their white space."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def faults(pdf: bytes, passphrase: str = "") -> str:
    """What `qpdf --check` complains of; "" when the file is sound."""
    done = _run(program("qpdf", "qpdf"), pdf, "--check", f"--password={passphrase}")
    return "" if done.returncode == 0 else (done.stdout + done.stderr).decode("utf-8", "replace")


def _pdftotext(pdf: bytes, passphrase: str, *options: str) -> str:
    """pdftotext cuts a passphrase after 32 characters, so the lock is taken off first."""
    if passphrase:
        plain = BytesIO()
        with pikepdf.open(BytesIO(pdf), password=passphrase) as opened:
            opened.save(plain)
        pdf = plain.getvalue()
    done = _run(program("pdftotext", "poppler-utils"), pdf, "-enc", "UTF-8", *options, after=["-"])
    assert done.returncode == 0, done.stderr
    return done.stdout.decode("utf-8")


def _run(
    name: str, pdf: bytes, *options: str, after: Sequence[str] = ()
) -> subprocess.CompletedProcess[bytes]:
    """Run a program on a file: neither takes a locked PDF from a pipe."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "paper.pdf"
        path.write_bytes(pdf)
        return subprocess.run([name, *options, path, *after], capture_output=True, timeout=60)


TAGS = {
    "bdi", "blockquote", "dd", "div", "dl", "dt", "h2", "h3", "h4", "li", "p", "section", "span",
    "ul",
}  # fmt: skip
ATTRIBUTES = {"class", "id", "dir", "lang", "aria-labelledby"}
"""All that a fragment of ours is made of."""


class Seen(HTMLParser):
    """What a browser would find in a fragment: elements, attributes, texts by element."""

    def __init__(self, fragment: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(fragment)
        self.close()
        assert self._open == [], "an element stays open"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag != "bdi":  # a number in a text is a part of it
            self.texts.append((tag, ""))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, "elements close in order"

    def handle_data(self, data: str) -> None:
        parent = next((tag for tag in reversed(self._open) if tag != "bdi"), "")
        if parent and self.texts[-1][0] == parent:
            self.texts[-1] = (parent, self.texts[-1][1] + data)

    def of(self, tag: str) -> list[str]:
        """Texts of every element called `tag`."""
        return [text for name, text in self.texts if name == tag]

    def assert_ours(self) -> None:
        """Nothing that somebody typed became an element or an attribute."""
        assert {tag for tag, _ in self.elements} <= TAGS
        assert {name for _, found in self.elements for name in found} <= ATTRIBUTES
