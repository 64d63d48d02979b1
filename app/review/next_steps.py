"""List what to do after signing, and what of it is done, by the answers of the file alone.

Repeats what was signed. A call that is not written down is not known here, so nothing says that it
was not made.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from app.domain.deadlines.call_outcome import CALL_PAGES, find_services_reached_by_call
from app.domain.deadlines.concern_outcome import OutcomeLine, list_outcomes_so_far
from app.domain.deadlines.concern_status import NumberedEntry
from app.domain.deadlines.decided_time import follows_decisions
from app.domain.deadlines.outstanding import REFERS, STOPS_REFERRING
from app.domain.deadlines.position_of_trust import has_position_of_trust
from app.domain.deadlines.sent_documents import is_sent_to_lado
from app.domain.private_struct import PrivateStruct
from app.domain.record.answer_rows import make_answer_rows
from app.domain.record.entry_schema import (
    Addition,
    Decision,
    Details,
    EntryWithParts,
    Part,
    Record,
    Referral,
)
from app.domain.record.part_lookup import find_value
from app.services.concerns.entry_decryption import OpenEntry
from app.services.referrals.summary_answers import build_record_labels

CHILDREN_SERVICES, POLICE, LADO = "children_services", "police", "lado"
POLICE_SIGNS = frozenset(
    {
        "images_asked_for_or_used",
        "threats_or_control",
        "threats_in_neighbourhood",
        "unsuitable_talk",
        "infection_or_pregnancy",
        "given_alcohol_or_drugs",
    }
)
"""Ticks for which the police may be needed: images, a sexual offence, threats, an adult."""
IMAGE_SIGNS = frozenset({"images_asked_for_or_used"})
INJURY_SIGNS = frozenset({"unexplained_injuries", "hurting_themselves"})
MISSING_SIGNS = frozenset({"missing_overnight", "home_late", "missing_lessons", "cannot_say_where"})
GIFT_SIGNS = frozenset({"things_not_accounted_for", "given_alcohol_or_drugs"})
HOME_SIGNS = frozenset({"neglect_or_violence_at_home", "parent_substances", "young_carer"})
_ONLINE = "online"
IMAGE_FIELDS = ("images_exist", "images_spreading")
_IMAGE_WORDS = re.compile(
    r"\b(?:photo(?:s|ed|graphs?)?|pics?|pictures?|images?|videos?|vids?|nudes?|selfies?|"
    r"screen ?shots?|snaps?|film(?:s|ed|ing)?|web ?cams?|live ?stream(?:s|ed|ing)?|only ?fans|"
    r"deep ?fakes?|sext(?:s|ed|ing)?)\b",
    re.IGNORECASE,
)
_SEXUAL_WORDS = re.compile(
    r"\b(?:nud(?:es?|ity)|naked|topless|undress\w*|porn\w*|sext(?:s|ed|ing)?|sex\w*|indecent|"
    r"intimate|private parts|without clothes|no clothes|clothes off|only ?fans|deep ?fakes?)\b",
    re.IGNORECASE,
)
"""With a word for a picture: words for which the police are told, whatever is ticked."""


class MadeCall(PrivateStruct, frozen=True):
    """One call as its writer put it down. `services`: tokens of those whom it reached.

    `by`: who wrote it, if that is not the author of the record.
    """

    whom: str
    who: str
    when: str
    answered: str
    advice: str
    services: frozenset[str]
    by: str = ""


class Suggestion(msgspec.Struct, frozen=True):
    """A page of details to add, and which ticks of the worker's it is offered for."""

    page: str
    why: str


class NextSteps(PrivateStruct, frozen=True, kw_only=True):
    """The steps that the page after signing shows as done. `told_lead` is the answer, "" where
    there is none.

    `outcomes`: what came of it so far, the newest first; `in_writing`: somebody recorded a referral
    that was not by phone alone;
    `ask_who_sends`: no one has, and if anything was decided, a decision to refer stands;
    `about_answered`: whether it is about someone here was;
    `needs_police`: by the worker's ticks, and by words about sexual images; `images`: by ticks;
    `may_be_online`: by those, any words about images, or because it was seen online.
    """

    told_lead: str
    told_name: str
    told_at: str
    told_said: str
    calls: tuple[MadeCall, ...]
    outcomes: tuple[OutcomeLine, ...]
    ask_who_sends: bool
    in_writing: bool
    about_answered: bool
    needs_police: bool
    images: bool
    may_be_online: bool
    suggestions: tuple[Suggestion, ...]

    def list_calls_to(self, service: str) -> tuple[MadeCall, ...]:
        """Return the calls that reached a service."""
        return tuple(call for call in self.calls if service in call.services)

    @property
    def has_reached_anyone(self) -> bool:
        """Whether a call that is written down reached someone outside."""
        return any(call.services for call in self.calls)


