"""The last line of `content check`: whether there are faults, what waits, what was not checked."""

from pathlib import Path

import pytest

from app.content_cli import create_content_app
from content import pack_loader
from content.maintenance import pack_health
from tests.support.spoiled_packs import serve_copied_packs, spoil_pack

NOT_CHECKED = (
    " This check reads files only: it called no number and opened no link. A person must do both."
)


def check(*packs: str) -> tuple[int, list[str]]:
    result = create_content_app().test_cli_runner().invoke(args=["content", "check", *packs])
    return result.exit_code, result.output.splitlines()


def test_a_green_check_says_no_faults_and_that_no_one_was_called() -> None:
    code, lines = check()
    names, left = pack_loader.list_pack_names(), len(lines) - 1
    assert code == 0
    assert lines[-1] == (
        f"No faults in {len(names)} packs. {left} lines above are for a person to look at."
        f"{NOT_CHECKED}"
    )
    nspcc = "england: contacts.nspcc: to confirm: NSPCC helpline (0808 800 5000): it was taken"
    assert sum(line.startswith(nspcc) for line in lines) == 1


def test_one_pack_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    code, lines = check("hull")
    assert (code, lines[-1].partition(".")[0]) == (0, "No faults in hull")
    monkeypatch.setattr("content.pack_findings.list_all_findings", lambda *_: ())
    assert check("hull") == (0, [f"No faults in hull.{NOT_CHECKED}"])


def test_faults_are_counted_and_no_check_says_there_are_none(tmp_path: Path) -> None:
    with serve_copied_packs(tmp_path) as packs:
        spoil_pack(packs, "hull/contacts.toml", 'role = "day"', 'rule = "day"')
        code, lines = check()
        assert pack_health.find_pack_fault("hull") is not None
        spoil_pack(packs, "doncaster/contacts.toml", "01302 737777", "0844 557 1234")
        both = check()
    assert code == both[0] == 1
    assert lines[-1].startswith("1 fault in 9 packs. Fix what the lines above say")
    assert both[1][-1].startswith("2 faults in 9 packs. ")
    assert not any("No faults" in line for line in (*lines, *both[1]))
