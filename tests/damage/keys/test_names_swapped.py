"""A row writer swaps or changes names, or someone takes a colleague's: it shows where it matters.

"Who has opened this", what is signed and what is printed keep the confirmed names, and say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import update

from app.domain.record.entry_schema import Person
from app.domain.routing.actors import Role
from app.errors import InvalidError
from app.models.member import Member
from app.services.audit_log import access_history
from app.services.concern_lists import inbox
from app.services.concerns import concern_reading
from app.services.concerns.entry_encryption import build_signer
from app.services.confirmation import lead_approvals
from app.services.integrity import integrity_check
from app.services.members import member_renaming, own_account, shown_names
from app.services.members.shown_names import CALLED_CHANGED, CHANGED
from tests.support.club.club_setup import type_words, words_of
from tests.support.club.newcomers import join_as
from tests.support.club.office import Office
from tests.support.web.word_confirmation import confirm_by_words

LOOK_ALIKES = ("sam  LEE", "Sam-Lee", "S\u0430m L\u0435\u0435", "Sam\u200b L\u00e9e")


def change_row(office: Office, who: str, **values: object) -> None:
    """Change a member's row as someone who writes the database does."""
    office.world.change(update(Member).where(Member.id == office.id(who)).values(**values))


def swap_names(office: Office) -> None:
    change_row(office, "jo", name="Dele Okoro")
    change_row(office, "deputy", name="Jo Smith")


def read_by_both(office: Office) -> UUID:
    """Return a concern that Jo and the deputy have opened."""
    concern_id = office.signed("sam")
    for who in ("jo", "deputy"):
        concern_reading.open_concern(office.at(who), concern_id)
    return concern_id


def people_in_history(office: Office, concern_id: UUID) -> Iterator[str]:
    for look in access_history.list_access_history(office.at("jo"), concern_id):
        yield look.who


def test_swapped_names_are_named_in_the_access_history_and_by_fsck(office: Office):
    concern_id = read_by_both(office)
    assert set(people_in_history(office, concern_id)) == {"Sam Lee", "Jo Smith", "Dele Okoro"}
    before = access_history.list_access_history(office.at("jo"), concern_id)
    swap_names(office)
    after = access_history.list_access_history(office.at("jo"), concern_id)
    marks = {"Jo Smith": f"Jo Smith ({CHANGED})", "Dele Okoro": f"Dele Okoro ({CHANGED})"}
    assert [look.who for look in after] == [marks.get(look.who, look.who) for look in before]
    found = {
        f"The row of member {office.id(who)} does not have the name that was confirmed."
        for who in ("jo", "deputy")
    }
    assert set(integrity_check.find_all_differences(office.world.uow())) == found


def test_whole_rows_of_names_that_are_swapped_give_nobody_a_name(office: Office):
    concern_id = read_by_both(office)
    rows = {who: office.session.get_one(Member, office.id(who)) for who in ("jo", "deputy")}
    told = {who: (row.name, row.confirmed_as) for who, row in rows.items()}
    for who, other in (("jo", "deputy"), ("deputy", "jo")):
        name, confirmed_as = told[other]
        change_row(office, who, name=name, confirmed_as=confirmed_as)
    people = set(people_in_history(office, concern_id))
    assert people == {
        "Sam Lee",
        *(f"Member {office.id(who).hex[:8]} ({CHANGED})" for who in ("jo", "deputy")),
    }
    assert len(integrity_check.find_all_differences(office.world.uow())) >= 2


def test_a_changed_row_is_marked_in_what_is_signed_and_listed(office: Office):
    office.signed("sam")
    change_row(office, "sam", name="Pat Jones")
    assert build_signer(office.at("sam")).name == "Sam Lee"
    (listed,) = inbox.load_inbox(office.at("jo")).unread
    assert listed.author == f"Sam Lee ({CHANGED})"
    office.now = datetime.now(UTC)
    path = f"/members/{office.id('sam')}"
    assert "This name was changed outside Heard" in office.world.client("jo").page(path).text
    own = office.world.client("sam").page("/account").text
    assert "Your name was changed outside Heard" in own


