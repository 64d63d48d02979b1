"""App and user names asked with what was seen online are answers about the first person."""

from __future__ import annotations

import pytest

from tests.support.web.question_client import (
    answer_question,
    look_at_question,
    start_with_question,
)
from tests.support.web.record_client import sign

USER, APP = "online-usernames", "online-platforms"


@pytest.fixture
def sam(world):
    return world.client("sam")


@pytest.fixture
def draft(sam):
    path = start_with_question(sam).rpartition("/")[0]
    answer_question(sam, f"{path}/how", how_known=["online"])
    return path


def person(sam, draft) -> dict[str, str]:
    controls = look_at_question(sam, f"{draft}/people").controls
    return {
        name: controls[f"people-0-{name}"].value for name in ("usernames", "platforms", "phones")
    }


def test_names_seen_online_open_the_page_of_people(sam, draft):
    answer_question(sam, f"{draft}/seen", seen="A chat.", **{USER: "dazza_06", APP: "Snap"})
    assert person(sam, draft) == {"usernames": "dazza_06", "platforms": "Snap", "phones": ""}
    shown = sam.get(f"{draft}/people?check=0").get_data(as_text=True)
    assert shown.count("checked>") == 1
    assert "dazza_06" in sam.page(f"{draft}/sign").text
    concern = sign(sam, draft, [])
    assert "dazza_06" in sam.page(f"/concerns/{concern}/referral/summary").text


def test_only_who_saw_something_online_is_asked(sam, draft):
    assert USER in look_at_question(sam, f"{draft}/seen").controls
    answer_question(sam, f"{draft}/how", how_known=["i_saw_or_heard_it"])
    assert USER not in look_at_question(sam, f"{draft}/seen").controls


def test_all_else_that_is_known_of_the_person_stays(sam, draft):
    answer_question(sam, f"{draft}/people", **{"people-0-phones": "07700 900999"})
    answer_question(sam, f"{draft}/seen", **{USER: "dazza_06"})
    assert person(sam, draft)["phones"] == "07700 900999"
    answer_question(sam, f"{draft}/seen", **{USER: ""})
    assert person(sam, draft) == {"usernames": "", "platforms": "", "phones": "07700 900999"}


def test_a_form_drawn_before_takes_no_later_name_away(sam, draft):
    old = look_at_question(sam, f"{draft}/seen")
    old.set(USER, ["dazza"])
    old.set("seen", ["A chat."])
    send = lambda: sam.post(old.action, data=old.sent(old.button("Continue")))  # noqa: E731
    send()
    send()
    assert person(sam, draft)["usernames"] == "dazza"
    answer_question(sam, f"{draft}/people", **{"people-0-usernames": "dazza_06"})
    send()
    assert person(sam, draft)["usernames"] == "dazza_06"
    old.set(USER, ["kev"])
    send()
    assert person(sam, draft)["usernames"] == "dazza_06, kev"


def test_names_alone_do_not_say_that_people_were_asked_about(sam, draft):
    answer_question(sam, f"{draft}/seen", "Check and sign now", seen="A chat.", **{USER: "dazza"})
    shown = sam.page(f"/concerns/{sign(sam, draft, [])}/referral/summary").text
    gaps = shown.partition("A gap is no reason to wait.")[2]
    assert "Phone numbers" not in gaps.partition("Not asked yet")[0]
