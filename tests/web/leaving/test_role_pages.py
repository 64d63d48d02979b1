"""The page where a lead changes what a colleague does in Heard."""

from __future__ import annotations

import pytest

from app.domain.routing.actors import Role
from app.services.confirmation import lead_approvals
from app.services.confirmation.role_change import load_certified_roles
from tests.support.club.club_setup import type_words, words_of
from tests.support.club.office import Office
from tests.support.web.word_confirmation import type_two_words
from tests.unit.services.suspension.test_replaced_readers import approve

pytestmark = pytest.mark.both_databases

P = Role.PRACTITIONER


def path_of(office: Office, who: str = "sam") -> str:
    return f"/members/{office.id(who)}/roles"


def roles_of(office: Office, who: str = "sam") -> frozenset[Role]:
    return load_certified_roles(office.at("jo"), office.id(who))


def send(office: Office, *roles: str, seen: str = "practitioner", who: str = "sam"):
    fields = {"roles": list(roles), "seen": seen}
    return office.world.client("jo").send(path_of(office, who), fields)


def test_a_role_is_ticked_and_counts_when_they_next_sign_in(office: Office):
    member = office.world.client("jo").page(f"/members/{office.id('sam')}")
    assert path_of(office) in member.links
    answer = send(office, "auditor")
    assert answer.status_code == 303
    assert "Roles changed" in office.world.client("jo").page(answer.location).text
    assert roles_of(office) == {P, Role.AUDITOR}
    assert office.world.client("sam").get("/log/lines").status_code != 403


def test_an_administrator_needs_words_and_nothing_ticked_is_lost(office: Office):
    answer = send(office, "administrator", "trainee")
    assert answer.status_code == 422
    assert "Enter both words that they read out." in answer.text
    assert answer.text.count(" checked") == 2
    assert roles_of(office) == {P}
    words = words_of(office.at("jo"), office.id("sam"))
    answer = type_two_words(
        office.world.client("jo"),
        path_of(office),
        words,
        roles="administrator",
        seen="practitioner",
    )
    assert answer.status_code == 303
    assert roles_of(office) == {P, Role.ADMINISTRATOR}


def test_a_new_lead_waits_for_a_second_person_and_can_stop_it(office: Office):
    words = words_of(office.at("jo"), office.id("sam"))
    answer = type_two_words(
        office.world.client("jo"), path_of(office), words, roles="lead", seen="practitioner"
    )
    assert "/members/approvals" in answer.location
    assert roles_of(office) == {P}
    assert "Sam Lee" in office.world.client("deputy").page("/members/approvals").text
    assert "Stop this" in office.world.client("sam").page("/account").text
    page = office.world.client("jo").page(f"/members/{office.id('sam')}")
    assert "See who can approve" in page.text
    assert path_of(office) not in page.links


def test_a_new_lead_who_is_signed_in_is_asked_to_sign_in_again(office: Office):
    sam, jo = office.world.client("sam"), office.world.client("jo")
    words = type_words(office.at("jo"), office.id("sam"))
    lead_approvals.confirm_existing_member_as_lead(office.at("jo"), office.id("sam"), words)
    again = "You are a safeguarding lead now. Sign out and sign in again to read concerns."
    assert again not in sam.page("/").text
    approve(office, office.id("sam"))
    said = "If they are signed in now, ask them to sign out and sign in again."
    assert said in jo.page("/members/approvals?done=made").text
    assert again in sam.page("/").text
    assert again not in office.world.client("sam").page("/").text
    assert again not in jo.page("/").text


def test_of_a_lead_and_a_head_the_page_says_how_they_stop(office: Office):
    page = office.world.client("jo").page(path_of(office, "deputy"))
    assert "They are a safeguarding lead. That cannot be changed here, because" in page.text
    assert not any(form["action"].endswith("/roles") for form in page.forms)
    assert send(office, "auditor", seen="lead practitioner", who="deputy").status_code == 422
    text = office.world.client("jo").page(path_of(office, "senior")).text
    assert "They are a head or chair. That cannot be changed here." in text


@pytest.mark.parametrize("who", ["jo", "kit"])
def test_no_one_has_the_page_for_themself_or_someone_not_confirmed(office: Office, who: str):
    assert office.world.client("jo").get(path_of(office, who)).status_code == 404


def test_only_a_lead_changes_roles_and_types_the_passphrase(office: Office):
    for who in ("sam", "senior", "kit"):
        assert office.world.client(who).get(path_of(office, "pat")).status_code in {403, 404}
