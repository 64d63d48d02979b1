"""Pages promise an email only where email is set up. Elsewhere they say what happens instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from app import cli
from app.domain.routing.actors import Role
from app.services.concern_tasks.leaver_work import load_leaver_work
from app.services.concerns import acknowledgements
from app.services.confirmation import lead_proposals, senior_approvals
from app.services.suspension.member_suspension import suspend_member
from tests.support.club.closed_concerns import close_and_end
from tests.support.club.club_setup import type_words
from tests.support.club.newcomers import join_as
from tests.support.club.office import Office
from tests.support.club.second_steps import set_up_step
from tests.support.training.debrief_steps import finish_practice

ROOT = Path(__file__).resolve().parents[3]
PROMISE = re.compile(
    r"\b(?:[Gg]et|gets) (?:an|one) email|\b(?:tell|told) (?:them|you) by email|"
    r"\bsend (?:them|you) (?:an|one) email|\b[Ww]e(?:’ll)? email (?:them|you)|tries to email you"
)
"""A sentence that promises someone an email."""
INSTEAD = re.compile(r"[Ee]mail is not set up|not set up to send email")
Place = Callable[[Office], str]


def of_member(page: str, who: str = "sam") -> Place:
    return lambda office: f"/members/{office.id(who)}/{page}"


def sign_and_read(office: Office) -> str:
    concern_id = office.signed("sam")
    acknowledgements.acknowledge_concern(office.at("jo"), concern_id)
    return f"/concerns/{concern_id}"


def hand_over(office: Office) -> str:
    return f"{sign_and_read(office)}/hand-over"


def ask_author(office: Office) -> str:
    return f"{sign_and_read(office)}/questions/new"


def hand_over_work(office: Office) -> str:
    sign_and_read(office)
    assert load_leaver_work(office.at("jo"), office.id("jo")).concerns
    return f"/members/{office.id('jo')}/hand-over"


def propose_senior(office: Office) -> str:
    jo, robin = office.at("jo"), office.id("second_senior")
    senior_approvals.confirm_senior(jo, robin, type_words(jo, robin))
    return f"/members/approvals?proposed={robin}"


def give_senior_access(office: Office) -> str:
    robin = propose_senior(office).rpartition("=")[2]
    (waiting,) = lead_proposals.list_pending_proposals(office.at("jo"))
    senior_approvals.approve_senior(office.at("senior"), office.id("second_senior"), waiting.seen)
    return f"/members/{robin}/senior-access"


def confirm_new_senior(office: Office) -> str:
    new = join_as(office.world, "bo", (Role.SENIOR,))
    return f"/members/{new.id}/confirm"


def let_in_again(office: Office) -> str:
    suspend_member(office.at("jo"), office.id("sam"))
    return of_member("account")(office)


def turn_off_their_step(office: Office) -> str:
    set_up_step(office, "sam")
    return of_member("second-step")(office)


def remove(office: Office) -> str:
    suspend_member(office.at("jo"), office.id("sam"))
    return of_member("removal")(office)


def wait_without_answer(office: Office) -> str:
    concern_id = close_and_end(office)
    office.now += timedelta(minutes=1)
    return f"/concerns/{concern_id}"


PAGES: dict[str, tuple[str, Place]] = {
    "stop an account": ("jo", of_member("account")),
    "stop a lead": ("jo", of_member("account", "deputy")),
    "let them in again": ("jo", let_in_again),
    "remove an account": ("jo", remove),
    "give a new account": ("jo", of_member("lost-passphrase")),
    "end their sessions": ("jo", of_member("sessions")),
    "change their roles": ("jo", of_member("roles")),
    "say when they leave": ("jo", of_member("leaving")),
    "turn off a colleague's second step": ("jo", turn_off_their_step),
    "confirm a head or chair": ("jo", confirm_new_senior),
    "a head or chair waits": ("jo", propose_senior),
    "give a head or chair access": ("jo", give_senior_access),
    "appoint a lead": ("senior", lambda _office: "/members/acting"),
    "a lead is appointed": ("senior", lambda _office: "/members/acting/done"),
    "make a new sheet": ("jo", lambda _office: "/account/recovery-sheet"),
    "change the details": ("jo", lambda _office: "/organisation/change"),
    "hand over a concern": ("jo", hand_over),
    "hand over all work": ("jo", hand_over_work),
    "ask its author": ("jo", ask_author),
    "let its author read": ("jo", wait_without_answer),
    "send a practice": ("tess", lambda office: f"/learn/practice/run/{_finish(office)}/send"),
    "today": ("jo", lambda _office: "/"),
    "concerns": ("jo", lambda _office: "/concerns"),
}


def _finish(office: Office) -> str:
    return str(finish_practice(office, "tess"))


def read(office: Office, who: str, place: Place, **mail: str) -> str:
    """The words of a page on a server with these settings of email."""
    office.world.app = office.world.make_app(**mail)
    path = place(office)
    office.world.stop_page_clock(office.now)
    answer = office.world.client(who).page(path)
    assert answer.headings, path
    return answer.text


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_what_happens_where_no_email_is_set_up(office: Office, name: str):
    text = read(office, *PAGES[name])
    assert INSTEAD.search(text), text
    assert not PROMISE.search(text), PROMISE.findall(text)


MAIL = {"smtp_url": "smtp://127.0.0.1:1", "mail_from": "heard@example.org"}
UNPROMISED = {"today", "concerns"}
"""Where email is set up these say only that an email can get lost, or nothing."""


@pytest.mark.parametrize("name", sorted(PAGES.keys() - UNPROMISED))
def test_a_page_promises_an_email_where_it_is_set_up(office: Office, name: str):
    text = read(office, *PAGES[name], **MAIL)
    assert PROMISE.search(text), text
    assert not INSTEAD.search(text), INSTEAD.findall(text)


@pytest.mark.parametrize("mail", [{}, MAIL], ids=["without", "with"])
def test_the_console_says_how_people_learn_that_a_second_step_is_off(office: Office, mail):
    with office.world.make_app(**mail).app_context():
        words = cli._say_who_is_told()
    assert (bool(PROMISE.search(words)), bool(INSTEAD.search(words))) == (bool(mail), not mail)


def test_every_template_that_promises_an_email_asks_if_it_is_set_up():
    found = {}
    for path in sorted((ROOT / "app/templates").rglob("*.html")):
        source = " ".join(path.read_text(encoding="utf-8").split())
        if PROMISE.search(source):
            found[path.relative_to(ROOT).as_posix()] = "mail_is_set_up" in source
    found.pop("app/templates/components/mail_trouble.html")  # its `mail.is_set_up` says so
    assert found
    assert [path for path, asks in found.items() if not asks] == []
