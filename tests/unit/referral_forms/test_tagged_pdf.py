"""The PDF is tagged: everything drawn is content with a place in the structure, or an artifact."""

from io import BytesIO

import pikepdf
import pytest

from referral_forms.completion_sheet import render_completion_pdf
from referral_forms.composing.tag_tree import LANGUAGE_UNKNOWN
from referral_forms.summary_pdf import render_paper_pdf
from tests.unit.referral_forms.sample_forms import ARABIC, CHILD_WORDS, FULL, answer, paper
from tests.unit.referral_forms.test_completion_sheet import record

HEBREW = "הוא אמר לי לא לספר"
URDU = "اس نے کہا کسی کو مت بتانا"
PASSPHRASE = "heron lantern gravel sunday mitten"  # noqa: S105 made up, locks nothing real
SHOW, PAINT = {"Tj", "TJ", "'", '"'}, {"S", "f", "B", "s", "b"}
FULL_PDF = render_paper_pdf(paper(*FULL))


def find_runs(page: pikepdf.Page) -> tuple[list[int], list[str], list[str]]:
    """The numbers of marked runs, what is drawn outside of any mark, and texts to be read."""
    numbers: list[int] = []
    outside: list[str] = []
    texts: list[str] = []
    depth = 0
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        depth += (name in {"BDC", "BMC"}) - (name == "EMC")
        if name == "BDC":
            numbers += [int(operands[1]["/MCID"])] if "/MCID" in operands[1] else []
            texts.append(str(operands[1].get("/ActualText", "")))
        elif name in SHOW | PAINT and depth == 0:
            outside.append(name)
    assert depth == 0, "a mark stays open"
    return numbers, outside, texts


def list_elements(element: pikepdf.Object) -> list[str]:
    """The roles of an element and of all below it, in the order of reading."""
    found = [str(element.S).removeprefix("/")]
    for kid in element.K if isinstance(element.K, pikepdf.Array) else ():
        if kid.get("/S"):
            found += list_elements(kid)
    return found


def read_structure(data: bytes, passphrase: str = "") -> list[str]:
    with pikepdf.open(BytesIO(data), password=passphrase) as pdf:
        return list_elements(pdf.Root.StructTreeRoot.K[0])


@pytest.mark.parametrize(
    "data", [FULL_PDF, render_paper_pdf(paper()), render_completion_pdf(record())]
)
def test_nothing_is_drawn_outside_a_tag_or_an_artifact(data: bytes):
    with pikepdf.open(BytesIO(data)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        tree = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        for place, page in enumerate(pdf.pages):
            numbers, outside, _ = find_runs(page)
            assert outside == []
            assert numbers == list(range(len(numbers)))
            assert page.obj.StructParents == tree[2 * place] == place
            assert len(tree[2 * place + 1]) == len(numbers)


def test_the_structure_has_headings_tables_quotes_and_nothing_empty():
    roles = read_structure(FULL_PDF)
    assert roles[:3] == ["Document", "H1", "P"]
    assert {"H2", "H3", "Table", "TR", "TH", "TD", "BlockQuote"} <= set(roles)
    assert roles.count("TR") == roles.count("TH") == roles.count("TD")
    signs = [
        answer("indicators.indicator", f"Sign {item}", item=item, group="Harm") for item in (1, 2)
    ]
    listed = read_structure(render_paper_pdf(paper(*signs)))
    assert (listed.count("L"), listed.count("LI"), listed.count("LBody")) == (1, 2, 2)


@pytest.mark.parametrize("words", [ARABIC, HEBREW, URDU])
def test_what_is_drawn_from_right_to_left_is_read_as_it_was_written(words: str):
    data = render_paper_pdf(paper(answer("account.child_words", words)))
    with pikepdf.open(BytesIO(data)) as pdf:
        texts = [text for page in pdf.pages for text in find_runs(page)[2]]
    assert words in texts


def list_foreign(element: pikepdf.Object) -> list[str]:
    """The roles of the elements whose language is not English."""
    own = [str(element.S)] if str(element.get("/Lang", "")) == LANGUAGE_UNKNOWN else []
    return own + [role for kid in element.K if kid.get("/S") for role in list_foreign(kid)]


def test_no_one_is_told_that_another_language_is_english():
    data = render_paper_pdf(
        paper(
            answer("account.child_words", CHILD_WORDS),
            answer("account.child_words_original", "nie mów mamie"),
            answer("child.name", ARABIC, child=ARABIC),
            answer("people.name_or_nickname", HEBREW, item=1, item_label=HEBREW),
        )
    )
    with pikepdf.open(BytesIO(data)) as pdf:
        assert sorted(list_foreign(pdf.Root.StructTreeRoot.K[0])) == ["/H3", "/P", "/P", "/P"]


def test_a_locked_file_has_the_same_structure():
    locked = render_paper_pdf(paper(*FULL), PASSPHRASE)
    assert read_structure(locked, PASSPHRASE) == read_structure(FULL_PDF)
    with pikepdf.open(BytesIO(locked), password=PASSPHRASE) as pdf:
        assert pdf.allow.accessibility
        assert pdf.open_metadata().get("pdfuaid:part") == "1"
