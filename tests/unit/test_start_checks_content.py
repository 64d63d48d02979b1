"""The server does not start with a workbook that cannot be trusted."""

from pathlib import Path

import pytest

from app import create_app
from content import pack_loader
from content.content_error import ContentError
from content.scenarios import scenario_files
from content.workbook import workbook_loader
from tests.support.machine.server_settings import settings


def test_a_workbook_that_cannot_be_trusted_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def refuses(name: str) -> workbook_loader.Workbook:
        asked.append(name)
        raise ContentError("england/workbook/law.toml", "law.rape", "leads nowhere", "Mend it")

    monkeypatch.setattr(workbook_loader, "load_workbook", refuses)
    with pytest.raises(ContentError, match=r"law\.toml: law\.rape: leads nowhere\. Mend it\."):
        create_app(settings(tmp_path, f"sqlite:///{tmp_path}/heard.db"))
    assert asked == ["example_authority"]


def test_a_scenario_that_cannot_be_trusted_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(name: str) -> tuple[object, ...]:
        raise ContentError("england/scenarios/a.toml", "turns.x", "is never reached", name)

    monkeypatch.setattr(scenario_files, "load_scenarios", refuses)
    with pytest.raises(ContentError, match=r"a\.toml: turns\.x: .* example_authority\."):
        create_app(settings(tmp_path, f"sqlite:///{tmp_path}/heard.db"))


def test_every_authority_that_can_be_chosen_is_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(workbook_loader, "load_workbook", asked.append)
    workbook_loader.check_all_workbooks()
    assert asked == [name for name, _ in pack_loader.list_pack_choices()]
    monkeypatch.setattr(scenario_files, "load_scenarios", asked.append)
    scenario_files.check_all_scenarios()
    assert asked == [name for name, _ in pack_loader.list_pack_choices()] * 2
