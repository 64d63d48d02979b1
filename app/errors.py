"""Every error Heard raises on purpose, in one drawn tree. Messages hold ids only.

HeardError                 base; `public` is the only text a person may see
├── NotFoundError          absent *or* not yours: one answer, so ids cannot be probed (404)
│   └── ReadingEndedError  a closed concern that its author no longer reads (403)
├── ForbiddenError         a page this role has no use for (403)
│   └── NotConfirmedError  a page for the role that waits to be confirmed (403)
├── StepUpNeededError      the passphrase was not typed in the last few minutes (403)
├── SecondStepNeededError  the passphrase was right, and a code must follow (403)
├── SecondStepMissingError  this role opens nothing until it has a second step (403)
├── ExpiredError           the sign-in ended (401)
├── InvalidError           what was typed cannot be used yet; says how to fix it (422)
│   ├── AccountStoppedError  a lead stopped this account: only with the right passphrase (422)
│   └── LockRenewedError   the lock was renewed while the one before was opened: try again (422)
├── StaleError             somebody, or another tab, saved first (409)
├── ThrottledError         too many tries (429)
├── BusyError              every key-opening slot is taken (503)
├── NotMadeError           too many ask for a paper that is not made yet (503)
├── NotLockedError         a copy could not be locked with words (503)
├── DatabaseAwayError      the database does not answer (503)
│   └── DatabaseDamagedError  its file is damaged, and has to be restored (503)
├── DiskFullError          nothing can be written (507)
├── SealedError            a sealed thing did not open: one error for every cause (500)
├── KeyChangedError        a key, certificate or lock is not the one the log vouches for (500)
│   └── RoleChangedError   a row names other roles than the log of its invite (409)
└── LogBrokenError         the log is shorter or other than a checkpoint held outside (500)

This module never formats a child's words or a name into a message: messages reach log files.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from math import ceil
from uuid import UUID


class HeardError(Exception):
    """Base of the tree. `status` is the HTTP status; `public` is safe to show."""

    status = 500
    public = "Something went wrong on our side. Everything you saved is safe."


class NotFoundError(HeardError):
    """The thing is absent, or the actor may not know that it exists."""

    status = 404
    public = "This page does not exist, or you cannot open it."


class ReadingEndedError(NotFoundError):
    """A concern that its author no longer reads: it was closed some time ago.

    What someone typed is kept, as for each concern that they cannot open. `concern_id`: they are
    shown what is in clear about it.
    """

    status = 403
    public = "You can no longer open this concern. It was closed more than 30 days ago."

    def __init__(self, concern_id: UUID) -> None:
        super().__init__(f"concern {concern_id}")
        self.concern_id = concern_id


class ForbiddenError(HeardError):
    """The signed-in person's roles do not include this page."""

    status = 403
    public = "You do not have access to this page."


class NotConfirmedError(ForbiddenError):
    """The role that this person was invited to would include this page; nobody confirmed it yet."""

    public = "You are not confirmed yet."


class StepUpNeededError(HeardError):
    """A request that could last, without a passphrase typed just now."""

    status = 403
    public = "Enter your passphrase first. Nothing was changed."


class SecondStepNeededError(HeardError):
    """A right passphrase or card of someone who signs in with a code as well.

    `token`: for the browser alone. `waiting`: the sign-in, sealed, for the page that asks.
    """

    status = 403
    public = "Enter the code from your authenticator app."

    def __init__(self, token: str, waiting: str) -> None:
        super().__init__("second step")
        self.token, self.waiting = token, waiting


class SecondStepMissingError(HeardError):
    """Something that a role must not open before its holder has set up a second step."""

    status = 403
    public = "Set up your second step first. Then you can open this."


class ExpiredError(HeardError):
    """No sign-in, or one that has ended."""

    status = 401
    public = "You have been signed out. Sign in again and carry on where you were."


class InvalidError(HeardError):
    """Input that cannot be used yet. `problems` maps a field name to how to fix it."""

    status = 422
    public = "Something needs changing before this can be saved."

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("invalid: " + ", ".join(sorted(problems)))
        self.problems = dict(problems)


class AccountStoppedError(InvalidError):
    """A lead stopped the account of someone who proved who they are."""


class LockRenewedError(InvalidError):
    """The lock that was opened has made way for one under a newer server secret."""


def collect_problems(check: Callable[[], object]) -> dict[str, str]:
    """Return what this finds wrong with what was typed, by the name of its control."""
    try:
        check()
    except InvalidError as error:
        return error.problems
    return {}


class StaleError(HeardError):
    """The row changed between reading and writing."""

    status = 409
    public = "This was changed somewhere else while you were writing. Both versions are below."


class ThrottledError(HeardError):
    """Too many tries from here for this account, or from this address."""

    status = 429
    public = "Too many attempts. Wait 15 minutes, then try again. You can still call."

    def __init__(self, what: str, wait: timedelta | None = None) -> None:
        """`wait`: until this address has its turn, where others try at the same account."""
        super().__init__(what)
        if wait is not None:
            minutes = ceil(wait / timedelta(minutes=1))
            self.public = (
                "Too many wrong attempts for this account. From here, you can try again "
                f"in {minutes} minute{'s' if minutes != 1 else ''}. Where you signed in during the "
                "last 30 days, you can sign in now. Your recovery card works everywhere. "
                "You can still call."
            )


class BusyError(HeardError):
    """Every slot for opening keys is taken."""

    status = 503
    public = "Many people are signing in. You have not lost anything. Press the button again."
    asking_again = (
        "Many people are signing in. Enter the passphrase again and press the button. You have "
        "not lost anything else."
    )
    """For a form that asks for one, which is never shown again."""
    no_paper = (
        "Heard is busy, so we could not make the document. You have not lost anything. Press the "
        "button again."
    )


class NotMadeError(HeardError):
    """Too many ask for a paper at once that is not made yet."""

    status = 503
    public = (
        "Heard is busy, so we could not make the document. You have not lost anything. Try again "
        "in a minute."
    )


class NotLockedError(HeardError):
    """The program that locks a copy with words could not: mostly there is too little memory."""

    status = 503
    public = (
        "We could not lock the copy with words, so we have not given it out. Press the button "
        "again in a minute, or lock it to their key."
    )


class DatabaseAwayError(HeardError):
    """The database does not answer."""

    status = 503
    public = "Heard cannot reach its records. Everything you saved is safe."


class DatabaseDamagedError(DatabaseAwayError):
    """SQLite says that its file is damaged. Nothing more is written to it."""

    public = (
        "Heard’s records cannot be read, because the file they are in is damaged. It has to be "
        "restored from a backup."
    )


class DiskFullError(HeardError):
    """The disk, or a limit on file size, refuses another byte."""

    status = 507
    public = (
        "We cannot save because our server is full. Keep this page open, write your notes on "
        "paper and call."
    )


class SealedError(HeardError):
    """Wrong key, wrong place or altered bytes. Deliberately says no more."""

    public = "This entry cannot be trusted: it was changed or moved after it was signed."


class KeyChangedError(HeardError):
    """A key is not the one that was certified, pinned or logged. Nothing is sealed to it."""

    public = "Heard found a key it does not know, and has stopped. Nothing was saved to that key."


class RoleChangedError(KeyChangedError):
    """The row of a member names other roles than they were invited for."""

    status = 409
    public = (
        "The database and the log name different roles for this person. Nothing was changed. "
        "Tell the person who runs this server."
    )


class LogBrokenError(HeardError):
    """The log does not match a checkpoint held outside the database."""

    public = (
        "The log does not match the copy outside the database. Tell the person who runs this "
        "server."
    )
