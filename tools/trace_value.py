"""Trace what a child's words pass through: which of our functions run, in how many files.

    .venv/bin/python tools/trace_value.py [-v]

writes one record in a throwaway club on SQLite and follows `child_words` on four walks: save a
page, show a page, sign, make the PDF. Each walk is a request of a signed-in browser; the same
record is written once before, untraced, so that what is loaded once a process is left aside. For
each walk it prints how many distinct functions of app, content, audit and referral_forms ran and
in how many files; with -v it lists them. A report for whoever makes a way shorter, never a gate.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FrameType

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app.migrate import upgrade_database  # noqa: E402 - found only once the root is on the path
from tests.support.club.club_setup import make  # noqa: E402
from tests.support.club.world import World  # noqa: E402
from tests.support.web.checking_client import CheckingClient  # noqa: E402
from tests.support.web.html_forms import Form, form_to  # noqa: E402
from tests.support.web.record_client import begin, concern_of, fill, look  # noqa: E402

OURS = tuple(f"{ROOT}/{name}/" for name in ("app", "content", "audit", "referral_forms"))
WORDS = {"child_words": ["He said I must not tell."], "how_known": ["child_told_me"]}
Walk = tuple[str, Callable[[], object]]


def list_walks(client: CheckingClient) -> Iterator[Walk]:
    """Yield each walk as its name and the one request that it is."""
    path = begin(client)
    fill(client, f"{path}/now", {"danger_now": ["no"], "about_our_team": ["no"]})
    fill(client, f"{path}/child", {"children-0-name": ["Kestrel"]})
    form = look(client, f"{path}/account")
    for name in WORDS.keys() & form.controls.keys():
        form.set(name, WORDS[name])
    yield "save a page", lambda: press_button(client, form, "Continue")
    yield "show a page", lambda: client.get(f"{path}/account")
    page = client.get(f"{path}/sign").get_data(as_text=True)
    signing = form_to(page, "/sign")
    signing.set("not_for", ["none"])
    places: list[str] = []
    yield "sign", lambda: places.append(press_button(client, signing, "Sign and save"))
    concern = f"/concerns/{concern_of(places[0])}"
    page = client.get(f"{concern}/referral/pdf").get_data(as_text=True)
    making = form_to(page, "summary.pdf")
    yield "make the PDF", lambda: client.post(making.action, data=making.sent())


def press_button(client: CheckingClient, form: Form, button: str) -> str:
    """Press a button of a form and return where it led."""
    answer = client.post(form.action, data=form.sent(form.button(button)))
    if answer.status_code != 303 or "check=1" in answer.location:
        raise SystemExit(f"{form.action}: {answer.status_code}, led to {answer.location}")
    return answer.location


def trace_functions(act: Callable[[], object]) -> set[tuple[str, str]]:
    """Return (file, function) of what ran of ours meanwhile, comprehensions left aside."""
    ran = set[CodeType]()

    def note(frame: FrameType, event: str, _value: object) -> None:
        if event == "call":
            ran.add(frame.f_code)

    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(None)
    return {
        (code.co_filename.removeprefix(f"{ROOT}/"), code.co_qualname)
        for code in ran
        if code.co_filename.startswith(OURS) and code.co_filename.endswith(".py")
        if not code.co_name.startswith("<")
    }


def trace_walks(world: World) -> Iterator[tuple[str, set[tuple[str, str]]]]:
    """Yield each walk's name and what ran on it."""
    client = world.client("sam")
    for _name, act in list_walks(client):  # untraced: packs and templates are loaded once
        act()
    for name, act in list_walks(client):
        yield name, trace_functions(act)


def make_world(folder: Path) -> World:
    """Make a club in a folder."""
    (folder / "data").mkdir(mode=0o700)
    url = f"sqlite:///{folder / 'heard.sqlite3'}"
    upgrade_database(url)
    return World(make(url, folder / "data"), folder / "data", url)


def main() -> None:
    """Print the figures of each walk."""
    about, _, more = (__doc__ or "").partition("\n")
    parser = argparse.ArgumentParser(
        description=about, epilog=more, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="list every function")
    verbose = parser.parse_args().verbose
    with tempfile.TemporaryDirectory() as folder:
        world = make_world(Path(folder))
        for name, ran in trace_walks(world):
            files = {file for file, _ in ran}
            sys.stdout.write(f"{name}: {len(ran)} functions in {len(files)} files\n")
            listed = sorted(ran) if verbose else ()
            sys.stdout.writelines(f"  {file} {function}\n" for file, function in listed)
            sys.stdout.flush()
        world.close()


if __name__ == "__main__":
    main()
