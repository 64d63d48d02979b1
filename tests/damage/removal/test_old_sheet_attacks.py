"""Someone who kept the old recovery sheet, and writes to the database, opens nothing newer.

They have the sheet, and so its keys, and the database from before and after. They do not have the
server secret, so not the log key. The log decides which sheet counts, and no row.
"""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import delete, insert, select, update

from app.domain.routing.actors import Team
from app.errors import InvalidError, KeyChangedError, SealedError
from app.models.concern import Entry, Wrap
from app.models.team import EpochLink, TeamGrant, TeamKey
from app.services.confirmation import sheet_drill, sheet_renewal, sheet_requests
from app.services.confirmation.acting_lead import preview_acting_lead
from app.services.integrity import integrity_check
from app.services.members.key_trust import team_grant_log_id
from app.vault import contexts, grants
from app.vault.principals import Secret
from audit.events import Action
from tests.damage.removal.test_removed_lead_attacks import (
    find_opened,
    rows_of,
    write_everything,
)
from tests.support.club.club_setup import type_words
from tests.support.club.new_sheets import (
    draw_sheet,
    replace_lost,
    replace_with_old,
    sheet_of,
)
from tests.support.club.office import Office

pytestmark = pytest.mark.both_databases


def old_keys(office: Office) -> tuple[Secret, ...]:
    """Return all keys that the old sheet opens in the database as it is now."""
    sheet, found = Secret(office.world.recovery_seed), []
    fprs = {(row["team"], row["epoch"]): row["fpr"] for row in rows_of(office, TeamKey)}
    for row in rows_of(office, TeamGrant):
        place = {"team": row["team"], "epoch": row["epoch"]}
        fpr = fprs[row["team"], row["epoch"]]
        try:
            given = {**place, "org": str(office.org.id), "team_fpr": fpr}
            found.append(grants.open_grant(row["blob"], member=sheet, **given))
        except SealedError:
            continue
    return (sheet, *found)


def differences(office: Office) -> tuple[str, ...]:
    return integrity_check.find_all_differences(office.world.uow())


def copy_sheet_rows(office: Office) -> list[dict]:
    return [row for row in rows_of(office, TeamGrant) if row["user_id"] is None]


def use_old(office: Office) -> None:
    """Try to appoint Sam with the old sheet."""
    typed = type_words(office.at("jo"), office.id("sam"))
    preview_acting_lead(office.at("pat"), "sam@example.org", sheet_of(office), typed)


def test_the_old_sheet_opens_nothing_that_is_sealed_after_it_was_replaced(office: Office):
    unread = office.signed("sam")
    _, file_id = write_everything(office, unread)
    office.signed("sam", about="yes")
    keys = old_keys(office)
    assert len(keys) == 3, "the sheet, and both teams"
    before = find_opened(office, keys)
    assert before
    replace_with_old(office)
    assert len(old_keys(office)) == 1, "it opens no team's key any more"
    write_everything(office, office.signed("sam"), file_id)
    office.signed("sam", about="yes")
    assert find_opened(office, keys) <= before, "with the older copy: what was sealed before"


def test_rows_put_back_do_not_bring_the_old_sheet_back(office: Office):
    old_rows, old_grants = rows_of(office, TeamKey), copy_sheet_rows(office)
    replace_with_old(office)
    office.world.change(insert(TeamGrant.__table__).values(old_grants))
    with pytest.raises(InvalidError) as refused:
        use_old(office)
    assert "This sheet was replaced on" in refused.value.problems["sheet"]
    obj = team_grant_log_id("leads", 1, Secret(office.world.recovery_seed).public.fingerprint)
    assert f"The stored copy of {obj} is not what the log saw." in differences(office)
    first = {key: old_rows[0][key] for key in ("recovery_fpr", "recovery_public")}
    for change in (
        update(TeamKey).where(TeamKey.epoch == 2).values(**first),
        delete(TeamKey).where(TeamKey.epoch == 2),
    ):
        office.world.change(change)
        with pytest.raises((KeyChangedError, InvalidError)):
            use_old(office)
    assert any("is not the one that was certified" in line for line in differences(office))


def test_a_grant_for_the_old_sheet_of_the_new_key_is_refused(office: Office):
    replace_with_old(office)
    uow = office.at("jo")
    epoch, team = uow.keys.team_secret(uow.session, Team.LEADS)
    sheet = Secret(office.world.recovery_seed)
    blob = grants.make_grant(
        team.seed, org=str(office.org.id), team="leads", epoch=epoch,
        team_fpr=team.public.fingerprint, member=sheet.public,
    )  # fmt: skip
    row = copy_sheet_rows(office)[0] | {
        "id": office.id("jo"), "team": "leads", "epoch": epoch,
        "member_fpr": sheet.public.fingerprint, "blob": blob,
    }  # fmt: skip
    office.world.change(insert(TeamGrant.__table__).values(row))
    with pytest.raises(InvalidError):
        use_old(office)
    assert any("grant/leads/2/" in line for line in differences(office))


def test_the_old_sheets_keys_open_no_link_of_the_new_key(office: Office):
    replace_with_old(office)
    links = office.session.execute(select(EpochLink.team, EpochLink.epoch, EpochLink.blob)).all()
    assert len(links) == 2
    for team, epoch, blob in links:
        context = contexts.epoch_link(str(office.org.id), team, epoch)
        with pytest.raises(SealedError):
            Secret(office.world.recovery_seed).open(blob, context)


def test_no_row_approves_a_new_sheet_and_no_practitioner_does(office: Office):
    sheet_requests.request_new_sheet(office.at("jo"))
    request = sheet_requests.load_sheet_index(office.at("jo")).request
    for who in ("sam", "pat"):
        with office.at(who).act() as act:  # a line as their session could write it
            act.log(Action.SHEET_APPROVED, f"sheet_request/{request.id}")
    with office.at("jo").act() as act:
        act.log(Action.SHEET_APPROVED, f"sheet_request/{request.id}")
    with pytest.raises(InvalidError) as refused:
        sheet_renewal.replace_sheet(office.at("jo"), draw_sheet(office, request.id))
    assert refused.value.problems == {"": sheet_requests.NOT_READY}
    with office.at("sam").act() as act:
        act.log(Action.SHEET_ASKED, "sheet_request/another")
    assert sheet_requests.load_sheet_index(office.at("jo")).request.id == request.id


def test_while_heads_wait_the_old_sheet_opens_theirs_alone(office: Office):
    replace_lost(office)
    unread = office.signed("sam")
    about_staff = office.signed("sam", about="yes")
    opened = {sealed for _, sealed in find_opened(office, old_keys(office))}
    assert opened & list_wraps_of(office, about_staff), "the page says so"
    assert not opened & list_wraps_of(office, unread)
    sheet_renewal.change_seniors_key_for_sheet(office.at("senior"))
    assert len(old_keys(office)) == 1
    assert not sheet_drill.load_sheet_status(office.at("jo")).waits_for_seniors


def list_wraps_of(office: Office, concern_id: UUID) -> set[bytes]:
    rows = select(Wrap.blob).join(Entry, Entry.id == Wrap.entry_id)
    return set(office.session.scalars(rows.where(Entry.concern_id == concern_id)))
