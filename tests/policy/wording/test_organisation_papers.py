"""Papers that an organisation signs say only what Heard does, and each blank says what to write.

Links, files and commands in them are tested with those of all other pages (`test_docs_agree.py`).
"""

from __future__ import annotations

import re
import tomllib
from datetime import timedelta
from pathlib import Path

from flask import Flask

from app.domain.deadlines import reading_end
from app.operation import policy_reports
from app.services.audit_log import session_index
from app.services.auth import session_state, step_up, throttle
from app.services.backup import local_copies
from app.services.jobs import due_organisations, scheduler
from app.services.members import invites
from app.services.outside_training import outside_links
from tests.policy.wording.test_docs_complete import SETTINGS
from tests.support.sweeping import each

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
PAPERS = sorted((DOCS / "templates").glob("*.md"))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SCREENS = "\n".join(
    path.read_text(encoding="utf-8").replace("'", "’")
    for folder, kind in (("app", "*.html"), ("app", "*.py"), ("content", "*.toml"))
    for path in sorted((ROOT / folder).rglob(kind))
)
BASES = tomllib.loads(
    (ROOT / "content" / "packs" / "england" / "settings.toml").read_text(encoding="utf-8")
)["settings"]["sharing"]["bases"]
RECORD = (DOCS / "templates" / "record-of-processing.md").read_text(encoding="utf-8")
ASSESSMENT = (DOCS / "templates" / "data-protection-impact-assessment.md").read_text(
    encoding="utf-8"
)
FIGURES = [
    (RECORD, "after 20 minutes without use", session_state.IDLE_LIMIT == HOUR / 3),
    (RECORD, "up to an hour during a call", session_state.CALL_HOLD_TIME == HOUR),
    (RECORD, "and 10 hours at most", session_index.SESSION_LIMIT == 10 * HOUR),
    (RECORD, "The row goes a day later", due_organisations.A_DAY == DAY),
    (RECORD, "after 7 days, and the row a day later", invites.INVITE_LIFETIME == 7 * DAY),
    (RECORD, "can be answered for 14 days", outside_links.LINK_LIFETIME == 14 * DAY),
    (RECORD, "within 2 hours", scheduler.SETUP_DRAFT_AGE == 2 * HOUR),
    (RECORD, "after a day at most", throttle.WINDOW < DAY),
    (RECORD, "from an address before: 30 days", throttle.KNOWN_ADDRESS_TIME == 30 * DAY),
    (RECORD, "after 7 days, as counts", policy_reports.KEPT_DAYS == 7),
    (RECORD, "after 30 days. A reader can give it back", reading_end.READING_DAYS == 30),
    (RECORD, "the newest three stay", local_copies.KEPT == 3),
    (RECORD, "offers five bases", len(BASES) == 5),
    (ASSESSMENT, "a time-out of 20 minutes", session_state.IDLE_LIMIT == HOUR / 3),
    (ASSESSMENT, "five minutes after a passphrase", step_up.STEP_UP_TIME == HOUR / 12),
]


def find_blanks(text: str) -> list[str]:
    """Return what is in square brackets and is not the text of a link."""
    return re.findall(r"\[([^\[\]]*)\](?!\()", text)


@each(PAPERS)
def test_each_blank_says_what_to_write(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    blanks = find_blanks(text)
    assert blanks
    assert len(blanks) == text.count("[your "), "a blank has a link in it"
    assert not [one for one in blanks if not re.match(r"your organisation: \S+", one)]


@each(PAPERS)
def test_each_setting_that_a_paper_names_is_read(path: Path) -> None:
    named = re.findall(r"`([A-Z][A-Z_]+)(?:/\w+)?`", path.read_text(encoding="utf-8"))
    assert not set(named) - set(SETTINGS)


@each(PAPERS)
def test_each_label_in_bold_is_on_a_page(path: Path) -> None:
    labels = set(re.findall(r"\*\*(.+?)\*\*", path.read_text(encoding="utf-8")))
    assert not [one for one in labels if one not in SCREENS]


def test_each_address_that_a_paper_names_has_a_page(app: Flask) -> None:
    pages = {rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    named = set(re.findall(r"`(/[\w/-]+)`", "\n".join(p.read_text("utf-8") for p in PAPERS)))
    assert len(named) >= 5
    assert not named - pages


@each(FIGURES)
def test_each_figure_in_a_paper_is_that_of_the_code(text: str, words: str, so: bool) -> None:
    assert words in text
    assert so, words


def test_no_code_deletes_a_signed_record_so_papers_can_say_so() -> None:
    actions = re.compile(r"\bAction\.(?:SHREDDED|RETENTION_ACTED)\b")
    users = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "app").rglob("*.py")
        if actions.search(path.read_text(encoding="utf-8"))
    }
    assert users == {"app/domain/log_words.py"}, "say in docs/templates what is deleted, and when"


def test_each_paper_is_named_where_it_is_needed() -> None:
    page = (DOCS / "going-live.md").read_text(encoding="utf-8")
    assert len(PAPERS) == 5
    assert not [path.name for path in PAPERS if f"(templates/{path.name})" not in page]
