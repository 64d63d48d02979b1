"""The files that Heard is run with name settings, commands and paths that exist."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from config import Config, read_listening
from tests.policy.wording.test_docs_agree import commands
from tests.policy.wording.test_docs_complete import SETTINGS
from tests.support.sweeping import each

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "docs" / "deploy"
FILES = sorted(path.name for path in FOLDER.iterdir())
UNITS = [name for name in FILES if name.endswith((".service", ".timer"))]
NOT_OURS = {"BACKUP_KEY", "PYTHONUNBUFFERED"}
ABSENT = re.compile(r"is not executable: No such file|Unknown key.*\[Unit\]")


def read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def read_settings(name: str) -> dict[str, str]:
    """Return every setting of a file, also those that are only shown in a comment."""
    return dict(re.findall(r"(?:^#?|ENV |(?<=\w) )([A-Z][A-Z_]+)=(\S*)", read(name), re.M))


@each(FILES)
def test_each_setting_in_a_file_exists(name: str):
    assert set(read_settings(name)) <= {*SETTINGS, *NOT_OURS}


def test_the_settings_of_the_files_start_a_server(tmp_path: Path):
    env = read_settings("heard.env")
    assert {"SMTP_URL", "DATABASE_URL", "METRICS_BIND"} <= set(env)
    assert Config.from_env(env, new_secret=bytes(32)).secure
    image = env | read_settings("Containerfile")
    assert read_listening(image).address == "0.0.0.0"  # noqa: S104 - it is what is checked


@each([name for name in FILES if name.endswith(".service")])
def test_each_command_of_a_service_exists(name: str):
    for words in re.findall(r"flask --app wsgi ([a-z-]+)", read(name)):
        assert words in set(commands())
    assert "-m app serve" in read("heard.service")


def test_the_image_has_all_that_a_server_imports_and_runs_as_no_root():
    text = read("Containerfile")
    copied = set(" ".join(re.findall(r"^COPY (?!--)(.*) \S+$", text, re.M)).split())
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "tools"}
    assert copied == {*packages, "config.py", "wsgi.py", "pyproject.toml", "requirements/run.txt"}
    assert int(re.findall(r"^USER (\d+)", text, re.M)[0]) > 0


def test_the_proxies_are_what_the_page_about_running_shows():
    page = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    shown = page.split("For nginx:\n\n```\n")[1].split("```")[0]
    ours = {line.split("#")[0].strip() for line in read("nginx.conf").splitlines()}
    wanted = {line.split("#")[0].strip() for line in shown.splitlines()}
    assert wanted <= ours
    for header in ("Host", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host"):
        assert f"header_up {header} " in read("Caddyfile")


def test_no_line_of_a_proxy_has_a_link_that_lets_someone_in_or_a_query():
    nginx = read("nginx.conf")
    (line,) = re.findall(r"^log_format heard '(.*)';", nginx, re.M)
    assert set(re.findall(r"\$\w*(?:uri|request|args|referer)\b", line)) == set()
    hidden = dict(re.findall(r"^    ~\*(\S+) (\S+);", nginx, re.M))
    names = (ROOT / "tests/vectors/wire_names.json").read_text("utf-8")
    (link,) = re.findall(r'"(/learn/outside/link/)<text>"', names)
    assert [shown for start, shown in hidden.items() if re.match(start, link)] == [f"{link}-"]
    assert re.findall(r"error_log \S+ (\w+);", nginx) == ["emerg"]
    assert "exclude http.log.error" in read("Caddyfile")


def test_the_nginx_log_lines_are_outside_debians_own_rotation():
    """Two rules for one file end in neither: Debian's is for /var/log/nginx/*.log."""
    rotated = Path(re.findall(r"^(/\S+) {", read("logrotate-nginx"), re.M)[0])
    logs = [Path(one) for one in re.findall(r"_log (/\S+)", read("nginx.conf"))]
    assert len(logs) == 2
    assert all(one.match(str(rotated)) for one in logs)
    assert rotated.parent != Path("/var/log/nginx")
    assert f"0750 {rotated.parent}\n" in read("README.md")


def test_the_server_secret_is_copied_before_an_engine_takes_it():
    container = read("README.md").split("## In a container")[1]
    steps = ("> server-secret", "**Copy the file", "podman secret create", "shred -u")
    places = [container.index(step) for step in steps]
    assert places == sorted(places)


@each([name for name in FILES if name.endswith(".service") and "@" not in name])
def test_someone_is_told_when_a_service_fails(name: str):
    assert "OnFailure=heard-alert@%n.service" in read(name)
    assert "PrivateNetwork" not in read("heard-alert@.service")  # a way to tell may be an email


def test_systemd_reads_the_units():
    analyze = shutil.which("systemd-analyze")
    if analyze:
        done = subprocess.run(
            [analyze, "verify", "--man=no", *UNITS], cwd=FOLDER, capture_output=True, text=True
        )
        assert [line for line in done.stderr.splitlines() if not ABSENT.search(line)] == []
