"""The link of each email opens a page that its reader may see, and that says what it is about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select, update

from app.domain.routing.actors import Role
from app.models.organisation import Organisation
from app.models.outbox import Outbox
from app.services.concern_tasks import author_questions, handovers
from app.services.concerns import acknowledgements, additions
from app.services.concerns.additions import NewAddition
from app.services.concerns.author_access.author_grants import restore_author_access
from app.services.concerns.concern_reading import open_concern
from app.services.confirmation import (
    acting_lead,
    lead_approvals,
    senior_approvals,
)
from app.services.content import workbook_content
from app.services.emails import mail_texts
from app.services.jobs import scheduler
from app.services.members.own_account import change_own_details
from app.services.suspension.account_replacement import replace_account
from app.services.suspension.member_removal import remove_member
from app.services.suspension.member_suspension import restore_member, suspend_member
from app.services.training import team_standing
from app.vault.recovery import encode_recovery_sheet
from tests.support.club.closed_concerns import CLOSED, close_and_end, sign_page
from tests.support.club.club_setup import type_words
from tests.support.club.newcomers import add_office_holder, join_as
from tests.support.club.office import START, Office
from tests.support.training.completions import complete
from tests.support.training.confirmations import answer_and_send
from tests.support.web.checking_client import Page
from tests.unit.services.confirmation.test_lead_approvals import propose
from tests.unit.services.jobs.test_scheduler import tools
from tests.unit.services.notices.test_failed_sign_in_mails import fail
from tests.web.setup.test_number_correction import correct
from tests.web.setup.test_organisation_page import change

BASE = "http://localhost:8000"
Scene = Callable[[Office], object]
SIGNED_OUT = ("account_stopped", "account_removed", "account_replaced")
"""These go to someone who cannot sign in any more."""
OUTSIDE = "Call 999"


def keep_house(office: Office, minutes: int = 0) -> None:
    office.now += timedelta(minutes=minutes)
    scheduler.run_jobs_once(tools(office))


def add_to_read_concern(office: Office) -> None:
    concern_id = office.signed("sam")
    acknowledgements.acknowledge_concern(office.at("jo"), concern_id)
    office.world.change(delete(Outbox))
    additions.add_words(office.at("sam"), concern_id, NewAddition(uuid4(), "There is more."))


def ask(office: Office) -> None:
    file = author_questions.open_concern_to_ask(office.at("jo"), office.signed("sam"))
    office.world.change(delete(Outbox))
    new = author_questions.NewQuestion("Which door?", office.now.date() + timedelta(days=1))
    author_questions.ask_author(office.at("jo"), file, new, uuid4())


def give_concern_to_deputy(office: Office) -> None:
    concern_id = office.signed("sam")
    acknowledgements.acknowledge_concern(office.at("jo"), concern_id)
    office.world.change(delete(Outbox))
    new = handovers.NewHandover(str(office.id("deputy")), "I am away.", 0, uuid4())
    handovers.hand_concern_to_reader(
        office.at("jo"), open_concern(office.at("jo"), concern_id), new
    )


def close(office: Office) -> None:
    concern_id = office.signed("sam")
    office.world.change(delete(Outbox))
    sign_page(office, "jo", concern_id, "closure", **CLOSED)


def let_author_read_again(office: Office) -> None:
    concern_id = close_and_end(office)
    open_concern(office.at("jo"), concern_id)
    office.world.change(delete(Outbox))
    restore_author_access(office.at("jo"), concern_id)


def lie_unread(office: Office) -> None:
    office.signed("sam")
    for minutes in (60, 20, 1):
        keep_house(office, minutes)


def leave_numbers_unchecked(office: Office) -> None:
    office.world.change(update(Organisation).values(created_at=START - timedelta(days=1)))
    keep_house(office)


def change_organisation(office: Office) -> None:
    assert change(office.world.client("jo")).status_code == 303


def correct_number(office: Office) -> None:
    assert correct(office.world.client("jo")).status_code == 303


def propose_senior(office: Office) -> UUID:
    add_office_holder(office.world, "administrator")
    office.world.change(delete(Outbox))
    robin, jo = office.id("second_senior"), office.at("jo")
    senior_approvals.confirm_senior(jo, robin, type_words(jo, robin))
    return robin


def stop_senior(office: Office) -> None:
    lead_approvals.stop_proposal(office.at("jo"), propose_senior(office))


def stop_lead(office: Office) -> None:
    propose(office)
    lead_approvals.stop_proposal(office.at("deputy"), office.id("bo"))


def stop_worker_who_was_to_lead(office: Office) -> None:
    jo, sam = office.at("jo"), office.id("sam")
    assert not lead_approvals.confirm_existing_member_as_lead(jo, sam, type_words(jo, sam))
    lead_approvals.stop_proposal(office.at("deputy"), sam)


def approve_by_senior(office: Office) -> None:
    seen = propose(office)
    lead_approvals.approve_lead(office.at("senior"), office.id("bo"), seen)


def approve_by_lead(office: Office) -> None:
    seen = propose(office)
    assert lead_approvals.approve_lead(office.at("deputy"), office.id("bo"), seen)


def appoint(office: Office) -> None:
    bo, senior = join_as(office.world, "bo", (Role.PRACTITIONER,)), office.at("senior")
    typed, sheet = (
        type_words(office.at("jo"), bo.id),
        encode_recovery_sheet(office.world.recovery_seed),
    )
    acting_lead.appoint_acting_lead(senior, "bo@example.org", sheet, typed)


def change_own_phone(office: Office) -> None:
    sam = office.at("sam")
    change_own_details(sam, "Sam Lee", "Coach", "07700 900778", "sam@example.org")


def invite_lead(office: Office) -> None:
    join_as(office.world, "bo", (Role.LEAD,))


def stop_account(office: Office) -> None:
    suspend_member(office.at("jo"), office.id("sam"))


def remove_account(office: Office) -> None:
    stop_account(office)
    remove_member(office.at("jo"), office.id("sam"))


def give_new_account(office: Office) -> None:
    replace_account(office.at("jo"), office.id("sam"))


def let_in_again(office: Office) -> None:
    stop_account(office)
    restore_member(office.at("jo"), office.id("sam"))


def guess(office: Office) -> None:
    fail(office, 10)
    keep_house(office)


def come_due(day: date) -> Scene:
    def scene(office: Office) -> None:
        edition = workbook_content.load_current_edition(office.org)
        for who in ("sam", "jo", "senior"):
            complete(office, who, "deputy", marks=dict(edition.marks))
        office.now = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        keep_house(office)

    return scene


# How each kind of email comes about, and what its page says: `|` divides the words for two people.
CASES: tuple[tuple[str, Scene, str], ...] = (
    ("something_waits", lambda office: office.signed("sam"), "1 unread"),
    ("something_waits", lambda office: office.signed("sam", about="yes"), "1 unread"),
    ("something_waits", add_to_read_concern, "Read what Sam Lee added"),
    ("something_waits", ask, "You have a question to answer"),
    ("something_waits", give_concern_to_deputy, "You have this concern.|Someone added to"),
    ("something_waits", close, "was closed"),
    ("something_waits", let_author_read_again, "was closed"),
    ("something_waits", answer_and_send, "sent you their answers to the workbook"),
    ("open_now", lambda office: office.signed("sam", danger="yes"), "1 unread, 1 with danger now"),
    ("reminder", lie_unread, "1 unread"),
    ("unread_for_senior", lie_unread, "Not read by leads in time"),
    ("numbers_due", leave_numbers_unchecked, "No one here has tried this number yet"),
    ("number_corrected", correct_number, "Corrected here on 24 November 2026 by Jo Smith"),
    ("details_changed", change_organisation, "2 Example Street, Scunthorpe"),
    ("lead_proposed", propose, "confirmed them as safeguarding lead"),
    ("lead_proposed", propose_senior, "confirmed them as head or chair"),
    ("lead_proposed_own", propose, "You’re waiting to become a safeguarding lead"),
    ("lead_proposed_own", propose_senior, "You’re waiting to become a head or chair"),
    ("lead_approved", approve_by_senior, "You can give them access now."),
    ("lead_made_own", approve_by_lead, "All open concerns"),
    ("lead_stopped", stop_lead, "was stopped from getting access. Done by Dele Okoro"),
    ("lead_stopped", stop_senior, "was stopped from getting access. Done by Jo Smith"),
    ("lead_stopped_own", stop_lead, "Your access as a safeguarding lead was stopped"),
    ("lead_stopped_own", stop_senior, "Your access as a head or chair was stopped"),
    ("lead_stopped_own", stop_worker_who_was_to_lead, "Dele Okoro stopped it on"),
    ("lead_appointed", appoint, "Bo Reed was given access at once, with the recovery sheet"),
    ("account_changed", change_own_phone, "Your name, job title or work phone was changed"),
    ("team_notice", invite_lead, "invited Bo Reed (not confirmed yet) as a safeguarding lead"),
    ("account_stopped", stop_account, OUTSIDE),
    ("account_removed", remove_account, OUTSIDE),
    ("account_replaced", give_new_account, OUTSIDE),
    ("account_restored", let_in_again, "Record a concern"),
    ("failed_sign_ins", guess, "10 failed tries"),
    ("training_due_soon", come_due(date(2027, 9, 25)), "Your training is due by"),
    ("training_overdue", come_due(date(2027, 11, 25)), "Your training was due by"),
)


@pytest.fixture
def club(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Everyone's mail until now is forgotten. The board asks for the training every year."""
    yearly = team_standing.RenewalRule(12, 60)
    monkeypatch.setattr(team_standing, "find_renewal_rule", lambda _uow: yearly)
    office.world.change(delete(Outbox))
    office.world.stop_page_clock(office.now)
    return office


