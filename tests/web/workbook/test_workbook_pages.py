"""The workbook is public, whole, and counts nothing: every page, every link on it, every word."""

from __future__ import annotations

import re
from urllib.parse import urldefrag

import pytest

from content.workbook import workbook_loader
from tests.support.web.checking_client import Page

FIXED = (
    *("/learn/workbook", "/learn/law", "/learn/glossary", "/learn/changes", "/learn/whole"),
    "/learn/check",
)
FILE = "/learn/whole.pdf"
NEVER = ("score", "points out of", "%", "you passed", "you failed", "certificate from Heard")


@pytest.fixture(scope="module")
def book():
    return workbook_loader.load_workbook("north_lincolnshire")


def paths(book) -> list[str]:
    """Every page of the workbook."""
    return [
        *FIXED,
        *(f"/learn/workbook/{one.key}" for one in book.chapters),
        *(f"/learn/roles/{one.key}" for one in book.roles),
        *(f"/learn/pictures/{key}" for key in book.pictures),
    ]


def test_every_page_is_read_without_an_account_and_no_link_is_dead(world, book):
    client, known = world.client(), {}
    for path in paths(book):
        known[path] = client.page(path)
    for path, page in known.items():
        for link in page.links:
            to, anchor = urldefrag(link)
            if to == FILE:
                assert client.get(to).mimetype == "application/pdf"
            elif to.startswith("/learn/"):
                assert to in known, (path, link)
                assert not anchor or anchor in known[to].ids, (path, link)
        for word in NEVER:
            assert word not in page.text, (path, word)


def test_every_part_item_question_and_note_stands_on_its_page(world, book):
    client = world.client()
    for chapter in (*book.chapters, *book.roles):
        front = "workbook" if chapter.number else "roles"
        text = client.page(f"/learn/{front}/{chapter.key}").text
        for part in chapter.parts:
            for words in (part.heading, *part.body, *part.after, *(i.text for i in part.items)):
                assert plain(words) in text, (chapter.key, part.key, words)
        for check in chapter.checks:
            for words in (check.question, *(one.feedback for one in check.answers)):
                assert plain(words) in text, (chapter.key, check.key)
        if chapter.content_note:
            assert plain(chapter.content_note) in text


def test_every_note_on_what_changed_is_on_one_page_and_on_no_other(world, book):
    client = world.client()
    text = client.page("/learn/changes").text
    lines = [
        one for page in (*book.chapters, *book.roles) for part in page.parts for one in part.items
    ]
    notes = [plain(one.changed) for one in lines if one.changed]
    notes += [plain(one.why) for one in book.changes]
    assert len(notes) > 40
    for note in notes:
        assert note in text, note
    for chapter in (*book.chapters, *book.roles):
        front = "workbook" if chapter.number else "roles"
        page = client.page(f"/learn/{front}/{chapter.key}").text
        assert "What changed" not in page, chapter.key
        found = re.search(r"[Tt]he paper (?:workbook|called|named|said|had|headed)\b", page)
        assert not found, (chapter.key, found)


def test_the_whole_workbook_has_the_note_before_each_hard_chapter(world, book):
    text = world.client().page("/learn/whole").text
    hard = [one for one in book.chapters if one.content_note]
    assert text.count("Before you read") - text.count("Before you read on") == len(hard) > 0
    for chapter in hard:
        note = text.index(plain(chapter.content_note))
        assert (
            text.rindex(chapter.title, 0, note) < note < text.index(plain(chapter.parts[1].body[0]))
        )


def plain(words: str) -> str:
    """Words up to the first name that is put in, as the page's text has them."""
    return re.sub(r"\s+", " ", words.split("{")[0]).strip()


def test_the_six_questions_are_on_the_last_chapter_with_their_feedback(world, book):
    text = world.client().page(f"/learn/workbook/{book.chapters[-1].key}").text
    for one in book.questions:
        assert plain(one.text) in text
        assert all(plain(line) in text for line in (*one.feedback, *one.points))


def test_the_law_says_of_each_statement_whether_it_is_in_force(world, book):
    text = world.client().page("/learn/law").text
    for one in book.law.values():
        assert plain(one.heading) in text
        assert plain(one.act) in text
        if one.unsure:
            assert plain(one.unsure) in text
    assert text.count("to be read again by") == len(book.law)
    assert text.count("Looked after by: Content owner") == len(book.law)
    dated = [one for one in book.law.values() if one.since_source]
    assert text.count("The day: ") == len(dated) > 0


def read_statement(world, key: str) -> str:
    """Return one statement of the page about the law as it reads, up to the next."""
    _, _, page = world.client().get("/learn/law").get_data(as_text=True).partition(f'"law-{key}"')
    assert page, key
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("</section>")[0]).split())


def test_chapter_7_says_that_no_consent_is_presumed_and_can_be_answered(world, book):
    chapter = world.client().page(f"/learn/workbook/{book.chapters[6].key}")
    assert "a court presumes that there was no consent. It can hear evidence" in chapter.text
    assert "/learn/law#law-consent" in chapter.links
    said = read_statement(world, "consent")
    for words in (
        "Section 75 lists cases where a court presumes that there was no consent.",
        "These are presumptions: there can be evidence against them.",
        "Section 76 lists two cases of deceit where the law takes it that there was no consent. "
        "No evidence can change that.",
    ):
        assert words in said


def test_the_duty_to_share_is_announced_and_its_start_was_not_seen(world, book):
    chapter = world.client().page(f"/learn/workbook/{book.chapters[6].key}")
    assert (
        "was announced to start on 30 September 2026. On 28 November 2026 we had not seen the "
        "order that starts it or the final guidance." in chapter.text
    )
    assert "/learn/law#law-sharing" in chapter.links
    said = read_statement(world, "sharing")
    for words in (
        "The duty was announced to start on 30 September 2026. We have not seen the commencement "
        "order or the final guidance.",
        "Children Act 2004, section 16LA. Not checked: ask before you rely on it. Read 28 November",
        "Children&#39;s Wellbeing and Schools Act 2026, section 4, as passed on 29 April 2026",
        "The day: News: GOV.UK information sharing duty, read on 28 November 2026",
    ):
        assert words in said
    assert "In force" not in said


def test_the_organisations_own_names_are_put_in(world, book):
    for path in paths(book):
        text = world.client().page(path).text
        assert "{" not in text, path
    assert "MARS Board" in world.client().page(f"/learn/workbook/{book.chapters[-1].key}").text


def test_a_postcode_is_not_broken_between_two_lines(world, book):
    page = world.client().get(f"/learn/workbook/{book.chapters[-1].key}").get_data(as_text=True)
    assert "Scunthorpe DN15\u00a06NL" in page
    assert "DN15 6NL" not in page


def test_what_is_no_page_of_it_is_answered_like_any_other(world):
    for path in ("/learn/workbook/nothing", "/learn/roles/nothing", "/learn/pictures/nothing"):
        assert world.client().get(path).status_code == 404


def test_the_whole_workbook_on_one_page_has_every_word_of_every_other(world, book):
    whole = world.client().page("/learn/whole").text
    for path in paths(book):
        page = world.client().get(path, headers={"Heard-Copy": "1"}).text
        for part in re.findall(
            r'<section id="[^"]+" class="heard-passage">(.*?)</section>', page, re.S
        ):
            words = Page(f"<main>{part}</main>").text
            assert words in whole, (path, words[:80])
