"""Context of every template: organisation, person, time-out, numbers, versioned static files."""

import hashlib
from collections.abc import Callable, MutableMapping
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any, Final, cast

from flask import Flask, current_app, g, has_request_context, request, templating, url_for
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader, pass_context
from jinja2.runtime import Context

from app.access import csrf
from app.access.app_state import get_app_state, get_today
from app.access.declarations import get_step_up_purpose
from app.access.request_auth import get_host
from app.access.search.searched_names import BY_WORDS
from app.domain.practice import quote_marks
from app.domain.record import entry_titles
from app.domain.routing.actors import Actor, Org
from app.domain.times import shown_times
from app.services.contacts import org_contacts, phone_numbers
from app.services.content import pack_content
from content import london_time
from content.contacts import phone_parsing
from referral_forms.right_to_left import isolate_numbers

TIME_FILTERS: Final[dict[str, Callable[[Any], str]]] = {
    # of an instant
    "london": shown_times.format_full_time,
    "london_weekday": shown_times.format_weekday_instant,
    "london_day": shown_times.format_full_day,
    "clock_time": shown_times.format_clock_time,
    "on_day": lambda at: shown_times.format_near_day(at, get_app_state().clock()),
    "when": lambda at: shown_times.format_instant(at, get_app_state().clock()),
    "listed": lambda at: shown_times.format_listed_time(at, get_app_state().clock()),
    "limit": lambda at: shown_times.format_time_limit(at, get_app_state().clock()),
    "began": lambda at: shown_times.format_start(at, get_app_state().clock()),
    # of a day
    "day": lambda on: london_time.format_weekday_day(on, get_today()),
    "near_day": lambda on: london_time.format_day(on, get_today()),
    "dated": london_time.format_date,
    "weekday": london_time.name_weekday,
    "weekday_date": london_time.format_weekday_date,
    # of the moment on a wall clock
    "weekday_time": london_time.format_weekday_time,
}
"""Every filter that writes a time or a day, by what it is given."""


