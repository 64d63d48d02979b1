"""A row writer changes numbers to call: no page calls them, and `log fsck` names each."""

from __future__ import annotations

from datetime import UTC, datetime
from unittest.mock import ANY
from uuid import uuid4

import msgspec
import pytest
from sqlalchemy import delete, insert, select, text, update

from app.domain.routing.actors import Org
from app.models.audit_log import Leaf
from app.models.member import Member, MemberKey
from app.models.organisation import Organisation
from app.models.team import TeamKey
from app.services.concerns.entry_encryption import build_signer
from app.services.contacts import org_contacts, phone_numbers
from app.services.integrity import integrity_check
from app.services.members import own_account
from app.services.notices import notice_lines
from app.services.organisations import organisation_lookup, organisation_settings
from app.services.organisations.organisation_settings import OrganisationSettings
from tests.support.club.office import Office

THEIRS = "07700 900666"
JO, DEPUTY, MAIN = "07700 900123", "07700 900124", "01632 960001"
OWN_CHANGED = "Their own number was changed outside Heard"
COUNCIL = "Call children’s services or 101. This number was changed outside Heard"
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
Line = tuple[str, str, str]


def change_member(office: Office, who: str, **values: object) -> None:
    """Change a member's row as someone who writes the database does."""
    office.world.change(update(Member).where(Member.id == office.id(who)).values(**values))


def change_organisation(office: Office, **values: object) -> None:
    office.world.change(update(Organisation).values(**values))


def get_row(office: Office, who: str) -> Member:
    return office.session.get_one(Member, office.id(who))


def load_org(office: Office) -> Org:
    """Return the organisation as its row is now, and what a page makes of it."""
    uow = office.at("sam")
    (uow.org,) = organisation_lookup.list_organisations(uow.session)
    return org_contacts.load_org_with_contacts(uow, named=True)


def list_leads(office: Office) -> list[Line]:
    org = load_org(office)
    panel = phone_numbers.build_panel(office.at("sam"), org, NOON, inside=True)
    own = (line for line in panel.lines if line.kind == "lead")
    return [(line.who.partition(",")[0], line.number, line.when) for line in own]


def list_changed(office: Office) -> set[str]:
    """Return what fsck says was changed: "phone number of member jo"."""
    said = integrity_check.find_all_differences(office.world.uow())
    ids = {str(person.id): key for key, person in office.world.people.items()}
    end = " was changed outside Heard."
    found = (one.removesuffix(end).split() for one in said if one.endswith(end))
    return {" ".join(ids.get(word, word) for word in one[1:]) for one in found}


def save_settings(office: Office, **values: object) -> None:
    """Save the form of the organisation as Jo saw it."""
    uow = office.at("jo")
    (uow.org,) = organisation_lookup.list_organisations(uow.session)
    names = OrganisationSettings.__struct_fields__
    said = {name: getattr(uow.org, name) for name in names} | values
    seen = organisation_settings.compute_settings_version(uow.org)
    organisation_settings.change_settings(uow, OrganisationSettings(**said), seen)


def test_no_number_is_changed_at_first(office: Office):
    assert [one[:2] for one in list_leads(office)] == [("Jo Smith", JO), ("Dele Okoro", DEPUTY)]
    assert integrity_check.find_all_differences(office.world.uow()) == ()


def test_a_changed_phone_of_a_lead_gives_the_main_number_instead(office: Office):
    change_member(office, "jo", phone=THEIRS)
    (_, number, when), deputy = list_leads(office)
    assert (number, when) == (MAIN, f"This is the main number. Ask for them. {OWN_CHANGED}")
    assert deputy[1] == DEPUTY
    assert list_changed(office) == {"phone number of member jo"}


def test_with_the_main_number_changed_too_the_council_is_named(office: Office):
    change_member(office, "jo", phone=THEIRS)
    change_organisation(office, phone="01632 960666")
    (_, number, when), _ = list_leads(office)
    assert (number, when) == ("", COUNCIL)
    org = load_org(office)
    (board,) = [
        line
        for line in phone_numbers.build_panel_without_people(org, NOON).lines
        if line.kind == "lead"
    ]
    assert (board.number, board.when.startswith(COUNCIL)) == ("", True)
    (printed,) = [line for line in phone_numbers.list_printed_lines(org) if line.kind == "lead"]
    assert (printed.number, printed.when) == ("", COUNCIL)
    assert {"999", "101"} <= {line.number for line in phone_numbers.list_printed_lines(org)}


def test_phones_and_salts_that_are_swapped_are_no_numbers(office: Office):
    rows = {who: get_row(office, who) for who in ("jo", "deputy")}
    told = {who: (row.phone, row.contact_salt) for who, row in rows.items()}
    for who, other in (("jo", "deputy"), ("deputy", "jo")):
        phone, salt = told[other]
        change_member(office, who, phone=phone, contact_salt=salt)
    assert [number for _, number, _ in list_leads(office)] == [MAIN, MAIN]


