"""The log's export: whole for the verifier, silent about files that were kept from somebody."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete

from app.domain.routing.recipients import Recipients
from app.domain.search.search_query import parse_query
from app.errors import LogBrokenError
from app.models.audit_log import Leaf
from app.services.audit_log import log_export, record_receipts
from app.services.concern_lists.inbox import load_closed_concerns, load_inbox
from app.services.concern_search.concern_search import search_concerns
from app.services.concerns import acknowledgements, additions
from app.services.concerns.additions import NewAddition
from app.services.drafts import draft_store
from app.services.notices import notice_lines
from app.services.unit_of_work import Action
from tests.support.club.office import CHILD, WORDS, Office
from tests.support.club.world import World

ROOT = Path(__file__).resolve().parents[4]


def leaves(office: Office, who: str | None) -> list[bytes]:
    target = io.BytesIO()
    uow = office.at(who) if who else office.world.uow()
    assert log_export.log_and_write_export(uow, target) > 0
    with zipfile.ZipFile(target) as archive:
        return archive.read("leaves.jsonl").splitlines()


def checkpoints(office: Office, who: str) -> list[str]:
    target = io.BytesIO()
    log_export.log_and_write_export(office.at(who), target)
    with zipfile.ZipFile(target) as archive:
        texts = [archive.read(n).decode() for n in archive.namelist() if "checkpoint" in n]
    return [text.splitlines()[1] for text in texts]


def speaks_of(office: Office, who: str | None, thing: UUID) -> bool:
    return any(str(thing).encode() in line for line in leaves(office, who))


def verify(office: Office, who: str, tmp_path: Path, *more: str) -> subprocess.CompletedProcess:
    path = tmp_path / "log.zip"
    with path.open("wb") as target:
        log_export.log_and_write_export(office.at(who), target)
    key = record_receipts.derive_public_log_key(office.at(who))
    return subprocess.run(
        [sys.executable, "-m", "audit", "verify", path, "--log-key", key, *more],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip


@pytest.mark.parametrize("who", ["jo", "senior"])
def test_an_export_verifies_whatever_was_hidden_from_it(office: Office, who, tmp_path):
    for about in ("no", "yes", "unsure"):
        office.signed("sam", about=about)
    done = verify(office, who, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Verified" in done.stdout


def test_an_export_holds_ids_and_no_words(office: Office):
    office.signed("sam")
    whole = b"\n".join(leaves(office, "jo")).decode()
    for words in (CHILD, "OR ELSE", WORDS[:9], "Sam", "sam@", "Monday"):
        assert words not in whole


def test_a_lead_is_given_lines_about_a_seniors_file_as_a_hash_only(office: Office):
    kept = office.signed("sam", about="yes")
    usual = office.signed("sam")
    acknowledgements.acknowledge_concern(office.at("senior"), kept)
    additions.add_words(office.at("sam"), kept, NewAddition(uuid4(), "more"))
    assert not speaks_of(office, "jo", kept)
    assert speaks_of(office, "jo", usual)
    assert speaks_of(office, "senior", kept)
    assert not speaks_of(office, None, kept)
    assert speaks_of(office, None, usual)


def test_a_senior_who_was_ruled_out_learns_nothing_from_an_export(office: Office):
    office.confirm_second_senior()
    kept = office.signed("sam", about="yes", not_for=("senior",))
    assert speaks_of(office, "second_senior", kept)
    assert not speaks_of(office, "senior", kept)
    assert not speaks_of(office, "jo", kept)


def test_a_named_leads_file_is_silent_for_the_lead_who_was_ruled_out(world_without_senior: World):
    office = Office(world_without_senior)
    kept = office.signed("sam", about="yes", not_for=("jo",), choice=Recipients.NAMED_LEADS)
    alone = office.signed("sam", about="yes", choice=Recipients.NOBODY)
    assert not speaks_of(office, "jo", kept)
    assert speaks_of(office, "deputy", kept)
    assert not speaks_of(office, "deputy", alone)


def test_what_others_do_by_themselves_is_a_hash_in_everybodys_export(office: Office):
    draft = draft_store.start_draft(office.at("sam"))
    office.at("sam").look(Action.DRAFT_OPENED, f"draft/{draft}")
    for reader in ("senior", "jo"):
        load_inbox(office.at(reader))
        load_closed_concerns(office.at(reader))
        search_concerns(office.at(reader), parse_query("maya"))
    for who in ("jo", "senior", None):
        assert not speaks_of(office, who, draft)
        whole = b"\n".join(leaves(office, who))
        shown = set(re.findall(rb'"obj":"sign_in/([0-9a-f-]{36})[/"]', whole))
        assert shown == ({str(office.id(who)).encode()} if who else set())
        looked = rb'"obj":"((?:inbox|closed|search)/(?:[01]|index))".*"who":"([0-9a-f-]{36})"'
        mine = str(office.id(who)).encode() if who else b""
        own = [(place, mine) for place in (b"inbox/1", b"closed/1", b"search/index")] if who else []
        assert re.findall(looked, whole) == own


def test_a_dismissed_notice_is_a_hash_in_the_export_of_anyone_else(office: Office):
    """Its kind would tell that a concern was exported which this reader must not know of."""
    kept = office.signed("sam", about="yes")
    office.at("senior").look(Action.EXPORTED, str(kept))
    for line in notice_lines.list_all_notices(office.at("senior")):
        notice_lines.dismiss_notice(office.at("senior"), line.token)
    shown = {who: b"\n".join(leaves(office, who)) for who in ("jo", "senior", None)}
    assert {who for who, text in shown.items() if b"notice/concern_exported/" in text} == {"senior"}


def test_an_export_hides_whether_anyone_signed_what_is_kept_from_them(office):
    """Three lines and a checkpoint after somebody's sign-in told it, line by line."""
    office.at("sam"), office.at("jo")  # both are signed in
    start = len(leaves(office, "jo"))
    office.signed("sam", not_for=("jo",))
    later = leaves(office, "jo")[start:-1]
    assert [line.startswith(b'{"leaf":') for line in later] == [True, True, True]
    assert str(start + 3) not in checkpoints(office, "jo")
    assert str(start + 3) in checkpoints(office, "senior")
    for _ in range(3):  # as the same number of sign-ins looks
        office.world.token("sam")
    assert [line.startswith(b'{"leaf":') for line in leaves(office, "jo")[-4:-1]] == [True] * 3


