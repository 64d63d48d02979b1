"""From file to paper in the browser: ring first, one summary a child, a PDF only by POST."""

from __future__ import annotations

import html
import io
import re
from uuid import uuid4

import msgspec
import pikepdf
import pytest
from sqlalchemy import func, select

from app.domain.record.entry_schema import Part
from app.models.concern import Entry
from app.services.concerns import record_signing
from app.services.concerns.record_signing import SigningRequest
from content import pack_loader
from referral_forms.summary_html import CSS
from tests.support.club.office import CHILD, WORDS, Office, record_parts
from tests.support.club.office_today import office
from tests.support.web.checking_client import CheckingClient
from tests.unit.referral_forms.document_text import body_text, squash
from tests.web.recording.test_every_question import speaks

__all__ = ["office"]

SECOND = Part("child", ("c2",), {"name": "Maja Second", "home_area": "hull"}, item="c2")


def text(client: CheckingClient, path: str) -> str:
    return html.unescape(client.get(path).get_data(as_text=True))


def offer(client: CheckingClient, path: str) -> dict[str, str]:
    """The hidden fields of the page that makes a PDF."""
    page = client.page(path)
    names = ("once", "form", "child", "added", "words", "proof")
    return {c["name"]: c["value"] for c in page.controls if c.get("name") in names}


def pdf(client: CheckingClient, path: str, fields: dict[str, str], **more: str):
    return client.send(f"{path}/summary.pdf", {**fields, **more}, via=f"{path}/pdf")


def test_the_way_from_file_to_pdf_is_links_all_along(office: Office):
    concern_id = office.signed("sam")
    client, path = office.world.client("sam"), f"/concerns/{concern_id}"
    assert f"{path}/referral" in text(client, path)
    assert f"{path}/referral/summary?child=c1" in text(client, f"{path}/referral")
    assert f"{path}/referral/pdf?child=c1" in text(client, f"{path}/referral/summary?child=c1")


def test_ring_now_stands_in_full_before_any_paper(office: Office):
    concern_id = office.signed("sam")
    found = text(office.world.client("sam"), f"/concerns/{concern_id}/referral")
    for words in (
        "tel:999",
        "tel:07700900123",
        "tel:01724296500",
        "Call children’s services first.",
    ):
        assert words in found
    assert found.index("tel:999") < found.index("Then send the referral summary")


def test_the_summary_page_shows_the_words_under_a_title_without_names(office: Office):
    concern_id = office.signed("sam")
    found = text(office.world.client("jo"), f"/concerns/{concern_id}/referral/summary")
    assert WORDS in found
    assert CHILD in found
    assert "<title>Summary to support a referral - Heard</title>" in found
    assert found.count("Not asked yet: ") == 1


def test_the_style_of_the_paper_is_served_as_it_lies_beside_the_form(office: Office):
    client = office.world.client()
    answer = client.get("/paper.css")
    assert answer.data == CSS.read_bytes()
    assert answer.mimetype == "text/css"
    concern_id = office.signed("sam")
    found = text(office.world.client("sam"), f"/concerns/{concern_id}/referral/summary")
    assert '<link rel="stylesheet" href="/paper.css">' in found


def test_each_child_has_a_summary_and_numbers_of_its_own_area(office: Office):
    parts = (*record_parts(), SECOND)
    what = SigningRequest(office.draft("sam"), parts, frozenset())
    path = f"/concerns/{record_signing.sign_record(office.at('sam'), what)}/referral"
    client = office.world.client("sam")
    assert text(client, path).count("/referral/summary?child=") == 2
    second = text(client, f"{path}/summary?child=c2")
    assert "Hull" in second
    assert WORDS not in second


def test_a_pdf_is_protected_with_the_words_on_the_page(office: Office):
    concern_id = office.signed("sam")
    client, path = office.world.client("sam"), f"/concerns/{concern_id}/referral"
    fields = offer(client, f"{path}/pdf")
    assert f'id="words">{fields["words"]}</p>' in text(client, f"{path}/pdf") or fields["words"]
    answer = pdf(client, path, fields)
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    name = answer.headers["Content-Disposition"]
    assert re.fullmatch(r"attachment; filename=[A-Z0-9]{8}-\d{4}-\d\d-\d\d\.pdf", name)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(answer.data))
    found = squash(body_text(answer.data, fields["words"]))
    assert squash(WORDS) in found


def test_without_protection_only_when_it_is_said_in_so_many_letters(office: Office):
    concern_id = office.signed("sam")
    client, path = office.world.client("sam"), f"/concerns/{concern_id}/referral"
    for protect in ("yes", "", "NO", "0"):
        answer = pdf(client, path, offer(client, f"{path}/pdf"), protect=protect)
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(io.BytesIO(answer.data))
    answer = pdf(client, path, offer(client, f"{path}/pdf"), protect="no")
    assert squash(WORDS) in squash(body_text(answer.data))


def test_pressed_twice_gives_the_same_bytes_and_readers_get_them_again(office: Office):
    concern_id = office.signed("sam")
    client, path = office.world.client("sam"), f"/concerns/{concern_id}/referral"
    fields = offer(client, f"{path}/pdf")
    first, again = pdf(client, path, fields), pdf(client, path, fields)
    assert first.data == again.data
    assert office.session.scalar(select(func.count()).select_from(Entry)) == 2
    reader = office.world.client("jo")
    assert f"/concerns/{concern_id}/papers/2" in text(reader, path)
    assert "Protected." in text(reader, path)
    kept = reader.send(f"/concerns/{concern_id}/papers/2", via=path)
    assert kept.data == first.data
    assert office.world.client("jo").get(f"/concerns/{concern_id}/papers/2").status_code == 405


