"""Doctor says how many numbers and passages of the packs are wrong, or are to be checked again."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from content import pack_files, pack_loader
from content.pack_findings import list_own_findings
from tests.support.club.world import World


def doctor(world: World) -> str:
    return world.app.test_cli_runner().invoke(args=["doctor"]).output


def test_doctor_tells_numbers_to_check_again_from_wrong_ones(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    assert "content check" not in doctor(world)
    england = pack_loader.load_pack("england")
    wrong = replace(england.contacts["nspcc"], published="0808 800 5001")
    changed = replace(england, contacts={**england.contacts, "nspcc": wrong})
    real = pack_loader.load_pack
    monkeypatch.setattr(
        pack_loader, "load_pack", lambda name: changed if name == "england" else real(name)
    )
    said = doctor(world)
    check = "Run `flask --app wsgi content check`."
    assert f"1 number or passage cannot be right as written. {check}" in said
    assert "checked again" not in said


def test_doctor_counts_a_number_once_however_many_packs_share_it(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    later = date(2028, 1, 1)
    monkeypatch.setattr("app.upkeep_cli.doctor_commands.get_today", lambda: later)
    every = [
        one
        for name in pack_loader.list_pack_names()
        for one in list_own_findings(pack_loader.load_pack(name), pack_files.PACKS, later)
    ]
    count = sum(one.problem == "stale" for one in every)
    said = doctor(world)
    assert f"\n{count} numbers or passages should have been checked again by now." in f"\n{said}"
    assert "as written" not in said
