"""Who was told: one of the leads, by the name they were confirmed under, or someone else."""

from __future__ import annotations

import pytest

from tests.support.web.question_client import (
    answer_question,
    look_at_question,
    start_with_question,
)
from tests.support.web.record_client import sign


@pytest.fixture
def sam(world):
    return world.client("sam")


@pytest.fixture
def draft(sam):
    return start_with_question(sam).rpartition("/")[0]


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
    assert "told_lead_name" in look_at_question(sam, f"{draft}/told").controls


def test_an_invited_lead_who_is_not_confirmed_is_not_offered(world, sam, draft):
    names = [one.name for key, one in world.people.items() if key in {"kit", "pat"}]
    assert not set(names) & set(offered(sam, draft))
