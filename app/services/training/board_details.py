"""The five details that the board asks for, ready to send, and where they go.

Workbook, name and e-mail, job title, agency, date: taken from a signed completion and from nothing
else, so nothing about a child can stand in them. They go to the pack's training address alone, and
nothing is sent from here: a person sends it with their own mail, or by post.
"""

from datetime import datetime
from urllib.parse import quote

import msgspec

from app.domain.routing.actors import Org
from app.domain.times.london_time import LONDON, dated
from app.domain.training.statement_schema import Completion
from app.services.contacts import phone_numbers
from content import passages
from content.passages import Contact
from content.workbook import workbook_loader

SUBJECT = "Training workbook completed"
BOARD = "board"


class Board(msgspec.Struct, frozen=True):
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


class Five(msgspec.Struct, frozen=True):
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
            ("Name and e-mail", self.name_and_email),
            ("Job title", self.job_title),
            ("Agency", self.agency),
            ("Date completed", self.on),
        )

    @property
    def text(self) -> str:
        """The same as the body of a mail: five lines."""
        return "\n".join(f"{label}: {value}" for label, value in self.rows)


def board_of(org: Org, at: datetime) -> Board:
    """The board of an organisation's pack, at the aware instant `at`."""
    pack = phone_numbers.pack_of(org.pack)
    found = next((one for one in pack.contacts.values() if _is_board(one)), None)
    name = workbook_loader.board(pack)
    if found is None:
        return Board(name=name, email="", address="", old="")
    old = passages.old([found], at.astimezone(LONDON).date())
    return Board(name=name, email=found.email, address=found.address, old=old)


def _is_board(contact: Contact) -> bool:
    """An address for training, which takes nothing about a child: no other will do."""
    return contact.role == BOARD and not contact.case_data


def five(said: Completion) -> Five:
    """The five details of one completion. Each is one line, whatever was typed into it."""
    who = said.learner
    return Five(
        workbook=_line(f"{said.workbook}, edition {said.edition}"),
        name_and_email=_line(f"{who.name}, {who.email}" if who.email else who.name),
        job_title=_line(who.job_title),
        agency=_line(said.agency),
        on=dated(said.on),
    )


def mailto(board: Board, details: Five) -> str:
    """The address of a mail draft with the five details (RFC 6068); "" where there is no e-mail."""
    if not board.email:
        return ""
    body = quote(details.text.replace("\n", "\r\n"), safe="")
    return f"mailto:{quote(board.email, safe='@')}?subject={quote(SUBJECT, safe='')}&body={body}"


def _line(text: str) -> str:
    """One line: what follows a line break in a name would look like another detail."""
    return " ".join(text.split())
