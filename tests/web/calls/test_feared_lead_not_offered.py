"""No page sends the writer to someone whom the concern is about, or whom they wrote as feared."""

from __future__ import annotations

import pytest

from tests.support.web.question_client import (
    answer_question,
    look_at_question,
    start_with_question,
)

LEAD, PHONE = "Jo Smith", "07700 900123"
RADIO = f'value="{LEAD}"'
ALIKE = "If so, do not call or tell them"


@pytest.fixture
def sam(world):
    return world.client("sam")


@pytest.fixture
def draft(sam):
    return start_with_question(sam, "unsure").rpartition("/")[0]


def fear(client, draft, name: str) -> None:
    answer_question(client, f"{draft}/people", **{"people-0-name_or_nickname": name})


def list_offers(client, draft) -> list[str]:
    """The pages that offer the lead by name or by number."""
    paths = (
        *("told?check=0", "call-first", "next?check=0", "signs?check=0", "phone-script"),
        "told?whole=1",
    )
    pages = {path: client.get(f"{draft}/{path}").get_data(as_text=True) for path in paths}
    return [path for path, text in pages.items() if PHONE in text or RADIO in text]


def test_a_lead_is_offered_where_nothing_speaks_against_it(sam, draft):
    fear(sam, draft, "Dazza")
    assert list_offers(sam, draft) == [
        "told?check=0",
        "call-first",
        "next?check=0",
        "signs?check=0",
        "phone-script",
        "told?whole=1",
    ]


@pytest.mark.parametrize("typed", [LEAD, " jo  SMITH ", "Jo\u200b Smith"])
def test_a_lead_who_is_feared_is_offered_nowhere(sam, draft, typed):
    fear(sam, draft, typed)
    assert list_offers(sam, draft) == []


def test_a_lead_ticked_as_not_to_read_it_is_offered_nowhere(world, sam, draft):
    sam.send(f"{draft}/sign", {"not_for": str(world.people["jo"].id)}, via=f"{draft}/sign")
    assert list_offers(sam, draft) == []


def test_a_head_who_is_feared_is_left_out_of_those_past_the_leads(world, sam, draft):
    senior = world.people["senior"]
    answer_question(sam, f"{draft}/read", about_our_team="yes")
    assert senior.name in sam.page(f"{draft}/call-first").text
    fear(sam, draft, senior.name)
    assert senior.name not in sam.page(f"{draft}/call-first").text


def test_part_of_a_name_brings_a_warning_where_that_lead_is_offered(sam, draft):
    fear(sam, draft, "Mr Smith")
    for name in ("told?check=0", "call-first", "next?check=0", "signs?check=0"):
        shown = sam.page(f"{draft}/{name}").text
        assert LEAD in shown, name
        assert ALIKE in shown, name
    assert f"“Mr Smith”. If that is {LEAD}, tick them above" in sam.page(f"{draft}/sign").text


def test_another_person_of_that_name_is_no_reason_once_the_writer_says_so(world, sam, draft):
    fear(sam, draft, LEAD)
    sure = {"not_for": "none", "sure": str(world.people["jo"].id)}
    sam.send(f"{draft}/sign", sure, via=f"{draft}/sign")
    assert "told?check=0" in list_offers(sam, draft)


def test_what_was_answered_about_a_feared_lead_stays(sam, draft):
    form = look_at_question(sam, f"{draft}/told")
    sent = form.sent(form.button("Continue")) | {"told_lead": ["yes"], "told_lead_name": [LEAD]}
    sam.post(form.action, data=sent)
    fear(sam, draft, LEAD)
    assert look_at_question(sam, f"{draft}/told").controls["told_lead_name"].value == LEAD
    assert LEAD in sam.page(f"{draft}/sign").text
