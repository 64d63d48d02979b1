"""Pages that only the head or chair sees: staff concerns by adult, and their Today."""

from __future__ import annotations

from tests.browser.page_inspection import Stage, shows
from tests.support.disclosures import load
from tests.support.web.record_client import signed


@shows("review.adults", "empty", "full")
@shows("public.home", "full")
def staff_concerns(stage: Stage) -> None:
    stage.visit("review.adults", "empty", "senior", "/concerns/adults")
    for _ in range(2):
        signed(stage.club.world, load("about_staff"))
    stage.visit("review.adults", "full", "senior", "/concerns/adults")
    stage.visit("public.home", "full", "senior", "/", "for a head or chair")
