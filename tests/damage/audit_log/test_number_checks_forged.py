"""No row makes a wrong number look right: who rang what is told by the log."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from msgspec.structs import replace
from sqlalchemy import delete, insert, select, update

from app.models.audit_log import LogHead
from app.models.number_check import NumberCheck
from app.models.rota import DutyRota
from app.services.audit_log import number_snapshot
from app.services.audit_log.replays.replay_store import UNUSED_SECONDS
from app.services.contacts import (
    number_checks,
    number_corrections,
    org_contacts,
    phone_numbers,
)
from app.services.contacts.phone_numbers import UNREAD_NOTICE
from app.services.integrity import integrity_check
from app.services.organisations import rota_store
from app.services.unit_of_work import UnitOfWork
from content.contacts.number_findings import NOT_CHECKED
from tests.support.club.world import World

NAME = "north_lincolnshire/spoc"
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # a Tuesday
WRONG, RIGHT = "Said to be wrong", "Last checked"


@pytest.fixture
def club(world: World) -> World:
    world.now = lambda: NOON
    return world


def rang(club: World, who: str, *, right: bool, said: str = "") -> None:
    uow = club.uow(who)
    entry, _ = number_checks.load_line_with_findings(uow, NAME)
    number_checks.record_number_check(uow, NAME, entry.mark, right=right, said=said)


def shown(club: World) -> phone_numbers.PhoneLine:
    """The line as a new process shows it to a member."""
    return phone_numbers.find_line(
        org_contacts.load_org_with_contacts(club.uow("sam"), named=True), "spoc", NOON
    )


def told(uow: UnitOfWork) -> str:
    return uow.session.scalars(select(NumberCheck.told)).one()


def test_a_row_that_says_right_is_no_check(club: World):
    rang(club, "jo", right=False, said="A shop.")
    forged = json.dumps({"right": True, "by": "Jo Smith", "number": "01724 296500"})
    club.change(
        insert(NumberCheck).values(
            org_id=club.org.id,
            user_id=club.people["jo"].id,
            line=NAME,
            told=forged,
            rung_at=NOON,
        )
    )
    assert shown(club).checked == "Said to be wrong on 24 November 2026 by Jo Smith"
    _, heard = number_checks.load_line_with_findings(club.uow("jo"), NAME)
    assert [(one.right, one.said) for one in heard] == [(False, "A shop.")]


def test_a_row_that_is_taken_away_or_changed_takes_its_words_only(club: World):
    rang(club, "jo", right=False, said="A shop.")
    text = told(club.uow())
    for change in (
        update(NumberCheck).values(told=text.replace('"right":false', '"right":true')),
        update(NumberCheck).values(told="\x7f{"),
        update(NumberCheck).values(line="north_lincolnshire/lado"),
        delete(NumberCheck),
    ):
        club.change(change)
        line = shown(club)
        assert line.wrong
        assert line.tel == ""
        assert line.checked == "Said to be wrong on 24 November 2026 by your safeguarding lead"
        _, heard = number_checks.load_line_with_findings(club.uow("jo"), NAME)
        assert [(one.right, one.said, one.readable) for one in heard] == [(False, "", False)]


def test_an_older_right_does_not_come_back(club: World):
    rang(club, "senior", right=True)
    older = told(club.uow())
    rang(club, "jo", right=False, said="A shop.")
    club.change(update(NumberCheck).values(told=older))
    assert shown(club).wrong


def test_no_row_alone_marks_a_number(club: World):
    forged = json.dumps({"right": False, "by": "Jo Smith", "number": "01724 296500"})
    values = {"org_id": club.org.id, "user_id": club.people["jo"].id, "rung_at": NOON}
    club.change(insert(NumberCheck).values(line=NAME, told=forged, **values))
    assert shown(club).checked == NOT_CHECKED


def test_with_a_broken_log_numbers_stay_and_say_that_more_is_not_known(club: World):
    rang(club, "jo", right=True)
    assert RIGHT in shown(club).checked
    club.change(update(LogHead).values(size=3))
    uow, client = club.uow(), club.client()
    org = org_contacts.load_org_with_contacts(uow, named=True)
    panel = phone_numbers.build_panel(uow, org, NOON, inside=True)
    assert UNREAD_NOTICE in panel.old
    assert next(one for one in panel.lines if one.key == "spoc").number == "01724 296500"
    for path in ("/", "/numbers", "/with-a-child"):
        page = client.get(path)
        assert page.status_code == 200
        assert UNREAD_NOTICE in page.get_data(as_text=True)


def test_without_the_database_a_process_shows_what_it_read_last(club: World):
    rang(club, "jo", right=False, said="A shop.")
    uow = club.uow("sam")
    unread = org_contacts.fill_contacts_from_memory(replace(club.org, id=uuid4()), uow.key_log)
    assert phone_numbers.find_line(unread, "spoc", NOON).checked == NOT_CHECKED
    org_contacts.load_org_with_contacts(uow, named=True)
    line = phone_numbers.find_line(
        org_contacts.fill_contacts_from_memory(club.org, uow.key_log), "spoc", NOON
    )
    assert line.checked == "Said to be wrong on 24 November 2026 by your safeguarding lead"


def test_a_forged_rota_is_none_and_says_so(club: World):
    jo, deputy = (str(club.people[who].id) for who in ("jo", "deputy"))
    uow = club.uow("jo")
    everyday = {club.people["deputy"].id: tuple(range(7)), club.people["jo"].id: ()}
    rota_store.change_duty_days(uow, everyday, rota_store.load_current_rota(uow).version)
    assert first(club) == "Dele Okoro, safeguarding lead, on duty today"
    text = club.uow().session.scalars(select(DutyRota.told)).one()
    for change in (
        update(DutyRota).values(told=text.replace(deputy, jo)),
        update(DutyRota).values(told="[]"),
        delete(DutyRota),
    ):
        club.change(change)
        assert first(club) == "Jo Smith, safeguarding lead"
        assert rota_store.load_current_rota(club.uow("jo")).spoiled
    uow = club.uow("jo")
    rota_store.change_duty_days(uow, everyday, rota_store.load_current_rota(uow).version)
    assert first(club) == "Dele Okoro, safeguarding lead, on duty today"


def first(club: World) -> str:
    """Whom the panel of a new process names first after 999."""
    org = org_contacts.load_org_with_contacts(uow := club.uow("sam"), named=True)
    return phone_numbers.build_panel(uow, org, NOON, inside=True).lines[1].who


def corrected(club: World) -> None:
    uow = club.uow("jo")
    entry, _ = number_checks.load_line_with_findings(uow, NAME)
    said = {"number": "01632 960 299", "reason": "A shop.", "source": "Its page"}
    number_corrections.correct_number(uow, NAME, entry.mark, said)


def test_no_row_gives_another_number_than_the_log(club: World):
    corrected(club)
    text = told(club.uow())
    for change in (
        update(NumberCheck).values(told=text.replace("01632960299", "01632960666")),
        update(NumberCheck).values(told=text.replace("A shop.", "Fine.")),
        delete(NumberCheck),
    ):
        club.change(change)
        line = shown(club)
        assert line.tel == "01632960299"
        assert line.checked.startswith(
            "Corrected here on 24 November 2026 by your safeguarding lead"
        )
        [read] = number_corrections.list_corrections(club.uow("jo"), NAME)
        assert (read.new, read.reason, read.readable) == ("01632 960 299", "", False)
        found = integrity_check.find_all_differences(club.uow("jo"))
        assert any(NAME in one and "was changed or removed" in one for one in found)


def test_a_row_without_a_line_corrects_nothing_and_is_named(club: World):
    forged = json.dumps({"number": "01724 296500", "corrected": "01632960666", "by": "Jo Smith"})
    club.change(
        insert(NumberCheck).values(
            org_id=club.org.id, user_id=club.people["jo"].id, line=NAME, told=forged, rung_at=NOON
        )
    )
    assert shown(club).tel == "01724296500"
    found = integrity_check.find_all_differences(club.uow("jo"))
    assert any("is not in the log" in one for one in found)


def test_a_process_that_dropped_the_log_shows_no_wrong_number_again(club: World):
    corrected(club)
    uow = club.uow("sam")
    org_contacts.load_org_with_contacts(uow, named=True)
    uow.key_log._store._used[club.org.id] = -2 * UNUSED_SECONDS
    uow.key_log._store.drop_unused()
    assert not uow.key_log.has_all(club.org)
    known = org_contacts.fill_contacts_from_memory(club.org, uow.key_log)
    assert phone_numbers.find_line(known, "spoc", NOON).tel == "01632960299"


def test_a_page_that_starts_at_the_snapshot_shows_the_correct_number(club: World):
    corrected(club)
    replay = club.uow("jo").key_log
    replay.refresh(club.uow("jo").session, club.org)
    text = number_snapshot.encode_number_replay(club.org.id, replay._replay(club.org))
    again = number_snapshot.decode_number_replay(club.org.id, text)
    assert again is not None
    assert [one.new for one in again.numbers.corrections()] == ["01632960299"]