def collect_next_step_facts(
    record: Record, entries: Iterable[OpenEntry], names: Mapping[str, str]
) -> NextSteps:
    """Return what was done of what is to do, by a record and all that was added to it."""
    opened = [one for one in entries if one.entry is not None]
    labels = build_record_labels(record, names)
    asked = [one.entry for one in opened if isinstance(one.entry, Record | Details)]
    parts = [part for entry in asked for part in entry.parts]
    told = next((part for part in parts if part.page == "told" and not part.item), None)
    said = _texts(told, labels) if told else {}
    signs = _list_signs(parts)
    images = bool(signs & IMAGE_SIGNS) or _has_images(parts)
    online = any(_ONLINE in (part.values.get("how_known") or ()) for part in parts)
    mentioned = any(map(_IMAGE_WORDS.search, texts := _list_texts(parts, opened)))
    sexual = mentioned and (online or any(map(_SEXUAL_WORDS.search, texts)))
    return NextSteps(
        told_lead=str(find_value([told], "told_lead") or "") if told else "",
        told_name=said.get("told_lead_name", ""),
        told_at=said.get("told_lead_at", ""),
        told_said=said.get("told_lead_said", ""),
        calls=tuple(_list_calls(opened, labels, record.by.id)),
        outcomes=list_outcomes_so_far(_number(opened), record.by.id),
        ask_who_sends=not _list_referrals(opened) and _may_be_referred(opened),
        in_writing=any(map(_is_in_writing, _list_referrals(opened))),
        about_answered=any("about_our_team" in part.values for part in parts),
        needs_police=images or sexual or _needs_police(parts, signs),
        images=images or sexual,
        may_be_online=images or mentioned or online,
        suggestions=tuple(_suggest(parts, signs, images=images or sexual)),
    )


def _number(opened: Iterable[OpenEntry]) -> Iterator[NumberedEntry]:
    return ((one.number, one.entry) for one in opened if one.entry is not None)


def _list_referrals(opened: Iterable[OpenEntry]) -> list[Referral]:
    """Return the referrals to children's services."""
    every = dict(_number(opened))
    found = [said for said in every.values() if isinstance(said, Referral)]
    return [said for said in found if not is_sent_to_lado(said, every)]


def _is_in_writing(said: Referral) -> bool:
    return bool(find_value(said.parts, "method") != "phone")


def _may_be_referred(opened: Iterable[OpenEntry]) -> bool:
    """Whether a decision to refer still waits for a referral, or there is none of any kind.

    As in what is outstanding, no further action ends it if it was decided later. Others do not.
    """
    decisions = [one.entry for one in opened if isinstance(one.entry, Decision)]
    waits = not decisions
    for place, said in enumerate(decisions):
        outcomes = {part.values.get("outcome") for part in said.parts}
        if REFERS in outcomes:
            waits = True
        elif STOPS_REFERRING in outcomes and follows_decisions(said, REFERS, decisions[:place]):
            waits = False
    return waits


def _list_calls(
    entries: Iterable[OpenEntry], labels: Mapping[str, str], author_id: str
) -> Iterator[MadeCall]:
    for one in entries:
        entry = one.entry
        if not isinstance(entry, EntryWithParts):
            continue
        for part in entry.parts:
            if part.page in CALL_PAGES and part.item:
                said = _texts(part, labels)
                yield MadeCall(
                    whom=said.get("whom", ""),
                    who=said.get("who", ""),
                    when=said.get("when", ""),
                    answered=said.get("answered", ""),
                    advice=said.get("advice", ""),
                    services=find_services_reached_by_call(part),
                    by="" if entry.by.id == author_id else entry.by.marked_name,
                )


def _texts(part: Part, labels: Mapping[str, str]) -> dict[str, str]:
    """Return the answers of a part in words, by the names of their fields."""
    return {row.key.partition(".")[2]: row.text for row in make_answer_rows(part, labels)}


def _list_signs(parts: Iterable[Part]) -> frozenset[str]:
    found = (part.values.get("indicator") for part in parts if part.page == "indicators")
    return frozenset(token for token in found if isinstance(token, str))


def _list_texts(parts: Iterable[Part], opened: Iterable[OpenEntry]) -> list[str]:
    """Return everything that was written in words: answers, and what was added."""
    added = [one.entry.words for one in opened if isinstance(one.entry, Addition)]
    return [text for part in parts for text in part.values.values() if isinstance(text, str)] + (
        added
    )


def _has_images(parts: Iterable[Part]) -> bool:
    return any(
        part.values.get(name) == "yes"
        for part in parts
        if part.page == "exploitation"
        for name in IMAGE_FIELDS
    )


def _needs_police(parts: Iterable[Part], signs: frozenset[str]) -> bool:
    """Whether a tick of the worker's says images, a sexual offence, threats, or an adult."""
    if signs & POLICE_SIGNS or has_position_of_trust(parts):
        return True
    return any(
        "recent_sexual_assault" in (part.values.get("danger_why") or ())
        or part.values.get("about_our_team") in ("yes", "unsure")
        for part in parts
        if part.page == "now"
    )


def _suggest(parts: Iterable[Part], signs: frozenset[str], *, images: bool) -> Iterator[Suggestion]:
    """Yield what is offered first among the details to add, for the worker's own ticks."""
    if images:
        yield Suggestion("exploitation", "You wrote about pictures. Do not ask to see them.")
    elif signs & MISSING_SIGNS:
        yield Suggestion("exploitation", "You ticked a sign about being missing or late.")
    elif signs & GIFT_SIGNS:
        yield Suggestion("exploitation", "You ticked a sign about money, things, alcohol or drugs.")
    if signs & INJURY_SIGNS or _is_hurt(parts):
        yield Suggestion("injuries", "Mark where it was, if you saw it.")
    if signs & HOME_SIGNS:
        yield Suggestion("household", "You ticked a sign about home.")


def _is_hurt(parts: Iterable[Part]) -> bool:
    found = (part.values.get("danger_why") or () for part in parts if part.page == "now")
    return any("hurt" in ticks for ticks in found)
