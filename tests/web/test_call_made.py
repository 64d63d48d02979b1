"""A call made after signing has a page of its own, and prints among the calls already made."""

from __future__ import annotations

import pytest

from app.domain.entries import Details
from app.services import papers
from app.services.files import open_file
from tests.support.desks import Office
from tests.support.walking import fill
from tests.support.world import World

SAID = "keep her with you\n  until mum comes"


@pytest.fixture
def office(world: World) -> Office:
    clock = world.now
    made = Office(world)
    made.now = clock()
    return made


def calls(made: papers.Summary) -> dict[str, list[str]]:
    (part,) = [p for b in made.paper.blocks for p in b.parts if p.heading == "Police"]
    return {row.key: [one.text for one in row.answers] for row in part.rows}


@pytest.mark.parametrize("who", ["sam", "jo"])
def test_a_call_made_later_prints_with_the_calls_and_answers_whether_999_was_rung(
    office: Office, who: str
):
    concern_id = office.signed("sam")
    path = f"/concerns/{concern_id}/more/call"
    call = {"who": "Police", "number": "999", "answered": "Control room", "advice": SAID}
    end = fill(office.world.client(who), path, {f"calls-0-{k}": [v] for k, v in call.items()})
    assert end.endswith("?added=2")
    entry = open_file(office.at("jo"), concern_id).entries[1].entry
    assert isinstance(entry, Details)
    assert [(part.page, part.values["advice"]) for part in entry.parts] == [("told", SAID)]
    made = papers.summary(office.at("jo"), concern_id)
    assert calls(made)["told.advice"] == [SAID]
    headings = [part.heading for part in made.paper.blocks[0].parts]
    assert headings.index("Calls already made") + 1 == headings.index("Police")
    body = papers.body(made)
    assert "Yes. See the calls below" in body
    assert "Added after signing" not in body


@pytest.mark.parametrize("end", ["/signed", "/referral", "", "/more"])
def test_every_page_that_speaks_of_a_call_leads_to_its_page(office: Office, end: str):
    concern_id = office.signed("sam")
    sam = office.world.client("sam")
    page = sam.get(f"/concerns/{concern_id}{end}").get_data(as_text=True)
    assert f'href="/concerns/{concern_id}/more/call"' in page
    asked = sam.page(f"/concerns/{concern_id}/more/call")
    assert asked.title.startswith("A call you made")