def test_a_name_that_nobody_vouches_for_is_signed_with_a_mark(office: Office):
    change_row(office, "sam", confirmed_as=None, name="Pat Jones")
    assert build_signer(office.at("sam")).name == f"Pat Jones ({CHANGED})"


def test_a_new_name_is_next_to_the_confirmed_one_until_confirmed(office: Office):
    own_account.change_own_details(office.at("pat"), "Pat Vale", "Coach", "07700 900457")
    pat = office.id("pat")
    shown = shown_names.load_shown_names(office.at("jo"), [pat])[pat]
    assert shown.text == "Pat Jones (now calls themself Pat Vale)"
    assert build_signer(office.at("pat")).name == "Pat Jones"
    member_renaming.rename_colleague(office.at("jo"), pat, "Pat Vale")
    assert shown_names.load_shown_names(office.at("jo"), [pat])[pat].text == "Pat Vale"
    assert build_signer(office.at("pat")).name == "Pat Vale"
    assert integrity_check.find_all_differences(office.world.uow()) == ()


def test_a_lead_who_ends_sessions_sees_whose_they_are(now: Office):
    rows = {who: now.session.get_one(Member, now.id(who)) for who in ("sam", "pat")}
    told = {who: (row.name, row.confirmed_as) for who, row in rows.items()}
    jo = now.world.client("jo")
    for who, other in (("sam", "pat"), ("pat", "sam")):
        change_row(now, who, name=told[other][0])
        page = jo.page(f"/members/{now.id(who)}/sessions").text
        assert f"End sessions of {told[who][0]} ({CHANGED})" in page
        change_row(now, who, confirmed_as=told[other][1])
        page = jo.page(f"/members/{now.id(who)}/sessions").text
        assert f"End sessions of Member {now.id(who).hex[:8]} ({CHANGED})" in page
    page = jo.page(f"/members/{now.id('kit')}/sessions").text
    assert "(name not checked)" in page.partition("End sessions of")[2][:60]


def test_who_was_stopped_from_becoming_a_lead_is_named_with_a_mark(now: Office):
    bo = join_as(now.world, "bo", (Role.LEAD,), name="Bo Vale").id
    lead_approvals.confirm_lead(now.at("jo"), bo, type_words(now.at("jo"), bo))
    lead_approvals.stop_proposal(now.at("senior"), bo)
    now.world.change(update(Member).where(Member.id == bo).values(name="Sam Lee"))
    page = now.world.client("jo").page("/members/approvals").text
    assert "Sam Lee (name not checked) was stopped" in page


def test_staff_are_confirmed_under_the_name_that_the_page_showed(now: Office):
    jo, kit = now.world.client("jo"), now.id("kit")
    (shown,) = [
        one["value"] for one in jo.page("/members").controls if one.get("name") == f"called-{kit}"
    ]
    change_row(now, "kit", name="Ash Vale", name_key="ashvale")
    fields = {"member": str(kit), f"called-{kit}": shown}
    answer = jo.send("/members/confirm", fields, via="/members")
    assert answer.status_code == 422
    assert "A name changed after you opened this page: Ash Vale" in answer.get_data(as_text=True)
    fields[f"called-{kit}"] = "Ash Vale"
    assert jo.send("/members/confirm", fields, via="/members").status_code == 303


@pytest.mark.parametrize("said", [None, "Pat Vale"])
@pytest.mark.parametrize("row", [{"called": "Jo Smith"}, {"called": None}, {"called_salt": None}])
def test_what_someone_calls_themself_counts_only_as_the_log_vouches(office: Office, said, row):
    """`said`: what they said themself before someone wrote the row."""
    if said is not None:
        own_account.change_own_details(office.at("pat"), said, "Coach", "07700 900457")
    assert integrity_check.find_all_differences(office.world.uow()) == ()
    change_row(office, "pat", **row)
    pat = office.id("pat")
    shown = shown_names.load_shown_names(office.at("jo"), [pat])[pat]
    if said is None and row.get("called") is None:
        assert shown.text == "Pat Jones", "nothing was changed by it"
        return
    assert shown.text == f"Pat Jones ({CALLED_CHANGED})"
    assert build_signer(office.at("pat")).name == "Pat Jones"
    assert integrity_check.find_all_differences(office.world.uow()) == (
        f"What member {pat} calls themself is not what the log saw.",
    )


