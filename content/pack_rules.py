"""Check what must hold in a pack before anyone may rely on it, and say the cure when it does not.

Each rule raises ContentError at the first breach. A pack that is merely old or not yet confirmed
loads: `pack_findings` lists it, and the screen says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from content.allowed_values import describe_allowed
from content.contacts import line_rules
from content.content_error import ContentError
from content.pack import Pack
from content.pack_files import RawSections
from content.pack_settings import DatedDecision, TimeLimit
from content.passage_rules import (
    HOLDER,
    PLACEHOLDERS,
    WORKBOOK_ITEMS,
    Rule,
    check_item_references,
    check_passage,
    check_placeholder,
    check_review_details,
    explain_no_source,
    require_all_rules,
)
from content.passages import (
    Contact,
    HelpfulReply,
    HintPhrase,
    LeadingQuestion,
    OwnPromise,
    Passage,
    UnhelpfulReply,
)
from content.patterns import PatternError, compile_patterns, list_folded_words

MATCHED = HintPhrase | LeadingQuestion | UnhelpfulReply | HelpfulReply | OwnPromise
PLAIN_WORDS = frozenset(("rape", "raped", "rapes", "abuse", "abused", "abuses", "abusing"))
MAX_RENEWAL_MONTHS, SHORTEST_MONTH = 120, 28
_TOKEN = re.compile(r"[a-z][a-z_]*[a-z]")


def build_missing_section_error(name: str, section: str) -> ContentError:
    """Return the error for a pack that has no such section, its own or inherited."""
    return ContentError(
        f"{name}/pack.toml", section, "there is none", f"Write [{section}] or extend a pack"
    )


def check_prompt_steps_exist(raw: RawSections) -> None:
    """Check that each prompt names a step that exists."""
    for key, entry in raw["prompts"].items():
        if entry.table.get("step") not in raw["steps"]:
            raise ContentError(
                entry.file, f"prompts.{key}.step", "no such step", "Name a key of [steps]"
            )


def check_pack(pack: Pack, raw: RawSections) -> None:
    """Raise ContentError at the first breach of a rule in `pack`, read as `raw`."""
    _check_area(pack)
    _check_fixed_lines(pack)
    for section, passage in pack.passages():
        check_pack_passage(pack, section, passage, raw)
    _check_groups(pack, raw)
    for key, change in zip(raw["holidays"], pack.holidays, strict=True):
        _Where(raw, "holidays", key).need(
            change.source in pack.sources,
            "source",
            *explain_no_source(change.source, pack.sources),
        )
    _check_settings(pack, raw)


def check_pack_passage(pack: Pack, section: str, passage: Passage, raw: RawSections) -> None:
    """Raise ContentError at the first breach of a rule in one passage of `pack`."""
    where = _Where(raw, section, passage.key)
    _check_passage(pack, passage, where)
    _check_status(passage, where)
    if isinstance(passage, Contact):
        _check_contact(pack, passage, where)
    if isinstance(passage, MATCHED):
        _check_patterns(pack, passage, where)
    if isinstance(passage, HintPhrase):
        _check_phrase(pack, passage, where)


def _check_settings(pack: Pack, raw: RawSections) -> None:
    _check_names(pack, raw)
    duty = pack.settings.csa_duty
    _Where(raw, "settings", "settings").need(
        (duty.status == "in_force") == (duty.since is not None),
        "csa_duty.since",
        "goes with status 'in_force'",
        "Give the day the duty started, only if it has",
    )
    _check_decisions(pack, raw)
    _check_own_steps(pack, raw)
    _check_bases(pack, raw)
    _check_renewal(pack, raw)
    _check_links(pack, raw)
    _check_clocks(pack, raw)


def _check_names(pack: Pack, raw: RawSections) -> None:
    """Check the names that pages put into other words: they stand for nothing themselves."""
    said = pack.settings
    for key, name in (("spoc", said.spoc), ("council", said.council), ("banner", said.banner)):
        good = bool(name.strip()) and not HOLDER.search(name)
        problem = f"'{name}' is not a name that pages can show"
        _Where(raw, "settings", "settings").need(
            good, key, problem, "Write it as people say it, without { and }"
        )


def _check_bases(pack: Pack, raw: RawSections) -> None:
    """Refuse agreement as a basis: a child at risk is referred whether anybody agrees or not."""
    where, bases = _Where(raw, "settings", "settings"), pack.settings.sharing.bases
    for one in bases:
        words = f"{one.token} {one.label}".casefold()
        agreement = "consent" in words or "agree" in words
        good = _TOKEN.fullmatch(one.token) is not None and bool(one.label.strip())
        where.require_all_rules(
            (not agreement, "sharing.bases", "holds agreement", "Take it out"),
            (good, "sharing.bases", "has no token or no words", "Write both"),
        )
    tokens = [one.token for one in bases]
    where.require_all_rules(
        (bool(tokens), "sharing.bases", "are none", "Give at least one"),
        (len(tokens) == len(set(tokens)), "sharing.bases", "has a token twice", "Use each once"),
    )


def _check_renewal(pack: Pack, raw: RawSections) -> None:
    where, said = _Where(raw, "settings", "settings"), pack.settings.training
    months = said.renew_after_months
    longest = SHORTEST_MONTH * (months or MAX_RENEWAL_MONTHS)
    where.require_all_rules(
        (
            months is None or 1 <= months <= MAX_RENEWAL_MONTHS,
            "training.renew_after_months",
            f"is not 1 to {MAX_RENEWAL_MONTHS}",
            "Give whole months",
        ),
        (
            1 <= said.due_soon_days <= longest,
            "training.due_soon_days",
            f"is not 1 to {longest}",
            "Give days, fewer than it lasts",
        ),
    )


def _check_decisions(pack: Pack, raw: RawSections) -> None:
    for key, decided in list_pack_decisions(pack):
        need = _Where(raw, "settings", "settings").need
        check_review_details(decided, pack.sources, f"{key}.", need)
        for holder in HOLDER.findall(decided.text):
            check_placeholder(holder, PLACEHOLDERS, f"{key}.text", need)


def _check_own_steps(pack: Pack, raw: RawSections) -> None:
    """Refuse steps that are said to be the council's without its words: England's would be shown.

    Its own words need their own source too, or they would be said of another council's page.
    """
    where = _Where(raw, "settings", "settings")
    own = (where.entry.own or {}).get("escalation")
    if pack.settings.escalation.status != "known" or not isinstance(own, Mapping):
        return
    for name in ("text", "source"):
        where.need(
            name in own or "status" not in own,
            f"escalation.{name}",
            f'is missing. With status = "known" people would read the {name} of {pack.extends} '
            "as the council's own",
            f'Add {name} = "…", or leave status out until the council has said its steps',
        )


def list_pack_decisions(pack: Pack) -> tuple[tuple[str, DatedDecision], ...]:
    """Return (key, words) of what a pack's settings say about law and delivery."""
    said = pack.settings
    return (
        ("csa_duty", said.csa_duty),
        ("delivery", said.delivery),
        ("escalation", said.escalation),
        ("sharing", said.sharing),
        ("training", said.training),
    )


