"""Records about named children, and linking them into children's files as a lead does."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.domain.record.entry_schema import Part
from app.domain.routing.recipients import Recipients
from app.services.children import child_linking
from app.services.children.child_linking import LinkChoice
from app.services.concerns import record_signing
from tests.support.club.office import Office

BORN = {"date": "2012-05-03"}
HER_WORDS, WORRY = "he drives me home", "Quiet since Monday."
KEPT_FROM_A_LEAD: dict[str, dict[str, Any]] = {
    "about staff": {"about": "yes"},
    "not for one": {"not_for": ("deputy",)},
    "named leads": {"not_for": ("senior", "deputy"), "choice": Recipients.NAMED_LEADS},
}
"""How a concern is signed that not every lead can open: such a one is in no child's file."""


def sign_about(
    office: Office,
    *children: dict[str, Any],
    about: str = "no",
    who: str = "sam",
    not_for: tuple[str, ...] = (),
    also: tuple[Part, ...] = (),
    **more: Any,
) -> UUID:
    """Sign a record about these children, whose first one spoke; return its id.

    `also`: more parts; `more`: of the signing, such as `choice` of who may read it.
    """
    ids = [f"c{n}" for n in range(1, len(children) + 1)]
    parts = [
        Part("now", (), {"danger_now": "no", "about_our_team": about}),
        Part("account", ("c1",), {"worry": WORRY, "child_words": HER_WORDS}),
        *(Part("child", (c,), values, item=c) for c, values in zip(ids, children, strict=True)),
        *also,
    ]
    signing = record_signing.SigningRequest(
        office.draft(who), tuple(parts), frozenset(office.id(key) for key in not_for), **more
    )
    return record_signing.sign_record(office.at(who), signing)


def link(
    office: Office, concern: UUID, file_id: UUID | None = None, who: str = "jo", child: str = "c1"
) -> UUID:
    """Link as a lead does who looked at the page a moment ago; return the file's id."""
    asked = child_linking.open_child_link_question(office.at(who), concern, child)
    choice = LinkChoice(concern, child, file_id, "may_be_affected", asked.mark)
    return child_linking.put_child_in_file(office.at(who), choice)


def sign_about_person(office: Office, name: str, person: dict[str, Any], who: str = "sam") -> UUID:
    """Sign a record about a child, and about someone the worker is worried about."""
    parts = (
        Part("now", ("c1",), {"danger_now": "no", "about_our_team": "no"}),
        Part("account", ("c1",), {"worry": WORRY, "child_words": HER_WORDS}),
        Part("child", ("c1",), {"name": name}, item="c1"),
        Part("people", ("c1",), person, item="p1"),
    )
    signing = record_signing.SigningRequest(office.draft(who), parts, frozenset())
    return record_signing.sign_record(office.at(who), signing)
