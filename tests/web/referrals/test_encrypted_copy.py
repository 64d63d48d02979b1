"""A locked copy of a whole file: by POST, for a key or five words, kept first, provable."""

from __future__ import annotations

import hashlib
import html
import io
import json
import re
from pathlib import Path
from uuid import uuid4
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select

from app.domain.record.entry_schema import Paper, Part, decode_entry
from app.models.concern import Entry
from app.services.concerns import record_signing
from app.services.concerns.concern_reading import open_concern
from app.services.concerns.record_signing import SigningRequest
from audit import receipts
from audit.events import Action
from tests.support.club.office import CHILD, WORDS, Office, record_parts
from tests.support.club.office_today import office
from tests.support.json_schema import faults
from tests.support.machine.age_program import new_key, opened_with_key, opened_with_words
from tests.support.web.checking_client import CheckingClient
from tests.unit.referral_forms import document_text

__all__ = ["office"]

SCHEMA = json.loads(Path("docs/entry-schema.json").read_text(encoding="utf-8"))
SOURCE = Part("others", ("c1",), {"source": "Dana Reed", "protect_identity": "yes"}, item="1")
SECOND = Part("child", ("c2",), {"name": "Maja Second"}, item="c2")


def path_of(concern_id) -> str:
    return f"/concerns/{concern_id}/export"


def offer(client: CheckingClient, concern_id) -> dict[str, str]:
    page = client.page(path_of(concern_id))
    names = ("once", "words", "proof")
    return {c["name"]: c["value"] for c in page.controls if c.get("name") in names}


def exported(client: CheckingClient, concern_id, key: str):
    """The answer to the button, locked to a key."""
    fields = {**offer(client, concern_id), "lock": "key", "key": key}
    return client.send(path_of(concern_id), fields, via=path_of(concern_id))


def archive(data: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(data)) as found:
        return {one.filename: found.read(one) for one in found.infolist()}


def entries(office: Office) -> int:
    return office.session.scalar(select(func.count()).select_from(Entry))


def test_the_receiver_opens_papers_entries_and_proofs_with_their_key(
    office: Office, tmp_path: Path
):
    concern_id = office.signed("sam")
    secret, public = new_key(tmp_path)
    answer = exported(office.world.client("sam"), concern_id, public)
    assert answer.status_code == 200
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Cache-Control"] == "no-store"
    name = answer.headers["Content-Disposition"]
    assert re.fullmatch(r"attachment; filename=[A-Z0-9]{8}-\d{4}-\d\d-\d\d\.zip\.age", name)
    found = archive(opened_with_key(answer.data, secret))
    assert set(found) == {
        "README.txt",
        "summary/c1.pdf",
        "entries/0001.json",
        "proofs/0001.json",
        "manifest.json",
    }
    assert document_text.squash(WORDS) in document_text.squash(
        document_text.body_text(found["summary/c1.pdf"])
    )
    said = decode_entry(found["entries/0001.json"])
    assert said == open_concern(office.at("sam"), concern_id).record
    assert faults(json.loads(found["entries/0001.json"]), SCHEMA) == []


def test_its_proofs_verify_under_the_log_key_and_hashes_match_files(office: Office, tmp_path: Path):
    concern_id = office.signed("sam")
    secret, public = new_key(tmp_path)
    found = archive(
        opened_with_key(exported(office.world.client("jo"), concern_id, public).data, secret)
    )
    manifest = json.loads(found["manifest.json"])
    assert manifest["sha256"] == {
        name: hashlib.sha256(data).hexdigest()
        for name, data in found.items()
        if name != "manifest.json"
    }
    proof = receipts.verify_receipt(found["proofs/0001.json"].decode(), manifest["log_key"])
    assert (proof.event.act, proof.event.obj) == (Action.RECORD_SIGNED, f"{concern_id}/1")
    assert not any(CHILD in name for name in found)


def test_it_is_logged_before_opening_and_the_same_bytes_come_again(office: Office, tmp_path: Path):
    concern_id = office.signed("sam")
    _, public = new_key(tmp_path)
    before = len(office.events())
    answer = exported(office.world.client("jo"), concern_id, public)
    acts = [one.act for one in office.events()[before:] if one.obj.startswith(str(concern_id))]
    last_page = len(acts) - 1 - acts[::-1].index(Action.EXPORTED)
    assert Action.ENTRY_READ in acts[last_page:]
    assert Action.PAPER_MADE in acts[last_page:]
    said = open_concern(office.at("jo"), concern_id).entries[1].entry
    assert isinstance(said, Paper)
    assert (said.form, said.version, said.encrypted) == ("whole-file", "1", True)
    assert said.sha256 == hashlib.sha256(answer.data).hexdigest()
    reader, path = office.world.client("jo"), f"/concerns/{concern_id}/referral"
    assert "Encrypted copy of this concern" in html.unescape(
        reader.get(path).get_data(as_text=True)
    )
    kept = reader.send(f"/concerns/{concern_id}/papers/2", via=path)
    assert kept.data == answer.data
    assert kept.mimetype == "application/octet-stream"


