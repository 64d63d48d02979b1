"""Setting up in the browser: one code, one sheet on paper, one organisation."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.errors import DiskFullError
from app.models.member import Lock, Member
from app.models.organisation import Organisation, SetUpDraft
from app.services.organisations import organisation_setup, setup_code, setup_drafts
from tests.support.club.club_setup import PASSPHRASE
from tests.support.web.checking_client import CheckingClient, Page
from tests.support.web.setup_client import (
    ANSWERS,
    SHEET,
    STEPS,
    groups,
    send_step,
    send_up_to,
    typed,
)


@pytest.fixture
def rows(engine):
    """A session beside the app's, for counting."""
    with Session(engine) as session:
        yield session


def count(rows: Session, table: type) -> int:
    rows.rollback()
    number = len(rows.scalars(select(table)).all())
    rows.rollback()  # set-up waits for readers before it empties the write-ahead file
    return number


def test_every_page_leads_to_set_up_until_it_is_done(visitor):
    assert visitor.get("/").location == "/set-up"
    assert visitor.get("/sign-in").location == "/set-up"
    assert visitor.get(SHEET).location == "/set-up"


@pytest.mark.both_databases
def test_an_organisation_is_made_when_the_sheet_is_proved_and_not_before(visitor, rows, data):
    typed(visitor)
    assert count(rows, Organisation) == count(rows, Member) == 0
    _, answer = groups(visitor)
    done = visitor.send(SHEET, answer)
    assert (done.status_code, done.location) == (303, "/set-up/done")
    rows.rollback()
    org = rows.scalars(select(Organisation)).one()
    assert org.hours["0"] == ["09:00-17:30"]
    assert org.hours["5"] == ["10:00-12:00"]
    assert org.closures == ["2026-12-24", "2027-08-01", "2027-08-02", "2027-08-03"]
    assert {one.email for one in rows.scalars(select(Member))} == {
        "jo@example.org",
        "ash@example.org",
    }
    assert not (data / "set-up-code").exists()
    assert count(rows, Lock) == 1


def test_the_lead_is_signed_in_and_told_what_is_left(visitor):
    typed(visitor)
    visitor.send(SHEET, groups(visitor)[1])
    page = visitor.page("/set-up/done")
    for words in ("ash@example.org", "Make your own recovery card", "second welfare officer"):
        assert words in page.text
    assert "read out two of their six words" in page.text
    shown = visitor.get("/set-up/done").text
    assert 'data-copy="code-1"' in shown
    assert 'id="code-1"' in shown
    made = visitor.send("/set-up/done", via="/set-up/done")
    assert made.location == "/account/recovery-card"
    assert "ash@example.org" not in visitor.page("/set-up/done").text
    assert "You are the only welfare officer" in visitor.page("/").text


def test_the_second_step_comes_right_after_the_codes_where_it_is_required(visitor, app):
    state = app.extensions["heard"]
    strict = replace(state.config, second_step_required=True)
    app.extensions["heard"] = replace(state, config=strict)
    typed(visitor)
    visitor.send(SHEET, groups(visitor)[1])
    page = visitor.page("/set-up/done")
    assert "ash@example.org" in page.text, "the codes of the first seniors are shown all the same"
    for words in ("2. Set up your second step", "3. Make your own recovery card"):
        assert words in page.text
    step = visitor.send("/set-up/done", via="/set-up/done")
    assert step.location == "/account/second-step"
    assert visitor.get(step.location).status_code == 200, "the passphrase was typed a moment ago"
    assert visitor.page("/").headings == ["Set up your second step first"]
    assert "You can do this after your second step." in visitor.page("/set-up/done").text


def test_set_up_is_closed_for_good_and_looks_like_any_absent_page(visitor, app):
    typed(visitor)
    visitor.send(SHEET, groups(visitor)[1])
    stranger = CheckingClient(app)
    absent = stranger.get("/no-such-page").get_data()
    assert stranger.get("/set-up").status_code == 404
    assert stranger.get("/set-up").get_data() == absent
    assert stranger.get(SHEET).get_data() == absent
    for path in STEPS:
        assert stranger.get(path).get_data() == absent
        assert stranger.send(path, ANSWERS, via="/sign-in").status_code == 404


def test_a_wrong_code_is_refused_and_after_eight_nobody_may_guess_on(visitor, rows):
    for _ in range(8):
        wrong = send_step(visitor, "/set-up", code="ABCD-EFGH-JKMP")
        assert wrong.status_code == 422
        assert "Check the set-up code" in Page(wrong.text).text
        assert "ABCD-EFGH-JKMP" in wrong.text
    assert send_step(visitor, "/set-up").status_code == 429
    assert count(rows, SetUpDraft) == 0


def test_the_page_of_the_code_says_where_it_is_without_a_console(visitor):
    text = visitor.page("/set-up").text
    for words in (
        "Someone else installed Heard",
        "Call them",
        "set-up-code in Heard’s data folder",
    ):
        assert words in text


