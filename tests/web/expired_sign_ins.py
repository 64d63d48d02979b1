"""Let a person's sign-ins run out, as an hour of doing nothing does."""

from __future__ import annotations

from datetime import timedelta

from app.models.member import SignIn
from tests.support.club.world import World


def end_sign_ins(world: World, who: str) -> None:
    """Nothing was done for longer than a sign-in may idle."""
    with world.session() as session:
        for row in session.query(SignIn).filter_by(user_id=world.people[who].id):
            row.last_seen -= timedelta(hours=1)
        session.commit()
