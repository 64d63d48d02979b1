"""Home: one name for it everywhere, and words that fit who reads it, a trainee too."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.club.office import Office
from tests.support.club.world import World
from tests.support.web.record_client import begin

ROOT = Path(__file__).parents[3]
TEMPLATES = sorted((ROOT / "app" / "templates").rglob("*.html"))
TRAINING = "You do not need to have finished your training."
NOT_BUILT = ("certificate", "scenario", "completion")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_page_calls_home_by_another_name(path: Path):
    assert "first page" not in path.read_text(encoding="utf-8").casefold()


@pytest.mark.parametrize(
    ("who", "path", "name"),
    [(None, "/sign-in", "Home"), ("jo", "/members", "Today"), ("sam", "/account", "Home")],
)
def test_the_link_back_to_home_has_the_name_of_the_navigation(
    world: World, who: str | None, path: str, name: str
):
    answer = world.client(who).get(path).get_data(as_text=True)
    assert f'<a class="govuk-back-link" href="/">{name}</a>' in answer


def test_a_trainee_is_told_what_they_can_do_and_nothing_unbuilt(world: World):
    page = world.client("tess").page("/")
    for words in (TRAINING, "What you sign is a real record, never practice."):
        assert page.text.count(words) == 1, words
    assert page.text.index("Learn") < page.text.index("My records")
    assert "/record/new" in page.links
    assert "/with-a-child" in page.links
    assert [words for words in NOT_BUILT if words in page.text.casefold()] == []


def test_a_trainee_records_what_a_child_said_and_a_lead_reads_it(world: World):
    now = world.now()
    office = Office(world)
    office.now = now
    concern_id = office.signed("tess")
    assert "Tess Bell" in world.client("jo").page(f"/concerns/{concern_id}").text


@pytest.mark.parametrize("who", ["sam", "jo", "senior"])
def test_nobody_else_is_spoken_to_as_a_trainee(world: World, who: str):
    assert TRAINING not in world.client(who).page("/").text


def test_where_something_waits_the_way_to_999_still_comes_first(world: World):
    """Notices push the numbers off the first screen of a phone. Then the draft, and the choices."""
    sam = world.client("sam")
    begin(sam)
    page = sam.get("/").get_data(as_text=True)
    order = ("heard-danger-line", "You have not signed", "heard-choices", "ring-now")
    places = [page.index(words) for words in order]
    assert places == sorted(places)


def test_many_begun_records_do_not_push_the_numbers_off_the_page(world: World):
    """The newest stands there; the others are one press away, each with its own link."""
    sam = world.client("sam")
    paths = [begin(sam) for _ in range(5)]
    page = sam.get("/").get_data(as_text=True)
    before, after = page.split("4 more that you have not signed")
    assert (before.count("You have not signed"), after.count("You have not signed")) == (1, 4)
    assert before.count("<details") == 1
    assert after.index("</details>") < after.index("ring-now")
    assert all(path in page for path in paths)
