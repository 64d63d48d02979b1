"""A lead's children: the list, one child in view, which child a concern is about, taking it out."""

from __future__ import annotations

from sqlalchemy import update

from app.models.child_file import ChildEntry
from app.services.children import child_linking
from tests.browser.page_inspection import Stage, shows
from tests.browser.states.states_accounts import LONG
from tests.support.club.child_links import BORN, link, sign_about
from tests.support.club.office import Office

MAYA = {"name": "Maya Ellis", "age": "14", "group": "9R", "born_on": BORN}
LONGEST = {"name": f"Maya {'Wriothesley-' * 9}", "group": "x" * 110, "age": "about 14 or 15"}


@shows("review.children", "empty", "full", "long")
@shows("review.without_file", "empty", "full")
@shows("review.concern", "full")
@shows("review.child", "empty", "errors", "full", "long")
@shows("review.which_child", "empty", "full", "long")
@shows("review.link_child", "errors", "conflict")
@shows("review.unlink", "empty")
@shows("review.unlink_child", "errors", "long")
def children(stage: Stage) -> None:
    office = Office.today(stage.club.world)
    stage.visit("review.children", "empty", "jo", "/children")
    stage.visit("review.without_file", "empty", "jo", "/children/without-file")
    first = sign_about(office, MAYA)
    stage.visit("review.without_file", "full", "jo", "/children/without-file")
    stage.visit("review.which_child", "empty", "jo", f"/concerns/{first}/child/c1")
    file_id = link(office, first)
    stage.visit("review.concern", "full", "jo", f"/concerns/{first}", "in a child's file")
    second = sign_about(office, {**MAYA, "name": "Maia Ellis", "group": "11T"})
    show_question(stage, office, f"/concerns/{second}/child/c1")
    link(office, second, file_id)
    link(office, sign_about(office, MAYA, {"name": "Robin Archer"}), file_id)
    stage.visit("review.child", "full", "jo", f"/children/{file_id}")
    show_unlinking(stage, f"/children/{file_id}/concerns/2")
    stage.visit("review.children", "full", "jo", "/children")
    long_file = link(office, sign_about(office, LONGEST))
    stage.visit("review.child", "long", "jo", f"/children/{long_file}")
    stage.visit("review.children", "long", "jo", "/children")
    asked = f"/concerns/{sign_about(office, LONGEST)}/child/c1"
    stage.visit("review.which_child", "long", "jo", asked)
    stage.club.world.change(
        update(ChildEntry).where(ChildEntry.file_id == file_id).values(leaf_index=0)
    )
    stage.visit("review.child", "errors", "jo", f"/children/{file_id}")
    empty = link(office, sign_about(office, {"name": "Theo Hart"}))
    stage.visit("review.child", "full", "jo", f"/children/{empty}", "one concern")
    child_linking.unlink_child(office.at("jo"), empty, 1, "A slip.")
    stage.visit("review.child", "empty", "jo", f"/children/{empty}")


def show_question(stage: Stage, office: Office, asked: str) -> None:
    tab = stage.visit("review.which_child", "full", "jo", asked)
    found = stage.send(tab, asked, {}, "Save the link")
    stage.judge("review.link_child", "errors", tab, found)
    tab = stage.visit("review.which_child", "full", "jo", asked, "again")
    tab.locator("input[name=file]").first.check()
    link(office, sign_about(office, {"name": "Casey Marsh"}))
    found = stage.send(tab, asked, {}, "Save the link")
    stage.judge("review.link_child", "conflict", tab, found)


def show_unlinking(stage: Stage, path: str) -> None:
    tab = stage.visit("review.unlink", "empty", "jo", path)
    found = stage.send(tab, path, {}, "Remove this concern")
    stage.judge("review.unlink_child", "errors", tab, found)
    found = stage.send(tab, path, {"why": LONG}, "Remove this concern")
    stage.judge("review.unlink_child", "long", tab, found)
