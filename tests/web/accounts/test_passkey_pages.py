"""The pages of passkeys: add, sign in, remove, with what a browser and its device would send."""

from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import update

from app.accounts.second_step.code_forms import make_passkey_site
from app.accounts.second_step.code_views import TOO_LATE
from app.models.organisation import Organisation
from app.services.auth.second_step.passkey_checks import PasskeySite
from app.services.auth.second_step.step_refusals import WRONG_PASSKEY
from tests.support.club.club_setup import PASSPHRASE
from tests.support.club.passkey_device import PasskeyDevice
from tests.support.web.checking_client import Page
from tests.web.accounts.test_second_step_pages import STEP, read_hidden, type_code
from tests.web.expired_sign_ins import end_sign_ins

NEW = f"{STEP}/passkeys/new"
SAM = {"email": "sam@example.org", "passphrase": PASSPHRASE}


def read_options(page: str, kind: str) -> str:
    """Return what a page asks the browser for, "" where it asks nothing."""
    found = re.search(rf'data-passkey="{kind}" data-options="([^"]*)"', page)
    return html.unescape(found[1]) if found else ""


def read_challenges(page: str) -> str:
    return re.search(r'name="challenges"[^>]* value="([^"]+)"', page)[1]


def add(browser, device: PasskeyDevice, **more: str):
    """Add a passkey by its page."""
    page = browser.get(NEW).text
    made = device.make(read_options(page, "create"))
    fields = {"name": "My phone", "new_passkey": made, "challenges": read_challenges(page), **more}
    return browser.send(NEW, fields)


def keep_codes(browser) -> tuple[str, ...]:
    """Return the recovery codes that are shown, and say that they are on paper."""
    codes = tuple(re.findall(r"\b[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{3}\b", browser.page(STEP).text))
    browser.send(f"{STEP}/kept", {"written_down": "y"}, via=STEP)
    return codes


def test_a_passkey_lets_its_owner_in(world):
    owner, browser, device = world.client("sam"), world.client(), PasskeyDevice()
    assert add(owner, device).location == STEP
    assert len(keep_codes(owner)) == 10
    page = " ".join(Page(owner.page(STEP).text).text.split())
    assert "My phone" in page
    assert "Not used yet." in page
    asked = browser.send("/sign-in", {**SAM, "next": "/help"})
    assert "Use your passkey" in asked.text
    for hidden in ("sam@", "Sam Hill", "My phone", 'name="code"'):
        assert hidden not in asked.text
    strange = PasskeyDevice().use(read_options(asked.text, "get"))
    refused = type_code(browser, asked, passkey=strange)
    assert refused.status_code == 422
    assert WRONG_PASSKEY in Page(refused.text).text
    answer = device.use(read_options(refused.text, "get"))
    for _ in range(2):  # pressed twice
        done = type_code(browser, refused, passkey=answer)
        assert (done.status_code, done.location) == (303, "/help")
    elsewhere = type_code(world.client(), refused, passkey=answer)
    assert elsewhere.status_code == 400, "no cookie"
    assert "Last used on" in owner.get(STEP).text


def test_a_passkey_is_removed_with_a_proof(world):
    owner = world.client("sam")
    add(owner, PasskeyDevice())
    codes = keep_codes(owner)
    (path,) = re.findall(rf'href="({STEP}/passkeys/[0-9a-f-]+)"', owner.get(STEP).text)
    assert owner.send(path, {"current": "aaaa-bbbb-ccc"}).status_code == 422
    token = owner.csrf(path)
    assert owner.send(path, {"current": codes[0]}).location == STEP
    assert owner.get(path).status_code == 404
    twice = owner.post(path, data={"csrf_token": token, "current": codes[0]})
    assert twice.location == STEP, "pressed twice"
    assert "Set up your second step" in owner.page(STEP).text
    assert world.client().send("/sign-in", SAM).status_code == 303


