"""Compare the names of members with what the log says they were confirmed under.

Names are found here by id only: what is printed holds none. Nothing is mended.
"""

import json
from collections.abc import Iterator

from sqlalchemy import select

from app.domain.routing.actors import Team
from app.models.member import Member, MemberKey
from app.services.audit_log.verified_log import KeyLog
from app.services.members.confirmed_names import name_obj
from app.services.unit_of_work import Desk


def findings(desk: Desk, log: KeyLog) -> Iterator[str]:
    """What differs, member by member. `log`: replayed from its first leaf."""
    granted = {one for team in Team for one in log.granted(desk.org, team.value)}
    rows = desk.session.execute(
        select(MemberKey.fpr, Member)
        .join(Member, Member.id == MemberKey.user_id)
        .where(Member.org_id == desk.org.id, MemberKey.org_id == desk.org.id)
        .order_by(Member.id)
    )
    for fingerprint, member in rows:
        told, obj = member.confirmed_as, name_obj(member.id)
        if told is None and log.index_of(desk.org, obj) is None:
            continue  # never confirmed
        if told is None or not log.vouches(desk.org, obj, told.encode("utf-8", "surrogatepass")):
            yield f"The confirmed name of member {member.id} is not what the log saw."
        elif fingerprint in granted and json.loads(told)["names"][0] != member.name:
            yield f"The row of member {member.id} has another name than was confirmed."
