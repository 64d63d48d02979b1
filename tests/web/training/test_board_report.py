"""The board is told five details of a completion, and nothing else can stand among them."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import update

from app.domain.training.statement_schema import NamedPerson
from app.models.organisation import Organisation
from app.services.training import board_report
from app.services.training.board_report import BoardContact, BoardDetails
from content.london_time import format_date
from tests.support.club.office import CHILD, WORDS, Office
from tests.support.training.completions import complete, completion
from tests.support.web.checking_client import Page

LABELS = ["Workbook", "Name and email", "Job title", "Agency", "Date completed"]
BOARD = BoardContact(name="The Board", email="mars@northlincs.gov.uk", address="", old="")


def board(made: UUID) -> str:
    return f"/learn/completion/{made}/board"


def mail(page: Page) -> tuple[str, str, list[str]]:
    """To whom, under which subject, and the lines of the draft that a page offers."""
    (link,) = [one for one in page.links if one.startswith("mailto:")]
    parts = urlsplit(unescape(link))
    assert "+" not in link, "a plus would stand in the mail as it is"
    asked = parse_qs(parts.query, strict_parsing=True)
    assert list(asked) == ["subject", "body"]
    return parts.path, asked["subject"][0], asked["body"][0].split("\r\n")


def test_the_draft_goes_to_the_training_address_with_five_details(now: Office):
    made = complete(now, "sam", "pat")
    to, subject, lines = mail(now.world.client("sam").page(board(made)))
    assert to == "mars@northlincs.gov.uk"
    assert subject == "Training workbook completed"
    assert [line.partition(": ")[0] for line in lines] == LABELS
    day = now.now.date()
    assert [line.partition(": ")[2] for line in lines] == [
        "Child sexual exploitation: awareness workbook, edition 1",
        "Sam Lee, sam@example.org",
        "Youth worker",
        "Riverside Youth Club",
        f"{day.day} {day:%B %Y}",
    ]


def test_no_word_about_a_child_is_on_any_page_for_the_board(now: Office):
    now.signed("sam")
    made, sam = complete(now, "sam", "pat"), now.world.client("sam")
    for path in (board(made), f"{board(made)}/letter", f"/learn/completion/{made}"):
        html = sam.get(path).get_data(as_text=True)
        assert CHILD not in html
        assert WORDS.split()[0] not in unquote(html).split()


def test_the_draft_is_made_of_the_completion_and_of_nothing_else():
    assert set(BoardDetails.__struct_fields__) == {
        "workbook", "name_and_email", "job_title", "agency", "on",
    }  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [
        'Ann & Co ?x=1&body=y "quoted" #9 100% + 1',
        "Ann\r\nChild: Maja\nBcc: a@example.org",
        "Ann\u2028Child: Maja",
        "Zażółć Gęślą / أحمد",
    ],
)
def test_a_name_of_any_kind_stays_one_line_of_the_draft(office: Office, name: str):
    said = completion(office, "sam", "pat")
    who = msgspec.structs.replace(said.learner, name=name, job_title=name)
    odd = msgspec.structs.replace(said, learner=who, agency=name)
    link = board_report.build_board_mailto(BOARD, board_report.extract_board_details(odd))
    assert link.isascii()
    assert not set(' "\r\n#') & set(link)
    body = unquote(link.partition("&body=")[2])
    lines = body.split("\r\n")
    assert [line.partition(": ")[0] for line in lines] == LABELS
    assert len(body.splitlines()) == len(LABELS)
    assert lines[2] == f"Job title: {' '.join(name.split())}"
    assert link.count("&") == 1
    assert link.count("?") == 1


def test_somebody_without_an_e_mail_address_is_named_without_one(office: Office):
    who = NamedPerson(id="", name="Ann", job_title="")
    said = msgspec.structs.replace(completion(office, "sam", "pat"), learner=who)
    assert board_report.extract_board_details(said).name_and_email == "Ann"


def test_a_pack_without_a_board_says_so_and_offers_no_draft(now: Office):
    made = complete(now, "sam", "pat")
    now.world.change(update(Organisation).values(pack="hull"))
    page = now.world.client("sam").page(board(made))
    assert "There is no email address for the" in page.text
    assert not [one for one in page.links if one.startswith("mailto:")]
    letter = now.world.client("sam").page(f"{board(made)}/letter").text
    assert "no postal address" in letter


def test_an_address_that_takes_case_data_is_never_the_boards():
    from app.services.contacts import phone_numbers

    spoc = phone_numbers.load_pack("north_lincolnshire").contacts["spoc"]
    assert not board_report._is_board(spoc)
    trap = msgspec.structs.replace(
        phone_numbers.load_pack("north_lincolnshire").contacts["board"], case_data=True
    )
    assert not board_report._is_board(trap)


def test_the_letter_has_the_postal_address_and_the_five(now: Office):
    made = complete(now, "sam", "pat")
    text = now.world.client("sam").page(f"{board(made)}/letter").text
    assert "Church Square House 30-40 High Street Scunthorpe DN15 6NL" in text
    for label in LABELS:
        assert label in text


def test_days_are_noted_corrected_and_stay_readable(now: Office):
    ago = [now.now.date() - timedelta(days=days) for days in (9, 8, 7, 6)]
    done, first, corrected, came = [format_date(day) for day in ago]
    made = complete(now, "sam", "pat", on=ago[0])
    jo, sam = now.world.client("jo"), now.world.client("sam")
    for who, kind, day in ((sam, "sent", first), (jo, "sent", corrected), (sam, "received", came)):
        assert who.send(board(made), {kind: day}).status_code == 303
    text = jo.page(board(made)).text
    found = [text.index(words) for words in (
        f"Board certificate received on {came} : recorded by Sam Lee",
        f"Sent to the Board on {corrected} : recorded by Jo Smith",
        f"Sent to the Board on {first} : recorded by Sam Lee",
    )]  # fmt: skip
    assert found == sorted(found), "newest first"
    record = sam.page(f"/learn/completion/{made}").text
    assert f"Date completed {done}" in record
    assert f"Sent to the Board on {corrected}" in record
    assert first not in record


def test_the_same_day_twice_is_noted_once(now: Office):
    made, sam = complete(now, "sam", "pat"), now.world.client("sam")
    for _ in range(2):
        assert sam.send(board(made), {"sent": "today"}).status_code == 303
    assert sam.page(board(made)).text.count("recorded by") == 1


@pytest.mark.parametrize("kind", ["sent", "received"])
def test_a_day_that_cannot_be_is_refused_and_stays_in_its_box(now: Office, kind: str):
    made, sam = complete(now, "sam", "pat"), now.world.client("sam")
    before = f"{now.now.date() - timedelta(days=1):%d/%m/%Y}"
    for typed, words in (
        ("", "Enter the day"),
        ("soon", "could not read this day"),
        ("1/1/2090", "has not come yet"),
        (before, "before the workbook was completed"),
    ):
        answer = sam.send(board(made), {kind: typed})
        assert (answer.status_code, answer.location) == (303, f"{board(made)}?check={kind}")
        html = sam.get(answer.location).get_data(as_text=True)
        assert words in Page(html).text
        assert f'value="{typed}"' in html or not typed
        assert f'href="#{kind}"' in html
    jo = now.world.client("jo").get(answer.location).get_data(as_text=True)
    assert "There is a problem" not in jo, "what one person typed is theirs alone"
    assert sam.send(board(made), {kind: "today"}).location == f"{board(made)}#noted"
    later = sam.get(f"{board(made)}?check={kind}").get_data(as_text=True)
    assert "There is a problem" not in later
    assert f'value="{before}"' not in later


def test_only_those_it_concerns_note_anything(now: Office):
    made = complete(now, "sam", "pat")
    for who in ("tess", "kit"):
        assert now.world.client(who).send(board(made), {"sent": "today"}).status_code == 404
    for who in ("pat", "senior"):
        assert now.world.client(who).send(board(made), {"sent": "today"}).status_code == 303
