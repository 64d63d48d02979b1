"""The recording journey as a worker walks it, without JavaScript."""

import pytest

from tests.support.web.checking_client import Page

pytestmark = pytest.mark.both_databases

ACCOUNT = {
    "how_known": "child_told_me",
    "child_words": "  he said if u tell anyone\nil put the pics on insta ",
    "questions_asked": "Did he make you do it?",
    "told_on": "today",
    "told_at_time": "2.05pm",
}


def begin(client):
    response = client.send("/record/new")
    assert response.status_code == 303
    return response.location.rsplit("/", 1)[0]


def values(page: Page) -> dict[str, str]:
    return {c["name"]: c.get("value", "") for c in page.controls if "name" in c}


def test_the_core_is_walked_to_the_sign_page(world):
    sam = world.client("sam")
    draft = begin(sam)
    answers = {
        "now": {"danger_now": "no", "about_our_team": "no"},
        "account": ACCOUNT,
        "child": {"children-0-name": "Maja", "children-0-id": "c1"},
        "told": {"told_lead": "not_yet", "shown": "still-to-ring"},
    }
    following = ["account", "child", "told", "sign"]
    for (name, fields), after in zip(answers.items(), following, strict=True):
        page = sam.page(f"{draft}/{name}")
        response = sam.send(f"{draft}/{name}", fields | {"version": values(page)["version"]})
        assert (response.status_code, response.location) == (303, f"{draft}/{after}")
    assert "Sign and save" in sam.page(f"{draft}/sign").text
    assert "This may be a leading question." in sam.page(f"{draft}/account").text
    assert "Done" in sam.page(draft).text
    signed = sam.send(
        f"{draft}/sign", {"not_for": "none", "seen": values(sam.page(f"{draft}/sign"))["seen"]}
    )
    assert signed.status_code == 303, signed.get_data(as_text=True)
    again = sam.send(f"{draft}/sign", {"not_for": "none"}, via="/record/new")
    assert again.location == signed.location
