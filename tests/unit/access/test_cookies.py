"""Cookies: no script reads one, no other site sends one along, no other host can plant one."""

from __future__ import annotations

from http.cookies import Morsel, SimpleCookie

import pytest
from flask import Flask, Response

from app.access import cookies
from app.access.app_state import init_app
from tests.support.machine.server_settings import settings

KEPT = {
    "sign-in": (cookies.set_sign_in_token, cookies.clear_sign_in_token),
    "set-up": (cookies.set_setup_token, cookies.clear_setup_token),
    "step-up": (cookies.set_step_up_mark, None),
    "back": (lambda response, _value: cookies.drop_pages_kept_for_back(response), None),
    "before-sign-in": (cookies.set_visitor_id, None),
}


def written(data, base_url: str, write, *value: str) -> Morsel:
    """The one cookie that `write` puts into an answer of a server at this address."""
    app = Flask("cookies")
    init_app(app, settings(data, "sqlite://", base_url=base_url))
    response = Response()
    with app.test_request_context("/", base_url=base_url):
        write(response, *value)
    (header,) = response.headers.getlist("Set-Cookie")
    (morsel,) = SimpleCookie(header).values()
    return morsel


@pytest.mark.parametrize("kind", KEPT)
def test_on_https_a_cookie_is_bound_to_the_host_and_hidden_from_scripts(data, kind):
    keep, drop = KEPT[kind]
    for write, value in ((keep, ("secret",)), (drop, ())):
        if write is None:
            continue
        found = written(data, "https://heard.example.org", write, *value)
        assert found.key == f"__Host-heard-{kind}"
        assert (found["secure"], found["httponly"], found["samesite"]) == (True, True, "Lax")
        assert (found["path"], found["domain"]) == ("/", "")


@pytest.mark.parametrize("kind", KEPT)
def test_on_loopback_a_cookie_carries_its_port_and_is_hidden_too(data, kind):
    keep, _ = KEPT[kind]
    found = written(data, "http://localhost:8123", keep, "secret")
    assert found.key == f"heard-{kind}-8123"
    assert (found["secure"], found["httponly"], found["samesite"]) == ("", True, "Lax")


@pytest.mark.parametrize("kind", KEPT)
def test_a_cookie_ends_with_the_browser(data, kind):
    keep, _ = KEPT[kind]
    found = written(data, "https://heard.example.org", keep, "secret")
    assert (found["max-age"], found["expires"]) == ("", "")


def test_a_dropped_cookie_is_emptied_at_once(data):
    found = written(data, "https://heard.example.org", cookies.clear_sign_in_token)
    assert (found.value, found["max-age"]) == ("", "0")


def before_id(data, cookie: str) -> str:
    """The id that is read out of this cookie."""
    app = Flask("cookies")
    init_app(app, settings(data, "sqlite://"))
    with app.test_request_context("/", headers={"Cookie": f"heard-before-sign-in-80={cookie}"}):
        return cookies.get_visitor_id()


def test_an_id_that_this_server_did_not_sign_is_none(data):
    made = written(data, "http://localhost:80", cookies.set_visitor_id, "visitor").value
    assert before_id(data, made) == "visitor"
    for planted in ("visitor", "visitor.", f"another{made.removeprefix('visitor')}", f"{made}x"):
        assert before_id(data, planted) == ""
