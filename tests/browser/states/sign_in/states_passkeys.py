"""Passkeys: add one, use it after the passphrase, remove it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser.page_inspection import Stage, shows
from tests.browser.states.states_accounts import LONG, press
from tests.support.club.club_setup import PASSPHRASE
from tests.support.machine.virtual_authenticator import VirtualAuthenticator

STEP = "/account/second-step"
NEW_PASSKEY = f"{STEP}/passkeys/new"


@shows("accounts.new_passkey", "empty", "full")
@shows("accounts.add_passkey", "errors", "long")
@shows("accounts.second_step", "full")
@shows("accounts.own_passkey", "full", "long")
@shows("accounts.remove_passkey", "errors")
@shows("accounts.passkey_alone", "empty", "full", "long")
@shows("accounts.start_passkey_alone", "errors")
@shows("accounts.sign_in_with_passkey", "errors")
@shows("accounts.let_in_with_code", "full", "errors")
def passkeys(stage: Stage) -> None:
    """Passkeys added on a device, used and removed."""
    base = stage.club.server.url
    page = stage.visit("accounts.new_passkey", "empty", "pat", NEW_PASSKEY)
    device = VirtualAuthenticator(page, hasPrf=True)
    stage.judge("accounts.new_passkey", "empty", page, page.goto(base + NEW_PASSKEY), "with device")
    page.fill("#name", LONG)
    stage.judge("accounts.add_passkey", "long", page, press(page, "Add a passkey"))
    page.fill("#name", "My work phone")
    codes = press_for_codes(page)
    alone_pages(stage, page)
    VirtualAuthenticator(page, transport="usb")
    stage.judge("accounts.new_passkey", "full", page, page.goto(base + NEW_PASSKEY))
    page.fill("#name", "A long name of one device " * 2)
    stage.judge("accounts.add_passkey", "errors", page, press(page, "Add a passkey"))
    page.fill("#current", codes[0])
    press(page, "Add a passkey")
    stage.judge("accounts.second_step", "full", page, page.goto(base + STEP), "passkeys")
    links = page.get_by_role("link", name="Remove this passkey").evaluate_all(
        "all => all.map(one => one.href)"
    )
    for state, link in zip(("full", "long"), links, strict=True):
        stage.judge("accounts.own_passkey", state, page, page.goto(link))
    stage.judge("accounts.remove_passkey", "errors", page, press(page, "Remove this passkey"))
    stage.judge("accounts.passkey_alone", "long", page, page.goto(f"{links[1]}/alone"))
    app_setup(stage, page)
    passkey_sign_in(stage, device.read_credentials())
    page.goto(base + STEP)  # others come in as pat later
    page.fill("#current", codes[1])
    press(page, "Turn off your second step")


def alone_pages(stage: Stage, page: Page) -> None:
    """The page of a passkey that is to sign in alone, and of one that does."""
    name, path = "accounts.passkey_alone", f"{stage.club.server.url}/account/second-step"
    page.goto(path)
    link = page.get_by_role("link", name="Let this passkey sign you in alone")
    address = link.evaluate("one => one.href")
    stage.judge(name, "empty", page, page.goto(address))
    with page.expect_navigation() as leading:  # as a form that waited: it has no answer
        page.evaluate("document.querySelector('form[action$=\"/alone\"]').submit()")
    stage.judge("accounts.start_passkey_alone", "errors", page, leading.value)
    page.goto(address)
    stage.judge(name, "full", page, press(page, "Let this passkey sign you in alone"))
    stage.judge("accounts.second_step", "full", page, page.goto(path), "one signs in alone")
    page.goto(address)
    press(page, "Stop signing in with it alone")


def app_setup(stage: Stage, page: Page) -> None:
    """The page that sets an app up, of someone who has a passkey."""
    page.goto(f"{stage.club.server.url}/account/second-step")
    scan = press(page, "Set up an app")
    stage.judge("accounts.second_step", "full", page, scan, "to scan with a passkey")
    press(page, "Stop, and change nothing")


def press_for_codes(page: Page) -> list[str]:
    """Add the first passkey. Return the recovery codes, which are on paper then."""
    press(page, "Add a passkey")
    codes = page.locator(".heard-six li").all_inner_texts()
    page.check("#written_down")
    press(page, "Finish")
    return codes


def passkey_sign_in(stage: Stage, credentials: list[dict[str, Any]]) -> None:
    """The page after the passphrase of someone with a passkey, on a device that has none first."""
    visitor = stage.tab("")
    visitor.context.clear_cookies()
    device = VirtualAuthenticator(visitor)
    visitor.goto(f"{stage.club.server.url}/sign-in")
    visitor.fill("#email", "pat@example.org")
    visitor.fill("#passphrase", PASSPHRASE)
    stage.judge("accounts.let_in_with_code", "full", visitor, press(visitor, "Sign in"), "passkey")
    answer = press(visitor, "Sign in")
    stage.judge("accounts.let_in_with_code", "errors", visitor, answer, "nothing")
    device.verify(verified=False)
    visitor.get_by_role("button", name="Use your passkey").click()
    visitor.locator("[data-passkey-problem]").wait_for(state="visible")
    stage.judge("accounts.let_in_with_code", "errors", visitor, answer, "no passkey here")
    device.put(credentials[0])
    device.verify(verified=True)
    press(visitor, "Use your passkey")
    visitor.context.clear_cookies()
    visitor.goto(f"{stage.club.server.url}/sign-in")
    with visitor.expect_navigation() as leading:  # without an answer of the device
        visitor.evaluate("document.querySelector('form[action=\"/sign-in/passkey\"]').submit()")
    stage.judge("accounts.sign_in_with_passkey", "errors", visitor, leading.value)
