"""Keep a page that showed a form again, with what was wrong, until the form goes through.

Its address is opened again by Back, and by loading the page anew. The page lies in the box of the
session that it was made for, sealed under the session's token like the keys in it, and goes with
the session at the latest. This module never keeps one for anyone else, never more than a few, and
shows none that is older than half an hour.
"""

import base64
import zlib
from datetime import timedelta

from app.services.auth import one_time_display
from app.services.unit_of_work import UnitOfWork
from app.vault.sealed_content import pad

MOST_PAGES = 3
"""The pages of one session that are kept. The oldest is let go for a newer one."""
MAX_CHARACTERS = 64 * 1024
"""The most characters of a packed page: the box that it lies in is opened at each request."""
SHOWN_FOR = timedelta(minutes=30)
"""How long a page is shown again. What it says, such as a phone number, may be wrong later."""
_PREFIX = "page/"


def keep_redisplayed_page(uow: UnitOfWork, token: str, path: str, status: int, text: str) -> bool:
    """Keep a page in place of an older one at this path. Return whether it could be kept."""
    plain = f"{status} {int(uow.clock().timestamp())} {text}"
    packed = base64.b64encode(pad(zlib.compress(plain.encode(), 6))).decode()
    if len(packed) > MAX_CHARACTERS:
        return False
    kept = one_time_display.list_shown_secrets(uow, _PREFIX)
    others = [name for name, _ in kept if name != _PREFIX + path]
    for name in others[: max(0, len(others) - MOST_PAGES + 1)]:
        one_time_display.forget_shown_secret(uow, token, name)
    one_time_display.show_secret(uow, token, _PREFIX + path, packed)
    return True


def load_redisplayed_page(uow: UnitOfWork, path: str) -> tuple[int, str] | None:
    """Return the status and the page that are kept for this path, or None for none that is new."""
    packed = _find_packed_page(uow, path)
    if packed is None:
        return None
    plain = zlib.decompressobj().decompress(base64.b64decode(packed)).decode()
    status, at, text = plain.split(" ", 2)
    if not at.isdecimal():  # kept before pages had a time
        return None
    is_new = uow.clock().timestamp() - int(at) <= SHOWN_FOR.total_seconds()
    return (int(status), text) if is_new else None


def forget_redisplayed_page(uow: UnitOfWork, token: str, path: str) -> None:
    """Forget the page at this path, however old: its form went through."""
    if _find_packed_page(uow, path) is not None:
        one_time_display.forget_shown_secret(uow, token, _PREFIX + path)


def _find_packed_page(uow: UnitOfWork, path: str) -> str | None:
    return dict(one_time_display.list_shown_secrets(uow, _PREFIX)).get(_PREFIX + path)
