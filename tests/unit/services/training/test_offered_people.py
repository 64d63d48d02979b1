"""A list of people to choose from is searched by name, and says how many it found."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from app.models.member import Member, make_search_text
from app.services.training import paper_completions, review_actions
from app.services.training.offered_people import PeopleSearch
from tests.support.club.office import Office


def call_sam(office: Office, called: str) -> None:
    """Let Sam Lee be called something else."""
    text = make_search_text("Sam Lee", called, "sam@example.org")
    sam = update(Member).where(Member.id == office.id("sam"))
    office.world.change(sam.values(called=called, search_text=text))


def find_colleagues(office: Office, words: str) -> list[str]:
    """Return the people that Tess finds by these words."""
    found = review_actions.offer_colleagues(office.at("tess"), PeopleSearch(words))
    return [one.name for one in found.people]


@pytest.mark.parametrize("words", ["sam@", "example", "@", "org", "%", "_", "/", "lee example"])
def test_no_search_of_a_trainee_gives_away_an_email(office: Office, words: str):
    """Else letters could be tried until they make a whole address."""
    call_sam(office, "Zoë")
    assert find_colleagues(office, words) == []


@pytest.mark.parametrize("words", ["lee", "LÉE sam", "zoe", "zoe lee"])
def test_a_colleague_is_found_by_name_and_what_they_are_called(office: Office, words: str):
    call_sam(office, "Zoë")
    assert find_colleagues(office, words) == ["Sam Lee"]


def test_a_reader_who_records_a_paper_finds_someone_by_email(office: Office):
    found = paper_completions.offer_learners(office.at("jo"), PeopleSearch("sam@example"))
    assert [one.name for one in found.people] == ["Sam Lee"]


@pytest.mark.parametrize(("words", "count"), [("lee", 1), ("jones", 1), ("s", 4), ("zzz", 0)])
def test_a_search_counts_who_matches_and_was_in_the_list_anyway(
    office: Office, words: str, count: int
):
    """Else someone who was sent to before is "not found", with their name in the list below."""
    names = find_colleagues(office, words)
    search = PeopleSearch(words, frozenset({office.id("sam")}))
    found = review_actions.offer_colleagues(office.at("tess"), search)
    assert [one.name for one in found.people] == sorted({*names, "Sam Lee"})
    assert found.found == len(names) == count
