"""Words for ids that only a content pack knows, as papers and files print them."""

from collections.abc import Mapping
from functools import cache

from app.services.paper_answers import sign_label
from content import library
from content.errors import ContentError
from content.pack import Pack


@cache
def words_of_pack(signed_with: str, now: str) -> Mapping[str, str]:
    """Words for ids, from the pack that the record was signed with, or else today's."""
    try:
        pack = library.load(signed_with)
    except ContentError:
        pack = library.load(now)
    signs = {
        f"indicators.indicator:{one.key}": sign_label(
            one.label, keep_from_family=one.keep_from_family
        )
        for one in pack.indicators
    }
    areas = {f"child.home_area:{one.key}": one.name for one in library.areas(fictional=True)}
    return {**signs, **areas, **_bases(library.load(now), pack)}


def _bases(*preferred: Pack) -> Mapping[str, str]:
    """Of every pack, the last of `preferred` first: what is said of sharing comes later, and may be
    in the words of another pack than the record's."""
    packs = (*map(library.load, library.names()), *preferred)
    return {
        f"sharing.basis:{one.token}": one.label
        for pack in packs
        for one in pack.settings.sharing.bases
    }
