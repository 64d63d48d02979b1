"""Say in a few words on what someone signed in, for their eyes alone.

The words are ours: nothing of what a browser says of itself is stored or shown. They are sealed
under the member's own key, because only they should know which devices they use, and when they got
a new one. They help their owner to recognise a session. They never prove anything.
"""

import re

from app.errors import SealedError
from app.models.member import SignIn
from app.vault import contexts
from app.vault.boxes import box, unbox
from app.vault.principals import Secret
from app.vault.sealed_content import pad, unpad

UNKNOWN_BROWSER = "Unknown browser"
_LONGEST = 500
# In this order: most browsers also give the names of others.
_BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Version/[0-9.]+ (?:Mobile/\w+ )?Safari/"),
)
_SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Chromebook", r"CrOS"),
    ("Windows", r"Windows"),
    ("Mac", r"Macintosh"),
    ("Linux", r"Linux"),
)


def describe_device(user_agent: str) -> str:
    """Return words like "Firefox on Windows" for what a browser says of itself."""
    said = user_agent[:_LONGEST]
    browser = _find_first(_BROWSERS, said) or UNKNOWN_BROWSER
    system = _find_first(_SYSTEMS, said)
    if (browser, system) == ("Safari", "Mac"):
        system = "Mac or iPad"  # an iPad says that it is a Mac
    return f"{browser} on {system}" if system else browser


def _find_first(known: tuple[tuple[str, str], ...], said: str) -> str:
    return next((name for name, pattern in known if re.search(pattern, said)), "")


def seal_device(owner: Secret, row: SignIn, words: str) -> bytes:
    """Seal the words for one row, padded, under its owner's "device" key."""
    return box(owner.key("device"), pad((words or UNKNOWN_BROWSER).encode()), _context(row))


def open_device(owner: Secret, row: SignIn) -> str:
    """Return the words of a row. Older rows have none; of spoiled ones nothing is known either."""
    try:
        return unpad(unbox(owner.key("device"), row.device or b"", _context(row))).decode()
    except (SealedError, UnicodeDecodeError, TypeError):  # TypeError: a column that holds no bytes
        return UNKNOWN_BROWSER


def _context(row: SignIn) -> bytes:
    return contexts.device_name(str(row.org_id), str(row.user_id), row.id)