def test_the_five_words_open_it_and_a_second_press_hands_over_the_same(
    office: Office, tmp_path: Path
):
    concern_id = office.signed("sam")
    client = office.world.client("sam")
    fields = {**offer(client, concern_id), "lock": "words", "key": "never looked at"}
    first = client.send(path_of(concern_id), fields, via=path_of(concern_id))
    again = client.send(path_of(concern_id), fields, via=path_of(concern_id))
    assert first.data == again.data
    assert entries(office) == 2
    opened = opened_with_words(first.data, fields["words"], tmp_path)
    assert opened is not None
    assert "entries/0001.json" in archive(opened)


def test_a_copy_of_a_copy_holds_no_key_of_the_first(office: Office, tmp_path: Path):
    concern_id = office.signed("sam")
    secret, public = new_key(tmp_path)
    client = office.world.client("sam")
    exported(client, concern_id, public)
    found = archive(opened_with_key(exported(client, concern_id, public).data, secret))
    paper = json.loads(found["entries/0002.json"])
    assert paper["kind"] == "paper"
    assert paper["document_key"] == ""
    assert faults(paper, SCHEMA) == []


@pytest.mark.parametrize(
    "key", ["", "  ", "age1xyz", "AGE-SECRET-KEY-1QQ", "<b>", "\ud800", "x" * 20_000]
)
def test_a_wrong_key_comes_back_as_typed_and_nothing_is_made(office: Office, key):
    concern_id = office.signed("sam")
    client = office.world.client("sam")
    key = key.encode("utf-8", "replace").decode()
    fields = {**offer(client, concern_id), "lock": "key", "key": key}
    answer = client.send(path_of(concern_id), fields, via=path_of(concern_id))
    assert answer.status_code == 422
    page = html.unescape(answer.get_data(as_text=True))
    assert "Paste the receiver’s age key. It is one line that starts with age1." in page
    assert f'id="words">{fields["words"]}</p>' in page
    assert fields["proof"] in page
    assert "<title>Error: Make an encrypted copy" in page
    assert page.count("govuk-form-group--error") == page.count('id="key-error"') == 1
    assert entries(office) == 1


@pytest.mark.parametrize("changed", [{"words": "a b c d e"}, {"proof": "00"}, {"once": "x"}])
def test_words_that_did_not_come_from_this_page_make_no_copy(office: Office, changed):
    concern_id = office.signed("sam")
    client = office.world.client("sam")
    fields = {**offer(client, concern_id), "lock": "words", **changed}
    assert client.send(path_of(concern_id), fields, via="/help").status_code == 422
    assert entries(office) == 1


def test_other_peoples_files_are_the_absent_page(office: Office, tmp_path: Path):
    concern_id = office.signed("sam")
    stranger = office.world.client("pat")
    absent = stranger.get(path_of(uuid4()))
    there = stranger.get(path_of(concern_id))
    assert (there.status_code, there.data) == (404, absent.data)
    mine = office.signed("pat")
    fields = {**offer(stranger, mine), "lock": "key", "key": new_key(tmp_path)[1]}
    assert stranger.send(path_of(concern_id), fields, via="/help").status_code == 404


def test_the_page_says_whose_names_are_in_it_and_that_a_protected_one_is(office: Office):
    parts = (*record_parts(), SECOND, SOURCE)
    concern_id = record_signing.sign_record(
        office.at("sam"), SigningRequest(office.draft("sam"), parts, frozenset())
    )
    client = office.world.client("sam")
    page = client.page(path_of(concern_id))
    assert "a summary for each of the 2 children" in page.text
    assert (
        "Someone in this concern has not agreed to be named. Their name is in this copy."
        in page.text
    )
    plain = client.page(path_of(office.signed("sam")))
    assert "has not agreed to be named" not in plain.text
    assert path_of(concern_id) in client.page(f"/concerns/{concern_id}/referral").links


def test_the_five_words_of_a_copy_are_never_kept_to_be_shown_again(office: Office):
    concern_id = office.signed("sam")
    browser, shows = office.world.client("sam"), {"Sec-Fetch-Mode": "navigate"}
    fields = {**offer(browser, concern_id), "lock": "key", "key": "no key"}
    fields["csrf_token"] = browser.csrf(path_of(concern_id))
    wrong = browser.post(path_of(concern_id), data=fields, headers=shows)
    assert wrong.status_code == 422
    assert fields["words"] in wrong.text
    assert fields["words"] not in browser.get(f"{path_of(concern_id)}?returned=1").text