@pytest.mark.parametrize("salt", [None, "", "00" * 16])
def test_a_salt_that_is_changed_alone_is_named_for_phone_and_email(office: Office, salt):
    """Without the salt a hash in the log could be guessed; with another one it fits no number."""
    assert list_changed(office) == set()
    change_member(office, "jo", contact_salt=salt)
    assert list_leads(office)[0][1] == MAIN
    assert list_changed(office) == {"phone number of member jo", "email address of member jo"}


def test_an_older_phone_that_is_put_back_is_no_number(office: Office):
    old = get_row(office, "jo")
    own_account.change_own_details(office.at("jo"), "Jo Smith", "Lead", "07700 900555")
    assert list_leads(office)[0][1] == "07700 900555"
    change_member(office, "jo", phone=old.phone, contact_salt=old.contact_salt)
    assert list_leads(office)[0][1] == MAIN
    assert list_changed(office) == {"phone number of member jo"}


def test_what_its_owner_saves_counts_again_and_what_others_save_does_not(office: Office):
    change_member(office, "jo", phone=THEIRS, email="thief@example.org")
    save_settings(office, name="Another name")
    assert list_leads(office)[0][1] == MAIN
    own_account.change_own_details(office.at("jo"), "Jo Smith", "Lead", JO, "jo@example.org")
    assert list_leads(office)[0][1] == JO
    assert list_changed(office) == {"email address of member jo"}


def test_a_number_that_was_put_in_first_is_told_when_saved(office: Office):
    """With a lead's screen and the database a thief has people call them: not in silence."""
    change_member(office, "deputy", phone=THEIRS)
    own_account.change_own_details(office.at("deputy"), "Dele Okoro", "Manager", THEIRS)
    uow = office.at("jo")
    uow.key_log.refresh(uow.session, uow.org)
    said = [line.text for line in notice_lines.list_open_notices(uow)]
    assert any("gave a new phone number for people to call" in text for text in said)


def test_a_changed_phone_is_in_no_record_that_is_signed(office: Office):
    assert build_signer(office.at("sam")).phone
    change_member(office, "sam", phone=THEIRS)
    assert build_signer(office.world.uow("sam")).phone == ""


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"phone": "01632 960666"}, "phone number"),
        ({"hours": {"1": ["00:00-24:00"]}}, "opening hours"),
        ({"pack": "hull"}, "content pack"),
        ({"host": "thief.example"}, "host"),
        ({"demo": True}, "demonstration banner"),
    ],
)
def test_what_is_changed_of_the_organisation_is_not_used(office: Office, values, part):
    before = load_org(office)
    save_settings(office, phone="01632 960002", hours={"1": ["09:00-10:00"]})
    save_settings(office, phone=before.phone, hours=before.hours)
    change_organisation(office, **values)
    org, changed = load_org(office), list_changed(office)
    assert changed == {f"{part} of organisation {office.org.id}"}
    for name, value in values.items():
        if name in {"phone", "hours", "pack"}:
            assert getattr(org, name) not in (value, getattr(before, name))
    change_organisation(office, phone="01632 960002")  # an older row of it, put back
    assert load_org(office).phone == ""


def test_closed_days_that_are_saved_vouch_for_no_number(office: Office):
    change_organisation(office, phone="01632 960666")
    organisation_settings.add_closed_days(office.at("jo"), [NOON.date()])
    assert load_org(office).phone == ""
    save_settings(office, phone=MAIN)
    assert load_org(office).phone == MAIN
    assert list_changed(office) == set()


def test_a_log_that_was_broken_gives_no_changed_number(office: Office):
    change_member(office, "jo", phone=THEIRS)
    change_organisation(office, phone="01632 960666")
    office.world.change(delete(Leaf).where(Leaf.i == 3))
    uow = office.world.uow()
    (uow.org,) = organisation_lookup.list_organisations(uow.session)
    org = org_contacts.load_org_with_contacts(uow, named=True)
    panel = phone_numbers.build_panel(uow, org, NOON, inside=True)
    own = [line for line in panel.lines if line.kind == "lead"]
    assert [line.number for line in own] == ["", ""]
    assert all("This number cannot be checked now" in line.when for line in own)


def copy_row(office: Office, who: str, **values: object) -> None:
    """Put in another row like a member's, as someone who writes the database does."""
    row = get_row(office, who)
    columns = {column.key: getattr(row, column.key) for column in Member.__mapper__.column_attrs}
    office.world.change(insert(Member).values(columns | {"id": uuid4(), **values}))


def test_a_lead_whom_someone_made_up_has_no_number(office: Office):
    change_member(office, "jo", roles=[])
    copied = {"email": "jo2@club.example", "roles": ["lead"], "phone": THEIRS}
    copy_row(office, "jo", contact_salt=None, **copied)
    assert [number for _, number, _ in list_leads(office)] == [JO, DEPUTY], "by the log, not a row"
    change_member(office, "jo", roles=["lead"])
    assert [number for _, number, _ in list_leads(office)] == [JO, DEPUTY]