def test_wrong_passphrases_are_shown_to_every_reader(office: Office):
    with office.world.uow().act() as act:
        act.log(Action.SIGN_IN_FAILED, f"sign_in/{office.id('sam')}")
    assert any(b'"act":"sign_in.failed"' in line for line in leaves(office, "jo"))


def alter(office: Office, old: bytes, new: bytes, containing: bytes) -> int:
    office.at("jo")  # signed in before: an altered log lets nobody in afterwards
    with office.world.session() as session:
        for row in session.query(Leaf).order_by(Leaf.i.desc()):
            if row.line and containing in row.line and old in row.line:
                row.line = row.line.replace(old, new)
                session.commit()
                return row.i
    raise AssertionError("no such line")


def test_an_altered_line_leaves_as_it_is_stored_and_the_verifier_names_it(office, tmp_path):
    concern_id = office.signed("sam")
    place = alter(office, b'"as":"', b'"as" : "', str(concern_id).encode())
    done = verify(office, "jo", tmp_path)
    assert done.returncode == 1
    first, last = re.search(r"lines (\d+) to (\d+) of leaves", done.stdout).groups()
    assert int(first) <= place <= int(last)


def test_an_altered_line_about_a_kept_file_stays_hidden(office: Office):
    kept = office.signed("sam", about="yes")
    alter(office, b'"v":1', b'"v":1,"x":2', str(kept).encode())
    assert not speaks_of(office, "jo", kept)


def test_a_line_that_the_format_cannot_hold_is_said_to_be_broken(office: Office):
    concern_id = office.signed("sam")
    alter(office, b'{"act"', b'\n{"act"', str(concern_id).encode())
    with pytest.raises(LogBrokenError):
        leaves(office, "jo")


def test_a_leaf_that_is_gone_is_found_by_the_verifier(office: Office, tmp_path):
    office.signed("sam")
    office.at("jo")
    with office.world.session() as session:
        session.execute(delete(Leaf).where(Leaf.i == 3))
        session.commit()
    assert verify(office, "jo", tmp_path).returncode == 1


def test_taking_an_export_is_the_last_thing_in_it(office: Office):
    assert b'"act":"export.made"' in leaves(office, "jo")[-1]
