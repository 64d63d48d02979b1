"""A POST is answered only with the token of whoever sends it, never with an earlier visitor's."""

from __future__ import annotations

from tests.support.club.world import COOKIE

TOKEN = "csrf_token"  # noqa: S105 - the name of a field


def signed_in_with_an_old_page(world):
    """A browser that read a page, was signed in since, and the token of that page."""
    browser = world.client()
    before = browser.csrf("/sign-in")
    browser.set_cookie(COOKIE, world.token("sam"), domain="localhost")
    return browser, before


def test_a_signed_in_post_with_the_token_from_before_is_refused(world):
    browser, before = signed_in_with_an_old_page(world)
    assert browser.post("/stay", data={TOKEN: before}).status_code == 400
    assert browser.post("/stay", headers={"X-CSRF-Token": before}).status_code == 400


def test_at_the_door_itself_the_token_from_before_still_counts(world):
    browser, before = signed_in_with_an_old_page(world)
    assert browser.post("/sign-out", data={TOKEN: before}).status_code == 303


def test_the_token_of_another_sign_in_is_refused(world):
    sam, own = world.client("sam"), world.client("sam")
    token = sam.csrf("/account")
    assert sam.post("/stay", data={TOKEN: token}).status_code == 303
    assert own.post("/stay", data={TOKEN: token}).status_code == 400


def test_the_token_of_another_visitor_is_refused(world):
    here, there = world.client(), world.client()
    token = here.csrf("/sign-in")
    there.csrf("/sign-in")
    assert there.post("/sign-in", data={TOKEN: token}).status_code == 400
    assert there.post("/sign-in").status_code == 400
