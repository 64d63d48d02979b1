"""A first page with numbers reads on from a snapshot, and believes it no further than the log."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app import create_app
from app.extensions import db
from app.models.audit_log import Leaf
from app.services.audit_log import number_snapshot, verified_log
from app.services.contacts import number_checks, org_contacts
from app.services.unit_of_work import Action
from content import pack_loader
from content.contacts.number_findings import hash_phone_line
from tests.support.club.world import World
from tests.support.machine.server_settings import settings
from tests.support.web.checking_client import CheckingClient

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SPOC = hash_phone_line(pack_loader.load_pack("north_lincolnshire").contacts["spoc"])
LINES = 120


class Rows:
    """How many lines of the log were read from the database."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count, real = 0, verified_log.load_leaves

        def counted(*what):
            found = real(*what)
            self.count += len(found)
            return found

        monkeypatch.setattr(verified_log, "load_leaves", counted)

    def of(self, club: World) -> tuple[int, org_contacts.Org]:
        """Rows that a new process reads for a first page of somebody signed out; what it shows."""
        self.count = 0
        org = org_contacts.load_org_with_contacts(club.uow(), named=False)
        return self.count, org


@pytest.fixture
def club(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(number_snapshot, "LINES_BETWEEN_SNAPSHOTS", 50)
    world.now = lambda: NOON
    return world


def rang(club: World, *, right: bool) -> None:
    said = "" if right else "A shop."
    number_checks.record_number_check(
        club.uow("jo"), "north_lincolnshire/spoc", SPOC, right=right, said=said
    )


def grow(club: World, lines: int = LINES) -> None:
    uow = club.uow("jo")
    for _ in range(lines):
        uow.look(Action.LIST_VIEWED, "inbox/1")


def keep(club: World) -> Path:
    """What the housekeeper does once a minute."""
    uow = club.uow()
    uow.key_log.refresh(uow.session, uow.org)
    uow.key_log.save_snapshots(uow.org)
    return club.data / "checkpoints" / f"{club.org.id}.numbers"


def size(club: World) -> int:
    return len(club.session().scalars(select(Leaf.i)).all())


def test_a_first_page_reads_only_what_came_since(club: World, monkeypatch):
    rang(club, right=False)
    grow(club)
    rows = Rows(monkeypatch)
    assert rows.of(club)[0] == size(club)  # nothing is kept yet
    keep(club)
    before = size(club)
    grow(club, 7)
    since = size(club) - before
    read, org = rows.of(club)
    assert read == since < 50 < before
    assert not org.to_ring.found[SPOC].right
    assert not org.to_ring.unread


def test_the_first_page_of_a_new_process_is_served_from_there(club: World, monkeypatch):
    rang(club, right=False)
    grow(club)
    keep(club)
    rows, other = Rows(monkeypatch), create_app(settings(club.data, club.url))
    page = CheckingClient(other).get("/numbers").get_data(as_text=True)
    assert "Said to be wrong on 24 November 2026 by your safeguarding lead" in page
    assert rows.count < 50 < size(club)
    with other.app_context():
        db.engine.dispose()


def test_as_the_log_grows_the_rows_do_not(club: World, monkeypatch):
    rows, seen = Rows(monkeypatch), []
    for _ in range(3):
        grow(club)
        keep(club)
        grow(club, 5)
        seen.append(rows.of(club)[0])
    assert max(seen) < 50


def test_what_was_found_and_who_is_on_duty_are_those_of_the_whole_log(club: World):
    rang(club, right=True)
    grow(club)
    path = keep(club)
    whole = org_contacts.load_org_with_contacts(club.uow("sam"), named=True).to_ring.found[SPOC]
    part = org_contacts.load_org_with_contacts(club.uow(), named=False).to_ring.found[SPOC]
    assert (part.right, part.on) == (whole.right, whole.on)
    assert path.stat().st_mode & 0o077 == 0 or path.parent.stat().st_mode & 0o077 == 0


def test_what_was_found_later_counts_over_what_is_kept(club: World):
    rang(club, right=True)
    grow(club)
    path = keep(club)
    old = path.read_bytes()
    rang(club, right=False)
    assert (
        not org_contacts.load_org_with_contacts(club.uow(), named=False).to_ring.found[SPOC].right
    )
    grow(club)
    keep(club)
    path.write_bytes(old)  # an older one, put back
    assert (
        not org_contacts.load_org_with_contacts(club.uow(), named=False).to_ring.found[SPOC].right
    )


@pytest.mark.parametrize("fault", ["flipped", "cut", "forged", "another's", "empty", "gone"])
def test_one_that_is_not_ours_is_no_answer(club: World, monkeypatch, fault: str):
    rang(club, right=False)
    grow(club)
    path = keep(club)
    kept = path.read_bytes()
    assert b'"right":false' in kept
    new = {
        "flipped": kept[:-9] + bytes([kept[-9] ^ 1]) + kept[-8:],
        "cut": kept[:-20],
        "forged": kept.replace(b'"right":false', b'"right":true'),
        "another's": kept.replace(str(club.org.id).encode(), str(club.people["jo"].id).encode()),
        "empty": b"",
    }
    if fault == "gone":
        path.unlink()
    else:
        path.write_bytes(new[fault])
    read, org = Rows(monkeypatch).of(club)
    assert read == size(club)
    assert not org.to_ring.found[SPOC].right


def test_a_line_that_was_changed_since_is_told_and_never_believed(club: World):
    grow(club)
    keep(club)
    rang(club, right=False)
    last = size(club) - 1
    line = club.session().scalar(select(Leaf.line).where(Leaf.i == last))
    forged = line.replace(b"rung_wrong", b"rung_right")
    assert forged != line
    club.change(update(Leaf).where(Leaf.i == last).values(line=forged))
    assert org_contacts.load_org_with_contacts(club.uow(), named=False).to_ring.unread


def test_it_vouches_for_no_key(club: World):
    grow(club)
    keep(club)
    uow = club.uow()
    org_contacts.load_org_with_contacts(uow, named=False)
    assert uow.key_log.held(uow.org, {"grant", "member", "lock"}) == frozenset()
