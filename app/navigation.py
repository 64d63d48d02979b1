"""Choose the pages in the navigation of the signed-in person.

One table serves every role: a new page is one more line in it. Nothing is read from the database,
so an error page has its navigation too.
"""

from collections.abc import Collection, Iterator
from enum import Enum, auto

import msgspec
from flask import Flask, g, request

from app.access.second_step import step_gate
from app.domain.routing.actors import READER_ROLES, Actor, Role
from app.services.auth.second_step import step_requirement


class Place(Enum):
    """The place where an item shows. The menu at the foot of the page has them all."""

    ROW = auto()
    """In the row at the top, on a phone too."""
    WIDE_ROW = auto()
    """In the row at the top, where a screen is wide enough."""
    MENU = auto()
    """Only in the menu."""


class NavigationPage(msgspec.Struct, frozen=True):
    """One page of the table. `paths`: addresses that belong to it; `roles`: who has it."""

    label: str
    endpoint: str
    paths: tuple[str, ...]
    place: Place
    roles: Collection[Role]


class NavigationItem(msgspec.Struct, frozen=True):
    """One item as a page shows it. `current`: "page", "true" on a page below it, or empty."""

    label: str
    endpoint: str
    current: str
    in_row: bool
    on_phone: bool


AUDIT_LOG = "oversight" + ".log"  # an endpoint, which in one word would be frozen as a file's name
HOME = "public" + ".home"
EVERYONE = frozenset(Role)
SEARCH = "review" + ".search"
LOG_LINES = "oversight" + ".lines"
CHECKPOINTS = "oversight" + ".checkpoints"
WORKERS = EVERYONE - READER_ROLES
CALM_PAGES = frozenset({HOME})
CALM_BLUEPRINTS = frozenset({"review", "accounts", "setup", "oversight", "learning", "referrals"})
"""Pages with a search box in the row. Those of records and of a child here and now have none."""
NAVIGATION = (
    NavigationPage("Today", "public.home", (), Place.ROW, READER_ROLES),
    NavigationPage("Home", "public.home", (), Place.ROW, EVERYONE),
    NavigationPage("Concerns", "review.concerns", ("/concerns",), Place.ROW, READER_ROLES),
    NavigationPage("Search", "review.search", ("/concerns/search",), Place.ROW, READER_ROLES),
    NavigationPage("Children", "review.children", ("/children",), Place.WIDE_ROW, {Role.LEAD}),
    NavigationPage("My records", "review.concerns", ("/concerns",), Place.ROW, {Role.PRACTITIONER}),
    NavigationPage("My records", "review.concerns", ("/concerns",), Place.MENU, WORKERS),
    NavigationPage(
        "Phone numbers", "public.numbers", ("/numbers",), Place.WIDE_ROW, {Role.PRACTITIONER}
    ),
    NavigationPage("Team", "accounts.members", ("/members",), Place.WIDE_ROW, {Role.LEAD}),
    NavigationPage(
        "Team training", "learning.trained", ("/learn/trained",), Place.WIDE_ROW, {Role.SENIOR}
    ),
    NavigationPage("Audit log", LOG_LINES, ("/log/lines",), Place.ROW, {Role.AUDITOR}),
    NavigationPage(
        "Checkpoints", CHECKPOINTS, ("/log/checkpoints",), Place.WIDE_ROW, {Role.AUDITOR}
    ),
    NavigationPage("Team", "accounts.team", ("/team",), Place.ROW, {Role.ADMINISTRATOR}),
    NavigationPage(
        "Your organisation",
        "setup.organisation",
        ("/organisation",),
        Place.WIDE_ROW,
        {Role.ADMINISTRATOR},
    ),
    NavigationPage("Learn", "learning.start", ("/learn",), Place.WIDE_ROW, READER_ROLES),
    NavigationPage("Learn", "learning.start", ("/learn",), Place.ROW, WORKERS),
    NavigationPage("A child is with me", "public.with_a_child", (), Place.MENU, EVERYONE),
    NavigationPage("Record a concern", "recording.start", (), Place.MENU, EVERYONE),
    NavigationPage("Phone numbers", "public.numbers", (), Place.MENU, EVERYONE),
    NavigationPage("Team training", "learning.trained", (), Place.MENU, READER_ROLES),
    NavigationPage(
        "Your organisation",
        "setup.organisation",
        ("/organisation", "/rota"),
        Place.MENU,
        READER_ROLES,
    ),
    NavigationPage(
        "Check phone numbers",
        "setup.show_number_directory",
        ("/directory",),
        Place.MENU,
        READER_ROLES,
    ),
    NavigationPage("Audit log", AUDIT_LOG, ("/log",), Place.MENU, READER_ROLES),
    NavigationPage("Your account", "accounts.account", ("/account",), Place.MENU, EVERYONE),
)