@pytest.mark.parametrize(
    "changed",
    [
        {"words": "one two three four five"},
        {"words": ""},
        {"words": "a"},
        {"proof": ""},
        {"proof": "00" * 32},
        {"proof": "\u00e9\ud800".encode("utf-8", "replace").decode()},
        {"once": str(uuid4())},
        {"once": "not an id"},
    ],
)
def test_words_that_did_not_come_from_this_page_make_no_paper(office: Office, changed):
    concern_id = office.signed("sam")
    client, path = office.world.client("sam"), f"/concerns/{concern_id}/referral"
    answer = pdf(client, path, offer(client, f"{path}/pdf"), **changed)
    assert answer.status_code == 422
    assert "999" in answer.get_data(as_text=True)
    assert office.session.scalar(select(func.count()).select_from(Entry)) == 1


def test_the_wrong_child_and_other_peoples_files_are_the_absent_page(office: Office):
    concern_id = office.signed("sam")
    own, path = office.world.client("sam"), f"/concerns/{concern_id}/referral"
    fields = offer(own, f"{path}/pdf")
    assert pdf(own, path, fields, child="c7").status_code == 404
    assert own.get(f"{path}/summary?child=c7").status_code == 404
    stranger = office.world.client("pat")
    absent = stranger.get(f"/concerns/{uuid4()}/referral").data
    for tail in ("", "/summary", "/pdf"):
        answer = stranger.get(path + tail)
        assert answer.status_code == 404
        assert answer.data == absent
    sent = stranger.send(f"{path}/summary.pdf", offer(own, f"{path}/pdf"), via="/help")
    assert sent.status_code in {404, 422}
    assert office.session.scalar(select(func.count()).select_from(Entry)) == 1


def test_signed_out_nobody_gets_a_page_or_a_paper(office: Office):
    concern_id = office.signed("sam")
    client = office.world.client()
    for tail in ("referral", "referral/summary", "referral/pdf", "receipt"):
        answer = client.get(f"/concerns/{concern_id}/{tail}")
        assert answer.status_code == 302
        assert "/sign-in" in answer.headers["Location"]
    answer = client.send(f"/concerns/{concern_id}/referral/summary.pdf", via="/sign-in")
    assert answer.status_code == 401


def test_a_pdf_never_comes_by_get(office: Office):
    concern_id = office.signed("sam")
    answer = office.world.client("sam").get(f"/concerns/{concern_id}/referral/summary.pdf")
    assert answer.status_code == 405


def test_a_file_kept_from_leads_sends_nobody_to_ring_one(office: Office):
    concern_id = office.signed("sam", about="yes")
    found = text(office.world.client("sam"), f"/concerns/{concern_id}/referral")
    assert "LADO" in found
    assert "Jo Smith" not in found
    assert "07700900123" not in found


@pytest.mark.parametrize("pack", ["north_lincolnshire", "example_authority"])
def test_the_referral_says_how_this_authority_wants_the_summary(office: Office, pack: str):
    concern_id = office.signed("sam")
    speaks(office.world, pack)
    delivery = pack_loader.load_pack(pack).settings.delivery
    page = office.world.client("sam").page(f"/concerns/{concern_id}/referral")
    assert delivery.text in page.text
    assert page.text.index("Then send the referral summary") < page.text.index(delivery.text)
    assert (delivery.portal in page.links) == bool(delivery.portal)
    assert "within one working day that it has your referral" in page.text


def test_a_child_of_another_council_is_never_sent_by_the_way_of_our_own(office: Office):
    """The Front Door and its portal are the made-up authority's; the child is in Hull."""
    speaks(office.world, "example_authority")
    own = pack_loader.load_pack("example_authority").settings.delivery
    there = pack_loader.load_pack("hull").settings.delivery
    away = [
        msgspec.structs.replace(p, values=p.values | {"home_area": "hull"})
        if p.page == "child"
        else p
        for p in record_parts()
    ]
    draft = office.draft("sam")
    concern_id = record_signing.sign_record(
        office.at("sam"), SigningRequest(draft, tuple(away), frozenset())
    )
    page = office.world.client("sam").page(f"/concerns/{concern_id}/referral")
    assert own.text not in page.text
    assert own.portal not in page.links
    assert there.text in page.text
    both = record_signing.sign_record(
        office.at("sam"),
        SigningRequest(office.draft("sam"), (*record_parts(), SECOND), frozenset()),
    )
    page = office.world.client("sam").page(f"/concerns/{both}/referral")
    ours, theirs = page.text.index(own.text), page.text.index(there.text)
    assert "For Maja Second" in page.text[ours:theirs]


def test_a_document_that_was_made_is_not_called_sent(
    office: Office,
):
    concern_id = office.signed("sam")
    client, path = office.world.client("sam"), f"/concerns/{concern_id}/referral"
    page = client.page(f"{path}/pdf?child=c1")
    assert "We do not send this for you. When you’ve sent it," in page.text
    assert f"/concerns/{concern_id}/more/referral" in page.links
    pdf(client, path, offer(client, f"{path}/pdf?child=c1"), protect="yes")
    listed = client.page(path).text
    assert "That does not mean that anyone has received it." in listed
    assert "sent to" not in listed
