"""Whoever holds the database and the server secret, and nobody's passphrase, opens nothing.

Every key that can be made from the secret alone is tried on every sealed row, in its right place.
That the places are right is shown by the people's own seeds, which open the very same rows.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select

from app.errors import HeardError, SealedError
from app.models.concern import Card, Document, Entry, Wrap
from app.models.draft import Draft, DraftPage, LateDraftPage
from app.models.member import Lock, SignIn
from app.models.team import TeamGrant, TeamKey
from app.services.concerns import acknowledgements
from app.services.drafts import draft_store, late_page_store
from app.vault import boxes, contexts, locks, sealed_content, session_tokens
from app.vault.grants import open_grant
from app.vault.principals import Secret
from app.vault.sealed_cards import open_card
from app.vault.sealed_drafts import open_draft
from app.vault.sealed_entries import open_entry
from app.vault.sealed_late_pages import open_late_page
from app.vault.server_secret import ServerSecret
from tests.support.club.club_setup import PASSPHRASE
from tests.support.club.office import WORDS
from tests.support.machine.server_settings import SECRET

Opener = Callable[[Secret], object]


def derived(org: str) -> dict[str, bytes]:
    """Every 32-byte key that the secret gives without anybody's passphrase."""
    server = ServerSecret(SECRET)
    flask = server.flask_key.encode()
    found = {
        "the secret": SECRET,
        "pepper": server.pepper,
        "log seed": server.log_seed(org),
        "flask": hashlib.sha256(flask).digest(),
        "throttle": bytes.fromhex(server.throttle_tag("")),
    }
    labels = ("draft", "card", "totp", "sign", "hpke", "session", "lock", "entry", "")
    for label in labels:
        found[f"hmac {label}"] = hmac.new(SECRET, label.encode(), hashlib.sha256).digest()
        found[f"expand {label}"] = boxes.expand(SECRET, label)
    return found


@pytest.fixture
def rows(office):
    """A club with a signed and acknowledged record, a draft, a page that came late, an addition."""
    sam = office.at("sam")
    concern = office.signed("sam")
    acknowledgements.acknowledge_concern(office.at("jo"), concern)
    draft = draft_store.start_draft(sam)
    draft_store.save_page(sam, draft, "account", {"child_words": [WORDS]}, 0)
    late_page_store.store_late_page(
        office.at("pat"), office.id("sam"), draft, "account", {"seen": [WORDS]}
    )
    return office


def sealed(office) -> Iterator[tuple[str, Opener]]:
    """Each sealed row: what it is, and how a seed would open it."""
    session, org = office.session, str(office.org.id)
    for entry, wrap in session.execute(select(Entry, Wrap).join(Wrap, Wrap.entry_id == Entry.id)):
        place = {"filekind": "concern", "file": str(entry.concern_id), "number": entry.number}
        yield (
            "wrap",
            lambda s, e=entry, w=wrap, p=place: open_entry(
                e.ciphertext, w.blob, org=org, recipient=s, **p
            ),
        )
        yield "content", lambda s, e=entry: sealed_content.open_content(e.ciphertext, s.seed, b"")
    for grant, team in session.execute(
        select(TeamGrant, TeamKey).join(TeamKey, TeamKey.team == TeamGrant.team)
    ):
        place = {"org": org, "team": grant.team, "epoch": grant.epoch, "team_fpr": team.fpr}
        yield "grant", lambda s, g=grant, p=place: open_grant(g.blob, member=s, **p)
    for page, draft in session.execute(select(DraftPage, Draft).join(Draft)):
        place = {"user": str(draft.user_id), "draft": str(draft.id), "page": page.page}
        yield (
            "draft",
            lambda s, r=page, p=place: open_draft(s, r.box, org=org, version=r.version, **p),
        )
    yield from _others(session, org)


def _others(session, org: str) -> Iterator[tuple[str, Opener]]:
    for row in session.scalars(select(LateDraftPage)):
        place = {"user": str(row.user_id), "draft": str(row.draft_id), "page": row.page}
        yield (
            "rescue",
            lambda s, r=row, p=place: open_late_page(s, r.sealed, org=org, **p),
        )
    for card in session.scalars(select(Card)):
        place = {"filekind": "concern", "file": str(card.concern_id), "revision": card.revision}
        yield (
            "card",
            lambda s, c=card, p=place: open_card(
                c.blob, org=org, team="leads", epoch=1, holder=s, **p
            ),
        )
    for row in session.scalars(select(SignIn).where(SignIn.box.is_not(None))):
        yield (
            "sign-in",
            lambda s, r=row: session_tokens.open_session_state(_token(s), str(r.user_id), r.box),
        )
    for document in session.scalars(select(Document)):
        yield "document", lambda s, d=document: sealed_content.open_content(d.blob, s.seed, b"")


def _token(secret: Secret) -> str:
    return base64.urlsafe_b64encode(secret.seed).rstrip(b"=").decode()


def refused(opens: Opener, key: bytes) -> bool:
    """Whether a key does not open a row."""
    try:
        opens(Secret(key))
    except HeardError:
        return True
    return False


def test_no_key_made_from_the_secret_opens_any_sealed_row(rows):
    tried = 0
    for name, key in derived(str(rows.org.id)).items():
        for kind, opens in sealed(rows):
            assert refused(opens, key), f"{name} opened a {kind}"
            tried += 1
    assert tried > 300


def test_the_right_seed_opens_the_same_rows_in_the_same_places(rows):
    seeds = {key: Secret(person.seed) for key, person in rows.world.people.items()}
    teams = [
        open_grant(
            grant.blob,
            org=str(rows.org.id),
            team=grant.team,
            epoch=1,
            team_fpr=team.fpr,
            member=seeds["jo"],
        )
        for grant, team in rows.session.execute(
            select(TeamGrant, TeamKey).join(TeamKey, TeamKey.team == TeamGrant.team)
        )
        if grant.member_fpr == seeds["jo"].public.fingerprint
    ]
    opened = set()
    for kind, opens in sealed(rows):
        for secret in (*seeds.values(), *teams):
            try:
                opens(secret)
            except SealedError:
                continue
            opened.add(kind)
    assert opened == {"wrap", "grant", "draft", "rescue", "card"}


def test_a_lock_needs_the_passphrase_beside_the_secret(rows):
    server, sam = ServerSecret(SECRET), rows.world.people["sam"]
    blob = rows.session.scalars(select(Lock.blob).where(Lock.user_id == sam.id)).one()
    place = {
        "pepper": server.pepper,
        "context": contexts.lock(str(rows.org.id), str(sam.id), "passphrase"),
    }
    for guess in ("", server.flask_key, SECRET.hex(), PASSPHRASE.title()):
        with pytest.raises(SealedError):
            locks.unlock_with_passphrase(blob, guess, **place)
    assert locks.unlock_with_passphrase(blob, PASSPHRASE, **place)[0] == sam.seed
    with pytest.raises(SealedError):  # nor does the passphrase without the secret
        locks.unlock_with_passphrase(blob, PASSPHRASE, **(place | {"pepper": bytes(32)}))
