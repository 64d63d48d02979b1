"""Prepare the five details that the board asks for, of one completion or of many.

Workbook, name and email, job title, agency, date: taken from signed completions that prove and from
nothing else, so nothing about a child can stand in them. They go to the pack's training address
alone. Nothing is sent from here: a person sends the email, letter or table, and says on which day.
"""

import hashlib
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import date, datetime
from urllib.parse import quote
from uuid import UUID

import msgspec
from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from app.domain.routing.actors import Org
from app.domain.times.typed_dates import DAY_IN_FUTURE
from app.domain.training.statement_schema import Completion, SentToBoard
from app.domain.training.training_status import TrainingStatus
from app.errors import InvalidError
from app.models.member import Member
from app.models.training import TrainingNote
from app.services.contacts import phone_numbers
from app.services.training import statements, team_standing
from app.services.training.completion_records import build_signer_identity
from app.services.training.team_list.team_training_page import find_likely_learners
from app.services.training.team_standing import MemberStanding
from app.services.training.training_csv import build_csv
from app.services.unit_of_work import Action, AlreadyDoneError, UnitOfWork
from content import passages
from content.london_time import format_date, get_london_day
from content.passages import Contact
from content.workbook import workbook_loader

SUBJECT = "Training workbook completed"
BOARD_ROLE = "board"


class BoardContact(msgspec.Struct, frozen=True):
    """Who issues the certificate. `email` and `address` are "" where the pack has none.

    `old`: that this may be out of date; "" while the pack is looked after.
    """

    name: str
    email: str
    address: str
    old: str

    @property
    def lines(self) -> tuple[str, ...]:
        """The postal address as it stands on an envelope, a part a line."""
        return tuple(part.strip() for part in self.address.split(",") if part.strip())


class BoardDetails(msgspec.Struct, frozen=True):
    """What the board asks for, each on one line."""

    workbook: str
    name_and_email: str
    job_title: str
    agency: str
    on: str

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """Label and value, in the order in which the board asks."""
        return (
            ("Workbook", self.workbook),
            ("Name and email", self.name_and_email),
            ("Job title", self.job_title),
            ("Agency", self.agency),
            ("Date completed", self.on),
        )

    @property
    def text(self) -> str:
        """The same as the body of a mail: five lines."""
        return "\n".join(f"{label}: {value}" for label, value in self.rows)


def find_board_contact(org: Org, at: datetime) -> BoardContact:
    """Return the board of an organisation's pack, at the aware instant `at`."""
    pack = phone_numbers.load_pack(org.pack)
    found = next((one for one in pack.contacts.values() if _is_board(one)), None)
    name = workbook_loader.get_board_name(pack)
    if found is None:
        return BoardContact(name=name, email="", address="", old="")
    old = passages.describe_outdated_passages([found], get_london_day(at))
    return BoardContact(name=name, email=found.email, address=found.address, old=old)


def _is_board(contact: Contact) -> bool:
    """Whether it is an address for training that takes nothing about a child: no other will do."""
    return contact.role == BOARD_ROLE and not contact.case_data


def extract_board_details(said: Completion) -> BoardDetails:
    """Return the five details of one completion. Each is one line, whatever was typed into it."""
    who = said.learner
    return BoardDetails(
        workbook=_make_one_line(f"{said.workbook}, edition {said.edition}"),
        name_and_email=_make_one_line(f"{who.name}, {who.email}" if who.email else who.name),
        job_title=_make_one_line(who.job_title),
        agency=_make_one_line(said.agency),
        on=format_date(said.on),
    )


def build_board_mailto(board: BoardContact, details: BoardDetails) -> str:
    """Return a link to an email draft with the five details (RFC 6068); "" without an email."""
    if not board.email:
        return ""
    body = quote(details.text.replace("\n", "\r\n"), safe="")
    return f"mailto:{quote(board.email, safe='@')}?subject={quote(SUBJECT, safe='')}&body={body}"


def _make_one_line(text: str) -> str:
    """Return one line: what follows a line break in a name would look like another detail."""
    return " ".join(text.split())


MAX_ROWS = 100
"""People in one table: who is left waits for the next one."""
OBJ = "trained/board"
DAY_BEFORE_COMPLETION = (
    "Someone in this table completed the workbook after this day. Check the day."
)
NOBODY_WAITING = "No one in that table is waiting now. The list below is up to date."


