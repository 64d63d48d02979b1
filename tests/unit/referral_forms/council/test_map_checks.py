"""A map that does not fit its PDF or our questions is named with file, key and cure."""

from __future__ import annotations

import runpy
import shutil
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from msgspec import structs

from app.domain.pages import label_stored_fields
from content import pack_loader
from content.council_forms import CouncilForm, FormBox
from referral_forms.council import blank_form, map_checks
from referral_forms.forms import SUMMARY
from tests.unit.referral_forms.council.example_council import FORM, remade

ROOT = Path(__file__).parents[4]
TOKENS = {"now.danger_now": ("yes", "no", "unsure"), "about_child.looked_after": ("yes", "no")}


def faults(form: CouncilForm) -> list[str]:
    return [
        str(f)
        for f in map_checks.find_map_faults(
            form, map_checks.list_askable_keys(label_stored_fields(), SUMMARY), TOKENS
        )
    ]


def with_box(name: str, **more: Any) -> CouncilForm:
    """The form with one box of its map changed, or added."""
    old = FORM.boxes.get(name, FormBox(keys=("account.seen",), label="New"))
    return structs.replace(FORM, boxes={**FORM.boxes, name: structs.replace(old, **more)})


def test_the_made_up_form_has_no_fault():
    assert faults(FORM) == []


WRONG = {
    "is not a question": with_box("you_saw", keys=("account.sene",)),
    "account.sene is not a question": with_box("you_saw", keys=("account.sene",)),
    "the PDF has no such box": with_box("you_sow"),
    "boxes.'you_sow': the PDF has no such box. Write you_saw, if you mean": with_box("you_sow"),
    "by_hand.'offic': the PDF has no such box. Write office": structs.replace(
        FORM, by_hand={**FORM.by_hand, "offic": "Theirs"}
    ),
    "asks for nothing, or has no label": with_box("you_saw", keys=()),
    "is a box for text": with_box("you_saw", tick=("yes",)),
    "does not fit into the box": with_box("home1_age", blank="Not known at time of referral. " * 3),
    "has no room for a day written so": with_box("Child.born", day="%A %d %B %Y"),
    "ticks for more than one question": with_box(
        "danger", keys=("now.danger_now", "now.where_now")
    ),
    "maybe is not an answer to now.danger_now": with_box(
        "danger", options={**FORM.boxes["danger"].options, "maybe": "Yes"}
    ),
    "has no place for unsure": with_box("danger", options={"yes": "Yes", "no": "No"}),
    "Perhaps is not a state of the box": with_box(
        "danger", options={"yes": "Perhaps", "no": "No", "unsure": ""}
    ),
    "does not say which answers it is for": with_box("why_hurt", tick=()),
    "is neither mapped nor left out": structs.replace(FORM, by_hand={"office": "Theirs"}),
    "is mapped and left to people": structs.replace(
        FORM, by_hand={**FORM.by_hand, "you_saw": "People write it"}
    ),
    "gives no reason": structs.replace(FORM, by_hand={**FORM.by_hand, "office": " "}),
    "is needed by the council and not mapped": structs.replace(
        FORM,
        boxes={name: box for name, box in FORM.boxes.items() if name != "your_name"},
        by_hand={**FORM.by_hand, "your_name": "Later"},
    ),
}


@pytest.mark.parametrize("words", WRONG)
def test_a_wrong_map_is_named_with_file_key_and_cure(words: str):
    found = [line for line in faults(WRONG[words]) if words in line]
    assert found, faults(WRONG[words])
    assert found[0].startswith("example_authority/forms.toml: council_forms.front_door.")
    assert found[0].rstrip(".").count(". ") >= 1


def _hidden(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.Fields[0].F = 2


def _off_the_page(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[0].Annots


def _tiny(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.Fields[0].Rect = pikepdf.Array([10, 10, 24, 16])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_hidden, "is not on any page, or is hidden"),
        (_off_the_page, "is not on any page, or is hidden"),
        (_tiny, "has too little room"),
    ],
)
def test_a_box_that_nobody_could_read_is_named(change, words: str):
    assert any("boxes.'your_name'" in line and words in line for line in faults(remade(change)))


