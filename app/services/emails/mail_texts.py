"""Write a mail: the fixed words of each kind, and the page that it leads to.

No mail holds a name, a word or a category of a record: the templates below are all there is.
Nothing is queued or sent here, and no record is opened.
"""

from collections.abc import Collection
from email.message import EmailMessage
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.times.shown_times import format_full_time
from app.domain.trusted_hosts import is_trusted_host
from app.models.concern import Concern
from app.models.member import Member
from app.models.organisation import Organisation
from app.models.outbox import Outbox
from app.services.members.contact_details import find_email_problem, tidy_line

SUBJECTS = {
    "something_waits": "Something in Heard needs you",
    "open_now": "Open Heard now",
    "reminder": "Something in Heard is still waiting for you",
    "unread_for_senior": "Something in Heard has not been read",
    "numbers_due": "Phone numbers in Heard need checking",
    "details_changed": "Your organisation's details in Heard were changed",
    "number_corrected": "A phone number in Heard was corrected",
    "lead_proposed": "Someone is about to be given access in Heard",
    "lead_proposed_own": "You are about to be given access in Heard",
    "lead_approved": "Someone in Heard was approved",
    "lead_made_own": "You were given access in Heard",
    "lead_stopped": "Giving access in Heard was stopped",
    "lead_stopped_own": "You were not given access in Heard",
    "lead_appointed": "The recovery sheet of Heard was used",
    "account_changed": "Something changed on your Heard account",
    "team_notice": "Something changed in Heard",
    "account_stopped": "Your Heard account was stopped",
    "account_removed": "Your Heard account was removed",
    "account_replaced": "You get a new Heard account",
    "account_restored": "You can sign in to Heard again",
    "failed_sign_ins": "Someone tried to sign in to your Heard account",
    "training_due_soon": "Your training is due soon",
    "training_overdue": "Your training is due",
}
BODIES = {
    "something_waits": "Something in Heard needs you. Sign in to see it:",
    "open_now": "Someone needs you to read something urgently. Sign in to Heard now:",
    "reminder": "Something in Heard is still waiting for you. Sign in to see it:",
    "unread_for_senior": "No one has read {records}. You cannot read it yourself. "
    "Call your {lead_title} and ask them to sign in. If none of them can, you can appoint an "
    "acting {lead_title}, with the recovery sheet and the person on the phone. "
    "Sign in to Heard:",
    "numbers_due": "Some phone numbers in Heard need checking. When you have time, sign in and "
    "call each one:",
    "details_changed": "Someone changed your organisation's details in Heard. Everyone relies on "
    "these phone numbers. Sign in and check they are correct:",
    "number_corrected": "Someone corrected a phone number that everyone sees in Heard. Sign in and "
    "check that it is correct:",
    "lead_proposed": "Someone is about to be given access to concerns in Heard. Sign in to see "
    "who, and to approve it or stop it:",
    "lead_proposed_own": "You are about to be given access to concerns in Heard. If you did not "
    "expect this, sign in and stop it:",
    "lead_approved": "Someone was approved to read concerns in Heard. Sign in to give them access, "
    "or to stop it:",
    "lead_made_own": "You were given access to concerns in Heard. Sign in to read them:",
    "lead_stopped": "Someone stopped a person from being given access to concerns in Heard. Sign "
    "in to see who:",
    "lead_stopped_own": "You were about to be given access to concerns in Heard. Someone stopped "
    "it. Sign in to see who:",
    "lead_appointed": "Someone used the recovery sheet to give a person access to concerns in "
    "Heard. Sign in to see who. If you did not expect this, call them:",
    "account_changed": "Something changed on your Heard account. Sign in to see what it was. If "
    "you cannot sign in, call your {lead_title}:",
    "team_notice": "Something changed in Heard that you need to know about. Sign in to see what "
    "it was:",
    "account_stopped": "Your {lead_title} stopped your Heard account. You cannot sign in. If this "
    "surprises you, call your {lead_title}, or the head or chair. You can still see who to call "
    "about a child:",
    "account_removed": "Your {lead_title} removed your Heard account for good. If this surprises "
    "you, call your {lead_title}, or the head or chair. You can still see who to call about a "
    "child:",
    "account_replaced": "Your {lead_title} removed your old Heard account and made you a new one. "
    "They give you a code to join with. If you did not ask for this, call the head or chair, or "
    "another {lead_title}. You can still see who to call about a child:",
    "account_restored": "Your {lead_title} let you sign in to Heard again. Use the passphrase you "
    "had before. Sign in here:",
    "failed_sign_ins": "Someone tried to sign in to your Heard account many times, and failed. "
    "Sign in to see when:",
    "training_due_soon": "Your training is due soon. Sign in to see the date:",
    "training_overdue": "Your training is due. When you have time, sign in and do it:",
}
SEVERAL_BODIES = {
    "something_waits": "Several things in Heard need you. Sign in to see them:",
    "open_now": "You need to read several things urgently. Sign in to Heard now:",
    "reminder": "Several things in Heard are still waiting for you. Sign in to see them:",
    "unread_for_senior": "No one has read these:\n{records}\nYou cannot read them yourself. "
    "Call your {lead_title} and ask them to sign in. If none of them can, you can appoint an "
    "acting {lead_title}, with the recovery sheet and the person on the phone. "
    "Sign in to Heard:",
}
"""Words for an email that is about more than one concern."""
PAGES = {
    **dict.fromkeys(("numbers_due", "number_corrected"), "directory"),
    "details_changed": "organisation",
    **dict.fromkeys(
        ("lead_proposed", "lead_approved", "lead_stopped", "lead_appointed"), "members/approvals"
    ),
    **dict.fromkeys(("lead_proposed_own", "lead_stopped_own"), "account"),
}
"""The page that an email leads to, where it is not Home."""
UNREAD_TEMPLATE = "unread_for_senior"
FOOTER = "For privacy, this email has no details in it. Do not put any in a reply."


