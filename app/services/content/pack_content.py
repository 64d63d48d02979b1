"""Give the texts and option labels of an organisation's content pack, as they read today.

Texts have the organisation's names put in and are computed once a day. Labels are what only a
content pack knows of an answer: what can be chosen, and words for ids in print.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache

from app.domain.pages.indicators import INDICATORS
from app.domain.pages.page_model import FIRST_HEADING, Option, Step
from app.domain.private_struct import PrivateStruct
from app.domain.record.answer_parsing import Choices
from app.domain.routing.actors import Org
from app.services.concerns.concern_deadlines import load_area_pack
from app.services.contacts.phone_numbers import FALLBACK_PACK
from content import pack_loader, pack_text, question_wording
from content.content_error import ContentError
from content.london_time import get_london_day
from content.maintenance import pack_health
from content.pack import Pack

SIGN_GROUP = "sign_group:"
"""The mark of a sign's heading among the labels of a record."""
DO_NOT_TELL = "Do not tell the family"
PackText = pack_text.PackText
FilledText = pack_text.FilledText


def load_org_pack_text(org: Org, at: datetime) -> PackText:
    """Return what the pack says at the aware instant `at`, with the organisation's names."""
    return pack_text.load_pack_text(org.pack, org.lead_title, get_london_day(at))


def load_pack_text_without_org(lead_title: str, at: datetime) -> PackText:
    """Return the same without an organisation: before there is one."""
    return pack_text.load_pack_text(FALLBACK_PACK, lead_title, get_london_day(at))


def find_escalation_text(org: Org, area: str, at: datetime) -> FilledText:
    """Return whom to go to when nobody at this council answers, or what is not known of it."""
    pack = load_area_pack(pack_loader.load_pack(org.pack), area)
    return pack_text.load_pack_text(pack.name, org.lead_title, get_london_day(at)).escalation


class PackProblem(PrivateStruct, frozen=True):
    """A fault in the content pack of an organisation.

    `lines_missing`: its council's numbers cannot be shown. `fault` names file, key and cure: it is
    for leads, and is empty for others.
    """

    lines_missing: bool
    fault: str


def find_pack_problem(org: Org, *, in_full: bool) -> PackProblem | None:
    """Return what to say of this organisation's pack, or None. `in_full`: to its leads."""
    if org.missing_pack:
        fault = pack_health.find_pack_fault(org.missing_pack)
        return PackProblem(lines_missing=True, fault=str(fault) if fault and in_full else "")
    own = pack_health.find_optional_part_fault(org.pack) if in_full else None
    return PackProblem(lines_missing=False, fault=str(own)) if own else None


@cache
def list_sign_tokens(pack_name: str) -> Mapping[str, frozenset[str]]:
    """Return the signs of a content pack, by the stored page that asks them."""
    signs = pack_loader.load_pack(pack_name).indicators
    return {
        page.name: frozenset(one.key for one in signs if one.group == page.pick_group)
        for page in INDICATORS
    }


class DeliveryMethod(PrivateStruct, frozen=True):
    """How one authority wants a referral in writing, and the names of the children it is for."""

    names: tuple[str, ...]
    words: FilledText
    portal: str | None


def find_delivery_methods(
    org: Org, children: Iterable[tuple[str, str]], at: datetime
) -> tuple[DeliveryMethod, ...]:
    """Return how each council of these children, (name, area) each, wants a referral in writing.

    Never the way of the organisation's own council for a child of another. No area is its own.
    """
    own, names = pack_loader.load_pack(org.pack), dict[str, tuple[str, ...]]()
    for name, area in children:
        pack = load_area_pack(own, area).name
        names[pack] = (*names.get(pack, ()), name)
    day = get_london_day(at)
    found = [
        (pack_text.load_pack_text(pack, org.lead_title, day), whose)
        for pack, whose in names.items()
    ]
    return tuple(
        DeliveryMethod(whose, one.delivery, one.pack.settings.delivery.portal)
        for one, whose in found
    )


def list_step_headings(org: Org, at: datetime, *, third: bool = False) -> Mapping[Step, str]:
    """Return the heading of each of the four steps, and of the moment before them.

    `third`: for a reader who is not the worker.
    """
    steps = load_org_pack_text(org, at).steps
    found = {step: steps[step] for step in Step if step in steps}
    words = {step: one.third if third else one.heading for step, one in found.items()}
    return {step: words.get(step, FIRST_HEADING) for step in Step}


@cache
def load_pack_options(pack_name: str) -> Choices:
    """Return options that the pack gives, by "part.field": areas, signs, bases of sharing."""
    pack = pack_loader.load_pack(pack_name)
    areas = pack_loader.list_areas(pack.area.fictional)
    return {
        "child.home_area": tuple(Option(area.key, area.name) for area in areas),
        "indicators.indicator": tuple(Option(one.key, one.label) for one in pack.indicators),
        "sharing.basis": tuple(Option(one.token, one.label) for one in pack.settings.sharing.bases),
    }


@cache
def load_option_labels(pack_name: str) -> Mapping[str, str]:
    """Return words of options, by "part.field:token", as `domain.record.answer_rows` takes them."""
    return {
        f"{field}:{option.token}": option.label
        for field, found in load_pack_options(pack_name).items()
        for option in found
    }


@cache
def load_labels_for_record(signed_with: str, now: str) -> Mapping[str, str]:
    """Return words for ids, from the pack that the record was signed with, or else today's.

    Labels of earlier forms that read otherwise today are there too, each under its form's number.
    """
    try:
        pack = pack_loader.load_pack(signed_with)
    except ContentError:
        pack = pack_loader.load_pack(now)
    areas = {
        f"child.home_area:{one.key}": one.name for one in pack_loader.list_areas(fictional=True)
    }
    today = {**label_signs(pack), **_bases(pack_loader.load_pack(now), pack)}
    earlier = {
        f"{form}/{key}": label
        for form in question_wording.list_form_versions()[:-1]
        for key, label in question_wording.load_pack_labels(pack.name, form).items()
        if today.get(key) != label
    }
    return {**areas, **today, **earlier, **map_sign_headings(pack)}


def map_sign_headings(pack: Pack) -> dict[str, str]:
    """Map each sign of a pack, by its token, to the heading above it on a document."""
    titles = {one.group: one.title for one in pack.groups}
    return {f"{SIGN_GROUP}{one.key}": titles[one.group] for one in pack.indicators}


def label_signs(pack: Pack) -> dict[str, str]:
    """Map the signs of a pack, by "indicators.indicator:token", to how they are printed."""
    return {
        f"indicators.indicator:{one.key}": label_sign_with_warning(
            one.label, keep_from_family=one.keep_from_family
        )
        for one in pack.indicators
    }


def label_sign_with_warning(label: str, *, keep_from_family: bool) -> str:
    """Return the words of a sign on screen and paper, with the warning that the pack asks for."""
    return f"{label}. {DO_NOT_TELL}" if keep_from_family else label


def label_signs_and_sharing_bases(pack: Pack) -> dict[str, str]:
    """Return the options that a pack words itself, as printed: signs, and bases of sharing."""
    bases = {f"sharing.basis:{one.token}": one.label for one in pack.settings.sharing.bases}
    return {**label_signs(pack), **bases}


def _bases(*preferred: Pack) -> Mapping[str, str]:
    """Return the bases of every pack, the last of `preferred` first.

    What is said of sharing comes later, and may be in the words of another pack than the record's.
    """
    packs = (*pack_loader.list_usable_packs(), *preferred)
    return {
        f"sharing.basis:{one.token}": one.label
        for pack in packs
        for one in pack.settings.sharing.bases
    }