def test_no_step_opens_without_the_code(visitor, rows):
    for path in (*STEPS, "/set-up/check-your-answers"):
        assert path == "/set-up" or visitor.get(path).location.startswith("/set-up")
        assert "Riverside" not in visitor.get(path, follow_redirects=True).text
    assert visitor.get("/set-up/no-such-step").status_code == 404
    assert send_step(visitor, "/set-up/your-organisation").status_code == 422
    assert count(rows, SetUpDraft) == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"passphrase": "short", "again": "short"}, "at least 12 characters"),
        ({"passphrase": "passwordpassword", "again": "passwordpassword"}, "easy to guess"),
        ({"passphrase": "Riverside Youth Club", "again": "Riverside Youth Club"}, "easy to guess"),
        ({"again": PASSPHRASE + "!"}, "not the same"),
        ({"senior_1": "jo@example.org"}, "This one is yours"),
        ({"senior_2": "ash@example.org"}, "a different address from the first"),
        ({"lead_email": "jo"}, "whole email address"),
        ({"hours": "whenever"}, "Write the hours like"),
        ({"closures": "24/12/2030\nthe summer"}, "This line cannot be used: “the summer”."),
        ({"pack": ""}, "Choose your council area"),
        ({"phone": "01652 000"}, "Enter the whole phone number with its area code"),
        ({"lead_phone": "ask the office"}, "Enter the phone number in digits"),
        ({"organisation": " \x00 "}, "Enter the name of your organisation"),
        ({"organisation": "Club\nRing 07700 900666"}, "Enter it on one line"),
        ({"lead_title": "lead\u2028Bcc: x"}, "Enter it on one line"),
        ({"lead_name": "Jo\x1b[2J Smith"}, "Enter it on one line"),
        ({"phone": "01632 960001\r\nX"}, "Enter it on one line"),
        ({"host": "https://x/y"}, "Enter the name only"),
    ],
)
def test_each_mistake_is_named_kindly_and_nothing_typed_is_lost(visitor, rows, change, words):
    path = next(path for path, names in STEPS.items() if set(change) & set(names))
    answer = send_up_to(visitor, path, **change)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in Page(page).text
    assert "Error:" in Page(page).title
    others = [name for name in STEPS[path] if name not in change and "pass" not in path]
    assert all(ANSWERS[name].strip().casefold() in page.casefold() for name in others)
    assert PASSPHRASE not in page
    assert visitor.get(SHEET).location == "/set-up"
    assert count(rows, Organisation) == 0


def test_what_is_saved_on_one_step_is_there_after_back_and_in_no_cookie(visitor, rows):
    send_up_to(visitor, "/set-up/about-you")
    assert visitor.get("/set-up").location == "/set-up/head-or-chair"
    assert "Riverside Youth Club" in visitor.get("/set-up/your-organisation").text
    assert "Mon-Fri 9am-5.30pm" in visitor.get("/set-up/opening-hours").text
    box = rows.scalars(select(SetUpDraft.box)).one()
    cookies = "".join(cookie.value for cookie in visitor._cookies.values())
    for typed_text in ("Jo Smith", "Riverside", "01632 960001"):
        assert typed_text.encode() not in box
        assert typed_text not in cookies


def test_opening_hours_are_unknown_until_somebody_says_them(visitor, rows):
    send_up_to(visitor, "/set-up/where-you-are")
    assert "09:00-17:00" not in visitor.get("/set-up/opening-hours").text
    for path in list(STEPS)[3:]:
        assert send_step(visitor, path, hours="").status_code == 303
    visitor.send(SHEET, groups(visitor)[1])
    assert rows.scalars(select(Organisation)).one().hours == {}


def test_one_answer_is_changed_from_the_list_and_leads_back_to_it(visitor):
    send_up_to(visitor, "/set-up/head-or-chair")
    page = visitor.page("/set-up/check-your-answers")
    assert "North Lincolnshire" in page.text
    assert "/set-up/where-you-are" in page.links
    changed = send_step(visitor, "/set-up/where-you-are", address="2 Example Street")
    assert changed.location == "/set-up/check-your-answers"
    assert "2 Example Street" in visitor.page("/set-up/check-your-answers").text
    clash = send_step(visitor, "/set-up/about-you", lead_email="ash@example.org")
    assert "You named this person as head or chair" in Page(clash.text).text


def test_a_step_posted_after_an_hour_is_carried_through_the_code(visitor):
    send_up_to(visitor, "/set-up/your-organisation")
    with time_machine.travel(setup_drafts.SETUP_DRAFT_LIFETIME + timedelta(seconds=1)):
        late = send_step(visitor, "/set-up/where-you-are", address="3 Late Street")
        assert late.status_code == 422
        assert "still here" in Page(late.text).text
        carried = {one["name"]: one["value"] for one in Page(late.text).controls if "value" in one}
        carried["code"] = ANSWERS["code"]
        assert visitor.send("/set-up", carried).location == "/set-up/your-organisation"
        assert "3 Late Street" in visitor.get("/set-up/where-you-are").text


