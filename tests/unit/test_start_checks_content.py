"""The server does not start with a national text that cannot be trusted, and proves every pack."""

from pathlib import Path

import pytest

from app import create_app
from content import pack_loader
from content.content_error import ContentError
from content.maintenance import pack_health
from content.scenarios import scenario_files
from content.workbook import workbook_loader
from tests.support.machine.server_settings import settings


def test_a_workbook_that_cannot_be_trusted_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def refuses(name: str) -> workbook_loader.Workbook:
        asked.append(name)
        raise ContentError("england/workbook/law.toml", "law.rape", "leads nowhere", "Fix it")

    monkeypatch.setattr(workbook_loader, "load_workbook", refuses)
    with pytest.raises(ContentError, match=r"law\.toml: law\.rape: leads nowhere\. Fix it\."):
        create_app(settings(tmp_path, f"sqlite:///{tmp_path}/heard.db"))
    assert asked == ["england"]


def test_a_scenario_that_cannot_be_trusted_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(name: str) -> tuple[object, ...]:
        raise ContentError("england/scenarios/a.toml", "turns.x", "is never reached", name)

    monkeypatch.setattr(scenario_files, "load_scenarios", refuses)
    with pytest.raises(ContentError, match=r"a\.toml: turns\.x: .* england\."):
        create_app(settings(tmp_path, f"sqlite:///{tmp_path}/heard.db"))


def test_every_pack_is_proved_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    proved: list[str] = []
    monkeypatch.setattr(pack_health, "find_pack_fault", proved.append)
    monkeypatch.setattr(pack_health, "find_optional_part_fault", lambda name: None)
    create_app(settings(tmp_path, f"sqlite:///{tmp_path}/heard.db"))
    assert tuple(proved) == pack_loader.list_pack_names()
