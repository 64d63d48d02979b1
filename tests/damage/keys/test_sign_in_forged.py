"""A database writer who boxes roles under a token of their own choosing is not let in.

The box opens, because its key comes from the token alone; the server's tag inside it does not hold.
"""

import os
from datetime import UTC, datetime

import msgspec
import pytest
from sqlalchemy import select

from app.domain.routing.actors import Role
from app.models.member import SignIn
from app.services.auth.session_state import SessionState
from app.vault import session_tokens
from tests.support.club.world import COOKIE


def forged(world, who: str, tag: bytes) -> str:
    """A row as the app writes it, for roles that nobody certified."""
    person, token = world.people[who], session_tokens.new_token()
    state = SessionState(
        os.urandom(32), person.pins.leads, person.pins.seniors, (Role.LEAD,), True, 1, tag=tag
    )
    now = datetime.now(UTC)
    session = world.session()
    session.add(
        SignIn(
            id=session_tokens.hash_token(token),
            org_id=world.org.id,
            user_id=person.id,
            box=session_tokens.box_session_state(token, str(person.id), msgspec.json.encode(state)),
            since=now,
            last_seen=now,
            opened_drafts=[],
        )
    )
    session.commit()
    return token


@pytest.mark.parametrize("path", ["/members", "/log", "/concerns", "/account"])
def test_a_forged_sign_in_opens_no_page(world, path):
    client = world.client()
    client.set_cookie(COOKIE, forged(world, "jo", b""), domain="localhost")
    assert client.get(path).status_code in {302, 500}
    assert "Jo Smith" not in client.get(path).text


def test_the_tag_of_one_member_serves_no_other(world):
    token = world.token("jo")
    row = (
        world.session()
        .scalars(select(SignIn).where(SignIn.id == session_tokens.hash_token(token)))
        .one()
    )
    plain = session_tokens.open_session_state(token, str(row.user_id), row.box)
    real = msgspec.json.decode(plain, type=SessionState)
    client = world.client()
    client.set_cookie(COOKIE, forged(world, "sam", real.tag), domain="localhost")
    assert client.get("/members").status_code in {302, 500}
