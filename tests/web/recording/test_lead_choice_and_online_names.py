"""Names asked in other words: leads by name, and app and user names with what was seen online."""

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
    return start_with_question(sam).rpartition("/")[0]


@pytest.fixture
def online(sam, draft):
    answer_question(sam, f"{draft}/how", how_known=["online"])
    return draft


def person(sam, draft) -> dict[str, str]:
    controls = look_at_question(sam, f"{draft}/people").controls
    return {
        name: controls[f"people-0-{name}"].value for name in ("usernames", "platforms", "phones")
    }


def test_names_seen_online_open_the_page_of_people(sam, online):
    answer_question(sam, f"{online}/seen", seen="A chat.", **{USER: "dazza_06", APP: "Snap"})
    assert person(sam, online) == {"usernames": "dazza_06", "platforms": "Snap", "phones": ""}
    shown = sam.get(f"{online}/people?check=0").get_data(as_text=True)
    assert shown.count("checked>") == 1
    assert "dazza_06" in sam.page(f"{online}/sign").text
    concern = sign(sam, online, [])
    assert "dazza_06" in sam.page(f"/concerns/{concern}/referral/summary").text


def test_only_who_saw_something_online_is_asked(sam, online):
    assert USER in look_at_question(sam, f"{online}/seen").controls
    answer_question(sam, f"{online}/how", how_known=["i_saw_or_heard_it"])
    assert USER not in look_at_question(sam, f"{online}/seen").controls


def test_all_else_that_is_known_of_the_person_stays(sam, online):
    answer_question(sam, f"{online}/people", **{"people-0-phones": "07700 900999"})
    answer_question(sam, f"{online}/seen", **{USER: "dazza_06"})
    assert person(sam, online)["phones"] == "07700 900999"
    answer_question(sam, f"{online}/seen", **{USER: ""})
    assert person(sam, online) == {"usernames": "", "platforms": "", "phones": "07700 900999"}


def test_a_form_drawn_before_takes_no_later_name_away(sam, online):
    old = look_at_question(sam, f"{online}/seen")
    old.set(USER, ["dazza"])
    old.set("seen", ["A chat."])
    send = lambda: sam.post(old.action, data=old.sent(old.button("Continue")))  # noqa: E731
    send()
    send()
    assert person(sam, online)["usernames"] == "dazza"
    answer_question(sam, f"{online}/people", **{"people-0-usernames": "dazza_06"})
    send()
    assert person(sam, online)["usernames"] == "dazza_06"
    old.set(USER, ["kev"])
    send()
    assert person(sam, online)["usernames"] == "dazza_06, kev"


def test_names_alone_do_not_say_that_people_were_asked_about(sam, online):
    answer_question(sam, f"{online}/seen", "Check and sign now", seen="A chat.", **{USER: "dazza"})
    shown = sam.page(f"/concerns/{sign(sam, online, [])}/referral/summary").text
    gaps = shown.partition("A gap is no reason to wait.")[2]
    assert "Phone numbers" not in gaps.partition("Not asked yet")[0]


def offered(client, draft) -> list[str]:
    """The names under "Who?"; "" for someone else."""
    page = client.get(f"{draft}/told?check=0").get_data(as_text=True)
    items = page.split('name="told_lead_name" type="radio"')[1:]
    return [item.partition('value="')[2].partition('"')[0] for item in items]


def tell(client, draft, *names: str):
    form = look_at_question(client, f"{draft}/told")
    sent = form.sent(form.button("Continue")) | {"told_lead": ["yes"], "told_lead_name": [*names]}
    return client.post(form.action, data=sent)


def test_each_lead_is_offered_and_chosen_by_name(sam, draft):
    names = offered(sam, draft)
    assert "Jo Smith" in names
    assert names[-1] == ""
    tell(sam, draft, "Jo Smith", "")
    assert 'value="Jo Smith" checked' in sam.get(f"{draft}/told?check=0").get_data(as_text=True)
    assert look_at_question(sam, f"{draft}/told").controls["told_lead_name"].value == ""
    answer_question(sam, f"{draft}/worry", worry="x")
    assert "Jo Smith" in sam.page(f"/concerns/{sign(sam, draft, [])}").text


def test_someone_else_is_named_in_a_box(sam, draft):
    tell(sam, draft, "", "Ruth from the office")
    page = sam.get(f"{draft}/told?check=0").get_data(as_text=True)
    assert look_at_question(sam, f"{draft}/told").controls["told_lead_name"].value == (
        "Ruth from the office"
    )
    assert 'value="" checked' in page


def test_no_lead_is_named_who_may_be_concerned_or_must_not_see_it(world, sam, draft):
    sam.send(f"{draft}/sign", {"not_for": str(world.people["jo"].id)}, via=f"{draft}/sign")
    assert "Jo Smith" not in offered(sam, draft)
    assert offered(sam, draft)
    answer_question(sam, f"{draft}/read", about_our_team=["unsure"])
    assert offered(sam, draft) == []
    assert "told_lead_name" not in look_at_question(sam, f"{draft}/told").controls


def test_an_invited_lead_who_is_not_confirmed_is_not_offered(world, sam, draft):
    names = [one.name for key, one in world.people.items() if key in {"kit", "pat"}]
    assert not set(names) & set(offered(sam, draft))
