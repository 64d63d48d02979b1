"""What the workbook says: whole for every authority, local nowhere, and true without the tool."""

import re
import tomllib
from xml.etree import ElementTree

import pytest

from content import pack_loader
from content.pack_files import PACKS
from content.pack_findings import list_all_findings, list_workbook_findings
from content.passages import Passage
from content.patterns import list_folded_words
from content.workbook import workbook_loader
from content.workbook.chapters import Chapter, Picture
from tests.unit.content.test_pack_findings import LATER, TODAY

NORTH, EXAMPLE = "north_lincolnshire", "example_authority"
BOOK = workbook_loader.load_workbook(NORTH)
CHAPTERS = (
    *("what_cse_is", "how_it_happens", "who_is_targeted", "signs", "grooming", "context"),
    *("the_law", "police", "making_a_referral", "disclosure", "parents", "supporting_a_child"),
    *("language", "questions"),
)
ROLES = ("education", "health", "police", "social_care", "voluntary")
HARD = {"what_cse_is", "how_it_happens", "signs", "grooming", "the_law", "disclosure"}
LOCAL = re.compile(r"north lincolnshire|\bMARS\b|scunthorpe|northlincs|\b0\d{3,}", re.IGNORECASE)
PROMISED = re.compile(
    r"\b(?:in|with|by) (?:this|the) (?:tool|app|software|system)\b|\b(?-i:Heard)\b|\bclick|\btap\b"
    r"|\bsign in\b|\bbutton\b|\bis saved\b|\bscreen below\b|certificate here",
    re.IGNORECASE,
)
NARROW, SMALLEST = 290, 12  # what a page of 320 pixels leaves for a drawing; pixels of letters
FILES = sorted((PACKS / "england" / "workbook").rglob("*.*"))


def pages(name: str) -> list[Chapter]:
    book, pack = workbook_loader.load_workbook(name), pack_loader.load_pack(name)
    return [
        workbook_loader.fill_edition(one, pack, "welfare officer")
        for one in (*book.chapters, *book.roles)
    ]


def words(name: str) -> str:
    return "\n".join(repr(one) for one in pages(name))


def test_the_chapters_and_the_pages_for_each_field_are_these() -> None:
    assert tuple(one.key for one in BOOK.chapters) == CHAPTERS
    assert tuple(one.key for one in BOOK.roles) == ROLES
    assert {one.key for one in BOOK.chapters if one.content_note} == HARD
    assert BOOK.chapter("signs") is BOOK.chapters[3]
    assert BOOK.role("health") is BOOK.roles[1]
    assert BOOK.chapter("health") is None


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_local_and_no_number_is_spelt_in_englands_text(path: object) -> None:
    assert not LOCAL.search(path.read_text(encoding="utf-8"))  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", [NORTH, EXAMPLE])
def test_each_authority_reads_its_own_names_and_no_blank_is_left(name: str) -> None:
    said = words(name)
    assert "{" not in said.replace("datetime", "")
    assert "welfare officer" in said
    assert pack_loader.load_pack(name).settings.spoc in said
    assert workbook_loader.get_board_name(pack_loader.load_pack(name)) in said
    assert ("MARS" in said) == (name == NORTH)


def test_lines_come_from_the_pack_and_are_named_by_key() -> None:
    for name in (NORTH, EXAMPLE):
        part = workbook_loader.load_workbook(name).chapter("making_a_referral").part("who_to_ring")  # type: ignore[union-attr]
        assert part is not None
        assert part.contacts == ("spoc", "freephone", "out_of_hours")
        assert {pack_loader.load_pack(name).contacts[key].area for key in part.contacts} == {name}
    danger = BOOK.chapter("making_a_referral").part("danger")  # type: ignore[union-attr]
    assert danger is not None
    assert danger.contacts == ("emergency", "police")


def test_an_authority_lays_its_own_links_over_and_no_other_text() -> None:
    ours, theirs = (
        workbook_loader.load_workbook(name).links["language_toolkit"] for name in (NORTH, EXAMPLE)
    )
    assert "Mind Your Language" in ours.label
    assert "Mind Your Language" not in theirs.label
    assert ours.web == theirs.web == ""  # nobody has established an address
    assert [one.mark for one in BOOK.chapters] == [
        one.mark for one in workbook_loader.load_workbook(EXAMPLE).chapters
    ]


def test_danger_comes_before_any_other_line_to_ring() -> None:
    for page in (*BOOK.chapters, *BOOK.roles):
        for part in page.parts:
            if "emergency" in part.lines:
                assert part.lines[0] == "emergency", part.key
    referral = BOOK.chapter("making_a_referral")
    assert referral is not None
    assert referral.parts[0].key == "danger"


@pytest.mark.parametrize("page", pages(NORTH), ids=lambda page: page.key)
def test_the_text_promises_nothing_of_the_tool(page: Chapter) -> None:
    found = PROMISED.search(page.text)
    assert found is None, found


@pytest.mark.parametrize("page", BOOK.chapters, ids=lambda page: page.key)
def test_each_answer_of_a_check_is_told_why_and_where_to_read(page: Chapter) -> None:
    assert page.checks or page.key == "questions"
    for check in page.checks:
        assert len(check.answers) >= 2, check.key
        assert sum(one.right for one in check.answers) == 1, check.key
        assert all(len(list_folded_words(one.feedback)) >= 5 for one in check.answers), check.key
        assert any(one.startswith(f"{page.key}/") for one in check.see), check.key


