"""The answers of a practice record in words: question by question, as they were typed.

What cannot be read as a day or a time stands here to the letter too: nothing is judged and nothing
is left out. What can be chosen has the words that stood on the page.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.domain.pages import PAGES
from app.domain.pages.page_model import UNKNOWN_LABELS, Field, Group, Kind, Page, Unknown
from app.domain.practice.debrief_schema import Written
from app.domain.record.answer_parsing import Choices
from app.domain.record.entry_titles import titled
from app.domain.record.form_data import Raw, blank, child_names, children_of, items, one
from app.domain.routing.actors import Org
from app.services.content.pack_labels import choices

_CHOSEN = (Kind.ONE, Kind.MANY)


def written(pages: Mapping[str, Raw], org: Org) -> tuple[Written, ...]:
    """Every answer, in the order of the record's pages. `pages`: what was typed, by page."""
    known, children = choices(org.pack), children_of(pages)
    names = child_names(pages.get("child", {}), children)
    return tuple(
        Written(titled(page.title, org.lead_title), titled(question, org.lead_title), answer)
        for page in PAGES
        if not blank(pages.get(page.name, {}))
        for question, answer in _of_page(page, pages[page.name], names, known)
    )


def typed(found: Iterable[Written], org: Org) -> tuple[str, ...]:
    """The answers that were typed: what the pack lets somebody choose is nobody's name."""
    offered = {one.label for options in choices(org.pack).values() for one in options}
    return tuple(one.answer for one in found if one.answer not in offered)


def _of_page(
    page: Page, raw: Raw, names: Mapping[str, str], known: Choices
) -> Iterator[tuple[str, str]]:
    if not page.per_child:
        yield from _answers(page, raw, "", "", names, known)
        return
    mentioned = dict.fromkeys((*names, *sorted({n.partition(".")[0] for n in raw if "." in n})))
    for child in mentioned:  # also one whose name was taken out since
        under = f"{names.get(child, child)}. " if len(mentioned) > 1 else ""
        yield from _answers(page, raw, f"{child}.", under, names, known)


def _answers(
    page: Page, raw: Raw, start: str, under: str, names: Mapping[str, str], known: Choices
) -> Iterator[tuple[str, str]]:
    for at, heading, fields in _places(page, raw, start, known):
        for field in fields:
            if answer := _answer(page, field, raw, f"{at}{field.name}", names, known):
                yield f"{under}{heading}{field.label}", answer


def _places(
    page: Page, raw: Raw, start: str, known: Choices
) -> Iterator[tuple[str, str, Sequence[Field]]]:
    """Where questions stand on a page: how their names begin, the heading above, the questions."""
    yield start, "", page.fields
    if page.group is None:
        return
    if page.pick_group:
        yield from _picked(page.group, raw, start, known)
        return
    found = items(raw, page.group, start)
    for number, item in enumerate(found, 1):
        heading = page.group.one if len(found) == 1 else f"{page.group.one} {number}"
        yield item.at, f"{heading}: ", page.group.fields


def _picked(
    group: Group, raw: Raw, start: str, known: Choices
) -> Iterator[tuple[str, str, Sequence[Field]]]:
    """Each sign that was ticked, with what was written about it."""
    labels = {one.token: one.label for one in known.get("indicators.indicator", ())}
    inner = [field for field in group.fields if field.name != "indicator"]
    for token in raw.get(f"{start}{group.name}-pick", []):
        label = labels.get(token, token)
        yield start, f"{label}: ", (Field(f"{group.name}-pick", "Noticed"),)
        yield f"{start}{group.name}-{token}-", f"{label}: ", inner


def _answer(
    page: Page, field: Field, raw: Raw, name: str, names: Mapping[str, str], known: Choices
) -> str:
    """What was typed or chosen under a name; empty where nothing was."""
    if field.name.endswith("-pick"):
        return "Yes"
    unknown = "; ".join(_unknown(token) for token in raw.get(f"{name}-unknown", []))
    if field.kind is Kind.CHILDREN:
        return "; ".join(names.get(child, child) for child in raw.get(name, []))
    if field.kind in _CHOSEN:
        options = field.options or known.get(f"{page.part_name}.{field.name}", ())
        labels = {one.token: one.label for one in options}
        picked = [labels.get(token) or _unknown(token) for token in raw.get(name, [])]
        return "; ".join((*picked, *filter(None, [unknown])))
    typed = ", ".join(text for text in (one(raw, name), one(raw, f"{name}-time")) if text)
    return typed or unknown


def _unknown(token: str) -> str:
    known = token in set(Unknown)
    return UNKNOWN_LABELS[Unknown(token)] if known else token
