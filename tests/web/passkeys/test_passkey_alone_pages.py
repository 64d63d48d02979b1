"""The pages of a passkey that signs in alone, with what a browser and its device would send."""

from __future__ import annotations

import html
import re

from app.access import step_up_gate
from app.accounts.second_step.passkey_alone_views import NO_ANSWER
from audit.actions import Action
from tests.support.club.club_setup import PASSPHRASE
from tests.support.club.office import Office
from tests.support.club.passkey_device import PasskeyDevice
from tests.support.web.checking_client import Page
from tests.web.accounts.test_passkey_pages import STEP, add, keep_codes, read_options
from tests.web.expired_sign_ins import end_sign_ins

DOOR = "/sign-in/passkey"
JSON = {"Accept": "application/json"}
ALONE = re.compile(rf'href="({STEP}/passkeys/[0-9a-f-]+/alone)"')


def make_alone(world, who: str = "sam") -> tuple[object, PasskeyDevice, str]:
    """Return someone's browser, a device whose passkey signs in alone, and its page."""
    owner, device = world.client(who), PasskeyDevice()
    add(owner, device)
    keep_codes(owner)
    (path,) = ALONE.findall(owner.get(STEP).text)
    shown = owner.get(path).text
    assert "Let this passkey sign you in alone" in shown
    sent = answer_alone_page(device, shown)
    done = owner.send(path, sent)
    assert (done.status_code, done.location) == (303, path)
    return owner, device, path


def answer_alone_page(device: PasskeyDevice, page: str) -> dict[str, str]:
    """Return what the page's script sends."""
    options = read_options(page, "get")
    sealed = re.search(r'name="challenges"[^>]* value="([^"]+)"', page)[1]
    output = device.derive_output(options)
    return {"passkey": device.use(options), "prf": output, "challenges": sealed}


def knock(browser, device: PasskeyDevice, place: str = "/help", page: str = "/sign-in", **more):
    """Sign in alone, as the page's script does."""
    csrf = re.search(r'name="csrf_token" value="(\w+)"', browser.get(page).text)[1]
    asked = browser.get(DOOR, headers=JSON).json
    output, answer = device.derive_output(asked["options"]), device.use(asked["options"])
    sent = {"passkey": answer, "prf": output, "challenges": asked["sealed"], "next": place}
    sent |= more
    return browser.post(DOOR, data={"csrf_token": csrf, **sent}), output


def test_a_passkey_signs_in_alone_by_the_pages(world):
    owner, device, path = make_alone(world)
    page = " ".join(Page(owner.get(STEP).text).text.split())
    assert "Signs you in alone, without your passphrase." in page
    assert "Stop signing in with this passkey alone" in page
    browser = world.client()
    done, _ = knock(browser, device)
    assert (done.status_code, done.location) == (303, "/help")
    assert browser.get("/account").status_code == 200
    asked = browser.get(STEP)
    assert asked.status_code == 403, "it is no step-up"
    assert "Enter your passphrase to continue" in asked.text
    stopped = owner.send(path.replace("/alone", "/not-alone"), {}, via=path)
    assert stopped.location == path
    refused, _ = knock(world.client(), device)
    assert refused.status_code == 422


def test_after_hide_the_passkey_of_the_same_person_opens_the_page(world):
    owner, device, _ = make_alone(world)
    pat, other, _ = make_alone(world, "pat")
    owner.send("/hide", {"next": "/account"}, via="/account")
    shown = owner.get("/locked?next=/account").text
    assert f'data-from="{DOOR}"' in shown
    assert 'name="unlocks" value="y"' in shown
    refused, output = knock(owner, other, "/account", "/locked", unlocks="y")
    assert refused.status_code == 422
    assert "That passkey is for another account." in refused.text
    assert "Page locked" in refused.text
    assert output not in refused.text
    assert owner.get("/account").status_code == 302, "it is still locked"
    made_up, _ = knock(owner, other, "/account", "/locked", unlocks="y", prf="A" * 43)
    assert made_up.status_code == 422
    assert "for another account" not in made_up.text, "who hid it is no one's to try out"
    before = len(Office.today(world).events())
    done, _ = knock(owner, device, "/account", "/locked", unlocks="y")
    assert (done.status_code, done.location) == (303, "/account")
    acts = [event.act for event in Office.today(world).events()[before:]]
    assert Action.FACTOR_PASSKEY_ALONE in acts
    assert Action.SIGNED_IN in acts
    assert owner.get("/account").status_code == 200
    assert "Enter your passphrase to continue" in owner.get(STEP).text, "it is no step-up"
    assert pat.get("/account").status_code == 200


