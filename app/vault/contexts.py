"""Say where a sealed thing belongs, in bytes that no other place can produce.

One function for each kind of thing: callers never build a context by hand. A blob moved to
another organisation, file, number, team, epoch or recipient therefore does not open.
This module never holds a key and never seals.
"""

import struct

PREFIX = b"heard.v1"
_COUNT, _LENGTH = struct.Struct(">I").pack, struct.Struct(">Q").pack


def ctx(label: str, *parts: bytes | str | int) -> bytes:
    """Join `label` and `parts` so that different inputs never give the same bytes.

    Layout: count as u32, then each part (prefix, label, parts) after its length as u64, all
    big-endian. Text is UTF-8 and numbers are decimal. Raises TypeError for any other type, so
    that a memoryview or None from a driver cannot become a printable name.
    """
    fields = [PREFIX, *map(_field, (label, *parts))]
    return _COUNT(len(fields)) + b"".join([_LENGTH(len(field)) + field for field in fields])


def _field(part: bytes | str | int) -> bytes:
    if isinstance(part, bytes):
        return part
    if isinstance(part, str):
        return part.encode()
    if isinstance(part, int) and not isinstance(part, bool):
        return b"%d" % part
    raise TypeError(type(part).__name__)


def lock(org: str, user: str, kind: str) -> bytes:
    """Return the context of a lock on a user's seed; `kind` is "passphrase" or "card"."""
    return ctx("lock", org, user, kind)


def grant(org: str, team: str, epoch: int, team_fpr: bytes, member_fpr: bytes) -> bytes:
    """Return the context of a team seed sealed to one member, or to the recovery sheet."""
    return ctx("grant", org, team, epoch, team_fpr, member_fpr)


def epoch_link(org: str, team: str, epoch: int) -> bytes:
    """Return the context of the seed of a team's `epoch`, sealed to the key of the next one."""
    return ctx("epoch_link", org, team, epoch)


def keycert(
    org: str, team: str, epoch: int, new_fpr: bytes, old_fpr: bytes, recovery_fpr: bytes
) -> bytes:
    """Return what certifies the key of a team's epoch; epoch 1 has 32 zero bytes as `old_fpr`."""
    return ctx("keycert", org, team, epoch, new_fpr, old_fpr, recovery_fpr)


def member(org: str, user: str, user_fpr: bytes, roles: tuple[str, ...], serial: int) -> bytes:
    """Return what certifies a member's key and roles; the order of roles does not matter."""
    return ctx("member", org, user, user_fpr, ctx("roles", *sorted(set(roles))), serial)


def card(org: str, team: str, epoch: int, filekind: str, file: str, revision: int) -> bytes:
    """Return the context of the small card that stands for a concern in a team's inbox."""
    return ctx("card", org, team, epoch, filekind, file, revision)


def entry(org: str, filekind: str, file: str, number: int) -> bytes:
    """Return the context of an entry's content under its data key."""
    return ctx("entry", org, filekind, file, number)


def wrap(org: str, filekind: str, file: str, number: int, recipient_fpr: bytes) -> bytes:
    """Return the context of an entry's data key sealed to one recipient."""
    return ctx("wrap", org, filekind, file, number, recipient_fpr)


def sign(
    org: str, filekind: str, file: str, number: int, author_fpr: bytes, digest: bytes
) -> bytes:
    """Return what an author signs; `digest` is the SHA-256 of the entry's ciphertext."""
    return ctx("sign", org, filekind, file, number, author_fpr, digest)


def document(org: str, filekind: str, file: str, number: int, index: int) -> bytes:
    """Return the context of the document at `index` of the entry that lists it."""
    return ctx("document", org, filekind, file, number, index)


def draft(org: str, user: str, draft: str, page: str, version: int) -> bytes:
    """Return the context of one version of one page of an unsigned record."""
    return ctx("draft", org, user, draft, page, version)


def learning(org: str, user: str, document: str, version: int) -> bytes:
    """Return the context of one version of what a learner keeps for themself."""
    return ctx("learning", org, user, document, version)


def rescue(org: str, user: str, draft: str, page: str) -> bytes:
    """Return the context of a page that arrived after its sign-in had ended."""
    return ctx("rescue", org, user, draft, page)


def session(user: str) -> bytes:
    """Return the context of the box in a sign-in row."""
    return ctx("session", user)


def device_name(org: str, user: str, sign_in: bytes) -> bytes:
    """Return the context of the name of the device that a sign-in was made on."""
    return ctx("device_name", org, user, sign_in)
