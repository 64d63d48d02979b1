"""The whole workbook as a file: every word of every page, whoever asks, and made once a day."""

from __future__ import annotations

import re
import subprocess
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from app.errors import NotMadeError
from app.models.organisation import Organisation
from app.services.contacts import number_checks, number_corrections
from app.services.content.workbook_pdf_cache import MAX_CACHED, MAX_WAITING, WorkbookPdfCache
from content import pack_loader
from content.london_time import LONDON, format_date
from content.workbook import workbook_loader
from tests.support.club.saved_contacts import set_organisation
from tests.support.club.world import World
from tests.support.machine.needed_programs import program

PATH = "/learn/whole.pdf"
MOST_PAGES = 45
LONG_NAME = "The Example Federation of Voluntary Aided Primary and Secondary Schools and Clubs"
LONG_TITLE = "Strategic designated safeguarding and child protection lead"
PACKS = sorted(
    name
    for name in pack_loader.list_pack_names()
    if pack_loader.load_pack(name).kind == "authority"
)
SCREEN_ALONE = (
    "The picture in words",
    "Choose an answer to read about it. Only you can see what you choose.",
    "The six questions",
    "What an answer could include",
    "True",
    "False",
    "That is right: it is false.",
    "That is not right: it is false.",
)
"""What a page says of itself: links to fold out, to print and to go on with."""
ENDS = re.compile(r": to print$|^Next: |^Before this: |^Kept on this device")
OF_THE_SCREEN = re.compile(
    r'<p class="heard-notice" data-offline>.*?</p>|<a [^>]*>Support for you</a>'
    r'|<p class="govuk-body">Do you have an account\?.*?</p>',
    re.S,
)
BLOCKS = {"p", "li", "dt", "dd", "h1", "h2", "h3", "figcaption", "span", "br", "strong", "text"}


