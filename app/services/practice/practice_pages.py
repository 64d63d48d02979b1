"""The practice record of one conversation: its pages, kept for the trainee alone.

It reads like a draft and is none: each page is a box of `learning_boxes`, beside its conversation.
Nothing here can be signed, opened by anybody else, or sent, and no list of concerns can find it.
Days and hours on it are judged as they were in the scenario; what is kept has the true time.
"""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from app.domain.pages import BY_NAME, PAGES
from app.domain.pages.information_sharing import SHARING
from app.domain.record import rough_notes
from app.domain.record.form_data import Raw, TooManyError, keep
from app.domain.times.london_time import LONDON, dated
from app.errors import NotFoundError, SealedError
from app.services.drafts.draft_types import Aside, Draft, Pages, Saved
from app.services.practice import practice_runs
from app.services.practice.practice_runs import Run
from app.services.training import private_drafts
from app.services.unit_of_work import Desk
from content.scenarios.scenario import Scenario

ALSO = frozenset({SHARING.name})
"""Pages of a signed record that a scenario asks about: here they are among the others."""
NAMES = tuple(page.name for page in PAGES if not page.after_signing or page.name in ALSO)
_EVERY = timedelta(minutes=5)


def instant(at: datetime) -> datetime:
    """A wall clock of a scenario as an aware instant in London."""
    return at.replace(tzinfo=LONDON)


def moment(scenario: Scenario) -> datetime:
    """When the conversation is over, in its own time: an aware instant on a full five minutes."""
    over = instant(scenario.setting.at) + timedelta(minutes=scenario.minutes)
    past = timedelta(minutes=over.minute, seconds=over.second, microseconds=over.microsecond)
    return over + (-past % _EVERY)


def in_words(at: datetime) -> str:
    """A moment of a scenario: "Friday 30 October 2026, 18:30"."""
    return f"{at:%A} {dated(at)}, {at:%H:%M}"


def load(desk: Desk, run: Run) -> Draft:
    """The pages of a run of mine as a draft reads; what came late waits beside its page."""
    kept = _kept(desk, run.id)
    written = {name: page for name, page in kept.items() if page.version or page.spoiled}
    times = [page.at for page in written.values() if page.at]
    return Draft(
        id=run.id,
        concern_id=None,
        began_at=run.began_at,
        touched_at=max([run.began_at, *times]),
        pages=Pages({name: partial(_open, page) for name, page in written.items()}),
        boxes={name: f"{page.version} {page.at}".encode() for name, page in written.items()},
        versions={name: page.version for name, page in written.items()},
        saved_at={name: page.at for name, page in written.items() if page.at},
        asides=sum(len(page.asides) for page in kept.values()),
        kept=0,
    )


def save(
    desk: Desk, run_id: UUID, page: str, raw: Raw, based_on: int, settles: tuple[UUID, ...] = ()
) -> Saved:
    """Keep one page of a run of mine; `settles`: asides that are dealt with.

    Raises StaleError when a newer text is there: this one is then kept beside it. NotFoundError for
    a page that is not asked; TooLongError, TooMuchWaitsError: nothing is kept.
    """
    away = [one.hex for one in settles]
    carry = partial(rough_notes.carried, page)
    kept = private_drafts.save(desk, _document(run_id, page), raw, based_on, "", away, carry)
    return Saved(kept.version, kept.at or desk.clock())


def swap(desk: Desk, run_id: UUID, page: str, aside_id: UUID) -> None:
    """Put a text that waits beside a page into it; the page's own text waits there instead.

    Raises NotFoundError when no such text waits.
    """
    asked = BY_NAME[page]

    def carry(before: Raw, chosen: Raw, now: datetime) -> Raw:
        return rough_notes.carried(page, before, keep(asked, chosen), now)

    private_drafts.swap(desk, _document(run_id, page), aside_id.hex, carry)


def asides(desk: Desk, run_id: UUID, page: str) -> tuple[Aside, ...]:
    """Texts that wait beside a page of a run of mine, oldest first."""
    return _asides(page, private_drafts.load(desk, _document(run_id, page)))


def all_asides(desk: Desk, run_id: UUID) -> dict[str, tuple[Aside, ...]]:
    """The same by name of the page, of every page beside which one waits."""
    found = {name: _asides(name, page) for name, page in _kept(desk, run_id).items()}
    return {name: waiting for name, waiting in found.items() if waiting}


def is_mine(desk: Desk, user_id: UUID, run_id: UUID, page: str) -> bool:
    """Whether this is a page of a run of this member's; their sign-in may have ended."""
    return page in NAMES and practice_runs.is_of(desk, user_id, run_id)


def _kept(desk: Desk, run_id: UUID) -> dict[str, private_drafts.Page]:
    documents = {name: _document(run_id, name) for name in NAMES}
    found = private_drafts.load_many(desk, list(documents.values()))
    return {name: found[document] for name, document in documents.items()}


def _document(run_id: UUID, page: str) -> str:
    if page not in NAMES:
        raise NotFoundError("page")
    return practice_runs.document(run_id, page)


def _open(page: private_drafts.Page) -> Raw:
    if page.spoiled:
        raise SealedError("practice page")
    return page.raw


def _asides(name: str, page: private_drafts.Page) -> tuple[Aside, ...]:
    return tuple(_aside(name, one) for one in page.asides)


def _aside(name: str, one: private_drafts.Aside) -> Aside:
    """A text as its page reads it: what came late was never judged."""
    try:
        raw, spoiled = keep(BY_NAME[name], one.raw), one.spoiled
    except TooManyError:
        raw, spoiled = {}, True
    return Aside(UUID(one.id), raw, one.at, spoiled=spoiled, late=one.late)
