"""Look at a server's files, disk, clock, mail and backups; return a sentence for each fault.

Every sentence says what to do. Nothing is changed, nothing sealed is opened, and no password,
address or secret is in a sentence.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, Select, func, select
from sqlalchemy.orm import Session

from app.database_guard import damaged_file, sqlite_errors
from app.domain.routing.actors import Org
from app.domain.times.shown_times import format_full_time
from app.models.audit_log import Leaf
from app.models.columns import has_passed, is_unset
from app.models.outbox import Lease, Outbox
from app.services.audit_log.database_check import find_sqlite_file
from app.services.backup.last_backup import (
    OLDEST_BACKUP,
    find_backup_status,
    read_event,
    read_line_time,
)
from app.services.emails.mail_delivery import DELIVERY_ERRORS, connect_mail_server
from app.services.jobs import scheduler
from app.services.jobs.failing_steps import find_failing_steps
from app.services.organisations import organisation_lookup
from audit import events

LEAST_FREE_BYTES: Final = 1 << 30
CLOCK_SLACK: Final = timedelta(seconds=60)
LINES_OF_CLOCK: Final = 100_000
"""Lines of a log in which `doctor` looks for a clock that was set back. It takes some seconds."""
OLDER_LINES: Final = 1_000
"""Lines in a row of before that week, by their times, after which it looks no further."""
LINES_AT_ONCE: Final = 1_000
TOLD_OF_STEP: Final = timedelta(days=7)
LATE_MAIL: Final = timedelta(hours=1)
FAILED_MAIL: Final = timedelta(days=7)
SILENT_HOUSEKEEPER: Final = timedelta(minutes=5)
_BACK_UP: Final = "run `flask --app wsgi backup FILE --to KEY`."
_CHECKPOINT_FILES: Final = {".note", ".new", ".lock", ".saving", ".numbers", ".snapshot"}
_GIVE_BACK: Final = (
    "give them to the user that Heard runs as, as docs/running.md says under When the log does "
    "not match."
)
_START_HOUSEKEEPING: Final = (
    "start `python -m app serve`, or look at what its console says about tend."
)


def find_and_mark_damaged_file(engine: Engine) -> Iterator[str]:
    """Yield a sentence for a SQLite file that is damaged, or that cannot be looked at."""
    path = find_sqlite_file(engine.url)
    if path is None or not os.path.exists(path):
        return
    try:
        if damaged_file.is_file_damaged(path):
            damaged_file.mark_damaged(path)
            yield damaged_file.describe_damage(path)
    except sqlite3.Error as error:
        yield sqlite_errors.describe_any_sqlite_error(error, path)


def find_exposed_files(data: Path, engine: Engine) -> Iterator[str]:
    """Yield a sentence for each file or folder that other users of this machine can read."""
    paths = [data, data / "checkpoints", data / "copies", *(data / "copies").glob("*")]
    file = find_sqlite_file(engine.url)
    # In a folder that no one else can enter, the modes of files say nothing.
    if file is not None and _is_open(file.parent):
        paths += [file, Path(f"{file}-wal")]
    for path in paths:
        if _is_open(path):
            mode = "700" if path.is_dir() else "600"
            yield f"{path} can be read by other users of this machine: run `chmod {mode} {path}`."
    for folder in (data, data / "checkpoints") if _is_open(data) else ():
        yield from _find_open_files_in(folder, set(paths))


def _find_open_files_in(folder: Path, named: Collection[Path]) -> Iterator[str]:
    """Yield a sentence for the files of a folder that others can enter."""
    if not _is_open(folder):
        return
    files = [one for one in sorted(folder.iterdir()) if one.is_file() and one not in named]
    if found := [one.name for one in files if _is_open(one)]:
        names = ", ".join(found)
        yield (
            f"Other users of this machine can read these files in {folder}: {names}. Run "
            f"`chmod -R go= {folder}`."
        )


def _is_open(path: Path) -> bool:
    return path.exists() and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def find_unusable_checkpoint_files(data: Path) -> Iterator[str]:
    """Yield a sentence where the server cannot use its files of checkpoints.

    That is one it cannot read or write, or one of another user than their folder, as a command
    that root runs can leave. A checkpoint then gets old, or cannot be compared with the log.
    """
    folder = data / "checkpoints"
    try:
        names = sorted(os.listdir(folder))
    except FileNotFoundError:
        return
    except OSError as error:
        yield f"{folder} cannot be read ({type(error).__name__}): {_GIVE_BACK}"
        return
    found = [name for name in names if _is_checkpoint_file_unusable(folder / name)]
    if found:
        yield (
            f"These files in {folder} cannot be used by Heard, or belong to another user: "
            f"{', '.join(found)}. So {_GIVE_BACK}"
        )


def _is_checkpoint_file_unusable(path: Path) -> bool:
    """Whether it is one that Heard opens again, and this process cannot, or another user has it."""
    if path.suffix not in _CHECKPOINT_FILES:
        return False  # such as one that was put aside as evidence
    needed = os.R_OK if path.suffix == ".note" else os.R_OK | os.W_OK
    try:
        is_ours = _get_user(path) == _get_user(path.parent)
    except FileNotFoundError:  # the server has replaced it meanwhile
        return False
    return not is_ours or (not os.access(path, needed) and path.exists())


def _get_user(path: Path) -> int:
    return path.stat().st_uid


def find_full_disk(data: Path, engine: Engine) -> Iterator[str]:
    """Yield a sentence for each disk that is nearly full."""
    file = find_sqlite_file(engine.url)
    for folder in dict.fromkeys([data, *([file.parent] if file else [])]):
        if folder.exists() and (free := shutil.disk_usage(folder).free) < LEAST_FREE_BYTES:
            yield f"The disk of {folder} has only {free >> 20} MB of room: free some, or add some."


def find_mail_faults(smtp_url: str) -> Iterator[str]:
    """Yield a sentence when no email can be sent. Connects, and sends nothing."""
    if not smtp_url:
        yield "No email is sent, so leads are not told of new concerns: set SMTP_URL and MAIL_FROM."
        return
    try:
        with connect_mail_server(smtp_url):
            pass
    except DELIVERY_ERRORS as error:
        yield (
            f"The mail server cannot be used ({type(error).__name__}): check SMTP_URL, and that "
            "the server is running."
        )


def find_late_mail(session: Session, now: datetime) -> Iterator[str]:
    """Yield a sentence when mail does not go out."""
    waiting = select(func.count()).where(is_unset(Outbox.sent_at), is_unset(Outbox.failed_at))
    late = session.scalar(waiting.where(has_passed(Outbox.made_at, now - LATE_MAIL))) or 0
    if late:
        are = "email has" if late == 1 else "emails have"
        yield f"{late:,} {are} waited for more than an hour: check that housekeeping runs (tend)."


def find_housekeeping_fault(session: Session, now: datetime) -> Iterator[str]:
    """Yield a sentence when no housekeeper has worked for minutes, though there is work."""
    if not organisation_lookup.list_organisations(session):
        return
    lease = session.get(Lease, scheduler.TEND)
    if lease is None:
        yield f"Housekeeping has never run, so no email is sent: {_START_HOUSEKEEPING}"
        return
    silent = now - lease.until + scheduler.LEASE_TIME
    minutes = int(abs(silent).total_seconds() // 60)
    if silent < -SILENT_HOUSEKEEPER:
        yield (
            f"By this machine's clock, housekeeping last ran {minutes:,} minutes from now: set the "
            f"clocks of all machines right, then {_START_HOUSEKEEPING}"
        )
    elif silent > SILENT_HOUSEKEEPER:
        yield f"Housekeeping has not run for {minutes:,} minutes: {_START_HOUSEKEEPING}"


def find_failing_housekeeping(session: Session, now: datetime) -> Iterator[str]:
    """Yield a sentence for each step of housekeeping that fails in every round."""
    for step in find_failing_steps(session, now):
        yield (
            f"The step {step.name} of housekeeping has failed each time since "
            f"{format_full_time(step.since)} ({step.error}). Look at what the console says about "
            "tend, and run `flask --app wsgi log fsck`."
        )


def build_failed_mail_count_query(since: datetime) -> Select[int]:
    """Count the emails that were tried, and given up since then."""
    given_up = Outbox.failed_at >= since, Outbox.tries > 0
    return select(func.count()).select_from(Outbox).where(*given_up)


def find_failed_mail(session: Session, now: datetime) -> Iterator[str]:
    """Yield a sentence when mail was given up in the last days."""
    failed = session.scalar(build_failed_mail_count_query(now - FAILED_MAIL)) or 0
    if failed:
        were = "email was" if failed == 1 else "emails were"
        yield (
            f"{failed:,} {were} not sent in the last {FAILED_MAIL.days} days. Heard does "
            "not try again. Run `flask --app wsgi mail test ADDRESS`, and tell the leads to look "
            "at Heard."
        )


def find_clock_and_backup_faults(session: Session, now: datetime) -> Iterator[str]:
    """Yield what the logs say: a wrong clock, no backup or an old one."""
    for org in organisation_lookup.list_organisations(session):
        yield from _find_clock_fault(session, org, now)
        yield from _find_backup_fault(session, org, now)


def _find_clock_fault(session: Session, org: Org, now: datetime) -> Iterator[str]:
    lines = select(Leaf.line).where(Leaf.org_id == org.id).order_by(Leaf.i.desc())
    newest = read_line_time(session, lines)
    if newest is not None and newest > now + CLOCK_SLACK:
        yield (
            f"The newest event of {org.host} is later than this machine's clock: set the clock "
            "right, because times are evidence."
        )
    yield from _find_step_back(session, org, now)


def _find_step_back(session: Session, org: Org, now: datetime) -> Iterator[str]:
    """Yield the newest place where the clock was set back within a week."""
    after: events.Event | None = None
    for before in _list_newest_events(session, org, now - TOLD_OF_STEP):
        if after is not None and _is_recent_step_back(before.t, after.t, now):
            seconds = int((before.t - after.t).total_seconds())
            yield (
                f"The clock was set back by {seconds:,} seconds before event {after.i + 1:,} of "
                f"{org.host}, on {format_full_time(after.t)}: tell the leads not to rely on times "
                "near it. Let the machine set its clock by a time server."
            )
            return
        after = before


def _is_recent_step_back(before: datetime, after: datetime, now: datetime) -> bool:
    """Whether the clock was set back between these two, within a week by one that was right.

    A clock that was ahead was right after the step, any other one before it.
    """
    right = after if before > now + CLOCK_SLACK else before
    return before - after > CLOCK_SLACK and right >= now - TOLD_OF_STEP


def _list_newest_events(session: Session, org: Org, since: datetime) -> Iterator[events.Event]:
    """Yield the events from `since` on that can be read, the newest first, and some before them.

    After a step back an event has a time that is too early, so one older event ends nothing.
    """
    older = 0
    for line in _list_newest_lines(session, org):
        if (event := read_event(line)) is None:
            continue
        older = older + 1 if event.t < since else 0
        yield event
        if older > OLDER_LINES:
            return


def _list_newest_lines(session: Session, org: Org) -> Iterator[bytes | None]:
    """Yield the newest lines of a log, the newest first."""
    lines = select(Leaf.i, Leaf.line).where(Leaf.org_id == org.id).order_by(Leaf.i.desc())
    part, read = session.execute(lines.limit(LINES_AT_ONCE)).all(), 0
    while part and read < LINES_OF_CLOCK:
        yield from (line for _, line in part)
        read += len(part)
        before = lines.where(Leaf.i < part[-1][0])
        part = session.execute(before.limit(LINES_AT_ONCE)).all()


def _find_backup_fault(session: Session, org: Org, now: datetime) -> Iterator[str]:
    status = find_backup_status(session, org)
    made, restored = status.made, status.restored
    if restored is not None:
        at, up_to = format_full_time(restored.at), ""
        if restored.up_to is not None:
            up_to = f" with what was recorded up to {format_full_time(restored.up_to)}"
        yield (
            f"{org.host} was restored on {at} from a backup{up_to}. "
            f"It has not been backed up since: {_BACK_UP}"
        )
    elif made is None:
        yield f"{org.host} has never been backed up: {_BACK_UP}"
    elif now - made > OLDEST_BACKUP:
        days = (now - made).days
        yield f"The newest backup of {org.host} is {days} days old: make one, and see why."
