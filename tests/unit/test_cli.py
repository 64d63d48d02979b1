"""Commands: each says what it does, does it, and turns whatever goes wrong into one sentence."""

from __future__ import annotations

import stat
import subprocess
import sys
import time
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import current_thread

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import OperationalError

from app import cli
from app.models.audit_log import Leaf
from app.models.concern import Concern, Entry, Wrap
from app.models.member import Invite, Member
from app.models.organisation import Organisation
from app.models.outbox import Lease
from app.services.audit_log import record_receipts
from app.services.jobs import scheduler
from app.upkeep_cli import tend_commands
from app.vault.recovery import encode_recovery_sheet
from content import pack_files
from content.scenarios import scenario_paths
from tests.support.club.office import Office
from tests.support.club.world import World
from tests.support.machine.server_settings import settings
from tests.support.server import environment
from tests.support.spoiled_packs import serve_copied_packs, spoil_pack

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = (
    ("set-up",), ("tend",), ("content", "check"), ("content", "new-pack"), ("log", "export"),
    ("log", "fsck"), ("member", "invite"), ("member", "second-step-off"), ("demo", "load"),
    ("backup",), ("restore",), ("doctor",), ("mail", "test"), ("content", "list-boxes"),
)  # fmt: skip


def run(world: World, *words: str):
    return world.app.test_cli_runner().invoke(args=list(words))


def one_sentence(result) -> str:
    """The one line on stderr of a command that failed as it should."""
    assert result.exit_code == 1, result.output
    assert not result.exception or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    line = result.output.strip().splitlines()[-1]
    assert line.startswith("Error: ")
    return line


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(world: World, command):
    result = run(world, *command, "--help")
    assert result.exit_code == 0
    words = world.app.cli.get_command(None, command[0])
    for name in command[1:]:
        words = words.get_command(None, name)
    assert words.get_short_help_str()[:30] in " ".join(result.output.split())
    for option in words.params:
        assert option.opts[-1].lower() in result.output.lower()


def test_no_command_is_left_out_of_this_list(world: World):
    ours = {
        "set-up",
        "tend",
        "content",
        "log",
        "member",
        "demo",
        "backup",
        "restore",
        "doctor",
        "mail",
    }
    assert ours <= set(world.app.cli.commands)
    found = {
        (name, *inner)
        for name in ours
        for inner in ([(n,) for n in getattr(world.app.cli.commands[name], "commands", {})] or [()])
    }
    assert found == set(COMMANDS)


def test_content_check_lists_what_a_person_should_look_at(world: World):
    result = run(world, "content", "check")
    assert result.exit_code == 0
    assert "north_lincolnshire: contacts.spoc: to confirm" in result.output.replace("day", "spoc")
    assert "written_confirmation: missing" in result.output
    assert result.output.count("workbook.law/csa_duty: not known") == 1
    assert "north_lincolnshire: workbook.links/language_toolkit: not known" in result.output
    assert (
        "under [links.language_toolkit] in north_lincolnshire/workbook/links.toml" in result.output
    )


