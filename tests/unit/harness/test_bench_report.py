"""A run of the benchmark replaces its own figures, and nothing that it did not measure."""

from __future__ import annotations

from tests.bench import report
from tests.bench.figures import Figure

SLOW = Figure("sign page", "≤ 15 ms", "2 ms", "16 ms", "8.0", False, "40 runs")
QUICK = Figure("home", "≤ 20 ms", "2 ms", "9 ms", "4.5", True, "60 runs")
OLD, NEW = "question page GET", "sign page"


def compose(before: str, *figures: Figure) -> str:
    return report.compose(before, {"": figures}, 0.5, "2 workers of 8 threads")


def list_lines(document: str) -> list[str]:
    return [line for line in document.splitlines() if line]


def test_a_run_keeps_every_section_and_paragraph_that_it_does_not_measure():
    before = report.DOCUMENT.read_text(encoding="utf-8")
    old = report.split_sections(before)
    after = report.split_sections(compose(before, SLOW, QUICK))
    assert list(old) == list(after)
    written = {"", report.MISSED, report.HOW_MEASURED}
    assert [name for name in old if name not in written and old[name] != after[name]] == []
    assert "Slow clients" in after
    lines = set(list_lines("\n".join(after.values())))
    lost = [line for line in list_lines("\n".join(old.values())) if line not in lines]
    by_hand = [line for line in lost if not line.startswith(("|", "- "))]
    head = list_lines(old[""].partition(report.TABLE_START)[0])
    assert [line for line in by_hand if line not in head] == []
    rows = [line for line in list_lines(after[""]) if line.startswith("| ")]
    assert [row.split(" | ")[0] for row in rows] == ["| Work", "| sign page", "| home"]


def test_what_someone_wrote_stays_while_misses_come_and_go():
    section = "## By hand\n\nA paragraph.\n\n- a list of it\n"
    table = f"# Performance\n\nWritten.\n\n{report.TABLE_START}\n|---|\n| old |\n"
    missed = f"\n## Missed\n\n- {OLD}: 1 ms, target 2 ms.\n\nMeasured again:\n\n- 3 ms then\n"
    how = f"\n## How each was measured\n\n- **{OLD}**: 5 runs.\n\nOn a quiet machine.\n"
    document = f"{table}{missed}\n{section}{how}"
    for figures in ((SLOW,), (QUICK,), (QUICK,), (SLOW, QUICK)):
        document = compose(document, *figures)
        for kept in ("Measured again:\n\n- 3 ms then\n", "On a quiet machine.", section):
            assert document.count(kept) == 1
        assert OLD not in document
        assert ("## Missed\n\n- sign page: 16 ms" in document) == (SLOW in figures)
        assert document.count(report.ALL_MET) == (SLOW not in figures)
    assert compose(document, SLOW, QUICK) == document


def test_what_grows_has_a_table_under_its_own_heading():
    section = f"## Teams\n\n{report.GROWTH_TABLE}| old |\n\nBy hand.\n"
    document = f"# Performance\n\n{report.TABLE_START}\n|---|\n\n{section}"
    after = report.compose(document, {"": [SLOW], "Teams": [QUICK]}, 0.5, "2 workers")
    found = report.split_sections(after)["Teams"]
    assert found.startswith(report.GROWTH_TABLE)
    assert found.endswith("| home | ≤ 20 ms | 2 ms | 9 ms | 4.5 | met |\n\nBy hand.")
    assert after.count("| home |") == 1
    assert "| old |" not in after
    by_hand = document.replace(f"{report.GROWTH_TABLE}| old |\n\n", "")
    assert report.compose(by_hand, {"": [SLOW], "Teams": [QUICK]}, 0.5, "2 workers") == after
