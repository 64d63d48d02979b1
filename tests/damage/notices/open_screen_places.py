"""Something real behind each id in an address, for whoever sits at an open screen."""

from __future__ import annotations

import re

from app.domain.routing.actors import Role
from app.services.confirmation import lead_approvals
from app.services.members import invites
from tests.support.club.child_links import link, sign_about
from tests.support.club.club_setup import type_words
from tests.support.club.newcomers import join_as
from tests.support.club.office import Office
from tests.support.club.world import World
from tests.support.training.completions import complete
from tests.support.training.confirmations import answer_and_send
from tests.support.training.debrief_steps import finish_practice, send_finished_practice
from tests.support.web.record_client import begin

SCENARIO = "game_and_pictures"
CHILD = {"name": "Maja", "age": "14"}


def make_ids(world: World, who: str) -> dict[str, object]:
    """Return the ids of what there is now, by the names that `doors` takes."""
    office = Office.today(world)
    linked, concern = sign_about(office, CHILD), sign_about(office, CHILD)
    planted = join_as(world, "planted", (Role.LEAD,)).id
    lead_approvals.confirm_lead(office.at("jo"), planted, type_words(office.at("jo"), planted))
    invited, _ = invites.invite_member(office.at("jo"), "al@example.org", (Role.PRACTITIONER,))
    group = world.client("jo").send(
        "/learn/trained/groups", {"name": "Summer", "finish_on": "12/12/2099"}
    )
    return {
        # A head or chair reads none of the leads' concerns: theirs is about staff.
        "concern_id": office.signed("sam", about="yes") if who == "senior" else concern,
        "file_id": link(office, linked),
        "draft_id": begin(world.client(who)).rpartition("/")[2],
        "member_id": planted,
        "accounts.withdraw member_id": invited,
        "group_id": re.search(r"[0-9a-f-]{36}", group.location)[0],
        "run_id": finish_practice(office, who),
        "learning.do_practice_throw run_id": finish_practice(office, who),
        "training_id": answer_and_send(office, "tess", who),
        "learning.practice_note training_id": send_finished_practice(office, "tess", who),
        "learning.keep_practice_note training_id": send_finished_practice(office, "tess", who),
        "completion_id": complete(office, who, "deputy"),
        "learning.practice_begin key": SCENARIO,
    }