class _Where:
    """One table of one file, so that a breach can be named."""

    def __init__(self, raw: RawSections, section: str, key: str) -> None:
        self.entry = raw[section][key]
        self.section = section

    def need(self, holds: bool, key: str, problem: str, cure: str) -> None:
        if not holds:
            whole = self.entry.key == self.section  # [settings] is one table, without keys
            place = f"{self.section}.{key}" if whole else f"{self.section}.{self.entry.key}.{key}"
            raise ContentError(self.entry.file, place, problem, cure)

    def require_all_rules(self, *rules: Rule) -> None:
        require_all_rules(self.need, *rules)


def _check_passage(pack: Pack, passage: Passage, where: _Where) -> None:
    check_passage(passage, pack.sources, where.entry.table, PLACEHOLDERS, where.need)
    changed, source = getattr(passage, "changed", ""), getattr(passage, "changed_source", "")
    where.need(bool(changed) == bool(source), "changed_source", "goes with changed", "Give both")
    check_item_references(getattr(passage, "workbook", ()), WORKBOOK_ITEMS, where.need)


def _check_status(passage: Passage, where: _Where) -> None:
    for_lines = passage.status in ("to confirm", "confirmed")
    where.require_all_rules(
        (
            isinstance(passage, Contact) == for_lines,
            "status",
            f"{passage.status!r} does not fit here",
            describe_allowed(type(passage), ".status"),
        ),
        (
            passage.status != "in force" or passage.since is not None,
            "since",
            "is missing",
            "Give the date it came into force",
        ),
    )


