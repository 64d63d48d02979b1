"""A process reads on from a snapshot of a whole log, and believes it no further than the log."""

from __future__ import annotations

import inspect
import logging
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import delete, select, update

from app.domain.routing.actors import Org
from app.errors import LogBrokenError
from app.models.audit_log import Checkpoint, Leaf, LogHead, Node
from app.services.audit_log import verified_log
from app.services.audit_log.replay import blanked_line_log_id
from app.services.audit_log.replays import replay_snapshot
from app.services.audit_log.verified_log import VerifiedLog
from app.services.integrity import integrity_check
from app.services.unit_of_work import Action
from audit import merkle, notes
from tests.support.club.world import World
from tests.support.replayed_log import OWN, write_out

LINES = 60


class Reader:
    """A process of its own: what it reads from the database, and what it says."""

    def __init__(self, club: World, monkeypatch, caplog) -> None:
        self.uow, self.count, self._caplog = club.uow(), 0, caplog
        real = verified_log.load_leaves

        def counted(*what):
            found = real(*what)
            self.count += len(found)
            return found

        monkeypatch.setattr(verified_log, "load_leaves", counted)

    def read(self) -> int:
        """How many lines it reads now."""
        self.count = 0
        self._caplog.clear()
        self.uow.session.rollback()
        self.uow.key_log.refresh(self.uow.session, self.uow.org)
        return self.count

    def said(self) -> str:
        """Lines for the person who runs the server."""
        return "\n".join(r.getMessage() for r in self._caplog.records if r.name == "heard.replay")

    def state(self):
        """All that it knows, without its own marks."""
        return write_out(self.uow.key_log._replay(self.uow.org), OWN)


@pytest.fixture
def club(world: World, monkeypatch, caplog) -> World:
    monkeypatch.setattr(replay_snapshot, "LINES_BETWEEN_SNAPSHOTS", 20)
    caplog.set_level(logging.WARNING, logger="heard.replay")
    return world


@pytest.fixture
def new_process(club: World, monkeypatch, caplog):
    return lambda: Reader(club, monkeypatch, caplog)


def grow(club: World, lines: int = LINES, *, checkpoint: bool = False) -> None:
    uow = club.uow("jo")
    with uow.act() as act:
        for number in range(lines):
            act.log(Action.LIST_VIEWED, f"inbox/{number}")
        if checkpoint:
            act.checkpoint()


def save(club: World, key_log: VerifiedLog | None = None) -> Path:
    """Save as the housekeeper does."""
    uow = club.uow()
    key_log = key_log or uow.key_log
    key_log.refresh(uow.session, uow.org)
    key_log.save_snapshots(uow.org)
    return club.data / "checkpoints" / f"{club.org.id}.snapshot"


def size(club: World) -> int:
    return len(club.session().scalars(select(Leaf.i).where(Leaf.org_id == club.org.id)).all())


@pytest.mark.both_databases
@pytest.mark.parametrize("held", ["older", "same", "newer"])
def test_a_new_process_reads_only_what_came_since(club: World, new_process, held: str):
    grow(club, checkpoint=held == "older")
    grow(club, checkpoint=held == "same")
    path = save(club)
    before = size(club)
    grow(club, 7, checkpoint=held == "newer")
    reader = new_process()
    assert (reader.read(), reader.said()) == (size(club) - before, "")
    path.unlink()
    whole = new_process()
    assert whole.read() == size(club)
    assert reader.state() == whole.state()
    assert path.parent.stat().st_mode & 0o077 == 0


def test_only_the_server_itself_can_read_the_file(club: World):
    grow(club)
    path = save(club)
    assert path.stat().st_mode & 0o777 == 0o600
    assert not list(path.parent.glob("*.snapshot-*"))


@pytest.mark.parametrize("fault", ["flipped", "cut", "empty", "another's", "renamed", "of rules"])
def test_one_that_is_not_ours_is_named_and_every_line_read(
    club: World, new_process, monkeypatch, fault: str
):
    grow(club)
    path = save(club)
    saved = path.read_bytes()
    if fault == "of rules":
        monkeypatch.setattr(replay_snapshot, "get_running_code_hash", lambda: "0" * 64)
    other = msgspec.structs.replace(club.org, id=club.people["jo"].id)
    new = {
        "flipped": saved[:-9] + bytes([saved[-9] ^ 1]) + saved[-8:],
        "cut": saved[:-20],
        "empty": b"\0",
        "another's": _tagged(club, other, club.org),
        "renamed": _tagged(club, other, other),
        "of rules": saved,
    }
    path.write_bytes(new[fault])
    reader = new_process()
    assert reader.read() == size(club)
    assert "every line is read" in reader.said()


def test_code_without_its_source_saves_and_opens_no_snapshot(club: World, new_process, monkeypatch):
    def fail(_module):
        raise OSError("could not get source code")

    grow(club)
    path = save(club)
    at_start = replay_snapshot.get_running_code_hash()
    monkeypatch.setattr(inspect, "getsource", fail)
    assert replay_snapshot.hash_code_on_disk() == ""
    assert replay_snapshot.get_running_code_hash() == at_start != "", (
        "the disk changed, the code did not"
    )
    monkeypatch.setattr(replay_snapshot, "_RULES_AT_START", "")
    reader = new_process()
    assert reader.read() == size(club)
    assert "source" in reader.said()
    path.unlink()
    assert not save(club).exists()


