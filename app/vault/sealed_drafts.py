"""Box the pages of an unsigned record under their writer's own key.

Only the writer's seed opens a draft; no lead and no recovery sheet does. A database writer can
put back an older version of a page (a stated residual). This module never signs.
"""

from app.vault import contexts
from app.vault.boxes import box, unbox
from app.vault.principals import Secret
from app.vault.sealed_content import pad, unpad


def box_draft(
    seed_owner: Secret, plain: bytes, *, org: str, user: str, draft: str, page: str, version: int
) -> bytes:
    """Seal one version of one page, padded, under the owner's "draft" key."""
    return box(seed_owner.key("draft"), pad(plain), contexts.draft(org, user, draft, page, version))


def open_draft(
    seed_owner: Secret, blob: bytes, *, org: str, user: str, draft: str, page: str, version: int
) -> bytes:
    """Open one version of one page. Raises SealedError."""
    at = contexts.draft(org, user, draft, page, version)
    return unpad(unbox(seed_owner.key("draft"), blob, at))
