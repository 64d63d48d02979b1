"""Reports of browsers against the content policy: counted by directive and day, nothing else."""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from app.operation import policy_reports
from tests.support.club.world import World

PATH, KIND = "/policy-reports", "application/csp-report"
TODAY = date(2026, 11, 30)
SECRET_WORDS = "zquorvexhim"  # noqa: S105 - a made-up word that must not be kept


def make_report(directive: str, name: str = "effective-directive") -> bytes:
    inside = {name: directive, "document-uri": f"http://localhost/concerns/{SECRET_WORDS}"}
    return json.dumps({"csp-report": inside | {"script-sample": SECRET_WORDS}}).encode()


def test_a_page_says_where_to_report_and_a_report_is_counted(world: World):
    client = world.client("jo")
    assert client.get("/help").headers["Content-Security-Policy"].endswith(f"report-uri {PATH}")
    for directive in ("script-src-elem", "script-src-attr", "style-src", "made-up https://x"):
        answer = world.app.test_client().post(PATH, data=make_report(directive), content_type=KIND)
        assert (answer.status_code, answer.get_data()) == (204, b"")
        assert "Set-Cookie" not in answer.headers
    older = make_report("img-src https://x", "violated-directive")
    assert world.app.test_client().post(PATH, data=older, content_type=KIND).status_code == 204
    day = world.app.extensions["heard"].clock().date()
    counts = policy_reports.load_counts(world.data, day)
    assert counts == {"script-src": 2, "style-src": 1, "img-src": 1, "other": 1}
    files = list((world.data / policy_reports.FOLDER).iterdir())
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert {path.read_bytes() for path in files} == {b".", b".."}
    assert SECRET_WORDS not in "".join(path.name for path in files)


def test_doctor_notes_what_was_reported(world: World):
    runner = world.app.test_cli_runner()
    assert "reported something" not in runner.invoke(args=["doctor"]).output
    world.app.test_client().post(PATH, data=make_report("style-src"), content_type=KIND)
    said = runner.invoke(args=["doctor"]).output
    assert "browsers, or anyone who sends such a report, reported" in said
    assert "that is not ours: style-src 1." in said


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"1", b'{"csp-report": 4}', b"[" * 60_000, b"\xff", b"csrf_token=x"]
)
def test_what_is_no_report_is_refused_and_counts_nothing(world: World, body: bytes):
    assert world.app.test_client().post(PATH, data=body, content_type=KIND).status_code == 400
    assert not (world.data / policy_reports.FOLDER).exists()


def test_a_very_large_report_is_not_read(world: World):
    large = make_report("x" * 70_000)
    assert world.app.test_client().post(PATH, data=large, content_type=KIND).status_code == 413


def test_a_report_that_does_not_say_its_length_is_not_read(world: World):
    body = BytesIO(make_report("style-src"))
    told = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    answer = world.app.test_client().post(PATH, input_stream=body, environ_overrides=told)
    assert answer.status_code == 400
    assert not body.tell()
    assert not (world.data / policy_reports.FOLDER).exists()


def test_a_day_counts_so_many_and_a_week_is_kept(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(policy_reports, "MOST_A_DAY", 3)
    for _ in range(5):
        policy_reports.count_report(tmp_path, "img-src", TODAY)
    assert policy_reports.load_counts(tmp_path, TODAY) == {"img-src": 3}
    later = TODAY + timedelta(days=policy_reports.KEPT_DAYS)
    assert policy_reports.load_counts(tmp_path, later) == {}
    (tmp_path / policy_reports.FOLDER / "notes.txt").write_text("not ours")
    policy_reports.count_report(tmp_path, "font-src", later)
    assert policy_reports.load_counts(tmp_path, later) == {"font-src": 1}
    assert not (tmp_path / policy_reports.FOLDER / "2026-11-30.img-src").exists()


def test_where_nothing_can_be_written_a_report_is_lost_in_silence(tmp_path: Path):
    (tmp_path / policy_reports.FOLDER).write_text("in the way")
    policy_reports.count_report(tmp_path, "img-src", TODAY)
    assert policy_reports.load_counts(tmp_path, TODAY) == {}