def _xfa(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.XFA = pdf.make_stream(b"<xdp/>")


def _flat(pdf: pikepdf.Pdf) -> None:
    _empty(pdf)
    del pdf.Root.AcroForm


def _empty(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.Fields = pikepdf.Array()
    for page in pdf.pages:
        del page.Annots


@pytest.mark.parametrize(
    ("change", "words"),
    [(_xfa, blank_form.XFA_FORM), (_flat, blank_form.NO_BOXES), (_empty, blank_form.NO_BOXES)],
)
def test_what_cannot_be_filled_in_is_refused_and_offers_the_summary(change, words):
    with pytest.raises(blank_form.NotFillableError) as caught:
        blank_form.read_blank_boxes(remade(change).data)
    assert str(caught.value) == words
    assert "Send the summary instead." in words
    assert len(faults(remade(change))) == 1


def test_a_locked_or_broken_pdf_is_refused_too(tmp_path: Path):
    path = tmp_path / "locked.pdf"
    with pikepdf.open(ROOT / "content/packs/example_authority/front_door.pdf") as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="x", user="", R=6))
    with pytest.raises(blank_form.NotFillableError, match="It is locked"):
        blank_form.read_blank_boxes(path.read_bytes())
    for data in (b"", b"%PDF-1.7", b"hello", FORM.data[: len(FORM.data) // 2], b"\0" * 999):
        with pytest.raises(blank_form.NotFillableError):
            blank_form.read_blank_boxes(data)


def test_fields_that_point_to_themselves_end():
    def looped(pdf: pikepdf.Pdf) -> None:
        field = pdf.Root.AcroForm.Fields[0]
        field.Kids = pikepdf.Array([field])

    assert "your_role" in blank_form.read_blank_boxes(remade(looped).data)


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    return Path(shutil.copytree(pack_loader.PACKS, tmp_path / "packs"))


def lose_form(packs: Path) -> str:
    """Return why the form is not used. Every line of its council is there as before."""
    pack = pack_loader.load_pack_from(packs, "example_authority")
    assert pack.contacts == pack_loader.load_pack("example_authority").contacts
    assert dict(pack.council_forms) == {}
    return str(pack.wrong_forms["front_door"].fault)


def change_map(packs: Path, old: str, new: str) -> None:
    path = packs / "example_authority" / "forms.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_another_version_of_the_pdf_is_not_used_and_takes_no_number(packs: Path):
    path = packs / "example_authority" / "front_door.pdf"
    path.write_bytes(path.read_bytes() + b"\n")
    assert ": council_forms.front_door.sha256: the PDF is another" in lose_form(packs)


@pytest.mark.parametrize("name", ["none.pdf", "../example_authority/front_door.pdf", "."])
def test_a_pdf_that_is_not_next_to_its_map_takes_no_number(packs: Path, name: str):
    change_map(packs, '"front_door.pdf"', f'"{name}"')
    assert f"front_door.pdf: there is no PDF '{name}'. Put it next" in lose_form(packs)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('pdf = "front_door.pdf"', "", "front_door.pdf: is missing. Add the name of the PDF"),
        ('label = "Why?"', 'label = "Why?"\nscore = 3', "score: there is no such key"),
        (
            'source = "example"',
            'source = "nowhere"',
            "source: 'nowhere' is not in [sources]",
        ),
        ("since = 2026-09-01", "", "front_door.since: is missing"),
        ("review_by = 2027-11-24", 'review_by = "soon"', "'soon' is not a date"),
    ],
)
def test_a_wrong_map_takes_no_number(packs: Path, old: str, new: str, said: str):
    change_map(packs, old, new)
    assert said in lose_form(packs)


def test_a_form_that_is_no_table_takes_no_number(packs: Path):
    words = "[council_forms]\nfront_door = 3\n"
    (packs / "example_authority" / "forms.toml").write_text(words, encoding="utf-8")
    assert "front_door: is not a table. Write [council_forms.front_door]" in lose_form(packs)


def test_a_form_that_is_mapped_twice_takes_no_number(packs: Path):
    folder = packs / "example_authority"
    shutil.copy(folder / "forms.toml", folder / "forms-old.toml")
    assert ": council_forms.front_door: also in example_authority/f" in lose_form(packs)


def test_a_pdf_that_cannot_be_read_takes_no_number(packs: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(_: Path) -> bytes:
        raise PermissionError("not for this server")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert "front_door.pdf: cannot be read. Let the server read it." in lose_form(packs)


def test_the_form_in_the_pack_is_what_its_script_draws(tmp_path: Path):
    made = runpy.run_path(str(ROOT / "tools" / "make_example_form.py"))
    made["write_form"](tmp_path / "form.pdf")
    assert (tmp_path / "form.pdf").read_bytes() == FORM.data
