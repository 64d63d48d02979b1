"""Keep a page that arrived after its sign-in had ended, for its writer alone.

The server no longer holds the writer's seed then, so the page is sealed to the public key.
A rescued page proves no author: it is offered to the writer to read, never saved by itself.
"""

from app.vault import contexts
from app.vault.principals import Public, Secret
from app.vault.sealed_content import pad, unpad


def seal_late_page(
    member: Public, plain: bytes, *, org: str, user: str, draft: str, page: str
) -> bytes:
    """Seal a late page, padded, to the `member` who wrote it."""
    return member.seal(pad(plain), contexts.rescue(org, user, draft, page))


def open_late_page(
    member: Secret, blob: bytes, *, org: str, user: str, draft: str, page: str
) -> bytes:
    """Open a rescued page as its writer. Raises SealedError."""
    return unpad(member.open(blob, contexts.rescue(org, user, draft, page)))