def init_app(app: Flask) -> None:
    """Give every template the navigation of its reader."""
    app.context_processor(_context)


def list_pages(roles: Collection[Role]) -> tuple[NavigationPage, ...]:
    """Return the pages of somebody with these roles, in order, each address once.

    Everyone who is confirmed can record, so only somebody without another role is shown the
    pages of a practitioner.
    """
    own = set(roles) - {Role.PRACTITIONER} or set(roles)
    pages: dict[str, NavigationPage] = {}
    for page in NAVIGATION:
        if not own.isdisjoint(page.roles):
            pages.setdefault(page.endpoint, page)
    return tuple(pages.values())


def build_navigation(actor: Actor, endpoint: str, path: str) -> tuple[NavigationItem, ...]:
    """Return the items for this person, with the one that they look at marked."""
    pages = list_pages(actor.roles)
    below = _find_section(pages, path)
    return tuple(
        NavigationItem(
            label=page.label,
            endpoint=page.endpoint,
            current="page" if page.endpoint == endpoint else "true" if page is below else "",
            in_row=page.place is not Place.MENU,
            on_phone=page.place is Place.ROW,
        )
        for page in pages
    )


def _find_section(pages: Collection[NavigationPage], path: str) -> NavigationPage | None:
    """Return the page with the longest address that `path` is below."""
    found = sorted(_list_paths(pages, path), key=lambda pair: len(pair[0]))
    return found[-1][1] if found else None


def _list_paths(
    pages: Collection[NavigationPage], path: str
) -> Iterator[tuple[str, NavigationPage]]:
    for page in pages:
        for start in page.paths:
            if path == start or path.startswith(f"{start}/"):
                yield start, page


def _list_items(actor: Actor, *, step_due: bool) -> tuple[NavigationItem, ...]:
    """Return the items of this person; while their second step is due, those that open."""
    place = request.endpoint or "", request.path
    if not step_due:
        return build_navigation(actor, *place)
    worker = msgspec.structs.replace(actor, roles=(Role.PRACTITIONER,))
    return tuple(
        item
        for item in build_navigation(worker, *place)
        if item.endpoint == HOME or step_gate.is_open_without_step(item.endpoint)
    )


def has_search_box(items: Collection[NavigationItem], endpoint: str) -> bool:
    """Return whether the row at the top has the box of a search: for everyone who has its page.

    Not where someone records, calls or sits with a child: one thing at a time there.
    """
    is_calm = endpoint in CALM_PAGES or endpoint.partition(".")[0] in CALM_BLUEPRINTS
    return is_calm and any(item.endpoint == SEARCH for item in items)


def _context() -> dict[str, tuple[NavigationItem, ...] | str | bool]:
    """Return the items, what this person's first page is called, if their step is due, and if the
    page has a search box."""
    actor = g.get("actor")
    if actor is None:
        return {"navigation": (), "first_page": "Home", "step_due": False, "can_search": False}
    step_due = g.get("uow") is not None and step_requirement.is_step_due_from_memory(g.uow)
    items = _list_items(actor, step_due=step_due)
    return {
        "navigation": items,
        "first_page": items[0].label,
        "step_due": step_due,
        "can_search": has_search_box(items, request.endpoint or ""),
    }