def test_content_check_needs_no_secret_and_lists_shared_things_once(tmp_path: Path):
    env = {"PATH": "/usr/bin:/bin", "DATA": str(tmp_path)}
    words = [sys.executable, "-m", "flask", "--app", "wsgi", "content", "check"]
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("settings.csa_duty: not known") == 1
    assert "nspcc" not in done.stdout.partition("england: ")[0]
    assert list(tmp_path.iterdir()) == []
    shown = subprocess.run(
        [*words[:5], "--help"], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert shown.returncode == 0, shown.stderr
    assert all(f"\n  {name} " in shown.stdout for name in ("content", "set-up", "tend", "log"))
    tend = subprocess.run([*words[:5], "tend"], cwd=ROOT, env=env, capture_output=True, text=True)
    assert tend.returncode == 1
    assert "There is no server secret" in tend.stderr


def test_the_boxes_of_a_form_are_listed_for_its_map(world: World, tmp_path: Path):
    pdf = pack_files.PACKS / "example_authority" / "front_door.pdf"
    found = run(world, "content", "list-boxes", str(pdf))
    assert found.exit_code == 0, found.output
    assert "your_name, text, required\n" in found.output
    assert "danger, radio, " in found.output
    (tmp_path / "flat.pdf").write_bytes(b"none")
    flat = run(world, "content", "list-boxes", str(tmp_path / "flat.pdf"))
    assert "It cannot be read. Send the summary instead." in one_sentence(flat)


def test_a_started_pack_is_checked_and_a_wrong_one_named_once(world: World, tmp_path: Path):
    with serve_copied_packs(tmp_path) as packs:
        started = run(world, "content", "new-pack", "riverdale", "--area", "Riverdale")
        assert started.exit_code == 0, started.output
        assert "content check riverdale" in started.output
        checked = run(world, "content", "check", "riverdale")
        assert checked.exit_code == 0
        assert "riverdale: contacts.spoc: missing" in checked.output
        again = run(world, "content", "new-pack", "riverdale", "--area", "Riverdale")
        assert "is there already" in one_sentence(again)
        spoil_pack(packs, "riverdale/contacts.toml", 'role = "day"', 'rule = "day"')
        wrong = run(world, "content", "check")
    assert wrong.exit_code == 1
    assert wrong.output.count("riverdale/contacts.toml, line 16: contacts.spoc.rule: there") == 1
    assert "hull: contacts.spoc: to confirm" in wrong.output


def test_content_check_plays_every_scenario_and_says_where_one_stops(world: World, monkeypatch):
    stops = {("start", "a path stops here, and there is no ending")}
    monkeypatch.setattr(scenario_paths, "find_path_faults", lambda one: stops)
    result = run(world, "content", "check")
    assert result.exit_code == 1
    assert result.output.count("scenarios/blue_car/start: broken: a path stops here") == 1


def test_log_export_writes_a_zip_that_verifies_and_prints_how(world: World, tmp_path: Path):
    path = tmp_path / "log.zip"
    result = run(world, "log", "export", str(path))
    assert result.exit_code == 0, result.output
    key = record_receipts.derive_public_log_key(world.uow())
    assert f"--log-key {key}" in result.output
    words = [sys.executable, "-m", "audit", "verify", str(path), "--log-key", key]
    assert subprocess.run(words, cwd=ROOT, capture_output=True).returncode == 0


def test_an_older_export_is_never_written_over(world: World, tmp_path: Path):
    path = tmp_path / "log.zip"
    path.write_bytes(b"evidence")
    assert "log.zip" in one_sentence(run(world, "log", "export", str(path)))
    assert path.read_bytes() == b"evidence"


def test_an_export_that_fails_leaves_no_half_file(world: World, tmp_path: Path, monkeypatch):
    def broken(_uow, target):
        target.write(b"half")
        raise OSError(28, "No space left on device", "log.zip")

    monkeypatch.setattr(cli.log_export, "log_and_write_export", broken)
    path = tmp_path / "log.zip"
    assert "No space left" in one_sentence(run(world, "log", "export", str(path)))
    assert not path.exists()


def test_an_export_into_a_folder_that_is_not_there_is_one_sentence(world: World, tmp_path: Path):
    one_sentence(run(world, "log", "export", str(tmp_path / "no" / "log.zip")))


def test_an_export_by_command_speaks_of_no_file_kept_from_leads(office: Office, tmp_path: Path):
    kept, usual = office.signed("sam", about="yes"), office.signed("sam")
    run(office.world, "log", "export", str(tmp_path / "log.zip"))
    with zipfile.ZipFile(tmp_path / "log.zip") as archive:
        leaves = archive.read("leaves.jsonl").decode()
    assert str(usual) in leaves
    assert str(kept) not in leaves


def test_fsck_agrees_then_names_what_was_changed_with_status_one(office: Office):
    concern_id = office.signed("sam")
    result = run(office.world, "log", "fsck")
    assert result.exit_code == 0
    assert result.output.startswith("The log and what is stored agree.\nNot compared: ")
    with office.world.session() as session:
        session.execute(update(Concern).values(state="open"))
        session.execute(delete(Wrap))
        session.execute(delete(Entry))
        session.commit()
    result = run(office.world, "log", "fsck")
    assert result.exit_code == 1
    assert f"Entry {concern_id}/1 is in the log, but is no longer stored." in result.output
    assert f"Concern {concern_id} is stored as open, but the log says unread." in result.output


def test_member_invite_makes_a_code_for_the_roles_named(world: World):
    result = run(world, "member", "invite", "--email", "New@Example.org", "--role", "lead")
    assert result.exit_code == 0, result.output
    with world.session() as session:
        member = session.scalars(select(Member).where(Member.email == "new@example.org")).one()
        assert member.roles == ["lead"]
        assert member.confirmed_at is None
        assert session.scalars(select(Invite).where(Invite.member_id == member.id)).one()


@pytest.mark.parametrize(
    "words",
    [
        ("--email", "jo@example.org"),
        ("--email", "new@example.org", "--role", "lead", "--role", "senior"),
        ("--email", "not an address"),
        ("--email", "new@example.org", "--host", "elsewhere.example"),
    ],
)
def test_an_invite_that_cannot_be_made_says_why(world: World, words):
    one_sentence(run(world, "member", "invite", *words))


def test_a_second_step_is_not_turned_off_without_the_recovery_sheet(world: World):
    words = ["member", "second-step-off", "--email", "sam@example.org"]
    for typed in ("not the sheet", *map(encode_recovery_sheet, (bytes(32), world.recovery_seed))):
        result = world.app.test_cli_runner().invoke(args=words, input=f"{typed}\n")
        assert result.exit_code == 1
        assert typed not in result.output
    assert "has no second step" in result.output


def test_a_role_that_does_not_exist_is_refused_by_click(world: World):
    result = run(world, "member", "invite", "--email", "a@b.example", "--role", "king")
    assert result.exit_code == 2


def test_with_several_organisations_a_command_asks_which(office: Office):
    with office.world.session() as session:
        own = session.get_one(Organisation, office.org.id)
        copied = {c.name: getattr(own, c.name) for c in Organisation.__table__.columns}
        other = {"id": office.id("sam"), "origin": "heard-log/x", "host": "127.0.0.1"}
        session.add(Organisation(**{**copied, **other}))
        session.commit()
    line = one_sentence(run(office.world, "log", "fsck"))
    assert "localhost" in line
    assert "127.0.0.1" in line
    assert run(office.world, "log", "fsck", "--host", "LOCALHOST").exit_code == 0


def test_a_database_that_is_away_is_one_sentence(data: Path):
    from app import create_app

    away = "postgresql+psycopg://nobody@127.0.0.1:9/none"
    runner = create_app(settings(data, away)).test_cli_runner()
    for command in (["log", "fsck"], ["member", "invite", "--email", "a@b.example"]):
        assert "DATABASE_URL" in one_sentence(runner.invoke(args=command))


@pytest.mark.parametrize(
    "words",
    [
        ("tend",),
        ("log", "fsck"),
        ("log", "export", "log.zip"),
        ("member", "invite", "--email", "a@b.example"),
        ("demo", "load"),
    ],
    ids=" ".join,
)
def test_under_a_wrong_secret_a_command_changes_nothing(
    world: World, tmp_path: Path, monkeypatch, words
):
    monkeypatch.chdir(tmp_path)
    with world.session() as session:
        before = session.scalar(select(func.count()).select_from(Leaf))
    wrong = world.make_app(secret=b"o" * 32, demo=True)
    result = wrong.test_cli_runner().invoke(args=list(words))
    assert result.exit_code == 1
    (line,) = result.output.splitlines()
    assert "is not the one that this database was made with" in line
    assert not (tmp_path / "log.zip").exists()
    with world.session() as session:
        assert session.scalar(select(func.count()).select_from(Leaf)) == before
        assert session.scalars(select(Lease)).all() == []


@pytest.mark.server
def test_a_command_without_a_secret_says_so_in_one_line(data: Path):
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "tend"],
        cwd=ROOT,
        env=environment(data),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("There is no server secret at ")


