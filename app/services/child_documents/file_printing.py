"""Print a child's file whole: opened, drawn, signed as printed and logged, then handed out.

Each copy is an entry of the file: for whom, why, which concerns are on it, and the hash of its
bytes. The bytes are not kept.
"""

import hashlib
from uuid import UUID

from app.domain.children.file_prints import FilePrint
from app.domain.private_struct import PrivateStruct
from app.domain.record.text_limits import find_text_fault
from app.domain.routing.actors import Team
from app.errors import InvalidError
from app.services.child_documents.file_paper import PrintChoices, PrintFacts, build_file_paper
from app.services.child_documents.other_children import list_other_names_in_file
from app.services.children.child_files import OpenChildFile, open_child_file
from app.services.children.file_entries import (
    demand_no_newer_entry,
    find_next_entry_number,
    store_child_file_entry,
)
from app.services.concerns.entry_encryption import build_signer
from app.services.members.shown_names import load_own_signed_name
from app.services.referrals import referral_pdf
from app.services.referrals.watermarks import get_banner_and_watermark
from app.services.unit_of_work import UnitOfWork
from content.london_time import format_iso_day
from referral_forms.summary_pdf import render_paper_pdf

MOST_CONCERNS = 1_000
LINE_LIMIT, BOX_LIMIT = 200, 2_000
SAY_FOR_WHOM = "Enter who this copy is for"
SAY_WHY = "Enter why they need it"
SAY_WHY_NAMED = "Enter why these children are named"
CHOOSE_CHILDREN = "Select from the children shown"


class PrintedFile(PrivateStruct, frozen=True):
    """The bytes of a copy, and its file name: a day, and never a name."""

    data: bytes
    file_name: str


def open_file_to_print(uow: UnitOfWork, file_id: UUID) -> tuple[OpenChildFile, tuple[str, ...]]:
    """Open the whole file, and return it with the names of other children in it. Logged first."""
    file = open_child_file(uow, file_id, size=MOST_CONCERNS)
    return file, list_other_names_in_file(file)


def print_child_file(uow: UnitOfWork, file_id: UUID, choices: PrintChoices) -> PrintedFile:
    """Make a copy, sign and log that it was made, and return it.

    Raises InvalidError by field, NotFoundError, and StaleError when the file changed meanwhile.
    """
    file, others = open_file_to_print(uow, file_id)
    if problems := find_print_problems(choices, others):
        raise InvalidError(problems)
    data = render_paper_pdf(build_file_paper(file, choices, _gather_facts(uow)))
    _sign(uow, file, choices, data)
    return PrintedFile(data, f"childs-file-{format_iso_day(uow.clock())}.pdf")


def find_print_problems(choices: PrintChoices, others: tuple[str, ...]) -> dict[str, str]:
    """Return what is missing or wrong, by field."""
    found = {
        "for_whom": SAY_FOR_WHOM if not choices.for_whom.strip() else "",
        "why": SAY_WHY if not choices.why.strip() else "",
        "named": CHOOSE_CHILDREN if set(choices.named) - set(others) else "",
        "named_why": SAY_WHY_NAMED if choices.named and not choices.named_why.strip() else "",
    }
    for name, most in (("for_whom", LINE_LIMIT), ("why", BOX_LIMIT), ("named_why", BOX_LIMIT)):
        found[name] = found[name] or find_text_fault(
            getattr(choices, name), "Use fewer words.", most
        )
    return {name: problem for name, problem in found.items() if problem}


def _gather_facts(uow: UnitOfWork) -> PrintFacts:
    return PrintFacts(
        by=load_own_signed_name(uow),
        at=uow.clock(),
        organisation=uow.org.name,
        lead_title=uow.org.lead_title,
        labels=referral_pdf.load_pack_labels(uow),
        marks=get_banner_and_watermark(uow.org),
    )


def _sign(uow: UnitOfWork, file: OpenChildFile, choices: PrintChoices, data: bytes) -> None:
    signer = build_signer(uow)
    with uow.act() as act:
        demand_no_newer_entry(uow, act, file.id, file.entries)
        _, team = uow.keys.team_public(act.session, Team.LEADS)
        said = FilePrint(
            by=signer,
            signed_at=act.now,
            for_whom=choices.for_whom.strip(),
            why=choices.why.strip(),
            concerns=tuple(sorted({str(one.concern.id) for one in file.concerns})),
            sha256=hashlib.sha256(data).hexdigest(),
            size=len(data),
            named=choices.named,
            named_why=choices.named_why.strip(),
        )
        store_child_file_entry(
            uow, act, (file.id, find_next_entry_number(uow, act, file.id)), said, team
        )
