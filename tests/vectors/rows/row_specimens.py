"""One specimen of each thing in clear whose hash is in the log: what a row holds, and its hash.

A log line lives for ever. If a later version hashed the same row to something else, every row that
exists would look changed. All people and numbers here are made up.
"""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import msgspec

from app.domain.routing.duty_rota import RotaPlan
from app.models.concern import Concern
from app.services.audit_log import canonical_json, concern_commitment
from app.services.auth import recovery_card_proof
from app.services.concerns.stored_status import hash_concern_holder
from app.services.confirmation.lead_proposals import ProposedLead
from app.services.contact_trust import vouched_contacts
from app.services.members import called_names, confirmed_names, invites
from app.services.members.key_trust import hash_row_bytes
from app.services.organisations.organisation_settings import hash_organisation_row
from app.services.outside_training.outside_links import encode_link_for_log
from tests.vectors.vault.box_specimens import NOW, ORG, USER, make_uow
from tests.vectors.vault.specimens import SAM

SALT = "00112233445566778899aabbccddeeff"
CONCERN = UUID(int=41)
CARD_TEXT = "abcd-efgh-jkmn-pqrs-tvwx-yz23-4567-abcd"
TEXTS: dict[str, str] = {
    "wait of a new head or chair": (
        '{"fingerprint":"' + "ab" * 32 + '","name":"Robin Vale","roles":["senior"],'
        f'"salt":"{SALT}"}}'
    ),
    "confirmed names": f'{{"names":["Sam Lee","Sam Hill"],"salt":"{SALT}"}}',
    "duty rota": (
        f'{{"covers":[{{"first":"2026-12-01","instead_of":"{USER}","last":"2026-12-02",'
        f'"who":"{UUID(int=8)}"}}],"days":{{"{USER}":[0,2]}}}}'
    ),
    "number that was called": (
        '{"by":"Jo Smith","hours":"Mon to Fri 09:00 to 17:00","number":"01632 960001",'
        f'"right":false,"said":"A shop.","salt":"{SALT}"}}'
    ),
    "number that was corrected": (
        '{"by":"Jo Smith","corrected":"01632960299","number":"01632 960001",'
        f'"reason":"It reaches a shop.","salt":"{SALT}","source":"Its page"}}'
    ),
}
"""What a column holds, as a version wrote it."""


def open_texts() -> dict[str, Any]:
    """Return what the app reads in each text."""
    lead = msgspec.json.decode(TEXTS["wait of a new head or chair"], type=ProposedLead)
    rota = msgspec.json.decode(TEXTS["duty rota"], type=RotaPlan)
    member: Any = SimpleNamespace(confirmed_as=TEXTS["confirmed names"], name="Someone else")
    return {
        "wait of a new head or chair": [lead.fingerprint, lead.name, list(lead.roles), lead.salt],
        "confirmed names": confirmed_names.read_unverified_name(member),
        "duty rota": msgspec.json.decode(msgspec.json.encode(rota)),
        "number that was called": msgspec.json.decode(TEXTS["number that was called"]),
        "number that was corrected": msgspec.json.decode(TEXTS["number that was corrected"]),
    }


def hash_rows() -> dict[str, str]:
    """Return the hash that the log keeps of each row."""
    texts = {name: canonical_json.hash_column_text(text).hex() for name, text in TEXTS.items()}
    return texts | _hash_members() | _hash_organisation() | _hash_concerns()


def _hash_members() -> dict[str, str]:
    called = SimpleNamespace(called="Sammy", called_salt=SALT)
    link: Any = SimpleNamespace(
        id=UUID(int=12), learner_id=USER, expires_at=NOW, asked="gwen@example.org",
        token_hash=b"\x01" * 32, box=b"sealed",
    )  # fmt: skip
    contact = vouched_contacts._hash_contact
    hashes = {
        "called name": hash_row_bytes(called_names._encode(called)),
        "phone": contact(USER, "phone", "07700 900123", SALT),
        "email": contact(USER, "email", "sam@example.org", SALT),
        "phone without a salt": contact(USER, "phone", "07700 900123", None),
        "invite": hash_row_bytes(invites.encode_invite_for_log(b"\x02" * 32, NOW)),
        "link to someone outside": hash_row_bytes(encode_link_for_log(link)),
        "first group of a card": recovery_card_proof.hash_first_card_group(
            make_uow(), SAM, USER, CARD_TEXT
        ),
    }
    return {name: h.hex() for name, h in hashes.items()}


def _hash_organisation() -> dict[str, str]:
    parts = vouched_contacts._list_parts(ORG)
    row = SimpleNamespace(
        name=ORG.name, host=ORG.host, lead_title=ORG.lead_title, phone=ORG.phone,
        address=ORG.address, pack=ORG.pack, hours=ORG.hours, closures=["2026-12-25"],
        publish_leads=False, demo=False,
    )  # fmt: skip
    return {
        f"organisation's {part}": vouched_contacts._hash_values(
            {"id": str(ORG.id), part: value}
        ).hex()
        for part, value in parts.items()
    } | {"organisation": hash_organisation_row(row).hex()}


def _hash_concerns() -> dict[str, str]:
    row = Concern(
        id=CONCERN, reference="ABCD2345", author_id=USER, draft_id=UUID(int=9), route="leads",
        named=[], kept_from=["aa" * 16], signed_at=datetime(2026, 11, 30, 9, 15, tzinfo=UTC),
    )  # fmt: skip
    return {
        "concern": concern_commitment.hash_concern_row(row).hex(),
        "reader of a concern": concern_commitment.make_reader_tag(CONCERN, b"\x03" * 32),
        "card of a concern": concern_commitment.hash_card(b"sealed"),
        "who has a concern": hash_concern_holder(CONCERN, USER).hex(),
    }
