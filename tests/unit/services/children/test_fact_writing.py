"""Leads write who knows what, plans and people; nothing is replaced and nothing is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.children.file_facts import Topic
from app.errors import InvalidError, NotFoundError, StaleError
from app.models.child_file import ChildEntry
from app.services.audit_log.access_history import list_child_file_history
from app.services.children import child_files, child_linking, due_reviews, fact_writing
from app.services.children.call_blocks import log_and_load_blocked_numbers
from app.services.concern_lists.today import load_waiting_work
from app.services.integrity.integrity_check import find_all_differences
from audit.events import Action
from tests.support.club.child_facts import MOTHER, PLAN, WORKER, make_new_fact, write
from tests.support.club.child_links import link, sign_about
from tests.support.club.office import Office


@pytest.fixture
def maya(office: Office):
    return link(office, sign_about(office, {"name": "Maya Ellis"}))


def read_facts(office: Office, file_id):
    file = child_files.open_child_file(office.at("deputy"), file_id)
    assert file.is_whole
    return fact_writing.list_current_facts(file.entries)


def test_the_newest_stands_and_older_ones_can_be_read(office: Office, maya):
    first = write(office, maya, Topic.FAMILY, MOTHER)
    office.now += timedelta(minutes=1)
    newer = {**MOTHER, "knows": "told", "knows_what": "Dele told her today."}
    second = write(office, maya, Topic.FAMILY, newer, first, "deputy")
    write(office, maya, Topic.PLAN, PLAN)
    write(office, maya, Topic.WORKER, WORKER)
    mother, plan, worker = read_facts(office, maya)
    assert (mother.root, mother.number, mother.said.knows) == (first, second, "told")
    assert [(number, old.knows_what) for number, old in mother.earlier] == [
        (first, "Telling could warn him.")
    ]
    assert (plan.said.plan, worker.said.name) == ("child_in_need", "Ade Bello")
    assert find_all_differences(office.at("jo")) == ()
    words = [look.words for look in list_child_file_history(office.at("jo"), maya)]
    assert "wrote about family, home, plans or people" in words


def test_a_second_lead_sees_what_the_first_wrote_before_it_is_signed(office: Office, maya):
    about = write(office, maya, Topic.FAMILY, MOTHER)
    mine = make_new_fact(office, maya, Topic.FAMILY, {**MOTHER, "knows": "told"}, about)
    write(office, maya, Topic.FAMILY, {**MOTHER, "knows": "partly"}, about, "deputy")
    before = office.count(ChildEntry)
    with pytest.raises(StaleError):
        fact_writing.sign_fact(office.at("jo"), maya, mine)
    assert office.count(ChildEntry) == before
    sheet = fact_writing.open_fact_form(office.at("jo"), maya, Topic.FAMILY, about)
    assert [one.said.knows for one in fact_writing.list_facts_since(sheet, mine.mark)] == ["partly"]
    again = fact_writing.NewFact(mine.topic, mine.values, about, sheet.mark, mine.once)
    fact_writing.sign_fact(office.at("jo"), maya, again)
    (mother,) = read_facts(office, maya)
    assert [mother.said.knows, *(old.knows for _, old in mother.earlier)] == [
        "told",
        "partly",
        "not_told",
    ]


def read_reviews(office: Office, who: str = "deputy") -> list[tuple[str, int, bool]]:
    uow = office.at(who)
    load_waiting_work(uow)  # as Home does before
    found = due_reviews.open_due_fact_reviews(uow).found
    return [(one.topic.value, one.root, one.is_late) for one in found]


def test_a_review_is_on_today_from_its_day_until_it_is_reviewed(office: Office, maya, monkeypatch):
    today = office.now.date()
    mother = {**MOTHER, "review_on": f"{today}"}
    first = write(office, maya, Topic.FAMILY, mother)
    plan = write(office, maya, Topic.PLAN, {**PLAN, "review_on": f"{today + timedelta(days=1)}"})
    assert read_reviews(office) == [("family", first, False)]
    assert read_reviews(office, "senior") == []
    link(office, sign_about(office, {"name": "Maya Ellis"}), maya)
    office.now += timedelta(days=1)
    assert read_reviews(office) == [("family", first, True), ("plan", plan, False)]
    opened = [event for event in office.events() if event.act == Action.CHILD_OPENED]
    due_reviews.open_due_fact_reviews(office.at("jo"))
    assert [one for one in office.events() if one.act == Action.CHILD_OPENED] == opened
    assert [one for one in office.events() if one.act == Action.LIST_VIEWED][
        -1
    ].obj == "children/reviews"
    monkeypatch.setattr(due_reviews, "MOST_FILES", 0)
    assert not due_reviews.open_due_fact_reviews(office.at("jo")).is_complete
    monkeypatch.undo()
    later = {**mother, "review_on": f"{today + timedelta(days=30)}"}
    write(office, maya, Topic.FAMILY, later, first)
    write(office, maya, Topic.PLAN, {**PLAN, "end": f"{today}", "review_on": f"{today}"}, plan)
    assert read_reviews(office) == []
    assert read_facts(office, maya)
    assert due_reviews.open_due_fact_reviews(office.at("jo")).untrusted == 0
    assert find_all_differences(office.at("jo")) == ()


def test_a_link_and_a_fact_at_once_lose_neither(office: Office, maya, monkeypatch):
    """The second looks again where a card was written between its opening and its signing."""
    concern = sign_about(office, {"name": "Maya Ellis"})
    plan = {**PLAN, "review_on": f"{office.now.date()}"}
    real, left = child_linking.build_signer, [1]

    def late(uow):
        if left:
            left.pop()
            write(office, maya, Topic.PLAN, plan, who="deputy")
        return real(uow)

    monkeypatch.setattr(child_linking, "build_signer", late)
    with pytest.raises(StaleError):
        link(office, concern, maya)
    link(office, concern, maya)
    assert [topic for topic, *_ in read_reviews(office)] == ["plan"]
    assert child_files.open_child_file(office.at("jo"), maya).total == 2


def test_a_card_without_a_list_of_numbers_was_not_checked(office: Office, maya, monkeypatch):
    sister = link(office, sign_about(office, {"name": "Ann Ellis"}))
    with monkeypatch.context() as before:
        before.setattr(fact_writing, "_update_card", lambda card, _facts: card)
        write(office, maya, Topic.FAMILY, MOTHER)
    assert not log_and_load_blocked_numbers(office.at("jo"), sister, ()).is_complete
    write(office, maya, Topic.PLAN, PLAN)
    blocks = log_and_load_blocked_numbers(office.at("jo"), sister, ())
    assert blocks.is_complete
    assert blocks.has_blocked(MOTHER["phone"])


def test_pressed_twice_it_is_one(office: Office, maya):
    new = make_new_fact(office, maya, Topic.WORKER, WORKER)
    numbers = {fact_writing.sign_fact(office.at("jo"), maya, new) for _ in range(2)}
    assert numbers == {2}
    assert len(read_facts(office, maya)) == 1


def test_who_was_not_told_needs_a_reason_and_a_day(office: Office, maya):
    values = {"name": "Dana Ellis", "knows": "not_told", "calling": "perhaps"}
    with pytest.raises(InvalidError) as caught:
        write(office, maya, Topic.FAMILY, values)
    assert set(caught.value.problems) == {"knows_what", "review_on", "calling"}
    long = {**WORKER, "name": "x" * 201, "organisation": "a\x07b"}
    with pytest.raises(InvalidError) as caught:
        write(office, maya, Topic.WORKER, long)
    assert set(caught.value.problems) == {"name", "organisation"}
    for start, end in (("2026-11-12", "2026-11-01"), ("2026-11-12", "2026-02-30")):
        with pytest.raises(InvalidError) as caught:
            write(office, maya, Topic.PLAN, {**PLAN, "start": start, "end": end})
        assert set(caught.value.problems) == {"end"}
    assert office.count(ChildEntry) == 1


@pytest.mark.parametrize("who", ["sam", "senior", "tess"])
def test_no_one_but_a_lead_writes_or_learns_that_there_is_a_file(office: Office, maya, who: str):
    new = make_new_fact(office, maya, Topic.WORKER, WORKER)
    with pytest.raises(NotFoundError):
        fact_writing.sign_fact(office.at(who), maya, new)
    assert office.count(ChildEntry) == 1
