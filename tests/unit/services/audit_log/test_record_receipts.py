"""A receipt proves to an outsider that the record was logged, and says nothing of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import update

from app.errors import NotFoundError, SealedError
from app.models.audit_log import Leaf
from app.services.audit_log import log_export, record_receipts
from app.services.concerns import additions
from app.services.concerns.additions import NewAddition
from audit import receipts as proofs
from audit.events import Action
from tests.support.club.office import CHILD, WORDS, Office

ROOT = Path(__file__).resolve().parents[4]


def verify(tmp_path: Path, office: Office, receipt: str, key: str) -> subprocess.CompletedProcess:
    with (tmp_path / "log.zip").open("wb") as target:
        log_export.log_and_write_export(office.at("jo"), target)
    (tmp_path / "receipt.json").write_text(receipt)
    return subprocess.run(
        [sys.executable, "-m", "audit", "verify", tmp_path / "log.zip", "--log-key", key,
         "--receipt", tmp_path / "receipt.json"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip


def test_a_receipt_proves_the_signing_of_this_record(office: Office):
    first, concern_id = office.signed("sam"), office.signed("sam")
    receipt = record_receipts.issue_receipt(office.at("sam"), concern_id)
    proved = proofs.verify_receipt(receipt, record_receipts.derive_public_log_key(office.at("jo")))
    assert proved.event.act is Action.RECORD_SIGNED
    assert proved.event.obj == f"{concern_id}/1"
    assert proved.event.who == str(office.id("sam"))
    assert str(first) not in receipt


def test_a_receipt_is_of_the_record_whatever_was_added_since(office: Office):
    concern_id = office.signed("sam")
    for words in ("more", "and more"):
        additions.add_words(office.at("sam"), concern_id, NewAddition(uuid4(), words))
    receipt = record_receipts.issue_receipt(office.at("sam"), concern_id)
    proved = proofs.verify_receipt(receipt, record_receipts.derive_public_log_key(office.at("sam")))
    assert (proved.event.act, proved.event.obj) == (Action.RECORD_SIGNED, f"{concern_id}/1")


def test_a_receipt_verifies_against_an_export_taken_later(office: Office, tmp_path):
    concern_id = office.signed("sam")
    receipt = record_receipts.issue_receipt(office.at("sam"), concern_id)
    office.signed("pat")
    done = verify(
        tmp_path, office, receipt, record_receipts.derive_public_log_key(office.at("sam"))
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_receipt_for_a_hidden_record_verifies_with_the_leads_export(office, tmp_path):
    concern_id = office.signed("sam", about="yes")
    receipt = record_receipts.issue_receipt(office.at("sam"), concern_id)
    done = verify(
        tmp_path, office, receipt, record_receipts.derive_public_log_key(office.at("sam"))
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_changed_receipt_is_refused(office: Office, tmp_path):
    receipt = record_receipts.issue_receipt(office.at("sam"), office.signed("sam"))
    values = json.loads(receipt)
    values["leaf"] = values["leaf"].replace('"as":"practitioner"', '"as":"lead"')
    done = verify(
        tmp_path,
        office,
        json.dumps(values),
        record_receipts.derive_public_log_key(office.at("sam")),
    )
    assert done.returncode == 1


def test_a_receipt_holds_the_log_key_and_not_a_word(office: Office):
    receipt = record_receipts.issue_receipt(office.at("sam"), office.signed("sam"))
    assert json.loads(receipt)["log_key"] == record_receipts.derive_public_log_key(office.at("jo"))
    for words in (CHILD, WORDS[:9], "OR ELSE", "Sam Lee", "Monday"):
        assert words not in receipt


def test_only_who_may_open_the_file_gets_a_receipt_and_it_is_logged(office: Office):
    concern_id = office.signed("sam")
    for who in ("pat", "senior"):
        with pytest.raises(NotFoundError):
            record_receipts.issue_receipt(office.at(who), concern_id)
    before = len(office.events())
    record_receipts.issue_receipt(office.at("sam"), concern_id)
    assert [event.act for event in office.events()[before:]] == [Action.RECEIPT_TAKEN]


def test_a_receipt_that_would_prove_nothing_is_not_given(office: Office):
    concern_id = office.signed("sam")
    sam = office.at("sam")
    sam.key_log.refresh(sam.session, sam.org)  # a process that reads no line twice
    with office.world.session() as session:
        line = session.query(Leaf).order_by(Leaf.i.desc()).first().line
        altered = line.replace(b'"as":"practitioner"', b'"as":"lead"')
        session.execute(update(Leaf).where(Leaf.line == line).values(line=altered))
        session.commit()
    with pytest.raises(SealedError):
        record_receipts.issue_receipt(office.at("sam"), concern_id)
