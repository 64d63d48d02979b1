"""Unattended set-up: an organisation whose lead can sign in, or one sentence and nothing at all."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import cli_setup, create_app
from app.database import make_engine
from app.durable_files import write_file_once
from app.extensions import db
from app.models.member import Invite, Member, SignIn
from app.models.organisation import Organisation
from app.services.audit_log.record_receipts import derive_public_log_key
from app.services.auth import sessions, sign_ins
from app.services.auth.kdf_slots import KdfSlots
from app.services.organisations import organisation_lookup, setup_code
from app.vault.recovery import decode_recovery_sheet
from tests.support.club.club_setup import make_first_senior, uow_on
from tests.support.machine.server_settings import settings
from tests.support.spoiled_packs import serve_copied_packs, spoil_pack

PASSPHRASE = "saffron kettle orbit meadow"  # noqa: S105 - of a made-up person, used in tests alone


class Place:
    """An empty installation, and the command with its usual words."""

    def __init__(self, data: Path, url: str, folder: Path) -> None:
        self.data, self.sheet = data, folder / "sheet.txt"
        self.passphrase = folder / "passphrase.txt"
        self.passphrase.write_text(PASSPHRASE + "\n")
        self.app = create_app(settings(data, url))
        self.engine = make_engine(url)
        write_file_once(data / setup_code.CODE_NAME, b"ABCD-EFGH-JKMN\n")

    def run(self, **changed: str | list[str] | None):
        words: dict[str, object] = {
            "organisation": "Riverside Youth Club", "host": "localhost",
            "lead-name": "Jo Smith", "lead-email": "Jo@Example.org",
            "lead-phone": "07700 900123", "senior-email": ["ash@example.org", "rob@example.org"],
            "pack": "north_lincolnshire", "passphrase-file": str(self.passphrase),
            "recovery-file": str(self.sheet),
        }  # fmt: skip
        words |= {name.replace("_", "-"): value for name, value in changed.items()}
        args = ["set-up"]
        for name, value in words.items():
            for one in value if isinstance(value, list) else [value]:
                args += [] if one is None else [f"--{name}", str(one)]
        return self.app.test_cli_runner().invoke(args=args)

    def session(self) -> Session:
        return Session(self.engine, expire_on_commit=False)

    def close(self) -> None:
        self.engine.dispose()
        with self.app.app_context():
            db.engine.dispose()


@pytest.fixture
def place(data: Path, sqlite_url: str, tmp_path: Path) -> Iterator[Place]:
    place = Place(data, sqlite_url, tmp_path)
    yield place
    place.close()


def test_a_lead_can_sign_in_and_a_senior_be_confirmed_with_the_sheet(place: Place):
    result = place.run()
    assert result.exit_code == 0, result.output
    codes = dict(re.findall(r"Invite code for (\S+): (\S+)", result.output))
    assert set(codes) == {"ash@example.org", "rob@example.org"}
    from app.services.members import joining

    with place.session() as session:
        org = organisation_lookup.list_organisations(session)[0]
        uow = uow_on(session, org, place.data)
        token = sign_ins.sign_in(
            uow, KdfSlots(place.data), "jo@example.org", PASSPHRASE, "127.0.0.1"
        )
        sessions.open_session(uow, token)
        other = uow_on(session, org, place.data, key_log=uow.key_log)
        new = joining.NewMember(
            codes["ash@example.org"], "Ash", "Chair", "01632 960003", PASSPHRASE
        )
        sessions.open_session(
            other, joining.join_organisation(other, KdfSlots(place.data), new, "127.0.0.1")
        )
        sheet = place.sheet.read_text().splitlines()[0]
        make_first_senior(uow, other.me.id, sheet)
        assert (org.host, org.hours) == ("localhost", {})


def test_the_recovery_sheet_is_private_whole_and_shown_nowhere_else(place: Place):
    result = place.run()
    assert stat.S_IMODE(place.sheet.stat().st_mode) == 0o600
    text, *words = place.sheet.read_text().splitlines()
    assert len(decode_recovery_sheet(text)) == 32
    said = " ".join(words)
    for part in (
        "Riverside Youth Club",
        "the safeguarding leads or the head or chair",
        "Lock it away",
        "asks for",
    ):
        assert part in said
    assert text not in result.output
    with place.session() as session:
        org = organisation_lookup.list_organisations(session)[0]
        assert words[-1] == derive_public_log_key(uow_on(session, org, place.data))
    assert PASSPHRASE not in result.output


def test_the_set_up_code_is_used_up_and_no_sign_in_stays_open(place: Place):
    assert place.run().exit_code == 0
    assert setup_code.read_setup_code(place.data) is None
    with place.session() as session:
        assert all(row.box is None for row in session.scalars(select(SignIn)))


def test_hours_and_closures_are_kept(place: Place):
    place.run(hours="Mon-Tue 8.30-12, Sat 10-13", closures="2026-12-24, 2026-12-27")
    with place.session() as session:
        org = session.scalars(select(Organisation)).one()
        assert org.hours == {"0": ["08:30-12:00"], "1": ["08:30-12:00"], "5": ["10:00-13:00"]}
        assert org.closures == ["2026-12-24", "2026-12-27"]


def test_a_further_organisation_needs_its_own_host(place: Place, tmp_path: Path):
    assert place.run().exit_code == 0
    again = place.run(recovery_file=str(tmp_path / "other.txt"))
    assert again.exit_code == 1
    assert "shows another organisation already" in again.output
    assert not (tmp_path / "other.txt").exists()
    second = place.run(
        organisation="Hilltop School", host="127.0.0.1", recovery_file=str(tmp_path / "b.txt")
    )
    assert second.exit_code == 0, second.output
    with place.session() as session:
        assert session.scalar(select(func.count()).select_from(Organisation)) == 2
        assert session.scalar(select(func.count()).select_from(Member)) == 6


WRONG = {
    "weak passphrase": {"passphrase_file": "weak"},
    "passphrase of the person": {"passphrase_file": "own"},
    "not text": {"passphrase_file": "binary"},
    "untrusted host": {"host": "heard.example.org"},
    "hours": {"hours": "whenever"},
    "closures": {"closures": "Christmas"},
    "lead e-mail": {"lead_email": "jo"},
    "lead phone": {"lead_phone": "soon"},
    "blank name": {"lead_name": "  "},
    "blank organisation": {"organisation": ""},
    "two lines": {"organisation": "Club\nRing 07700 900666"},
    "a title of two lines": {"lead_title": "lead\r\nBcc: x"},
    "a control character": {"address": "1 Example Street\x07"},
    "three seniors": {"senior_email": ["a@b.example", "c@d.example", "e@f.example"]},
    "the lead as senior": {"senior_email": ["jo@example.org"]},
    "one senior twice": {"senior_email": ["a@b.example", "A@b.example"]},
    "senior e-mail": {"senior_email": ["nobody"]},
    "no folder": {"recovery_file": "missing"},
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_one_sentence_and_nothing_is_made(place: Place, tmp_path: Path, what):
    files = {
        "weak": b"password1234", "own": b"riverside youth club", "binary": b"\xff\xfe\x00",
    }  # fmt: skip
    changed = dict(WRONG[what])
    if changed.get("passphrase_file") in files:
        path = tmp_path / "wrong.txt"
        path.write_bytes(files[changed["passphrase_file"]])
        changed["passphrase_file"] = str(path)
    if changed.get("recovery_file") == "missing":
        changed["recovery_file"] = str(tmp_path / "no" / "sheet.txt")
    result = place.run(**changed)
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    assert len(result.output.strip().splitlines()) == 1
    assert result.output.startswith("Error: ")
    assert PASSPHRASE not in result.output
    assert not place.sheet.exists()
    assert setup_code.read_setup_code(place.data) == "ABCD-EFGH-JKMN"
    with place.session() as session:
        assert session.scalar(select(func.count()).select_from(Organisation)) == 0
        assert session.scalar(select(func.count()).select_from(Invite)) == 0


def test_an_older_recovery_sheet_is_never_written_over(place: Place):
    place.sheet.write_text("an older sheet")
    result = place.run()
    assert result.exit_code == 1
    assert "exists already" in result.output
    assert place.sheet.read_text() == "an older sheet"


def test_a_sheet_that_opens_nothing_is_not_left_behind(place: Place, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device", "heard.sqlite3")

    monkeypatch.setattr(cli_setup, "create_organisation_and_first_lead", full)
    result = place.run()
    assert result.exit_code == 1
    assert "No space left" in result.output
    assert not place.sheet.exists()


def test_a_missing_word_is_named(place: Place):
    result = place.run(pack=None)
    assert result.exit_code == 2
    assert "--pack" in result.output


def test_a_pack_that_is_wrong_is_refused_with_the_reason(place: Place, tmp_path: Path):
    with serve_copied_packs(tmp_path) as packs:
        spoil_pack(packs, "north_lincolnshire/contacts.toml", 'role = "day"', 'rule = "day"')
        result = place.run()
    assert result.exit_code == 2
    assert "The pack 'north_lincolnshire' cannot be used." in result.output
    assert "contacts.spoc.rule: there is no such key" in result.output
    assert not place.sheet.exists()
    assert "is not one of" in place.run(pack="nowhere").output
