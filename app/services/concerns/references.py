"""A reference for a file: eight characters that can be read out on a bad telephone line.

Chosen by chance and used once in an organisation. It says nothing about the file.
"""

import secrets
from typing import cast

from sqlalchemy import Table, Uuid, bindparam, select

from app.models.concern import Concern
from app.services.unit_of_work import Desk

# No vowels, so no words arise; none that look or sound alike on a bad telephone line.
LETTERS = "CFHKMRWXY2346789"
LENGTH = 8
_CONCERN = cast(Table, Concern.__table__)
_TAKEN = select(_CONCERN.c.id).where(
    _CONCERN.c.org_id == bindparam("org", type_=Uuid()),
    _CONCERN.c.reference == bindparam("reference"),
)


def fresh(desk: Desk) -> str:
    """A reference that no file of this organisation has. The caller holds the write lock."""
    while True:
        text = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        if desk.session.scalar(_TAKEN, {"org": desk.org.id, "reference": text}) is None:
            return text