def list_receivers(office: Office, template: str) -> dict[str, list[UUID]]:
    """Return who has emails of this kind, and the rows of each."""
    names = {person.id: key for key, person in office.world.people.items()}
    found: dict[str, list[UUID]] = {}
    for row in office.session.scalars(select(Outbox).where(Outbox.template == template)):
        found.setdefault(names.get(row.member_id, "new account"), []).append(row.id)
    return found


def open_link(office: Office, who: str, template: str, rows: list[UUID]) -> Page:
    """Read someone's email, and open its link as they can."""
    mail = mail_texts.build_mail(office.session, rows, BASE, "heard@example.org")
    (link,) = (line for line in mail.get_content().splitlines() if line.startswith(BASE))
    sent = f"{mail['Subject']} {mail.get_content()}"
    assert [one.name for one in office.world.people.values() if one.name in sent] == []
    office.world.stop_page_clock(office.now)
    client = office.world.client(None if template in SIGNED_OUT else who)
    answer = client.get(link.removeprefix(BASE))
    assert answer.status_code == 200, (who, link)
    return Page(answer.get_data(as_text=True))


@pytest.mark.parametrize(("template", "scene", "words"), CASES)
def test_each_email_opens_the_page_that_it_is_about(club: Office, template, scene, words):
    scene(club)
    receivers = list_receivers(club, template)
    assert receivers
    for who, rows in receivers.items():
        page = open_link(club, who, template, rows)
        assert any(one in page.text for one in words.split("|")), (who, page.text)


def test_every_kind_of_email_is_opened_here():
    assert {template for template, _, _ in CASES} == mail_texts.SUBJECTS.keys()
    assert mail_texts.SUBJECTS.keys() == mail_texts.BODIES.keys()
    assert mail_texts.PAGES.keys() <= mail_texts.SUBJECTS.keys()
