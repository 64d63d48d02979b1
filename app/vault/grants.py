"""Give a team's seed to one confirmed member, to the recovery sheet, or to the team's next key.

A grant or link that opens to another team's seed than the certified one is refused. This module
never decides who is confirmed, and never makes a team key.
"""

import hmac

from app.errors import SealedError
from app.vault import contexts
from app.vault.principals import Public, Secret


def make_grant(
    team_seed: bytes, *, org: str, team: str, epoch: int, team_fpr: bytes, member: Public
) -> bytes:
    """Seal `team_seed` to `member`. Raises SealedError if its fingerprint is not `team_fpr`."""
    _certified(Secret(team_seed), team_fpr)
    return member.seal(team_seed, contexts.grant(org, team, epoch, team_fpr, member.fingerprint))


def open_grant(
    blob: bytes, *, org: str, team: str, epoch: int, team_fpr: bytes, member: Secret
) -> Secret:
    """Open a grant: the team's principal. Raises SealedError if it is not `team_fpr`."""
    context = contexts.grant(org, team, epoch, team_fpr, member.public.fingerprint)
    return _certified(Secret(member.open(blob, context)), team_fpr)


def make_epoch_link(team_seed: bytes, *, org: str, team: str, epoch: int, newer: Public) -> bytes:
    """Seal the seed of a team's `epoch` to its next key, so that who holds that one reads back."""
    return newer.seal(team_seed, contexts.epoch_link(org, team, epoch))


def open_epoch_link(
    blob: bytes, *, org: str, team: str, epoch: int, team_fpr: bytes, newer: Secret
) -> Secret:
    """Open a link: the team's principal in `epoch`. Raises SealedError if it is not `team_fpr`."""
    return _certified(Secret(newer.open(blob, contexts.epoch_link(org, team, epoch))), team_fpr)


def _certified(team: Secret, team_fpr: bytes) -> Secret:
    if not hmac.compare_digest(team.public.fingerprint, team_fpr):
        raise SealedError("grant")
    return team
