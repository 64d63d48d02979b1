"""What only a content pack knows of an answer: what can be chosen, and words for ids in print."""

from collections.abc import Mapping
from functools import cache

from app.domain.pages.page_model import Option
from app.domain.record.answer_parsing import Choices
from app.services.referrals.summary_answers import sign_label
from content import pack_loader
from content.content_error import ContentError
from content.pack import Pack


@cache
def choices(pack_name: str) -> Choices:
    """Options that the pack gives, by "part.field": council areas, signs, bases of sharing."""
    pack = pack_loader.load(pack_name)
    areas = pack_loader.areas(pack.area.fictional)
    return {
        "child.home_area": tuple(Option(area.key, area.name) for area in areas),
        "indicators.indicator": tuple(Option(one.key, one.label) for one in pack.indicators),
        "sharing.basis": tuple(Option(one.token, one.label) for one in pack.settings.sharing.bases),
    }


@cache
def labels(pack_name: str) -> Mapping[str, str]:
    """Words for its options, by "part.field:token", as `domain.reading` takes them."""
    return {
        f"{field}:{option.token}": option.label
        for field, found in choices(pack_name).items()
        for option in found
    }


@cache
def words_of_pack(signed_with: str, now: str) -> Mapping[str, str]:
    """Words for ids, from the pack that the record was signed with, or else today's."""
    try:
        pack = pack_loader.load(signed_with)
    except ContentError:
        pack = pack_loader.load(now)
    signs = {
        f"indicators.indicator:{one.key}": sign_label(
            one.label, keep_from_family=one.keep_from_family
        )
        for one in pack.indicators
    }
    areas = {f"child.home_area:{one.key}": one.name for one in pack_loader.areas(fictional=True)}
    return {**signs, **areas, **_bases(pack_loader.load(now), pack)}


def _bases(*preferred: Pack) -> Mapping[str, str]:
    """Of every pack, the last of `preferred` first: what is said of sharing comes later, and may be
    in the words of another pack than the record's."""
    packs = (*map(pack_loader.load, pack_loader.names()), *preferred)
    return {
        f"sharing.basis:{one.token}": one.label
        for pack in packs
        for one in pack.settings.sharing.bases
    }
