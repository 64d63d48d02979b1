"""Whoever signs a record finds each reader by the name that was confirmed, whatever a row says.

A lead who could take another name, or a database writer who changes it, would not be ticked under
"Is it about one of these people?", and would be given a record about themself.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from sqlalchemy import select, update

from app.domain.record.entry_schema import Part
from app.errors import InvalidError, KeyChangedError, NotFoundError
from app.models.member import Member
from app.services.concerns import record_signing
from app.services.integrity import integrity_check
from app.services.members import member_lookup, member_renaming, own_account
from app.vault.recovery import encode_recovery_sheet
from audit.events import Action
from tests.support.club.club_setup import words_of
from tests.support.club.office import Office
from tests.support.web.checking_client import Page
from tests.support.web.word_confirmation import confirm_by_words

LONGEST = 30

NAMED = (Part("people", (), {"name_or_nickname": "dele  OKORO"}),)


def row(office: Office, who: str, **values) -> None:
    """What a database writer does to a member's row."""
    with office.world.session() as session:
        session.execute(update(Member).where(Member.id == office.id(who)).values(**values))
        session.commit()


def shown(office: Office) -> dict[str, str]:
    """Names on the sign page, by e-mail."""
    return {
        one.email: one.name for one in record_signing.list_excludable_readers(office.at("sam"), ())
    }


def change(office: Office, who: str, name: str) -> None:
    own_account.change_own_details(office.at(who), name, "Head", "07700 900999")


@pytest.mark.parametrize("who", ["jo", "deputy", "senior"])
def test_a_reader_cannot_rename_themself(office: Office, who):
    with pytest.raises(InvalidError) as refused:
        change(office, who, "Somebody Else")
    assert "Ask another safeguarding lead" in refused.value.problems["name"]
    kept = office.session.get_one(Member, office.id(who)).name
    assert shown(office)[office.session.get_one(Member, office.id(who)).email] == kept


def test_somebody_who_reads_nothing_may(office: Office):
    change(office, "pat", "Pat Jones-Vale")
    pat = office.session.get_one(Member, office.id("pat"))
    assert (pat.name, pat.called) == ("Pat Jones", "Pat Jones-Vale"), "until a lead confirms it"


def test_a_name_changed_in_the_row_is_not_the_one_that_signers_see(office: Office):
    row(office, "deputy", name="Nobody Here")
    assert shown(office)["deputy@example.org"] == "Dele Okoro"
    (found,) = record_signing.find_readers_to_ask_about(office.at("sam"), NAMED)
    assert found.name == "Dele Okoro"
    assert member_lookup.load_verified_key(office.at("sam"), office.id("deputy"))


@pytest.mark.parametrize("how", ["forged", "old", "gone", "another's"])
def test_a_confirmed_name_that_the_log_does_not_vouch_for_is_not_shown(office: Office, how):
    old = office.session.get_one(Member, office.id("deputy")).confirmed_as
    lent = office.session.get_one(Member, office.id("jo")).confirmed_as
    member_renaming.rename_colleague(office.at("jo"), office.id("deputy"), "Dele Grant")
    put = {"forged": old.replace("Dele", "Some"), "old": old, "gone": None, "another's": lent}
    row(office, "deputy", confirmed_as=put[how])
    assert "Dele Okoro" not in shown(office).values()
    assert "Some Okoro" not in shown(office).values()
    assert not [
        one
        for one in member_lookup.list_leads_and_seniors(office.at("sam"))
        if "deputy" in one.email
    ]
    with pytest.raises(KeyChangedError):
        member_renaming.load_colleague_names(office.at("jo"), office.id("deputy"))


def test_fsck_names_a_name_that_was_changed_in_the_row(office: Office):
    deputy = office.id("deputy")
    change(office, "pat", "Pat Jones-Vale")  # somebody who reads nothing may
    member_renaming.rename_colleague(office.at("jo"), deputy, "Dele Grant")
    assert integrity_check.find_all_differences(office.world.uow()) == ()
    row(office, "deputy", name="Nobody Here")
    found = f"The row of member {deputy} does not have the name that was confirmed."
    assert integrity_check.find_all_differences(office.world.uow()) == (found,)
    row(office, "deputy", confirmed_as=None)
    found = f"The confirmed name of member {deputy} is not what the log saw."
    assert integrity_check.find_all_differences(office.world.uow()) == (found,)


