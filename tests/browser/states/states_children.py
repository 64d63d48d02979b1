"""A lead's children: the list, one child in view, which child a concern is about, taking it out."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import update

from app.domain.children.file_facts import Topic
from app.domain.record.entry_schema import Part
from app.models.child_file import ChildEntry
from app.services.child_documents.file_paper import PrintChoices
from app.services.child_documents.file_printing import print_child_file
from app.services.children import child_linking
from app.services.concern_tasks import child_asks
from tests.browser.page_inspection import Stage, shows
from tests.browser.states.states_accounts import LONG
from tests.support.club.child_facts import MOTHER, PLAN, WORKER, write
from tests.support.club.child_links import BORN, link, sign_about
from tests.support.club.office import Office

MAYA = {"name": "Maya Ellis", "age": "14", "group": "9R", "born_on": BORN}
BROTHER = Part("household", ("c1",), {"name": "Theo", "relationship": "brother"}, item="h1")
PAGES = ("concerns", "family", "plans", "opened")
LONGEST = {"name": f"Maya {'Wriothesley-' * 9}", "group": "x" * 110, "age": "about 14 or 15"}


@shows("review.children", "empty", "full", "long")
@shows("review.show_concerns_without_file", "empty", "full")
@shows("review.concern", "full")
@shows("public.home", "full")
@shows("review.child", "empty", "errors", "full", "long")
@shows("review.which_child", "empty", "full", "long")
@shows("review.link_child", "errors", "conflict")
@shows("review.unlink", "empty")
@shows("review.task", "full")
@shows("review.unlink_child", "errors", "long")
def children(stage: Stage) -> None:
    office = Office.today(stage.club.world)
    stage.visit("review.children", "empty", "jo", "/children")
    stage.visit("review.show_concerns_without_file", "empty", "jo", "/children/without-file")
    first = sign_about(office, MAYA)
    stage.visit("review.show_concerns_without_file", "full", "jo", "/children/without-file")
    stage.visit("review.which_child", "empty", "jo", f"/concerns/{first}/child/c1")
    file_id = link(office, first)
    stage.visit("review.concern", "full", "jo", f"/concerns/{first}", "in a child's file")
    show_likely_files(stage, office)
    second = show_question(stage, office, file_id)
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


def show_likely_files(stage: Stage, office: Office) -> None:
    """Show concerns of which a file is named as likely, one of them by two children."""
    amina = {**MAYA, "name": "Amina Yusuf"}
    long = {**MAYA, "name": f"Amina {'Featherstonehaugh-' * 6}"}
    for child in (amina, long):
        link(office, sign_about(office, child))
    first, second = sign_about(office, amina), sign_about(office, long, amina)
    stage.visit("review.concern", "full", "deputy", f"/concerns/{first}", "with a likely file")
    stage.visit("review.concern", "full", "jo", f"/concerns/{first}", "opened by another lead")
    stage.visit("review.concern", "full", "jo", f"/concerns/{second}", "with two likely files")
    stage.visit("public.home", "full", "jo", "/", "with a likely file")
    show_asked_again(stage, office)


@shows("review.child_concerns", "empty", "full")
@shows("review.child_family", "empty", "full", "long")
@shows("review.child_plans", "empty", "full")
@shows("review.child_opened", "empty")
@shows("review.child", "full")
@shows("review.concern", "full")
@shows("public.home", "full")
@shows("review.show_fact_form", "empty", "full")
@shows("review.write_fact", "errors", "long", "conflict")
def facts(stage: Stage) -> None:
    office = Office.today(stage.club.world)
    concern = sign_about(office, MAYA)
    file_id = link(office, concern)
    path = f"/children/{file_id}"
    for page in PAGES:
        state = "full" if page == "concerns" else "empty"
        stage.visit(f"review.child_{page}", state, "jo", f"{path}/{page}")
    show_form(stage, office, file_id)
    for values, who in ((MOTHER, "jo"), ({**MOTHER, "knows_what": LONG[:1_999]}, "deputy")):
        write(office, file_id, Topic.FAMILY, values, 0 if who == "jo" else 2, who)
    write(office, file_id, Topic.HOME, {"where": "With her mother."})
    write(office, file_id, Topic.PLAN, {**PLAN, "review_on": f"{office.now.date()}"})
    stage.visit("public.home", "full", "jo", "/", "a plan to review")
    write(office, file_id, Topic.WORKER, WORKER)
    stage.visit("review.child_family", "long", "jo", f"{path}/family")
    stage.visit("review.child_plans", "full", "jo", f"{path}/plans")
    stage.visit("review.child", "full", "jo", path, "with facts")
    stage.visit("review.concern", "full", "jo", f"/concerns/{concern}", "with a professional")
    stage.visit("review.show_fact_form", "full", "jo", f"{path}/facts/family?about=2")
    child_linking.unlink_child(office.at("jo"), file_id, 1, "A slip.")
    stage.visit("review.child_concerns", "empty", "jo", f"{path}/concerns")


def show_form(stage: Stage, office: Office, file_id: UUID) -> None:
    path = f"/children/{file_id}/facts/family"
    tab = stage.visit("review.show_fact_form", "empty", "jo", path)
    found = stage.send(tab, path, {"knows": "not_told"}, "Save and sign")
    stage.judge("review.write_fact", "errors", tab, found)
    found = stage.send(tab, path, {"name": "x" * 300, "knows_what": LONG}, "Save and sign")
    stage.judge("review.write_fact", "long", tab, found)
    path = f"/children/{file_id}/facts/worker"
    tab = stage.visit("review.show_fact_form", "empty", "jo", path, "again")
    write(office, file_id, Topic.FAMILY, MOTHER, who="deputy")
    fields = {"name": "Ade Bello", "role": "social_worker"}
    found = stage.send(tab, path, fields, "Save and sign")
    stage.judge("review.write_fact", "conflict", tab, found)
    stage.visit("review.child_family", "full", "jo", f"/children/{file_id}/family")


@shows("referrals.child_print", "empty", "full")
@shows("referrals.make_child_print", "errors", "long")
@shows("review.child_opened", "full")
@shows("review.unlink", "full")
def printing(stage: Stage) -> None:
    office = Office.today(stage.club.world)
    alone = link(office, sign_about(office, {"name": "Theo Hart"}))
    stage.visit("referrals.child_print", "empty", "jo", f"/children/{alone}/print")
    file_id = link(office, sign_about(office, MAYA, {"name": "Robin Archer"}))
    path = f"/children/{file_id}/print"
    tab = stage.visit("referrals.child_print", "full", "jo", path)
    found = stage.send(tab, path, {"named": "Robin Archer"}, "Print this file")
    stage.judge("referrals.make_child_print", "errors", tab, found)
    found = stage.send(tab, path, {"for_whom": "x" * 300, "why": LONG}, "Print this file")
    stage.judge("referrals.make_child_print", "long", tab, found)
    print_child_file(office.at("jo"), file_id, PrintChoices("DC Imran Lowe", "Police asked."))
    stage.visit("review.child_opened", "full", "jo", f"/children/{file_id}/opened")
    stage.visit("review.unlink", "full", "jo", f"/children/{file_id}/concerns/1")


def show_question(stage: Stage, office: Office, file_id: UUID) -> UUID:
    """Show a file with reasons and differences; return the concern that it is offered for."""
    maia = {**MAYA, "name": "Maia Ellis", "group": "11T", "born_on": {"date": "2012-05-04"}}
    link(office, sign_about(office, MAYA, also=(BROTHER,)), file_id)
    concern = sign_about(office, maia, also=(BROTHER,))
    asked = f"/concerns/{concern}/child/c1"
    tab = stage.visit("review.which_child", "full", "jo", asked)
    found = stage.send(tab, asked, {}, "Save your answer")
    stage.judge("review.link_child", "errors", tab, found)
    tab = stage.visit("review.which_child", "full", "jo", asked, "again")
    tab.locator("input[name=file]").first.check()
    link(office, sign_about(office, {"name": "Casey Marsh"}))
    found = stage.send(tab, asked, {}, "Save your answer")
    stage.judge("review.link_child", "conflict", tab, found)
    return concern


def show_asked_again(stage: Stage, office: Office) -> None:
    """Show the task of a lead who is not sure which of two children this is."""
    concern = sign_about(office, MAYA, {"name": "Robin Archer"})
    number = child_asks.add_which_child_task(office.at("jo"), concern, "c2")
    path = f"/concerns/{concern}"
    stage.visit("review.concern", "full", "jo", path, "which child is asked again")
    stage.visit("review.task", "full", "jo", f"{path}/tasks/{number}", "which child this is")


def show_unlinking(stage: Stage, path: str) -> None:
    tab = stage.visit("review.unlink", "empty", "jo", path)
    found = stage.send(tab, path, {}, "Remove this concern")
    stage.judge("review.unlink_child", "errors", tab, found)
    found = stage.send(tab, path, {"why": LONG}, "Remove this concern")
    stage.judge("review.unlink_child", "long", tab, found)
