"""A practice conversation below the web: kept for its trainee alone, nothing said twice."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from app.errors import NotFoundError, StaleError
from app.models.draft import LateDraftPage
from app.models.training import LearningBox
from app.services.drafts import late_page_store, private_store
from app.services.practice import free_text, practice_runs, scenario_content
from app.services.practice.practice_runs import PracticeRun
from app.services.training import private_drafts
from app.services.unit_of_work import UnitOfWork
from content.scenarios.own_words_effect import find_unclear_turns
from content.scenarios.scenario_paths import ReplyChoice
from tests.support.club.office import Office
from tests.support.club.world import World

KEY = "game_and_pictures"
OWN = "Did he hurt you?"


@pytest.fixture
def office(world: World) -> Office:
    return Office.today(world)


def begun(office: Office, replies: int = 0) -> PracticeRun:
    """A conversation of Tess's, with the first reply of so many turns."""
    run_id = practice_runs.start_run(office.at("tess"), KEY)
    for _ in range(replies):
        run = practice_runs.load_run(office.at("tess"), run_id)
        assert run.state.turn is not None
        first = ReplyChoice(run.state.turn.replies[0].key)
        practice_runs.give_reply(office.at("tess"), run_id, run.at, first)
    return practice_runs.load_run(office.at("tess"), run_id)


def test_a_run_is_begun_once_and_no_scenario_that_is_not_there(office: Office):
    uow, run_id = office.at("tess"), uuid4()
    assert {practice_runs.start_run(uow, KEY, run_id) for _ in range(2)} == {run_id}
    assert [one.id for one in practice_runs.list_runs(uow)] == [run_id]
    with pytest.raises(NotFoundError):
        practice_runs.start_run(uow, "no_such_scenario")


def test_two_presses_in_one_moment_begin_once(office: Office, monkeypatch: pytest.MonkeyPatch):
    uow, run_id = office.at("tess"), uuid4()
    practice_runs.start_run(uow, KEY, run_id)
    office.now = office.now.replace(microsecond=1)
    real = private_store.load_private_document
    nothing = private_store.StoredDocument(0, {})
    monkeypatch.setattr(private_store, "load_private_document", lambda *_: nothing)
    assert practice_runs.start_run(office.at("tess"), KEY, run_id) == run_id
    monkeypatch.setattr(private_store, "load_private_document", real)
    assert practice_runs.load_run(office.at("tess"), run_id).version == 1


def test_a_reply_is_given_once_and_only_where_the_conversation_stands(office: Office):
    run = begun(office, 1)
    uow = office.at("tess")
    (first,) = run.state.chosen
    other = ReplyChoice(first.turn.replies[1].key)
    assert (
        practice_runs.give_reply(uow, run.id, 0, ReplyChoice(first.reply.key)).version
        == run.version
    )
    for at, choice in ((0, other), (2, other), (1, ReplyChoice("no_such_reply"))):
        with pytest.raises(StaleError):
            practice_runs.give_reply(uow, run.id, at, choice)
    assert practice_runs.load_run(uow, run.id).version == run.version


def test_a_run_of_another_member_is_not_there(office: Office):
    run = begun(office, 2)
    calls: tuple[Callable[[UnitOfWork], object], ...] = (
        lambda uow: practice_runs.load_run(uow, run.id),
        lambda uow: practice_runs.give_reply(uow, run.id, 2, ReplyChoice("x")),
        lambda uow: practice_runs.go_back_to_turn(uow, run.id, 0, run.version),
        lambda uow: practice_runs.finish_practice_record(uow, run.id),
        lambda uow: practice_runs.delete_run(uow, run.id),
    )
    for who in ("sam", "jo"):
        for call in calls:
            with pytest.raises(NotFoundError):
                call(office.at(who))
        assert practice_runs.list_runs(office.at(who)) == ()
    assert practice_runs.is_run_of_member(office.at("jo"), office.id("tess"), run.id)
    assert not practice_runs.is_run_of_member(office.at("jo"), office.id("jo"), run.id)
    assert practice_runs.load_run(office.at("tess"), run.id).at == 2


def test_going_back_drops_what_came_after_and_nothing_not_shown(office: Office):
    run = begun(office, 3)
    uow = office.at("tess")
    practice_runs.finish_practice_record(uow, run.id)
    with pytest.raises(StaleError):  # finished meanwhile: this page showed another run
        practice_runs.go_back_to_turn(uow, run.id, 1, run.version)
    run = practice_runs.load_run(uow, run.id)
    stays = practice_runs.go_back_to_turn(uow, run.id, 3, 0)
    assert (stays.finished_at, stays.version) == (run.finished_at, run.version)
    for at in (-1, 4):
        with pytest.raises(NotFoundError):
            practice_runs.go_back_to_turn(uow, run.id, at, run.version)
    back = practice_runs.go_back_to_turn(uow, run.id, 1, run.version)
    assert (back.at, back.finished_at) == (1, None)
    assert back.state.chosen == run.state.chosen[:1]


