"""A thief who can write every row, and lacks the server secret and every passphrase: the log.

Each thing done to the log, or behind its back, shows somewhere: at the sign-in page, in
`flask fsck`, or in what a stranger's verifier says of an export. Each test names the place.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, func, select, update

from app.errors import LogBrokenError
from app.models.audit_log import Checkpoint, Leaf, LogHead, Node
from app.models.concern import Card, Concern, Due, Entry, Wrap
from app.services.audit_log import log_export
from app.services.concerns import concern_reading
from app.services.integrity import integrity_check
from audit import events, merkle
from tests.support.club.club_setup import PASSPHRASE
from tests.support.server import ROOT
from tests.support.web.checking_client import Page

pytestmark = pytest.mark.both_databases


@pytest.fixture
def signed(office):
    """A club with one signed record: its world and the concern's id."""
    office.now = datetime.now(UTC)  # browsers live in the present
    return office.world, office.signed("sam")


def stops_sign_in(world) -> bool:
    """Whether a fresh process lets nobody in, says why, and still shows whom to ring."""
    world.__dict__.pop("app", None)
    with_words = {"email": "jo@example.org", "passphrase": PASSPHRASE}
    answer = world.client().send("/sign-in", with_words)
    page = Page(answer.get_data(as_text=True))
    assert answer.status_code == 500
    assert "does not match the copy outside the database" in page.text
    assert "you saved is safe" not in page.text
    assert {"tel:999", "tel:08081689667"} <= set(page.links)
    return True


def verifier_says(world, tmp_path) -> subprocess.CompletedProcess[str]:
    """Run a stranger's verifier on an export by a unit of work that had looked before."""
    with (tmp_path / "export.zip").open("wb") as file:
        log_export.log_and_write_export(world.uow_before, file)
    command = [sys.executable, "-m", "audit", "verify", str(tmp_path / "export.zip")]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def leaf_of(world, concern) -> tuple[int, bytes]:
    """Index and line of the event that signed a record."""
    with world.session() as session:
        where = Leaf.obj == f"{concern}/1"
        return session.execute(select(Leaf.i, Leaf.line).where(where)).one()


@pytest.mark.parametrize("rehashed", [False, True])
def test_an_edited_line_stops_sign_in_fsck_and_the_verifier(signed, tmp_path, rehashed):
    world, concern = signed
    world.uow_before = world.uow("jo")
    index, line = leaf_of(world, concern)
    forged = line.replace(b'"as":"practitioner"', b'"as":"senior"')
    assert forged != line
    values = {"line": forged} | ({"hash": merkle.leaf_hash(forged)} if rehashed else {})
    digest = values.get("hash", merkle.leaf_hash(line))
    node = update(Node).where(Node.level == 0, Node.idx == index).values(hash=digest)
    world.change(update(Leaf).where(Leaf.i == index).values(values), node)
    assert stops_sign_in(world)
    with pytest.raises(LogBrokenError):
        integrity_check.find_all_differences(world.uow())
    assert verifier_says(world, tmp_path).returncode == 1


def test_an_untouched_log_passes_all_three(signed, tmp_path):
    world, _ = signed
    world.uow_before = world.uow("jo")
    assert integrity_check.find_all_differences(world.uow()) == ()
    assert world.client("jo").get("/concerns").status_code == 200
    assert verifier_says(world, tmp_path).returncode == 0


def test_a_record_taken_away_with_its_log_stops_sign_in(office):
    world, before = office.world, office.session.scalar(select(LogHead.size))
    concern = office.signed("sam")
    entry = select(Entry.id).where(Entry.concern_id == concern)
    world.change(
        delete(Wrap).where(Wrap.entry_id.in_(entry)),
        delete(Entry).where(Entry.concern_id == concern),
        delete(Card).where(Card.concern_id == concern),
        delete(Due).where(Due.concern_id == concern),
        delete(Leaf).where(Leaf.i >= before),
        delete(Checkpoint).where(Checkpoint.size > before),
        update(LogHead).values(size=before),
    )
    assert stops_sign_in(world)


def test_a_log_put_back_whole_to_an_older_checkpoint_stops_sign_in(office):
    """Lines, head and tag are ones that this server wrote: only the checkpoint outside is newer."""
    world, columns = office.world, (LogHead.size, LogHead.chain, LogHead.mac)
    office.now = datetime.now(UTC)
    office.at("sam")  # signs in, before the log is copied
    before = office.session.execute(select(*columns)).one()
    office.signed("sam")
    world.change(
        delete(Leaf).where(Leaf.i >= before.size),
        delete(Node),
        delete(Checkpoint).where(Checkpoint.size > before.size),
        update(LogHead).values(before._asdict()),
    )
    assert stops_sign_in(world)


def test_a_log_cut_and_grown_again_with_other_lines_stops_sign_in(signed):
    world, concern = signed
    index, line = leaf_of(world, concern)
    size = world.session().scalar(select(LogHead.size))
    session = world.session()
    rows = {}
    for i in range(index, size + 3):  # longer than what is held outside, and of another history
        event = events.parse_event(line)
        text = line.replace(f'"i":{event.i},'.encode(), f'"i":{i},'.encode())
        text = text.replace(str(concern).encode(), b"00000000-0000-4000-8000-000000000000")
        rows[i] = {"line": text, "hash": merkle.leaf_hash(text), "obj": "x", "i": i}
    session.execute(delete(Leaf).where(Leaf.i >= index))
    session.execute(Leaf.__table__.insert(), [{"org_id": world.org.id} | r for r in rows.values()])
    session.execute(update(LogHead).values(size=size + 3))
    session.commit()
    assert stops_sign_in(world)


@pytest.mark.parametrize("state", ["open", "closed"])
def test_a_flipped_state_is_named_by_fsck(signed, state):
    world, concern = signed
    world.change(update(Concern).values(state=state))
    found = integrity_check.find_all_differences(world.uow())
    assert found == (f"Concern {concern} is stored as {state}, but the log says unread.",)


@pytest.mark.parametrize(
    "statement",
    [update(Due).values(done=True), delete(Due)],
    ids=["ticked off", "taken away"],
)
def test_a_due_time_ticked_off_or_taken_away_is_named_by_fsck(signed, statement):
    world, concern = signed
    world.change(statement)
    expected = (f"Due times of concern {concern} are not those in the log.",)
    assert integrity_check.find_all_differences(world.uow()) == expected


def test_a_removed_record_is_named_by_fsck(signed):
    world, concern = signed
    entry = select(Entry.id).where(Entry.concern_id == concern)
    world.change(
        delete(Wrap).where(Wrap.entry_id.in_(entry)),
        delete(Entry).where(Entry.concern_id == concern),
    )
    assert (
        f"Entry {concern}/1 is in the log, but is no longer stored."
        in integrity_check.find_all_differences(world.uow())
    )


def test_a_look_filed_under_another_name_is_named_by_fsck(signed):
    world, concern = signed
    concern_reading.open_concern(world.uow("jo"), concern)
    with world.session() as session:
        newest = select(func.max(Leaf.i)).where(Leaf.obj.startswith(str(concern)))
        index = session.scalar(newest)
    assert integrity_check.find_all_differences(world.uow()) == ()
    world.change(update(Leaf).where(Leaf.i == index).values(obj="organisation/x"))
    found = integrity_check.find_all_differences(world.uow())
    assert found == (f"Line {index} of the log is filed under a name that is not its own.",)
