"""A closed concern, before and after its author no longer reads it."""

from __future__ import annotations

from datetime import timedelta

from tests.browser.page_inspection import Stage, shows
from tests.support.club.closed_concerns import close_and_end, close_counted
from tests.support.club.office import Office


@shows("review.ended_concern", "full")
@shows("review.concern", "full")
@shows("review.concerns", "full")
@shows("public.home", "full")
def closed_long_ago(stage: Stage) -> None:
    """One that ended, one that is about to: both lists, both pages, and the lead's button."""
    office = Office.today(stage.club.world)
    now = office.now
    office.now = now - timedelta(days=32)
    ended = close_and_end(office, safe_tonight="no")
    office.now = now
    closed = close_counted(office)
    stage.visit("review.ended_concern", "full", "sam", f"/concerns/{ended}/ended")
    stage.visit("review.concern", "full", "sam", f"/concerns/{closed}", "closed just now")
    stage.visit("review.concern", "full", "jo", f"/concerns/{ended}", "its author has ended")
    stage.visit("review.concern", "full", "jo", f"/concerns/{closed}", "its author still reads")
    stage.visit("review.concerns", "full", "sam", "/concerns", "closed ones")
    stage.visit("public.home", "full", "sam", "/", "closed ones")
