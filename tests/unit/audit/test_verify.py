"""`python -m audit verify` answers 0 for a whole log and 1, in plain words, for any other."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from audit import __main__ as command
from audit import notes
from audit.__main__ import main
from tests.unit.audit.small_log import KEY, ORIGIN, SmallLog, event_line, small_log

LOG = small_log()
ROOT = Path(__file__).resolve().parents[3]
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Verify these bytes; texts given by option are written to files first."""

    def run(raw: bytes, *, key: str | None = KEY, **held: str) -> tuple[int, str]:
        path = tmp_path / "export.zip"
        path.write_bytes(raw)
        arguments = ["verify", str(path)] + (["--log-key", key] if key else [])
        for option, text in held.items():
            file = tmp_path / f"{option}.held"
            file.write_bytes(text.encode())
            arguments += [f"--{option}", str(file)]
        return main(arguments), capsys.readouterr().out

    return run


def test_a_whole_log_is_verified(run: Run) -> None:
    code, said = run(LOG.export())
    assert code == 0
    assert said.startswith("Verified.")
    assert "Events: 11, all of them under 3 signed checkpoint(s)." in said
    assert "Key checked" in said
    assert ORIGIN in said


def test_without_a_key_the_output_says_key_not_checked(run: Run) -> None:
    code, said = run(LOG.export(), key=None)
    assert code == 0
    assert "Key not checked" in said
    assert "Key checked" not in said


def test_a_log_signed_by_another_key_is_refused_when_the_key_is_given(run: Run) -> None:
    other = bytes(32)
    forged = LOG.export(
        checkpoints=[LOG.checkpoint(11, seed=other)],
        keys=[notes.format_verifier_key(ORIGIN, notes.derive_public_key(other))],
    )
    assert run(forged, key=None)[0] == 0
    code, said = run(forged)
    assert code == 1
    assert "checkpoints/000001.txt is not signed with the key of this log" in said


def test_an_older_checkpoint_and_a_receipt_are_found_in_the_log(run: Run) -> None:
    code, said = run(LOG.export(), checkpoint=LOG.checkpoint(5), receipt=LOG.receipt(4, 6))
    assert code == 0
    assert "checkpoint.held: its 5 events are all here, unchanged." in said
    assert "receipt.held: its event is line 5, as it says." in said


def test_a_checkpoint_that_went_through_mail_still_counts(run: Run) -> None:
    mailed = "\ufeff" + LOG.checkpoint(5).replace("\n", "\r\n") + "\r\n\r\n"
    assert run(LOG.export(), checkpoint=mailed)[0] == 0


def test_withheld_lines_are_counted_and_their_place_is_proved(run: Run) -> None:
    code, said = run(LOG.export(blank=[3, 7]), receipt=LOG.receipt(3, 6))
    assert code == 0
    assert "2 event(s) are shown as a hash only" in said
    assert "the first on line 4." in said


def test_a_clock_that_was_set_back_is_warned_of_and_fails_nothing(run: Run) -> None:
    hours = [0, 5, 2, 3, 1]
    lines = [event_line(60 * hour).replace(b',"i":%d,' % (60 * hour), b',"i":%d,' % place)
             for place, hour in enumerate(hours)]  # fmt: skip
    code, said = run(SmallLog(lines, (5,)).export())
    assert code == 0
    assert said.startswith("Verified.")
    assert said.count("Warning: ") == 2
    assert "on line 3 the clock is 10,800 seconds earlier than on the line before" in said
    assert "on line 5 the clock is 7,200 seconds earlier" in said
    assert "Warning" not in run(LOG.export())[1]


def test_time_stamps_are_named_as_not_checked(run: Run) -> None:
    code, said = run(LOG.export(timestamps=[("000001.tsr", b"0")]))
    assert code == 0
    assert "Not checked: the 1 time-stamp file(s)" in said


def test_an_empty_log_with_its_checkpoint_is_whole(run: Run) -> None:
    assert run(small_log(0, (0,)).export())[0] == 0


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 9, 64, 100])
def test_logs_of_any_length_and_any_checkpoints_are_whole(run: Run, count: int) -> None:
    log = small_log(count, tuple(range(count + 1)))
    assert run(log.export())[0] == 0


def test_another_key_signs_nothing_unless_an_event_names_it(run: Run, tmp_path: Path) -> None:
    """The whole of it is in tests/damage/audit_log/test_old_log_key.py."""
    new = bytes([7]) * 32
    raw = LOG.export(checkpoints=[LOG.checkpoint(6), LOG.checkpoint(11, seed=new)])
    path = tmp_path / "both.zip"
    path.write_bytes(raw)
    second = notes.format_verifier_key(ORIGIN, notes.derive_public_key(new))
    assert run(raw)[0] == 1
    assert main(["verify", str(path), "--log-key", KEY, "--log-key", second]) == 1


def test_a_mistyped_key_is_said_to_be_mistyped(run: Run) -> None:
    for key in (KEY[:-3] + "AA=", KEY[1:], "a+b", "\u00e9", "\ud800+00000000+AAAA", KEY + "x"):
        code, said = run(LOG.export(), key=key)
        assert code == 1
        assert "mistyped" in said


def test_the_command_runs_on_its_own_with_nothing_of_the_app(tmp_path: Path) -> None:
    """Only two files of the package are needed, and no folder of the app can be reached."""
    package = tmp_path / "audit"
    package.mkdir()
    for name in ("__main__.py", "verify.py"):
        (package / name).write_bytes((ROOT / "audit" / name).read_bytes())
    (tmp_path / "export.zip").write_bytes(LOG.export())
    ran = subprocess.run(
        [sys.executable, "-m", "audit", "verify", "export.zip", "--log-key", KEY],
        cwd=tmp_path,
        env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("Verified.")


def test_help_names_every_option_and_the_exit_status(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["verify", "--help"])
    said = capsys.readouterr().out
    assert stopped.value.code == 0
    for word in ("EXPORT", "--log-key VKEY", "--checkpoint OLD", "--receipt FILE", "Exit status"):
        assert word in said


def test_a_command_without_sense_shows_its_use(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["check"], ["verify"], ["verify", "a", "--tsa", "b"]):
        with pytest.raises(SystemExit) as stopped:
            main(arguments)
        assert stopped.value.code == 2
    assert "usage: python -m audit" in capsys.readouterr().err


def test_a_large_log_is_verified_in_little_memory(tmp_path: Path) -> None:
    """40,000 leaves (about 12 MB) under a limit that the leaves alone would break."""
    log = small_log(40_000, (40_000,))
    (tmp_path / "export.zip").write_bytes(log.export())
    program = (
        "import tracemalloc, audit.__main__ as m, sys\n"
        "tracemalloc.start()\n"
        "code = m.main(['verify', sys.argv[1]])\n"
        "sys.exit(code or tracemalloc.get_traced_memory()[1] > 4_000_000)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "export.zip")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    assert all(line.startswith("Checking: ") for line in ran.stderr.splitlines())  # how far it is


def test_a_check_that_is_stopped_says_that_nothing_is_proved(tmp_path: Path, monkeypatch, capsys):
    (tmp_path / "export.zip").write_bytes(LOG.export())

    def stop(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command.CheckProgress, "note", stop)
    assert command.main(["verify", str(tmp_path / "export.zip")]) == 1
    assert capsys.readouterr().out == "NOT verified. Stopped. Give the same command again.\n"
