"""Write out all that a replay of a log arrived at, to be compared."""

from __future__ import annotations

from typing import Any

from app.services.audit_log.concern_index import ConcernIndex
from app.services.audit_log.replay import LogReplay
from app.services.audit_log.replays.replay_state import _INDEXES

OWN = frozenset({"salt", "_key", "_tallies", "_sealed_marks", "doubted", "_in_order"})
"""Attributes that differ by process: marks, and those that are made again."""


def write_out(index: Any, own: frozenset[str] = frozenset()) -> Any:
    """Every attribute of a replay and of each index in it, without those of `own`."""
    if not isinstance(index, (LogReplay, ConcernIndex, *_INDEXES.values())):
        return index
    return {name: write_out(value, own) for name, value in vars(index).items() if name not in own}
