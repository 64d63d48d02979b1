"""The time runs out while a form waits for the passphrase: the page's script loses none of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.services.auth import session_endings
from tests.browser.page_inspection import Stage
from tests.browser.states.states_accounts import press
from tests.support.club.club_setup import PASSPHRASE

pytestmark = pytest.mark.browser


def test_the_form_is_offered_again_after_the_time_out(stage: Stage) -> None:
    page, world = stage.tab(), stage.club.world
    page.context.add_cookies(stage.club.cookies("kit", by_passphrase=False))
    page.clock.install()
    page.goto(f"{stage.club.server.url}/account/details")
    page.fill("[name=job_title]", "Tuesday evenings")
    press(page, "Save your details")
    session_endings.end_other_sessions(world.uow("kit"), b"")
    page.fill("#step_up_passphrase", "typed and not sent")
    page.clock.fast_forward(21 * 60 * 1000)
    expect(page.locator("h1")).to_have_text("You have been signed out")
    assert page.url.endswith("/locked")
    assert "typed and not sent" not in page.content()
    page.fill("#passphrase", PASSPHRASE)
    press(page, "Sign in")
    press(page, "Continue")
    page.goto(f"{stage.club.server.url}/account/details")
    expect(page.locator("[name=job_title]")).to_have_value("Tuesday evenings")
    page.context.clear_cookies()
