"""Concerns that are kept from a lead change no time of the lists, search and links of that lead.

Each page is timed in turns in two clubs that differ in hidden concerns alone, and the best of many
visits is compared. What it may differ by is what the same page differs by from itself, and a fifth:
the hidden concerns are as many as those that are seen, so that opening them would double a page.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

import pytest

from app.domain.record.entry_schema import Part
from app.services.concerns.acknowledgements import acknowledge_concern
from tests.support.club.child_links import BORN, link, sign_about
from tests.support.club.office import Office
from tests.support.club.office_today import office
from tests.support.web.checking_client import CheckingClient

__all__ = ["office"]

SEEN, HIDDEN, TURNS, SLACK = 12, 24, 9, 1.2
CAR = Part("people", ("c1",), {"name_or_nickname": "Dex", "vehicles": "AB12 CDE"}, item="p1")
MAYA = {"name": "Maya Ellis", "age": "14", "group": "9R", "born_on": BORN}
PATHS = ("/", "/concerns", "/concerns?list=waiting", "/concerns/closed", "/children")
WORDS = "maya elis"


def time_best(client: CheckingClient, visit: Callable[[CheckingClient], object]) -> float:
    """Return the seconds of one core that the quickest of some visits took."""
    found = []
    for _ in range(TURNS):
        gc.collect()
        began = time.thread_time()
        visit(client)
        found.append(time.thread_time() - began)
    return min(found)


def measure(client: CheckingClient) -> dict[str, float]:
    """Return how long each page takes at best, a search and the links among them."""

    def search(one: CheckingClient) -> None:
        one.send("/concerns/search", {"for": WORDS})
        one.get("/concerns/search")

    times = {path: time_best(client, lambda one, path=path: one.get(path)) for path in PATHS}
    links = time_best(client, lambda one: one.get("/children/links"))
    return {**times, "links": links, "search": time_best(client, search)}


@pytest.mark.prove
def test_lists_take_no_longer_with_concerns_that_are_kept_from_their_reader(office: Office):
    for number in range(SEEN):
        concern = sign_about(office, {**MAYA, "name": f"Maya {number}"}, also=(CAR,))
        acknowledge_concern(office.at("jo"), concern)
        link(office, concern)
    client = office.world.client("deputy")
    measure(client)  # what only a first visit does is over
    before = measure(client)
    for number in range(HIDDEN):
        name = {**MAYA, "name": f"Maya {number}"}
        hidden = sign_about(office, name, also=(CAR,), not_for=("deputy",))
        acknowledge_concern(office.at("senior"), hidden)
    measure(client)
    after = measure(client)
    longer = {
        page: f"{after[page] / taken:.2f} times"
        for page, taken in before.items()
        if after[page] > taken * SLACK
    }
    assert longer == {}, "a page takes longer with concerns that its reader must not know of"
