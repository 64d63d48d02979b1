"""A passkey as a second step: added, asked for after the passphrase, and removed."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webauthn.helpers import bytes_to_base64url

from app.errors import ExpiredError, InvalidError, NotFoundError
from app.services.auth import sessions
from app.services.auth.second_step import (
    passkey_checks,
    passkey_setup,
    step_codes,
    step_proofs,
    step_setup,
)
from app.services.auth.second_step.passkey_checks import PasskeySite, RefusedPasskeyError
from app.services.auth.second_step.passkey_setup import (
    LAST_STAYS,
    MOST_PASSKEYS,
    NOT_MADE,
    NOTHING_MADE,
    TOO_MANY_PASSKEYS,
)
from app.services.auth.second_step.passkey_use import PasskeyAnswer
from app.services.auth.second_step.step_proofs import TOO_OLD, StepProof
from app.services.auth.second_step.step_refusals import NO_APP, NO_RECOVERY_CODE, WRONG_PASSKEY
from app.services.integrity import integrity_check
from app.services.notices import notice_lines
from audit.actions import Action
from tests.support.club.office import Office
from tests.support.club.passkey_device import HOME, PasskeyDevice
from tests.support.club.second_steps import (
    Step,
    add_passkey,
    ask_for_passkey,
    open_passkey_page,
    open_seat,
    pass_by_passkey,
    pass_step,
    set_up_step,
    start_sign_in,
    take_seat,
)

ELSEWHERE = PasskeySite("school.example", "https://school.example")


def count_acts(office: Office, action: Action) -> int:
    return [event.act for event in office.events()].count(action)


def remove(step: Step, proof: StepProof) -> None:
    """Remove the oldest passkey."""
    with open_seat(step.office, step.token) as seat:
        held = step_setup.load_step_setup(seat).passkeys
    with open_seat(step.office, step.token) as seat:
        passkey_setup.remove_passkey(seat, step.token, held[0].id, proof)


def read_notices(step: Step) -> str:
    return "\n".join(line.text for line in notice_lines.list_all_notices(step.seat()))


def test_the_first_passkey_is_a_second_step_with_recovery_codes(office):
    other = office.world.token("sam")
    step, device = add_passkey(office, "sam")
    assert len(set(step.codes)) == step_codes.RECOVERY_CODES
    assert take_seat(office, step.token).actor is not None
    assert take_seat(office, other).actor is None, "a thief may be in already"
    asked = start_sign_in(office, "sam")
    options = ask_for_passkey(office, asked)
    assert json.loads(options)["userVerification"] == "required"
    uow = office.world.uow()
    token = pass_by_passkey(office, asked, device.use(options))
    assert sessions.open_session(uow, token) is not None
    assert uow.me.id == office.id("sam")
    assert pass_step(office, start_sign_in(office, "sam"), step.codes[0])
    acts = [event.act for event in office.events()]
    assert acts.count(Action.FACTOR_PASSKEY_ADDED) == acts.count(Action.FACTOR_PASSKEY_USED) == 1
    assert integrity_check.find_all_differences(office.at("jo")) == ()
    assert "A passkey was added to your account" in read_notices(step)
    (held,) = step_setup.load_step_setup(step.seat()).passkeys
    assert (held.name, held.sign_count) == ("Phone of sam", 2)
    assert held.used_at is not None


def test_without_an_app_no_six_digits_count(office):
    """The digits of an empty secret are known to everyone."""
    add_passkey(office, "sam")
    step = int(office.now.timestamp()) // step_codes.STEP_SECONDS
    for at in (step - 1, step, step + 1):
        with pytest.raises(InvalidError) as refused:
            pass_step(office, start_sign_in(office, "sam"), step_codes.compute_app_code(b"", at))
        assert refused.value.problems == {"code": NO_APP}


def test_an_answer_counts_once_and_for_one_page(office):
    _, device = add_passkey(office, "sam", device=PasskeyDevice(counts=False))
    first, other = start_sign_in(office, "sam"), start_sign_in(office, "sam")
    answer = device.use(ask_for_passkey(office, first))
    with pytest.raises(InvalidError):
        pass_by_passkey(office, other, answer)
    assert pass_by_passkey(office, first, answer)
    with pytest.raises(ExpiredError):
        pass_by_passkey(office, first, answer)
    assert pass_by_passkey(office, other, device.use(ask_for_passkey(office, other)))
    with pytest.raises(ExpiredError):
        pass_by_passkey(office, first, answer)


def test_a_page_counts_for_five_minutes_in_one_session(office):
    step, device = add_passkey(office, "sam")
    asked, page = start_sign_in(office, "sam"), open_passkey_page(office, step.token)
    answer = device.use(ask_for_passkey(office, asked))
    assert step_proofs.open_challenges(step.seat(), step.token, page.sealed)
    for seat, token in ((step.seat(), "another"), (office.at("pat"), step.token)):
        with pytest.raises(ExpiredError):
            step_proofs.open_challenges(seat, token, page.sealed)
    office.now += timedelta(minutes=5)
    with pytest.raises(ExpiredError):
        step_proofs.open_challenges(step.seat(), step.token, page.sealed)
    with pytest.raises(ExpiredError):
        pass_by_passkey(office, asked, answer)


def change(answer: str, **parts: object) -> str:
    """Change an answer of a device on its way."""
    found = json.loads(answer)
    return json.dumps({**found, "response": {**found["response"], **parts}})


@pytest.mark.parametrize("fault", ["unverified", "host", "origin", "key", "count", "signature"])
def test_an_answer_that_proves_nothing_lets_no_one_in(office, fault):
    _, device = add_passkey(office, "sam")
    asked = start_sign_in(office, "sam")
    options, site = ask_for_passkey(office, asked), device.site
    if fault == "unverified":
        device.verifies = False
    elif fault == "host":
        device.site = PasskeySite("example.org", site.origin)
    elif fault == "origin":
        device.site = PasskeySite(site.host, "http://localhost:1")
    elif fault == "key":
        device = dataclasses.replace(PasskeyDevice(), credential=device.credential, uses=9)
    elif fault == "count":
        device.uses = 0
    answer = device.use(options)
    if fault == "signature":
        answer = change(answer, authenticatorData=json.loads(answer)["response"]["signature"])
    with pytest.raises(InvalidError) as refused:
        pass_by_passkey(office, asked, answer)
    assert refused.value.problems == {"code": WRONG_PASSKEY}


def test_a_passkey_made_elsewhere_is_not_asked_for(office):
    step, device = add_passkey(office, "sam")
    asked = start_sign_in(office, "sam")
    options = ask_for_passkey(office, asked)
    device.site = ELSEWHERE
    with pytest.raises(InvalidError):
        pass_by_passkey(office, asked, device.use(options), site=ELSEWHERE)
    page = passkey_setup.prepare_passkey_page(step.seat(), step.token, ELSEWHERE, creates=True)
    assert page.request == ""
    assert json.loads(page.creation)["excludeCredentials"] == []


def test_a_removed_passkey_opens_nothing_and_the_last_turns_the_step_off(office):
    step, first = add_passkey(office, "jo")
    _, second = add_passkey(office, "jo", step.token, step.codes[0])
    asked = start_sign_in(office, "jo")
    answer = first.use(ask_for_passkey(office, asked))
    for code in ("", "aaaa-bbbb-ccc"):
        with pytest.raises(InvalidError):
            remove(step, StepProof(code))
    page = open_passkey_page(office, step.token)
    remove(step, StepProof("", PasskeyAnswer(second.use(page.request), HOME), page.sealed))
    assert count_acts(office, Action.FACTOR_PASSKEY_REMOVED) == 1
    with pytest.raises(InvalidError) as refused:
        pass_by_passkey(office, asked, answer)
    assert refused.value.problems == {"code": WRONG_PASSKEY}
    assert "A passkey was removed from your account" in read_notices(step)
    remove(step, StepProof(step.codes[1]))
    assert start_sign_in(office, "jo") is None
    assert count_acts(office, Action.FACTOR_REMOVED) == 1
    lines = [line.text for line in notice_lines.list_all_notices(office.at("senior"))]
    assert any("turned off the second step of" in line for line in lines), lines
    with pytest.raises(NotFoundError):
        passkey_setup.remove_passkey(step.seat(), step.token, uuid4(), StepProof())
    assert integrity_check.find_all_differences(office.at("jo")) == ()


def test_an_app_and_passkeys_stand_next_to_each_other(office):
    app = set_up_step(office, "sam")
    step, device = add_passkey(office, "sam", app.token, app.codes[0])
    assert step.codes == app.codes, "no new ones"
    office.now += timedelta(seconds=30)
    assert step_setup.load_step_setup(app.seat()).has_app
    assert pass_step(office, start_sign_in(office, "sam"), app.show_code())
    again = set_up_step(office, "sam", app.token, app.codes[1])
    with pytest.raises(InvalidError):
        pass_step(office, start_sign_in(office, "sam"), app.codes[2])
    asked = start_sign_in(office, "sam")
    assert pass_by_passkey(office, asked, device.use(ask_for_passkey(office, asked)))
    assert pass_step(office, start_sign_in(office, "sam"), again.codes[0])


def test_adding_takes_the_passphrase_a_proof_and_a_device_that_answers(office):
    step, device = add_passkey(office, "sam")
    page = open_passkey_page(office, step.token, creates=True)
    other = PasskeyDevice()
    answer = other.make(page.creation)
    cases = {
        NOTHING_MADE: ("", StepProof(step.codes[0], None, page.sealed)),
        NOT_MADE: ("{}", StepProof(step.codes[0], None, page.sealed)),
        TOO_OLD: (answer, StepProof(step.codes[0], None, page.sealed[:-8])),
        NO_RECOVERY_CODE: (answer, StepProof("", None, page.sealed)),
    }
    for words, (sent, proof) in cases.items():
        with pytest.raises(InvalidError) as refused:
            passkey_setup.add_passkey(step.seat(), step.token, HOME, "Key", sent, proof)
        assert list(refused.value.problems.values()) == [words]
    careless = PasskeyDevice(verifies=False).make(page.creation)
    proofs = [StepProof(code, None, page.sealed) for code in step.codes]
    for site, sent in ((ELSEWHERE, answer), (HOME, careless)):
        with pytest.raises(InvalidError):
            passkey_setup.add_passkey(step.seat(), step.token, site, "Key", sent, proofs[0])
    for _ in range(2):  # pressed twice
        passkey_setup.add_passkey(step.seat(), step.token, HOME, "Key", answer, proofs[0])
    assert len(step_setup.load_step_setup(step.seat()).passkeys) == 2
    third = PasskeyDevice().make(page.creation)
    with pytest.raises(InvalidError) as refused:  # of a page that was used
        passkey_setup.add_passkey(step.seat(), step.token, HOME, "Key", third, proofs[1])
    assert refused.value.problems == {"name": TOO_OLD}


def test_no_one_has_more_than_ten(office):
    step, device = add_passkey(office, "sam")
    for _ in range(MOST_PASSKEYS - 1):
        page = open_passkey_page(office, step.token, creates=True)
        proven = PasskeyAnswer(device.use(page.request), HOME)
        proof = StepProof("", proven, page.sealed)
        made = PasskeyDevice().make(page.creation)
        with open_seat(office, step.token) as seat:
            passkey_setup.add_passkey(seat, step.token, HOME, "Key", made, proof)
    with pytest.raises(InvalidError) as refused:
        add_passkey(office, "sam", step.token, step.codes[0])
    assert refused.value.problems == {"name": TOO_MANY_PASSKEYS}
    assert pass_step(office, start_sign_in(office, "sam"), step.codes[0]), "it was not used up"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
PARTS = ("clientDataJSON", "attestationObject", "authenticatorData", "signature")


@given(st.one_of(st.text(max_size=60), JSON.map(json.dumps)), st.binary(max_size=80))
def test_whatever_a_stranger_sends_is_a_refusal(sent, data):
    challenge = passkey_checks.make_challenge()
    options = passkey_checks.make_request_options(HOME, challenge, ())
    whole = PasskeyDevice().use(options)
    text = bytes_to_base64url(data)
    answers = [sent, *(change(whole, **{part: text}) for part in PARTS)]
    key = {"public_key": data, "sign_count": 0}
    for answer in answers:
        with pytest.raises(RefusedPasskeyError):
            passkey_checks.verify_passkey(HOME, challenge, answer, **key)
        with pytest.raises(RefusedPasskeyError):
            passkey_checks.verify_new_passkey(HOME, challenge, answer)


def test_the_last_passkey_of_a_required_step_stays_and_uses_no_code(office):
    step, _ = add_passkey(office, "jo")
    office.world.step_required = True
    with pytest.raises(InvalidError) as refused:
        remove(step, StepProof(step.codes[0]))
    assert refused.value.problems == {"current": LAST_STAYS}
    with open_seat(office, step.token) as seat:
        assert step_setup.load_step_setup(seat).recovery_codes_left == len(step.codes)
    add_passkey(office, "jo", step.token, step.codes[0])
    remove(step, StepProof(step.codes[1]))
    assert count_acts(office, Action.FACTOR_PASSKEY_REMOVED) == 1
