"""Write a record through Flask's client, as a person without JavaScript does.

`fill` answers a whole page and continues; only what a page shows can be answered: a second item
needs its button first, a sign its tick. `send` presses one button on a page as it stands, whatever
comes of it. `sam` and `draft` are fixtures; a test module may have a draft of its own.
"""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from tests.support.club.world import World
from tests.support.disclosures import Disclosure, Raw
from tests.support.web.checking_client import CheckingClient
from tests.support.web.html_forms import Button, Form, form_to, forms

FINISH = {"Continue", "Sign and save", "Save and check"}


def begin(client: CheckingClient) -> str:
    """Begin a record; the path of its list of pages."""
    answer = client.send("/record/new")
    assert answer.status_code == 303, answer.status_code
    return answer.location.rsplit("/", 1)[0]


def went_on(answer: TestResponse) -> bool:
    """Whether a page that was sent is done with: it does not lead back to what is to mend."""
    return answer.status_code == 303 and "check=1" not in (answer.location or "")


def to_mend(client: CheckingClient, answer: TestResponse) -> str:
    """The page that a form led back to, which says what is to mend."""
    assert (answer.status_code, "check=1" in answer.location) == (303, True)
    text = client.get(answer.location).get_data(as_text=True)
    assert "<title>Error: " in text
    return text


def look(client: CheckingClient, path: str) -> Form:
    """The questions of a page; of a stored page, all of them at once."""
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    found = [one for one in forms(answer.get_data(as_text=True)) if "version" in one.controls]
    assert len(found) == 1, path
    return found[0]


def fill(client: CheckingClient, path: str, wanted: Raw) -> str:
    """Answer a page and go on; returns where it led. Presses Add and ticks signs as needed."""
    for _ in range(12):
        form = look(client, path)
        for name in wanted.keys() & form.controls.keys():
            form.set(name, wanted[name])
        missing = sorted(wanted.keys() - form.controls.keys())
        button = _button(form, missing)
        answer = client.post(form.action, data=form.sent(button))
        assert went_on(answer), f"{path}: {answer.status_code} {answer.location} {missing}"
        if not missing:
            return answer.location
    raise AssertionError(f"{path} never asks {missing}")


def _button(form: Form, missing: list[str]) -> Button:
    for one in form.buttons:
        if one.name == "add" and any(name.startswith(f"{one.value}-") for name in missing):
            return one
    return next(one for one in form.buttons if one.text in FINISH)


def press(client: CheckingClient, path: str, words: str) -> None:
    """Press one of a page's buttons, changing nothing else."""
    form = look(client, path)
    answer = client.post(form.action, data=form.sent(form.button(words)))
    assert answer.status_code == 303, answer.status_code


def write(client: CheckingClient, what: Disclosure, pages: tuple[str, ...] | None = None) -> str:
    """Begin a record and answer its pages in order; the path of its list of pages."""
    draft = begin(client)
    names = pages if pages is not None else [page.name for page in what.pages()]
    for name in names:
        fill(client, f"{draft}/{name}", what.raw(name))
    return draft


def sign(client: CheckingClient, draft: str, not_for: list[str], choice: str = "") -> UUID:
    """Sign on the sign page; what changed meanwhile is shown once more first."""
    for _ in range(2):
        page = client.get(f"{draft}/sign").get_data(as_text=True)
        form = form_to(page, "/sign")
        form.set("not_for", not_for or ["none"])
        if choice and "choice" in form.controls:
            form.set("choice", [choice])
        answer = client.post(form.action, data=form.sent())
        if went_on(answer):
            return concern_of(answer.location)
    shown = client.get(answer.location).get_data(as_text=True)
    raise AssertionError(re.findall(r"<li><a[^>]*>([^<]*)", shown))


def concern_of(location: str) -> UUID:
    """The concern in an address."""
    return UUID(location.split("/concerns/")[1][:36])


def signed(world: World, what: Disclosure) -> UUID:
    """Walk a disclosure from its first page to its signature."""
    client = world.client(what.author)
    draft = write(client, what)
    ticked = [str(world.people[key].id) for key in what.not_for]
    return sign(client, draft, ticked, what.choice)


@pytest.fixture
def sam(world: World) -> CheckingClient:
    """A browser in which Sam is signed in."""
    return world.client("sam")


@pytest.fixture
def draft(sam: CheckingClient) -> str:
    """The path of a record that Sam has begun, with nothing in it."""
    return begin(sam)


def send(
    client: CheckingClient, path: str, button: str = "", **fields: str | list[str]
) -> TestResponse:
    """Answer some questions (`__` stands for `-`) and press a button; Enter where none is named."""
    form = look(client, path)
    for name, value in fields.items():
        form.set(name.replace("__", "-"), value if isinstance(value, list) else [value])
    return client.post(form.action, data=form.sent(form.button(button) if button else None))


def answer(client: CheckingClient, path: str, **fields: str | list[str]) -> None:
    """Send a page, and expect it to be kept."""
    reply = send(client, path, **fields)
    assert reply.status_code == 303, reply.status_code


def press_sign(
    client: CheckingClient, draft: str, not_for: tuple[str, ...] = ("none",), **more: list[str]
) -> TestResponse:
    """Press Sign and save on the page as it stands."""
    form = form_to(client.get(f"{draft}/sign").get_data(as_text=True), "/sign")
    form.set("not_for", list(not_for))
    for name, value in more.items():
        form.set(name, value)
    return client.post(form.action, data=form.sent())
