"""Cutting the log brings no old lock back; a swapped key is neither pinned nor confirmed."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from app.models.audit_log import Checkpoint, Leaf, LogHead, Node
from app.models.member import Lock, MemberKey
from app.models.team import TeamKey
from app.services.auth.kdf_slots import KdfSlots
from app.services.members import own_account
from app.vault.principals import Secret
from tests.support.club.club_setup import PASSPHRASE
from tests.support.web.checking_client import Page

NEW = "velvet tractor sunday lemon"
OTHER = Secret(bytes(range(32)))


def size(world) -> int:
    return world.session().scalar(select(LogHead.size))


def cut(world, at: int) -> None:
    """Take every leaf from `at` on away, with all that would tell of it in the database."""
    session = world.session()
    session.execute(delete(Leaf).where(Leaf.i >= at))
    session.execute(delete(Checkpoint).where(Checkpoint.size > at))
    session.execute(delete(Node).where(Node.idx >= at, Node.level == 0))
    session.execute(update(LogHead).values(size=at))
    session.commit()


def test_a_log_cut_back_to_before_a_new_passphrase_is_seen(world):
    sam = Lock.user_id == world.people["sam"].id
    old, before = world.session().scalars(select(Lock.blob).where(sam)).one(), size(world)
    uow = world.uow("sam")
    own_account.change_passphrase(
        uow, KdfSlots(world.data), PASSPHRASE, NEW, world.token("sam"), ""
    )
    cut(world, before)
    session = world.session()
    session.execute(update(Lock).where(sam).values(blob=old))
    session.commit()
    answer = world.client().send("/sign-in", {"email": "sam@example.org", "passphrase": PASSPHRASE})
    page = Page(answer.get_data(as_text=True))
    assert answer.status_code == 500
    assert "does not match the copy outside the database" in page.text
    assert "tel:999" in page.links


def test_nobody_joins_to_a_swapped_team_key(world):
    lead = world.client("jo")
    lead.send("/members/invite", {"name": "Bo", "email": "bo@example.org", "role": "practitioner"})
    code = Page(lead.get("/members/codes").get_data(as_text=True)).text
    code = next(word for word in code.split() if word.count("-") == 2)
    session = world.session()
    session.execute(
        update(TeamKey)
        .where(TeamKey.team == "leads")
        .values(public=OTHER.public.raw, fpr=OTHER.public.fingerprint)
    )
    session.commit()
    answer = world.client().send(
        "/join",
        {"code": code, "name": "Bo", "job_title": "Coach", "phone": "07700 900777",
         "passphrase": NEW, "again": NEW},
    )  # fmt: skip
    assert answer.status_code == 500
    assert "a key it does not know" in Page(answer.get_data(as_text=True)).text
    session.rollback()
    assert len(session.scalars(select(Lock.id)).all()) == len(world.people)


def test_a_waiting_leads_swapped_key_is_never_shown_or_certified(world):
    kit, lead = world.people["second_senior"], world.client("jo")
    path = f"/members/{kit.id}/confirm"
    assert lead.get(path).status_code == 200
    session = world.session()
    session.execute(
        update(MemberKey)
        .where(MemberKey.user_id == kit.id)
        .values(public=OTHER.public.raw, fpr=OTHER.public.fingerprint)
    )
    session.commit()
    assert lead.get(path).status_code == 500
    row = select(MemberKey.cert).where(MemberKey.user_id == kit.id)
    session.rollback()
    assert session.scalars(row).one() is None