def build_mail(
    session: Session,
    mail_ids: Collection[UUID],
    base_url: str,
    mail_from: str,
    trusted: Collection[str] = (),
) -> EmailMessage:
    """Return one mail for these rows, all to one person and with one template.

    Holds the organisation's name, fixed words and the address of Heard.
    Seniors who are told of files that leads have not read get their references and age.
    `trusted`: hosts that it may point to besides that of `base_url`. A line break in a row's name
    never makes a separate line here, nor a header.
    Raises ValueError for an address that cannot stand in a mail.
    """
    rows = [session.get_one(Outbox, mail_id) for mail_id in mail_ids]
    row = rows[0]
    member = session.get_one(Member, row.member_id)
    org = session.get_one(Organisation, row.org_id)
    base_url = choose_base_url(base_url, org.host, trusted, alone=_is_alone(session))
    mail, body = EmailMessage(), _write_body(session, rows, org)
    if wrong := find_email_problem(member.email):
        raise ValueError(wrong)
    page = PAGES.get(row.template, "")
    mail["From"], mail["To"] = mail_from, member.email
    mail["Subject"] = SUBJECTS[row.template]
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(f"{body}\n\n{base_url}/{page}\n\n{tidy_line(org.name)}\n{FOOTER}\n")
    return mail


def _write_body(session: Session, rows: list[Outbox], org: Organisation) -> str:
    """Return fixed words, and for seniors which concerns.

    Raises LookupError when no row has its concern.
    """
    template = rows[0].template
    ids = dict.fromkeys(row.concern_id for row in rows if row.concern_id is not None)
    records = []
    if template == UNREAD_TEMPLATE:
        found = (session.get(Concern, concern_id) for concern_id in ids)
        records = [_name_record(concern) for concern in found if concern is not None]
        if not records:
            raise LookupError(f"{template}: expected a concern, found none")
    several = len(records) > 1 if template == UNREAD_TEMPLATE else len(rows) > 1
    body = SEVERAL_BODIES.get(template, BODIES[template]) if several else BODIES[template]
    return body.format(records="\n".join(records), lead_title=tidy_line(org.lead_title))


def _name_record(concern: Concern) -> str:
    return f"{concern.reference} in Heard, signed {format_full_time(concern.signed_at)}"


def choose_base_url(base_url: str, host: str, trusted: Collection[str], *, alone: bool) -> str:
    """Return where an organisation's people go: with several organisations, its own host.

    A row says which host that is, so only one that the settings trust as well is put in a mail:
    whoever writes to the database sends nobody to a page of their own.
    """
    if alone or not is_trusted_host(host, trusted):
        return base_url
    url = urlsplit(base_url)
    return urlunsplit(url._replace(netloc=host if url.port is None else f"{host}:{url.port}"))


def _is_alone(session: Session) -> bool:
    return len(session.scalars(select(Organisation.id).limit(2)).all()) == 1
