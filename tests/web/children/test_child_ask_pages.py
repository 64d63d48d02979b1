"""A lead who is not sure which child it is sees the task until a file is chosen."""

from __future__ import annotations

import re
from uuid import UUID

from app.errors import StaleError
from app.services.concern_tasks import child_asks, task_entries
from app.services.concern_tasks.task_entries import NewTask
from app.services.concerns.acknowledgements import acknowledge_concern
from app.services.concerns.follow_up_entries import OvertakenError
from tests.support.club.child_links import sign_about
from tests.support.club.office import Office
from tests.support.club.office_today import office
from tests.support.web.closing_client import close_by_page
from tests.support.web.html_forms import form_to
from tests.web.children.test_child_pages import MAYA, choose, source

__all__ = ["office"]


def test_a_lead_who_is_not_sure_is_asked_again_where_they_will_see_it(office: Office):
    concern = sign_about(office, MAYA)
    acknowledge_concern(office.at("jo"), concern)
    jo, asked = office.world.client("jo"), f"/concerns/{concern}/child/c1"
    page = jo.page(asked).text
    assert re.search(r"Ask me again (tomorrow|on [A-Z][a-z]+day)", page)
    assert "which ends when the child is in a file" in page
    answer = jo.send(asked, {"file": "later"})
    assert answer.status_code == 303
    number = int(answer.location.rpartition("=")[2])
    waits = source(jo, f"/concerns/{concern}")
    assert "Decide which child this is</bdi>. For you, by" in waits
    assert waits.count(f'href="{asked}"') == 2, "in Outstanding and where the files are"
    assert f'href="{asked}"' in source(jo, f"/concerns/{concern}/tasks/{number}")
    assert f'href="{asked}"' in source(jo, "/")
    assert "Decide which child this is" not in source(office.world.client("sam"), "/")
    choose(jo, concern, "new")
    assert "Decide which child this is</bdi>. For you" not in source(jo, f"/concerns/{concern}")
    assert f'href="{asked}"' not in source(jo, "/")
    assert "This task ends" not in source(jo, f"/concerns/{concern}/tasks/{number}")


def test_a_closed_concern_promises_no_task(office: Office):
    concern = sign_about(office, MAYA)
    jo, asked = office.world.client("jo"), f"/concerns/{concern}/child/c1"
    close_by_page(jo, f"/concerns/{concern}")
    assert "Put it in no file for now" in jo.page(asked).text
    answer = jo.send(asked, {"file": "later"})
    assert answer.location == f"/concerns/{concern}"


def test_asking_again_says_that_someone_else_added_first(office: Office, monkeypatch):
    concern = sign_about(office, MAYA)

    def come_second(*_: object) -> int:
        raise StaleError("concern")

    monkeypatch.setattr(child_asks, "add_which_child_task", come_second)
    answer = office.world.client("jo").send(f"/concerns/{concern}/child/c1", {"file": "later"})
    assert answer.status_code == 409
    assert "Someone has just added to this concern. Choose again" in answer.text


def test_a_task_that_was_offered_and_not_given_is_said(office: Office):
    """Else a lead who is not sure goes home, believing that they are asked again."""
    concern = sign_about(office, MAYA)
    jo, asked = office.world.client("jo"), f"/concerns/{concern}/child/c1"
    page = form_to(source(jo, asked), asked)
    page.set("file", ["later"])
    close_by_page(jo, f"/concerns/{concern}")
    answer = jo.post(asked, data=page.sent(page.button("Save your answer")))
    assert answer.status_code == 409
    assert "Someone has closed this concern, so you were given no task" in answer.text
    file = choose(jo, concern, "new")
    answer = jo.post(asked, data=page.sent(page.button("Save your answer")))
    assert answer.location == file, "it is in a file by now"


def test_what_was_asked_meanwhile_is_not_called_a_link(office: Office, monkeypatch):
    concern = sign_about(office, MAYA)

    def come_second(*_: object) -> None:
        raise OvertakenError("concern")

    monkeypatch.setattr(child_asks, "link_child_and_end_tasks", come_second)
    answer = office.world.client("jo").send(f"/concerns/{concern}/child/c1", {"file": "new"})
    assert answer.status_code == 409
    assert "Someone has just added to this concern. Choose again" in answer.text


def test_a_task_left_open_about_a_child_in_a_file_can_be_ended(office: Office):
    """Else its page sends the lead to a question that is not asked, and back."""
    concern = sign_about(office, MAYA)
    jo, asked = office.world.client("jo"), f"/concerns/{concern}/child/c1"
    choose(jo, concern, "new")
    file = task_entries.open_concern_as_reader(office.at("jo"), concern)
    what = NewTask(
        "Decide which child this is", str(office.id("jo")), office.at("jo").today, ("c1",)
    )
    number = task_entries.add_task(office.at("jo"), file, what, UUID(int=7))
    where = jo.get(asked).location
    assert where == f"/concerns/{concern}/tasks/{number}?linked=1"
    page = jo.page(where).text
    assert "This child is in a file already. Mark the task as done, and it ends." in page
    assert "This task ends when" not in page
    jo.send(where.partition("?")[0], {"said": "In a file", "once": str(UUID(int=8)), "seen": "0"})
    assert jo.get(asked).location.startswith("/children/")
