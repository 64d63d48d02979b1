"""Box the pages of an unsigned record, and what a learner keeps, under their writer's own key.

Only the writer's seed opens either; no lead and no recovery sheet does. A database writer can
put back an older version of a page (a stated residual). This module never signs.
"""

from typing import TypedDict, Unpack

from app.vault import contexts
from app.vault.boxes import box, unbox
from app.vault.content import pad, unpad
from app.vault.principals import Secret


class Page(TypedDict):
    """Where one version of one page of an unsigned record belongs."""

    org: str
    user: str
    draft: str
    page: str
    version: int


class Kept(TypedDict):
    """Where one version of what a learner keeps for themself belongs."""

    org: str
    user: str
    document: str
    version: int


def box_draft(seed_owner: Secret, plain: bytes, **at: Unpack[Page]) -> bytes:
    """Seal one version of one page, padded, under the owner's "draft" key."""
    return box(seed_owner.key("draft"), pad(plain), contexts.draft(**at))


def open_draft(seed_owner: Secret, blob: bytes, **at: Unpack[Page]) -> bytes:
    """Open one version of one page. Raises SealedError."""
    return unpad(unbox(seed_owner.key("draft"), blob, contexts.draft(**at)))


def box_learning(seed_owner: Secret, plain: bytes, **at: Unpack[Kept]) -> bytes:
    """Seal one version of what a learner keeps, padded, under their "learning" key."""
    return box(seed_owner.key("learning"), pad(plain), contexts.learning(**at))


def open_learning(seed_owner: Secret, blob: bytes, **at: Unpack[Kept]) -> bytes:
    """Open one version of it. Raises SealedError."""
    return unpad(unbox(seed_owner.key("learning"), blob, contexts.learning(**at)))
