"""A record that Sam begins, and answering one page of it, by Flask's client: no JavaScript.

`walking` fills whole pages and goes on; this presses one button on a page as it stands, whatever
comes of it. `sam` and `draft` are fixtures; a test module may have a draft of its own.
"""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from tests.support.club.world import World
from tests.support.web.checking_client import CheckingClient
from tests.support.web.html_forms import form_to
from tests.support.web.walking import begin, look


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
    """The same, where something is known to be kept."""
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
