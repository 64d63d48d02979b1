"""The lead's inbox over 1,000 and over 100,000 concerns.

Rows are written straight into the tables: the cards of every file are sealed for real, because the
list opens them; the records behind them are one random blob, because the list never does. What is
open is open by the log too, because the list compares.
"""

from __future__ import annotations

import os
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy import insert, text

from app.domain.record.entry_schema import Card as Words
from app.domain.record.entry_schema import encode_canonical
from app.domain.routing.actors import Team
from app.models.concern import Card, Concern, Due, Entry, Wrap
from app.services.audit_log import concern_commitment
from app.services.concern_lists import inbox
from app.services.unit_of_work import Action
from app.vault.sealed_cards import seal_card
from tests.bench.figures import Figure, ms, p50, timed
from tests.support.club.world import World

SMALL, LARGE, RUNS, UNREAD, BATCH = 1_000, 100_000, 40, 20, 5_000
REFERENCE = "CFHKMRWXY2346789"


def compare(world: World, folder: Path) -> list[Figure]:
    """p50 of the first page, over few and over many."""
    maker = Maker(world)
    maker.add(SMALL, unread=UNREAD)
    few = _measure(world)
    maker.add(LARGE - SMALL, unread=0)
    many = _measure(world)
    return [
        Figure(
            f"lead's inbox, {SMALL:,} → {LARGE:,} concerns",
            "≤ 1.2 ×",
            f"{ms(few)} over {SMALL:,}",
            f"{ms(many)} over {LARGE:,}",
            f"{many / few:.2f}",
            many / few <= 1.2,
            f"p50 of {RUNS}, below the web; {UNREAD} unread, 1 in 20 open, 1 in 40 with a due time",
        )
    ]


def _measure(world: World) -> float:
    settle(world)
    uow = world.uow("jo")
    inbox.load_inbox(uow)
    found = p50(timed(lambda: inbox.load_inbox(uow), RUNS))
    uow.session.close()
    return found


def settle(world: World) -> None:
    """Fold the write-ahead file in, as if the rows had been written long ago."""
    world.close()  # a session that still reads would keep every row in the write-ahead file
    if world.url.startswith("sqlite"):
        with world.session() as session:
            busy, _, _ = session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).one()
            assert not busy
        world.close()


class Maker:
    """Adds concerns to a club, in batches."""

    def __init__(self, world: World) -> None:
        self._seal, self._world = seal_card, world
        uow = world.uow("jo")
        self._epoch, self._team = uow.keys.team_secret(uow.session, Team.LEADS)
        self._org, self._author = world.org.id, world.people["sam"].id
        self._luck, self._made = random.Random(7), 0  # noqa: S311 - spreads rows, guards nothing
        self._blob = os.urandom(2048)

    def add(self, count: int, unread: int) -> None:
        """`count` more concerns, `unread` of them unread, the others closed or open."""
        while count > 0:
            size = min(BATCH, count)
            rows = [self._one("unread" if n < unread else self._state()) for n in range(size)]
            with self._world.session() as session:
                for table in (Concern, Entry, Wrap, Card, Due):
                    values = [row[table] for row in rows if table in row]
                    if values:
                        session.execute(insert(table), values)
                session.commit()
            if still_open := [row for row in rows if row[Concern]["state"] == "open"]:
                self._log(still_open)
            count, unread = count - size, 0

    def _log(self, rows: list[dict[type, dict[str, object]]]) -> None:
        fpr = self._team.public.fingerprint
        with self._world.uow("sam").act() as act:
            for row in rows:
                concern = row[Concern]["id"]
                (place,) = concern_commitment.concern_readers_log_ids(
                    concern, {fpr: row[Card]["blob"]}
                )
                act.log(Action.FILE_SEALED, place, h=bytes(32))
                for action, state in (
                    (Action.RECORD_SIGNED, "unread"), (Action.STATE_CHANGED, "open")
                ):  # fmt: skip
                    act.log(action, str(concern), h=bytes(32), state=state, due=())

    def _state(self) -> str:
        return "open" if self._luck.random() < 0.05 else "closed"

    def _one(self, state: str) -> dict[type, dict[str, object]]:
        concern, entry, here = uuid4(), uuid4(), {"org_id": self._org}
        signed = datetime.now(UTC) - timedelta(minutes=self._luck.randint(1, 2_000_000))
        self._made += 1
        file = {"id": concern, "reference": self._reference(), "author_id": self._author}
        file |= {"draft_id": uuid4(), "route": "leads", "state": state, "signed_at": signed}
        file["kept_from"] = []
        record = {"id": entry, "concern_id": concern, "number": 1, "author_id": self._author}
        record |= {"author_fpr": bytes(32), "signed_at": signed, "ciphertext": self._blob}
        record |= {"signature": bytes(64), "leaf_index": self._made}
        fpr = self._team.public.fingerprint
        wrap = {"entry_id": entry, "recipient_fpr": fpr, "blob": bytes(1200)}
        card = {"concern_id": concern, "recipient_fpr": fpr, "revision": 1}
        rows = {Concern: here | file, Entry: here | record, Wrap: here | wrap}
        rows[Card] = here | card | {"blob": self._card(str(concern))}
        if state == "unread" or (state == "open" and self._luck.random() < 0.5):
            rows[Due] = here | {"concern_id": concern, "at": signed + timedelta(days=2)}
        return rows

    def _reference(self) -> str:
        number, text = self._made, ""
        for _ in range(8):
            number, digit = divmod(number, len(REFERENCE))
            text += REFERENCE[digit]
        return text

    def _card(self, concern: str) -> bytes:
        return self._seal(
            encode_canonical(
                Words(("Kestrel",), ("14",), "Quiet since Monday.", "no", "15:15", "yes")
            ),
            org=str(self._org),
            team=Team.LEADS.value,
            epoch=self._epoch,
            filekind="concern",
            file=concern,
            revision=1,
            holder=self._team,
        )
