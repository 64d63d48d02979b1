"""Plant each fault of `faults.toml` in a scratch copy of the tree, alone, and run its tests.

    python -m tests.faults                    every fault
    python -m tests.faults vault-3 papers-1   these
    python -m tests.faults --area access      those of one area
    python -m tests.faults --list             only say what there is

A fault is killed when each test that the table names fails with it and passes without it. One that
survives, or that stops a test before it begins, makes the command fail. Your own tree is never
changed.
"""

from __future__ import annotations

import argparse
import queue
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.faults.scratch import Copy, Result, Verdict, try_fault, without_fault
from tests.faults.table import AREAS, Fault, find_problems, read_faults

Tried = list[tuple[Fault, Result]]


def main(arguments: list[str]) -> int:
    """Try the faults that were asked for; return the exit status."""
    asked = _parser().parse_args(arguments)
    faults = _chosen(asked.ids, asked.area)
    if asked.list:
        for fault in faults:
            _say(f"{fault.id:15} {fault.file}: {fault.means}")
        return 0
    if problems := find_problems(faults):
        _say("\n".join(["The table does not fit the code:", *problems]))
        return 2
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="heard-faults-") as folder:
        first = Copy(Path(folder) / "0")
        more = [first.again(Path(folder) / str(number)) for number in range(1, asked.jobs)]
        tried = _try_all([first, *more], faults)
    return _report(tried, time.monotonic() - began)


def _parser() -> argparse.ArgumentParser:
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("python -m tests.faults", None, __doc__, formatter_class=form)
    parser.add_argument("ids", nargs="*", metavar="id", help="only these faults")
    parser.add_argument("--area", choices=AREAS, help="only the faults of this area")
    parser.add_argument("--jobs", type=int, default=2, help="how many copies to use (2)")
    parser.add_argument("--list", action="store_true", help="list the faults, and try none")
    return parser


def _chosen(ids: list[str], area: str | None) -> tuple[Fault, ...]:
    faults = read_faults()
    if unknown := set(ids) - {fault.id for fault in faults}:
        raise SystemExit(f"no fault has this id: {', '.join(sorted(unknown))}")
    return tuple(
        fault
        for fault in faults
        if (not ids or fault.id in ids) and (area is None or fault.area == area)
    )


def _try_all(copies: list[Copy], faults: tuple[Fault, ...]) -> Tried:
    """Try each fault in whichever copy is free, after a run of all its tests without a fault."""
    nodes = sorted({node for fault in faults for node in fault.tests})
    shares = [nodes[start :: len(copies)] for start in range(len(copies))]
    free: queue.SimpleQueue[Copy] = queue.SimpleQueue()
    with ThreadPoolExecutor(len(copies)) as pool:
        bad = {k: v for part in pool.map(without_fault, copies, shares) for k, v in part.items()}
        for copy in copies:
            free.put(copy)
        return list(pool.map(lambda fault: (fault, _try_one(free, fault, bad)), faults))


def _try_one(free: queue.SimpleQueue[Copy], fault: Fault, bad: dict[str, str]) -> Result:
    copy, began = free.get(), time.monotonic()
    try:
        proves_nothing = [f"{node} without it: {bad[node]}" for node in fault.tests if node in bad]
        if proves_nothing:
            result = Result(Verdict.BROKEN, "\n".join(proves_nothing))
        else:
            result = try_fault(copy, fault)
    finally:
        free.put(copy)
    _say(f"{fault.id:15} {result.verdict.value:8} {time.monotonic() - began:5.1f} s  {result.why}")
    return result


def _report(tried: Tried, seconds: float) -> int:
    """Print one line an area and the total; return 1 when a fault was not killed."""
    _say(f"\n{'area':12} planted killed")
    for area in AREAS:
        verdicts = [result.verdict for fault, result in tried if fault.area == area]
        if verdicts:
            _say(f"{area:12} {len(verdicts):7} {verdicts.count(Verdict.KILLED):6}")
    missed = [fault for fault, result in tried if result.verdict is not Verdict.KILLED]
    _say(f"{'all':12} {len(tried):7} {len(tried) - len(missed):6}   in {seconds:.0f} s")
    for fault in missed:
        _say(f"not killed: {fault.id} ({fault.file}): {fault.means}")
    return 1 if missed else 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
