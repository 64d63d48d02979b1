"""People are told of changes that are about them, until each of them dismisses it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.domain.routing.actors import Role
from app.domain.routing.recipients import Recipients
from app.models.member import Member
from app.models.outbox import Outbox
from app.services.auth import recovery_cards, throttle
from app.services.auth.throttle import TryKind
from app.services.concerns import record_signing
from app.services.confirmation import member_confirmation
from app.services.contacts import number_checks
from app.services.emails import mail_texts
from app.services.integrity import integrity_check
from app.services.members import invites, member_renaming, own_account
from app.services.notices import notice_lines
from app.services.organisations import rota_store
from app.services.unit_of_work import Action
from audit.events import Action as LoggedAction
from tests.support.club.office import Office
from tests.support.machine.prepared_clubs import PreparedClubs

READERS = ("jo", "deputy", "senior", "second_senior")


@pytest.fixture(autouse=True)
def _nothing_yet(office: Office, prepared_clubs: PreparedClubs) -> None:
    """The notices of how the club was made are put away."""
    office.now += timedelta(hours=1)
    prepared_clubs.prepare(office.world, "no notices", lambda: dismiss_all(office, *READERS[:3]))


def dismiss_all(office: Office, *readers: str) -> None:
    for who in readers:
        for line in notice_lines.list_all_notices(office.at(who)):
            notice_lines.dismiss_notice(office.at(who), line.token)


def lines(office: Office, who: str) -> list[str]:
    uow = office.at(who)
    uow.key_log.refresh(uow.session, uow.org)
    return [line.text for line in notice_lines.list_open_notices(uow)]


def mails(office: Office) -> set[tuple[str, str]]:
    names = {person.id: key for key, person in office.world.people.items()}
    rows = office.session.execute(select(Outbox.member_id, Outbox.template))
    return {(names.get(member_id, "other"), template) for member_id, template in rows}


def make_card(office: Office, who: str) -> None:
    recovery_cards.make_recovery_card(office.at(who), office.world.token(who))


def test_a_recovery_card_is_told_to_the_person_alone(office: Office):
    make_card(office, "sam")
    assert mails(office) == {("sam", "account_changed")}
    assert lines(office, "sam") == ["A recovery card was made for your account today at 15:02"]
    assert lines(office, "jo") == lines(office, "senior") == lines(office, "pat") == []


@pytest.mark.parametrize(
    ("action", "obj"),
    [
        (Action.LOCK_SET, "lock/{}/passphrase"),
        (Action.LOCK_REMOVED, "lock/{}/card"),
        (Action.RECOVERY_CARD_USED, "recovery_card/{}"),
        (Action.MEMBER_NAMED, "name/{}"),
        (Action.MEMBER_SIGNED_OUT, "sessions/{}"),
        (Action.MEMBER_LEAVING, "leaving/{}/2026-12-18"),
        (Action.ROLES_CHANGED, "own_roles/{}"),
    ],
)
def test_each_change_of_an_account_is_mailed_to_its_owner(office: Office, action: Action, obj: str):
    office.at("jo").look(action, obj.format(office.id("sam")))
    assert mails(office) == {("sam", "account_changed")}


def test_changed_details_are_told_to_the_person_and_several_are_one_line(office: Office):
    for minute in range(3):
        own_account.change_own_details(office.at("sam"), "Sam Lee", "Coach", "07700 900999")
        office.now += timedelta(minutes=1 + minute)
    assert mails(office) == {("sam", "account_changed")}
    words = "Your name, job title or work phone was changed 3 times, the last today at 15:05"
    assert lines(office, "sam") == [words]
    office.now += timedelta(days=1)
    assert lines(office, "sam") == [words.replace("today", "yesterday")]
    office.now += timedelta(days=9)
    assert lines(office, "sam") == [words.replace("today", "on 24 November")]


def test_a_new_phone_of_a_lead_is_told_to_every_lead_and_senior(office: Office):
    """People call it about a child, so a lead whose screen was open must not be the only one."""
    for number in ("07700 900222", "07700 900222"):
        own_account.change_own_details(office.at("deputy"), "Dele Okoro", "Manager", number)
    told = {(who, "team_notice") for who in ("jo", "deputy", "senior")}
    assert mails(office) == told | {("deputy", "account_changed")}
    assert "team_notice" not in mail_texts.PAGES, "Home names whose phone it is"
    words = "gave a new phone number for people to call, today at 15:02"
    assert lines(office, "jo") == lines(office, "senior") == [f"Dele Okoro {words}"]
    assert f"You {words}" in lines(office, "deputy")
    assert lines(office, "sam") == lines(office, "second_senior") == []
    assert integrity_check.find_all_differences(office.world.uow()) == ()


def test_a_new_name_that_was_confirmed_is_told_to_every_lead_and_senior(office: Office):
    member_renaming.rename_colleague(office.at("jo"), office.id("pat"), "Pat Vale")
    told = {(who, "team_notice") for who in ("jo", "deputy", "senior")}
    assert mails(office) == told | {("pat", "account_changed")}
    words = ["Jo Smith confirmed a new name for Pat Vale, today at 15:02"]
    assert lines(office, "deputy") == lines(office, "senior") == words
    assert lines(office, "pat") == ["Jo Smith confirmed a new name for you today at 15:02"]
    assert integrity_check.find_all_differences(office.world.uow()) == ()


def test_a_rota_that_was_changed_is_told_to_every_lead_and_senior(office: Office):
    for day in (0, 1):
        lead = office.at("deputy")
        days = {office.id("jo"): (day,), office.id("deputy"): ()}
        rota_store.change_duty_days(lead, days, rota_store.load_current_rota(lead).version)
    assert mails(office) == {(who, "team_notice") for who in ("jo", "deputy", "senior")}
    assert office.count(Outbox) == 3, "two changes, and one email to each"
    assert lines(office, "jo") == [
        "Dele Okoro changed who is on duty 2 times, the last today at 15:02"
    ]
    assert lines(office, "sam") == []


def test_a_lead_who_is_invited_is_told_to_every_lead_and_senior(office: Office):
    invites.invite_member(office.at("deputy"), "sam.hill@example.org", (Role.LEAD,))
    told = ("jo", "deputy", "senior")
    assert mails(office) == {(who, "team_notice") for who in told}
    words = "invited Sam Hill (not confirmed yet) as a safeguarding lead, today at 15:02"
    unnamed = words.replace("Sam Hill", "sam.hill@example.org")
    assert lines(office, "jo") == [f"Dele Okoro {unnamed}"]
    office.world.change(
        update(Member).where(Member.email == "sam.hill@example.org").values(name="Sam Hill")
    )
    assert lines(office, "jo") == lines(office, "senior") == [f"Dele Okoro {words}"]
    assert lines(office, "deputy") == [f"You {words}"]
    assert lines(office, "sam") == lines(office, "second_senior") == []


def test_an_invite_of_staff_is_told_to_no_one(office: Office):
    invites.invite_member(office.at("jo"), "new@example.org", (Role.PRACTITIONER,))
    assert mails(office) == set()
    assert lines(office, "deputy") == []


def test_an_invite_that_is_taken_back_is_told_to_every_lead_and_senior(office: Office):
    """It needs no passphrase: whoever sits at an open screen could do it."""
    for name in ("new", "other"):
        member_id, _ = invites.invite_member(
            office.at("jo"), f"{name}@example.org", (Role.PRACTITIONER,)
        )
        invites.withdraw_invite(office.at("jo"), member_id)
    assert mails(office) == {(who, "team_notice") for who in ("jo", "deputy", "senior")}
    (line,) = lines(office, "deputy")
    assert line.startswith("Jo Smith took back the invites for other@example.org (not confirmed")
    assert line.endswith("the last today at 15:02")


def test_a_number_marked_as_wrong_is_told_to_every_lead_and_senior(office: Office):
    """It needs no passphrase: whoever finds a number wrong says so at once."""
    entry = next(
        entry
        for place in number_checks.list_lines_by_area(office.at("senior"))
        for entry in place.entries
        if entry.rung
    )
    number_checks.record_number_check(
        office.at("deputy"), entry.name, entry.mark, right=False, said="A shop answers"
    )
    assert mails(office) == {(who, "team_notice") for who in ("jo", "deputy", "senior")}
    assert lines(office, "jo") == ["Dele Okoro marked a phone number as wrong, today at 15:02"]
    number_checks.record_number_check(office.at("jo"), entry.name, entry.mark, right=True)
    assert [line for line in lines(office, "senior") if "correct again" in line] == [
        "Jo Smith marked a phone number as correct again, today at 15:02"
    ]
    number_checks.record_number_check(office.at("deputy"), entry.name, entry.mark, right=True)
    assert len(lines(office, "senior")) == 2, "of a number that was right no one is told"


def test_an_invite_from_before_the_log_said_the_role_is_told_by_its_row(office: Office):
    for role in ("lead", "practitioner"):
        with (uow := office.at("jo")).act() as act:
            member = Member(
                org_id=uow.org.id, email=f"{role}@example.org", name="", roles=[role], position=99,
                invited_at=act.now,
            )  # fmt: skip
            act.session.add(member)
            act.session.flush()
            invites.write_invite_code(act, uow, member.id)
    words = "Jo Smith invited lead@example.org (not confirmed yet) as a safeguarding lead, today at"
    assert lines(office, "deputy") == [f"{words} 15:02"]


def test_who_is_confirmed_is_told_by_the_name_that_was_confirmed(office: Office):
    member_confirmation.confirm_staff(office.at("jo"), (office.id("kit"),))
    office.confirm_second_senior()
    notices = {(who, mail) for who, mail in mails(office) if not mail.startswith("lead_")}
    assert notices == {(who, "team_notice") for who in READERS}, "the wait has emails of its own"
    office.world.change(update(Member).values(name="Someone Else"))
    assert lines(office, "deputy") == [
        "Jo Smith confirmed Robin Vale as head or chair and Kit Moss, the last today at 15:02",
        "Jo Smith used the recovery sheet, today at 15:02",
    ]
    assert lines(office, "second_senior") == [], "what was done before is not news"


def test_the_first_lock_of_someone_who_joins_is_no_news(office: Office):
    assert lines(office, "tess") == []
    assert not [mail for mail in mails(office) if mail[0] == "tess"]


@pytest.mark.parametrize("obj", ["organisation", "trained/inspection"])
def test_an_export_of_the_log_is_told_and_one_of_training_is_not(office: Office, obj: str):
    obj = f"{obj}/{office.org.id}" if obj == "organisation" else obj
    office.at("senior").look(Action.EXPORTED, obj)
    told = {"jo", "deputy", "senior"} if obj.startswith("organisation") else set()
    assert mails(office) == {(who, "team_notice") for who in told}
    words = ["Ash Grant exported the audit log, today at 15:02"] if told else []
    assert lines(office, "jo") == words


def sign_each_route(office: Office) -> dict:
    """Concern id -> who can read it, for several rows of the table of routes."""
    signed = {}
    for about in ("no", "yes"):
        for ticked in ((), ("deputy",), ("senior",), ("jo", "senior")):
            what = office.to_sign("sam", about=about, not_for=ticked)
            routes = record_signing.find_routes(office.at("sam"), what.parts, what.not_for)
            for route in routes:
                what = office.to_sign("sam", about=about, not_for=ticked, choice=route.kind)
                concern_id = record_signing.sign_record(office.at("sam"), what)
                everyone = {
                    Recipients.LEADS: {"jo", "deputy"},
                    Recipients.SENIORS: {"senior", "second_senior"},
                }
                named = {key for key in READERS if office.id(key) in route.named}
                signed[concern_id] = everyone.get(route.kind, named)
    return signed


def test_an_export_of_a_concern_is_told_to_no_one_who_cannot_read_it(office: Office):
    office.confirm_second_senior()
    signed = sign_each_route(office)
    assert {frozenset(readers) for readers in signed.values()} >= {
        frozenset({"jo", "deputy"}), frozenset({"senior", "second_senior"}),
        frozenset({"second_senior"}),
    }  # fmt: skip
    for concern_id, readers in signed.items():
        for who in READERS:
            dismiss_all(office, who)
        office.world.change(Outbox.__table__.delete())
        if not readers:
            continue
        actor = min(readers)
        office.at(actor).look(Action.EXPORTED, str(concern_id))
        assert mails(office) == {(who, "team_notice") for who in readers}
        assert {who for who in READERS if lines(office, who)} == readers
        assert lines(office, actor)[0].startswith("You exported the whole of concern ")


def test_a_dismissal_is_logged_and_hides_the_line_from_that_person_alone(office: Office):
    make_card(office, "jo")
    office.at("deputy").look(Action.EXPORTED, f"organisation/{office.org.id}")
    own, of_team = lines(office, "jo")
    assert own.startswith("A recovery card")  # first what is about their own account
    uow = office.at("jo")
    for line in notice_lines.list_all_notices(uow):
        if line.text == of_team:
            notice_lines.dismiss_notice(uow, line.token)
            notice_lines.dismiss_notice(uow, line.token)
    assert lines(office, "jo") == [own]
    assert len(lines(office, "senior")) == len(lines(office, "deputy")) == 1
    logged = [one for one in office.events() if one.act is LoggedAction.NOTICE_DISMISSED][-1]
    assert logged.who == str(office.id("jo"))
    assert logged.obj.startswith(f"notice/log_exported/{office.id('deputy')}/")
    (dismissed,) = [one for one in notice_lines.list_all_notices(uow) if one.text == of_team]
    assert dismissed.dismissed_at == office.now


def test_what_happens_after_a_dismissal_is_a_line_again(office: Office):
    make_card(office, "sam")
    dismiss_all(office, "sam")
    office.now += timedelta(minutes=4)
    make_card(office, "sam")
    assert lines(office, "sam") == ["A recovery card was made for your account today at 15:06"]


@pytest.mark.parametrize("token", ["", "notice/card_made", "notice/card_made/server/0/999999"])
def test_nothing_is_dismissed_by_a_line_that_home_does_not_show(office: Office, token: str):
    make_card(office, "sam")
    size = len(office.events())
    notice_lines.dismiss_notice(office.at("sam"), token)
    assert len(office.events()) == size
    assert len(lines(office, "sam")) == 1


def test_leads_see_others_acts_for_ninety_days_and_their_own_longer(office):
    make_card(office, "jo")
    office.at("deputy").look(Action.EXPORTED, f"organisation/{office.org.id}")
    office.now += notice_lines.SHOWN_TEAM_TIME + timedelta(minutes=1)
    assert lines(office, "jo") == [
        "A recovery card was made for your account on 24 November 2026 at 15:02"
    ]


def fail(office: Office, who: str, times: int) -> None:
    for number in range(times):
        uow = office.world.uow()
        tries = throttle.start_try(uow, f"{who}@example.org", f"192.0.2.{number}")
        throttle.log_failed_try(uow, tries, office.id(who))
        office.now += timedelta(minutes=1)


def every_line(office: Office, who: str) -> list[str]:
    return [line.text for line in notice_lines.list_all_notices(office.at(who))]


def test_failed_tries_stay_after_sign_ins_until_they_are_dismissed(office: Office):
    """Someone who guessed right signs in too: that must not clear what the owner has to see."""
    fail(office, "sam", 3)
    told = "3 failed tries to sign in to your account, the last one today at 15:04"
    for _ in range(3):
        office.world.token("sam")
        assert lines(office, "sam") == [told]
    assert lines(office, "pat") == []
    dismiss_all(office, "sam")
    assert lines(office, "sam") == []
    assert every_line(office, "sam") == [told], "whoever dismissed it did not hide it"
    fail(office, "sam", 1)
    assert lines(office, "sam") == ["1 failed try to sign in to your account today at 15:05"]
    assert len(every_line(office, "sam")) == 2


def test_failed_tries_are_on_home_for_a_week_and_in_notices_for_a_month(office: Office):
    fail(office, "sam", 1)
    office.now += timedelta(days=1)
    fail(office, "sam", 2)
    days = [
        "2 failed tries to sign in to your account, the last one today at 15:04",
        "1 failed try to sign in to your account yesterday at 15:02",
    ]
    assert lines(office, "sam") == days
    office.now += notice_lines.TRIES_ON_HOME_TIME
    assert lines(office, "sam") == []
    assert len(every_line(office, "sam")) == 2
    office.now += timedelta(days=22, hours=23)
    assert len(every_line(office, "sam")) == 1
    office.now += timedelta(hours=1)
    assert every_line(office, "sam") == []


def test_wrong_passphrases_in_a_session_are_not_called_sign_ins(office: Office):
    def fail_step_up() -> None:
        uow = office.at("sam")
        tries = throttle.start_try(uow, "a session", "", TryKind.STEP_UP)
        throttle.log_failed_try(uow, tries, office.id("sam"), Action.STEP_UP_FAILED, "0" * 16)

    fail_step_up()
    typed = "typed while your account was signed in"
    assert lines(office, "sam") == [f"1 wrong passphrase {typed} today at 15:02"]
    fail_step_up()
    assert lines(office, "sam") == [f"2 wrong passphrases {typed}, the last one today at 15:02"]
    fail(office, "sam", 1)
    assert lines(office, "sam") == [
        f"1 failed try to sign in to your account and 2 wrong passphrases {typed}, "
        "the last one today at 15:02"
    ]


def test_ten_failed_tries_in_an_hour_are_one_line_until_dismissed(office: Office):
    fail(office, "sam", 10)
    told = "10 failed tries to sign in to your account, the last one today at 15:11. "
    told += "There were 10 in an hour"
    for _ in range(2):
        office.world.token("sam")
        assert lines(office, "sam") == every_line(office, "sam") == [told]
    (line,) = notice_lines.list_open_notices(office.at("sam"))
    notice_lines.dismiss_notice(office.at("sam"), line.token)
    assert lines(office, "sam") == [], "one button for one fact"
    assert every_line(office, "sam") == [told]


def test_ten_failed_tries_in_an_hour_stay_after_the_line_of_their_day(office: Office):
    fail(office, "sam", 10)
    office.now += notice_lines.TRIES_ON_HOME_TIME
    many = "10 failed tries in an hour to get into your account, on 24 November at 15:11"
    assert lines(office, "sam") == [many]
    (line,) = notice_lines.list_open_notices(office.at("sam"))
    notice_lines.dismiss_notice(office.at("sam"), line.token)
    assert lines(office, "sam") == []
