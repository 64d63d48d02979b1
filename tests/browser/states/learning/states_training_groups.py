"""Groups that do the training together: none, one with people, what is wrong, long names."""

from __future__ import annotations

from tests.browser.page_inspection import Stage, shows
from tests.browser.states.states_accounts import LONG, answer

GROUPS = "/learn/trained/groups"
NAME = "Wilhelmina Featherstonehaugh-Cholmondeley-Marjoribanks group"


@shows("learning.groups", "empty", "full")
@shows("learning.make_group", "errors", "long", "conflict")
@shows("learning.group", "empty", "full", "long")
@shows("learning.change_group", "errors")
@shows("learning.add_to_group", "errors")
@shows("learning.debrief_sheet", "full")
@shows("learning.start", "full")
@shows("public.home", "full")
def training_groups(stage: Stage) -> None:
    page = stage.visit("learning.groups", "empty", "jo", GROUPS)
    found = stage.send(page, GROUPS, {"name": "Coaches", "finish_on": "12/12/2099"})
    stage.judge("learning.group", "empty", page, found)
    group = page.url.removeprefix(stage.club.server.url).partition("?")[0]
    to_mend(stage, group)
    page.goto(stage.club.server.url + group)
    boxes = page.locator("[name=member][type=checkbox]")
    everyone = boxes.evaluate_all("boxes => boxes.map(box => box.value)")
    found = stage.send(page, f"{group}/add", {"member": everyone})
    stage.judge("learning.group", "full", page, found)
    with_people(stage, group)
    page.goto(stage.club.server.url + group)
    found = stage.send(page, group, {"name": NAME})
    stage.judge("learning.group", "long", page, found)
    page.goto(stage.club.server.url + group)
    stage.send(page, f"{group}/delete", {})


def to_mend(stage: Stage, group: str) -> None:
    """Show what is wrong with a name, a day or the ticks."""
    for state, fields in (
        ("errors", {"name": "", "finish_on": "soon"}),
        ("long", {"name": LONG, "finish_on": LONG}),
        ("conflict", {"name": "coaches"}),
    ):
        answer(stage, "learning.make_group", state, "jo", GROUPS, fields)
    answer(stage, "learning.change_group", "errors", "jo", group, {"name": ""})
    answer(stage, "learning.add_to_group", "errors", "jo", group, {}, to=f"{group}/add")


def with_people(stage: Stage, group: str) -> None:
    """Show the pages that name the group of somebody who is in it."""
    stage.visit("learning.groups", "full", "senior", GROUPS)
    stage.visit("learning.start", "full", "tess", "/learn", "in a group")
    stage.visit("public.home", "full", "tess", "/", "in a group")
    sheet = f"/learn/trained/debrief?group={group.rsplit('/', 1)[1]}"
    stage.visit("learning.debrief_sheet", "full", "jo", sheet, "of a group")
