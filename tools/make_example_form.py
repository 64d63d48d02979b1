"""Draw the form of the made-up authority: a real AcroForm PDF, as councils publish them.

    .venv/bin/python tools/make_example_form.py

writes content/packs/example_authority/front_door.pdf, the same bytes each time. The map beside it,
forms.toml, holds its hash. Nothing in it is copied from a council.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

TARGET = Path(__file__).parents[1] / "content/packs/example_authority/front_door.pdf"
LEFT, RIGHT = 42.0, A4[0] - 42.0
INK, LINE, PALE = Color(0.1, 0.1, 0.1), Color(0.35, 0.35, 0.4), Color(0.94, 0.95, 0.97)
TITLE = "Example Front Door: request for service"
LINE_HIGH, GAP = 18.0, 8.0


class Text(NamedTuple):
    """A box for text. `share` is its part of the row; `high` its height in points."""

    name: str
    label: str
    share: float = 1.0
    high: float = LINE_HIGH
    flags: str = ""
    cells: int = 0


class Tick(NamedTuple):
    """A check box."""

    name: str
    label: str
    share: float = 1.0


class Radio(NamedTuple):
    """One question with one answer."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    share: float = 1.0


class List(NamedTuple):
    """A list to choose from."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    share: float = 1.0


Field = Text | Tick | Radio | List
Rows = tuple[tuple[Field, ...], ...]

MANY, NEEDED = "multiline", "required"
YES_NO = (("Yes", "Yes"), ("No", "No"))
UNSURE = ("Unsure", "Not sure")
PLANS = (
    ("UNSET", "Choose one"), ("CP", "Child protection"), ("CIN", "Child in need"), ("NONE", "None")
)  # fmt: skip

ASKING: Rows = (
    (Text("your_name", "Your name", 0.5, flags=NEEDED), Text("your_role", "Role", 0.5)),
    (Text("organisation", "Organisation", 0.5), Text("contact", "Phone and e-mail", 0.5)),
    (Text("your_reference", "Your reference", 0.4), Text("made_on", "Date", 0.3)),
)
CHILD: Rows = (
    (
        Text("Child.name", "Name", 0.6, flags=NEEDED),
        Text("Child.born", "Date of birth (DDMMYYYY)", 0.4, cells=8),
    ),
    (Text("Child.known_as", "Also known as", 0.6), Text("Child.age", "Age", 0.4)),
    (
        Text("Child.address", "Address", 0.6, 44, MANY),
        Text("Child.school", "School", 0.4, 44, MANY),
    ),
    (
        Text("Child.language", "First language", 0.5),
        Text("Child.needs", "How they communicate", 0.5),
    ),
    (
        List("Child.plan", "Is there a plan?", PLANS, 0.5),
        Radio("Child.in_care", "In care?", YES_NO, 0.5),
    ),
)
DANGER: Rows = (
    (Radio("danger", "Is anybody in danger now?", (*YES_NO, UNSURE, ("NotKnown", "Not known"))),),
    (
        Tick("why_hurt", "Hurt", 0.25),
        Tick("why_missing", "Missing", 0.25),
        Tick("why_person", "The person is near", 0.25),
        Tick("why_life", "May end their life", 0.25),
    ),
    (Text("where_now", "Where is the child now?", 0.6), Text("leaves_at", "Leaves at", 0.4)),
)
HOME: Rows = (
    *(
        (
            Text(f"home{row}_name", "Name", 0.4),
            Text(f"home{row}_who", "Who they are", 0.3),
            Text(f"home{row}_age", "Age", 0.3),
        )
        for row in (1, 2)
    ),
    (Text("other_children", "Other children in this concern"),),
)
HAPPENED: Rows = (
    (Text("child_said", "What the child said, in their words", 1.0, 150, MANY),),
    (
        Text("you_saw", "What you saw", 0.5, 90, MANY),
        Text("others_said", "What others said", 0.5, 90, MANY),
    ),
    (Text("you_worry", "What worries you", 1.0, 60, MANY),),
    (Text("people", "People you are worried about", 1.0, 60, MANY),),
)
FAMILY: Rows = (
    (Radio("safe_to_tell", "Is it safe to tell the family?", (*YES_NO, UNSURE)),),
    (Text("safe_why", "Why?", 1.0, 44, MANY),),
    (Text("child_wants", "What the child wants", 1.0, 44, MANY),),
)
LAST: Rows = (
    (Text("signature", "Signature of the person asking", 0.6), Text("office", "Office use", 0.4)),
)
PAGES: tuple[tuple[tuple[str, Rows], ...], ...] = (
    (
        ("1. Who is asking", ASKING),
        ("2. The child", CHILD),
        ("3. Danger now", DANGER),
        ("4. The people at home", HOME),
    ),
    (("5. What happened", HAPPENED), ("6. The family", FAMILY), ("7. For the Front Door", LAST)),
)


def write_form(target: Path) -> None:
    """Write the form to a file."""
    canvas = Canvas(str(target), pagesize=A4, invariant=1, lang="en-GB")
    canvas.setTitle(TITLE)
    canvas.setAuthor("Example Authority (made up)")
    for number, sections in enumerate(PAGES, 1):
        _page(canvas, number, sections)
        canvas.showPage()
    canvas.save()


def _page(canvas: Canvas, number: int, sections: tuple[tuple[str, Rows], ...]) -> None:
    y = A4[1] - 44
    if number == 1:
        canvas.setFont("Helvetica-Bold", 17)
        canvas.drawString(LEFT, y - 6, TITLE)
        canvas.setFont("Helvetica", 9)
        canvas.drawString(
            LEFT, y - 22, "Made up, for practice and tests. Ring first: 01632 960101."
        )
        y -= 42
    for heading, rows in sections:
        canvas.setFillColor(INK)
        canvas.setFont("Helvetica-Bold", 11)
        canvas.drawString(LEFT, y - 10, heading)
        y -= 16
        for row in rows:
            y = _row(canvas, y, row)
        y -= 8
    canvas.setFont("Helvetica", 8)
    canvas.drawString(LEFT, 30, f"Version 3, September 2026. Page {number} of {len(PAGES)}")


def _row(canvas: Canvas, y: float, row: tuple[Field, ...]) -> float:
    x = LEFT
    wide = RIGHT - LEFT + GAP
    high = max(getattr(one, "high", LINE_HIGH) for one in row)
    ticks = all(isinstance(one, Tick) for one in row)
    foot = y - high - (0 if ticks else 12)
    for one in row:
        width = wide * one.share - GAP
        canvas.setFillColor(INK)
        canvas.setFont("Helvetica", 8)
        if not ticks:
            canvas.drawString(x, y - 8, one.label)
        _box(canvas, one, x, foot, width)
        x += width + GAP
    return foot - 5


def _box(canvas: Canvas, one: Field, x: float, y: float, width: float) -> None:
    form = canvas.acroForm
    if isinstance(one, Text):
        flags = " ".join(filter(None, (one.flags, "comb" if one.cells else "")))
        form.textfield(
            name=one.name, tooltip=one.label, x=x, y=y, width=width, height=one.high, fontSize=10,
            borderWidth=0.5, borderColor=LINE, fillColor=PALE, fieldFlags=flags,
            maxlen=one.cells or None,
        )  # fmt: skip
    elif isinstance(one, List):
        form.choice(
            name=one.name, tooltip=one.label, x=x, y=y, width=width, height=LINE_HIGH, fontSize=10,
            borderWidth=0.5, borderColor=LINE, fillColor=PALE, value="UNSET",
            options=[(label, value) for value, label in one.choices],
        )  # fmt: skip
    elif isinstance(one, Tick):
        form.checkbox(
            name=one.name, tooltip=one.label, x=x, y=y + 2, size=13, borderWidth=0.5,
            borderColor=LINE, fillColor=PALE, fieldFlags="",
        )  # fmt: skip
        canvas.drawString(x + 18, y + 6, one.label)
    else:
        _radios(canvas, one, x, y)


def _radios(canvas: Canvas, one: Radio, x: float, y: float) -> None:
    for value, label in one.choices:
        canvas.acroForm.radio(
            name=one.name, tooltip=one.label, value=value, selected=False, x=x, y=y + 2, size=13,
            borderWidth=0.5, borderColor=LINE, fillColor=PALE, shape="circle", buttonStyle="circle",
            fieldFlags="noToggleToOff radio",
        )  # fmt: skip
        canvas.setFillColor(INK)
        canvas.drawString(x + 18, y + 6, label)
        x += 78


if __name__ == "__main__":
    write_form(TARGET)
