"""A large team: pages load a few rows however many members there are, and people are found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import Engine, Executable, Result, event, select, update
from sqlalchemy.orm import Session

from app import database
from app.models.member import Member, MemberKey, Throttle
from app.services.confirmation import member_confirmation
from app.services.members.member_lists import PAGE_SIZE
from app.services.members.member_status import LONG_TEAM
from tests.support.club.many_members import add_confirmed_staff, count_members, join_staff
from tests.support.club.office import Office
from tests.support.club.world import World
from tests.support.training.confirmations import answer_all
from tests.support.training.debrief_steps import finish_practice
from tests.support.web.checking_client import CheckingClient
from tests.support.web.question_client import answer_question, start_with_question
from tests.support.web.record_client import begin, sign

MANY = 2 * PAGE_SIZE
LARGEST_PAGE = 60_000
OF_PEOPLE = re.compile(r"\bFROM member(?:_key)?\b")
QUESTIONS = [5, 9]
"""SELECTs for Home of someone with a draft, and for a lead's Home. Of each other kind of thing that
is there, one or two more."""


@pytest.fixture
def large(world: World) -> World:
    """The club with two more pages of confirmed staff."""
    add_confirmed_staff(world, MANY)
    return world


@contextmanager
def counting_rows() -> Iterator[list[str]]:
    """Collect the class of each member and key that is loaded, also as a plain row."""
    loaded: list[str] = []
    read_rows = database.read_rows

    def read(session: Session, query: Executable, given: dict[str, Any]) -> Result[Any]:
        result = read_rows(session, query, given)
        if not OF_PEOPLE.search(str(query.compile(dialect=session.get_bind().dialect))):
            return result
        classes = ("Member", "MemberKey") if "fpr" in result.keys() else ("Member",)  # noqa: SIM118
        found = result.freeze()
        loaded.extend(row_class for _ in found.data for row_class in classes)
        return found()

    def count(target: object, context: object) -> None:
        loaded.append(type(target).__name__)

    for model in (Member, MemberKey):
        event.listen(model, "load", count)
    with patch.object(database, "read_rows", read):
        yield loaded
    for model in (Member, MemberKey):
        event.remove(model, "load", count)


def test_pages_load_no_more_members_than_there_are_leads(large: World):
    sam, jo = large.client("sam"), large.client("jo")
    record, for_pat = begin(sam), _record_for_pat(sam)
    pages = [(sam, f"{record}/sign"), (sam, f"{record}/told"), (sam, "/")]
    pages.append((sam, f"{for_pat}/sign"))
    for browser, path in pages:
        with counting_rows() as loaded:
            assert browser.get(path).status_code == 200
        assert len(loaded) <= 10, f"{path}: {loaded}"
    with counting_rows() as loaded:
        signed = sam.page(f"/concerns/{sign(sam, for_pat, [])}/signed").text
    assert "Read it to Pat Jones" in signed
    assert loaded.count("MemberKey") <= 20, "signing and the page after it"
    with counting_rows() as loaded:
        assert jo.get("/").status_code == 200
    assert len(loaded) <= 20, "and those whom notices name"


@contextmanager
def counting_statements(*, with_values: bool = False) -> Iterator[list[str]]:
    """Collect each SELECT that anybody asks. `with_values`: what it asks about comes after it."""
    asked: list[str] = []

    def count(*given: object) -> None:
        asked.append(f"{given[2]}{given[3] if with_values else ''}")

    event.listen(Engine, "before_cursor_execute", count)
    yield asked
    event.remove(Engine, "before_cursor_execute", count)
    asked[:] = [statement for statement in asked if statement.startswith("SELECT")]


def test_home_asks_few_questions_however_many_people_and_notices(world: World):
    sam, jo = world.client("sam"), world.client("jo")
    begin(sam)
    small = _count_questions_of_home(sam, jo)
    assert small == QUESTIONS
    staff = join_staff(world.uow("jo"), range(20, 32))
    member_confirmation.confirm_staff(world.uow("jo"), staff[:10])
    for who in ("sam", "sam", "pat"):
        begin(world.client(who))
    assert _count_questions_of_home(sam, jo) == small


def _count_questions_of_home(*browsers: FlaskClient) -> list[int]:
    counts = []
    for browser in browsers:
        browser.get("/")
        with counting_statements() as asked:
            assert browser.get("/").status_code == 200
        counts.append(len(asked))
    return counts


MEMBER_TABLE = re.compile(r"\b(FROM|JOIN) (member|member_key)\b")
BOUNDS = re.compile(
    r"\b(member\.id|user_id|fpr|name_key) IN \((\?|%|SELECT member_key)"  # a few people
    r"|sign_in\.id = |\bLIMIT\b|^SELECT count"
    r"|member\.confirmed_at IS NULL AND member\.joined_at IS NOT NULL"  # those who wait
    r"|FROM draft JOIN member ON member\.id = draft\.user_id"  # those with a draft of this age
    r"|member_key\.fpr = |member\.id IN \((SELECT (member\.id|1) |NULL)"  # one name, or no one
    r"|author_id != training_note_\d\.learner_id"  # those whose details have not gone to the Board
    r"|outbox\.concern_id = |concern\.id IN \((\?|%)"  # those of a concern
)
MEMBER_QUERIES = {
    "sign page": 2,
    "told": 2,
    "Home": 2,
    "lead's Home": 6,
    "team page": 9,
    "team training": 3,
    "for the Board": 2,
    "training group": 4,
    "record a completion on paper": 3,
    "send answers": 3,
    "send a practice": 3,
    "sign for someone else": 3,
    "signed": 9,
    "record page": 4,
}


def test_each_page_asks_few_filtered_queries_about_members(large: World):
    """No page reads the whole team: each query is for a few people, a page of them or a count."""
    counted, unbounded, too_large = {}, [], []
    for name, browser, path in _list_pages(large):
        browser.get(path)
        with counting_statements() as asked:
            answer = browser.get(path)
        assert answer.status_code == 200, path
        about_members = [one for one in asked if MEMBER_TABLE.search(one)]
        counted[name] = len(about_members)
        unbounded += [(name, one) for one in about_members if not BOUNDS.search(one)]
        too_large += [name] if len(answer.get_data()) > LARGEST_PAGE else []
    assert unbounded == []
    assert counted == MEMBER_QUERIES
    assert too_large == []


@pytest.mark.parametrize(
    "size",
    [MANY, pytest.param(5_000, marks=[pytest.mark.prove, pytest.mark.timeout(1_200)])],
    ids=["large", "largest"],
)
def test_a_sign_page_asks_nothing_twice_even_of_holders_unchecked(world: World, size: int):
    """Nobody vouches for the deputy's row: the page looks up whose key that is, and looks once."""
    add_confirmed_staff(world, size - count_members(world))
    deputy = MemberKey.user_id == world.people["deputy"].id
    world.change(update(MemberKey).where(deputy).values(roles=[]))
    sam = world.client("sam")
    for page in (f"{begin(sam)}/sign", f"{_record_for_pat(sam)}/sign"):
        sam.get(page)
        with counting_statements(with_values=True) as asked:
            assert "Dele Okoro" in sam.page(page).text
        repeated = {one for one in asked if asked.count(one) > 1}
        assert repeated == set(), page
        unbounded = [one for one in asked if MEMBER_TABLE.search(one) and not BOUNDS.search(one)]
        assert unbounded == []


