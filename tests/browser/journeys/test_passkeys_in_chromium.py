"""Add a passkey, sign in with it and remove it, in a real browser with a virtual device."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page_inspection import Club
from tests.browser.states.states_accounts import press
from tests.support.club.club_setup import PASSPHRASE
from tests.support.machine.virtual_authenticator import VirtualAuthenticator

pytestmark = pytest.mark.browser
STEP = "/account/second-step"
NEW = f"{STEP}/passkeys/new"


def sign_in(club: Club, page: Page, who: str) -> None:
    """Enter email and passphrase, and stop at the page that asks for a second step."""
    page.goto(f"{club.server.url}/sign-in")
    page.fill("#email", f"{who}@example.org")
    page.fill("#passphrase", PASSPHRASE)
    press(page, "Sign in")


def add_passkey(club: Club, page: Page) -> list[str]:
    """Add a passkey as the first second step. Return the recovery codes."""
    page.goto(club.server.url + NEW)
    press(page, "Add a passkey")
    expect(page.locator("h1")).to_have_text("Your recovery codes")
    codes = page.locator(".heard-six li").all_inner_texts()
    page.check("#written_down")
    press(page, "Finish")
    return codes


@pytest.fixture
def own_tab(club: Club, tabs: Callable[..., Page]) -> Callable[[str], Page]:
    """Open someone's tab, whose passphrase was typed just now."""

    def open_tab(who: str) -> Page:
        page = tabs(320)
        page.context.add_cookies(club.cookies(who))
        return page

    return open_tab


def test_add_sign_out_sign_in_and_remove(club: Club, own_tab: Callable[[str], Page]) -> None:
    page = own_tab("kit")
    device = VirtualAuthenticator(page)
    codes = add_passkey(club, page)
    assert len(codes) == 10
    press(page, "Sign out")
    sign_in(club, page, "kit")
    expect(page.locator("h1")).to_have_text("Use your passkey")
    assert not page.locator("#code").count(), "there is no app"
    press(page, "Use your passkey")
    assert page.url.rstrip("/") == club.server.url
    page.goto(club.server.url + STEP)
    page.get_by_role("link", name="Remove this passkey").click()
    kept = device.read_credentials()
    press(page, "Use a passkey, and remove this one")
    expect(page.locator("h1")).to_have_text("Set up your second step")
    again = add_passkey(club, page)
    press(page, "Sign out")
    sign_in(club, page, "kit")
    assert kept[0]["credentialId"] not in page.content(), "it is asked for no more"
    page.get_by_text("Lost your device?").click()
    page.fill("#recovery", codes[0])
    press(page, "Sign in")
    expect(page.locator(".govuk-error-message").last).to_contain_text("That recovery code")
    page.fill("#recovery", again[0])
    press(page, "Sign in")
    page.goto(club.server.url + STEP)
    page.fill("#current", again[1])
    press(page, "Turn off your second step")


def test_a_browser_that_gives_no_passkey_says_why(
    club: Club, own_tab: Callable[[str], Page]
) -> None:
    page = own_tab("kit")
    device = VirtualAuthenticator(page)
    add_passkey(club, page)
    page.goto(club.server.url + NEW)
    page.get_by_role("button", name="Use a passkey that you have").click()
    expect(page.get_by_text("Your device has answered.")).to_be_visible()
    page.get_by_role("button", name="Add a passkey").click()
    problem = page.locator("[data-passkey=create] [data-passkey-problem]")
    expect(problem).to_contain_text("This device has a passkey for your account already.")
    expect(problem).to_be_focused()
    press(page, "Sign out")
    sign_in(club, page, "kit")
    device.verify(verified=False)
    page.get_by_role("button", name="Use your passkey").click()
    problem = page.locator("[data-passkey=get] [data-passkey-problem]")
    expect(problem).to_contain_text("Try again, or use a code.")
    expect(problem).to_be_focused()
    device.verify(verified=True)
    press(page, "Use your passkey")
    page.goto(club.server.url + STEP)
    press(page, "Use a passkey, and turn it off")
    expect(page.locator("h1")).to_have_text("Set up your second step")


