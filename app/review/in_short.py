"""The top of a file: who the child is, the writer's own answer about danger, where and until when.

Repeats answers that the record holds, never the child's words, and weighs nothing. It stands in
the body of the page alone: no name goes into a title or an address.
"""

from collections.abc import Iterable, Mapping

from app.domain.record.answer_rows import make_answer_rows
from app.domain.record.concern_card import pick_most_cautious
from app.domain.record.entry_schema import Details, Part, Record
from app.domain.record.part_lookup import find_value
from app.domain.routing.recipients import Recipients
from app.services.concerns.entry_decryption import OpenEntry
from app.services.referrals.summary_answers import build_record_labels, find_child_names

Pairs = list[tuple[str, str]]
DANGER = {"yes": "Yes, the writer says", "unsure": "The writer is not sure", "no": "No"}
HEARD_OR_SOUGHT = ("yes", "no_answer")
FROM_NOW = {
    "now.where_now": "Where the child was",
    "now.leaves_at": "Leaves at",
    "now.leaves_with": "Leaves with",
}


def in_short(record: Record, entries: Iterable[OpenEntry], names: Mapping[str, str]) -> Pairs:
    """Labels and answers for the top of a file; "" where nothing was answered."""
    labels = build_record_labels(record, names)
    said = _said(record.parts, labels)
    return [
        ("Child", "; ".join(_children(record, labels))),
        (
            "In danger now?",
            DANGER.get(pick_most_cautious(_about_now(record, entries), "danger_now"), ""),
        ),
        *((label, said.get(key, "")) for key, label in FROM_NOW.items()),
        *_told(record, said),
    ]


def _told(record: Record, said: Mapping[str, str]) -> Pairs:
    """Whether a lead was told. Where no lead may read it, that none was is no gap to be closed."""
    answer = find_value((part for part in record.parts if part.page == "told"), "told_lead")
    if record.route != Recipients.LEADS and answer not in HEARD_OR_SOUGHT:
        return []
    told = filter(None, (said.get("told.told_lead"), said.get("told.told_lead_name")))
    return [("Has a safeguarding lead been told?", ", ".join(told))]


def _said(parts: Iterable[Part], labels: Mapping[str, str]) -> dict[str, str]:
    """The first answer to each question of the two pages that this is taken from."""
    found: dict[str, str] = {}
    for part in parts:
        if part.page in {"now", "told"}:
            for row in make_answer_rows(part, labels, third=True):
                found.setdefault(row.key, row.text)
    return found


def _children(record: Record, labels: Mapping[str, str]) -> Iterable[str]:
    """Each child's name and age, or the day of birth where no age was written."""
    for child, name in find_child_names(record).items():
        own = [part for part in record.parts if part.page == "child" and part.children == (child,)]
        said = {row.key: row.text for part in own for row in make_answer_rows(part, labels)}
        born = f"born {said['child.born_on']}" if "child.born_on" in said else ""
        yield ", ".join(filter(None, (name, said.get("child.age") or born)))


def _about_now(record: Record, entries: Iterable[OpenEntry]) -> Iterable[Part]:
    """The first page, and the other texts of it that were signed beside it."""
    yield from (part for part in record.parts if part.page == "now")
    for one in entries:
        if isinstance(said := one.entry, Details) and said.other_text_of:
            yield from (part for part in said.parts if part.page == "now")
