"""No page of someone signed in is stored by a browser, or shown by Back once the session ended.

A browser may keep a whole page for Back whatever its headers say: `app/static/left.js` is on each.
What it does is shown by `tests/browser/journeys/test_back_after_sign_out.py`.
"""

from __future__ import annotations

import pytest

from tests.policy.security.test_route_roles import Visitor, doors
from tests.policy.security.test_step_up_routes import needed
from tests.support.club.world import World

THE_SAME_FOR_ALL = {"static", "public.service_worker", "learning.worker"}
ONCE = "data-time-out data-once"
SCRIPT = 'src="/static/left.js?v='


@pytest.mark.parametrize("who", ["jo", "tess"])
def test_no_page_of_someone_signed_in_is_kept(world: World, who: str):
    visitor, stored, shown_again, pages = Visitor(world, who), [], [], 0
    for door in doors(world.app):
        if door.method != "GET" or door.endpoint in THE_SAME_FOR_ALL:
            continue
        answer = visitor.knock(door)
        if answer.headers["Cache-Control"] != "no-store":
            stored.append(door.path)
        if answer.mimetype == "text/html" and answer.status_code == 200:
            pages += 1
            asked_anew = ONCE in answer.text
            if SCRIPT not in answer.text or asked_anew != (door.endpoint in needed()):
                shown_again.append(door.path)
    assert stored == []
    assert shown_again == []
    assert pages >= 30