def test_a_mistyped_group_is_asked_again_on_the_same_sheet(visitor, rows):
    typed(visitor)
    first, answer = groups(visitor)
    wrong = visitor.send(SHEET, {name: "AAAA" for name in answer})
    assert wrong.status_code == 422
    assert groups(visitor)[0] == first
    assert count(rows, Organisation) == 0


def test_the_sheet_opens_only_for_the_browser_that_typed_and_for_an_hour(visitor, app):
    typed(visitor)
    assert CheckingClient(app).get(SHEET).location == "/set-up"
    groups(visitor)
    with time_machine.travel(setup_drafts.SETUP_DRAFT_LIFETIME + timedelta(seconds=1)):
        assert visitor.get(SHEET).location == "/set-up"


def test_the_database_holds_neither_what_was_typed_nor_the_seed(visitor, rows):
    typed(visitor)
    box = rows.scalars(select(SetUpDraft.box)).one()
    for secret in (PASSPHRASE, "Jo Smith", "Riverside", "".join(groups(visitor)[0])):
        assert secret.encode() not in box


def test_a_set_up_that_fails_keeps_its_draft(visitor, rows, monkeypatch):
    typed(visitor)
    answer = groups(visitor)[1]
    with monkeypatch.context() as broken:
        broken.setattr(
            "app.services.organisations.organisation_setup.create_organisation_and_first_lead",
            _full,
        )
        assert visitor.send(SHEET, answer).status_code == 507
    assert count(rows, SetUpDraft) == 1
    assert visitor.send(SHEET, answer).location == "/set-up/done"


def _full(*_args):
    raise DiskFullError("full")


@pytest.mark.both_databases
def test_finishing_twice_makes_one_organisation_and_helps_both_times(visitor, rows):
    typed(visitor)
    _, answer = groups(visitor)
    token = visitor.csrf(SHEET)
    kept = visitor.get_cookie("heard-set-up-80")
    first = visitor.post(SHEET, data=answer | {"csrf_token": token})
    visitor.set_cookie(kept.key, kept.value, domain="localhost")
    visitor.delete_cookie("heard-sign-in-80", domain="localhost")
    second = visitor.post(SHEET, data=answer | {"csrf_token": token})
    assert first.location == "/set-up/done"
    assert second.location == "/sign-in?next=/set-up/done"
    assert count(rows, Organisation) == 1
    visitor.send("/sign-in", {"email": "jo@example.org", "passphrase": PASSPHRASE})
    assert "a new code" in visitor.page("/set-up/done").text


@pytest.mark.both_databases
def test_finishing_twice_at_once_makes_one_organisation_for_both(visitor, rows, monkeypatch):
    typed(visitor)
    _, answer = groups(visitor)
    token = visitor.csrf(SHEET)
    real, second = setup_code.hold_setup_lock, []

    def pressed_meanwhile(data):
        if not second:  # the draft was found, the lock not taken yet: the other press goes first
            second.append(None)
            other = CheckingClient(visitor.application)
            other._cookies = dict(visitor._cookies)  # a second press in the same browser
            second[0] = other.post(SHEET, data=answer | {"csrf_token": token})
        return real(data)

    monkeypatch.setattr(setup_code, "hold_setup_lock", pressed_meanwhile)
    first = visitor.post(SHEET, data=answer | {"csrf_token": token})
    assert first.location == second[0].location == "/set-up/done"
    assert "ash@example.org" in visitor.page("/set-up/done").text
    assert count(rows, Organisation) == 1


@pytest.mark.both_databases
def test_two_set_ups_at_once_make_one_organisation(visitor, app, rows):
    browsers = [visitor, CheckingClient(app)]
    answers = []
    for number, browser in enumerate(browsers):
        typed(browser, host=f"host{number}.example", senior_1="")
        answers.append((browser, groups(browser)[1], browser.csrf(SHEET)))
    status: list[int] = []

    def press(browser, answer, token):
        status.append(browser.post(SHEET, data=answer | {"csrf_token": token}).status_code)

    threads = [threading.Thread(target=press, args=each) for each in answers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(status) == [303, 404]
    assert count(rows, Organisation) == 1


@pytest.mark.both_databases
def test_an_end_in_the_middle_leaves_nothing(visitor, rows, data, monkeypatch):
    typed(visitor)
    _, answer = groups(visitor)
    real = organisation_setup.write_grant

    def killed(act, *rest):
        real(act, *rest)
        raise SystemExit  # the process ends inside the transaction

    monkeypatch.setattr(organisation_setup, "write_grant", killed)
    with pytest.raises(SystemExit):
        visitor.send(SHEET, answer)
    monkeypatch.undo()
    for table in ("organisation", "member", "team_key", "leaf", "lock"):
        rows.rollback()
        assert rows.execute(text(f'SELECT COUNT(*) FROM "{table}"')).scalar() == 0  # noqa: S608
    rows.rollback()
    assert (data / "set-up-code").exists()
    assert visitor.send(SHEET, answer).location == "/set-up/done"
