"""Open what is in a full club as its owners do, and say what each thing opened to.

A probe returns, by the name of each thing, a hash of what it opened to, or REFUSED. So a test can
say that nothing ever opens to something else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

import msgspec

from app.errors import HeardError
from app.services.audit_log.session_index import shorten_session_id
from app.services.auth import own_sessions, sessions
from app.services.auth.device_names import UNKNOWN_BROWSER
from app.services.children.child_files import open_child_file
from app.services.concern_lists.saved_lists import load_saved_lists
from app.services.concerns.concern_reading import open_concern
from app.services.drafts import draft_store, late_page_store, private_store
from app.services.members.joining import load_invited_member
from app.services.organisations import setup_drafts
from app.services.practice.debriefs import open_debrief_and_mark_read
from app.services.sealed_index.open_index import open_index
from app.services.training.reviews import open_own_sent_training, open_training_to_confirm
from app.vault.session_tokens import hash_token
from tests.damage.swaps.full_club import FullClub

REFUSED = "refused"
Outcome = dict[str, str]
LEARNERS = ("tess", "pat")
PAGES = ("account", "child")


def _describe(opened: object) -> str:
    return hashlib.sha256(msgspec.json.encode(opened)).hexdigest()[:12]


def _try(open_it: Callable[[], object]) -> str:
    """Return what something opens to, or REFUSED where opening it is refused or nothing opens."""
    try:
        opened = open_it()
    except HeardError:
        return REFUSED
    return REFUSED if opened is None else _describe(opened)


def open_concerns(club: FullClub) -> Outcome:
    """Every entry, for each of its readers."""
    found: Outcome = {}
    for concern, readers in club.concerns.items():
        for who in readers:
            for one in open_concern(club.office.at(who), concern).entries:
                name = f"{who} {concern}/{one.number}"
                found[name] = REFUSED if one.refused else _describe(one.entry)
    return found


def open_drafts(club: FullClub) -> Outcome:
    """Every page of a draft, and every text that waits next to one."""
    found: Outcome = {}
    for draft_id, who in club.drafts.items():
        draft = draft_store.load_own_draft(club.office.at(who), draft_id)
        for page in PAGES:
            opened = draft.pages[page]
            spoiled = draft.pages.is_spoiled(page)
            found[f"{draft_id}/{page}"] = REFUSED if spoiled else _describe(opened)
        for one in draft_store.load_conflicts(club.office.at(who), draft_id, "account"):
            found[f"{draft_id} waiting"] = REFUSED if one.spoiled else _describe(one.raw)
    return found


def open_late_pages(club: FullClub) -> Outcome:
    """Every page that came after its session had ended."""
    return {
        str(kept): _try(lambda k=kept, w=who: late_page_store.read_late_page(club.office.at(w), k))
        for kept, who in club.late_pages.items()
    }


def open_learning(club: FullClub) -> Outcome:
    """Every answer to the workbook, page of a practice and note that was not signed."""
    found: Outcome = {}
    for who in ("jo", "senior", "sam", *LEARNERS):
        uow = club.office.at(who)
        kept = private_store.load_private_documents(
            uow, private_store.list_private_document_names(uow, "")
        )
        for name, one in kept.items():
            found[f"{who} {name}"] = REFUSED if one.spoiled else _describe(one.values)
    return found


def open_saved_lists(club: FullClub) -> Outcome:
    """A lead's own lists."""
    kept = load_saved_lists(club.office.at("jo"))
    opened = {str(one.id): _describe([one.name, one.chosen]) for one in kept.lists}
    return opened | {str(one): REFUSED for one in kept.spoiled}


def open_exchanges(club: FullClub) -> Outcome:
    """Trainings and practices that were sent, for both people."""
    found: Outcome = {}
    for who, training, debrief in zip(LEARNERS, club.trainings, club.debriefs, strict=True):
        for name, opened in (
            (who, open_own_sent_training(club.office.at(who), training)),
            ("sam", open_training_to_confirm(club.office.at("sam"), training)),
            (who, open_debrief_and_mark_read(club.office.at(who), debrief)),
            ("sam", open_debrief_and_mark_read(club.office.at("sam"), debrief)),
        ):
            for one in opened.entries:
                place = f"{name} {opened.id}/{one.number}"
                found[place] = REFUSED if one.said is None else _describe(one.said)
    return found


def open_child_files(club: FullClub) -> Outcome:
    """The card of each child's file, and every entry."""
    found: Outcome = {}
    for name in club.child_files:
        opened = open_child_file(club.office.at("jo"), name, size=0)
        found[f"{name} card"] = _describe(opened.card) if opened.card.links else REFUSED
        for one in opened.entries:
            found[f"{name}/{one.number}"] = REFUSED if one.said is None else _describe(one.said)
    return found


def search_all(club: FullClub) -> Outcome:
    """Which concerns a search of each team looks in whole."""
    found: Outcome = {}
    for who in ("jo", "senior"):
        for one in [concern for concern, readers in club.concerns.items() if who in readers]:
            whole = open_index(club.office.at(who), [one.bytes]).whole
            found[f"{who} {one}"] = "whole" if whole else REFUSED
    return found


def open_sessions(club: FullClub) -> Outcome:
    """Open the session of each cookie: the name of its owner."""

    def open_one(token: str) -> str | None:
        uow = club.office.world.uow()
        visit = sessions.open_session(uow, token)
        uow.session.close()
        return visit.name if visit is not None and visit.actor is not None else None

    return {token: _try(lambda t=token: open_one(t)) for token in club.sessions}


def list_devices(club: FullClub) -> Outcome:
    """The device that each of Sam's two sessions is shown with."""
    uow = club.office.world.uow()
    sessions.open_session(uow, club.sessions[0])
    mine = [shorten_session_id(hash_token(token)) for token in club.sessions[:2]]
    listed = own_sessions.list_own_sessions(uow, b"").shown
    uow.session.close()
    shown = {one.id: one.device for one in listed if one.id in mine}
    return {name: REFUSED if text == UNKNOWN_BROWSER else text for name, text in shown.items()}


def take_invites(club: FullClub) -> Outcome:
    """Read each code of an invite: the email that it is for."""

    def take(code: str) -> str | None:
        uow = club.office.world.uow()
        invited = load_invited_member(uow, code)
        uow.session.close()
        return invited and invited.email

    return {code: _try(lambda c=code: take(c)) for code in club.codes}


def open_set_ups(club: FullClub) -> Outcome:
    """Open the answers of two set-ups that were not finished."""
    session, now = club.office.session, club.office.now
    return {
        token: _try(lambda t=token: setup_drafts.find_setup_answers(session, t, now))
        for token in club.set_ups
    }


PROBES: Mapping[str, Callable[[FullClub], Outcome]] = {
    "concerns": open_concerns,
    "drafts": open_drafts,
    "late pages": open_late_pages,
    "learning": open_learning,
    "saved lists": open_saved_lists,
    "exchanges": open_exchanges,
    "child files": open_child_files,
    "search": search_all,
    "sessions": open_sessions,
    "devices": list_devices,
    "invites": take_invites,
    "set-ups": open_set_ups,
}
