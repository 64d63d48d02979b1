"""Nothing comes from elsewhere and nothing goes there: no CDN, no foreign font, no caller of home.

The browser is held by the content security policy; this holds what we ship to the same rule, and
the server's code to the two places that may speak with a mail server.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from app.access.response_headers import CONTENT_SECURITY_POLICY, FIXED_HEADERS
from tests.support.parsed_source import parse_source
from tests.support.sweeping import each

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ("app", "audit", "content", "referral_forms")
SHIPPED = {".html", ".css", ".js", ".svg"}
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for package in PACKAGES
    for path in (ROOT / package).rglob("*")
    if path.suffix in SHIPPED
)
MODULES = sorted(
    path.relative_to(ROOT).as_posix() for name in PACKAGES for path in (ROOT / name).rglob("*.py")
)
# An address of another server, in whatever way a page, style sheet or script may load one.
ELSEWHERE = re.compile(r"""(https?:|ws{1,2}:|ftp:|["'(=\s])//[a-z0-9]""", re.I)
NAMESPACE = re.compile(r"http://www\.w3\.org/[\w/]+")  # the name of a language, never fetched
SPEAKS = {
    *("socket", "ssl", "smtplib", "http", "urllib.request", "ftplib", "asyncio", "xmlrpc"),
    *("poplib", "imaplib", "telnetlib", "socketserver", "requests", "httpx", "urllib3", "aiohttp"),
}
MAY_SPEAK = {
    "app/services/emails/mail_delivery.py": {
        "smtplib",
        "ssl",
    },  # the organisation's own mail server
    "app/services/jobs/scheduler.py": {"smtplib"},  # the classes of its errors
    "app/web_server/worker_processes.py": {"socket"},  # opens the port; calls nobody
    "app/web_server/patient_server.py": {"socket"},  # the class of that port
    "app/web_server/patient_channel.py": {"socket"},  # ends its half of one that came in
    "app/upkeep_cli/tend_commands.py": {"socket"},  # the name of this host, for the lease
}


@each(FILES)
def test_what_a_browser_gets_names_no_other_server(name: str):
    text = NAMESPACE.sub("", (ROOT / name).read_text(encoding="utf-8"))
    text = re.sub(r"\{#.*?#\}|/\*.*?\*/", "", text, flags=re.S)
    found = ELSEWHERE.search(text)
    assert found is None, text[max(0, found.start() - 60) : found.end() + 60]


@each(MODULES)
def test_the_server_speaks_with_nobody_but_its_mail_server(name: str):
    speaks = imported(ROOT / name) & SPEAKS
    assert speaks <= MAY_SPEAK.get(name, set())


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(parse_source(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names | {name.split(".")[0] for name in names if not name.startswith("urllib")}


def test_the_browser_is_told_to_load_from_here_alone():
    parts = dict(part.split(" ", 1) for part in CONTENT_SECURITY_POLICY.split("; "))
    assert parts.pop("report-uri") == "/policy-reports", "to this server alone"
    assert parts["default-src"] == "'none'"
    assert parts["frame-ancestors"] == parts["base-uri"] == "'none'"
    assert set(parts.values()) == {"'none'", "'self'"}
    assert FIXED_HEADERS["Referrer-Policy"] == "no-referrer"


def test_the_ways_of_loading_are_found():
    for text in (
        '<script src="https://cdn.example/x.js">',
        "url(//fonts.example/a.woff2)",
        "import x from 'https://example.org/x.js'",
        'fetch("//example.org")',
        "new WebSocket('wss://example.org')",
    ):
        assert ELSEWHERE.search(text), text
    assert not ELSEWHERE.search('<a href="/numbers">a // b</a> <a href="tel:999">')
    assert {"app/templates/base.html", "app/static/heard.js"} <= set(FILES)
