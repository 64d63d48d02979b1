"""No form is lost that is sent when its session has ended: it is kept, offered again or given back.

The list below is written by hand. A new form is offered again without a line of its own. One that
holds a passphrase, or nothing that anyone typed, is named here and declares `@never_carried`. Pages
of a record and of training have tests of their own: they keep late text, or give it back.
"""

from __future__ import annotations

from app.access.policy import Policy
from tests.policy.security.test_route_roles import ENDS, doors
from tests.support.club.world import World
from tests.web.expired_sign_ins import end_sign_ins

NEVER_CARRIED = {
    "holds a passphrase": {"accounts.change_passphrase", "accounts.step_up"},
    "holds nothing that anyone typed": {
        "accounts.stay",
        "accounts.dismiss_notice",
        "accounts.turn_page",
        "accounts.card_kept",
        "accounts.step_codes_kept",
        "accounts.codes_kept",
        "setup.kept",
    },
}
WORDS = "a shop answers"


def test_every_form_that_comes_late_is_kept_or_offered_or_given_back(world: World):
    browser = world.client("jo")
    token = browser.csrf("/help")
    end_sign_ins(world, "jo")
    views, lost = world.app.view_functions, set()
    for door in doors(world.app):
        is_open = views[door.endpoint].policy is Policy.ANYONE
        if door.method != "POST" or is_open or door.endpoint in ENDS:
            continue
        answer = browser.post(door.path, data={"csrf_token": token, "said": WORDS})
        assert answer.status_code == 401, door
        offered = 'value="late.' in answer.text
        keeps = getattr(views[door.endpoint], "late_text", None) is not None
        gives_back = keeps or door.endpoint.startswith("recording.")
        if not offered and not gives_back:
            lost.add(door.endpoint)
    assert lost == set().union(*NEVER_CARRIED.values())
