"""Whoever holds a team's key can be ruled out when signing, whatever became of their row.

Otherwise a database writer could spoil a lead's row: nobody would be asked about that lead, and
the record would be sealed to a key that they hold.
"""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, update

from app.domain.routing.actors import Role
from app.errors import InvalidError
from app.models.concern import Concern, Entry, Wrap
from app.models.member import Member, MemberKey
from app.services.concerns import record_signing
from app.services.members import member_lookup
from app.services.members.unverified_key_holders import find_unverified_key_holders
from app.services.suspension.member_suspension import suspend_member
from tests.support.club.office import Office, record_parts
from tests.support.web.checking_client import Page

NOBODY = "Someone whose name cannot be read"


def key(office: Office, who: str, **values):
    return update(MemberKey).where(MemberKey.user_id == office.id(who)).values(**values)


def spoil(office: Office, how: str, who: str) -> None:
    if how == "suspended":
        suspend_member(office.at("jo"), office.id(who))
        return
    person = update(Member).where(Member.id == office.id(who))
    statement = {
        "roles taken": key(office, who, roles=["practitioner"]),
        "certificate gone": key(office, who, cert=None),
        "certificate altered": key(office, who, cert=b"{}"),
        "retired": key(office, who, retired_at=office.now),
        "confirmed name gone": person.values(confirmed_as=None),
        "fingerprint altered": key(office, who, fpr=b"x" * 32),
        "given to another": key(office, who, user_id=office.id("jo")),
        "row gone": delete(MemberKey).where(MemberKey.user_id == office.id(who)),
    }[how]
    with office.world.session() as session:
        session.execute(statement)
        session.commit()


WAYS = ["roles taken", "certificate gone", "certificate altered", "suspended", "retired",
        "confirmed name gone", "fingerprint altered", "given to another",
        "row gone"]  # fmt: skip


def wraps_of(office: Office, concern_id) -> set[bytes]:
    query = select(Wrap.recipient_fpr).join(Entry, Entry.id == Wrap.entry_id)
    return set(office.session.scalars(query.where(Entry.concern_id == concern_id)))


@pytest.mark.parametrize("how", WAYS)
def test_a_lead_whose_row_was_spoiled_is_still_asked_about_and_ruled_out(office: Office, how):
    spoil(office, how, "deputy")
    sam = office.at("sam")
    (found,) = [one for one in record_signing.list_excludable_readers(sam, ()) if not one.confirmed]
    assert found.is_a(Role.LEAD)
    what = office.to_sign("sam")
    what = record_signing.SigningRequest(what.draft_id, what.parts, frozenset({found.id}))
    concern_id = record_signing.sign_record(office.at("sam"), what)
    assert office.session.get_one(Concern, concern_id).route == "seniors"
    assert wraps_of(office, concern_id) == {
        sam.keys.own.public.fingerprint,
        sam.keys.pins.seniors,
    }


@pytest.mark.parametrize("how", ["roles taken", "row gone"])
def test_a_senior_who_cannot_be_checked_is_not_given_it_through_the_team(office: Office, how):
    office.confirm_second_senior()
    spoil(office, how, "senior")
    sam = office.at("sam")
    (found,) = [one for one in record_signing.list_excludable_readers(sam, ()) if not one.confirmed]
    (route,) = record_signing.find_routes(sam, record_parts("yes"), frozenset({found.id}))
    assert (route.kind, route.named) == ("named_seniors", (office.id("second_senior"),))


def test_where_every_row_can_be_checked_nobody_else_is_shown(office: Office):
    sam = office.at("sam")
    shown = {one.email for one in record_signing.list_excludable_readers(sam, ())}
    assert shown == {"jo@example.org", "deputy@example.org", "senior@example.org"}
    assert find_unverified_key_holders(sam, member_lookup.list_leads_and_seniors(sam)) == ()


def test_nobody_is_asked_about_themself(office: Office):
    jo = office.at("jo")
    spoil(office, "roles taken", "jo")
    assert not [
        one for one in record_signing.list_excludable_readers(jo, ()) if one.id == office.id("jo")
    ]


def test_a_made_up_id_is_still_refused(office: Office):
    what = office.to_sign("sam")
    what = record_signing.SigningRequest(what.draft_id, what.parts, frozenset({uuid4()}))
    with pytest.raises(InvalidError):
        record_signing.sign_record(office.at("sam"), what)


def test_the_page_says_that_somebody_cannot_be_checked(office: Office):
    office.now = datetime.now(UTC)  # browsers live in the present
    spoil(office, "roles taken", "deputy")
    spoil(office, "row gone", "senior")
    draft = office.draft("sam")
    page = Page(office.world.client("sam").get(f"/record/{draft}/sign").get_data(as_text=True))
    asked = "Dele Okoro (Heard cannot check who this is), Deputy manager (deputy@example.org)"
    assert asked in page.text
    assert f"{NOBODY} (Heard cannot check who this is)" in page.text


@pytest.mark.parametrize("how", ["roles taken", "row gone"])
def test_the_page_after_signing_names_everybody_who_can_open_it(office: Office, how):
    office.now = datetime.now(UTC)
    concern_id = office.signed("sam")
    spoil(office, how, "deputy")
    page = office.world.client("sam").page(f"/concerns/{concern_id}/signed")
    found = "Dele Okoro" if how == "roles taken" else "someone whose name cannot be read"
    said = f"These people can read it: Jo Smith, {found} (Heard cannot check who this is), and you"
    assert f"{said}, until 30 days after it is closed." in page.text


def test_nobody_who_cannot_be_checked_is_a_number_to_ring_after_signing(office: Office):
    office.now = datetime.now(UTC)
    concern_id = office.signed("sam", about="yes")
    client = office.world.client("sam")
    assert "Can read this record" in client.page(f"/concerns/{concern_id}/signed").text
    spoil(office, "roles taken", "senior")
    page = client.page(f"/concerns/{concern_id}/signed")
    assert "Can read this record" not in page.text
    assert "Ash Grant (Heard cannot check who this is)" in page.text