def _list_pages(large: World) -> Iterator[tuple[str, CheckingClient, str]]:
    """Yield each page where someone chooses a person, is shown people or sends to them."""
    sam, jo, office = large.client("sam"), large.client("jo"), Office.today(large)
    record = begin(sam)
    yield "sign page", sam, f"{record}/sign"
    yield "told", sam, f"{record}/told"
    yield "Home", sam, "/"
    yield "lead's Home", jo, "/"
    yield "team page", jo, "/members"
    yield "team training", jo, "/learn/trained"
    yield "for the Board", jo, "/learn/trained/board"
    yield "training group", jo, _make_group(jo)
    yield "record a completion on paper", jo, "/learn/completion/record"
    answer_all(office, "sam")
    yield "send answers", sam, "/learn/send"
    yield "send a practice", sam, f"/learn/practice/run/{finish_practice(office, 'sam')}/send"
    for_pat = _record_for_pat(sam)
    yield "sign for someone else", sam, f"{for_pat}/sign"
    concern = sign(sam, for_pat, [])
    yield "signed", sam, f"/concerns/{concern}/signed"
    yield "record page", sam, f"/concerns/{concern}"


def _make_group(jo: CheckingClient) -> str:
    typed = {"name": "Summer volunteers", "finish_on": ""}
    group = jo.send("/learn/trained/groups", typed).location
    page = jo.get(group).get_data(as_text=True)
    members = re.findall(r'name="member" type="checkbox" value="([^"]+)"', page)
    assert len(members) >= 30
    jo.send(f"{group}/add", {"member": members[:30]}, via=group)
    return group


def _record_for_pat(sam: CheckingClient) -> str:
    draft = start_with_question(sam).rpartition("/")[0]
    answer_question(sam, f"{draft}/worry", worry="x")
    whose = {"account_by": "somebody_else", "account_by_name": "Pat Jones"}
    answer_question(sam, f"{draft}/how", **whose)
    return draft


def test_the_team_page_loads_one_page_of_members(large: World):
    with counting_rows() as loaded:
        page = large.client("jo").get("/members")
    assert loaded.count("Member") <= PAGE_SIZE + 10
    assert len(page.get_data()) <= LARGEST_PAGE


