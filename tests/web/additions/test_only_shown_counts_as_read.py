"""Only what stood on a reader's page counts as read, however late its author added more."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from app.domain.deadlines.outstanding import ADDED
from app.domain.record.entry_schema import Decision
from app.models.concern import Entry
from app.services.concerns import acknowledgements
from app.services.concerns.acknowledgements import acknowledge_concern
from app.services.concerns.concern_reading import open_concern
from app.services.integrity import integrity_check
from tests.support.club.office import Office
from tests.support.web.html_forms import form_to
from tests.support.web.record_client import fill, look, to_mend
from tests.web.additions.test_unread_additions import MORE, add, dues, ids, mails, read


@pytest.mark.parametrize("late", [False, True])
def test_words_that_came_while_a_reader_read_are_not_taken_as_read(now: Office, late: bool):
    concern_id = read(now) if late else now.signed("sam")
    path = f"/concerns/{concern_id}"
    jo, sam = now.world.client("jo"), now.world.client("sam")
    if late:
        fill(sam, f"{path}/add", {"words": ["Before."]})
    shown = form_to(jo.get(path).get_data(as_text=True), "/acknowledge")
    before = ids(now)
    fill(sam, f"{path}/add", {"words": [MORE]})
    for _ in range(2):
        assert jo.post(shown.action, data=shown.sent()).status_code == 303
    (added,) = open_concern(now.at("sam"), concern_id).added_since
    assert added.entry.words == MORE
    assert "Information was added after this was read" in jo.page(path).text
    assert "No one has marked what you added as read yet." in sam.page(path).text
    told = [("something_waits", "deputy"), ("something_waits", "jo")]
    assert mails(now, before) == ([] if late else told)  # the clock of the words before runs on
    assert [level for level, done in dues(now) if not done] == [ADDED]
    assert integrity_check.find_all_differences(now.world.uow()) == ()
    again = form_to(jo.get(path).get_data(as_text=True), "/acknowledge")
    assert jo.post(again.action, data=again.sent()).status_code == 303
    assert open_concern(now.at("sam"), concern_id).added_since == ()
    assert all(done for _, done in dues(now))


def test_a_decision_says_that_only_what_its_writer_saw_was_read(now: Office):
    concern_id = now.signed("sam")
    path = f"/concerns/{concern_id}"
    jo, sam = now.world.client("jo"), now.world.client("sam")
    form = look(jo, f"{path}/decide")
    form.set("outcomes-0-outcome", ["refer"])
    fill(sam, f"{path}/add", {"words": [MORE]})
    to_mend(jo, answer := jo.post(form.action, data=form.sent()))  # no reason yet
    form = look(jo, answer.location)
    form.set("outcomes-0-reason", ["He has her address."])
    form.set("outcomes-0-for_author", ["Stay with her."])
    jo.post(form.action, data=form.sent())
    file = open_concern(now.at("sam"), concern_id)
    assert isinstance(file.entries[-1].entry, Decision)
    assert [one.entry.words for one in file.added_since] == [MORE]


def test_words_that_come_at_the_very_moment_are_not_taken_as_read(office: Office, monkeypatch):
    concern_id = office.signed("sam")
    real, left = acknowledgements.open_concern, [1]

    def then_more(uow, file_id):
        opened = real(uow, file_id)
        if left:
            left.pop()
            add(office, concern_id)
        return opened

    monkeypatch.setattr(acknowledgements, "open_concern", then_more)
    acknowledge_concern(office.at("jo"), concern_id, 1)
    assert [one.number for one in open_concern(office.at("jo"), concern_id).added_since] == [2]


def test_an_acknowledgement_that_cannot_be_trusted_is_said_again(office: Office):
    concern_id = read(office)
    office.world.change(update(Entry).where(Entry.number == 2).values(ciphertext=b"x"))
    add(office, concern_id)
    for _ in range(2):
        acknowledge_concern(office.at("jo"), concern_id)
    file = open_concern(office.at("sam"), concern_id)
    assert (file.acknowledged_by.name, len(file.entries)) == ("Jo Smith", 4)
    assert all(done for _, done in dues(office))