def test_tend_runs_once_and_says_nothing_when_all_is_well(world: World):
    result = run(world, "tend")
    assert (result.exit_code, result.output) == (0, "")


def test_tend_says_who_has_the_lease_and_soon_looks_again(office: Office, monkeypatch, caplog):
    caplog.set_level("INFO")
    until = datetime.now(UTC) + timedelta(seconds=40)
    with office.world.session() as session:
        session.add(Lease(name="tend", holder="other:7", until=until))
        session.commit()
    waited = []

    def sleep(seconds):
        waited.append(seconds)
        if len(waited) == 2:
            raise _EnoughError

    monkeypatch.setattr(tend_commands.time, "sleep", sleep)
    run(office.world, "tend", "--every", "60")
    assert caplog.messages == ["tend: other:7 is housekeeping, so nothing was done here"]
    assert waited == [10, 10]


def test_a_round_that_hangs_renews_its_lease_no_more(world: World, monkeypatch, caplog):
    renewed = []
    monkeypatch.setattr(scheduler, "RENEW_SECONDS", 0.01)
    monkeypatch.setattr(tend_commands, "LONGEST_STEP_SECONDS", 0.2)
    monkeypatch.setattr(scheduler, "renew_lease", lambda _tools: renewed.append(current_thread()))

    def run_jobs_once(tools):
        began = time.monotonic()
        while time.monotonic() < began + 0.4:
            tools.note_progress()
            time.sleep(0.01)
        assert renewed
        assert not caplog.messages
        while not caplog.messages:
            assert time.monotonic() < began + 20
            time.sleep(0.01)
        renewed[0].join(20)
        assert not renewed[0].is_alive()
        return True

    monkeypatch.setattr(scheduler, "run_jobs_once", run_jobs_once)
    assert run(world, "tend").exit_code == 0
    assert caplog.messages == ["tend: a step has taken 0 seconds: restart Heard"]


