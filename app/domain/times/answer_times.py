"""Times of the answers about now: whether anyone is in danger, and whether a child is safe.

"No one is in danger" is true of one moment. A record can be signed hours later, and its reader must
not take the answer for one of then. So each of these answers carries its time in the draft, in a
name that no form has, and in the signed record. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from app.domain.private_struct import PrivateStruct

DANGER_KEY, TONIGHT_KEY = "now.danger_now", "wishes.safe_tonight"
_END = "-given"
_TIMED = dict(key.split(".") for key in (DANGER_KEY, TONIGHT_KEY))
"""By stored page, the answer that is true of one moment."""
Texts = Mapping[str, Sequence[str]]


class AnswerTime(PrivateStruct, frozen=True, forbid_unknown_fields=True):
    """The time of an answer. `child`: whose it is, "" where it is asked once for all.

    `again`: when its question was last left with the same answer; absent where it was not.
    """

    key: str
    at: datetime
    child: str = ""
    again: datetime | msgspec.UnsetType = msgspec.UNSET

    @property
    def times(self) -> tuple[datetime, ...]:
        """The time that it was first given, and the last, if that is another."""
        return (self.at,) if isinstance(self.again, msgspec.UnsetType) else (self.at, self.again)


def is_answer_time(name: str) -> bool:
    """Whether a name in a stored page holds when an answer was given."""
    return name.endswith(_END)


def stamp_answers(
    page: str, held: Texts, raw: Mapping[str, list[str]], now: datetime, *, again: bool = False
) -> dict[str, list[str]]:
    """Return a page to save, with when each answer about now was given.

    A time stays as long as its answer. `again`: the answers stand alone on a page that was left
    with its button, so they are given now too. An answer from before there were times has none.
    """
    field = _TIMED.get(page)
    found = {name: texts for name, texts in raw.items() if not is_answer_time(name)}
    for name in [name for name in found if name.rpartition(".")[2] == field]:
        earlier = list(held.get(name + _END, ()))
        if found[name] != list(held.get(name, ())):
            times = [now.isoformat()]
        elif again and not _is_same_minute(earlier, now):
            times = [*earlier[:1], now.isoformat()]
        else:
            times = earlier
        if times and any(found[name]):
            found[name + _END] = times
    return found


def list_answer_times(
    pages: Mapping[str, Texts], children: Iterable[str]
) -> tuple[AnswerTime, ...]:
    """Return when each answer about now of a draft was given, as far as that is known."""
    return tuple(_list_times(pages, {"", *children}))


def _list_times(pages: Mapping[str, Texts], owners: set[str]) -> Iterator[AnswerTime]:
    for page, field in _TIMED.items():
        for name, texts in pages.get(page, {}).items():
            child = name.removesuffix(_END).removesuffix(field).removesuffix(".")
            if is_answer_time(name) and child in owners:
                first, *later = map(datetime.fromisoformat, texts)
                again = later[-1] if later else msgspec.UNSET
                yield AnswerTime(f"{page}.{field}", first, child, again)


def find_answer_times(
    given: Iterable[AnswerTime] | msgspec.UnsetType, key: str, children: Sequence[str] = ()
) -> tuple[datetime, ...]:
    """Return when an answer of a record was given; empty where that is not known.

    `children`: those whose answer it is.
    """
    owners = {"", *(children if len(children) == 1 else ())}
    known = () if isinstance(given, msgspec.UnsetType) else given
    return next((one.times for one in known if one.key == key and one.child in owners), ())


def _is_same_minute(times: Sequence[str], now: datetime) -> bool:
    """Whether the last of these times is printed as this one: a second press says nothing new."""
    at = datetime.fromisoformat(times[-1]) if times else None
    return at is not None and at.replace(second=0, microsecond=0) == now.replace(
        second=0, microsecond=0
    )
