"""Fill a fictional club and school, so that a newcomer can look around at once.

Everything goes through the same services as real work: set-up, invites, six words, drafts,
signing. The organisations are marked `demo`, which puts a banner on every page. This never runs
beside real records: any organisation that is not its own stops it. With the case, the club has
eight concerns more, from four months: loading takes longer.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.journey.question_flow import list_asked_pages
from app.domain.pages import PAGES_BY_NAME
from app.domain.pages.decision import DECISION, DecisionQuestions, build_decision_page
from app.domain.record.collected_record import collect_record, parse_draft_page
from app.domain.record.entry_schema import ENTRY_TYPE_BY_PAGE
from app.domain.routing.actors import Org, Role
from app.domain.times import weekly_hours
from app.domain.times.answer_times import list_answer_times
from app.models.concern import Concern
from app.services.auth import sessions, sign_ins
from app.services.auth.kdf_slots import KdfSlots
from app.services.children import child_linking
from app.services.concerns import acknowledgements, additions, follow_up_entries, record_signing
from app.services.confirmation import (
    lead_approvals,
    lead_proposals,
    member_confirmation,
    senior_approvals,
)
from app.services.confirmation.word_checks import TypedWords
from app.services.content.pack_content import load_pack_options
from app.services.demo import case_events, form_input
from app.services.demo.demo_learning import Event, LearningPlan
from app.services.demo.demo_moments import (
    CASE_STARTED_AGO,
    STARTED_AGO,
    WRITING_TIME,
    find_event_moment,
    iter_follow_up_delays,
)
from app.services.drafts import draft_store, record_labels
from app.services.members import invites, joining
from app.services.organisations import organisation_lookup, organisation_setup
from app.services.unit_of_work import UnitOfWork
from app.vault.locks import Pins
from app.vault.principals import Secret
from app.vault.recovery import encode_recovery_sheet
from app.vault.spoken_words import derive_six_words
from content.london_time import get_london_day

DEMO_FILE = Path(__file__).with_name("demo.toml")
CASE_FILE = Path(__file__).with_name("case.toml")
DEMO_PASSPHRASE = "quiet harbour seven lanterns"  # noqa: S105 - printed for everybody, opens only the demo

NO_ID = UUID(int=0)
DECIDED = build_decision_page(DecisionQuestions("the author", {}, about_staff=True))
MakeUnitOfWork = Callable[[Org, Callable[[], datetime]], UnitOfWork]
OpenedSeed = tuple[
    UUID, bytes, Pins
]  # what a lock opens to: opening one takes a core's whole attention


class DemoAccount(msgspec.Struct, frozen=True):
    """One demo account, for the person who looks around."""

    organisation: str
    host: str
    name: str
    email: str
    roles: str


class NotDemoDataError(Exception):
    """There is something else here already: the demonstration never mixes with it."""


def is_demo_loaded(session: Session, *, with_case: bool = False) -> bool:
    """Whether the demonstration is there, whole. Raises NotDemoDataError beside anything else."""
    found = organisation_lookup.list_organisations(session)
    if not found:
        return False
    if not all(org.demo for org in found):
        raise NotDemoDataError("There are real organisations here. Choose another DATA folder.")
    if {org.host for org in found} != {one["host"] for one in _data()} or not _is_whole(session):
        raise NotDemoDataError("The demonstration was not made to its end. Delete its DATA folder.")
    if with_case and not _is_whole(session, with_case=True):
        raise NotDemoDataError(
            "The demonstration is here without the case. Choose another DATA folder."
        )
    return True


def list_demo_accounts() -> tuple[DemoAccount, ...]:
    """List everybody who can sign in to the demonstration."""
    shown = []
    for one in _data():
        name, email, _phone, _job = one["lead"]
        people = [(name, email, "lead"), *((p[0], p[1], p[4]) for p in one["people"])]
        shown += [DemoAccount(one["name"], one["host"], *person) for person in people]
    return tuple(shown)


def find_first_practice_email() -> str:
    """Return the email of someone whose practice conversation waits: where a newcomer starts."""
    every = (practice for one in _data() for practice in one.get("practice", ()))
    return next(str(one["who"]) for one in every if not one.get("finished"))


def load_demo(
    make_uow: MakeUnitOfWork, slots: KdfSlots, now: datetime, *, with_case: bool = False
) -> None:
    """Make both organisations. The caller has asked `is_demo_loaded` first."""
    for one in _data(with_case=with_case):
        _Filling(make_uow, slots, now, one).fill()


@cache
def _data(*, with_case: bool = False) -> list[dict[str, Any]]:
    """Read the organisations. With the case, the first one began before it and has its concerns."""
    found: list[dict[str, Any]] = tomllib.loads(DEMO_FILE.read_text(encoding="utf-8"))[
        "organisation"
    ]
    if with_case:
        case = tomllib.loads(CASE_FILE.read_text(encoding="utf-8"))["concern"]
        club = found[0]
        found[0] = club | {"concern": [*case, *club["concern"]], "started_ago": CASE_STARTED_AGO}
    return found


def _is_whole(session: Session, *, with_case: bool = False) -> bool:
    wanted = sum(len(one["concern"]) for one in _data(with_case=with_case))
    return (session.scalar(select(func.count()).select_from(Concern)) or 0) >= wanted


class _Concern:
    """A concern of demo.toml, before and after it is signed."""

    def __init__(self, data: dict[str, Any], at: datetime) -> None:
        self.data, self.at = data, at
        self.draft_id, self.id = NO_ID, NO_ID
        self.children: tuple[str, ...] = ()


class _Filling:
    """One organisation being filled."""

    def __init__(
        self, make_uow: MakeUnitOfWork, slots: KdfSlots, now: datetime, data: dict[str, Any]
    ) -> None:
        self.slots, self.now, self.data = slots, now, data
        self.started_ago: timedelta = data.get("started_ago", STARTED_AGO)
        self.new = build_demo_organisation(data)
        self.org = organisation_setup.build_new_org(self.new)
        self.make_uow = make_uow
        self.recovery = os.urandom(32)
        self.people: dict[str, OpenedSeed] = {}
        self.child_files: dict[str, UUID] = {}

    def fill(self) -> None:
        started, lead = self.now - self.started_ago, self.new.lead_email
        organisation_setup.create_organisation_and_first_lead(
            self.uow(started), self.new, self.recovery
        )
        uow = self.uow(started)
        token = sign_ins.sign_in(uow, self.slots, lead, DEMO_PASSPHRASE, "127.0.0.1")
        self._remember(uow, lead, token)
        for name, email, phone, job, role in self.data["people"]:
            self._member(name, email, phone, job, role)
        self._give_access()
        events = [*self._plan_training(), *self._plan_records()]
        for _, happen in sorted(events, key=lambda event: event[0]):  # as the audit log reads
            happen()

    def uow(self, at: datetime, email: str = "") -> UnitOfWork:
        """Return a unit of work at that time, with a sign-in of that hour when somebody is named.

        Its clock tells UTC, as the real one does: rows hold no time zone.
        """
        now = at.astimezone(UTC)
        uow = self.make_uow(self.org, lambda: now)
        if email:
            sessions.open_session(uow, sign_ins.verify_and_start_session(uow, *self.people[email]))
        return uow

    def _remember(self, uow: UnitOfWork, email: str, token: str) -> None:
        sessions.open_session(uow, token)
        self.people[email] = (uow.me.id, uow.keys.state.seed, uow.keys.pins)

    def _member(self, name: str, email: str, phone: str, job: str, role: str) -> None:
        at = self.now - self.started_ago
        kind, _, unsure = role.partition(", ")
        lead = self.uow(at, self.new.lead_email)
        member_id, code = invites.invite_member(lead, email, (Role(kind),))
        new, uow = joining.NewMember(code, name, job, phone, DEMO_PASSPHRASE), self.uow(at)
        self._remember(uow, email, joining.join_organisation(uow, self.slots, new, "127.0.0.1"))
        if not unsure:
            self._confirm(lead, email, Role(kind))

    def _confirm(self, lead: UnitOfWork, email: str, role: Role) -> None:
        member_id, typed = self.people[email][0], _type_words(self.people[email])
        if role is Role.LEAD:
            lead_approvals.confirm_lead(lead, member_id, typed)
        elif role is Role.SENIOR:
            senior_approvals.confirm_senior(lead, member_id, typed)
        elif role is Role.ADMINISTRATOR:
            member_confirmation.confirm_administrator(lead, member_id, typed)
        else:
            member_confirmation.confirm_staff(lead, (member_id,))

    def _give_access(self) -> None:
        """Give heads and chairs access after a day; they approve each new lead, who gets it too."""
        at = self.now - self.started_ago + lead_proposals.WAITING_TIME
        seniors = [one[1] for one in self.data["people"] if one[4] == Role.SENIOR.value]
        lead = self.uow(at, self.new.lead_email)
        for waiting in lead_proposals.list_pending_proposals(lead):
            if waiting.is_senior:
                sheet = encode_recovery_sheet(self.recovery)
                senior_approvals.grant_senior_access(lead, waiting.id, waiting.seen, sheet)
        for waiting in lead_proposals.list_pending_proposals(lead):
            for email in seniors:
                lead_approvals.approve_lead(self.uow(at, email), waiting.id, waiting.seen)
            lead_approvals.grant_lead_access(lead, waiting.id, waiting.seen)

    def _plan_records(self) -> Iterator[Event]:
        for data in self.data["concern"]:
            yield from self._plan_concern(data)
        for data in self.data.get("draft", ()):
            at = find_event_moment(self.org, data, self.now)
            yield at, partial(self._draft, data, at)

    def _plan_concern(self, data: dict[str, Any]) -> Iterator[Event]:
        """Yield a concern's events: a draft is typed, then signed; then come others' entries."""
        at = find_event_moment(self.org, data, self.now, self.started_ago)
        concern = _Concern(data, at)
        yield at - WRITING_TIME, partial(self._start, concern)
        yield at, partial(self._sign, concern)
        for then, delay in zip(data.get("then", ()), iter_follow_up_delays(data), strict=True):
            yield at + delay, partial(self._follow_up, then, concern, at + delay)

    def _start(self, concern: _Concern) -> None:
        concern.draft_id = self._draft(concern.data, concern.at - WRITING_TIME)

    def _sign(self, concern: _Concern) -> None:
        uow, today = self.uow(concern.at, concern.data["by"]), get_london_day(concern.at)
        pages = draft_store.load_own_draft(uow, concern.draft_id).pages
        whole = collect_record(pages, today, load_pack_options(self.org.pack))
        asked = [page.name for page in list_asked_pages(pages)]
        signing = record_signing.SigningRequest(
            concern.draft_id,
            whole.parts,
            frozenset(),
            shown=tuple(asked),  # as someone saw them who wrote it on the question pages
            answered=list_answer_times(pages, whole.children),
        )
        concern.id = record_signing.sign_record(uow, signing)
        concern.children = whole.children
        record_labels.replace_pages_by_label(uow, concern.draft_id, whole.parts)

    def _follow_up(self, then: dict[str, Any], concern: _Concern, at: datetime) -> None:
        self._then(then, concern.id, self.uow(at, then["by"]), concern.children)

    def _list_ids(self) -> dict[str, UUID]:
        return {email: found[0] for email, found in self.people.items()}

    def _plan_training(self) -> Iterator[Event]:
        plan = LearningPlan(self.org, self.now, self.uow, self._list_ids())
        yield from plan.plan_training(self.data["training"])
        yield from plan.plan_practice(self.data.get("practice", ()))

    def _draft(self, data: dict[str, Any], at: datetime) -> UUID:
        """Begin a record and type its pages."""
        uow = self.uow(at, data["by"])
        draft_id, today = draft_store.start_draft(uow), get_london_day(at)
        for name, answers in data["pages"].items():
            draft_store.save_page(
                uow,
                draft_id,
                name,
                form_input.build_form_input(PAGES_BY_NAME[name], answers, today),
                0,
            )
        return draft_id

    def _then(
        self, then: dict[str, Any], concern_id: UUID, uow: UnitOfWork, children: tuple[str, ...]
    ) -> None:
        """Do what happened to the concern later: read, more pages, more words, a correction."""
        if then.get("acknowledged"):
            acknowledgements.acknowledge_concern(uow, concern_id)
        today = uow.today
        for name, answers in then.get("pages", {}).items():
            page = DECIDED if name == DECISION.name else PAGES_BY_NAME[name]
            pages = {name: form_input.build_form_input(page, answers, today)}
            found = parse_draft_page(page, pages, children, today, load_pack_options(self.org.pack))
            draft_id = draft_store.start_draft(uow, concern_id)
            if (kind := ENTRY_TYPE_BY_PAGE.get(name)) is not None:
                follow_up_entries.sign_follow_up(uow, concern_id, draft_id, kind, found.parts)
            else:
                follow_up_entries.sign_details_and_set_due(
                    uow, concern_id, draft_id, name, found.parts
                )
        if words := then.get("words"):
            verbatim, corrects = then.get("verbatim", False), then.get("corrects")
            new = additions.NewAddition(
                uuid4(), words, children, verbatim, corrects, then.get("reason", "")
            )
            follow_up_entries.add_words_and_set_due(uow, concern_id, new)
        for child, name in then.get("links", {}).items():
            self._link(uow, concern_id, child, name)
        ids, files = self._list_ids(), self.child_files
        case_events.add_lead_actions(uow, concern_id, then, ids, files)

    def _link(self, uow: UnitOfWork, concern_id: UUID, child: str, name: str) -> None:
        """Put a child of a concern into the file of this name, which the first of them opens."""
        asked = child_linking.open_child_link_question(uow, concern_id, child)
        file_id, part = self.child_files.get(name), asked.child.part
        choice = child_linking.LinkChoice(concern_id, child, file_id, part, asked.mark)
        self.child_files[name] = child_linking.put_child_in_file(uow, choice)


def _type_words(read_out: OpenedSeed) -> TypedWords:
    """Return two words as their owner reads them out from their own screen."""
    _, seed, pins = read_out
    words = derive_six_words(Secret(seed).public.fingerprint, pins.leads, pins.seniors)
    return TypedWords((2, 5), words[1], words[4])


def build_demo_organisation(data: dict[str, Any]) -> organisation_setup.NewOrganisation:
    """Return what set-up would be told of one organisation of demo.toml."""
    name, email, phone, job = data["lead"]
    return organisation_setup.NewOrganisation(
        name=data["name"],
        host=data["host"],
        lead_title=data["lead_title"],
        phone=data["phone"],
        address=data["address"],
        pack=data["pack"],
        hours=weekly_hours.parse_hours(data["hours"]),
        closures=(date(2026, 12, 24),),
        lead_name=name,
        lead_email=email,
        lead_phone=phone,
        lead_job_title=job,
        passphrase=DEMO_PASSPHRASE,
        demo=True,
    )
