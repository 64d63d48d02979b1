"""Show a secret once, such as an invite code or a recovery card. It waits in the session's box.

Between the press of a button and the page that follows, the secret lies sealed under the session's
token, like the rest of the box; it goes when its owner says so, or with the session. This module
never writes such a secret anywhere else.
"""

import msgspec
from sqlalchemy.orm import Session

from app.errors import ExpiredError
from app.models.member import SignIn
from app.services.auth.session_state import SessionState, open_session_box, reseal_session
from app.services.unit_of_work import UnitOfWork
from app.vault import session_tokens

ShownSecrets = tuple[tuple[str, str], ...]
RECOVERY_CARD = "card"
INVITE_PREFIX = "invite/"


def list_shown_secrets(uow: UnitOfWork, kind: str) -> ShownSecrets:
    """Return what is being shown of a kind: (name, secret) pairs whose name begins with `kind`."""
    return tuple(pair for pair in uow.keys.state.showing if pair[0].startswith(kind))


def add_shown_secret(session: Session, token: str, name: str, secret: str) -> None:
    """Show one more thing, in place of an older one of that name. The caller commits."""
    row, state = _open(session, token)
    rest = tuple(pair for pair in state.showing if pair[0] != name)
    changed = msgspec.structs.replace(state, showing=(*rest, (name, secret)))
    reseal_session(row, token, changed)


def show_secret(uow: UnitOfWork, token: str, name: str, secret: str) -> None:
    """Show one more thing, in a transaction of its own."""
    with uow.keep() as session:
        add_shown_secret(session, token, name, secret)


def replace_shown_secret(session: Session, token: str, name: str, shown: tuple[str, str]) -> None:
    """Show one thing where another was shown. The caller commits."""
    row, state = _open(session, token)
    rest = tuple(pair for pair in state.showing if pair[0] not in {name, shown[0]})
    reseal_session(row, token, msgspec.structs.replace(state, showing=(*rest, shown)))


def forget_shown_secrets(uow: UnitOfWork, token: str, kind: str) -> None:
    """Forget everything of a kind, because its owner has it on paper."""
    with uow.keep() as session:
        row, state = _open(session, token)
        rest = tuple(pair for pair in state.showing if not pair[0].startswith(kind))
        reseal_session(row, token, msgspec.structs.replace(state, showing=rest))


def forget_shown_secret(uow: UnitOfWork, token: str, name: str) -> None:
    """Forget the one thing of exactly this name."""
    with uow.keep() as session:
        row, state = _open(session, token)
        rest = tuple(pair for pair in state.showing if pair[0] != name)
        reseal_session(row, token, msgspec.structs.replace(state, showing=rest))


def _open(session: Session, token: str) -> tuple[SignIn, SessionState]:
    # Locked: an end that commits meanwhile must not be undone by a box that was read before it.
    row = session.get(
        SignIn, session_tokens.hash_token(token), populate_existing=True, with_for_update=True
    )
    if row is None or row.box is None:
        raise ExpiredError("sign-in")
    return row, open_session_box(row, token)
