"""Every table, imported once, so that migrations and tests see all of them."""

from app.models import (
    concern,
    debrief,
    draft,
    log,
    member,
    organisation,
    post,
    rota,
    rung,
    team,
    training,
)
from app.models.base import Base

METADATA = Base.metadata
__all__ = [
    "METADATA",
    "concern",
    "debrief",
    "draft",
    "log",
    "member",
    "organisation",
    "post",
    "rota",
    "rung",
    "team",
    "training",
]
