"""Only the server can say where its log ends: a line appended behind its back vouches for nothing.

Without the tag on the log's head, a database writer could append `lock.set` for an old lock row and
let the next honest checkpoint sign it (docs/decisions/0006).
"""

import hashlib
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.errors import LogBrokenError
from app.models.audit_log import Leaf, LogHead, Node
from app.models.member import Lock
from app.services.audit_log.writer import extend_chain
from app.services.auth import sessions, sign_ins
from app.services.auth.kdf_slots import KdfSlots
from app.services.members import own_account
from app.services.members.key_trust import lock_log_id
from app.services.unit_of_work import Action
from audit import events, merkle
from tests.support.club.club_setup import PASSPHRASE

NEW = "granite window Thursday otter"


def a_line(world, obj: str, blob: bytes, size: int) -> bytes:
    """The line that would vouch for `blob`."""
    return events.encode_event(
        events.Event(
            act=Action.LOCK_SET,
            who="server",
            role="server",
            org=str(world.org.id),
            obj=obj,
            i=size,
            t=datetime.now(UTC),
            h=hashlib.sha256(blob).hexdigest(),
        )
    )


def forge(world, obj: str, blob: bytes) -> None:
    """Append a line as the app would, tree and chain too; only the tag cannot be made."""
    session, org_id = world.session(), world.org.id
    size, chain = session.execute(select(LogHead.size, LogHead.chain)).one()
    line = a_line(world, obj, blob, size)
    digest = merkle.leaf_hash(line)
    rows = session.execute(select(Node.level, Node.idx, Node.hash)).all()
    nodes = {(level, index): found for level, index, found in rows}
    known = set(nodes)
    tree = merkle.Tree(lambda *at: nodes[at], lambda *put: nodes.update({put[:2]: put[2]}), size)
    tree.append(digest)
    session.execute(insert(Leaf).values(org_id=org_id, i=size, hash=digest, obj=obj, line=line))
    for level, index in nodes.keys() - known:
        values = {"level": level, "idx": index, "hash": nodes[level, index]}
        session.execute(insert(Node).values(org_id=org_id, **values))
    session.execute(update(LogHead).values(size=size + 1, chain=extend_chain(chain, digest)))
    session.commit()


def test_a_forged_line_does_not_bring_an_old_lock_back(world):
    sam = world.people["sam"]
    session = world.session()
    query = select(Lock.blob).where(Lock.user_id == sam.id, Lock.kind == "passphrase")
    old = session.scalar(query)
    uow, slots, token = world.uow(), KdfSlots(world.data), world.token("sam")
    sessions.open_session(uow, token)
    own_account.change_passphrase(uow, slots, PASSPHRASE, NEW, token, "127.0.0.1")
    session.rollback()
    session.execute(update(Lock).where(Lock.user_id == sam.id).values(blob=old))
    session.commit()
    forge(world, lock_log_id(sam.id, "passphrase"), old)
    with pytest.raises(LogBrokenError):
        sign_ins.sign_in(world.uow(), KdfSlots(world.data), sam.email, PASSPHRASE, "127.0.0.1")


def test_nothing_is_appended_to_a_head_that_is_not_ours(world):
    forge(world, "lock/none/passphrase", b"x")
    uow = world.uow()
    with pytest.raises(LogBrokenError), uow.act() as act:
        act.log(Action.REFUSED, "member/none")


def test_an_old_head_put_back_is_seen(world):
    session = world.session()
    old = session.execute(select(LogHead.size, LogHead.chain, LogHead.mac)).one()
    world.token("sam")
    session.rollback()
    session.execute(update(LogHead).values(size=old.size, chain=old.chain, mac=old.mac))
    session.commit()
    # The head is genuine but old: its leaves are still there, so the next line has no place.
    with pytest.raises(IntegrityError):
        world.token("sam")


def log_and_checkpoint(world) -> None:
    """Log an event and sign a checkpoint over it, which is kept outside too."""
    with world.uow().act() as act:
        act.log(Action.REFUSED, "member/none")
        act.checkpoint()


def test_a_log_cut_back_to_an_old_head_of_ours_is_seen(world):
    columns = (LogHead.size, LogHead.chain, LogHead.mac)
    with world.session() as session:
        old = session.execute(select(*columns)).one()
    log_and_checkpoint(world)
    # What is left fits the head, which this server wrote: only the checkpoint outside is longer.
    world.change(delete(Leaf).where(Leaf.i >= old.size), update(LogHead).values(old._asdict()))
    fresh = world.uow()
    with pytest.raises(LogBrokenError, match="shorter"):
        fresh.key_log.refresh(fresh.session, fresh.org)


def test_a_line_rewritten_behind_the_newest_checkpoint_is_seen(world):
    log_and_checkpoint(world)
    world.token("sam")
    with world.session() as session:
        newest = select(Leaf.i, Leaf.line).order_by(Leaf.i.desc()).limit(1)
        index, line = session.execute(newest).one()
    forged = line.replace(str(world.people["sam"].id).encode(), str(world.org.id).encode())
    assert forged != line
    values = {"line": forged, "hash": merkle.leaf_hash(forged)}
    world.change(update(Leaf).where(Leaf.i == index).values(values))
    fresh = world.uow()
    with pytest.raises(LogBrokenError, match="behind its end"):
        fresh.key_log.refresh(fresh.session, fresh.org)


def test_a_note_that_opened_once_does_not_excuse_the_one_there_now(world):
    uow = world.uow("jo")
    path = world.data / "checkpoints" / f"{world.org.id}.note"
    good = path.read_text()
    for wrong in (good.replace("\n\n", "\n\n ", 1), good[:-9] + "AAAAAAA=\n", "", "x" + good):
        uow.key_log.refresh(uow.session, uow.org)
        path.write_text(wrong)
        with pytest.raises(LogBrokenError):
            uow.key_log.refresh(uow.session, uow.org)
        path.write_text(good)
    uow.key_log.refresh(uow.session, uow.org)