def init_app(app: Flask) -> None:
    """Give templates their loader, filters, globals and context."""
    app.jinja_environment = TemplateEnvironment
    app.jinja_loader = ChoiceLoader(
        [
            app.jinja_loader or PackageLoader("app"),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["ring_panel"] = build_call_panel
    app.jinja_env.globals["said_now"] = load_pack_words
    app.jinja_env.globals["url_for"] = cached_url_for
    app.jinja_env.globals["searched_mark"] = BY_WORDS
    app.jinja_env.filters.update(TIME_FILTERS)
    app.jinja_env.filters["curled"] = quote_marks.curl_quote_marks
    app.jinja_env.filters["titled"] = _titled
    app.jinja_env.filters["dial"] = phone_parsing.find_dialable_number
    app.jinja_env.filters["numbers_ltr"] = isolate_numbers
    app.context_processor(_context)
    app.url_defaults(_version)


class TemplateEnvironment(templating.Environment):
    """Flask's environment, where a template without its own globals reads those of the app.

    Jinja lays an empty map over them for each template, and compares the two at each import.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template: those of the app, unless it has its own.

        Never load the same template again with globals: they would become the app's.
        """
        return super().make_globals(d) if d else self.globals


class CachedUrls:
    """`url_for` of templates: an address that only the code decides is built once.

    That is one of an endpoint alone, or of a static file, where nothing stands before its path.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str] = {}

    def __call__(self, endpoint: str, **values: Any) -> str:
        """Render as Flask's own formatter does."""
        fixed = not values or (endpoint == "static" and values.keys() == {"filename"})
        if not fixed or endpoint[:1] == "." or not has_request_context() or request.root_path:
            return url_for(endpoint, **values)
        place = (endpoint, values.get("filename", ""))
        if place not in self._known:
            self._known[place] = url_for(endpoint, **values)
        return self._known[place]


cached_url_for = CachedUrls()


def build_call_panel(area: str = "", *, danger: bool = False) -> phone_numbers.CallPanel:
    """Return the call-now panel for this request. `danger`: somebody is or may be in danger now."""
    if g.get("org") is None:
        return phone_numbers.build_panel_without_org(
            phone_numbers.FALLBACK_PACK, get_app_state().clock()
        )
    if is_offline_copy():
        return phone_numbers.build_offline_panel(load_org_with_call_info(), get_app_state().clock())
    if g.get("uow") is None:  # the database is away
        return phone_numbers.build_panel_without_people(
            load_org_with_call_info(), get_app_state().clock(), area=area, danger=danger
        )
    me = g.actor.id if g.get("actor") is not None else None
    return phone_numbers.build_panel(
        g.uow,
        load_org_with_call_info(),
        get_app_state().clock(),
        area=area,
        inside=me is not None,
        me=me,
        danger=danger,
    )


def load_org_with_call_info() -> Org:
    """Return the organisation with what its people said about who to call.

    Read once in a request, and only by a page that shows numbers.
    """
    if "org_to_ring" not in g:
        if g.get("uow") is None:
            g.org_to_ring = org_contacts.fill_contacts_from_memory(g.org, get_app_state().key_log)
        else:
            named = g.get("actor") is not None and not is_offline_copy()
            g.org_to_ring = org_contacts.load_org_with_contacts(g.uow, named=named)
            if not g.org_to_ring.to_ring.unread:
                get_app_state().org_cache.remember(get_host(), g.org_to_ring)
    return cast(Org, g.org_to_ring)


def is_offline_copy() -> bool:
    """Whether the service worker asks for a copy to keep: it is read on another day."""
    return "Heard-Copy" in request.headers


def load_pack_words() -> pack_content.PackText:
    """Return the pack's words for this request, filled; of the fallback pack where it has none."""
    org, now = g.get("org"), get_app_state().clock()
    return (
        pack_content.load_org_pack_text(org, now)
        if org is not None
        else pack_content.load_pack_text_without_org(entry_titles.LEAD_TITLE, now)
    )


def fill_lead_title(words: str) -> str:
    """Return our own words with the title that this request's organisation gives its leads."""
    org = g.get("org")
    return entry_titles.insert_lead_title(words, org.lead_title) if org is not None else words


@pass_context
def _titled(_context: Context, words: str) -> str:
    """Return `fill_lead_title(words)`, asked for anew on each page.

    Without the context Jinja works out a filter of fixed words once, when it compiles: every
    organisation on this server would then read the title of whichever came first.
    """
    return fill_lead_title(words)


def _context() -> dict[str, Any]:
    org, actor = g.get("org"), g.get("actor")
    return {
        "organisation": org,
        "member": actor,
        "mail_is_set_up": bool(get_app_state().config.smtp_url),
        "demo": org.demo if org else get_app_state().config.demo,  # before set-up, what it will be
        "pack_problem": _find_pack_problem(org, actor),
        "time_out": read_session_end(),
        "late_session": g.get("late"),
        "csrf_token": csrf.get_csrf_token,
        "kept_at": get_app_state().clock() if is_offline_copy() else None,
    }


def _find_pack_problem(org: Org | None, actor: Actor | None) -> pack_content.PackProblem | None:
    if org is None:
        return None
    return pack_content.find_pack_problem(org, in_full=actor is not None and actor.is_reader)


def read_session_end() -> dict[str, Any] | None:
    """Return when this session ends, and the seconds until then; None with no one signed in.

    `once`: the page is behind the passphrase, and Back asks for it anew.
    """
    visit = g.get("visit")
    if visit is None or visit.ends_at is None:
        return None
    left = visit.ends_at - get_app_state().clock()
    return {
        "at": shown_times.format_clock_time(visit.ends_at),
        "seconds": ceil(left.total_seconds()),  # a page that is loaded too early would begin anew
        "once": request.method == "GET" and bool(get_step_up_purpose()),
    }


def _version(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and "v" not in values:
        folder = current_app.static_folder or ""
        values["v"] = _digest(Path(folder) / str(values.get("filename", "")))


@cache
def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    except OSError:
        return "0"
