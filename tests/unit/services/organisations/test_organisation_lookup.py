"""Which organisation answers: by host, alone on any, and only its own to each."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.database import make_engine
from app.models.organisation import Organisation
from app.services.organisations import organisation_lookup
from tests.support.club.office import Office


def add(office: Office, host: str) -> None:
    with office.world.session() as session:
        own = session.get_one(Organisation, office.org.id)
        copied = {c.name: getattr(own, c.name) for c in Organisation.__table__.columns}
        more = {"id": uuid4(), "origin": f"heard-log/{host}", "host": host, "name": "School"}
        session.add(Organisation(**{**copied, **more}))
        session.commit()


def test_the_only_organisation_answers_on_any_host(office: Office):
    for host in ("localhost", "127.0.0.1", "heard.example.org"):
        assert (
            organisation_lookup.find_organisation_by_host(office.session, host).id == office.org.id
        )


def test_with_a_second_one_each_host_shows_its_own_and_others_nothing(office: Office):
    add(office, "school.example.org")
    session = office.session
    assert (
        organisation_lookup.find_organisation_by_host(session, "localhost").name
        == "Riverside Youth Club"
    )
    assert (
        organisation_lookup.find_organisation_by_host(session, "SCHOOL.example.org").name
        == "School"
    )
    for host in ("127.0.0.1", "", "example.org", "xschool.example.org"):
        assert organisation_lookup.find_organisation_by_host(session, host) is None
    assert len(organisation_lookup.list_organisations(session)) == 2


def test_before_set_up_there_is_none(sqlite_url):
    engine = make_engine(sqlite_url)
    with Session(engine) as session:
        assert not organisation_lookup.has_any_organisation(session)
        assert organisation_lookup.list_organisations(session) == ()
        assert organisation_lookup.find_organisation_by_host(session, "localhost") is None
    engine.dispose()


def test_when_the_second_one_is_gone_the_first_answers_everywhere_again(office: Office):
    add(office, "school.example.org")
    with office.world.session() as session:
        session.execute(delete(Organisation).where(Organisation.host == "school.example.org"))
        session.commit()
    assert (
        organisation_lookup.find_organisation_by_host(office.session, "school.example.org").id
        == office.org.id
    )
