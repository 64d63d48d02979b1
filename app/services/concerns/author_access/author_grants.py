"""Let the author of a closed concern read it again, in one step of one of its readers."""

from uuid import UUID

import msgspec

from app.errors import NotFoundError, StaleError
from app.services.concerns.author_access.access_end import (
    ReadingEnd,
    find_author_reading_end,
    reads_only_as_author,
)
from app.services.concerns.author_access.author_wraps import (
    log_reads_before_sharing,
    make_author_wraps,
)
from app.services.concerns.concern_reading import OpenConcern, demand_concern_reader
from app.services.concerns.entry_append import open_for_append
from app.services.concerns.record_routing import is_author_a_reader_now
from app.services.emails import mail_queue
from app.services.unit_of_work import UnitOfWork


class AuthorReading(msgspec.Struct, frozen=True):
    """How long the author of a closed concern reads it, for its readers.

    `can_sign_in`: False for someone whose account was stopped or removed.
    """

    name: str
    end: ReadingEnd
    can_sign_in: bool

    @property
    def can_be_let(self) -> bool:
        """Whether a reader can let them now: that day has passed, and they can sign in."""
        return self.end.is_over and self.can_sign_in


def summarise_author_access(uow: UnitOfWork, file: OpenConcern) -> AuthorReading | None:
    """Return how long the author of a concern reads it; None while it is open, and for a reader."""
    end = find_author_reading_end(uow, file.id)
    if end is None or file.record is None or not file.is_reader:
        return None
    has_readers = reads_only_as_author(uow, file.id, ())
    if not has_readers or is_author_a_reader_now(uow, file.record):
        return None
    author = UUID(file.record.by.id)
    stopped = author in uow.key_log.find_stopped_accounts(uow.org)
    return AuthorReading(file.record.by.name, end, not stopped)


def restore_author_access(uow: UnitOfWork, concern_id: UUID) -> None:
    """Seal a closed concern to its author again, log it, and tell them by an email.

    Raises NotFoundError, logged, for someone who is not one of its readers, or if its author cannot
    sign in. Raises StaleError if it was opened or added to since, or its author reads it already.
    """
    demand_concern_reader(uow, concern_id)
    file = open_for_append(uow, concern_id)
    author_id = UUID(file.record.by.id)
    if not file.is_reader or author_id in uow.key_log.find_stopped_accounts(uow.org):
        raise NotFoundError(f"author of concern {concern_id}")
    _demand_over(uow, concern_id)
    looked = log_reads_before_sharing(uow, concern_id)
    with uow.act() as act:
        uow.key_log.refresh(act.session, uow.org)
        _demand_over(uow, concern_id)
        make_author_wraps(uow, concern_id, file.author, looked).store(uow, act)
        mail_queue.queue_mail(
            act.session, uow.org, author_id, "something_waits", concern_id, act.now
        )


def _demand_over(uow: UnitOfWork, concern_id: UUID) -> None:
    """Raise StaleError while the author of a concern still reads it, or it is open again."""
    end = find_author_reading_end(uow, concern_id)
    if end is None or not end.is_over:
        raise StaleError(f"concern {concern_id}")
