"""The made-up council's form, filled in and read back as its readers would."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Any

import pikepdf
from msgspec import structs

from app.domain.pages import label_stored_fields
from content import pack_loader
from content.council_forms import CouncilForm
from referral_forms.council.filled_council_form import fill_council_form
from referral_forms.filled_form import Answer
from referral_forms.forms import SUMMARY
from tests.unit.referral_forms.sample_forms import META, POLISH

FORM: CouncilForm = pack_loader.load_pack("example_authority").council_forms["front_door"]
ABOUT = structs.replace(META, children=(POLISH,))
NOT_KNOWN = "Not recorded"


def answer(key: str, text: str = "", **more: Any) -> Answer:
    """An answer about the child of the paper, if its question is asked once a child."""
    own = key.split(".", 1)[0] in {"child", "about_child", "family", "wishes"}
    return Answer(key, text=text, **{"child": POLISH if own else "", **more})


def filled(*answers: Answer, form: CouncilForm = FORM, meta=ABOUT, words: str | None = None):
    """The bytes of the filled form."""
    return fill_council_form(form, SUMMARY, label_stored_fields(), answers, meta, words)[0]


def sheets(*answers: Answer):
    """The paper behind the form."""
    return fill_council_form(FORM, SUMMARY, label_stored_fields(), answers, ABOUT)[1]


def rows(paper) -> dict[str, list[str]]:
    """Every row of the sheets: "heading of its part / key" to what is printed there."""
    return {
        f"{part.heading} / {row.key}": [one.text for one in row.answers]
        for block in paper.blocks
        for part in block.parts
        for row in part.rows
    }


def boxes(data: bytes) -> dict[str, pikepdf.Dictionary]:
    """The fields of a form by their full names."""
    fields = _opened(data).Root.AcroForm.Fields
    return {name: one for top in fields for name, one in _named(top, "")}


@lru_cache(maxsize=8)
def _opened(data: bytes) -> pikepdf.Pdf:
    """Kept open: what is taken out of a closed file is gone."""
    return pikepdf.open(BytesIO(data))


def _named(node: Any, above: str):
    name = ".".join(filter(None, (above, str(node.get("/T", "")))))
    kids = [kid for kid in node.get("/Kids", []) if "/T" in kid]
    if not kids:
        yield name, node
    for kid in kids:
        yield from _named(kid, name)


def value(data: bytes, name: str) -> str:
    """What one box holds."""
    return str(boxes(data)[name].get("/V", ""))


def remade(change) -> CouncilForm:
    """The form after `change` was done to its PDF."""
    out = BytesIO()
    with pikepdf.open(BytesIO(FORM.data)) as pdf:
        change(pdf)
        pdf.save(out)
    return structs.replace(FORM, data=out.getvalue())