def test_the_six_questions_are_the_papers_and_each_links_to_a_passage() -> None:
    assert [one.workbook for one in BOOK.questions] == [(f"questions/{n}",) for n in range(1, 7)]
    assert [one.kind for one in BOOK.questions].count("true_false") == 1
    age = next(one for one in BOOK.questions if one.kind == "true_false")
    assert age.answer is False
    assert "under 18" in age.feedback[0]
    for one in BOOK.questions:
        assert one.see, one.key
        assert all("/" in address for address in one.see), one.key
        assert one.kind == "true_false" or one.points, one.key


@pytest.mark.parametrize("picture", BOOK.pictures.values(), ids=lambda one: one.key)
def test_every_word_of_a_drawing_is_in_its_text(picture: Picture) -> None:
    root = ElementTree.fromstring(picture.svg)  # noqa: S314 # proved by workbook_rules
    drawn = [
        text for one in root.iter("{http://www.w3.org/2000/svg}text") for text in one.itertext()
    ]
    assert len(drawn) > 8
    known = set(list_folded_words(" ".join((picture.title, *picture.long))))
    assert {word for text in drawn for word in list_folded_words(text)} <= known


@pytest.mark.parametrize("picture", BOOK.pictures.values(), ids=lambda one: one.key)
def test_a_drawing_can_be_read_on_a_narrow_phone(picture: Picture) -> None:
    width = float(ElementTree.fromstring(picture.svg).attrib["viewBox"].split()[2])  # noqa: S314 # the same
    sizes = [float(one) for one in re.findall(r'font-size="([\d.]+)"', picture.svg)]
    assert min(sizes) * NARROW / width >= SMALLEST


def test_the_card_for_the_wall_holds_each_prompt_of_the_four_steps() -> None:
    long = set(list_folded_words(" ".join(BOOK.pictures["four_steps"].long)))
    for step in pack_loader.load_pack("england").steps:
        assert step.title.casefold() in long
        for prompt in step.prompts:
            said = prompt.label.replace("the right ", "")
            assert set(list_folded_words(said)) <= long, prompt.label


def test_what_is_not_established_about_the_law_says_so_and_is_listed() -> None:
    listed = {one.key for one in list_all_findings("england", TODAY) if one.problem == "not known"}
    for key, one in BOOK.law.items():
        assert one.act, key
        assert one.status == "in force" or one.unsure, key
        assert (f"workbook.law/{key}" in listed) == bool(one.unsure), key
    for key in ("csa_duty", "rape_under_16", "sharing"):
        assert BOOK.law[key].status == "unknown, check"


def test_each_finding_is_listed_once_and_everything_is_old_one_day() -> None:
    seen: list[tuple[str, str]] = []
    for name in ("england", NORTH):
        found = list_workbook_findings(
            workbook_loader.load_workbook(name), pack_loader.load_pack(name), LATER
        )
        seen += [(one.key, one.problem) for one in found]
    passages: list[Passage] = [one for _, one in BOOK.passages()]
    assert len(seen) == len(set(seen))
    assert sum(problem == "stale" for _, problem in seen) == len(passages)
    assert not [one for one in list_all_findings("hull", TODAY) if one.key.startswith("workbook.")]


def test_every_statement_of_law_and_every_term_is_used_or_can_be_found() -> None:
    used = {
        key for page in (*BOOK.chapters, *BOOK.roles) for part in page.parts for key in part.law
    }
    assert used == set(BOOK.law)
    assert len({one.term.casefold() for one in BOOK.glossary}) == len(BOOK.glossary)
    figures = {part.figure for page in BOOK.chapters for part in page.parts if part.figure}
    assert figures == set(BOOK.pictures)


def test_every_source_that_was_written_down_for_the_workbook_is_used() -> None:
    file = PACKS / "england" / "sources-workbook.toml"
    written = set(tomllib.loads(file.read_text(encoding="utf-8"))["sources"])
    used = {one.source for _, one in BOOK.passages()}
    used |= {one.since_source for one in BOOK.law.values()}
    assert written <= used, written - used


def test_whatever_holds_a_name_can_be_filled() -> None:
    pack = pack_loader.load_pack(NORTH)
    for one in (*BOOK.law.values(), *BOOK.questions, *BOOK.glossary):
        said = repr(workbook_loader.fill_edition(one, pack, "welfare officer"))
        assert "{" not in said, one.key
    assert "welfare officer" in repr(
        workbook_loader.fill_edition(BOOK.law["fgm"], pack, "welfare officer")
    )


def test_a_sign_reads_as_in_the_pack_and_its_rule_stands_beside_it() -> None:
    signs = {one.label: one for one in pack_loader.load_pack("england").indicators}
    context = BOOK.chapter("context")
    assert context is not None
    drawn = [item for part in context.parts if part.draws for item in part.items]
    assert len(drawn) > 15
    assert all(item.workbook == signs[item.text].workbook for item in drawn)
    assert [item.guard for item in drawn if item.guard] == ["Never ask about this."]


def test_each_chapter_opens_with_what_a_reader_can_do_after_it():
    for one in BOOK.chapters:
        danger = one.parts[0].key == "danger"  # 999 stands before everything else
        first = one.parts[1 if danger else 0]
        assert first.heading == "After this chapter you can", one.key
        assert len(first.items) == 3, one.key


def test_no_source_is_a_site_that_copies_what_others_published():
    packs = pack_loader.list_usable_packs()
    links = {one.link for pack in packs for one in pack.sources.values()}
    copies = ("docsbay", "docslib", "fayllar", "slidelegend", "wixlib", "docest", "paperzz")
    assert [link for link in links if any(name in link for name in copies)] == []


def test_what_is_not_known_of_the_duty_to_share_is_said_with_its_day():
    said = BOOK.law["sharing"]
    assert "announced to start on 30 September 2026" in " ".join(said.text)
    assert "not seen the commencement order or the final guidance" in " ".join(said.text)
    assert said.status == "unknown, check"
