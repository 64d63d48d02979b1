"""Finding who gets an email when something happened reads no one else's row."""

from __future__ import annotations

from sqlalchemy import event, select

from app.models.member import Member
from app.models.outbox import Outbox
from app.services.notices.notice_mails import queue_notice_mails
from audit.events import Action, Event
from tests.support.club.office import Office


def test_of_all_members_only_leads_and_seniors_are_read(office: Office):
    uow = office.at("jo")
    removed = Event(
        act=Action.MEMBER_REMOVED, who=str(office.id("jo")), role="lead", org=str(uow.org.id),
        obj=f"suspension/{office.id('pat')}", i=9_999, t=uow.clock(),
    )  # fmt: skip
    session, read = office.session, []

    def note(member, _context):
        read.append(member.id)

    event.listen(Member, "load", note)
    try:
        queue_notice_mails(session, uow.org, uow.server, [removed], uow.clock())
        session.flush()
    finally:
        event.remove(Member, "load", note)
    leading = {office.id(who) for who in ("jo", "deputy", "senior")}
    assert set(read) == leading
    assert set(session.scalars(select(Outbox.member_id))) == leading
