"""Everything the sign page shows and asks: what is missing, who can read it, whom it names.

Counts nothing. Only four things stop signing: an answer that
cannot be stored, a page that does not open, no account at all, and the question whom this is not
for. A day or time that cannot be read stops nothing: it is shown as it will be printed.
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

import msgspec

from app.domain.record.conflicting_versions import combine_parts
from app.domain.record.form_data import FormData
from app.domain.record.private_mentions import PrivateMention, find_private_mentions
from app.domain.routing.recipients import Route
from app.recording.signing.record_check import RecordCheck, check_record
from app.recording.signing.record_check import RecordIssue as RecordIssue
from app.services.concerns import record_routing, record_signing
from app.services.drafts.draft_types import DraftPages
from app.services.members.member_lookup import MemberView
from app.services.unit_of_work import UnitOfWork

NOBODY_RULED_OUT = "none"
"""The explicit answer that nobody is ruled out."""
_ROUTINE = {"told"}
"""On this page people write whom they told: that a lead is named there means nothing."""


class SigningCheck(RecordCheck, frozen=True, kw_only=True):
    """All that the sign page shows. `mentions`: private names in other answers.

    `named`: readers to ask about; `named_elsewhere`: those named in other texts, or as told.
    """

    people: tuple[MemberView, ...]
    named: tuple[MemberView, ...]
    named_elsewhere: tuple[MemberView, ...]
    routes: tuple[Route, ...]
    readers: dict[str, tuple[MemberView, ...]]
    mentions: tuple[PrivateMention, ...] = ()

    def can_read(self, member: MemberView) -> bool:
        """Whether this person can open the record, whichever way is chosen."""
        return all(member in found for found in self.readers.values())

    @property
    def seen(self) -> str:
        """What was shown of the route: a change of it must be seen before it is signed."""
        return "|".join(f"{r.kind.value}:{','.join(map(str, r.named))}" for r in self.routes)


def check_for_signing(
    uow: UnitOfWork,
    pages: DraftPages,
    today: date,
    not_for: frozenset[UUID],
    texts: Iterable[tuple[str, datetime, FormData]] = (),
) -> SigningCheck:
    """Read a whole draft for its sign page. `texts`: (page, when saved, text) saved beside them."""
    read = check_record(pages, today, uow.org.pack, texts)
    parts = combine_parts(read.whole.parts, read.beside)
    named = record_signing.find_readers_to_ask_about(
        uow, tuple(p for p in parts if p.page not in _ROUTINE)
    )
    known = record_routing.list_possible_key_holders(uow)
    routes = record_signing.find_routes(uow, parts, not_for)
    return SigningCheck(
        **msgspec.structs.asdict(read),
        people=record_signing.list_excludable_readers(uow, parts),
        named=named,
        named_elsewhere=tuple(
            m for m in record_routing.find_readers_named_anywhere(uow, parts) if m not in named
        ),
        routes=routes,
        mentions=find_private_mentions(parts),
        readers={route.kind.value: _readers(route, known, uow.me.id) for route in routes},
    )


def _readers(route: Route, known: tuple[MemberView, ...], me: UUID) -> tuple[MemberView, ...]:
    """Return who can open it besides its author."""
    role = record_routing.ROLE_BY_ROUTE.get(route.kind)
    return tuple(
        member
        for member in known
        if member.id != me
        and not member.is_stopped
        and (member.is_a(role) if role else member.id in route.named)
    )
