"""Who wrote a record is asked "you"; whoever else reads it, or the paper, is told of the worker."""

from __future__ import annotations

import pytest

from tests.support.club.world import World
from tests.support.disclosures import load
from tests.support.every_answer import Read
from tests.support.web.record_client import fill, sign, write
from tests.web.recording.test_every_question import pdf_of

PAGES = ("now", "account", "child", "told", "response")
ASKED = [
    ("What you asked, exactly", "What the worker asked, exactly"),
    ("How do you know?", "How the worker knows"),
    ("What you said to the child", "What the worker said to the child"),
    ("Have you told your {lead}?", "Has the {lead} been told?"),
]


@pytest.fixture
def path(world: World) -> str:
    sam = world.client("sam")
    return f"/concerns/{sign(sam, write(sam, load('full'), PAGES), [])}"


def questions(world: World, who: str, path: str) -> list[str]:
    return [label for label, _ in Read(world.client(who).get(path).get_data(as_text=True)).pairs]


def words(world: World, at: int) -> list[str]:
    return [pair[at].format(lead=world.org.lead_title) for pair in ASKED]


def test_its_writer_is_addressed_as_you_and_a_lead_reads_the_worker(world: World, path: str):
    mine, theirs = questions(world, "sam", path), questions(world, "jo", path)
    assert [w for w in words(world, 0) if w not in mine or w in theirs] == []
    assert [w for w in words(world, 1) if w not in theirs or w in mine] == []
    lead = world.client("jo").page(path).text
    assert "React: what the worker did, who was told" in lead
    assert "The child told the worker" in lead
    assert "What the worker said and did" in lead


def test_a_paper_tells_of_the_worker_whoever_makes_it(world: World, path: str):
    for who in ("sam", "jo"):
        found = questions(world, who, f"{path}/referral/summary")
        assert [w for w in words(world, 1) if w not in found] == []
        assert [w for w in words(world, 0) if w in found] == []
    printed = pdf_of(world.client("sam"), path.removeprefix("/concerns/"), "c1")
    assert "Whattheworkersaidtothechild" in printed
    assert "Whatyousaid" not in printed


def test_what_a_lead_adds_says_you_to_the_lead_alone(world: World, path: str):
    jo = world.client("jo")
    fill(jo, f"{path}/more/view", {"opinion": ["He is being groomed."]})
    for who, title, label in (
        ("jo", "Details: What you think", "What do you think is happening?"),
        ("sam", "Details: What the worker thinks", "What the worker thinks is happening"),
    ):
        page = world.client(who).page(path)
        assert title in page.text
        assert label in questions(world, who, path)
