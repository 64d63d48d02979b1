"""List the adults that staff concerns are about, each with every concern that a senior can open.

Names are grouped as they were written, but for capitals and accents: that two are written the same
is all that is said, never that they are one person. Each concern whose entries are opened is named
in the log first. Only the head or chair has this list, and only concerns that no lead reads are in
it. Nothing here counts or ranks people.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.domain.deadlines.position_of_trust import PEOPLE_PAGE
from app.domain.pages import find_field
from app.domain.private_struct import PrivateStruct
from app.domain.record.entry_schema import Decision, EntryWithParts, Part, Record
from app.domain.record.name_comparison import fold_name
from app.domain.record.text_limits import MAX_NAME_CHARACTERS, shorten_text
from app.domain.routing.actors import Team
from app.domain.routing.recipients import Recipients
from app.errors import NotFoundError
from app.models.concern import Concern
from app.services.audit_log import refusals
from app.services.concern_lists import open_tasks
from app.services.concern_lists.inbox_queries import build_card_condition
from app.services.concern_lists.list_views import log_list_view
from app.services.concerns.concern_access import list_held_fingerprints
from app.services.concerns.entry_decryption import OpenEntry, open_logged_concerns
from app.services.unit_of_work import UnitOfWork

MOST_OPENED = 100
"""Staff concerns that the list opens, the newest first. It says when there are more."""
STAFF_ROUTES = (Recipients.SENIORS.value, Recipients.NAMED_SENIORS.value)


class StaffConcern(PrivateStruct, frozen=True):
    """A concern about an adult here. `outcomes`: of the newest decision, in words."""

    id: UUID
    reference: str
    signed_at: datetime
    state: str
    outcomes: tuple[str, ...]


class AdultConcerned(PrivateStruct, frozen=True):
    """Concerns in which a name is written the same. `names`: every way it was written."""

    names: tuple[str, ...]
    concerns: tuple[StaffConcern, ...]


class AdultList(PrivateStruct, frozen=True):
    """All of them by name. `unnamed`: concerns with no name; `more`: there are older concerns."""

    adults: tuple[AdultConcerned, ...]
    unnamed: tuple[StaffConcern, ...]
    more: bool


def open_adults_in_staff_concerns(uow: UnitOfWork) -> AdultList:
    """Return the adults of the staff concerns that this senior can open. Logged first.

    Raises NotFoundError, logged, for whoever is not in the seniors' team.
    """
    if uow.me.team is not Team.SENIORS:
        refusals.log_or_count_refusal(uow, refusals.FILE, "adults")
        raise NotFoundError("adults")
    rows = _find_rows(uow)
    shown = {row.id: row for row in rows[:MOST_OPENED]}
    log_list_view(uow, "adults", tuple(shown))
    opened = dict(open_logged_concerns(uow, tuple(shown)))
    open_tasks.log_untrusted_entries(uow, opened)
    found: dict[str, list[tuple[str, StaffConcern]]] = {}
    unnamed = []
    for concern_id, entries in opened.items():
        concern = _describe(shown[concern_id], entries)
        names = tuple(_list_names(entries))
        for name in names:
            found.setdefault(fold_name(name), []).append((name, concern))
        unnamed += [] if names else [concern]
    adults = tuple(_group(pairs) for _, pairs in sorted(found.items()))
    return AdultList(adults, tuple(unnamed), more=len(rows) > MOST_OPENED)


def _find_rows(uow: UnitOfWork) -> list[Concern]:
    query = (
        select(Concern)
        .where(
            Concern.org_id == uow.org.id,
            Concern.route.in_(STAFF_ROUTES),
            build_card_condition(list_held_fingerprints(uow)),
        )
        .order_by(Concern.signed_at.desc(), Concern.id)
        .limit(MOST_OPENED + 1)
    )
    return list(uow.session.scalars(query))


def _describe(row: Concern, entries: tuple[OpenEntry, ...]) -> StaffConcern:
    """Return a concern as its own seal has it; of a record that cannot be trusted, its row."""
    record = next((one.entry for one in entries if isinstance(one.entry, Record)), None)
    decisions = [one.entry for one in entries if isinstance(one.entry, Decision)]
    return StaffConcern(
        id=row.id,
        reference=record.reference if record else row.reference,
        signed_at=record.signed_at if record else row.signed_at,
        state=row.state,
        outcomes=tuple(_word_outcomes(decisions[-1].parts)) if decisions else (),
    )


def _word_outcomes(parts: tuple[Part, ...]) -> Iterator[str]:
    for part in parts:
        token = part.values.get("outcome")
        field = find_field("decision", "outcome", part.form_number)
        if isinstance(token, str):
            yield field.label_of(token) if field else token


def _list_names(entries: tuple[OpenEntry, ...]) -> Iterator[str]:
    """Yield each name of someone worried about, once, as it was first written in the concern."""
    seen = set()
    for one in entries:
        for part in one.entry.parts if isinstance(one.entry, EntryWithParts) else ():
            name = part.values.get("name_or_nickname") if part.page == PEOPLE_PAGE else None
            if isinstance(name, str) and name.strip() and (key := fold_name(name)) not in seen:
                seen.add(key)
                yield shorten_text(name.strip(), MAX_NAME_CHARACTERS)


def _group(pairs: list[tuple[str, StaffConcern]]) -> AdultConcerned:
    names = tuple(dict.fromkeys(name for name, _ in pairs))
    return AdultConcerned(names, tuple(concern for _, concern in pairs))