_COMPLETION, _LATER = aliased(TrainingNote), aliased(TrainingNote)
_HAS_UNSENT_COMPLETION = exists().where(
    _COMPLETION.learner_id == Member.id,
    _COMPLETION.code.is_not(None),
    ~exists().where(
        _LATER.about == _COMPLETION.id,
        _LATER.id != _COMPLETION.id,
        _LATER.author_id != _LATER.learner_id,  # who completed it may only have read chapters
    ),
)
"""Someone with a completion about which no one else has noted anything. It finds everyone who
waits, and others: the notes say who does."""


def log_and_list_members_awaiting_board(uow: UnitOfWork) -> tuple[tuple[MemberStanding, ...], bool]:
    """List the members whose details have not gone to the board, and say if there are more.

    No more are proved than one table has, and one of the next. Logs LIST_VIEWED first. Raises
    LogBrokenError.
    """
    uow.look(Action.LIST_VIEWED, OBJ)
    likely = find_likely_learners(uow, _is_waiting, _HAS_UNSENT_COMPLETION)
    found: list[MemberStanding] = []
    for start in range(0, len(likely), MAX_ROWS + 1):
        found += _prove_waiting(uow, likely[start : start + MAX_ROWS + 1])
        if len(found) > MAX_ROWS:
            break
    return tuple(found[:MAX_ROWS]), len(found) > MAX_ROWS


def export_board_csv(uow: UnitOfWork, about: Collection[UUID]) -> bytes:
    """Return the table of those among these completions that still wait.

    Logged with its hash first.

    Raises InvalidError when nobody waits, LogBrokenError.
    """
    chosen = [one.stands.completion for one in _list_chosen(uow, about)]
    details = [extract_board_details(said).rows for said in chosen if said]
    if not details:
        raise InvalidError({"": NOBODY_WAITING})
    labels = [label for label, _ in details[0]]
    data = build_csv(labels, ([value for _, value in row] for row in details))
    uow.look(Action.EXPORTED, OBJ, h=hashlib.sha256(data).digest())
    return data


def note_details_sent(uow: UnitOfWork, about: Collection[UUID], on: date) -> None:
    """Note that the details of each of these that still waits went to the board on this day.

    Each note is signed separately and stays. A second press notes nothing twice.
    Raises InvalidError for a day that cannot be.
    """
    chosen = _list_chosen(uow, about)
    if problem := _find_day_problem(uow, chosen, on):
        raise InvalidError({"on": problem})
    for one in chosen:
        with suppress(AlreadyDoneError):
            _sign_sent_day(uow, UUID(one.stands.about), on)


def find_sent_day_problem(uow: UnitOfWork, about: Collection[UUID], on: date) -> str:
    """Return why this day cannot be noted for these, or an empty string."""
    return _find_day_problem(uow, _list_chosen(uow, about), on)


def _find_day_problem(uow: UnitOfWork, chosen: Collection[MemberStanding], on: date) -> str:
    if on > uow.today:
        return DAY_IN_FUTURE
    found = (one.stands.completion for one in chosen)
    return DAY_BEFORE_COMPLETION if any(said and said.on > on for said in found) else ""


def _sign_sent_day(uow: UnitOfWork, about: UUID, on: date) -> None:
    with uow.act() as act:
        # Under the lock: no one else notes it until this is signed.
        found = statements.find_completion_history(uow, about)
        if found.said is None or found.sent_on is not None:
            raise AlreadyDoneError
        later = SentToBoard(
            learner=found.said.learner,
            by=build_signer_identity(uow),
            made_at=act.now,
            about=str(about),
            on=on,
        )
        statements.sign_later_note(uow, act, later)


def _list_chosen(uow: UnitOfWork, about: Collection[UUID]) -> list[MemberStanding]:
    """Return who still waits among those whom these completions are about."""
    wanted = {str(one) for one in about}
    named = select(TrainingNote.learner_id).where(
        TrainingNote.org_id == uow.org.id, TrainingNote.id.in_(about)
    )
    learners = tuple(uow.session.scalars(named.distinct()))
    waiting = _prove_waiting(uow, learners)
    return [one for one in waiting if one.stands.about in wanted][:MAX_ROWS]


def _prove_waiting(uow: UnitOfWork, learners: Sequence[UUID]) -> list[MemberStanding]:
    return [one for one in team_standing.list_status_of(uow, learners) if _is_waiting(one.stands)]


def _is_waiting(stands: TrainingStatus) -> bool:
    """Whether the board has no details of it: a certificate that came shows that it had them."""
    return bool(stands.completion and not (stands.sent_on or stands.certificate_on))