class Words(HTMLParser):
    """The words of a page's main part, piece by piece, without drawings and menus."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.pieces: list[str] = [""]
        self._inside, self._drawn = False, False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._inside |= tag == "main"
        self._drawn |= tag == "svg"
        if tag in BLOCKS:
            self.pieces.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside &= tag != "main"
        self._drawn &= tag != "svg"
        if tag in BLOCKS:
            self.pieces.append("")

    def handle_data(self, data: str) -> None:
        if self._inside and not self._drawn:
            self.pieces[-1] += data

    @property
    def said(self) -> list[str]:
        found = [" ".join(one.split()) for one in self.pieces]
        return [one for one in found if one and one not in SCREEN_ALONE and not ENDS.search(one)]


def squash(text: str) -> str:
    return re.sub(r"\s+", "", text)


def text_of(data: bytes, folder: Path, *, all_of_it: bool = False) -> str:
    """The words of the sheets, without the lines at head and foot."""
    program("pdftotext", "poppler-utils")
    path = folder / "workbook.pdf"
    path.write_bytes(data)
    inner = [] if all_of_it else ["-x", "0", "-y", "45", "-W", "596", "-H", "745"]
    command = ["pdftotext", "-raw", "-enc", "UTF-8", *inner, str(path), "-"]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def made(world: World, who: str | None = None) -> bytes:
    answer = world.client(who).get(PATH)
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    return answer.data


def pages() -> list[str]:
    book = workbook_loader.load_workbook("north_lincolnshire")
    return [
        *(f"/learn/workbook/{one.key}" for one in book.chapters),
        *(f"/learn/roles/{one.key}" for one in book.roles),
        *("/learn/law", "/learn/glossary", "/learn/changes"),
    ]


def test_it_says_every_word_of_every_page_in_its_order(world: World, tmp_path: Path):
    data = made(world)
    with pikepdf.open(BytesIO(data)) as served:
        assert len(served.pages) <= MOST_PAGES, "with the numbers to call, as it is served"
    sheets = text_of(data, tmp_path).split("\f")
    paper, at = squash("".join(sheets[2:])), 0
    for path in pages():
        page = world.client().get(path, headers={"Heard-Copy": "1"}).text
        said = Words(OF_THE_SCREEN.sub("", page)).said
        assert len(said) > 5
        for piece in said:
            found = paper.find(squash(piece), at)
            if path.endswith("/questions") and found < 0:
                assert squash(piece) in paper, piece
                found = 0  # answers stand behind the sheets to write on
                continue
            assert found >= 0, (path, piece)
            at = found


def correct_every_number(world: World) -> int:
    """Correct each line that takes a correction, and return how many do."""
    uow = world.uow("jo")
    areas = number_checks.list_lines_by_area(uow)
    lines = [one for area in areas for one in area.entries if one.correctable]
    for place, one in enumerate(lines):
        said = {"number": f"01632 960{place:03}", "reason": "It is wrong.", "source": "Its page"}
        number_corrections.correct_number(uow, one.name, one.mark, said)
    return len(lines)


@pytest.mark.parametrize("pack", PACKS)
def test_long_names_and_corrected_numbers_need_no_more_sheets(
    world: World, pack: str, tmp_path: Path
):
    """Another organisation, whose lead corrected every number of its area, has as many."""
    set_organisation(world, pack=pack, name=LONG_NAME, lead_title=LONG_TITLE)
    assert correct_every_number(world) > 5
    data = made(world)
    with pikepdf.open(BytesIO(data)) as served:
        assert len(served.pages) <= MOST_PAGES
    text = squash(text_of(data, tmp_path))
    assert squash(LONG_NAME) in text
    assert squash(LONG_TITLE) in text
    assert text.count("Correctedhere") >= 4, "of the lines that the workbook names"


@pytest.mark.parametrize("hour", [10, 22])
def test_it_names_edition_area_and_day_and_not_what_is_open_now(
    world: World, tmp_path: Path, hour: int
):
    house = world.app.extensions["heard"]
    at = datetime(2026, 11, 24, hour, tzinfo=UTC)
    world.app.extensions["heard"] = replace(house, clock=lambda: at, workbook=WorkbookPdfCache())
    text = text_of(made(world), tmp_path, all_of_it=True)
    front = text.split("\f")[0]
    book = workbook_loader.load_workbook("north_lincolnshire")
    for words in (book.edition.version, "North Lincolnshire", world.org.name, "24 November 2026"):
        assert words in front
    assert not re.search(r"[Oo]pen now|[Cc]losed now|Opens (today|tomorrow)", text)
    assert "Mon to Thu 09:00 to 17:00, Fri 09:00 to 16:30" in squash_lines(text)
    assert "Page 2 of" in text.split("\f")[1]
    assert "Signature" in text


def squash_lines(text: str) -> str:
    return " ".join(text.split())


def test_the_contents_say_on_which_page_each_chapter_begins(world: World, tmp_path: Path):
    sheets = text_of(made(world), tmp_path).split("\f")
    for one in workbook_loader.load_workbook("north_lincolnshire").chapters:
        title = squash_lines(f"{one.number}. {one.title}")
        (number,) = re.findall(rf"{re.escape(title)} (\d+)", squash_lines(sheets[1])) or re.findall(
            rf"{re.escape(title)}\s+(\d+)", sheets[1]
        )
        assert title in squash_lines(sheets[int(number) - 1]), one.key


def test_it_is_sound_and_says_its_language_and_its_outline(world: World, tmp_path: Path):
    data = made(world)
    path = tmp_path / "workbook.pdf"
    path.write_bytes(data)
    check = subprocess.run(
        [program("qpdf", "qpdf"), "--check", str(path)], capture_output=True, text=True, check=False
    )
    assert check.returncode == 0, check.stdout + check.stderr
    with pikepdf.open(path) as pdf:
        assert pdf.Root.Lang == "en-GB"
        assert "/Outlines" in pdf.Root
    assert len(data) < 1_000_000


HOSTILE = (
    "<script>alert(1)</script> & <b>bold</b>",
    "مدرسة الأمل \u202edlrow",
    "Ysgol Ŵyn a Chŷn, Llŷn 学校 \U0001f9d1",
    "W" * 200,
)


@pytest.mark.parametrize("name", HOSTILE)
def test_names_that_people_typed_are_words_and_nothing_else(world: World, tmp_path, name: str):
    with world.session() as session:
        row = session.get_one(Organisation, world.org.id)
        row.name, row.lead_title = name, name[:28]
        session.commit()
    text = text_of(made(world), tmp_path)
    if name.isascii():
        assert squash(name) in squash(text.split("\f")[0])
    assert "Tell your" in text
    assert "or manager. Make a referral to children's services." in squash_lines(text)
    assert (
        f"made {format_date(datetime.now(LONDON).date())}"
        in text_of(made(world), tmp_path, all_of_it=True)
        or len(name) > 100
    )


def test_whoever_asks_gets_the_same_file_and_it_holds_no_name_of_theirs(world: World, tmp_path):
    data = made(world)
    assert made(world, "jo") == data
    assert "Jo Smith" not in text_of(data, tmp_path, all_of_it=True)


def test_who_found_a_number_wrong_is_named_on_pages_and_in_no_file(world: World, tmp_path):
    """The file is handed on; who is signed in when it is asked for changes no word of it."""
    uow = world.uow("jo")
    lines = [one for place in number_checks.list_lines_by_area(uow) for one in place.entries]
    day = next(one for one in lines if one.name.endswith("/freephone") and one.rung)
    number_checks.record_number_check(uow, day.name, day.mark, right=False, said="A shop answers.")
    assert "by Jo Smith" in world.client("sam").page("/learn/whole").text
    data = made(world, "sam")
    text = text_of(data, tmp_path, all_of_it=True)
    assert "by your safeguarding lead" in squash_lines(text)
    assert "Jo Smith" not in text
    assert made(world) == data


def test_it_is_made_once_for_a_day_and_again_for_the_next(world: World, monkeypatch):
    house = world.app.extensions["heard"]
    count = []
    monkeypatch.setattr(
        "app.services.content.workbook_pdf_cache.render_workbook_pdf",
        lambda _: count.append(1) or b"%PDF",
    )
    at = datetime(2026, 11, 24, 12, tzinfo=UTC)
    for after in (0, 1, 30):
        clock = replace(house, clock=lambda after=after: at + timedelta(hours=after))
        world.app.extensions["heard"] = clock
        for _ in range(3):
            made(world)
    assert len(count) == 2


def test_only_some_wait_for_one_being_made_and_the_rest_are_told():
    papers, go, began = WorkbookPdfCache(), threading.Event(), threading.Semaphore(0)

    def slow() -> bytes:
        began.release()
        go.wait(20)
        return b"made"

    found: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: found.append(papers.get(("a",), slow)))
        for _ in range(MAX_WAITING)
    ]
    for one in threads:
        one.start()
    assert began.acquire(timeout=20)
    while papers._room._value:  # until all of them are in
        threading.Event().wait(0.01)
    with pytest.raises(NotMadeError):
        papers.get(("a",), slow)
    go.set()
    for one in threads:
        one.join(20)
    assert found == [b"made"] * MAX_WAITING
    assert not began.acquire(blocking=False)  # made once
    assert papers.get(("a",), slow) == b"made"


def test_what_is_kept_has_a_bound():
    papers = WorkbookPdfCache()
    for number in range(MAX_CACHED + 5):
        papers.get((str(number),), lambda: b"x")
    assert len(papers._made) == MAX_CACHED
