"""Save what the log said of numbers and ended sessions, for a new process to read on from.

A process that has read nothing yet would have to read the whole log before its first page. It may
begin here instead, since whoever reads on must arrive at the chain that the head of the log has
under the server secret: a chain over every line, so that no other lines than those that were read
for this snapshot can stand before it. It tells only what numbers and sessions need: of keys, only
the hashes of the teams' certificates. One that is missing, old, another organisation's or changed
is no answer, and the whole log is read.
"""

from binascii import Error as NotHex
from uuid import UUID

import msgspec

from app.services.audit_log.number_index import (
    ContactIndex,
    LoggedCorrection,
    LoggedNumberCheck,
    NumberIndex,
)
from app.services.audit_log.replay import LogReplay
from app.services.audit_log.session_index import (
    EndedSession,
    OpenSession,
    SessionIndex,
    Suspension,
    TryCount,
)

LINES_BETWEEN_SNAPSHOTS = 1_000
"""Lines after which a new one is kept: about as many as a first page has to read."""


class _Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`chain` and `frontier` (level, hash) as the replay has them, in hex. `rota`: index and hash
    of its newest line. Sessions go by the part of their id that the log names, wrong tries by their
    log id. `stopped`: accounts that are. `contacts`: hashes of numbers and names, by log id, from
    so many lines. `grants`: epoch and fingerprint of keys that may lead. `team_keys`: hashes
    of certificates by team. A snapshot without one of these is an older version's, and no answer.
    """

    org: str
    size: int
    chain: str
    frontier: tuple[tuple[int, str], ...]
    found: tuple[LoggedNumberCheck, ...]
    corrected: tuple[LoggedCorrection, ...]
    contacts: tuple[tuple[str, str], ...]
    contact_lines: int
    grants: tuple[tuple[int, str], ...]
    rota: tuple[int, str | None] | None
    opened: tuple[tuple[str, OpenSession], ...]
    ended: tuple[tuple[str, EndedSession], ...]
    tries: tuple[tuple[str, TryCount], ...]
    stopped: tuple[tuple[str, Suspension], ...]
    team_keys: tuple[tuple[str, tuple[str, ...]], ...]


def rota_log_id(org_id: UUID) -> str:
    """Log id of the rota."""
    return f"rota/{org_id}"


def encode_number_replay(org_id: UUID, replay: LogReplay) -> bytes:
    """Return a replay as bytes, to be tagged with the server secret."""
    kept = _Kept(
        org=str(org_id),
        size=replay.size,
        chain=replay.chain.hex(),
        frontier=tuple((level, found.hex()) for level, found in replay.frontier),
        found=replay.numbers.every(),
        corrected=replay.numbers.corrections(),
        contacts=replay.contacts.every(),
        contact_lines=replay.contacts.lines,
        grants=replay.contacts.every_grant(),
        rota=replay.newest.get(rota_log_id(org_id)),
        opened=replay.sessions.every_open(),
        ended=replay.sessions.every_end(),
        tries=replay.sessions.tries.every(),
        stopped=replay.sessions.suspensions.every(),
        team_keys=replay.sessions.team_keys.every(),
    )
    return msgspec.json.encode(kept)


def decode_number_replay(org_id: UUID, text: bytes) -> LogReplay | None:
    """Return the replay to read on from, of bytes with the right tag; None for other bytes."""
    try:
        kept = msgspec.json.decode(text, type=_Kept)
        replay = LogReplay()
        replay.size, replay.chain = kept.size, bytes.fromhex(kept.chain)
        replay.frontier = [(level, bytes.fromhex(found)) for level, found in kept.frontier]
    except (msgspec.MsgspecError, NotHex, ValueError):
        return None
    if kept.org != str(org_id):
        return None
    replay.numbers = NumberIndex(kept.found, kept.corrected)
    replay.contacts = ContactIndex(kept.contacts, kept.contact_lines, kept.grants)
    replay.sessions = SessionIndex(
        kept.opened, kept.ended, kept.tries, kept.stopped, kept.team_keys
    )
    if kept.rota is not None:
        replay.newest[rota_log_id(org_id)] = kept.rota
    return replay
