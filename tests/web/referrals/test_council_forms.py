"""The council's own form: offered where its pack has one, filled in by POST, kept first."""

from __future__ import annotations

import hashlib
import html
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pikepdf
import pytest
from sqlalchemy import func, select

from app.domain.record.entry_schema import Paper, Part
from app.models.concern import Entry
from app.services.concerns import additions, record_signing
from app.services.concerns.additions import NewAddition
from app.services.concerns.concern_reading import open_concern
from app.services.concerns.record_signing import SigningRequest
from app.services.referrals import council_form_checks
from audit.events import Action
from content import pack_loader
from referral_forms.council.blank_form import XFA_FORM
from tests.support.club.office import CHILD, WORDS, Office, record_parts
from tests.support.club.world import World
from tests.support.web.checking_client import CheckingClient
from tests.unit.referral_forms.document_text import drawn_text, faults, pages_text, squash
from tests.web.recording.test_every_question import speaks

KEY = "front_door"
SECOND = Part("child", ("c2",), {"name": "Maja Second", "home_area": "hull"}, item="c2")


@pytest.fixture
def office(world: World) -> Office:
    """The club by today's clock, under the made-up authority, which has a form of its own."""
    made = Office.today(world)
    speaks(world, "example_authority")
    return made


def text(client: CheckingClient, path: str) -> str:
    return html.unescape(client.get(path).get_data(as_text=True))


def form_path(concern_id, child: str = "c1") -> str:
    return f"/concerns/{concern_id}/referral/forms/{KEY}?child={child}"


def offer(client: CheckingClient, path: str) -> dict[str, str]:
    names = ("once", "child", "added", "words", "proof")
    return {c["name"]: c["value"] for c in client.page(path).controls if c.get("name") in names}


def filled(client: CheckingClient, concern_id, **more: str):
    """The answer to the button, and the fields that were sent."""
    fields = {**offer(client, form_path(concern_id)), **more}
    path = f"/concerns/{concern_id}/referral/forms/{KEY}.pdf"
    return client.send(path, fields, via=form_path(concern_id)), fields


def test_the_form_page_links_to_where_sending_is_recorded(office: Office):
    concern_id = office.signed("sam")
    page = office.world.client("sam").page(form_path(concern_id))
    assert "We do not send this for you. When you’ve sent it," in page.text
    assert f"/concerns/{concern_id}/more/referral" in page.links


def test_the_form_page_warns_as_the_summarys_page_does(office: Office):
    both = ("c1", "c2")
    source = {"source": "Aunt Meg", "said": "He hits her.", "protect_identity": "yes"}
    parts = (
        *record_parts()[:1],
        Part("now", both, {"where_now": "In the hall"}),
        Part("now", ("c1",), {"where_now": "At the pool"}),
        Part("account", both, {"child_words": "he hits us"}),
        Part("child", ("c1",), {"name": CHILD}, item="c1"),
        SECOND,
        Part("others", (), source, "1"),
    )
    what = SigningRequest(office.draft("sam"), parts, frozenset())
    concern_id = record_signing.sign_record(office.at("sam"), what)
    additions.add_words(office.at("sam"), concern_id, NewAddition(uuid4(), "Aunt Meg called."))
    sam = office.world.client("sam")
    for page in (form_path(concern_id), f"/concerns/{concern_id}/referral/pdf?child=c1"):
        found = text(sam, page)
        assert "These words are also on another child’s document" in found
        assert "A private name may be in this document" in found
        assert "Answered before each child was asked about." in found


def test_a_form_is_checked_again_once_the_record_was_corrected(office: Office):
    concern_id = office.signed("sam")
    sam = office.world.client("sam")
    answer, fields = filled(sam, concern_id)
    assert answer.status_code == 200
    additions.add_words(office.at("sam"), concern_id, NewAddition(uuid4(), "It was Friday."))
    path = f"/concerns/{concern_id}/referral/forms/{KEY}.pdf"
    stale = sam.send(path, fields, via=form_path(concern_id))
    assert stale.status_code == 303
    assert "Check it again" in text(sam, stale.location)


def opened(data: bytes, words: str = "") -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data), password=words) as pdf:
        pdf.save(out)
    return out.getvalue()


