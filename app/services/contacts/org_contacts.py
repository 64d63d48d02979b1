"""The organisation with its phone-number findings and lead rota, for pages that show numbers.

Numbers stand on every live page, so nothing here may fail: a log that is broken leaves the dates of
the content pack, and says that more is not known. What the organisation's row says of its number,
hours and content pack is used as the log vouches for it, and nowhere without this module. It writes
nothing.
"""

import msgspec

from app.domain.routing.actors import CallInfo, Org
from app.errors import LogBrokenError
from app.services.audit_log.verified_log import VerifiedLog
from app.services.contact_trust import vouched_contacts
from app.services.contacts import number_checks, phone_numbers
from app.services.organisations import rota_store
from app.services.unit_of_work import UnitOfWork


def load_org_with_contacts(uow: UnitOfWork, *, named: bool) -> Org:
    """Return the organisation of this unit of work, with what its log says by now.

    `named`: to members, who are told who found a number wrong.
    """
    stopped = uow.key_log.find_stopped_accounts(uow.org)
    read = uow.key_log.refresh if named else uow.key_log.refresh_numbers
    try:
        read(uow.session, uow.org)
    except LogBrokenError:
        unread = CallInfo(unread=True, stopped=stopped)
        return drop_unvouched_details(msgspec.structs.replace(uow.org, to_ring=unread), uow.key_log)
    said = CallInfo(
        found=number_checks.load_number_findings(uow, named=named),
        rota=rota_store.load_verified_rota(uow)
        if named or uow.org.publish_leads
        else CallInfo().rota,
        stopped=uow.key_log.find_stopped_accounts(uow.org),
    )
    return drop_unvouched_details(msgspec.structs.replace(uow.org, to_ring=said), uow.key_log)


def fill_contacts_from_memory(org: Org, key_log: VerifiedLog) -> Org:
    """Return the same as far as this process has read the log, without names: needs no database."""
    found = number_checks.summarise_number_findings(org, key_log.recall_numbers(org))
    is_from_file = org.to_ring.is_from_file
    org = msgspec.structs.replace(org, to_ring=CallInfo(found=found, is_from_file=is_from_file))
    return org if is_from_file else drop_unvouched_details(org, key_log)


def drop_unvouched_details(org: Org, key_log: VerifiedLog) -> Org:
    """Return the organisation without a phone, hours and content pack that were changed outside
    Heard: no number, hours that are not known, and the national lines.
    """
    index = key_log.recall_contacts(org)
    note = vouched_contacts.explain_untrusted_main_phone(index, org)
    changed = vouched_contacts.find_changed_parts(index, org)
    if not note and not changed:
        return org
    pack = phone_numbers.FALLBACK_PACK if vouched_contacts.PACK in changed else org.pack
    return msgspec.structs.replace(
        org,
        phone="" if note else org.phone,
        hours={} if vouched_contacts.HOURS in changed else org.hours,
        pack=pack,
        missing_pack=org.missing_pack or org.pack if pack != org.pack else org.missing_pack,
        to_ring=msgspec.structs.replace(org.to_ring, phone_note=note, changed=changed),
    )