def _check_contact(pack: Pack, line: Contact, where: _Where) -> None:
    local = bool(pack.extends) and where.entry.file.startswith(f"{pack.name}/")
    line_rules.check_phone_line(pack, line, where.entry.table, where.need, local=local)


def _check_area(pack: Pack) -> None:
    """Refuse an area of another name: it would send people to another council's numbers."""
    file, area = f"{pack.name}/pack.toml", pack.area
    if pack.kind != "base" and area.key != pack.name:
        problem = f"'{area.key}' is not the name of this pack's folder"
        raise ContentError(file, "pack.area", problem, f'Write area = "{pack.name}"')
    if pack.kind != "base" and not area.name.strip():
        raise ContentError(file, "pack.council", "is empty", 'Write council = "Exampleton"')


def _check_links(pack: Pack, raw: RawSections) -> None:
    for key, source in pack.sources.items():
        good = not source.link or line_rules.is_link(source.link)
        problem = f"'{source.link}' is not a link"
        _Where(raw, "sources", key).need(good, "link", problem, line_rules.WHOLE_LINK)
    delivery = pack.settings.delivery
    portal, named = delivery.portal, "portal" in delivery.written
    safe = not portal or (portal.startswith("https://") and line_rules.is_link(portal))
    where = _Where(raw, "settings", "settings")
    where.require_all_rules(
        (safe, "delivery.portal", f"'{portal}' is not a safe link", line_rules.WHOLE_LINK),
        (
            bool(portal) or not named,
            "delivery.portal",
            'is missing, and written has "portal"',
            'Add portal = "https://www.example.org/page", with the whole address of the page where '
            'people send it, or take "portal" out of written',
        ),
    )


def _check_clocks(pack: Pack, raw: RawSections) -> None:
    where, clocks = _Where(raw, "settings", "settings"), pack.settings.clocks
    for name in clocks.__struct_fields__:
        limit = getattr(clocks, name) or TimeLimit()
        days = () if limit.working_days is None else (limit.working_days,)
        good = all(time > 0 for time in (*limit.minutes, *days))
        where.need(good, f"clocks.{name}", "is not more than 0", "Give 1 or more")


def _check_fixed_lines(pack: Pack) -> None:
    """Check that 999 and 101 are on every page with numbers, whatever a pack leaves out."""
    for key, number in line_rules.FIXED_NUMBERS.items():
        line = pack.contacts.get(key)
        if line is None or line.role != key:
            file, cure = f"{pack.name}/contacts.toml", f'Write [contacts.{key}] with role = "{key}"'
            raise ContentError(file, f"contacts.{key}", f"{number} is missing", cure)


def _check_patterns(pack: Pack, one: MATCHED, where: _Where) -> None:
    try:
        unsure = one.unsure if isinstance(one, UnhelpfulReply) else ()
        compile_patterns((*one.patterns, *unsure, *one.unless), pack.words)
    except PatternError as error:
        where.need(False, "patterns", str(error), "Fix the pattern")
    where.need(bool(one.patterns), "patterns", "are none", "Give at least one")


def _check_phrase(pack: Pack, phrase: HintPhrase, where: _Where) -> None:
    for name in phrase.applies_to:
        where.need(
            f"fields_{name}" in pack.words, "applies_to", f"{name} is not a list", "See [words]"
        )
    compiled = compile_patterns(phrase.patterns, pack.words)
    plain = any(pattern.needs(word) for word in PLAIN_WORDS for pattern in compiled)
    kept = [not PLAIN_WORDS.isdisjoint(list_folded_words(text)) for text in phrase.alternatives]
    where.need(
        all(kept) or not plain,
        "alternatives",
        "would soften rape or abuse",
        "Keep the plain word in each alternative",
    )


def _check_groups(pack: Pack, raw: RawSections) -> None:
    letters = [group.group for group in pack.groups]
    if sorted(letters) != sorted(set(letters)):
        raise ContentError(f"{pack.name}", "groups", "a letter is used twice", "Use each once")
    for one in pack.indicators:
        _Where(raw, "indicators", one.key).need(
            one.group in letters, "group", "no such group", "Write it in [groups]"
        )
