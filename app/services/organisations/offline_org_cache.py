"""Save in a file what the public pages need of an organisation, for when the database is away.

Only what those pages show to anybody: name, title, switchboard, hours, content pack. Never a
member, not even a published lead. Written when a page first shows numbers and whenever they have
changed. Nothing in it was changed outside Heard: where the database is away, no log is read.
"""

import contextlib
import os
import secrets
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from app.domain.routing.actors import NO_CALL_INFO, CallInfo, Org
from app.domain.times import weekly_hours
from app.services.organisations.organisation_lookup import choose_pack_or_national

NO_ORG_ID = UUID(int=0)
CACHE_FILE_NAME = "public-details.json"
FROM_FILE = CallInfo(is_from_file=True)


class _Details(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    lead_title: str
    phone: str
    pack: str
    hours: dict[str, Any]
    closures: tuple[date, ...]
    demo: bool


class OfflineOrgCache:
    """Organisations by the host that they were asked for by, in memory and in DATA."""

    def __init__(self, data: Path) -> None:
        """`data` is the DATA folder."""
        self._path = data / CACHE_FILE_NAME
        self._seen: dict[str, Org] = {}

    def remember(self, host: str, org: Org) -> None:
        """Remember what numbers were just shown with. Replace the file only if it changes.

        `org`: without what was changed outside Heard (`org_contacts.py`). Instead of a number that
        was, the one before it stays. A file that cannot be written is left as it is: pages never
        fail for it.
        """
        if org.to_ring.phone_note:
            org = msgspec.structs.replace(org, phone=self.recall(host, org.pack).phone)
        missing = "" if "pack" in org.to_ring.changed else org.missing_pack
        org = msgspec.structs.replace(org, missing_pack=missing, to_ring=NO_CALL_INFO)
        if self._seen.get(host) == org:
            return
        self._seen[host] = org
        held = self._read_file()
        if held.get(host) != (details := _select_details(org)):
            with contextlib.suppress(OSError):
                _replace(self._path, held | {host: details})

    def recall(self, host: str, pack: str) -> Org:
        """Return the organisation last seen at a host; for a strange host, `pack` and no name."""
        if (org := self._seen.get(host)) is not None:
            return msgspec.structs.replace(org, publish_leads=False, to_ring=FROM_FILE)
        return _make_org(host, self._read_file().get(host) or _make_nameless(pack))

    def _read_file(self) -> dict[str, _Details]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=dict[str, _Details])
        except (OSError, msgspec.MsgspecError, ValueError):
            return {}


def _replace(path: Path, held: dict[str, _Details]) -> None:
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(held))
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def _select_details(org: Org) -> _Details:
    return _Details(
        org.name,
        org.lead_title,
        org.phone,
        org.missing_pack or org.pack,
        org.hours,
        org.closures,
        org.demo,
    )


def _make_nameless(pack: str) -> _Details:
    return _Details("", "safeguarding lead", "", pack, {}, (), demo=False)


def _make_org(host: str, held: _Details) -> Org:
    return Org(
        id=NO_ORG_ID,
        origin="",
        host=host,
        name=held.name,
        lead_title=held.lead_title,
        phone=held.phone,
        address="",
        pack=(pack := choose_pack_or_national(held.pack)),
        missing_pack=held.pack if held.pack != pack else "",
        hours=weekly_hours.read_stored_hours(held.hours),
        closures=held.closures,
        publish_leads=False,
        demo=held.demo,
        to_ring=FROM_FILE,
    )