class _EnoughError(Exception):
    pass


def test_tend_outlives_a_database_that_is_away(world: World, monkeypatch, caplog):
    rounds = []

    def run_jobs_once(_tools):
        rounds.append(1)
        if len(rounds) == 1:
            raise OperationalError("SELECT a child's name", {}, Exception("away"))

    def sleep(_seconds):
        if len(rounds) == 3:
            raise _EnoughError

    monkeypatch.setattr(tend_commands.scheduler, "run_jobs_once", run_jobs_once)
    monkeypatch.setattr(tend_commands.time, "sleep", sleep)
    result = run(world, "tend", "--every", "60")
    assert isinstance(result.exception, _EnoughError)
    assert len(rounds) == 3
    assert caplog.messages == ["tend: OperationalError"]


def test_tend_once_says_by_its_status_that_it_could_not(data: Path):
    from app import create_app

    away = create_app(settings(data, "postgresql+psycopg://nobody@127.0.0.1:9/none"))
    result = away.test_cli_runner().invoke(args=["tend"])
    assert result.exit_code == 1
    assert "Traceback" not in result.output


def test_an_export_is_readable_by_its_owner(world: World, tmp_path: Path):
    run(world, "log", "export", str(tmp_path / "log.zip"))
    assert stat.S_IMODE((tmp_path / "log.zip").stat().st_mode) & 0o400
