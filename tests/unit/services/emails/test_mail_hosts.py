"""Where several organisations share a server, mail leads each of them to its own host."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from sqlalchemy import update

from app.models.organisation import Organisation
from app.services.emails import mail_queue
from app.services.integrity import integrity_check
from tests.support.club.office import Office
from tests.support.machine.mail_server import Mailbox
from tests.unit.services.emails.test_mail_queue import send


def test_people_of_a_second_organisation_are_sent_to_their_own_host():
    base = "https://heard.example.org:8443"
    club, both = "club.example.org", ("heard.example.org", "club.example.org")
    assert mail_queue.choose_base_url(base, club, both, alone=True) == base
    assert (
        mail_queue.choose_base_url(base, club, both, alone=False) == "https://club.example.org:8443"
    )
    assert (
        mail_queue.choose_base_url("https://a.example", club, both, alone=False)
        == f"https://{club}"
    )


@pytest.mark.parametrize("host", ["evil.example", "club.example.evil.example", "", "a/b@evil"])
def test_a_host_that_the_settings_do_not_trust_is_in_no_mail_and_is_named(
    office: Office, mailbox: Mailbox, host
):
    office.signed("sam")
    second_organisation(office, host)
    send(office, mailbox.url, ("localhost", "club.example"))
    text = mailbox.mails[0].message.get_content()
    assert "http://localhost:8000/" in text
    assert "evil" not in text
    uow = replace(office.world.uow(), org=msgspec.structs.replace(office.org, host=host))
    found = integrity_check.find_all_differences(uow, ("localhost", "club.example"))
    assert f"The host of organisation {office.org.id} is not one of TRUSTED_HOSTS." in found
    assert not [
        one for one in integrity_check.find_all_differences(uow, (host,)) if "TRUSTED_HOSTS" in one
    ]


def second_organisation(office: Office, host: str) -> None:
    """There are two now, and the first one's row has this host."""
    with office.world.session() as session:
        own = session.get_one(Organisation, office.org.id)
        copied = {c.name: getattr(own, c.name) for c in Organisation.__table__.columns}
        other = {"id": office.id("sam"), "origin": "heard-log/other", "host": "other.example"}
        session.add(Organisation(**{**copied, **other}))
        session.execute(
            update(Organisation).where(Organisation.id == office.org.id).values(host=host)
        )
        session.commit()


def test_a_mail_names_the_host_of_its_own_organisation(office: Office, mailbox: Mailbox):
    office.signed("sam")
    second_organisation(office, "club.example")
    send(office, mailbox.url, ("localhost", "club.example"))
    assert "http://club.example:8000/" in mailbox.mails[0].message.get_content()
