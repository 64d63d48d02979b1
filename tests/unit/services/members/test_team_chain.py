"""Each proof of a team's keys on its own: the log's line, both signatures, and the pinned key."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select

from app.domain.routing.actors import Team
from app.errors import KeyChangedError
from app.models.team import TeamKey
from app.services.members.key_trust import hash_row_bytes, team_key_log_id
from app.services.members.member_lookup import load_key_trust
from app.services.members.team_chain import FIRST_OLD_FPR
from app.services.unit_of_work import UnitOfWork
from app.vault import certificates, contexts
from app.vault.locks import Pins
from app.vault.principals import Secret
from audit.events import Action
from tests.support.club.office import Office

NEW = Secret(bytes(range(32)))


def make_next(office: Office, signer: Secret, old_fpr: bytes, *, logged: bool) -> None:
    """Write a second key of the leads, signed by the log key, as someone with the secret can."""
    uow = office.at("jo")
    first = office.session.execute(
        select(TeamKey.__table__).where(TeamKey.team == "leads", TeamKey.epoch == 1)
    ).one()
    message = contexts.keycert(
        str(office.org.id), "leads", 2, NEW.public.fingerprint, old_fpr, first.recovery_fpr
    )
    cert = certificates.make_certificate(message, signer, uow.server.log_seed(str(office.org.id)))
    more = {"epoch": 2, "fpr": NEW.public.fingerprint, "public": NEW.public.raw, "cert": cert}
    office.world.change(insert(TeamKey).values({**first._mapping, **more, "id": office.org.id}))
    if logged:
        uow.look(Action.TEAM_CERTIFIED, team_key_log_id("leads", 2), h=hash_row_bytes(cert))


def old_key(office: Office) -> Secret:
    uow = office.at("jo")
    return uow.keys.team_secret(uow.session, Team.LEADS)[1]


def load(uow: UnitOfWork) -> list[bytes]:
    return [key.fpr for key in load_key_trust(uow).team_chain(Team.LEADS)]


def test_a_key_that_the_log_names_and_both_hands_signed_follows(office: Office):
    old = old_key(office)
    make_next(office, old, old.public.fingerprint, logged=True)
    sam = office.at("sam")
    assert load(sam) == [old.public.fingerprint, NEW.public.fingerprint]
    assert sam.keys.team_public(sam.session, Team.LEADS)[0] == 2


def test_a_key_of_which_no_line_tells_is_refused(office: Office):
    old = old_key(office)
    make_next(office, old, old.public.fingerprint, logged=False)
    with pytest.raises(KeyChangedError):
        load(office.at("sam"))


def test_another_certificate_than_the_line_names_is_refused(office: Office):
    old = old_key(office)
    make_next(office, old, old.public.fingerprint, logged=False)
    office.at("jo").look(
        Action.TEAM_CERTIFIED, team_key_log_id("leads", 2), h=hash_row_bytes(b"another")
    )
    with pytest.raises(KeyChangedError):
        load(office.at("sam"))


@pytest.mark.parametrize("kind", ["not by the old key", "after no key"])
def test_a_line_of_the_log_alone_makes_no_key_follow(office: Office, kind: str):
    old = old_key(office)
    signer = NEW if kind == "not by the old key" else old
    before = FIRST_OLD_FPR if kind == "after no key" else old.public.fingerprint
    make_next(office, signer, before, logged=True)
    with pytest.raises(KeyChangedError):
        load(office.at("sam"))


def test_a_pin_that_is_none_of_the_teams_keys_leads_nowhere(office: Office):
    sam = office.at("sam")
    pins, strange = sam.keys.pins, NEW.public.fingerprint
    judge = load_key_trust(sam)
    assert judge.follow_pins(pins) == pins
    for other in (Pins(strange, pins.seniors), Pins(pins.leads, strange)):
        with pytest.raises(KeyChangedError):
            judge.follow_pins(other)
    with pytest.raises(KeyChangedError):
        judge.follow_pins(Pins(pins.seniors, pins.leads))
    sam.keys.pins = Pins(strange, pins.seniors)
    with pytest.raises(KeyChangedError):
        sam.keys.team_public(sam.session, Team.LEADS)
