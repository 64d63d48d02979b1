"""Every table, imported once, so that migrations and tests see all of them."""

from app.models import (
    audit_log,
    child_file,
    concern,
    debrief,
    draft,
    member,
    number_check,
    organisation,
    outbox,
    rota,
    saved_list,
    sealed_index,
    team,
    training,
)
from app.models.base import Base

METADATA = Base.metadata
__all__ = [
    "METADATA",
    "child_file",
    "concern",
    "debrief",
    "draft",
    "audit_log",
    "member",
    "organisation",
    "outbox",
    "rota",
    "saved_list",
    "number_check",
    "sealed_index",
    "team",
    "training",
]
