"""A club with at least two rows in every table that holds a blob.

Made by the services that make such rows for people. Every word in it is made up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from app.domain.routing.actors import Role
from app.services.auth import sign_ins
from app.services.concern_lists.filtered_lists import ConcernList, ListFilter
from app.services.concern_lists.saved_lists import save_list
from app.services.concerns.acknowledgements import acknowledge_concern
from app.services.concerns.additions import NewAddition, add_words
from app.services.drafts import draft_store, late_page_store
from app.services.members import invites
from app.services.organisations import setup_drafts
from app.services.outside_training import outside_answers, outside_links
from app.services.outside_training.outside_answers import TypedAnswer
from app.services.outside_training.outside_links import AskedPerson
from app.services.referrals import referral_pdf
from app.services.sealed_index import index_building
from tests.support.club import new_sheets
from tests.support.club.child_links import link, sign_about
from tests.support.club.office import Office
from tests.support.club.second_steps import (
    add_passkey,
    set_passkey_alone,
    set_up_step,
    take_seat,
)
from tests.support.training import confirmations, debrief_steps
from tests.support.training.completions import complete

DEVICES = ("Firefox on Windows", "Safari on iPhone")
DECLINED = TypedAnswer("declined", "", "", "", understands=False)
HERE = "192.0.2.7"


@dataclass
class FullClub:
    """The club, and the ids by which its people open what is theirs."""

    office: Office
    concerns: dict[UUID, tuple[str, ...]] = field(default_factory=dict)
    """The readers of each concern."""
    drafts: dict[UUID, str] = field(default_factory=dict)
    """Whose each draft is."""
    late_pages: dict[UUID, str] = field(default_factory=dict)
    trainings: list[UUID] = field(default_factory=list)
    """Sent to Sam."""
    debriefs: list[UUID] = field(default_factory=list)
    child_files: list[UUID] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    sessions: list[str] = field(default_factory=list)
    """Tokens of three sessions, two of them of Sam."""
    set_ups: list[str] = field(default_factory=list)
    """Tokens of two boxes of a set-up that was never finished."""


def fill_club(office: Office) -> FullClub:
    """Make everything, in the order in which it can be made."""
    club = FullClub(office)
    _sign_concerns(club)
    _write_drafts(club)
    _train(club)
    for number in (1, 2):
        invited = invites.invite_member(office.at("jo"), f"new{number}@example.org", (Role.LEAD,))
        club.codes.append(invited[1])
        save_list(office.at("jo"), f"List {number}", ConcernList.EVERYONE, ListFilter(f"{number}"))
    new_sheets.replace_with_old(office)
    _sign_under_new_keys(club)
    _start_sessions(club)
    for who, passkeys in (("pat", 2), ("deputy", 1)):
        _set_up_sign_in(office, who, passkeys)
    return club


def _set_up_sign_in(office: Office, who: str, passkeys: int) -> None:
    """An app for the second step, and passkeys that each open the account alone."""
    step = set_up_step(office, who)
    for number in range(passkeys):
        _, device = add_passkey(office, who, step.token, step.codes[number])
        set_passkey_alone(step, device)


def _sign_concerns(club: FullClub) -> None:
    office = club.office
    for name in ("Siôn Łuk", "Leah Fox"):
        concern = sign_about(office, {"name": name})
        club.concerns[concern] = ("jo", "sam")
        acknowledge_concern(office.at("jo"), concern)
        add_words(office.at("sam"), concern, NewAddition(once=uuid4(), words=f"About {name}."))
        offered = referral_pdf.offer_pdf_passphrase(office.at("sam"))
        referral_pdf.make_and_archive_summary_pdf(
            office.at("sam"), concern, "", offered, protect=True
        )
    club.child_files.append(link(office, concern))
    for _ in range(2):
        club.concerns[office.signed("pat", about="yes")] = ("senior", "pat")
    for who in ("jo", "senior"):
        index_building.merge_oldest_slips(office.at(who))


def _sign_under_new_keys(club: FullClub) -> None:
    """Two more of each kind, sealed to the second key of each team, and not in any book yet."""
    for _ in range(2):
        concern = club.office.signed("sam")
        club.concerns[concern] = ("jo", "sam")
        club.concerns[club.office.signed("pat", about="yes")] = ("senior", "pat")
    club.child_files.append(link(club.office, concern, who="deputy"))


def _write_drafts(club: FullClub) -> None:
    office = club.office
    for who in ("sam", "sam", "pat"):
        draft = draft_store.start_draft(office.at(who))
        club.drafts[draft] = who
        for page in ("account", "child"):
            draft_store.save_page(office.at(who), draft, page, {"worry": [f"{page} {draft}"]}, 0)
        draft_store.save_conflict(office.at(who), draft, "account", {"worry": [f"two {draft}"]})
        late = {"worry": [f"late {draft}"]}
        kept = late_page_store.store_late_page(
            office.at("jo"), office.id(who), draft, "account", late
        )
        club.late_pages[kept] = who


def _train(club: FullClub) -> None:
    office = club.office
    for who in ("tess", "pat"):
        training = confirmations.answer_and_send(office, who, "sam")
        confirmations.record_discussion(office, "sam", training)
        club.trainings.append(training)
        debrief = debrief_steps.send_finished_practice(office, who, "sam", f"Words of {who}.")
        debrief_steps.write_talk_note(office, "sam", debrief, f"A note about {who}.")
        club.debriefs.append(debrief)
    complete(office, "deputy", "jo")


def fill_sole_lead(office: Office) -> FullClub:
    """Two links for a confirmer outside, which only someone makes whom no one here can confirm."""
    confirmations.answer_all(office, "jo")
    for name in ("Gwen Ellis", "Bea Cole"):
        token = office.world.token("jo")
        asked = AskedPerson(name, "Trainer", "outside_trainer")
        outside_links.make_outside_link(take_seat(office, token), asked, token)
        made = outside_links.find_newest_link(take_seat(office, token))
        assert made is not None
        outside_answers.answer_outside_link(office.world.uow(), made.token, DECLINED, HERE)
        office.now += timedelta(minutes=1)
    return FullClub(office)


def _start_sessions(club: FullClub) -> None:
    """Sam on two devices, and Jo."""
    world = club.office.world
    for who, device in zip(("sam", "sam", "jo"), (*DEVICES, DEVICES[0]), strict=True):
        uow, person = world.uow(), world.people[who]
        uow.device = device
        made = sign_ins.verify_and_start_session(uow, person.id, person.seed, person.pins)
        club.sessions.append(made)
        club.set_ups.append(setup_drafts.save_setup_answers(world.uow(), {"name": device}))
