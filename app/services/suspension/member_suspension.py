"""Stop a member's account at once, and let them sign in again.

One transaction each, under the write lock: the line of the log, the column for lists, the end of
every session, and the email to the person. A key is never changed here: someone who held a team's
key may remember or have copied it (docs/decisions/0097). Removing them changes it.
"""

from uuid import UUID

from sqlalchemy import delete

from app.domain.routing.actors import Role
from app.errors import InvalidError, NotFoundError
from app.models.columns import is_unset
from app.models.member import Member
from app.models.outbox import Outbox
from app.services.audit_log.session_index import suspension_log_id
from app.services.auth.second_step import passkey_locks
from app.services.auth.session_endings import end_member_sessions
from app.services.confirmation.lead_proposals import delete_and_log_stopped_proposal
from app.services.emails import mail_queue
from app.services.jobs import unread_reminders
from app.services.members import member_lookup
from app.services.suspension import team_access
from app.services.suspension.account_stops import find_suspension
from app.services.suspension.affected_waits import list_proposals_to_end
from app.services.unit_of_work import Action, LoggedTransaction, UnitOfWork

OWN_ACCOUNT = "You cannot stop your own account. Ask another {lead_title} to do it."
LAST_LEAD = (
    "This is the last {lead_title} who can sign in. Confirm a second {lead_title} first. Then "
    "stop this account."
)
REMOVED = "This account was removed for good. Invite the person again."
STOPPED_MAIL, RESTORED_MAIL = "account_stopped", "account_restored"


def suspend_member(uow: UnitOfWork, member_id: UUID) -> None:
    """Stop the account of a colleague, as a lead. Twice is harmless.

    Raises NotFoundError for someone who has not joined, and InvalidError for oneself and for the
    last lead who can sign in.
    """
    if member_id == uow.me.id:
        raise InvalidError({"": OWN_ACCOUNT.format(lead_title=uow.org.lead_title)})
    member_lookup.load_joined_member_without_name(uow, member_id)
    with uow.act() as act:
        leads = member_lookup.list_leads_and_seniors(uow)
        if find_suspension(uow, member_id) is not None:
            act.log(Action.REFUSED, suspension_log_id(member_id))  # pressed twice, or by two
            return
        if not any(one.is_a(Role.LEAD) and one.id != member_id for one in leads):
            raise InvalidError({"": LAST_LEAD.format(lead_title=uow.org.lead_title)})
        waiting = list_proposals_to_end(uow, member_id)
        end_member_sessions(act, uow, member_id)
        act.session.get_one(Member, member_id).suspended_at = act.now
        act.log(Action.MEMBER_SUSPENDED, suspension_log_id(member_id))
        for proposed, role in waiting.items():
            delete_and_log_stopped_proposal(act, proposed, role)
        queue_account_mail_and_drop_others(act, uow, member_id, STOPPED_MAIL)
        act.checkpoint()  # a log cut back to before this must be seen


def restore_member(uow: UnitOfWork, member_id: UUID) -> None:
    """Let a colleague sign in again, as a lead. Sessions that ended stay ended. Twice is harmless.

    No passkey opens their account alone until they say so again. A lead whose team's key was
    changed since then gets the newest one. The stop dropped their emails, so a reader of an unread
    concern gets one again. Raises NotFoundError for oneself and for someone who has
    not joined, InvalidError for someone who was removed, or whose key no lead can give them.
    """
    if member_id == uow.me.id:
        raise NotFoundError("no one restores themself")
    member_lookup.load_joined_member_without_name(uow, member_id)
    with uow.act() as act:
        judge = member_lookup.load_key_trust(uow)
        stop = find_suspension(uow, member_id)
        if stop is None:
            act.log(Action.REFUSED, suspension_log_id(member_id))  # pressed twice, or by two
            return
        if stop.removed:
            raise InvalidError({"": REMOVED})
        access = team_access.find_team_access(uow, judge, member_id)
        if team_access.lacks_newest_team_key(uow, judge, access):
            team_access.grant_newest_key(act, uow, access, member_id)
        passkey_locks.delete_orphaned_locks(act, uow, member_id)  # its device may be the reason
        act.session.get_one(Member, member_id).suspended_at = None
        act.log(Action.MEMBER_RESTORED, suspension_log_id(member_id))
        queue_account_mail_and_drop_others(act, uow, member_id, RESTORED_MAIL)
        if unread_reminders.has_unread_concern(act.session, uow, member_id):
            mail_queue.queue_mail_once(act.session, uow.org, member_id, "something_waits", act.now)
        act.checkpoint()  # a log cut back to before this must be seen


def queue_account_mail_and_drop_others(
    act: LoggedTransaction, uow: UnitOfWork, member_id: UUID, template: str
) -> None:
    """Queue the one email that they get about it. Nothing else that waits for them is sent."""
    act.session.execute(
        delete(Outbox).where(
            Outbox.org_id == uow.org.id,
            Outbox.member_id == member_id,
            is_unset(Outbox.sent_at),
            is_unset(Outbox.failed_at),
        )
    )
    mail_queue.queue_mail_once(act.session, uow.org, member_id, template, act.now)