def test_other_words_are_told_and_gone_on_with(office: Office, monkeypatch: pytest.MonkeyPatch):
    run = begun(office, 1)
    uow = office.at("tess")
    monkeypatch.setattr(scenario_content, "hash_scenario", lambda *_: "another")
    assert practice_runs.load_run(uow, run.id).changed
    assert run.state.turn is not None
    with pytest.raises(StaleError):
        practice_runs.give_reply(uow, run.id, 1, ReplyChoice(run.state.turn.replies[0].key))
    gone_on = practice_runs.go_back_to_turn(uow, run.id, 1, run.version)
    assert (gone_on.changed, gone_on.at) == (False, 1)


def test_what_is_kept_says_nothing_in_clear_and_nothing_in_a_trace(office: Office):
    run = begun(office)
    private_drafts.save_learning_page(
        office.at("tess"),
        free_text.build_own_words_box_name(run.id, 0),
        free_text.build_own_words_page(OWN, "start"),
        0,
    )
    closest = find_nearest(office, run, OWN)
    run = free_text.give_own_reply(office.at("tess"), run, 0, 1, "specific", closest)
    rows = office.session.scalars(select(LearningBox)).all()
    assert {row.document for row in rows} == {
        practice_runs.build_run_box_name(run.id),
        free_text.build_own_words_box_name(run.id, 0),
    }
    for row in rows:
        assert OWN.encode() not in row.box
        assert KEY.encode() not in row.box
    own = free_text.load_own_words(office.at("tess"), run, 0)
    assert OWN not in f"{own!r} {run!r}"
    assert KEY not in repr(run)


def find_nearest(office: Office, run: practice_runs.PracticeRun, words: str) -> str:
    """The key of the first written reply that is offered as closest."""
    uow = office.at("tess")
    return free_text.list_nearest_replies(uow, run, 0, words, "specific")[0].key


def test_own_words_take_the_way_of_the_closest_reply_offered(office: Office):
    run = begun(office)
    uow, box = office.at("tess"), free_text.build_own_words_box_name(run.id, 0)
    for version, words in ((1, OWN), (2, "I am here.")):
        private_drafts.save_learning_page(
            uow, box, free_text.build_own_words_page(words, "start"), version - 1
        )
        for reply in free_text.list_nearest_replies(uow, run, 0, words, "believe"):
            said = free_text.give_own_reply(uow, run, 0, version, "believe", reply.key)
            chosen = said.state.chosen[0]
            assert (chosen.reply.key, chosen.own) == (reply.key, words)
            latest = practice_runs.load_run(uow, run.id)
            run = practice_runs.go_back_to_turn(uow, run.id, 0, latest.version)
    with pytest.raises(StaleError):  # another tab wrote other words since
        free_text.give_own_reply(uow, run, 0, 1, "believe", find_nearest(office, run, OWN))


def test_a_question_that_presses_is_offered_no_reply_that_helps(office: Office):
    run, uow = begun(office), office.at("tess")
    for words, near in (("Tell me what he did to you.", False), ("Tell me more.", True)):
        offered = free_text.list_nearest_replies(uow, run, 0, words, "open")
        assert any(one.helps for one in offered) == near
        assert bool(free_text.find_helpful_acts(uow, run, 0, words)) == near


def test_no_reply_that_helps_can_be_called_closest_to_words_that_harm(office: Office):
    run, uow = begun(office), office.at("tess")
    page = free_text.build_own_words_page(OWN, "start")
    private_drafts.save_learning_page(uow, free_text.build_own_words_box_name(run.id, 0), page, 0)
    turn = run.state.turn
    for reply in turn.replies:
        if reply.helps:
            for aim in free_text.AIMS:
                with pytest.raises(StaleError):
                    free_text.give_own_reply(uow, run, 0, 1, aim, reply.key)
    assert not practice_runs.load_run(uow, run.id).at


def test_words_that_were_tried_stay_until_their_turn_is_tried_again(office: Office):
    run, uow = begun(office), office.at("tess")
    for words in (OWN, OWN, "You are lying."):
        run = practice_runs.add_tried_words(uow, run.id, 0, words)
    assert [one.words for one in run.state.tried] == [OWN, "You are lying."], "twice is once"
    run = practice_runs.give_reply(uow, run.id, 0, ReplyChoice(run.state.turn.replies[0].key))
    with pytest.raises(StaleError):
        practice_runs.add_tried_words(uow, run.id, 0, OWN)
    assert len(practice_runs.finish_practice_record(uow, run.id).state.tried) == 2
    run = practice_runs.load_run(uow, run.id)
    assert practice_runs.go_back_to_turn(uow, run.id, 1, run.version).state.tried
    run = practice_runs.load_run(uow, run.id)
    assert not practice_runs.go_back_to_turn(uow, run.id, 0, run.version).state.tried