def _tagged(club: World, whose: Org, tag: Org) -> bytes:
    """Bytes of another organisation's log, with a tag of this server for it or for this one."""
    uow = club.uow()
    uow.key_log.refresh(uow.session, uow.org)
    text = replay_snapshot.encode_replay(whose.id, uow.key_log._replay(uow.org))
    return uow.server.saved_log_tag(str(tag.id), text) + text


def test_one_of_a_newer_format_is_named_and_every_line_read(club: World, new_process):
    grow(club)
    path = save(club)
    uow = club.uow()
    text = b'{"format":2,"what":"a later version writes"}\n' + path.read_bytes()[-40:]
    path.write_bytes(uow.server.saved_log_tag(str(club.org.id), text) + text)
    reader = new_process()
    assert reader.read() == size(club)
    assert "another version of Heard" in reader.said()


def test_an_older_one_is_read_on_from_except_where_a_newer_was_seen(club: World, new_process):
    grow(club)
    path = save(club)
    old, at = path.read_bytes(), size(club)
    reader = new_process()
    grow(club)
    save(club)
    reader.read()
    reader.uow.key_log._store.whole.clear()  # as if nobody had used it for long
    path.write_bytes(old)
    assert (reader.read(), "older than one" in reader.said()) == (size(club), True)
    another = new_process()  # which has seen nothing: the chain shows that no line is missing
    assert (another.read(), another.said()) == (size(club) - at, "")
    assert another.state() == reader.state()


def test_a_log_that_was_cut_below_it_is_not_read_by_it(club: World, new_process):
    grow(club)
    before = _end(club)
    grow(club)
    save(club)
    _cut_to(club, before)  # with its old head: only a checkpoint outside would tell, and none did
    reader = new_process()
    assert reader.read() == before[0]
    assert "does not lead to the end of the log" in reader.said()


def _end(club: World):
    return club.session().execute(select(LogHead.size, LogHead.chain, LogHead.mac)).one()


def _cut_to(club: World, end) -> None:
    """Put the database back to an earlier end, as somebody with an old copy of it could."""
    size, chain, mac = end
    with club.session() as session:
        for node in session.scalars(select(Node)):
            if (node.idx + 1) << node.level > size:
                session.delete(node)
        session.commit()
    club.change(
        delete(Leaf).where(Leaf.i >= size),
        delete(Checkpoint).where(Checkpoint.size > size),
        update(LogHead).values(size=size, chain=chain, mac=mac),
    )
    for path in (club.data / "checkpoints").glob("*.note"):
        path.unlink()  # and those who hold no checkpoint outside cannot tell


def test_another_log_that_goes_on_from_an_old_head_is_read_whole(club: World, new_process):
    grow(club)
    before = _end(club)
    grow(club)
    save(club)
    _cut_to(club, before)
    grow(club, 2 * LINES)
    reader = new_process()
    assert reader.read() > LINES + size(club) - before[0] - 2 * LINES
    assert "does not lead to the end of the log" in reader.said()


@pytest.mark.parametrize("fault", ["changed", "missing"])
def test_a_subtree_that_does_not_prove_the_held_root_is_not_believed(
    club: World, new_process, fault: str
):
    grow(club, 37, checkpoint=True)
    grow(club, 50)
    save(club)
    nodes = update(Node).values(hash=bytes(32)) if fault == "changed" else delete(Node)
    club.change(nodes)
    reader = new_process()
    assert reader.read() == size(club)
    assert "does not lead" in reader.said()


def test_a_checkpoint_held_outside_that_is_not_of_it_stops_sign_in(club: World, new_process):
    grow(club)
    save(club)
    grow(club, 3)
    server, at = club.uow().server, size(club) - 20
    text = notes.format_checkpoint_text(club.org.origin, at, bytes(32))
    note = notes.sign_note(text, club.org.origin, server.log_seed(str(club.org.id)))
    (club.data / "checkpoints" / f"{club.org.id}.note").write_text(note)
    with pytest.raises(LogBrokenError):
        new_process().read()


def test_the_full_comparison_reads_every_line_whatever_is_saved(club: World, new_process):
    grow(club)
    save(club)
    at = Leaf.i == size(club) - 1
    line = club.session().scalar(select(Leaf.line).where(at))
    other = line.replace(b'"obj":"inbox/59"', b'"obj":"inbox/58"')
    assert other != line
    club.change(update(Leaf).where(at).values(line=other, hash=merkle.leaf_hash(other)))
    new_process().read()  # no page reads that line again
    with pytest.raises(LogBrokenError):
        integrity_check.find_all_differences(club.uow())
    with pytest.raises(LogBrokenError):
        integrity_check.list_rows_without_log_hash(club.uow())


def test_a_log_with_an_emptied_line_is_not_saved(club: World, new_process):
    """Processes differ in how an emptied line counts: each reads all lines itself."""
    grow(club)
    index = size(club) - 3
    club.uow().look(Action.LINE_BLANKED, blanked_line_log_id(index))
    club.change(update(Leaf).where(Leaf.i == index).values(line=None))
    assert not save(club).exists()
    assert new_process().read() == size(club)


def test_a_line_that_was_emptied_later_is_known_to_be(club: World, new_process):
    grow(club)
    save(club)
    index = size(club) - 3
    club.uow().look(Action.LINE_BLANKED, blanked_line_log_id(index))
    club.change(update(Leaf).where(Leaf.i == index).values(line=None))
    reader = new_process()
    assert reader.read() < LINES
    assert reader.uow.key_log.files(club.org).blanked == {index}
