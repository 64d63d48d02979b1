"""A line that names many says what was shown, once each and in order, or it is named as changed.

The list is altered, shortened, reordered, doubled or longer than any line may be: in an export, in
one that somebody signed who has the log's key, and in the database behind a running process.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from app.errors import LogBrokenError
from app.models.audit_log import Leaf
from app.services.audit_log import access_history
from app.services.children import child_files
from app.services.concerns import concern_reading
from app.services.concerns.additions import NewAddition, add_words
from app.services.integrity.integrity_check import find_all_differences
from audit import merkle
from audit.__main__ import main
from audit.events import MAX_OBJS, Action, Event, encode_event
from tests.support.club.child_links import link, sign_about
from tests.support.club.office import Office
from tests.unit.audit.small_log import CONCERN, KEY, ORG, START, SmallLog, event_line

FILE = "f11e0000-1111-4222-8333-444455556666"
List = Callable[[list[str]], list[str]]
SPOILED: dict[str, List] = {
    "altered": lambda names: [*names[:-1], f"{names[-1]}9"],
    "shortened": lambda names: names[:-1],
    "emptied": lambda names: [],
    "reordered": lambda names: names[::-1],
    "doubled": lambda names: [*names, names[-1]],
    "too long": lambda names: sorted({*names, *(f"x/{n:04}" for n in range(MAX_OBJS))}),
}
NO_LIST_AT_ALL = ("emptied", "reordered", "doubled", "too long")
"""Changes that no signed log has. The others could have been shown."""


def rewrite(line: bytes, change: List) -> bytes:
    """Spell a line with another list as the log would."""
    values = json.loads(line)
    values["objs"] = change(values["objs"])
    return json.dumps(values, sort_keys=True, separators=(",", ":")).encode()


def log_of(lines: Iterable[bytes]) -> SmallLog:
    return SmallLog(list(lines), (1, 3, 6))


@pytest.fixture
def lines() -> list[bytes]:
    """Six lines, of which number 3 names four entries."""
    names = tuple(f"{CONCERN}/{number}" for number in range(1, 5))
    found = [event_line(index) for index in range(6)]
    opened = Event(Action.CHILD_OPENED, "8f14e45f", "lead", ORG, FILE, 3, START, objs=names)
    return [*found[:3], encode_event(opened), *found[4:]]


def verify(raw: bytes, tmp_path, capsys) -> tuple[int, str]:
    path = tmp_path / "export.zip"
    path.write_bytes(raw)
    return main(["verify", str(path), "--log-key", KEY]), capsys.readouterr().out


def test_a_log_with_a_line_that_names_many_is_verified(lines, tmp_path, capsys):
    code, said = verify(log_of(lines).export(), tmp_path, capsys)
    assert code == 0, said


@pytest.mark.parametrize("how", SPOILED)
def test_an_export_with_another_list_is_not_believed(lines, how, tmp_path, capsys):
    whole = log_of(lines)
    whole.lines[3] = rewrite(lines[3], SPOILED[how])
    leaves = [(merkle.leaf_hash(line), line) for line in whole.lines]
    code, said = verify(whole.export(leaves=leaves), tmp_path, capsys)
    assert code == 1
    assert "ine 4 of leaves.jsonl" in said or "lines 4 to 6 of leaves.jsonl" in said


@pytest.mark.parametrize("how", SPOILED)
def test_a_list_that_no_log_has_is_named_though_it_was_signed(lines, how, tmp_path, capsys):
    spoiled = [*lines[:3], rewrite(lines[3], SPOILED[how]), *lines[4:]]
    code, said = verify(log_of(spoiled).export(), tmp_path, capsys)
    assert code == (1 if how in NO_LIST_AT_ALL else 0)
    if code:
        assert "Line 4 of leaves.jsonl names what it showed as no log does" in said


@pytest.mark.parametrize(
    ("old", "new"),
    [(b'"v":2', b'"v":1'), (b'"objs":', b'"shown":'), (b'"objs":["c0', b'"objs":[7,"c0')],
)
def test_a_line_of_another_form_is_named_though_it_was_signed(lines, old, new, tmp_path, capsys):
    assert old in lines[3]
    spoiled = [*lines[:3], lines[3].replace(old, new), *lines[4:]]
    code, said = verify(log_of(spoiled).export(), tmp_path, capsys)
    assert code == 1
    assert "Line 4 of leaves.jsonl names what it showed as no log does" in said


@pytest.fixture
def opened(office: Office):
    """Two concerns in a file that the deputy opened, and a lead's process that has read the log."""
    first, second = (sign_about(office, {"name": "Maya Ellis"}) for _ in range(2))
    file_id = link(office, second, link(office, first))
    child_files.open_child_file(office.at("deputy"), file_id)
    uow = office.at("jo")
    history = access_history.list_access_history(uow, first)
    assert (history[0].action, history[0].numbers) == (Action.CHILD_OPENED, (1,))
    return office, uow, (first, second)


def spoil(office: Office, change: List) -> int:
    """Rewrite the line in the database, hash and all; return its place."""
    with office.world.session() as session:
        rows = session.execute(select(Leaf.i, Leaf.line).order_by(Leaf.i.desc())).all()
        index, line = next((i, line) for i, line in rows if line and b'"objs":[' in line)
        other = rewrite(line, change)
        digest = hashlib.sha256(b"\0" + other).digest()
        session.execute(update(Leaf).where(Leaf.i == index).values(line=other, hash=digest))
        session.commit()
    return index


@pytest.mark.parametrize("how", SPOILED)
def test_a_list_changed_behind_a_running_process_is_said_on_each_concern(opened, how):
    office, uow, concerns = opened
    spoil(office, SPOILED[how])
    for concern_id in concerns:
        office.at("jo")
        shown = access_history.list_access_history(uow, concern_id)
        assert shown[0] is access_history.BROKEN_LOG_NOTICE
        by_others = access_history.select_readings_by_others(shown, office.id("sam"))
        assert by_others[0] is access_history.BROKEN_LOG_NOTICE


@pytest.mark.parametrize("how", SPOILED)
def test_the_check_of_the_whole_log_does_not_pass_over_it(opened, how):
    office, _, _ = opened
    assert find_all_differences(office.at("jo")) == ()
    spoil(office, SPOILED[how])
    with pytest.raises(LogBrokenError):
        find_all_differences(office.world.uow("jo"))


@pytest.mark.parametrize("how", SPOILED)
def test_an_opening_of_many_entries_that_was_changed_is_said(office: Office, how, monkeypatch):
    concern_id = sign_about(office, {"name": "Maya Ellis"})
    for once in (uuid4(), uuid4()):
        add_words(office.at("sam"), concern_id, NewAddition(once, "more"))
    monkeypatch.setattr(concern_reading, "MOST_LINES", 1)
    concern_reading.open_concern(office.at("deputy"), concern_id)
    uow = office.at("jo")
    assert access_history.list_access_history(uow, concern_id)[0].numbers == (1, 2, 3)
    spoil(office, SPOILED[how])
    for most in (None, 1):
        office.at("jo")
        shown = access_history.list_access_history(uow, concern_id, most)
        assert shown[0] is access_history.BROKEN_LOG_NOTICE
