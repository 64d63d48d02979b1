"""The record in practice: the same pages, kept for the trainee, and nothing of it outside."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from app.domain.pages import PAGES
from app.models.concern import Concern
from app.models.draft import Draft, DraftPage, DraftPageConflict, LateDraftPage
from app.models.outbox import Outbox
from app.models.training import LearningBox
from app.services.practice import practice_record, practice_runs
from content.scenarios import scenario_files
from tests.support.club.office import Office
from tests.support.disclosures import load
from tests.support.web.checking_client import show_whole
from tests.support.web.html_forms import form_to
from tests.support.web.practice_client import begin, play, run_id
from tests.support.web.record_client import answer, fill, look, press, send, went_on
from tests.web.expired_sign_ins import end_sign_ins

WHAT = load("full")
DIALLED = re.compile(r'href="tel:([^"]*)"')
OF_CONCERNS = (Draft, DraftPage, DraftPageConflict, Concern, Outbox)


@pytest.fixture
def today(world) -> Office:
    return Office.today(world)


@pytest.fixture
def tess(today: Office):
    return today.world.client("tess")


@pytest.fixture
def record(tess) -> str:
    """The path of a practice record, its conversation over."""
    run = begin(tess)
    play(tess, run, 0)
    return f"{run}/record"


def counts(office: Office, *models: type) -> dict[str, int]:
    with office.world.session() as session:
        count = select(func.count())
        return {one.__name__: session.scalar(count.select_from(one)) or 0 for one in models}


def text(client, path: str) -> str:
    reply = client.get(path)
    assert reply.status_code == 200, (path, reply.status_code)
    return reply.get_data(as_text=True)


def kept(office: Office, record: str) -> practice_record.Draft:
    uow = office.at("tess")
    run = practice_runs.load_run(uow, run_id(record.removesuffix("/record")))
    return practice_record.load_practice_draft(uow, run)


def test_a_whole_practice_record_is_finished_and_is_no_concern(today, tess, record):
    before = counts(today, *OF_CONCERNS)
    for name in (page.name for page in WHAT.pages()):
        fill(tess, f"{record}/{name}", WHAT.raw(name))
    form = form_to(text(tess, f"{record}/sign"), "/sign")
    form.set("not_for", ["none"])
    done = tess.post(form.action, data=form.sent(form.button("Finish the practice record")))
    assert done.location == record.replace("/record", "/feedback")
    assert tess.get(done.location).status_code == 200
    pages = kept(today, record).pages
    assert set(pages) >= {page.name for page in WHAT.pages()}
    assert pages["account"]["child_words"] == WHAT.raw("account")["child_words"]
    assert pages["sign"]["not_for"] == ["none"]
    assert counts(today, *OF_CONCERNS) == before
    assert "You finished it on" in text(tess, record)


def test_every_page_says_practice_and_can_call_only_999(tess, record):
    answer(tess, f"{record}/now", danger_now="yes", about_our_team="yes")
    answer(tess, f"{record}/people", people__0__position_of_trust="yes")
    names = [page.name for page in PAGES if page.name in practice_record.RECORD_PAGE_NAMES]
    for name in ["", *names]:
        page = text(tess, f"{record}/{name}".rstrip("/"))
        assert "<strong>Practice.</strong>" in page, name
        assert set(DIALLED.findall(page)) == {"999"}, name
        assert page.count('href="tel:999"') == 1, name
        assert 'href="/numbers"' in page, name
        assert "In this practice it is <strong>" in page, name
        assert record.replace("/record", "/leave") in page, name
        assert "until you sign" not in page, name


def test_who_to_call_fits_the_scenarios_hour_and_names_no_one_here(today, tess, record):
    people = [one.name for one in today.world.people.values()]
    late = {"danger_now": "no"}
    for team in ("no", "yes"):
        answer(tess, f"{record}/now", about_our_team=team, **late)
        page = text(tess, f"{record}/now")
        panel = page[page.index('id="ring-now"') : page.index("</section>", page.index("ring-now"))]
        assert "Who you would call" in panel
        assert not [name for name in people if name in panel]
    assert "The head or chair here" in panel
    assert "LADO" in panel


@pytest.mark.parametrize(
    "scenario", scenario_files.load_scenarios("england"), ids=lambda one: one.key
)
def test_its_moment_is_after_the_conversation_on_a_full_five_minutes(scenario):
    at = practice_record.find_scenario_end(scenario)
    began = scenario.setting.at
    since = at.replace(tzinfo=None) - began
    assert 0 <= since.total_seconds() / 60 - scenario.minutes < 5
    assert at.minute % 5 == 0
    assert at.tzname() in {"GMT", "BST"}


def test_days_follow_the_scenarios_day_and_saved_times_are_true(today, tess, record):
    run = practice_runs.load_run(today.at("tess"), run_id(record.removesuffix("/record")))
    day = practice_record.find_scenario_end(run.scenario).date()
    after = f"{day.day + 1}/{day.month}/{day.year}"
    sent = send(tess, f"{record}/account", child_words="x", told_on=after)
    assert "check=1" in sent.location
    sent = send(tess, f"{record}/account", told_on=f"{day.day}/{day.month}/{day.year}")
    assert went_on(sent)
    assert kept(today, record).saved_at["account"].date() == today.now.date()


def test_two_tabs_lose_nothing_and_one_chooses(today, tess, record):
    path = f"{record}/account"
    old = look(tess, path)
    answer(tess, path, child_words="In the first tab.")
    old.set("child_words", ["In the second tab."])
    sent = tess.post(old.action, data=old.sent(old.button("Save")))
    assert sent.location == show_whole(path)
    page = text(tess, path)
    assert "This page was saved in two versions" in page
    assert "“What happened?” has two versions. Compare both" in text(tess, record)
    assert "Saved in two versions. You can finish" in text(tess, f"{record}/sign")
    press(tess, path, "Use the other version")
    assert look(tess, path).controls["child_words"].value == "In the second tab."
    press(tess, path, "Dismiss the other")
    assert "saved in two versions" not in text(tess, path)
    assert kept(today, record).asides == 0


def test_a_page_saves_itself_and_says_so_where_a_newer_one_is(tess, record):
    path = f"{record}/account"
    data = look(tess, path).sent()
    first = tess.post(f"{path}/autosave", data=data | {"child_words": ["one"]})
    assert (first.status_code, first.get_json()["version"]) == (200, 1)
    stale = tess.post(f"{path}/autosave", data=data | {"child_words": ["two"]})
    assert (stale.status_code, stale.get_json()["error"]) == (409, "stale")
    assert "two" in text(tess, path)


def test_a_page_that_came_after_the_sign_in_had_ended_waits_beside_it(today, tess, record):
    path = f"{record}/account"
    form = look(tess, path)
    form.set("child_words", ["Sent too late."])
    end_sign_ins(today.world, "tess")
    for button in ("Save", "Continue"):
        sent = form.sent(form.button(button)) | {"not-of-this-page": ["x"]}
        assert tess.post(form.action, data=sent).status_code == 401
    again = today.world.client("tess")
    page = text(again, path)
    assert page.count("after you were signed out") == 1
    assert "Sent too late." in page
    press(again, path, "Use the other version")
    assert look(again, path).controls["child_words"].value == "Sent too late."
    assert set(kept(today, record).pages["account"]) <= {"child_words"}
    with today.world.session() as session:
        assert not [one for one in session.scalars(select(LateDraftPage)) if one.settled_at is None]


def test_rough_notes_stay_as_in_a_record(today, tess, record):
    path = f"{record}/account"
    for words in ("first jottings", "other jottings"):
        form = look(tess, path)
        form.set("first_note", [words])
        tess.post(form.action, data=form.sent(form.button("Save")))
    assert "Rough notes that stay in the record" in text(tess, path)


def test_a_name_that_is_not_the_scenarios_is_pointed_at_and_stops_nothing(today, tess, record):
    sent = send(tess, f"{record}/account", child_words="Barnaby Thistlewood did it.")
    assert sent.location == f"{record}/when"
    for path in (f"{record}/account", f"{record}/when", record, f"{record}/sign"):
        page = text(tess, path)
        assert "Use only the names in the scenario" in page, path
        assert "Barnaby Thistlewood" in page, path
    assert "Use only the names" not in text(tess, f"{record}/family")
    assert look(tess, f"{record}/account").controls["child_words"].value.startswith("Barnaby")
    run = practice_runs.load_run(today.at("tess"), run_id(record.removesuffix("/record")))
    answer(tess, f"{record}/account", child_words=f"{run.scenario.setting.child} said so.")
    assert "Use only the names" not in text(tess, record)


def test_every_field_that_a_scenario_asks_for_can_be_reached(tess, record):
    by_part = {page.part_name: page.name for page in reversed(PAGES)}
    wanted = {
        one.field
        for each in scenario_files.load_scenarios("england")
        for one in each.decisions.values()
    }
    for field in filter(None, wanted):
        part, _, name = field.partition(".")
        page = text(tess, f"{record}/{by_part[part]}")
        assert re.search(rf'name="(c1\.|{part}-0-)?{name}', page), field


def test_who_could_open_a_real_one_follows_the_real_rule(tess, record):
    page = text(tess, f"{record}/sign")
    assert "A real record: you, and the safeguarding leads here." in page
    assert "LADO" not in page
    answer(tess, f"{record}/people", people__0__position_of_trust="yes")
    page = text(tess, f"{record}/sign")
    assert "A real record: you, and the safeguarding leads here." in page
    assert "LADO" in page
    answer(tess, f"{record}/now", about_our_team="unsure")
    assert "A real record: you, and the head or chair here." in text(tess, f"{record}/sign")


def test_one_who_left_early_can_write_and_finish_and_twice_is_once(today, tess):
    run = begin(tess)
    answer(tess, f"{run}/record/account", child_words="x")
    form = form_to(text(tess, f"{run}/record/sign"), "/sign")
    finished = []
    for _ in range(2):
        form.set("not_for", ["unsure"])
        assert tess.post(form.action, data=form.sent()).status_code == 303
        finished.append(practice_runs.load_run(today.at("tess"), run_id(run)).finished_at)
    assert finished[0] is not None
    assert finished[0] == finished[1]
    answer(tess, f"{run}/record/account", child_words="y")  # it may be changed afterwards
    assert kept(today, f"{run}/record").pages["account"]["child_words"] == ["y"]


def test_what_is_not_there_is_not_there(today, tess, record):
    other = today.world.client("sam")
    for path in (record, f"{record}/account", f"{record}/sign"):
        assert other.get(path).status_code == 404
    for name in ("duties", "decision", "closure", "nothing"):
        assert tess.get(f"{record}/{name}").status_code == 404
        sent = tess.send(f"{record}/{name}", {"words": "x"}, via="/help")
        assert sent.status_code == 404
    assert other.send(f"{record}/account", {"child_words": "x"}, via="/help").status_code == 404
    with today.world.session() as session:
        owners = set(session.scalars(select(LearningBox.user_id)))
    assert owners == {today.world.people["tess"].id}


def test_each_page_of_a_practice_has_the_title_of_its_own_setting(today, tess):
    """A school nurse has a named nurse, whatever the trainee's own organisation calls its lead."""
    own, title = today.world.org.lead_title, "named nurse"
    run = begin(tess, "/learn/practice/moved_between_towns")
    play(tess, run, 0)
    names = [page.name for page in PAGES if page.name in practice_record.RECORD_PAGE_NAMES]
    record = [f"{run}/record/{name}" for name in names]
    for name in ("told", "account"):
        fill(tess, f"{run}/record/{name}", WHAT.raw(name))
    pages = {path: text(tess, path) for path in (*record, f"{run}/feedback", f"{run}/send")}
    assert own not in title
    assert not [path for path, page in pages.items() if own in page]
    assert {path for path, page in pages.items() if title in page} >= {
        f"{run}/record/told", f"{run}/feedback", f"{run}/send"
    }  # fmt: skip
