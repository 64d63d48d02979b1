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
from sqlalchemy import delete, update

from app.domain.route import Recipients
from app.errors import LogBrokenError
from app.models.draft import Draft
from app.models.log import Leaf
from app.services import additions, drafts, exports, receipts
from app.services.additions import NewWords
from app.services.desk import Action
from tests.support.desks import CHILD, WORDS, Office
from tests.support.world import World

ROOT = Path(__file__).resolve().parents[3]


def leaves(office: Office, who: str | None) -> list[bytes]:
    target = io.BytesIO()
    desk = office.at(who) if who else office.world.desk()
    assert exports.write(desk, target) > 0
    with zipfile.ZipFile(target) as archive:
        return archive.read("leaves.jsonl").splitlines()


def speaks_of(office: Office, who: str | None, thing: UUID) -> bool:
    return any(str(thing).encode() in line for line in leaves(office, who))


def verify(office: Office, who: str, tmp_path: Path, *more: str) -> subprocess.CompletedProcess:
    path = tmp_path / "log.zip"
    with path.open("wb") as target:
        exports.write(office.at(who), target)
    key = receipts.log_key(office.at(who))
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
    additions.acknowledge(office.at("senior"), kept)
    additions.add_words(office.at("sam"), kept, NewWords(uuid4(), "more"))
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


def draft_of(office: Office, who: str, told: str) -> UUID:
    draft_id = drafts.begin(office.at(who))
    with office.at(who).keep() as session:
        session.execute(update(Draft).where(Draft.id == draft_id).values(told=told))
    office.at(who).look(Action.DRAFT_OPENED, f"draft/{draft_id}")
    return draft_id


def test_drafts_are_as_silent_as_the_files_they_become(office: Office):
    for_leads = draft_of(office, "sam", "leads")
    for_seniors = draft_of(office, "sam", "seniors")
    for_nobody = draft_of(office, "sam", "nobody")
    shown = {who: [speaks_of(office, who, d) for d in (for_leads, for_seniors, for_nobody)]
             for who in ("jo", "senior")}  # fmt: skip
    assert shown == {"jo": [True, False, False], "senior": [True, True, False]}


def test_the_draft_of_more_for_a_seniors_file_is_hidden_with_it(office: Office):
    kept = office.signed("sam", about="yes")
    more = drafts.begin(office.at("sam"), kept)
    office.at("sam").look(Action.DRAFT_OPENED, f"draft/{more}")
    assert not speaks_of(office, "jo", more)
    assert speaks_of(office, "senior", more)


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
