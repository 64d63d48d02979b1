"""Concerns that are kept from a lead make no list, search or link of that lead any slower.

Work is counted as calls of functions, Python's and C's: seals that are opened, rows that are read.
Seconds would say more about what else this machine does. There are twice as many hidden concerns as
those that are seen, so a page that opened them or went through them would show it.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable

import pytest

from app.domain.record.entry_schema import Part
from app.services.concerns.acknowledgements import acknowledge_concern
from tests.support.club.child_links import BORN, link, sign_about
from tests.support.club.office import Office
from tests.support.club.office_today import office
from tests.support.web.checking_client import CheckingClient

__all__ = ["office"]

SEEN, HIDDEN, VISITS, SLACK = 6, 12, 5, 1.03
CAR = Part("people", ("c1",), {"name_or_nickname": "Dex", "vehicles": "AB12 CDE"}, item="p1")
MAYA = {"name": "Maya Ellis", "age": "14", "group": "9R", "born_on": BORN}
PATHS = ("/", "/concerns", "/concerns?list=waiting", "/concerns/closed", "/children")


def count_calls(visit: Callable[[], object]) -> int:
    """Return how many functions the visit that took fewest calls."""
    return min(_count_once(visit) for _ in range(VISITS))


def _count_once(visit: Callable[[], object]) -> int:
    found = 0

    def note(_frame: object, event: str, _given: object) -> None:
        nonlocal found
        found += event in {"call", "c_call"}

    gc.collect()
    gc.disable()  # what it frees calls functions too, at any time
    sys.setprofile(note)
    try:
        visit()
    finally:
        sys.setprofile(None)
        gc.enable()
    return found


def measure(client: CheckingClient) -> dict[str, int]:
    """Return how many calls each page takes, with the links and a search."""

    def search() -> None:
        client.send("/concerns/search", {"for": "maya elis"})
        client.get("/concerns/search")

    paths = (*PATHS, "/children/links")
    counts = {path: count_calls(lambda path=path: client.get(path)) for path in paths}
    return {**counts, "search": count_calls(search)}


@pytest.mark.prove
def test_hidden_concerns_cost_no_page_more_work(office: Office):
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
    after = measure(client)
    more = {
        page: f"{after[page]} calls, {calls} before"
        for page, calls in before.items()
        if after[page] > calls * SLACK
    }
    assert more == {}, "a page does more with concerns that its reader must not know of"
