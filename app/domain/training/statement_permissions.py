"""Who may state what about somebody's training. Asked when it is written and when it is read again.

Nobody says of themself that they completed anything: the person who talked with them does, or, for
what was done on paper, somebody who holds the organisation's records.
"""

from app.domain.training.statement_schema import (
    ChaptersRead,
    Completion,
    CompletionMethod,
    PracticeDay,
    Statement,
)
from content.london_time import get_london_day


def can_state_completion(said: Completion, *, confirmed: bool, reader: bool) -> bool:
    """Whether its author may say so.

    `confirmed`: the author's key was confirmed when they said it; `reader`: they were a lead or a
    senior.
    """
    if not confirmed or said.learner.id in {"", said.by.id, said.confirmer.id}:
        return False
    if said.how is CompletionMethod.CONFIRMED:
        return bool(said.training) and said.by.id == said.confirmer.id
    return reader


def can_state_about_completion(said: Statement, completion: Completion, *, reader: bool) -> bool:
    """Whether the author of a later statement may say so of this completion."""
    if isinstance(said, Completion | PracticeDay) or said.learner.id != completion.learner.id:
        return False
    if isinstance(said, ChaptersRead):
        return said.by.id == completion.learner.id
    return reader or is_party_to(completion, said.by.id)


def can_state_practice(said: PracticeDay) -> bool:
    """Whether its author may say so: of themself alone, and on the day itself, in London."""
    own = bool(said.by.id) and said.by.id == said.learner.id
    return own and said.on == get_london_day(said.made_at)


def is_party_to(completion: Completion, member_id: str) -> bool:
    """Whether it is this member's own: who completed it, who confirmed it or who recorded it."""
    ours = {completion.learner.id, completion.confirmer.id, completion.by.id}
    return bool(member_id) and member_id in ours
