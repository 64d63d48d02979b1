"""Mails lead each organisation of a shared server to its own host, and to no other."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from sqlalchemy import update

from app.models.organisation import Organisation
from app.services.contact_trust.vouched_contacts import (
    HOST,
    ContactStanding,
    log_organisation_contacts,
)
from app.services.emails import mail_delivery, mail_texts
from app.services.integrity import integrity_check
from tests.support.club.office import Office
from tests.support.machine.mail_server import Mailbox
from tests.unit.services.emails.test_mail_queue import send


def test_people_of_a_second_organisation_are_sent_to_their_own_host():
    base = "https://heard.example.org:8443"
    club, both = "club.example.org", ("heard.example.org", "club.example.org")
    assert mail_texts.choose_base_url(base, club, both, alone=True) == base
    assert (
        mail_texts.choose_base_url(base, club, both, alone=False) == "https://club.example.org:8443"
    )
    assert (
        mail_texts.choose_base_url("https://a.example", club, both, alone=False)
        == f"https://{club}"
    )
    assert mail_texts.choose_base_url(base, club, (".example.org",), alone=False) == (
        "https://club.example.org:8443"
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


def second_organisation(office: Office, host: str, *, vouched: bool = True) -> None:
    """There are two now, and the first one's row has this host. `vouched`: by the log."""
    with office.world.session() as session:
        own = session.get_one(Organisation, office.org.id)
        copied = {c.name: getattr(own, c.name) for c in Organisation.__table__.columns}
        other = {"id": office.id("sam"), "origin": "heard-log/other", "host": "other.example"}
        session.add(Organisation(**{**copied, **other}))
        session.execute(
            update(Organisation).where(Organisation.id == office.org.id).values(host=host)
        )
        session.commit()
    if vouched:
        renamed = msgspec.structs.replace(office.org, host=host)
        with office.world.uow().act() as act:
            log_organisation_contacts(act, renamed, (HOST,))


@pytest.mark.parametrize("trusted", ["club.example", ".example"])
def test_a_mail_names_no_host_that_was_changed_outside_heard(
    office: Office, mailbox: Mailbox, trusted
):
    office.signed("sam")
    second_organisation(office, "club.example", vouched=False)
    send(office, mailbox.url, ("localhost", trusted))
    assert "http://localhost:8000/" in mailbox.mails[0].message.get_content()


@pytest.mark.parametrize("standing", list(ContactStanding), ids=lambda one: one.name)
def test_a_host_of_a_domain_is_in_a_mail_only_if_the_log_vouches_for_it(
    office: Office, mailbox: Mailbox, monkeypatch, standing: ContactStanding
):
    office.signed("sam")
    second_organisation(office, "club.example")
    monkeypatch.setattr(mail_delivery, "judge_organisation_part", lambda *_: standing)
    send(office, mailbox.url, ("localhost", ".example"))
    own = "club.example" if standing is ContactStanding.VOUCHED else "localhost"
    assert f"http://{own}:8000/" in mailbox.mails[0].message.get_content()


def test_a_host_named_in_full_is_in_a_mail_while_the_log_cannot_be_read(
    office: Office, mailbox: Mailbox, monkeypatch
):
    office.signed("sam")
    second_organisation(office, "club.example", vouched=False)
    unread = ContactStanding.UNREAD
    monkeypatch.setattr(mail_delivery, "judge_organisation_part", lambda *_: unread)
    send(office, mailbox.url, ("localhost", "club.example"))
    assert "http://club.example:8000/" in mailbox.mails[0].message.get_content()


def test_a_mail_names_the_host_of_its_own_organisation(office: Office, mailbox: Mailbox):
    office.signed("sam")
    second_organisation(office, "club.example")
    send(office, mailbox.url, ("localhost", "club.example"))
    assert "http://club.example:8000/" in mailbox.mails[0].message.get_content()