def values(data: bytes) -> dict[str, str]:
    """What each box holds, by name."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return {
            str(one.T): str(one.get("/V", "")) for one in pdf.Root.AcroForm.Fields if "/T" in one
        }


def test_the_way_to_the_form_is_a_link_where_the_council_has_one(office: Office):
    concern_id = office.signed("sam")
    client, path = office.world.client("sam"), f"/concerns/{concern_id}/referral"
    assert form_path(concern_id) in client.page(path).links
    assert "Council referral form" in text(client, path)
    found = text(client, form_path(concern_id))
    assert "Example Authority Council: “Example Front Door: request for service”" in found
    assert "version 3, September 2026" in found
    assert "The person who asks signs it themselves" in found
    assert CHILD not in found.split("</title>", 1)[0]


def test_where_the_council_has_none_there_is_no_link_and_no_page(office: Office):
    speaks(office.world, "north_lincolnshire")
    concern_id = office.signed("sam")
    client = office.world.client("sam")
    assert "/forms/" not in text(client, f"/concerns/{concern_id}/referral")
    assert client.get(form_path(concern_id)).status_code == 404


def test_each_child_has_the_form_of_its_own_council(office: Office):
    parts = (*record_parts(), SECOND)
    what = SigningRequest(office.draft("sam"), parts, frozenset())
    concern_id = record_signing.sign_record(office.at("sam"), what)
    client = office.world.client("sam")
    assert client.page(f"/concerns/{concern_id}/referral").links.count(form_path(concern_id)) == 1
    assert client.get(form_path(concern_id, "c2")).status_code == 404
    answer, fields = filled(client, concern_id)
    held = values(opened(answer.data, fields["words"]))
    assert held["other_children"] == "Maja Second"


def test_the_form_is_filled_in_from_the_record_and_locked_with_the_words(office: Office):
    concern_id = office.signed("sam", danger="yes")
    answer, fields = filled(office.world.client("sam"), concern_id)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    name = answer.headers["Content-Disposition"]
    assert re.fullmatch(r"attachment; filename=[A-Z0-9]{8}-\d{4}-\d\d-\d\d\.pdf", name)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(answer.data))
    assert faults(answer.data, fields["words"]) == ""
    data = opened(answer.data, fields["words"])
    held = values(data)
    assert held["your_name"] == "Sam Lee"
    assert held["danger"] == "/Yes"
    assert held["leaves_at"] == "21:15"
    assert held["where_now"] == "Not recorded"
    assert held["signature"] == ""
    sheets = squash(drawn_text(data))
    assert squash("Sheets that belong to a form") in sheets
    assert squash("no answer") in sheets.lower()
    front = squash(pages_text(data)[0])
    assert squash("Read this first") in front
    for said in ("In danger now? Yes", CHILD, WORDS, "Quiet since Monday."):
        assert squash(said) in front


def test_a_name_that_no_font_draws_is_told_before_the_form_is_made(office: Office):
    named = Part("child", ("c1",), {"name": "বাংলা"}, item="c1")
    parts = (*record_parts()[:2], named)
    concern_id = record_signing.sign_record(
        office.at("sam"), SigningRequest(office.draft("sam"), parts, frozenset())
    )
    page = office.world.client("sam").page(form_path(concern_id))
    assert "Characters this form cannot show They print as codes. For example, U+0995." in page.text
    assert f"/concerns/{concern_id}/referral/summary?child=c1" in page.links
    assert "Characters this form cannot show" not in text(
        office.world.client("sam"), form_path(office.signed("sam", danger="no"))
    )


def test_the_form_is_archived_first_and_comes_again_byte_for_byte(
    office: Office,
):
    concern_id = office.signed("sam")
    client = office.world.client("sam")
    first, fields = filled(client, concern_id)
    again = client.send(
        f"/concerns/{concern_id}/referral/forms/{KEY}.pdf", fields, via=form_path(concern_id)
    )
    assert again.data == first.data
    entries = open_concern(office.at("jo"), concern_id).entries
    said = entries[1].entry
    assert len(entries) == 2
    assert isinstance(said, Paper)
    assert (said.form, said.version) == ("example_authority/front_door", "3, September 2026")
    assert (said.child, said.encrypted, said.size) == ("c1", True, len(first.data))
    made = [one for one in office.events() if one.act == Action.PAPER_MADE]
    place = f"{concern_id}/2"
    assert [one.obj for one in made] == [place, f"{place}/sealed"]
    assert made[0].h == said.sha256
    reader = office.world.client("jo")
    kept = reader.send(f"/concerns/{concern_id}/papers/2", via=f"/concerns/{concern_id}/referral")
    assert kept.data == first.data


def test_without_protection_only_when_it_is_said_in_so_many_letters(office: Office):
    concern_id = office.signed("sam")
    client = office.world.client("sam")
    for protect in ("yes", "", "NO"):
        answer, _ = filled(client, concern_id, protect=protect)
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(io.BytesIO(answer.data))
    answer, _ = filled(client, concern_id, protect="no")
    assert values(answer.data)["your_name"] == "Sam Lee"


@pytest.mark.parametrize(
    "changed", [{"words": "one two three four five"}, {"proof": "00"}, {"once": str(uuid4())}]
)
def test_words_that_did_not_come_from_this_page_make_no_paper(office: Office, changed):
    concern_id = office.signed("sam")
    answer, _ = filled(office.world.client("sam"), concern_id, **changed)
    assert answer.status_code == 422
    assert office.session.scalar(select(func.count()).select_from(Entry)) == 1


def test_absent_forms_children_and_other_peoples_files_are_one_page(office: Office):
    concern_id = office.signed("sam")
    own, stranger = office.world.client("sam"), office.world.client("pat")
    absent = own.get(f"/concerns/{uuid4()}/referral/forms/{KEY}").data
    assert own.get(form_path(concern_id, "c7")).data == absent
    assert own.get(f"/concerns/{concern_id}/referral/forms/none").data == absent
    there = stranger.get(form_path(concern_id))
    assert there.status_code == 404
    assert there.data == stranger.get(f"/concerns/{uuid4()}/referral/forms/{KEY}").data
    assert filled(own, concern_id, child="c7")[0].status_code == 404
    assert own.get(f"/concerns/{concern_id}/referral/forms/{KEY}.pdf").status_code in {404, 405}


@pytest.fixture
def only_xfa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The packs, but that the made-up council publishes its form as XFA."""
    packs = tmp_path / "packs"
    shutil.copytree(pack_loader.PACKS, packs)
    blank, toml = (packs / "example_authority" / name for name in ("front_door.pdf", "forms.toml"))
    before = hashlib.sha256(blank.read_bytes()).hexdigest()
    with pikepdf.open(blank, allow_overwriting_input=True) as pdf:
        pdf.Root.AcroForm.XFA = pdf.make_stream(b"<xdp/>")
        pdf.save(blank)
    after = hashlib.sha256(blank.read_bytes()).hexdigest()
    toml.write_text(toml.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    monkeypatch.setattr(pack_loader, "PACKS", packs)
    pack_loader.load_pack.cache_clear()
    yield
    pack_loader.load_pack.cache_clear()


def test_a_form_that_cannot_be_filled_in_says_so_and_offers_the_summary(
    office: Office, only_xfa: None
):
    concern_id = office.signed("sam")
    client, path = office.world.client("sam"), f"/concerns/{concern_id}/referral"
    found = text(client, path)
    assert f"Example Authority Council has its own referral form. {XFA_FORM}" in found
    assert f"{path}/summary?child=c1" in found
    page = text(client, form_path(concern_id))
    assert XFA_FORM in page
    assert "Fill in and download" not in page
    answer = client.send(f"{path}/forms/{KEY}.pdf", offer(client, f"{path}/pdf"), via=path)
    assert answer.status_code == 404
    assert client.get(f"{path}/summary").status_code == 200
    checked = office.world.app.test_cli_runner().invoke(args=["content", "check"])
    assert checked.exit_code == 1
    place = "example_authority/forms.toml, line 14: council_forms.front_door.pdf"
    assert f"{place}: It is an" in checked.output


def test_every_form_of_every_pack_can_be_filled_in():
    faults = map(council_form_checks.find_council_form_faults, pack_loader.list_pack_names())
    assert [str(fault) for found in faults for fault in found] == []
    assert KEY in pack_loader.load_pack("example_authority").council_forms
