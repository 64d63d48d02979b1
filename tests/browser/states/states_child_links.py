"""Links between children's files: none, several, long ones, told apart."""

from __future__ import annotations

from tests.browser.page_inspection import Stage, shows
from tests.browser.states.states_accounts import LONG
from tests.support.club.child_links import link, sign_about_person
from tests.support.club.office import Office

PAGE, SAY = "/children/links", "Say that these are not the same"
CAR = {"vehicles": "Silver estate, FN99 KXB", "usernames": "kai_rides07", "places": "The baths"}


@shows("review.links", "empty", "full", "long")
@shows("review.save_not_same", "errors", "long", "conflict")
@shows("review.child", "full")
@shows("review.concern", "full")
def child_links(stage: Stage) -> None:
    office = Office.today(stage.club.world)
    stage.visit("review.links", "empty", "jo", PAGE)
    first = sign_about_person(office, "Maya Ellis", CAR)
    file_id = link(office, first)
    link(office, sign_about_person(office, "Robin Archer", {**CAR, "vehicles": "ends KXB"}))
    stage.visit("review.child", "full", "jo", f"/children/{file_id}", "linked to another")
    stage.visit("review.concern", "full", "jo", f"/concerns/{first}", "linked to another file")
    tab = stage.visit("review.links", "full", "jo", PAGE)
    for state, why in (("errors", ""), ("long", LONG)):
        open_first_reason(tab)
        found = stage.send(tab, PAGE, {"why": why}, SAY)
        stage.judge("review.save_not_same", state, tab, found)
    tab = stage.visit("review.links", "full", "jo", PAGE, "again")
    link(office, sign_about_person(office, "Casey Marsh", CAR))
    open_first_reason(tab)
    found = stage.send(tab, PAGE, {"why": "Another car."}, SAY)
    stage.judge("review.save_not_same", "conflict", tab, found)
    long = {"vehicles": f"FN99 KXB {'x' * 110}", "usernames": "k" * 118}
    for name in (f"Maya {'Wriothesley-' * 9}", "Theo Hart"):
        link(office, sign_about_person(office, name, long))
    stage.visit("review.links", "long", "jo", PAGE)


def open_first_reason(tab) -> None:
    """Open the first fold that asks why two things are not the same."""
    tab.locator("details:has(textarea)").first.evaluate("one => { one.open = true }")