def test_a_form_that_came_late_shows_its_name_and_no_answer_of_a_device(world):
    owner, device = world.client("sam"), PasskeyDevice()
    page = owner.get(NEW).text
    made = device.make(read_options(page, "create"))
    fields = {"name": "My phone", "new_passkey": made, "challenges": read_challenges(page)}
    token = owner.csrf(NEW)
    end_sign_ins(world, "sam")
    late = owner.post(NEW, data={"csrf_token": token, **fields})
    (carried,) = re.findall(r'name="carried_form"[^>]* value="([^"]+)"', late.text)
    csrf = re.search(r'name="csrf_token" value="(\w+)"', late.text)[1]
    unlock = {"csrf_token": csrf, "carried_form": carried, "passphrase": PASSPHRASE}
    offered = owner.get(owner.post("/locked", data=unlock).location).text
    assert "My phone" in offered
    assert "rawId" not in offered
    assert fields["challenges"] not in offered


def test_a_page_that_waited_too_long_asks_for_the_passphrase(world):
    owner, browser, device = world.client("sam"), world.client(), PasskeyDevice()
    add(owner, device)
    asked = browser.send("/sign-in", SAM)
    answer = device.use(read_options(asked.text, "get"))
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=6), tick=True):
        late = type_code(browser, asked, passkey=answer)
    assert late.status_code == 422
    assert TOO_LATE in Page(late.text).text


def test_at_another_address_a_recovery_code_replaces_the_passkey(world):
    owner, device = world.client("sam"), PasskeyDevice()
    device.site = PasskeySite("heard.example.org", "http://heard.example.org")
    assert add(owner, device).status_code == 422, "made for another address"
    device.site = PasskeySite("localhost", "http://localhost:1")
    assert add(owner, device).status_code == 422, "made at another port"
    device.site = PasskeyDevice().site
    assert add(owner, device).location == STEP
    codes = keep_codes(owner)
    world.change(update(Organisation).values(host="127.0.0.1"))
    browser, base = world.client(), {"base_url": "http://127.0.0.1"}
    asked = browser.get("/sign-in", **base)
    token = re.search(r'name="csrf_token" value="(\w+)"', asked.text)[1]
    asked = browser.post("/sign-in", data={"csrf_token": token, **SAM}, **base)
    assert read_options(asked.text, "get") == ""
    assert "different web address of Heard" in asked.text
    token = re.search(r'name="csrf_token" value="(\w+)"', asked.text)[1]
    data = {"csrf_token": token, **read_hidden(asked)}
    wrong = {**data, "passkey": device.use(json.dumps({"challenge": "AAAA"}))}
    assert browser.post("/sign-in/code", data=wrong, **base).status_code == 422
    right = {**data, "recovery": codes[0]}
    assert browser.post("/sign-in/code", data=right, **base).status_code == 303


@pytest.mark.parametrize(
    ("base_url", "host", "origin"),
    [
        ("http://localhost:8000", "localhost", "http://localhost:8000"),
        ("http://localhost:80", "localhost", "http://localhost"),
        ("https://club.example:443", "club.example", "https://club.example"),
        ("https://club.example:8443", "club.example", "https://club.example:8443"),
        ("https://club.example", "school.example", "https://school.example"),
    ],
)
def test_the_origin_is_the_address_that_people_type(base_url, host, origin):
    assert make_passkey_site(host, base_url) == PasskeySite(host, origin)


def test_a_host_that_no_one_trusts_is_never_the_address_of_a_passkey(world):
    browser = world.client("sam")
    answer = browser.get(NEW, headers={"Host": "evil.example"})
    assert answer.status_code in {400, 404, 421}
    assert "evil.example" not in answer.text


def test_no_more_is_shown_to_an_open_screen_without_the_passphrase(world):
    browser = world.client("sam", by_passphrase=False)
    for path in (NEW, STEP):
        answer = browser.get(path)
        assert answer.status_code == 403
        assert not read_options(answer.text, "create")