def test_a_team_that_is_seen_at_a_glance_is_not_searched(world: World):
    jo = world.client("jo")
    add_confirmed_staff(world, LONG_TEAM - count_members(world))
    assert "Search the team" not in jo.page("/members").text
    assert "Search the team" in _search(jo, q="zzz"), "there is a way out of a search"
    add_confirmed_staff(world, 1)
    assert "Search the team" in jo.page("/members").text


def test_a_member_is_found_by_part_of_a_name_or_email_without_accents(world: World):
    jo = world.client("jo")
    for words in ("lee sám", "SAM@", "sam@example.org"):
        text = _search(jo, q=words)
        assert ("Sam Lee" in text, "Pat Jones" in text) == (True, False), words
    assert "No one was found" in _search(jo, q="zzz%_")
    assert "Ash Grant" in jo.page("/members?role=senior&status=confirmed").text
    assert "Robin Vale" not in jo.page("/members?role=senior&status=confirmed").text


def _search(lead: CheckingClient, **typed: str) -> str:
    return lead.page(lead.send("/members/search", typed, via="/members").location).text


def test_ticks_and_search_go_along_to_another_page_and_are_shown_there(world: World):
    ids = join_staff(world.uow("jo"), range(100, 100 + PAGE_SIZE + 10))
    jo = world.client("jo")
    fields = {"member": [str(ids[0])], "to": "2", "status": "waiting"}
    where = jo.send("/members/ticked", fields, via="/members").location
    assert "page=2" in where
    assert "status=waiting" in where
    page = jo.page(where)
    assert "Ticked on other pages" in page.text
    ticked = [one for one in page.controls if "checked" in one]
    assert [one["value"] for one in ticked] == [str(ids[0])]
    both = {"member": [str(ids[0]), str(ids[-1])], "status": "waiting"}
    done = jo.page(jo.send("/members/confirm", both, via=where).location).text
    assert "are confirmed" in done
    answer = jo.send("/members/confirm", {"member": list(map(str, ids[1:-1]))}, via="/members")
    assert answer.status_code == 422
    assert "Confirm 50 or fewer at a time" in answer.get_data(as_text=True)


def test_each_role_can_be_invited_and_is_named_to_who_joins(world: World):
    jo = world.client("jo")
    roles = {
        "practitioner": "someone who records concerns",
        "trainee": "a trainee",
        "lead": "a safeguarding lead",
        "senior": "head or chair",
        "administrator": "an administrator",
        "auditor": "an auditor",
    }
    for role, words in roles.items():
        jo.send("/members/invite", {"name": "Al Fox", "email": f"{role}@x.org", "role": role})
        slip = jo.page("/members/codes").text.partition(f"({role}@x.org), as {words}")
        assert slip[0].endswith("Code for Al Fox "), role
        code = slip[2].partition("Club: your invite to Heard ")[2].split()[0]
        newcomer = world.client()
        assert newcomer.send("/join/code", {"code": code}, via="/join").status_code == 303
        assert f"You’ll join Riverside Youth Club as {words}" in newcomer.page("/join").text


def test_joining_says_what_for_only_to_a_right_code_and_counts_wrong_ones(world: World):
    jo = world.client("jo")
    jo.send("/members/invite", {"name": "Sam Hill", "email": "hill@x.org", "role": "lead"})
    code = jo.page("/members/codes").text.partition("Club: your invite to Heard ")[2].split()[0]
    stranger = world.client()
    assert "Sam Hill" not in stranger.page("/join").text
    for _ in range(3):
        wrong = stranger.send("/join/code", {"code": "aaaa-bbbb-ccc"}, via="/join")
        assert wrong.status_code == 422
        assert "join Riverside Youth Club as" not in wrong.get_data(as_text=True)
    counts = select(Throttle.tries).where(~Throttle.tag.contains(":"))
    assert world.session().scalars(counts).all() == [3]
    forged = world.client()
    forged.set_cookie("heard-invite-80", code, domain="localhost")
    assert "Sam Hill" not in forged.page("/join").text, "a cookie that Heard did not sign"
    assert stranger.send("/join/code", {"code": code}, via="/join").status_code == 303
    page = stranger.page("/join")
    assert "You’ll join Riverside Youth Club as a safeguarding lead" in page.text
    assert code not in stranger.get("/join").get_data(as_text=True)
    with time_machine.travel(timedelta(minutes=31)):
        assert "Sam Hill" not in stranger.page("/join").text


def test_the_next_page_is_reached_without_tabbing_through_the_list(large: World):
    page = large.client("jo").get("/members").text
    links = ["Pages, above the list", 'class="heard-team"', "Pages, below the list"]
    places = [page.index(text) for text in links]
    assert places == sorted(places)
    assert page.count(">Next page<") == 2
