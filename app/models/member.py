"""Members, their keys and locks.

Roles here are only a hint: certificates decide (docs/decisions/0006).
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.record.name_comparison import fold_name, make_name_key
from app.models.base import Base, OrgRow
from app.models.columns import Strings

IS_LEAD = text("""CAST(roles AS TEXT) LIKE '%"lead"%'""")
"""Rows that name the role of a lead, in the words of the query of `build_role_condition`."""
CAME_BACK = text("earlier_id IS NOT NULL")
"""Rows of people who had another account before: a few."""
HAS_OTHER_NAMES = text("""called IS NOT NULL OR confirmed_as LIKE '%","%'""")
"""Rows of people who call themself something else, or had another name confirmed: a few. In the
words of the query that asks for them (`member_lookup.find_verified_by_name`)."""


class Member(OrgRow, Base):
    """Someone invited to, or in, an organisation. Email is unique within it.

    `name`: of someone who is confirmed, the name in `confirmed_as`. `called`: what they have called
    themself since, which no lead has confirmed. `called_salt`: goes into its hash in the log, which
    then tells no one the name. `contact_salt`: the same for phone and email. `name_key` and
    `search_text` follow from these. `earlier_id`: the account that this person had before, and lost
    the passphrase of: whoever left that one out of a concern left them out.
    """

    __tablename__ = "member"
    __table_args__ = (
        UniqueConstraint("org_id", "email"),
        Index("ix_member_name_key", "org_id", "name_key"),
        Index("ix_member_confirmed_at", "org_id", "confirmed_at"),
        # Every page with numbers asks for the leads: a few among thousands.
        Index("ix_member_lead", "org_id", postgresql_where=IS_LEAD, sqlite_where=IS_LEAD),
        Index("ix_member_earlier", "org_id", postgresql_where=CAME_BACK, sqlite_where=CAME_BACK),
        Index(
            "ix_member_other_names",
            "org_id",
            postgresql_where=HAS_OTHER_NAMES,
            sqlite_where=HAS_OTHER_NAMES,
        ),
    )

    name: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    phone: Mapped[str] = mapped_column(Text, default="")
    job_title: Mapped[str] = mapped_column(Text, default="")
    roles: Mapped[list[str]] = mapped_column(Strings)
    position: Mapped[int] = mapped_column(default=0)
    invited_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    confirmed_as: Mapped[str | None] = mapped_column(Text)
    suspended_at: Mapped[datetime | None]
    called: Mapped[str | None] = mapped_column(Text)
    called_salt: Mapped[str | None] = mapped_column(Text)
    contact_salt: Mapped[str | None] = mapped_column(Text)
    earlier_id: Mapped[UUID | None]
    name_key: Mapped[str | None] = mapped_column(Text)
    search_text: Mapped[str | None] = mapped_column(Text)


@event.listens_for(Member, "before_insert")
@event.listens_for(Member, "before_update")
def _fill_search_columns(mapper: object, connection: object, member: Member) -> None:
    member.name_key = make_name_key(member.name)
    member.search_text = make_search_text(member.name, member.called, member.email)


def make_search_text(name: str, called: str | None, email: str) -> str:
    """Return what a search looks through to find a member: names and email without accents."""
    return "\n".join(map(fold_name, (name, called or "", email)))


class Invite(Base):
    """A way in, once, for seven days. Only a hash of the code is kept."""

    __tablename__ = "invite"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    code_hash: Mapped[bytes] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class MemberKey(OrgRow, Base):
    """A member's public key, kept for ever: old entries verify under it. `cert` once confirmed."""

    __tablename__ = "member_key"
    __table_args__ = (UniqueConstraint("org_id", "fpr"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    fpr: Mapped[bytes]
    public: Mapped[bytes]
    cert: Mapped[bytes | None]
    roles: Mapped[list[str]] = mapped_column(Strings, default=list)
    serial: Mapped[int] = mapped_column(default=0)
    since: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class LeadProposal(OrgRow, Base):
    """A lead whom one lead confirmed: key, roles and name. Believed only as the log vouches.

    Who confirmed them, when, and who approved it are lines of the log and no columns.
    """

    __tablename__ = "lead_proposal"
    __table_args__ = (UniqueConstraint("org_id", "member_id"),)

    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"))
    statement: Mapped[str] = mapped_column(Text)


class Lock(OrgRow, Base):
    """A way to open a member's seed: a passphrase, or a personal recovery card."""

    __tablename__ = "lock"
    __table_args__ = (UniqueConstraint("org_id", "user_id", "kind"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[str] = mapped_column(Text)
    blob: Mapped[bytes]
    made_at: Mapped[datetime]


class SecondFactor(OrgRow, Base):
    """The second step of one member: app secret, recovery codes and last code, sealed to them.

    Believed only as the newest line of the log vouches. The log alone says if there is one.
    """

    __tablename__ = "second_factor"
    __table_args__ = (UniqueConstraint("org_id", "user_id"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"))
    box: Mapped[bytes]
    made_at: Mapped[datetime]


class SignIn(Base):
    """Half of a sign-in: the box opens only with the token in the cookie. Id = SHA-256(token).

    `device`: what it was made on, for its owner's list alone: sealed under their own key.
    """

    __tablename__ = "sign_in"

    id: Mapped[bytes] = mapped_column(primary_key=True)
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    box: Mapped[bytes | None]
    device: Mapped[bytes | None]
    since: Mapped[datetime]
    last_seen: Mapped[datetime]
    held_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    locked: Mapped[bool] = mapped_column(default=False)
    opened_drafts: Mapped[list[Any]] = mapped_column(Strings, default=list)


class Throttle(Base):
    """Tries in a window of time. `tag` holds an HMAC under the server secret, or a member's id."""

    __tablename__ = "throttle"

    tag: Mapped[str] = mapped_column(Text, primary_key=True)
    since: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