def test_a_second_key_in_a_leads_name_does_not_hide_them(now: Office):
    """The sheet's key was granted the leads' key, and is in no row of a member."""
    team = now.session.scalars(select(TeamKey).where(TeamKey.team == "leads")).first()
    theirs = {"org_id": team.org_id, "user_id": now.id("jo"), "fpr": team.recovery_fpr}
    made_up = {"id": uuid4(), "public": b"x", "roles": [], "serial": 0, "since": NOON}
    now.world.change(insert(MemberKey).values(**theirs, **made_up))
    assert [line[:2] for line in list_leads(now)] == [("Jo Smith", JO), ("Dele Okoro", DEPUTY)]


def test_a_row_with_a_leads_role_and_name_is_no_one_to_call(now: Office):
    """Its own number is vouched for: its owner saved it. Only role and name are made up."""
    concern, jo = now.signed("sam"), get_row(now, "jo")
    names = {"name": jo.name, "name_key": jo.name_key, "confirmed_as": jo.confirmed_as}
    change_member(now, "pat", roles=["lead"], position=-1, **names)
    pats = get_row(now, "pat").phone
    assert [line[:2] for line in list_leads(now)] == [("Jo Smith", JO), ("Dele Okoro", DEPUTY)]
    panel = phone_numbers.build_panel(now.at("sam"), load_org(now), NOON, inside=True)
    assert "We could not check a name, so it is not shown" in panel.old
    published = msgspec.structs.replace(load_org(now), publish_leads=True)
    assert pats not in repr(phone_numbers.build_panel(now.at("sam"), published, NOON, inside=False))
    for who in ("sam", "jo", "senior", None):
        client, paths = now.world.client(who), ["/", "/numbers", "/phone-script", "/blank-form"]
        if who in {"sam", "jo"}:
            paths += [f"/concerns/{concern}/signed", f"/concerns/{concern}/referral"]
        for path in paths:
            assert pats not in client.get(path, follow_redirects=True).text, (who, path)
    for who in ("jo", "senior"):
        today = now.world.client(who).page("/").text
        assert "The database calls this person a safeguarding lead, but no one gave" in today
        assert "(pat@example.org). Pages do not show them as someone to call" in today
    said = integrity_check.find_all_differences(now.world.uow())
    row = f"The row of member {now.id('pat')} does not have the roles that were certified."
    name = f"The confirmed name of member {now.id('pat')} is not what the log saw."
    assert {row, name} <= set(said)
    # With the key of a lead moved to it, and all leads off the page, there is still a number.
    theirs = update(MemberKey).where(MemberKey.user_id == now.id("jo"))
    now.world.change(theirs.values(user_id=now.id("pat")))
    change_member(now, "deputy", suspended_at=NOON)
    assert list_leads(now) == [("Your safeguarding lead", MAIN, ANY)]


def test_a_lead_whose_name_was_changed_is_called_without_one(now: Office):
    deputy = get_row(now, "deputy")
    change_member(now, "jo", name=deputy.name, confirmed_as=deputy.confirmed_as)
    nameless = "Safeguarding lead (name changed outside Heard)"
    assert [line[:2] for line in list_leads(now)] == [(nameless, JO), ("Dele Okoro", DEPUTY)]
    today = now.world.client("deputy").page("/").text
    assert "The name of a safeguarding lead was changed outside Heard: jo@example.org" in today


def test_an_organisation_that_someone_made_up_has_no_number(office: Office):
    uow = office.at("sam")
    (org,) = organisation_lookup.list_organisations(uow.session)
    uow.org = msgspec.structs.replace(org, id=uuid4(), origin="heard.example/made-up", phone=THEIRS)
    assert org_contacts.load_org_with_contacts(uow, named=True).phone == ""


def test_a_number_that_is_no_text_stops_no_page(office: Office):
    if office.world.url.startswith("sqlite"):
        with office.world.engine.begin() as connection:
            connection.execute(text("UPDATE member SET phone = x'00', contact_salt = NULL"))
    assert all(number != "\\0" for _, number, _ in list_leads(office))


def test_what_was_judged_before_is_judged_anew_once_a_row_changes(office: Office):
    def look() -> tuple[list[Line], str]:
        return list_leads(office), load_org(office).phone

    good = look()
    change_member(office, "jo", phone=THEIRS)
    change_organisation(office, phone=THEIRS)
    (jo, *others), main = look()
    assert THEIRS not in str((jo, others, main))
    assert (jo != good[0][0], others, main) == (True, good[0][1:], "")
    change_member(office, "jo", phone=JO)
    change_organisation(office, phone=MAIN)
    assert look() == good
