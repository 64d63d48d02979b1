"""A rule about one sign stands at that sign, and its day is read as people write it."""

from __future__ import annotations

from html import unescape

import pytest

from tests.support.web.question_client import answer_question, look_at_question
from tests.support.web.record_client import answer, begin, fill, sign
from tests.unit.referral_forms.document_text import squash
from tests.web.recording.test_unreadable_dates import pdf_of, shown_everywhere

LABEL = "The child said that they feel alone or unsafe because of their sexual orientation"
SIGN = "threats_or_control"
AT = f"c1.indicators-{SIGN}-"
ASKED = "Which day did you notice it?"


@pytest.mark.parametrize("ticked", [(), ("unsafe_about_who_they_are",)])
def test_the_rule_stands_at_its_sign_and_names_it_once_it_is_ticked(world, ticked):
    sam = world.client("sam")
    path = f"{begin(sam)}/indicators_c"
    fill(sam, path, {"c1.indicators-pick": list(ticked)})
    page = sam.get(path).get_data(as_text=True)
    before, _, after = page.partition(f">{LABEL}</label>")
    assert "Never ask about this" not in before
    assert "Never ask about this" in after.partition("</div></div>")[0]
    assert ("You ticked “The child said" in before) is bool(ticked)


@pytest.fixture
def record(sam, draft):
    answer(sam, f"{draft}/account", worry="He waits at the gate.")
    answer(sam, f"{draft}/child", **{"children-0-name": "Maisie"})
    return draft


def tick(sam, draft, **fields):
    names = {f"{AT}{name}": [text] for name, text in fields.items()}
    return answer_question(sam, f"{draft}/signs", **{"c1.indicators-pick": [SIGN], **names})


def test_basis_and_day_are_shown_back_and_printed_with_the_tick(world, sam, record):
    tick(sam, record, basis="seen_myself", when="recently", noticed_on="14/11/2025")
    page = sam.page(f"{record}/signs").text
    assert "Friday 14 November 2025" in page
    check = sam.page(f"{record}/sign").text
    assert f"{ASKED} 14/11/2025" in check
    concern = f"/concerns/{sign(sam, record, [])}"
    lead = world.client("jo")
    file = lead.page(concern).text
    said = (
        "Sign noticed: Someone threatens, hurts or controls the child. "
        "How the worker knows: the worker saw it. When: recently. Seen 14 November 2025."
    )
    assert squash(said) in squash(file)
    assert said in unescape(lead.get(f"{concern}/referral/summary?child=c1").text)
    assert squash(said) in pdf_of(lead, concern)


def test_a_day_that_no_one_can_read_stays_as_typed_and_stops_nothing(world, sam, record):
    assert tick(sam, record, noticed_on="pub day").location
    assert look_at_question(sam, f"{record}/signs").controls[f"{AT}noticed_on"].value == "pub day"
    concern = f"/concerns/{sign(sam, record, [])}"
    shown_everywhere(world, concern, "pub day (as typed)")


def test_no_day_is_no_gap(sam, record):
    tick(sam, record, basis="seen_myself", when="now")
    assert ASKED not in sam.page(f"{record}/sign").text
