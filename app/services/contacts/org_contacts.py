"""The organisation with its phone-number findings and lead rota, for pages that show numbers.

Numbers stand on every live page, so nothing here may fail: a log that is broken leaves the dates of
the content pack, and says that more is not known. This module writes nothing.
"""

import msgspec

from app.domain.routing.actors import CallInfo, Org
from app.errors import LogBrokenError
from app.services.audit_log.verified_log import VerifiedLog
from app.services.contacts import number_checks
from app.services.organisations import rota_store
from app.services.unit_of_work import UnitOfWork


def load_org_with_contacts(uow: UnitOfWork, *, named: bool) -> Org:
    """The organisation of this unit of work, with what its log says by now. `named`: to members,
    who are told who found a number wrong.
    """
    stopped = uow.key_log.find_stopped_accounts(uow.org)
    read = uow.key_log.refresh if named else uow.key_log.refresh_numbers
    try:
        read(uow.session, uow.org)
    except LogBrokenError:
        return msgspec.structs.replace(uow.org, to_ring=CallInfo(unread=True, stopped=stopped))
    said = CallInfo(
        found=number_checks.load_findings(uow, named=named),
        rota=rota_store.load_verified_rota(uow)
        if named or uow.org.publish_leads
        else CallInfo().rota,
        stopped=uow.key_log.find_stopped_accounts(uow.org),
    )
    return msgspec.structs.replace(uow.org, to_ring=said)


def fill_contacts_from_memory(org: Org, key_log: VerifiedLog) -> Org:
    """The same as far as this process has read the log, and without names: needs no database."""
    found = number_checks.summarise_findings(org, key_log.numbers(org))
    return msgspec.structs.replace(org, to_ring=CallInfo(found=found))
