"""Whoever a record's author ticked is never mailed about it, nor named in clear."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import chain, combinations
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.domain.routing.recipients import Recipients
from app.models.concern import Concern
from app.models.outbox import Outbox
from app.services.concerns import exclusions, record_signing
from app.services.integrity import integrity_check
from app.services.jobs import scheduler
from app.vault.server_secret import ServerSecret
from tests.support.club.office import Office
from tests.support.club.world import World
from tests.unit.services.jobs.test_scheduler import tools

READERS = ("jo", "deputy", "senior", "second_senior")
LATER = ("reminder", "unread_for_senior")


def subsets(people: tuple[str, ...]):
    return chain.from_iterable(combinations(people, size) for size in range(len(people) + 1))


def every_row(office: Office, people: tuple[str, ...], author: str) -> dict:
    """Sign a record for each row of the route table; concern id -> (who was ticked, the route)."""
    signed = {}
    for about in ("no", "yes"):
        for ticked in subsets(people):
            what = office.to_sign(author, about=about, not_for=ticked)
            open_routes = record_signing.find_routes(office.at(author), what.parts, what.not_for)
            for route in open_routes:
                what = office.to_sign(author, about=about, not_for=ticked, choice=route.kind)
                signed[record_signing.sign_record(office.at(author), what)] = (ticked, route.kind)
    return signed


def mailed(office: Office, concern_id) -> dict[str, set[str]]:
    """Person -> templates of all mail made about a concern."""
    names = {person.id: key for key, person in office.world.people.items()}
    found: dict[str, set[str]] = {}
    rows = select(Outbox.member_id, Outbox.template).where(Outbox.concern_id == concern_id)
    for member_id, template in office.session.execute(rows):
        found.setdefault(names[member_id], set()).add(template)
    return found


def days_pass(office: Office) -> None:
    for _ in range(4):
        office.now += timedelta(hours=8)
        scheduler.run_jobs_once(tools(office))


@pytest.mark.parametrize("author", ["sam", "jo"])
def test_no_mail_of_any_row_of_the_route_table_goes_to_anybody_ticked(office: Office, author):
    office.confirm_second_senior()
    people = tuple(who for who in READERS if who != author)
    signed = every_row(office, people, author)
    days_pass(office)
    kinds = {kind for _, kind in signed.values()}
    assert kinds >= {Recipients.LEADS, Recipients.SENIORS, Recipients.NAMED_SENIORS}
    for concern_id, (ticked, kind) in signed.items():
        told = mailed(office, concern_id)
        assert not set(told) & set(ticked), (ticked, kind)
        assert told.get(author, set()) <= {"something_waits"}  # that nobody has rung the LADO
        if kind is Recipients.LEADS:
            seniors = {who for who, what in told.items() if "unread_for_senior" in what}
            assert seniors == {"senior", "second_senior"} - set(ticked)
        else:
            assert not any("unread_for_senior" in what for what in told.values())


def test_no_mail_goes_to_anybody_ticked_where_no_senior_is_confirmed(world_without_senior: World):
    office = Office(world_without_senior)
    signed = every_row(office, ("jo", "deputy"), "sam")
    days_pass(office)
    for concern_id, (ticked, kind) in signed.items():
        told = set(mailed(office, concern_id))
        assert not told & set(ticked)
        assert told <= {"jo", "deputy", "sam"}
        assert bool(told - {"sam"}) == (kind is not Recipients.NOBODY)


def test_where_no_senior_may_be_told_the_leads_are_reminded_again(office: Office):
    concern_id = office.signed("sam", not_for=("senior",))
    days_pass(office)
    assert set(mailed(office, concern_id)) == {"jo", "deputy"}
    reminders = select(Outbox.id).where(Outbox.template.in_(LATER))
    assert len(office.session.scalars(reminders).all()) == 4


@pytest.mark.parametrize("put", ["nothing", "another file's"])
def test_a_list_that_is_not_this_files_own_tells_no_senior(office: Office, put):
    concern_id, other = office.signed("sam", not_for=("senior",)), office.signed("sam")
    with office.world.session() as session:
        list_of = select(Concern.kept_from).where(Concern.id == other)
        value = [] if put == "nothing" else session.scalars(list_of).one()
        session.execute(update(Concern).where(Concern.id == concern_id).values(kept_from=value))
        session.commit()
    days_pass(office)
    assert set(mailed(office, concern_id)) == {"jo", "deputy"}
    assert "senior" in mailed(office, other)


def test_a_tag_that_was_taken_away_is_found_by_comparing_with_the_log(office: Office):
    concern_id = office.signed("sam", not_for=("senior",))
    assert integrity_check.find_all_differences(office.world.uow()) == ()
    with office.world.session() as session:
        row = session.get_one(Concern, concern_id)
        secret = office.world.uow().server
        row.kept_from = [
            tag
            for tag in row.kept_from
            if tag != secret.kept_from_tag(str(concern_id), str(office.id("senior")))
        ]
        session.commit()
    assert any(
        str(concern_id) in found
        for found in integrity_check.find_all_differences(office.world.uow())
    )


def test_the_row_says_neither_who_was_ticked_nor_how_many_nor_whether(office: Office):
    none, one = office.signed("sam"), office.signed("sam", not_for=("senior",))
    again = office.signed("sam", not_for=("senior",))
    rows = {row.id: row.kept_from for row in office.session.scalars(select(Concern))}
    assert {len(kept) for kept in rows.values()} == {exclusions.TAG_COUNT_STEP}
    assert len({len(tag) for kept in rows.values() for tag in kept}) == 1
    assert not set(rows[one]) & set(rows[again])
    assert not set(rows[one]) & set(rows[none])
    for person in office.world.people.values():
        assert person.id.hex not in json.dumps(list(rows.values())).replace("-", "")


def test_another_server_secret_can_say_nothing_of_a_list():
    ours, others = ServerSecret(bytes(32)), ServerSecret(bytes([1] * 32))
    file, member = UUID(int=1), UUID(int=2)
    kept = exclusions.make_exclusion_tags(ours, file, [member])
    assert exclusions.is_excluded(ours, file, kept, [member])
    assert exclusions.is_exclusion_list_authentic(ours, file, kept)
    assert not exclusions.is_exclusion_list_authentic(others, file, kept)
    assert not exclusions.is_excluded(others, file, kept, [member])
    assert not exclusions.is_excluded(ours, UUID(int=3), kept, [member])


def test_many_ticked_people_take_one_step_more():
    server = ServerSecret(bytes(32))
    people = [UUID(int=number) for number in range(exclusions.TAG_COUNT_STEP)]
    assert (
        len(exclusions.make_exclusion_tags(server, UUID(int=99), people))
        == 2 * exclusions.TAG_COUNT_STEP
    )