def test_after_hide_a_passkey_that_is_a_second_step_needs_the_passphrase(world):
    owner, device = world.client("sam"), PasskeyDevice()
    add(owner, device)
    keep_codes(owner)
    owner.send("/hide", {"next": "/account"}, via="/account")
    refused, _ = knock(owner, device, "/account", "/locked", unlocks="y")
    assert (refused.status_code, "Page locked" in refused.text) == (422, True)
    assert "It might be a second step only." in refused.text


def test_the_door_answers_a_stranger_as_it_answers_everyone(world):
    """A wrong answer gets the same page for a member with a passkey, one without, and no one."""
    _, device, _ = make_alone(world)
    owner, second_only = world.client("pat"), PasskeyDevice()
    add(owner, second_only)
    pages = set()
    for handle in (device.handle, second_only.handle, world.people["kit"].id.bytes, bytes(16), b""):
        stranger = PasskeyDevice(handle=handle)
        refused, output = knock(world.client(), stranger)
        assert refused.status_code == 422
        assert output not in refused.text
        pages.add(re.sub(r'value="\w{64}"', "", refused.text))
    assert len(pages) == 1
    assert "Use your passphrase first." in html.unescape(pages.pop())


def test_the_sign_in_page_asks_no_device_before_its_button(world):
    page = world.client().get("/sign-in").text
    assert read_options(page, "get") == ""
    assert f'data-from="{DOOR}"' in page
    assert world.client().get(DOOR).location == "/sign-in", "only the page's script is told"
    asked = world.client().get(DOOR, headers=JSON)
    assert asked.headers["Cache-Control"] == "no-store"


def test_an_answer_that_came_late_or_twice_is_asked_for_again(world):
    _, device, _ = make_alone(world)
    browser = world.client()
    csrf = re.search(r'name="csrf_token" value="(\w+)"', browser.get("/sign-in").text)[1]
    asked = browser.get(DOOR, headers=JSON).json
    answer = device.use(asked["options"]), device.derive_output(asked["options"])
    sent = {
        "csrf_token": csrf,
        "passkey": answer[0],
        "prf": answer[1],
        "challenges": asked["sealed"],
    }
    elsewhere = world.client()
    token = re.search(r'name="csrf_token" value="(\w+)"', elsewhere.get("/sign-in").text)[1]
    late = elsewhere.post(DOOR, data={**sent, "csrf_token": token})
    assert late.status_code == 422, "another browser's"
    assert "Your device answered too late" in late.text
    for _ in range(2):  # pressed twice
        assert browser.post(DOOR, data=sent).status_code == 303
    nothing = world.client()
    token = re.search(r'name="csrf_token" value="(\w+)"', nothing.get("/sign-in").text)[1]
    unanswered = nothing.post(DOOR, data={"csrf_token": token})
    assert unanswered.status_code == 422
    assert NO_ANSWER in Page(unanswered.text).text


def test_the_secret_of_a_device_waits_in_no_form(world):
    """Neither where the passphrase is asked for first, nor after the session had ended."""
    owner, device = world.client("sam"), PasskeyDevice()
    add(owner, device)
    keep_codes(owner)
    (path,) = ALONE.findall(owner.get(STEP).text)
    sent = answer_alone_page(device, owner.get(path).text)
    token = owner.csrf(path)
    end_sign_ins(world, "sam")
    late = owner.post(path, data={"csrf_token": token, **sent})
    (carried,) = re.findall(r'name="carried_form"[^>]* value="([^"]+)"', late.text)
    csrf = re.search(r'name="csrf_token" value="(\w+)"', late.text)[1]
    unlock = {"csrf_token": csrf, "carried_form": carried, "passphrase": PASSPHRASE}
    after = owner.post("/locked", data=unlock)
    assert after.status_code in {200, 303}
    for page in (late.text, owner.get(path).text, after.text):
        assert sent["prf"] not in page
    with world.app.test_request_context(path, method="POST", data=sent):
        assert [name for name, _ in step_up_gate._list_fields()] == ["passkey", "challenges"]


def test_the_page_after_a_new_passphrase_lists_them(world):
    owner, _, path = make_alone(world)
    before = owner.get("/account/passphrase").text
    assert "A passkey signs you in without" in before
    fields = {"now": PASSPHRASE, "passphrase": "nine violet otters hum quietly"}
    fields["again"] = fields["passphrase"]
    done = owner.send("/account/passphrase", fields)
    after = owner.get(done.location).text
    assert "Passkeys that sign you in alone" in after
    assert f'href="{path}"' in after
