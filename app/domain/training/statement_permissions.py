"""Who may state what about somebody's training. Asked when it is written and when it is read again.

Nobody says of themself that they completed anything: the person who talked with them does, or, for
what was done on paper, somebody who holds the organisation's records. One case is left: a lead whom
no one here can confirm records what somebody from outside signed on paper, or answered by a link,
and it says so.
"""

from app.domain.training.statement_schema import (
    OUTSIDE_ROLES,
    ChaptersRead,
    Completion,
    CompletionMethod,
    ConfirmerRole,
    PracticeDay,
    Statement,
)
from content.london_time import get_london_day


def can_state_completion(said: Completion, *, confirmed: bool, reader: bool) -> bool:
    """Whether its author may say so.

    `confirmed`: the author's key was confirmed when they said it; `reader`: they were a lead or a
    senior.
    """
    if not confirmed or said.learner.id in {"", said.confirmer.id}:
        return False
    if said.by.id == said.learner.id and not is_recorded_by_learner(said):
        return False
    if said.how is CompletionMethod.CONFIRMED:
        here = bool(said.training) and not said.link and said.by.id == said.confirmer.id
        return here and _fits_role(said, reader=reader)
    if said.how is CompletionMethod.OUTSIDE_LINK:
        answered = bool(said.link and said.understanding and said.talked_on)
        return reader and answered and is_recorded_by_learner(said)
    return reader and not said.link


def is_recorded_by_learner(said: Completion) -> bool:
    """Whether a learner recorded what somebody outside said for them, on paper or by a link."""
    outside = not said.confirmer.id and said.confirmer_role in OUTSIDE_ROLES
    recorded = said.how is not CompletionMethod.CONFIRMED
    return recorded and outside and said.by.id == said.learner.id


def _fits_role(said: Completion, *, reader: bool) -> bool:
    """Whether a confirmer with an account may have this role. Older statements name none."""
    if said.confirmer_role is ConfirmerRole.COMPLETED:
        return bool(said.confirmer_completion)
    return reader if said.confirmer_role else True


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
