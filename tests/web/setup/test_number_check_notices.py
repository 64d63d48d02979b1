"""That numbers should be rung stands on a lead's home and list, in words, until they were."""

from __future__ import annotations

import re

from app.services.contacts import number_check_reminders, number_checks
from tests.support.club.world import World

PAGES = ("/", "/concerns")
SAID = re.compile(r"(\d+) of your council’s numbers\s+have not been checked yet")


def test_leads_read_how_many_and_where(world: World):
    jo = world.client("jo")
    for path in PAGES:
        page = jo.page(path)
        assert SAID.search(page.text), path
        assert "/directory" in page.links


def test_nobody_else_is_asked_to(world: World):
    for who in ("sam", "senior", "tess"):
        for path in PAGES:
            assert "a first call" not in world.client(who).page(path).text


def test_one_fewer_with_each_that_was_rung_and_none_at_the_end(world: World):
    uow, jo = world.uow("deputy"), world.client("jo")
    every = [
        one
        for place in number_checks.list_lines_by_area(uow)
        for one in place.entries
        if place.own and one.rung
    ]
    before = int(SAID.search(jo.page("/").text)[1])
    assert before == len(every)
    number_checks.record_number_check(uow, every[0].name, every[0].mark, right=True)
    assert int(SAID.search(jo.page("/").text)[1]) == before - 1
    for one in every[1:]:
        number_checks.record_number_check(uow, one.name, one.mark, right=True)
    assert not number_check_reminders.count_numbers_to_check(world.uow("jo"))
    for path in PAGES:
        assert "a first call" not in jo.page(path).text
