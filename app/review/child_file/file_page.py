"""The frame of every page of a child's file: who the child is, what stands, what to beware of.

It is given an opened file, and asks the cards of the others only for numbers not to call.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask import g, url_for
from msgspec import structs

from app.access.app_state import get_today
from app.domain.children.blocked_numbers import CallBlocks
from app.domain.children.fact_fields import (
    KNOWS,
    SETTING_TOLD,
    name_fact,
    name_person_role,
)
from app.domain.children.file_facts import (
    FamilyFact,
    StandingFact,
    Topic,
    WorkerFact,
    read_fact_answers,
)
from app.domain.private_struct import PrivateStruct
from app.review.child_views import describe_age
from app.services.children.call_blocks import log_and_load_blocked_numbers
from app.services.children.child_files import OpenChildFile
from app.services.children.fact_writing import (
    FIXED_CHOICES,
    list_current_facts,
    list_shown_rows,
)
from app.services.children.file_entries import list_refused_entry_numbers
from app.services.concern_tasks.handovers import find_concern_holder
from content.contacts.phone_parsing import find_dialable_number
from content.london_time import format_date

MOST_LOOKS = 40
"""Events of the log among which the overview finds who opened the file last."""
SOCIAL_WORKER, NO_PLAN = "social_worker", "none"


class FilePage(StrEnum):
    """The pages of a file; the names of their routes."""

    OVERVIEW = "review.child"
    CONCERNS = "review.child_concerns"
    FAMILY = "review.child_family"
    PLANS = "review.child_plans"
    OPENED = "review.child_opened"


class ShownFact(PrivateStruct, frozen=True):
    """A fact as a page shows it. `rows`: label and words; `knows`: what a person of the family
    knows, in words; `setting`: the school or club of a child of the family, and what the lead there
    was told; `is_due`: it was to be looked at again by today; `number`: of the entry;
    `later`: how many concerns were put into the file after it was written; `blocked_by`: the
    children whose files say not to call the number, where this one does not."""

    topic: Topic
    root: int
    number: int
    name: str
    role: str
    knows: str
    knows_what: str
    setting: str
    setting_told: str
    phone: str
    tel: str
    review_on: date | None
    is_due: bool
    is_over: bool
    is_blocked: bool
    rows: tuple[tuple[str, str], ...]
    who: str
    at: Any
    file_id: UUID | None
    earlier: tuple["ShownFact", ...] = ()
    later: int = 0
    blocked_by: tuple[str, ...] = ()


def make_file_frame_context(file: OpenChildFile, page: FilePage) -> dict[str, Any]:
    """Return what the frame of each page takes."""
    facts = list_current_facts(file.entries)
    blocks = log_and_load_blocked_numbers(g.uow, file.id, facts)
    return {
        "file": file,
        "refused": list_refused_entry_numbers(file.entries),
        "here": page.value,
        "pages": _list_pages(file),
        "age": describe_age(file.card, get_today()),
        "born": [format_date(day) for day in file.card.birthdays],
        "facts": _show_facts(file, facts, blocks),
        "identity": _describe_identity(facts),
        "leads": _list_leads(file),
        "blocked": blocks.list_warnings,
        "all_numbers_known": blocks.is_complete,
        "today": get_today(),
        "me": str(g.uow.me.id),
    }


def _show_facts(
    file: OpenChildFile, facts: Iterable[StandingFact], blocks: CallBlocks
) -> dict[str, list[ShownFact]]:
    """Return what stands, by topic; what is over comes last."""
    shown: dict[str, list[ShownFact]] = {topic.value: [] for topic in Topic}
    for one in sorted(facts, key=lambda one: one.is_over):
        later = _count_later_concerns(file, one)
        shown[one.topic.value].append(structs.replace(make_shown_fact(one, blocks), later=later))
    return shown


def _count_later_concerns(file: OpenChildFile, one: StandingFact) -> int:
    """Return how many concerns came into the file after a fact; only those this lead may open."""
    mine = set(map(str, file.ids))
    return len({link.concern for link in file.card.links if link.number > one.number} & mine)


def make_shown_fact(one: StandingFact, blocks: CallBlocks) -> ShownFact:
    """Return one fact, with what was written of it before."""
    said, today, answers = one.said, get_today(), read_fact_answers(one.said)
    day = date.fromisoformat(text) if (text := answers.get("review_on")) else None
    phone = answers.get("phone", "")
    return ShownFact(
        topic=one.topic,
        root=one.root,
        number=one.number,
        name=name_fact(said),
        role=name_person_role(said),
        knows=KNOWS.get(answers.get("knows", ""), ""),
        knows_what=answers.get("knows_what", ""),
        setting=answers.get("setting", ""),
        setting_told=SETTING_TOLD.get(answers.get("setting_told", ""), ""),
        phone=phone,
        tel=find_dialable_number(phone),
        review_on=day,
        is_due=day is not None and day <= today and not one.is_over,
        is_over=one.is_over,
        is_blocked=blocks.has_blocked(phone),
        blocked_by=blocks.list_other_files(phone),
        rows=tuple(list_shown_rows(said)),
        who=said.by.marked_name,
        at=said.signed_at,
        file_id=_find_file_id(said),
        earlier=tuple(_show_earlier(one, blocks)),
    )


def _show_earlier(one: StandingFact, blocks: CallBlocks) -> Iterator[ShownFact]:
    for number, said in one.earlier:
        yield make_shown_fact(StandingFact(one.topic, one.root, number, said), blocks)


def _find_file_id(said: object) -> UUID | None:
    chosen = said.child_file if isinstance(said, FamilyFact) else ""
    return UUID(chosen) if chosen and chosen not in FIXED_CHOICES else None


def _list_pages(file: OpenChildFile) -> list[tuple[str, str, str]]:
    """Return route, address and label of each page of the file."""
    labels = {
        FilePage.OVERVIEW: "Overview",
        FilePage.CONCERNS: f"Concerns ({file.total})",
        FilePage.FAMILY: "Family and home",
        FilePage.PLANS: "Plans and people",
        FilePage.OPENED: "Who has opened this",
    }
    return [
        (page.value, url_for(page.value, file_id=file.id), label) for page, label in labels.items()
    ]


def _describe_identity(facts: Iterable[StandingFact]) -> dict[str, str]:
    """Return home, plan and social worker in a few words each; "" where nothing is written."""
    known = [one for one in facts if not one.is_over]
    homes = [one.said for one in known if one.topic is Topic.HOME]
    plans = [one.said for one in known if one.topic is Topic.PLAN]
    workers = [
        one.said
        for one in known
        if isinstance(one.said, WorkerFact) and one.said.role == SOCIAL_WORKER
    ]
    return {
        "home": getattr(homes[-1], "where", "") if homes else "",
        "plan": ", ".join(name_fact(said) for said in plans),
        "worker": ", ".join(name_fact(said) for said in workers),
    }


def _list_leads(file: OpenChildFile) -> list[str]:
    """Return who has the open concerns of this page in hand."""
    opened = [one.concern for one in file.concerns if not one.concern.life.is_closed]
    holders = [holder.name for one in opened if (holder := find_concern_holder(one))]
    return list(dict.fromkeys(holders))


def list_newest_openings(looks: Iterable[Any]) -> list[Any]:
    """Return the newest look of each of the last four people.

    A notice that the log was changed counts as one of them.
    """
    newest = list(looks)[:MOST_LOOKS]
    return list({look.member_id: look for look in reversed(newest)}.values())[::-1][:4]
