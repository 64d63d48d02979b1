"""Drafts as older versions left them, of every page that there was: each goes on without loss.

`tests/vectors/record/old-draft-1.json` and `-2.json` were written by two versions from before the
question pages. Both have a text that waited next to its page, and a page that came late.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from app.domain.journey.journey_pages import QUESTIONS_BY_NAME, REPLACED_PAGES
from app.models.draft import Draft, DraftPage, DraftPageConflict
from app.services.drafts.draft_encryption import encrypt_page
from app.services.drafts.late_page_store import store_late_page
from app.vault.principals import Secret
from app.vault.sealed_drafts import open_draft
from app.vault.sealed_late_pages import open_late_page
from tests.support.club.world import World
from tests.support.disclosures import Raw
from tests.support.web.question_client import look_at_question
from tests.support.web.record_client import look, sign
from tests.unit.referral_forms.document_text import squash

VECTORS = Path(__file__).parents[2] / "vectors" / "record"
TYPED = "żółć"
"""In every text that the frozen drafts have, but for those that only one version of a page has."""
PHONE, DESK, LATE = "saved on the phone", "saved on the desk", "sent after the session ended"
UNSHOWN = {"told_on", "account_by"}
"""Their old value is the one that a question page assumes: today, and the worker."""

KEPT_ONLY = {"-done", "first_note-texts", "first_note-times"}
"""Stored beside the answers. Rough notes are read again in the signed record."""


class OldDraft:
    """A frozen draft, opened with its writer's own key."""

    def __init__(self, name: str) -> None:
        self._kept: dict[str, Any] = json.loads((VECTORS / name).read_text(encoding="utf-8"))
        self._owner = Secret(bytes.fromhex(self._kept["seed"]))
        self._place = {key: self._kept[key] for key in ("org", "user", "draft")}
        self.pages = dict(self._open("pages", ""))
        self.asides = dict(self._open("asides", "/aside"))
        self.versions = {row["page"]: row["version"] for row in self._kept["pages"]}

    def _open(self, kind: str, end: str) -> Iterator[tuple[str, Raw]]:
        for row in self._kept[kind]:
            page, box = f"{row['page']}{end}", bytes.fromhex(row["box"])
            version = row["version"]
            plain = open_draft(self._owner, box, **self._place, page=page, version=version)
            yield row["page"], json.loads(plain)

    def open_late(self) -> Iterator[tuple[str, Raw]]:
        """Yield each page that came late."""
        for row in self._kept["late"]:
            sealed = bytes.fromhex(row["sealed"])
            yield (
                row["page"],
                json.loads(open_late_page(self._owner, sealed, **self._place, page=row["page"])),
            )

    def texts(self) -> set[str]:
        """Every text that someone typed."""
        pages = self.pages.values()
        found = (text for raw in pages for name in raw if is_asked(raw, name) for text in raw[name])
        return {text for text in found if TYPED in text or text == PHONE}


def is_asked(raw: Raw, name: str) -> bool:
    """Whether a value is not below a sign whose tick was taken away."""
    sign_of = re.fullmatch(r"(.*indicators-)([a-z_]+)-[a-z_]+", name)
    return sign_of is None or sign_of[2] in raw[f"{sign_of[1]}pick"]


def hand_over(world: World, old: OldDraft) -> str:
    """Give Sam the draft, under Sam's own key; its path."""
    uow, draft_id, now = world.uow("sam"), uuid4(), datetime.now(UTC)
    place = {"org_id": uow.org.id, "draft_id": draft_id, "saved_at": now}
    with uow.keep() as session:
        session.add(
            Draft(
                id=draft_id, org_id=uow.org.id, user_id=uow.me.id, began_at=now, saved_at=now,
                urgent=True, told="leads",
            )
        )  # fmt: skip
        session.flush()
        for page, raw in old.pages.items():
            version = old.versions[page]
            box = encrypt_page(uow, draft_id, page, version, raw)
            session.add(DraftPage(**place, page=page, version=version, box=box))
        for page, raw in old.asides.items():
            box = encrypt_page(uow, draft_id, f"{page}/aside", 1, raw)
            session.add(DraftPageConflict(**place, page=page, version=1, box=box))
    for page, raw in old.open_late():
        store_late_page(uow, uow.me.id, draft_id, page, raw)
    return f"/record/{draft_id}"


@pytest.mark.parametrize("name", ["old-draft-1.json", "old-draft-2.json"])
def test_an_old_draft_goes_on_without_loss(world: World, name: str):
    old = OldDraft(name)
    draft, sam = hand_over(world, old), world.client("sam")
    assert len(old.texts()) > 150
    assert find_lost(sam, draft, old) == []
    for word in (PHONE, DESK):
        assert word in sam.page(f"{draft}/account?whole=1").text
    (late,) = [one for one in sam.page("/record/kept").links if "/record/kept/" in one]
    assert LATE in sam.page(late).text
    concern = sign(sam, draft, [])
    page = squash(unescape(sam.get(f"/concerns/{concern}").get_data(as_text=True)))
    assert sorted(text for text in {*old.texts(), DESK} if squash(text) not in page) == []


def find_lost(sam, draft: str, old: OldDraft) -> list[tuple[str, str]]:
    """Return each answer that neither its old page shows nor, where there is one, its question."""
    asked: dict[str, set[str]] = {}
    for name in QUESTIONS_BY_NAME:
        for control in look_at_question(sam, f"{draft}/{name}").controls.values():
            asked.setdefault(control.name, set()).update({control.value, *control.on})
    lost = []
    for page, raw in old.pages.items():
        controls = look(sam, f"{draft}/{page}").controls
        for name, values in raw.items():
            if not is_asked(raw, name) or name in KEPT_ONLY:
                continue
            shown = {controls[name].value, *controls[name].on} if name in controls else set()
            if not set(values) - {""} <= shown:
                lost.append((page, name))
            if page in REPLACED_PAGES and name not in UNSHOWN:
                found = set(values) - {""} <= asked.get(name, set())
                lost += [] if found else [(page, f"asked {name}")]
    return lost
