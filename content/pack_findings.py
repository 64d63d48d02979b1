"""List what in a pack a person should look at: old, unconfirmed, not known, or missing.

A finding never stops anything: the screen already says that a number is not checked or that words
may be out of date. Wrong packs are refused earlier, by `pack_rules`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from msgspec.structs import replace

from content import pack_files, pack_loader
from content.contacts.call_panel import AREA_ROLES
from content.contacts.line_gaps import list_line_gaps
from content.contacts.number_findings import is_checked_by_phone, is_national_number_unchecked
from content.contacts.opening_hours import ALWAYS
from content.findings.finding_places import add_finding_places
from content.findings.own_claims import list_misleading_inherited_words
from content.findings.pack_finding import PackFinding
from content.findings.wrong_days import (
    list_dates_written_as_text,
    list_future_check_days,
    list_future_link_days,
)
from content.london_time import format_date
from content.pack import Pack
from content.pack_rules import list_pack_decisions
from content.pack_settings import DatedDecision
from content.passages import Contact, Passage
from content.scenarios import scenario_files, scenario_paths
from content.scenarios.scenario import Scenario
from content.workbook import workbook_loader
from content.workbook.edition import Workbook

CALL_CURE = (
    "Call it, then record it under Check phone numbers. Or, on your own server, set status and "
    "checked_on"
)
READ_CURE = "Read it on its page. Then, on your own server, set status and checked_on"
LINES_OF_A_NEIGHBOUR = {
    "day": "children's services",
    "out_of_hours": "nights, weekends and bank holidays",
    "lado": "concerns about staff (LADO)",
}
LINES_OF_A_COUNCIL = {**LINES_OF_A_NEIGHBOUR, "board": "the safeguarding board"}


def list_all_findings(name: str, today: date) -> tuple[PackFinding, ...]:
    """Return what to look at in `name`; unless it holds lines only, in its workbook and scenarios.

    What it has from the pack beneath is listed there. Every path of every scenario is played.
    """
    pack = pack_loader.load_pack(name)
    found = list_own_findings(pack, pack_files.PACKS, today)
    if pack.kind == "contacts":
        return found
    practised = list_scenario_findings(scenario_files.load_scenarios(name), pack, today)
    practised = tuple(add_finding_places(practised, pack_files.PACKS))
    if workbook_loader.find_link_fault(name):
        return (*found, *practised)  # its own links are left out: those of the base say nothing
    book = workbook_loader.load_workbook(name)
    of_book = (
        *list_workbook_findings(book, pack, today),
        *list_future_link_days(book, pack, today),
    )
    return (*found, *add_finding_places(of_book, pack_files.PACKS), *practised)


def list_unread_file_findings(name: str, packs: Path) -> tuple[PackFinding, ...]:
    """Return the files of a pack that nothing reads, such as contacts.txt. It may not load."""
    return tuple(
        PackFinding(
            pack=name,
            key=file,
            problem="not read",
            words="only files that end in .toml are read",
            cure=f"Name it {file.split('.', 1)[0]}.toml, or move it out of this folder",
        )
        for file in pack_files.list_unread_files(packs, name)
    )


def list_own_findings(pack: Pack, packs: Path, today: date) -> tuple[PackFinding, ...]:
    """Return what to look at in `pack` alone, and not in the pack of `packs` that it extends."""
    found = list_pack_findings(pack, today)
    raw = pack_files.read_pack(pack.name, packs)
    base = pack_loader.load_pack_from(packs, pack.extends) if pack.extends else None
    wrong = [
        *list_future_check_days(pack, base, raw, today),
        *list_dates_written_as_text(pack.name, packs),
    ]
    if base is not None:
        listed = {(one.key, one.problem, one.words) for one in list_pack_findings(base, today)}
        found = tuple(one for one in found if (one.key, one.problem, one.words) not in listed)
        wrong += list_misleading_inherited_words(pack, base, raw)
    return tuple(add_finding_places((*wrong, *found), packs))


def list_pack_findings(pack: Pack, today: date) -> tuple[PackFinding, ...]:
    """Return what is stale or unconfirmed in `pack` on `today`, contacts first."""
    found = [*_settings(pack), *_missing_lines(pack), *_list_first_pages(pack)]
    old = [(key, one) for key, one in list_pack_decisions(pack) if one.stale(today)]
    found += [_stale(pack, f"settings.{key}", one) for key, one in old]
    for section, passage in pack.passages():
        found.extend(_of(pack, f"{section}.{passage.key}", passage, today))
    return tuple(sorted(found, key=lambda one: not one.key.startswith("contacts.")))


def list_workbook_findings(book: Workbook, pack: Pack, today: date) -> tuple[PackFinding, ...]:
    """Return what is stale or not known in `book` on `today`, read for `pack`.

    Each thing is listed once: links under the authority that has them, the rest under England.
    """
    found: list[PackFinding] = []
    for address, passage in book.passages():
        if address.startswith("links/") == (pack.kind == "authority"):
            key = f"workbook.{address}"
            listed = (*_of(pack, key, passage, today), *_unsure(pack, key, passage))
            found.extend(_name_links_file(one, address) for one in listed)
    return tuple(found)


def _name_links_file(one: PackFinding, address: str) -> PackFinding:
    """Say where an authority writes its own link: it may have no such file yet."""
    kind, _, key = address.partition("/")
    if kind != "links":
        return one
    return replace(one, cure=f"{one.cure}, under [links.{key}] in {one.pack}/workbook/links.toml")


def list_scenario_findings(
    scenarios: tuple[Scenario, ...], pack: Pack, today: date
) -> tuple[PackFinding, ...]:
    """Return what is stale in `scenarios` on `today`, and what goes wrong on any of their paths.

    Each is listed once, under England, whose words they are.
    """
    if pack.kind == "authority":
        return ()
    old = (found for one in scenarios for found in _stale_ones(pack, one, today))
    return (*old, *(wrong for one in scenarios for wrong in _played(pack, one)))


def _stale_ones(pack: Pack, scenario: Scenario, today: date) -> Iterator[PackFinding]:
    for key, passage in scenario.passages():
        yield from _of(pack, key, passage, today)


def _played(pack: Pack, scenario: Scenario) -> Iterator[PackFinding]:
    for turn, words in sorted(scenario_paths.find_path_faults(scenario)):
        yield PackFinding(
            pack=pack.name,
            key=f"scenarios/{scenario.key}/{turn}",
            problem="broken",
            words=words,
            cure="Fix the turn: docs/scenarios.md says how",
        )


def _unsure(pack: Pack, key: str, passage: Passage) -> Iterator[PackFinding]:
    unsure = _unsaid(passage)
    if unsure and passage.status != "unknown, check":
        yield PackFinding(
            pack=pack.name,
            key=key,
            problem="not known",
            words=unsure,
            cure="Read the source itself, fix the words, then remove unsure",
            link=pack.source(passage).link,
        )


def _unsaid(passage: Passage) -> str:
    return str(getattr(passage, "unsure", "")).removesuffix(".")


def _of(pack: Pack, key: str, passage: Passage, today: date) -> Iterator[PackFinding]:
    link = pack.source(passage).link
    if passage.stale(today):
        yield _stale(pack, key, passage)
    if isinstance(passage, Contact):
        yield from _of_contact(pack, key, passage, link)
    elif passage.status == "unknown, check":
        yield PackFinding(
            pack=pack.name,
            key=key,
            problem="not known",
            words=_unsaid(passage) or "it is not known whether this is in force",
            cure="Find out, then set status and since",
            link=link,
        )


def _stale(pack: Pack, key: str, what: Passage | DatedDecision) -> PackFinding:
    return PackFinding(
        pack=pack.name,
        key=key,
        problem="stale",
        words=f"was to be looked at again by {format_date(what.review_by)}",
        cure="Read its source again, then move reviewed_on and review_by",
        link=pack.sources[what.source].link,
    )


def _of_contact(pack: Pack, key: str, line: Contact, link: str) -> Iterator[PackFinding]:
    what = line.number or line.email or line.web
    if is_national_number_unchecked(line):
        yield _unpublished(pack, key, line, link)
    national = (
        not line.area and is_checked_by_phone(line) and not is_national_number_unchecked(line)
    )
    if line.status == "to confirm" and what and (line.area or national):
        done = "it was taken from its website, and no one has called it yet"
        yield PackFinding(
            pack=pack.name,
            key=key,
            problem="to confirm",
            words=f"{line.label} ({what}): {done if national else 'no person has checked it yet'}",
            cure=(
                "Call it once for everyone, then set status and checked_on"
                if national
                else CALL_CURE
                if line.number
                else READ_CURE
            ),
            link=link,
        )
    if line.area:
        yield from _list_gaps(pack, key, line, link)


def _list_gaps(pack: Pack, key: str, line: Contact, link: str) -> Iterator[PackFinding]:
    for gap in list_line_gaps(line, fictional=pack.area.fictional):
        yield PackFinding(
            pack=pack.name,
            key=f"{key}.{gap.key}".removesuffix("."),
            problem=gap.problem,
            words=gap.words,
            cure=gap.cure,
            link=link,
        )


def _unpublished(pack: Pack, key: str, line: Contact, link: str) -> PackFinding:
    read = f"'{line.published}'" if line.published else "nothing"
    return PackFinding(
        pack=pack.name,
        key=f"{key}.published",
        problem="broken",
        words=f"says {read}, and the number is '{line.number}'",
        cure="Read the publisher's page, write here what it says, and move reviewed_on",
        link=link,
    )


def _missing_lines(pack: Pack) -> Iterator[PackFinding]:
    """Yield each line that a council has and its pack does not, even without a number."""
    if not pack.area.key:
        return
    local = [one for one in pack.contacts.values() if one.area == pack.area.key]
    roles = {one.role for one in local}
    if any(one.hours == ALWAYS and one.number and one.role in AREA_ROLES for one in local):
        roles.add("out_of_hours")  # it answers at night too
    wanted = LINES_OF_A_COUNCIL if pack.kind == "authority" else LINES_OF_A_NEIGHBOUR
    for role, what in wanted.items():
        if role not in roles:
            yield PackFinding(
                pack=pack.name,
                key="contacts",
                problem="missing",
                words=f"there is no line for {what}",
                cure=f'Add one with role = "{role}" to contacts.toml, without a number if need be',
            )


def _list_first_pages(pack: Pack) -> Iterator[PackFinding]:
    """Yield each source that links to the first page of a site: no one sees there what was read.

    Not where a line gives that very address: then it is the site itself that people look at.
    """
    sites = {one.web for one in pack.contacts.values()}
    for key, source in pack.sources.items():
        if is_site_front_page(source.link) and source.link not in sites:
            yield PackFinding(
                pack=pack.name,
                key=f"sources.{key}.link",
                problem="not known",
                words=f"{source.publisher}: it is the first page of a site, not the one read",
                cure="Find the page that says it, and give its whole address",
                link=source.link,
            )


def is_site_front_page(link: str) -> bool:
    """Say whether a link leads to a site and to no page of it."""
    parts = urlsplit(link)
    return bool(parts.netloc) and not (parts.path.strip("/") or parts.query)


def _settings(pack: Pack) -> Iterator[PackFinding]:
    """Yield what the authority itself has not said yet."""
    said = pack.settings
    if pack.kind != "contacts":
        yield from _unknown_duty(pack)
    if pack.kind != "authority":
        return
    if said.clocks.written_confirmation is None:
        yield _unset(
            pack,
            "clocks.written_confirmation",
            "no one has confirmed how soon a phone referral must follow in writing",
            "Ask the council, then set minutes or working_days",
        )
    if said.training.renew_after_months is None:
        yield _unset(
            pack,
            "training.renew_after_months",
            "no one has confirmed how often training is renewed, so none is ever overdue",
            "Ask the board, then set the months, text and source",
        )
    yield from _unknown(pack)


def _unknown(pack: Pack) -> Iterator[PackFinding]:
    steps = pack.settings.escalation
    if steps.status == "unknown":
        yield PackFinding(
            pack=pack.name,
            key="settings.escalation",
            problem="not known",
            words="the authority's own steps when no one answers are not known",
            cure='Ask the safeguarding partnership. Then set status = "known", text and source',
        )


def _unknown_duty(pack: Pack) -> Iterator[PackFinding]:
    duty = pack.settings.csa_duty
    if duty.status == "unknown":
        yield PackFinding(
            pack=pack.name,
            key="settings.csa_duty",
            problem="not known",
            words="it is not known whether the duty to report child sexual abuse has started",
            cure="Read the Act's commencement, then set status and since",
            link=pack.sources[duty.source].link,
        )


def _unset(pack: Pack, key: str, words: str, cure: str) -> PackFinding:
    return PackFinding(
        pack=pack.name, key=f"settings.{key}", problem="missing", words=words, cure=cure
    )
