"""After a change of the server secret, what its older log keys signed is shown as what it is."""

from __future__ import annotations

import html
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.domain.routing.actors import Role
from app.models.audit_log import Checkpoint, Node
from app.services.audit_log import record_receipts
from app.services.log_viewing.saved_checkpoints import log_view_and_load_checkpoint_page
from app.vault.server_secret import ServerSecret
from audit import notes
from audit.__main__ import main
from audit.actions import Action
from tests.support.club.changed_secret import read_secret, reopen, rotate
from tests.support.club.newcomers import confirm_as
from tests.support.club.office import Office
from tests.support.club.world import World
from tests.support.machine.server_settings import SECRET

pytestmark = [
    pytest.mark.parametrize(
        "world", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True
    )
]
OLD = ServerSecret(SECRET)


@pytest.fixture(autouse=True)
def auditor(world: World) -> None:
    confirm_as(world, "gov", Role.AUDITOR, "Gwen Ode")


def changed(office: Office) -> Office:
    office.session.rollback()
    said = rotate(office.world)
    assert said.exit_code == 0, said.output
    return reopen(office)


def list_unsound(club: Office) -> list[int]:
    uow, before, found = club.at("gov"), None, []
    while before != 0:
        page = log_view_and_load_checkpoint_page(uow, before)
        found += page.found
        before = page.older or 0
    assert len(found) > 20
    return [one.size for one in found if not one.is_sound]


def test_checkpoints_from_before_a_change_still_fit(office: Office):
    office.signed("sam")
    club = changed(changed(office))
    page = log_view_and_load_checkpoint_page(club.at("gov"))
    assert len(page.keys) == 3
    assert list_unsound(club) == []
    # Also while the log is broken, which is when somebody looks.
    club.world.change(update(Node).values(hash=b"\0" * 32))
    assert not log_view_and_load_checkpoint_page(club.at("gov")).is_signed
    assert list_unsound(club) == []


def test_an_older_key_fits_nothing_that_came_after_the_change(office: Office):
    office.signed("sam")
    club = changed(office)
    log_view_and_load_checkpoint_page(club.at("gov"))
    row = club.session.scalars(select(Checkpoint).order_by(Checkpoint.size.desc())).first()
    text = row.note.split("\n\n")[0] + "\n"
    forged = notes.sign_note(text, club.org.origin, OLD.log_seed(str(club.org.id)))
    size = row.size
    club.world.change(update(Checkpoint).where(Checkpoint.size == size).values(note=forged))
    assert list_unsound(club) == [size]
    # The checkpoint of the change says where the older key ended, and nothing else does.
    (line,) = [event for event in club.events() if event.act is Action.LOG_KEY]
    club.world.change(update(Checkpoint).where(Checkpoint.size == line.i + 1).values(note=forged))
    assert size in list_unsound(club)


def test_the_command_that_exports_gives_every_key_to_check_with(
    office: Office, tmp_path: Path, capsys
):
    record = office.signed("sam")
    receipt = tmp_path / "receipt.json"
    receipt.write_text(record_receipts.issue_receipt(office.at("sam"), record))
    club = changed(office)
    export = tmp_path / "log.zip"
    runner = club.world.make_app(secret=read_secret(club.world)).test_cli_runner()
    said = runner.invoke(args=["log", "export", str(export)])
    assert said.exit_code == 0, said.output
    told = said.output.split("python -m audit ")[1].split()
    assert told.count("--log-key") == 2
    assert main([*told, "--receipt", str(receipt)]) == 0
    assert capsys.readouterr().out.startswith("Verified.")


def test_the_pages_about_the_log_show_every_key(now: Office):
    club = changed(now)
    keys = record_receipts.list_public_log_keys(club.world.uow())
    for who, path in (("gov", "/log/checkpoints"), ("jo", "/log")):
        answer = club.world.client(who).get(path)
        page = html.unescape(answer.get_data(as_text=True))
        assert all(key in page for key in keys), path
        assert "Give every key" in page, path