def test_without_a_script_a_code_lets_in(
    club: Club, own_tab: Callable[[str], Page], tabs: Callable[..., Page]
) -> None:
    page, plain = own_tab("kit"), tabs(320, script=False)
    VirtualAuthenticator(page)
    codes = add_passkey(club, page)
    sign_in(club, plain, "kit")
    expect(plain.get_by_text("Passkeys need JavaScript")).to_be_visible()
    assert not plain.get_by_role("button", name="Use your passkey").is_visible()
    plain.locator("summary", has_text="Lost your device?").click()
    plain.fill("#recovery", codes[0])
    press(plain, "Sign in")
    assert plain.url.rstrip("/") == club.server.url
    page.goto(club.server.url + STEP)
    press(page, "Use a passkey, and turn it off")


def test_without_passkeys_in_the_browser_its_button_is_not_there(
    club: Club, own_tab: Callable[[str], Page]
) -> None:
    page = own_tab("kit")
    page.add_init_script("delete window.PublicKeyCredential")
    page.goto(club.server.url + NEW)
    expect(page.get_by_text("This browser cannot use passkeys.")).to_be_visible()
    assert not page.get_by_role("button", name="Add a passkey").is_visible()


def set_alone(page: Page, club: Club) -> None:
    """Let the passkey on this device sign in alone."""
    page.goto(club.server.url + STEP)
    page.get_by_role("link", name="Let this passkey sign you in alone").click()
    press(page, "Let this passkey sign you in alone")
    expect(page.locator("h1")).to_have_text("Stop signing in with this passkey alone")


def refuse_alone(page: Page, club: Club) -> None:
    """The passkey on this device does not sign in alone. It does after the passphrase."""
    page.goto(f"{club.server.url}/sign-in")
    press(page, "Sign in with a passkey")
    problem = page.locator(".govuk-error-summary")
    expect(problem).to_contain_text("Use your passphrase first.")
    sign_in(club, page, "kit")
    press(page, "Use your passkey")


def test_a_passkey_signs_in_alone_until_that_is_stopped(
    club: Club, own_tab: Callable[[str], Page]
) -> None:
    page = own_tab("kit")
    VirtualAuthenticator(page, hasPrf=True)
    add_passkey(club, page)
    press(page, "Sign out")
    refuse_alone(page, club)
    set_alone(page, club)
    press(page, "Sign out")
    page.goto(f"{club.server.url}/sign-in?next=/account")
    press(page, "Sign in with a passkey")
    expect(page.locator("h1")).to_have_text("Your account")
    assert page.evaluate("document.documentElement.innerHTML").count("prf") == 0
    press(page, "Hide this page and lock Heard")
    expect(page.locator("h1")).to_have_text("Page locked")
    press(page, "Use a passkey")
    expect(page.locator("h1")).to_have_text("Your account")
    page.goto(club.server.url + STEP)
    expect(page.locator("h1")).to_have_text("Enter your passphrase to continue")
    page.fill("#step_up_passphrase", PASSPHRASE)
    press(page, "Continue")
    page.get_by_role("link", name="Stop signing in with this passkey alone").click()
    press(page, "Stop signing in with it alone")
    expect(page.locator("h1")).to_have_text("Let this passkey sign you in alone")
    press(page, "Sign out")
    refuse_alone(page, club)
    page.goto(club.server.url + STEP)
    press(page, "Use a passkey, and turn it off")


def test_a_device_without_secrets_says_why(club: Club, own_tab: Callable[[str], Page]) -> None:
    page = own_tab("kit")
    VirtualAuthenticator(page)
    add_passkey(club, page)
    page.goto(club.server.url + STEP)
    page.get_by_role("link", name="Let this passkey sign you in alone").click()
    page.get_by_role("button", name="Let this passkey sign you in alone").click()
    problem = page.locator("[data-passkey-problem]")
    expect(problem).to_contain_text("This passkey cannot sign in alone")
    expect(problem).to_be_focused()
    press(page, "Sign out")
    page.goto(f"{club.server.url}/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(problem).to_contain_text("This passkey is a second step.")
    sign_in(club, page, "kit")
    press(page, "Use your passkey")
    page.goto(club.server.url + STEP)
    press(page, "Use a passkey, and turn it off")


def test_the_sign_in_page_is_quiet_where_the_browser_has_no_passkeys(
    club: Club, tabs: Callable[..., Page]
) -> None:
    page, plain = tabs(320), tabs(320, script=False)
    page.add_init_script("delete window.PublicKeyCredential")
    for one in (page, plain):
        one.goto(f"{club.server.url}/sign-in")
        assert not one.get_by_role("button", name="Sign in with a passkey").is_visible()
        assert not one.locator("[data-passkey-problem]").is_visible()