def test_another_lead_changes_it_and_both_names_are_shown_and_found(office: Office):
    member_renaming.rename_colleague(office.at("jo"), office.id("deputy"), "Dele Grant")
    (found,) = [
        one
        for one in member_lookup.list_leads_and_seniors(office.at("sam"))
        if "deputy" in one.email
    ]
    assert (found.name, found.before) == ("Dele Grant", ("Dele Okoro",))
    assert record_signing.find_readers_to_ask_about(office.at("sam"), NAMED) == (found,)
    assert office.at("deputy").me.team is not None, "keys and roles stay"


def test_the_first_lead_is_renamed_by_another_and_stays_the_root_of_trust(office: Office):
    member_renaming.rename_colleague(office.at("deputy"), office.id("jo"), "Jo Lee")
    assert shown(office)["jo@example.org"] == "Jo Lee"
    assert {"deputy@example.org", "senior@example.org"} <= shown(office).keys()


def test_nobody_renames_themself_or_a_stranger_this_way(office: Office):
    for who in ("jo", "second_senior"):
        with pytest.raises(NotFoundError):
            member_renaming.rename_colleague(office.at("jo"), office.id(who), "X Y")
    with pytest.raises(InvalidError):
        member_renaming.rename_colleague(office.at("jo"), office.id("deputy"), "\u200b\u0301")


def test_a_name_that_changed_since_the_page_was_shown_is_not_confirmed(world_without_senior):
    office = Office(world_without_senior)
    office.now = datetime.now(UTC)
    lead, senior = office.at("jo"), office.id("second_senior")
    words = words_of(lead, senior)
    change(office, "second_senior", "Another Name")
    browser = world_without_senior.client("jo")
    sheet = encode_recovery_sheet(office.world.recovery_seed)
    answer = confirm_by_words(browser, senior, words, sheet=sheet, called="Robin Vale")
    assert answer.status_code == 422
    assert "Their name changed" in Page(answer.get_data(as_text=True)).text
    assert confirm_by_words(browser, senior, words, sheet=sheet, called="").status_code == 422
    assert confirm_by_words(browser, senior, words, sheet=sheet).status_code == 303


def test_the_page_for_it_says_what_it_is_for_and_saves(office: Office):
    office.now = datetime.now(UTC)  # browsers live in the present
    world = office.world
    browser = world.client("jo")
    path = f"/members/{office.id('deputy')}/name"
    assert "Someone who is about to sign a record finds them by it" in browser.page(path).text
    assert browser.send(path, {"name": "\u200b"}).status_code == 422
    where = browser.send(path, {"name": "Dele Grant"}).location
    assert where == f"/members/{office.id('deputy')}?saved=1"
    assert "Names before: Dele Okoro" in browser.page(path).text
    found = world.session().scalars(select(Member.name).where(Member.id == office.id("deputy")))
    assert found.one() == "Dele Grant"
    assert browser.get(f"/members/{office.id('jo')}/name").status_code == 404


def after(read: Barrier, act):
    """A unit of work's `act` that waits for the others before it asks for the lock."""

    def waiting():
        read.wait(LONGEST)
        return act()

    return waiting


def test_two_leads_who_give_a_name_at_once_lose_neither(office: Office):
    jo, deputy, holder = (office.world.uow(who) for who in ("jo", "deputy", "jo"))
    read = Barrier(3)
    for uow in (jo, deputy):
        uow.act = after(read, uow.act)
    was = member_renaming.load_colleague_names(office.at("jo"), office.id("senior"))
    with ThreadPoolExecutor(2) as pool:
        with holder.act() as act:
            act.log(Action.LOG_VERIFIED, f"organisation/{office.org.id}")
            given = [
                pool.submit(member_renaming.rename_colleague, uow, office.id("senior"), name)
                for uow, name in ((jo, "Robin Marsh"), (deputy, "Robin Fell"))
            ]
            read.wait(LONGEST)  # both have read the names, and go for the lock
            assert not any(one.done() for one in given)
        for one in given:
            one.result()
    kept = member_renaming.load_colleague_names(office.at("jo"), office.id("senior"))
    assert set(kept) == {"Robin Marsh", "Robin Fell", *was}
