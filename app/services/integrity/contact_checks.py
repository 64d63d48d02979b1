"""Compare phones, emails and the organisation's own row with the log, and name what differs.

A number that differs is called by nobody: here somebody learns of it. Ids only, and nothing is
mended. What was set before the log had a hash of it is no difference, and is named apart.
"""

from collections.abc import Iterator

from sqlalchemy import select

from app.models.member import Member
from app.services.audit_log.verified_log import VerifiedLog
from app.services.contact_trust.vouched_contacts import (
    MEMBER_PARTS,
    ORGANISATION_PARTS,
    ContactStanding,
    judge_member_contact,
    judge_organisation_part,
)
from app.services.organisations import organisation_lookup
from app.services.unit_of_work import UnitOfWork

PART_WORDS = {
    "phone": "phone number",
    "email": "email address",
    "hours": "opening hours",
    "pack": "content pack",
    "host": "host",
    "demo": "demonstration banner",
}


def find_contact_differences(uow: UnitOfWork, log: VerifiedLog) -> Iterator[str]:
    """Yield each one whose row was changed outside Heard."""
    for whose, _, standing in _judge_all(uow, log):
        if standing is ContactStanding.CHANGED:
            yield f"The {whose} was changed outside Heard."


def list_unvouched_contacts(uow: UnitOfWork) -> tuple[str, ...]:
    """Return each one that was set before the log had a hash of it, with what to do.

    Raises LogBrokenError.
    """
    log = VerifiedLog(uow.files, uow.server, from_first_line=True)
    log.refresh(uow.session, uow.org)
    return tuple(
        f"The {whose} is not vouched for yet: {cure}."
        for whose, cure, standing in _judge_all(uow, log)
        if standing is ContactStanding.UNKNOWN
    )


def _judge_all(uow: UnitOfWork, log: VerifiedLog) -> Iterator[tuple[str, str, ContactStanding]]:
    """Yield what it is, what vouches for it, and how far the log does."""
    index = log.recall_contacts(uow.org)
    found = organisation_lookup.list_organisations(uow.session)
    org = next((one for one in found if one.id == uow.org.id), uow.org)
    for part in ORGANISATION_PARTS:
        whose = f"{PART_WORDS[part]} of organisation {org.id}"
        standing = judge_organisation_part(index, org, part)
        yield whose, "a lead saves the details of the organisation", standing
    columns = (Member.id, Member.phone, Member.email, Member.contact_salt)
    rows = uow.session.execute(select(*columns).where(Member.org_id == org.id).order_by(Member.id))
    for row in rows:
        for part in MEMBER_PARTS:
            whose = f"{PART_WORDS[part]} of member {row.id}"
            yield whose, "they save their own details", judge_member_contact(index, row, part)
