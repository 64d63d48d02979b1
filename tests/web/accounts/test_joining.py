"""Invite, join, compare six words, confirm: from the lead's page to the new member's first one."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.domain.routing.actors import Role
from app.models.member import Invite, Member
from app.services.auth.throttle import TRIES_FOR_ACCOUNT
from app.vault.recovery import encode_recovery_sheet
from audit.actions import Action
from tests.support.club.club_setup import PASSPHRASE, words_of
from tests.support.club.newcomers import add_office_holder, join_as
from tests.support.club.office import Office
from tests.support.web.checking_client import Page, mask_offered_words
from tests.support.web.word_confirmation import confirm_by_words

pytestmark = pytest.mark.both_databases

NEW = {"name": "Bo Reed", "email": "bo@example.org", "role": "practitioner"}
BO = {
    "name": "Bo Reed",
    "job_title": "Coach",
    "phone": "07700 900777",
    "passphrase": PASSPHRASE,
    "again": PASSPHRASE,
}


def invite(lead, **changes: str) -> str:
    """Invite as a lead does; returns the code on the page."""
    made = lead.send("/members/invite", NEW | changes)
    assert made.status_code == 303, made.get_data(as_text=True)
    assert made.location.partition("?")[0] == "/members/codes"
    page = lead.get("/members/codes").get_data(as_text=True)
    return re.findall(r">([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{3})<", page)[0]


def join(browser, code: str, **changes: str):
    return browser.send("/join", BO | {"code": code} | changes)


def member(world, email: str = "bo@example.org") -> Member:
    return world.session().scalars(select(Member).where(Member.email == email)).one()


def read_seen(page: str) -> str:
    """Return what a page of approvals sends back about the one who waits."""
    return re.findall(r'name="seen"[^>]* value="([0-9a-f]{64})"', page)[0]


def confirm_by_words_again(lead, member_id):
    """The form once more, from a tab that was open."""
    return lead.send(f"/members/{member_id}/confirm", {"first": "x"}, via="/help")


def six_words(page: str) -> list[str]:
    return re.findall(r"<li>([a-z]+)</li>", page)[:6]


def test_a_code_is_shown_until_it_is_on_paper_and_only_its_hash_is_kept(world):
    lead = world.client("jo")
    code = invite(lead)
    kept = world.session().scalars(select(Invite.code_hash)).all()
    assert not any(code.replace("-", "").encode() in one for one in kept)
    assert lead.send("/members/codes").location == "/members"
    assert lead.get("/members/codes").location == "/members"
    assert "code works until" in lead.page("/members").text


def test_joining_signs_in_and_staff_may_begin_at_once(world):
    code = invite(world.client("jo"))
    browser = world.client()
    answer = join(browser, " " + code.upper().replace("-", " "))
    assert (answer.status_code, answer.location) == (303, "/account/welcome")
    page = browser.page("/account/welcome")
    assert "You can start now" in page.text
    assert "Your six words" not in page.text
    assert member(world).job_title == "Coach"
    assert browser.get("/members").status_code == 403


def test_wrong_used_old_and_withdrawn_codes_get_one_answer(world):
    lead = world.client("jo")
    used = invite(lead)
    assert join(world.client(), used).status_code == 303
    old = invite(lead, email="cy@example.org", name="Cy")
    taken = invite(lead, email="di@example.org", name="Di")
    assert lead.send(f"/members/{member(world, 'di@example.org').id}/withdraw", via="/members")
    seen = set()
    for code, wait in ((used, 0), ("aaaa-bbbb-ccc", 0), (taken, 0), (old, 8)):
        with time_machine.travel(timedelta(days=wait)):
            answer = join(world.client(), code)
        assert answer.status_code == 422
        text = Page(answer.get_data(as_text=True)).text.replace(code, "")
        seen.add(mask_offered_words(text))
    assert len(seen) == 1
    assert "ask for a new one" in seen.pop()


def test_what_was_typed_stays_but_the_passphrase(world):
    answer = join(world.client(), "aaaa-bbbb-ccc")
    page = answer.get_data(as_text=True)
    assert "07700 900777" in page
    assert PASSPHRASE not in page


def test_a_member_can_be_rung_from_the_list(world):
    assert "tel:07700900124" in world.client("jo").page("/members").links


def test_a_new_code_makes_the_older_one_void(world):
    lead = world.client("jo")
    old = invite(lead)
    lead.send(f"/members/{member(world).id}/code", via="/members")
    fresh = re.findall(
        r">([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{3})<",
        lead.get("/members/codes").get_data(as_text=True),
    )[-1]
    assert fresh != old
    assert join(world.client(), old).status_code == 422
    assert join(world.client(), fresh).status_code == 303


def test_only_codes_that_still_work_are_there_to_print(world):
    lead = world.client("jo")
    used, left = invite(lead), invite(lead, email="al@example.org", name="Al Shore")
    other = invite(lead, email="al@example.org", name="Al B Shore")
    slips = lead.page("/members/codes").text
    assert used in slips
    assert other in slips
    assert left not in slips
    join(world.client(), used)
    slips = lead.page("/members/codes").text
    assert used not in slips
    assert other in slips
    join(world.client(), other)
    assert lead.get("/members/codes").location == "/members"


def test_the_newest_code_is_the_first_to_print(world):
    lead = world.client("jo")
    for name in ("al", "bo", "cy"):
        invite(lead, email=f"{name}@example.org", name=name)
    slips = lead.page("/members/codes").text
    assert re.findall(r"Code for (\w\w) ", slips) == ["cy", "bo", "al"]
    path = f"/members/{member(world, 'al@example.org').id}/code"
    assert "A new code for al (al@example.org)" in lead.page(lead.send(path).location).text


def test_whoever_compares_words_sees_whose_code_was_used(world):
    lead = world.client("jo")
    code = invite(lead, email="di@example.org", name="Di Vale", role="lead")
    join(world.client(), code, name="Bo Ray")
    page = lead.page(f"/members/{member(world, 'di@example.org').id}/confirm")
    assert "Confirm Bo Ray" in page.text
    assert "Joined with the code for di@example.org" in page.text


def test_slips_of_others_in_the_building_stop_nobody_from_joining(world):
    code, browser = invite(world.client("jo")), world.client()
    for _ in range(TRIES_FOR_ACCOUNT + 1):
        assert join(browser, "aaaa-bbbb-ccc").status_code == 422
    assert join(browser, code).status_code == 303


def test_staff_confirmed_in_the_room_have_their_role_at_the_next_page(world):
    kit, lead = world.client("kit"), world.client("jo")
    assert "not confirmed yet" in kit.page("/account").text
    assert lead.send("/members/confirm", via="/members").status_code == 422
    who = {"member": str(world.people["kit"].id)}
    done = lead.send("/members/confirm", who, via="/members")
    assert done.status_code == 303
    assert lead.page(done.location).text.count("is confirmed.") == 1
    assert lead.send("/members/confirm", who, via="/members").status_code == 303
    assert "not confirmed yet" not in kit.page("/account").text


def test_nobody_becomes_a_lead_or_senior_by_the_list_for_staff(world):
    lead = world.client("jo")
    who = {"member": str(world.people["second_senior"].id)}
    assert lead.send("/members/confirm", who, via="/members").status_code == 404
    assert member(world, "second_senior@example.org").confirmed_at is None


def test_a_lead_reads_out_two_words_and_a_second_person_approves(world):
    lead, deputy, browser = world.client("jo"), world.client("deputy"), world.client()
    join(browser, invite(lead, role="lead"))
    words, bo = six_words(browser.get("/account/welcome").get_data(as_text=True)), member(world).id
    assert len(words) == 6
    assert "recovery card" in browser.page("/account/welcome").text
    assert confirm_by_words(lead, bo, words, called="").status_code == 422, "nor without the name"
    done = confirm_by_words(lead, bo, [f" {word.upper()}\u0301 " for word in words]).location
    assert done == f"/members/approvals?proposed={bo}"
    assert "Another safeguarding lead, or the head or chair, must approve" in lead.page(done).text
    assert browser.get("/members").status_code == 403
    assert confirm_by_words_again(lead, bo).location == "/members/approvals"
    assert "You’re waiting to become a safeguarding lead" in browser.page("/account").text
    assert "Bo Reed is waiting to become a safeguarding lead" in deputy.page("/").text
    seen = {"seen": read_seen(deputy.get("/members/approvals").text)}
    assert lead.send(f"/members/{bo}/approve", seen, via="/help").status_code == 422
    assert browser.get("/members").status_code == 403
    done = deputy.send(f"/members/{bo}/approve", seen, via="/help").location
    assert done == "/members/approvals?done=made"
    assert "Bo Reed was given access. Done by Dele Okoro" in lead.page("/members/approvals").text
    assert deputy.send(f"/members/{bo}/approve", seen, via="/help").status_code == 303, "twice"
    assert browser.get("/members").status_code == 200


def give_access(lead, member_id, sheet: str):
    """Type a recovery sheet on the page that gives a new head access."""
    path = f"/members/{member_id}/senior-access"
    seen = read_seen(lead.get(path).get_data(as_text=True))
    return lead.send(path, {"seen": seen, "sheet": sheet}, via="/help")


def test_the_first_head_waits_a_day_and_gets_access_with_the_real_sheet(world_without_senior):
    world = world_without_senior
    person, words = world.people["senior"].id, words_of(world.uow("jo"), world.people["senior"].id)
    lead, senior = world.client("jo"), world.client("senior")
    page = lead.page(f"/members/{person}/confirm")
    assert "You have no head or chair yet who can approve, so Heard waits 24 hours." in page.text
    done = confirm_by_words(lead, person, words).location
    assert done == f"/members/approvals?proposed={person}"
    assert "head, chair and administrator sees it on Home." in lead.page(done).text
    assert "Ash Grant is waiting for access, below." in lead.page("/members").text
    path = f"/members/{person}/senior-access"
    assert lead.get(path).location == "/members/approvals", "too early"
    told = senior.page("/account").text
    assert "You’re waiting to become a head or chair" in told
    assert "You can be given access from" in told
    with time_machine.travel(timedelta(hours=24, minutes=1)):
        lead, senior = world.client("jo"), world.client("senior")
        assert "with the recovery sheet" in lead.page("/members/approvals").text
        assert "also older ones" in lead.page(path).text
        sheet = encode_recovery_sheet(world.recovery_seed)
        for wrong in ("", "hello", encode_recovery_sheet(bytes(32)), sheet[:-1]):
            answer = give_access(lead, person, wrong)
            assert answer.status_code == 422
            assert "recovery sheet" in Page(answer.get_data(as_text=True)).text
        typed = sheet.lower().replace(" ", "\n")
        assert give_access(lead, person, typed).location == "/members/approvals?done=made"
        assert lead.send(path, {"seen": "x", "sheet": typed}, via="/help").status_code == 303
        assert "senior" in senior.page("/account").text
        assert "No head or chair is confirmed" not in lead.page("/members").text


def test_the_next_head_is_approved_by_one_and_by_no_lead(world):
    person = world.people["second_senior"].id
    lead, deputy, senior = (world.client(who) for who in ("jo", "deputy", "senior"))
    page = lead.page(f"/members/{person}/confirm")
    assert "A head or chair you have now must approve." in page.text
    words = words_of(world.uow("jo"), person)
    assert confirm_by_words(lead, person, words).status_code == 303
    waiting = deputy.page("/members/approvals").text
    assert "A head or chair must approve. Robin Vale will be able to read every" in waiting
    assert deputy.get(f"/members/{person}/confirm").location == "/members/approvals"
    assert "Robin Vale is waiting to become a head or chair. Approve or stop it" in (
        senior.page("/").text
    )
    seen = {"seen": read_seen(senior.get("/members/approvals").text)}
    for who in (lead, deputy):
        answer = who.send(f"/members/{person}/approve", seen, via="/help")
        assert answer.status_code == 422
        assert "Only a head or chair can approve this." in answer.get_data(as_text=True)
        assert who.get(f"/members/{person}/senior-access").status_code == 302
    done = senior.send(f"/members/{person}/approve", seen, via="/help").location
    assert done == "/members/approvals?done=approved"
    assert "Ash Grant approved it. You can give them access now" in (
        lead.page("/members/approvals").text
    )
    assert (
        give_access(deputy, person, encode_recovery_sheet(world.recovery_seed)).status_code == 303
    )
    assert "Robin Vale was given access. Done by Dele Okoro" in (
        senior.page("/members/approvals").text
    )


def test_who_approved_a_head_reads_on_today_what_comes_next(world):
    person = world.people["second_senior"].id
    lead, senior = world.client("jo"), world.client("senior")
    confirm_by_words(lead, person, words_of(world.uow("jo"), person))
    seen = {"seen": read_seen(senior.get("/members/approvals").text)}
    senior.send(f"/members/{person}/approve", seen, via="/help")
    told = senior.page("/").text
    assert "Robin Vale is waiting to become a head or chair. Ash Grant approved it. " in told
    assert "A safeguarding lead gives them access next. See it or stop it" in told
    assert "Approve or stop it" not in told
    assert "Ash Grant approved it. Give access or stop it" in lead.page("/").text


def test_a_search_that_finds_no_one_says_who_is_listed_all_the_same(world):
    person, lead = world.people["second_senior"].id, world.client("jo")
    confirm_by_words(lead, person, words_of(world.uow("jo"), person))
    found = lead.page(lead.send("/members/search", {"q": "zzz"}, via="/members").location).text
    assert "No one was found" in found
    assert "Waiting for approval This list does not depend on your search. Robin Vale" in found
    assert "does not depend on your search" not in lead.page("/members").text


def test_an_administrator_sees_a_new_head_and_stops_it_but_no_lead(world):
    add_office_holder(world, "administrator")
    admin, lead, person = (
        world.client("administrator"),
        world.client("jo"),
        world.people["second_senior"].id,
    )
    bo = join_as(world, "bo", (Role.LEAD,)).id
    assert confirm_by_words(lead, bo, words_of(world.uow("jo"), bo)).status_code == 303
    assert confirm_by_words(lead, person, words_of(world.uow("jo"), person)).status_code == 303
    home = admin.page("/").text
    assert "Robin Vale is waiting to become a head or chair" in home
    page = admin.page("/members/approvals").text
    assert ("Robin Vale" in page, "Bo Reed" in page, "Appoint an acting" in page) == (
        True,
        False,
        False,
    )
    assert admin.send(f"/members/{bo}/stop", via="/help").status_code == 404
    assert admin.send(f"/members/{person}/stop", via="/help").location == (
        "/members/approvals?done=stopped"
    )
    late = lead.send(f"/members/{person}/stop", via="/help").location
    assert "There was nothing to stop" in lead.page(late).text
    assert "was stopped from getting access. Done by" in admin.page("/members/approvals").text
    assert "Your access as a head or chair was stopped" in (
        world.client("second_senior").page("/account").text
    )


def test_an_invite_never_makes_a_senior_of_a_lead(world):
    answer = world.client("jo").send(
        "/members/invite", NEW | {"email": "deputy@example.org", "role": "senior"}
    )
    assert answer.status_code == 422
    said = Page(answer.get_data(as_text=True)).text
    for words in ("joined already", "their recovery card", "They lost their passphrase"):
        assert words in said


def test_only_leads_reach_the_members_pages(world):
    for who, status in (("sam", 403), ("senior", 403), ("kit", 403), (None, 302)):
        browser = world.client(who)
        for path in ("/members", "/members/invite", "/members/codes"):
            assert browser.get(path).status_code == status, (who, path)


def test_inviting_the_same_address_again_says_that_the_first_code_is_dead(world):
    lead, gone = world.client("jo"), "The code from before no longer works."
    first = lead.send("/members/invite", NEW)
    assert gone not in lead.page(first.location).text
    other = lead.send("/members/invite", NEW | {"email": "cy@example.org"})
    assert gone not in lead.page(other.location).text
    again = lead.send("/members/invite", NEW | {"email": " BO@example.org"})
    assert gone in lead.page(again.location).text
    waiting = lead.send(f"/members/{member(world).id}/code", via="/members")
    assert gone in lead.page(waiting.location).text


def test_an_invite_without_a_role_says_what_to_choose(world):
    answer = world.client("jo").send("/members/invite", {**NEW, "role": ""})
    page = Page(answer.get_data(as_text=True)).text
    assert answer.status_code == 422
    assert page.count("Choose what they will do.") == 2, "above, and beside the choices"
    assert "Not a valid choice" not in page


@pytest.mark.parametrize(
    ("name", "is_other"),
    [("Bo Reed", False), ("Bo J. Reed", False), ("reed, bó", False), ("Ash Vale", True)],
)
def test_a_name_that_is_not_on_the_invite_is_told_to_who_confirms(world, name: str, is_other: bool):
    """Someone else may have the code. A middle name or an accent is no other name."""
    lead = world.client("jo")
    join(world.client(), invite(lead, role="lead"), name=name)
    bo = member(world).id
    lines = [one.act for one in Office(world).events() if one.obj == f"joined_name/{bo}"]
    assert lines == [Action.MEMBER_NAME_DIFFERS] * is_other
    for path in (f"/members/{bo}", f"/members/{bo}/confirm"):
        assert (f"They joined as {name}" in lead.page(path).text) is is_other
    assert ("Invited under another name." in lead.page("/members").text) is is_other


def test_no_one_asks_about_a_name_that_was_confirmed(world):
    lead = world.client("jo")
    join(world.client(), invite(lead), name="Ash Vale")
    bo = member(world).id
    assert "Invited under another name." in lead.page("/members").text
    lead.send("/members/confirm", {"member": str(bo), f"called-{bo}": "Ash Vale"}, via="/members")
    assert "Invited under another name." not in lead.page("/members").text
    assert "They joined as" not in lead.page(f"/members/{bo}").text