def test_where_words_were_tried_is_known_after_they_are_dropped(office: Office, monkeypatch):
    monkeypatch.setattr(practice_runs, "MOST_TRIED", 1)
    run, uow = begun(office), office.at("tess")
    run = practice_runs.add_tried_words(uow, run.id, 0, "You are lying.")
    run = practice_runs.give_reply(uow, run.id, 0, ReplyChoice(run.state.turn.replies[0].key))
    practice_runs.add_tried_words(uow, run.id, 1, OWN)
    state = practice_runs.load_run(uow, run.id).state
    assert [one.words for one in state.tried] == [OWN]
    assert state.interrupted == {0, 1}
    assert find_unclear_turns(state, uow.org.pack) == {state.heard[1].key}
    run = practice_runs.load_run(uow, run.id)
    assert practice_runs.go_back_to_turn(uow, run.id, 1, run.version).state.forgotten == {0}
    run = practice_runs.load_run(uow, run.id)
    assert not practice_runs.go_back_to_turn(uow, run.id, 0, run.version).state.interrupted


def test_one_that_was_kept_before_words_were_tried_opens(office: Office):
    run, uow = begun(office), office.at("tess")
    name = practice_runs.build_run_box_name(run.id)
    held = private_store.load_private_document(uow, name)
    older = {key: value for key, value in held.values.items() if key != "tried"}
    private_store.save_private_document(uow, name, older, held.version)
    assert practice_runs.load_run(uow, run.id).state.tried == ()


def test_a_page_of_own_words_is_found_by_its_name_and_no_other_is(office: Office):
    run_id = uuid4()
    assert free_text.parse_own_words_box_name(free_text.build_own_words_box_name(run_id, 12)) == (
        run_id,
        12,
    )
    for name in (
        practice_runs.build_run_box_name(run_id),
        f"practice/{run_id}/account",
        "question/age",
    ):
        assert free_text.parse_own_words_box_name(name) is None


def test_thrown_away_is_all_of_it_and_what_came_late(office: Office):
    run, other = begun(office, 1), begun(office)
    uow = office.at("tess")
    private_drafts.save_learning_page(
        uow, free_text.build_own_words_box_name(run.id, 0), {"own": [OWN]}, 0
    )
    page = f"{late_page_store.LEARNING_PREFIX}{free_text.build_own_words_box_name(run.id, 0)}"
    for name in (page, page.replace(str(run.id), str(other.id))):
        late_page_store.store_late_page(
            uow, office.id("tess"), office.id("tess"), name, {"own": [OWN]}
        )
    practice_runs.delete_run(office.at("tess"), run.id)
    names = private_store.list_private_document_names(office.at("tess"), practice_runs.RUN_PREFIX)
    assert names == (practice_runs.build_run_box_name(other.id),)
    waiting = {row.page for row in office.session.scalars(select(LateDraftPage)) if row.sealed}
    assert waiting == {page.replace(str(run.id), str(other.id))}


def test_what_does_not_open_is_named_not_offered_and_can_be_thrown_away(office: Office):
    spoiled, gone, older, good = (begun(office) for _ in range(4))
    where = LearningBox.document == practice_runs.build_run_box_name(spoiled.id)
    office.world.change(update(LearningBox).where(where).values(box=b"x" * 1100))
    kept = private_store.load_private_document(
        office.at("tess"), practice_runs.build_run_box_name(gone.id)
    )
    other = {**kept.values, "scenario": "offered_no_more"}
    private_store.save_private_document(
        office.at("tess"), practice_runs.build_run_box_name(gone.id), other, kept.version
    )
    shape = {"scenario": good.scenario.key}  # as another version of Heard might keep it
    private_store.save_private_document(
        office.at("tess"), practice_runs.build_run_box_name(older.id), shape, older.version
    )
    runs, closed = practice_runs.list_runs_and_unreadable(office.at("tess"))
    assert [one.id for one in runs] == [good.id]
    assert set(closed) == {spoiled.id, gone.id, older.id}
    for run_id in closed:
        with pytest.raises(NotFoundError):
            practice_runs.load_run(office.at("tess"), run_id)
        practice_runs.delete_run(office.at("tess"), run_id)
    assert practice_runs.list_runs_and_unreadable(office.at("tess"))[1] == ()


def test_a_practice_that_does_not_open_is_thrown_away_on_its_page(office: Office):
    spoiled = begun(office)
    named = LearningBox.document == practice_runs.build_run_box_name(spoiled.id)
    office.world.change(update(LearningBox).where(named).values(box=b"x" * 1100))
    tess = office.world.client("tess")
    assert "A practice that cannot be opened" in tess.page("/learn/practice").text
    where = f"/learn/practice/run/{spoiled.id}/throw-away"
    assert "Delete this practice?" in tess.page(where).text
    tess.send(where)
    assert "cannot be opened" not in tess.page("/learn/practice").text
