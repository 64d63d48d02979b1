"""Rows in clear keep their hash, and every module that seals or hashes has a frozen vector."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from tests.vectors.rows.make_rows1 import ROWS, make
from tests.vectors.rows.row_specimens import TEXTS, hash_rows, open_texts

ROOT = Path(__file__).resolve().parents[3]
VECTORS = ROOT / "tests/vectors"
FROZEN = json.loads(ROWS.read_text(encoding="utf-8"))
MAKERS = {
    "box", "box_draft", "box_session_state", "encode_and_hash", "hash_column_text",
    "hash_row_bytes", "lock_with_passphrase", "lock_with_secret",
    "make_certificate",
    "make_epoch_link", "make_grant", "seal", "seal_book", "seal_card", "seal_document",
    "seal_entry", "seal_first_card", "seal_late_page", "seal_slip",
}  # fmt: skip
"""Functions that seal something for a row, or hash one for the log."""
SERVICES = "app/services"
VECTOR_BY_MODULE: dict[str, tuple[str, ...]] = {
    "audit_log/canonical_json": ("rows/rows1.json: number that was called",),
    "auth/carried_forms": ("vault/boxes1.json: form that waits",),
    "auth/device_names": ("vault/boxes1.json: device",),
    "auth/recovery_card_proof": ("rows/rows1.json: first group of a card",),
    "auth/recovery_cards": (
        "vault/format1.json: card lock",
        "vault/boxes1.json: card lock, generation 2",
    ),
    "auth/second_step/passkey_locks": ("vault/boxes2.json: passkey lock, generation 2",),
    "auth/second_step/step_codes": ("vault/boxes1.json: recovery code",),
    "auth/second_step/step_rows": (
        "vault/boxes1.json: second step with an app",
        "vault/boxes1.json: second step with a passkey",
    ),
    "auth/session_state": ("vault/boxes1.json: session",),
    "auth/waiting_forms": ("vault/boxes1.json: form that came late",),
    "children/file_cards": ("vault/format1.json: card",),
    "children/file_entries": ("vault/format1.json: entry",),
    "concern_lists/saved_lists": ("vault/boxes1.json: saved list",),
    "concerns/entry_decryption": ("vault/format1.json: wrap",),
    "concerns/entry_encryption": ("vault/format1.json: entry", "vault/format1.json: signature"),
    "concerns/record_signing": ("vault/format1.json: first card",),
    "concerns/stored_cards": ("vault/format1.json: card",),
    "confirmation/certification": ("vault/format1.json: member certificate",),
    "confirmation/lead_proposals": ("rows/rows1.json: wait of a new head or chair",),
    "confirmation/team_key_change": ("vault/epoch1.json: link", "vault/epoch1.json: certificate"),
    "contact_trust/vouched_contacts": (
        "rows/rows1.json: phone",
        "rows/rows1.json: email",
        "rows/rows1.json: organisation's phone",
    ),
    "contact_trust/vouched_leads": ("rows/rows1.json: confirmed names",),
    "contacts/number_checks": ("rows/rows1.json: number that was called",),
    "contacts/number_corrections": ("rows/rows1.json: number that was corrected",),
    "drafts/draft_encryption": ("vault/format1.json: draft",),
    "drafts/late_page_store": ("vault/format1.json: late page",),
    "drafts/private_store": ("vault/boxes1.json: page of training",),
    "integrity/number_row_checks": ("rows/rows1.json: number that was called",),
    "members/called_names": ("rows/rows1.json: called name",),
    "members/confirmed_names": ("rows/rows1.json: confirmed names",),
    "members/invites": ("rows/rows1.json: invite",),
    "members/joining": ("vault/format1.json: public",),
    "organisations/organisation_settings": ("rows/rows1.json: organisation",),
    "organisations/organisation_setup": (
        "vault/format1.json: passphrase lock",
        "vault/format1.json: grant",
        "vault/format1.json: key certificate",
    ),
    "organisations/rota_store": ("rows/rows1.json: duty rota",),
    "organisations/setup_drafts": (
        "vault/boxes1.json: answers of set-up",
        "vault/boxes1.json: set-up that waits for its sheet",
    ),
    "outside_training/outside_links": (
        "vault/boxes1.json: question to someone outside",
        "rows/rows1.json: link to someone outside",
    ),
    "referrals/referral_archive": ("vault/format1.json: document",),
    "sealed_index/books": ("vault/index1.json: book",),
    "sealed_index/index_formats": ("vault/index1.json: slip", "vault/index1.json: book"),
    "sealed_index/slips": ("vault/index1.json: slip",),
    "training/exchange": ("training/training1.json: answers",),
}
"""Module of `app/services` -> the frozen vectors of all that it seals or hashes, by file."""
WITHOUT = {
    "auth/second_step/browser_seals": "lies for five minutes, in a page or cookie of one browser",
    "auth/second_step/passkey_use": "the hash of a challenge as it is, in the box of a passkey",
    "auth/second_step/step_proofs": "lies for five minutes, in a form of one session",
    "auth/second_step/waiting_sign_ins": "lies for five minutes, until the second step is passed",
    "auth/second_step/waiting_state": "lies for five minutes, until the second step is passed",
    "outside_training/outside_answers": "the hash of an answer as it is, whose bytes are stored",
}
"""Modules without a vector, and why they need none."""


def find_makers() -> set[str]:
    """Return the modules of `app` that call one of MAKERS, as the tables name them."""
    found = set()
    for path in sorted((ROOT / "app").rglob("*.py")):
        place = path.relative_to(ROOT).with_suffix("").as_posix()
        if place.startswith("app/vault/"):
            continue
        calls = [n.func for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call)]
        names = {getattr(call, "id", getattr(call, "attr", "")) for call in calls}
        if names & MAKERS:
            found.add(place.removeprefix(f"{SERVICES}/"))
    return found


def list_names(value: object) -> set[str]:
    """Return every key in a vector file, at any depth."""
    if isinstance(value, list):
        return set().union(*map(list_names, value))
    if not isinstance(value, dict):
        return set()
    return set(value).union(*map(list_names, value.values()))


def test_what_a_row_holds_is_hashed_as_it_was():
    assert hash_rows() == FROZEN["hashes"]


def test_what_a_column_holds_is_read_as_it_was():
    assert FROZEN["texts"] == TEXTS
    assert open_texts() == FROZEN["read"]


def test_each_module_that_seals_or_hashes_has_a_vector_or_a_reason():
    assert sorted(find_makers() ^ VECTOR_BY_MODULE.keys() ^ WITHOUT.keys()) == []


def test_each_named_vector_exists():
    missing = []
    for named in set().union(*VECTOR_BY_MODULE.values()):
        file, _, name = named.partition(": ")
        if name not in list_names(json.loads((VECTORS / file).read_text(encoding="utf-8"))):
            missing.append(named)
    assert missing == []


def test_the_script_that_makes_rows_never_replaces_them():
    before = ROWS.read_bytes()
    with pytest.raises(FileExistsError):
        make(ROWS)
    assert ROWS.read_bytes() == before
