"""Set an organisation up through the browser's pages, as a fast reader would."""

from __future__ import annotations

import re
from pathlib import Path

from werkzeug.test import TestResponse

from tests.support.club.club_setup import PASSPHRASE
from tests.support.web.checking_client import CheckingClient

CODE = "ABCD-EFGH-JKMN"
ANSWERS = {
    "code": CODE,
    "organisation": "Riverside Youth Club",
    "lead_title": "welfare officer",
    "pack": "north_lincolnshire",
    "phone": "01632 960001",
    "address": "1 Example Street, Scunthorpe",
    "hours": "Mon-Fri 9am-5.30pm, Sat 10:00-12:00",
    "closures": "24/12/2026\n1/8/2027 to 3/8/2027",
    "host": "localhost",
    "lead_name": "Jo Smith",
    "lead_job_title": "Club manager",
    "lead_email": "Jo@Example.org ",
    "lead_phone": "07700 900123",
    "passphrase": PASSPHRASE,
    "again": PASSPHRASE,
    "senior_1": "ash@example.org",
    "senior_2": "",
}
SHEET = "/set-up/recovery-sheet"


def put_code(data: Path) -> None:
    """The one-time code, as a first start leaves it."""
    (data / "set-up-code").write_text(CODE + "\n", encoding="ascii")


STEPS = {
    "/set-up": ("code",),
    "/set-up/your-organisation": ("organisation", "lead_title"),
    "/set-up/where-you-are": ("pack", "address", "phone", "host"),
    "/set-up/opening-hours": ("hours", "closures"),
    "/set-up/about-you": ("lead_name", "lead_job_title", "lead_email", "lead_phone"),
    "/set-up/head-or-chair": ("senior_1", "senior_2"),
    "/set-up/passphrase": ("passphrase", "again"),
}


def send_step(client: CheckingClient, path: str, **changes: str) -> TestResponse:
    """Send one page of set-up with the usual answers, or others."""
    names = {*STEPS[path], *changes}
    fields = {name: changes.get(name, ANSWERS.get(name, "")) for name in names}
    return client.send(path, fields, via=path if client.get(path).status_code == 200 else "/set-up")


def send_up_to(client: CheckingClient, last: str, **changes: str) -> TestResponse:
    """Send every page of set-up up to `last` and return its answer. The others must be taken."""
    for path, names in STEPS.items():
        given = {name: text for name, text in changes.items() if name in names}
        answer = send_step(client, path, **given)
        if path == last:
            return answer
        assert answer.status_code == 303, answer.get_data(as_text=True)
    raise AssertionError(f"set-up has no page {last}")


def typed(client: CheckingClient, **changes: str) -> CheckingClient:
    """Answer every page and go on to the sheet."""
    answer = send_up_to(client, "/set-up/passphrase", **changes)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    assert answer.location == SHEET
    return client


def groups(client: CheckingClient) -> tuple[list[str], dict[str, str]]:
    """The groups of the sheet on the screen, and the answer to the two it asks for."""
    page = client.get(SHEET).get_data(as_text=True)
    found = re.findall(r"<li>([A-Z2-7]{4})</li>", page)
    asked = [int(number) for number in re.findall(r'name="group-(\d+)"', page)]
    assert len(found) == 14
    assert len(asked) == 2
    return found, {f"group-{number}": found[number - 1].lower() for number in asked}
