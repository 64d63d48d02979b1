"""Names in a database, a browser and a log: tables, URLs, actions, and tokens of closed sets."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

from app.domain.deadlines import concern_status, outstanding
from app.domain.notices.notice_model import FAILED_TRIES, MANY_TRIES
from app.domain.notices.notice_rules import RULES_BY_KIND
from app.domain.pages import page_model
from app.domain.routing import actors, recipients
from app.domain.training import exchange_schema, reading_state, statement_schema
from app.factory import assemble_app
from app.models.tables import METADATA
from app.services.auth import throttle
from app.services.emails import mail_texts
from audit.actions import KEY_EVENTS, RESULTING, Action
from config import Config
from referral_forms.form_definition import FormKind

SETS: dict[str, type[Enum]] = {
    "deadline": outstanding.OutstandingKind,
    "how training was completed": statement_schema.CompletionMethod,
    "kind of answer": page_model.AnswerKind,
    "kind of referral form": FormKind,
    "letters": reading_state.LetterSpacing,
    "line height": reading_state.LineSpacing,
    "relation of a confirmer": exchange_schema.ConfirmerRelation,
    "role": actors.Role,
    "route": recipients.Recipients,
    "size of text": reading_state.TextSize,
    "state of a concern": concern_status.ConcernState,
    "state of a training": exchange_schema.TrainingState,
    "step": page_model.Step,
    "team": actors.Team,
    "tint": reading_state.PageTint,
    "unknown": page_model.Unknown,
    "way in that is counted": throttle.TryKind,
    "whether it is about the team": recipients.AboutTeam,
    "width": reading_state.LineWidth,
}


def list_closed_sets() -> dict[str, list[str]]:
    """Return the tokens of each closed set."""
    found = {name: [_token(one) for one in kind] for name, kind in SETS.items()}
    notices = sorted({*RULES_BY_KIND, FAILED_TRIES, MANY_TRIES})
    return found | {"mail": sorted(mail_texts.SUBJECTS), "notice": notices}


def _token(one: Enum) -> str:
    return str(one.value[0] if isinstance(one.value, tuple) else one.value)


def describe_log_actions() -> dict[str, str]:
    """Return each action of the log, and what rests on its lines."""
    said = {}
    for one in sorted(Action):
        marks = ["keys rest on it"] if one in KEY_EVENTS else []
        marks += ["says what holds afterwards"] if one in RESULTING else []
        said[one.value] = ", ".join(marks)
    return said


def describe_tables() -> dict[str, dict[str, str]]:
    """Return the columns of each table with their types."""
    return {
        name: {
            column.name: _type_of(column.type) + ("" if column.nullable else ", always there")
            for column in sorted(table.columns, key=lambda c: c.name)
        }
        for name, table in sorted(METADATA.tables.items())
    }


def _type_of(kind: TypeEngine[Any]) -> str:
    """Return a column's type as PostgreSQL has it: no class of ours is in it."""
    return str(kind.compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]  # SQLAlchemy


def list_urls() -> dict[str, str]:
    """Return each URL and its methods; what a part is called inside the code is left out."""
    with TemporaryDirectory() as folder:
        app = assemble_app(_config(Path(folder)))
    found: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        at = re.sub(r"<(?:([^:<>]+):)?[^<>]+>", lambda m: f"<{m[1] or 'text'}>", rule.rule)
        found.setdefault(at, set()).update((rule.methods or set()) - {"HEAD", "OPTIONS"})
    return {at: ", ".join(sorted(methods)) for at, methods in sorted(found.items())}


def _config(data: Path) -> Config:
    return Config(
        data=data,
        base_url="http://localhost",
        database_url=f"sqlite:///{data}/heard.sqlite3",
        trusted_hosts=("localhost",),
        trusted_proxies=0,
        smtp_url="",
        mail_from="",
        demo=False,
        secret_file=data / "server-secret",
        secret=bytes(32),
        testing=True,
    )
