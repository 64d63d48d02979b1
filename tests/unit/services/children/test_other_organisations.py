"""A lead of another organisation on the same server learns nothing of a child's file."""

from __future__ import annotations

import os

import msgspec
import pytest

from app.domain.search.search_query import parse_query
from app.errors import NotFoundError
from app.services.audit_log.access_history import list_access_history
from app.services.auth import sessions, sign_ins
from app.services.auth.kdf_slots import KdfSlots
from app.services.children import child_files, child_linking
from app.services.concern_lists.today import load_waiting_work
from app.services.organisations import organisation_setup
from app.services.unit_of_work import UnitOfWork
from tests.support.club.child_links import link, sign_about
from tests.support.club.club_setup import PASSPHRASE, describe_club, uow_on
from tests.support.club.office import Office


@pytest.fixture
def stranger(office: Office) -> UnitOfWork:
    """The lead of a school whose database this is too."""
    new = msgspec.structs.replace(
        describe_club(),
        name="Mill Lane School",
        host="school.example",
        lead_name="Noor Hale",
        lead_email="noor@school.example",
    )
    org = organisation_setup.build_new_org(new)
    uow = uow_on(office.world.session(), org, office.world.data, clock=lambda: office.now)
    organisation_setup.create_organisation_and_first_lead(uow, new, os.urandom(32))
    slots = KdfSlots(office.world.data)
    token = sign_ins.sign_in(uow, slots, new.lead_email, PASSPHRASE, "127.0.0.1")
    sessions.open_session(uow, token)
    return uow


def count_lines(office: Office) -> int:
    return sum(event.org == str(office.org.id) for event in office.events())


def test_nothing_of_a_file_reaches_a_lead_of_another_organisation(
    office: Office, stranger: UnitOfWork
):
    concern, other = (sign_about(office, {"name": "Maya Ellis"}) for _ in range(2))
    file_id = link(office, concern)
    child_files.open_child_file(office.at("deputy"), file_id)
    own_lines = count_lines(office)
    for look in (
        lambda: child_files.open_child_file(stranger, file_id),
        lambda: child_files.log_and_find_linked_concern(stranger, file_id, 1),
        lambda: child_linking.open_child_link_question(stranger, concern, "c1"),
        lambda: child_linking.unlink_child(stranger, file_id, 1, "Not theirs."),
        lambda: list_access_history(stranger, concern),
        lambda: list_access_history(stranger, other),
    ):
        with pytest.raises(NotFoundError):
            look()
    listed = child_files.open_child_file_list(stranger, parse_query(""))
    assert (listed.total, listed.untrusted, listed.children) == (0, 0, ())
    assert child_files.open_concerns_without_file(stranger) == ((), 0)
    assert child_files.search_child_files(stranger, parse_query("maya")) == child_files.FoundFiles()
    seen = load_waiting_work(stranger)
    assert (seen.unread, seen.unread_count, seen.unseen) == ((), 0, ())
    assert stranger.key_log.files(stranger.org).list_shared_openings(concern) == ()
    assert count_lines(office) == own_lines, "what a stranger does is in the log of their own"