def test_a_forged_call_name_is_named_on_both_pages_and_saving_mends_it(now: Office):
    change_row(now, "pat", called="Ash Grant")
    jo, pat = now.world.client("jo"), now.world.client("pat")
    path = f"/members/{now.id('pat')}"
    assert "What they call themself was changed outside Heard" in jo.page(path).text
    assert "Ash Grant" not in jo.page(f"{path}/name").text
    assert "What you call yourself was changed outside Heard" in pat.page("/account").text
    own_account.change_own_details(now.at("pat"), "Pat Jones", "Coach", "07700 900457")
    assert "changed outside Heard" not in pat.page("/account").text


def test_a_name_said_before_it_was_confirmed_is_never_said_again(office: Office):
    """Their own line of the log is older than the confirmed name: a row cannot bring it back."""
    own_account.change_own_details(office.at("pat"), "Pat Vale", "Coach", "07700 900457")
    row = office.session.get_one(Member, office.id("pat"))
    said = {"called": row.called, "called_salt": row.called_salt}
    member_renaming.rename_colleague(office.at("jo"), office.id("pat"), "Pat Vale-Jones")
    change_row(office, "pat", **said)
    shown = shown_names.load_shown_names(office.at("jo"), [office.id("pat")])[office.id("pat")]
    assert shown.text == f"Pat Vale-Jones ({CALLED_CHANGED})"


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_a_name_that_looks_like_a_colleagues_needs_approval(office: Office, name: str):
    own_account.change_own_details(office.at("pat"), name, "Coach", "07700 900457")
    pat = office.id("pat")
    with pytest.raises(InvalidError) as refused:
        member_renaming.rename_colleague(office.at("jo"), pat, name)
    assert "Sam Lee (sam@example.org)" in refused.value.problems["same_name"]
    assert build_signer(office.at("pat")).name == "Pat Jones", "and nothing stops them signing"
    member_renaming.rename_colleague(office.at("jo"), pat, name, same_name_approved=True)


def test_a_new_member_with_a_colleagues_name_is_marked_and_asked_about(office: Office):
    change_row(office, "kit", name="Sam Lee", name_key="samlee")
    kit = office.id("kit")
    assert shown_names.load_shown_names(office.at("jo"), [kit])[kit].text == (
        "Sam Lee (name not checked)"
    )
    said = build_signer(office.at("kit"))
    assert (said.name, said.marked_name) == ("Sam Lee", "Sam Lee (name not checked)")
    assert isinstance(said, Person)
    office.now = datetime.now(UTC)
    jo = office.world.client("jo")
    answer = jo.send("/members/confirm", {"member": str(kit)}, via="/members")
    assert answer.status_code == 422
    assert "Sam Lee is not the same person as Sam Lee (sam@example.org)" in (
        answer.get_data(as_text=True)
    )
    fields = {"member": str(kit), "same_name": str(kit)}
    assert jo.send("/members/confirm", fields, via="/members").status_code == 303


def test_a_lead_with_a_colleagues_name_is_asked_about_at_both_steps(now: Office):
    like = join_as(now.world, "like", (Role.LEAD,), name="Sam-Lee").id
    jo, colleague = now.world.client("jo"), "Sam Lee (sam@example.org)"
    page = jo.page(f"/members/{like}/confirm").text
    assert "This name looks like a colleague’s" in page
    assert f"Also on the team: {colleague}." in page
    words = words_of(now.at("jo"), like)
    answer = confirm_by_words(jo, like, words)
    assert answer.status_code == 422
    assert f"This name looks the same as {colleague}." in answer.get_data(as_text=True)
    assert now.at("jo").key_log.members(now.org).proposal_of(like) is None
    assert confirm_by_words(jo, like, words, same_name="y").status_code == 303
    page = now.world.client("senior").page("/members/approvals").text
    assert "This name looks like a colleague’s" in page
    assert colleague in page
