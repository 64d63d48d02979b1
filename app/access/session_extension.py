"""Keep a page open while its reader is on the phone: nothing is pressed for longer than usual.

Called by the view of a phone script once it is sure that its reader may see it. Hide, sign out and
the absolute end of a sign-in work as ever (docs/decisions/0027).
"""

import msgspec
from flask import g

from app.services.auth import sessions


def extend_session() -> None:
    """Let this sign-in idle for as long as a call may take; nothing to do for a stranger."""
    visit = g.get("visit")
    if visit is not None and visit.actor is not None:
        g.visit = msgspec.structs.replace(
            visit, ends_at=sessions.hold_session_for_call(g.uow, visit)
        )


def end_extension() -> None:
    """End the extension, because the call was logged."""
    sessions.release_held_session(g.uow, g.visit)
