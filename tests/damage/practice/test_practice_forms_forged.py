"""Forms of a practice that no page of ours would send: nothing breaks, and nothing is made of them.

What was said before stays as it was, and no record, file or mail comes of any of it.
"""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from app.models.concern import Concern, Due
from app.models.draft import Draft, DraftPage
from app.models.outbox import Outbox
from app.services.practice import free_text, practice_record, practice_runs, scenario_content
from tests.support.club.office import Office
from tests.support.training.finished_practice import (
    finish_model_conversation,
    finish_model_record,
    write_model_record,
)

REAL = (Concern, Due, Draft, DraftPage, Outbox)
LONG = "x" * 200_000
NUL = "he said\x00 no\x07 \x1b[2J \u202e \ud800"


@pytest.fixture
def office(world) -> Office:
    return Office.today(world)


@pytest.fixture
def tess(office: Office):
    return office.world.client("tess")


def real(office: Office) -> list[int]:
    """How many rows there are of what is real."""
    return [office.session.scalar(select(func.count()).select_from(one)) for one in REAL]


def begin(office: Office) -> UUID:
    return practice_runs.start_run(office.at("tess"), "blue_car")


def at(run_id: UUID, page: str) -> str:
    return f"/learn/practice/run/{run_id}/{page}"


@pytest.mark.parametrize(
    "reply", ["no_such_reply", "nice_watch", "", "sit_down\x00", "../x", LONG, "own", "OWN", NUL]
)
def test_a_reply_that_the_turn_does_not_offer_is_not_given(office, tess, reply):
    run_id = begin(office)
    sent = {"reply": reply.encode("utf-8", "replace").decode()}
    answer = tess.send(at(run_id, "turn/0"), sent, via=at(run_id, "turn/0"))
    assert answer.status_code in {303, 413}
    assert practice_runs.load_run(office.at("tess"), run_id).state.chosen == ()
    assert tess.get(at(run_id, "turn/0")).status_code == 200


@pytest.mark.parametrize("where", ["-1", "1000000000", "10" * 40, "1e3", "0x1", "%00"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_turn_that_there_is_not(office, tess, where, method):
    run_id = finish_model_conversation(office.at("tess"))
    before = practice_runs.load_run(office.at("tess"), run_id)
    csrf = tess.csrf("/learn/practice")
    for page in (f"turn/{where}", f"turn/{where}/own"):
        sent = {"csrf_token": csrf, "reply": "sit_down", "own": "x"} if method == "POST" else None
        answer = tess.open(at(run_id, page), method=method, data=sent)
        assert answer.status_code in {303, 404}, (page, answer.status_code)
    assert practice_runs.load_run(office.at("tess"), run_id) == before


@pytest.mark.parametrize(
    "where", ["-1", "1000000000", "9" * 400, "1e3", "", "x", "٣", "\x00", "0.5"]
)
def test_going_back_to_a_turn_that_there_is_not_drops_nothing(office, tess, where):
    run_id = finish_model_conversation(office.at("tess"))
    run = practice_runs.load_run(office.at("tess"), run_id)
    for version in ("", "-1", str(run.version + 1), "9" * 400, "x"):
        sent = {"at": where, "version": version}
        answer = tess.send(at(run_id, "back"), sent, via="/learn/practice")
        assert answer.status_code in {303, 404}
    assert practice_runs.load_run(office.at("tess"), run_id).at == run.at


def test_own_words_are_kept_as_they_were_typed_or_not_at_all(office, tess):
    run_id = begin(office)
    for words in (LONG, "he said\x00 no\x07", "a\u202eb", "\ufeff", "<script>alert(1)</script>"):
        sent = {"reply": "own", "own": words}
        answer = tess.send(at(run_id, "turn/0"), sent, via=at(run_id, "turn/0"))
        assert answer.status_code in {303, 413, 422}, words[:20]
        for page in ("turn/0", "turn/0/own", "leave"):
            text = tess.get(at(run_id, page))
            assert text.status_code in {200, 303}
            assert b"<script>alert" not in text.data
        run = practice_runs.load_run(office.at("tess"), run_id)
        kept = free_text.load_own_words(office.at("tess"), run, 0).words
        assert run.state.chosen == ()
        assert kept == "" or kept in (words, words.strip()) or len(words) > 20_000


@pytest.mark.parametrize(
    "page",
    ["for_council", "call", "decision", "closure", "addition", "now%00", "x" * 300],
)
def test_a_page_that_a_practice_does_not_have(office, tess, page):
    run_id, before = write_model_record(office.at("tess")), real(office)
    csrf = tess.csrf("/learn/practice")
    for path in (f"record/{page}", f"record/{page}/autosave"):
        answer = tess.post(
            at(run_id, path), data={"csrf_token": csrf, "worry": "x", "version": "0"}
        )
        assert answer.status_code in {404, 405, 308}, path
        assert tess.get(at(run_id, path)).status_code in {404, 405}
    assert real(office) == before


@pytest.mark.parametrize("version", ["", "-1", "0", "9" * 400, "x", "1.5", "2147483648"])
def test_a_page_of_the_record_with_another_version(office, tess, version):
    run_id, before = write_model_record(office.at("tess")), real(office)
    sent = {"version": version, "worry": "Other words.", "child_words": NUL[:8]}
    answer = tess.send(at(run_id, "record/account"), sent, via=at(run_id, "record/account"))
    assert answer.status_code == 303
    run = practice_runs.load_run(office.at("tess"), run_id)
    found = practice_record.load_practice_draft(office.at("tess"), run)
    scenario = scenario_content.load_org_scenario(office.org, "blue_car")
    assert found.pages["account"]["worry"] == [scenario.model.value("account", "worry")]
    assert [one.raw["worry"] for one in found.conflicts["account"]] == [["Other words."]]
    assert tess.get(at(run_id, "record/account")).status_code == 200
    assert real(office) == before


def test_finishing_signs_nothing_whatever_the_form_says(office, tess):
    run_id, before = write_model_record(office.at("tess")), real(office)
    sam = str(office.id("sam"))
    for sent in (
        {"not_for": sam, "choice": "leads", "sure": sam, "seen": "leads:"},
        {"not_for": "none", "draft_id": str(office.draft("tess")), "concern_id": str(uuid4())},
        {"not_for": LONG[:5000], "reference": "K7QM-2RXD"},
        {},
    ):
        answer = tess.send(at(run_id, "record/sign"), sent, via=at(run_id, "record/sign"))
        assert (answer.status_code, answer.location.rpartition("#")[0] or answer.location) == (
            303,
            at(run_id, "feedback"),
        )
    before[REAL.index(Draft)] += 1  # the one that this test made
    assert real(office) == before


def test_a_run_id_that_was_made_up_begins_nothing_of_somebody_elses(office, tess):
    theirs = finish_model_record(office.at("kit"))
    before = practice_runs.load_run(office.at("kit"), theirs)
    sent = {"once": str(theirs)}
    answer = tess.send("/learn/practice/blue_car", sent, via="/learn/practice/blue_car")
    assert answer.status_code == 303
    assert practice_runs.load_run(office.at("kit"), theirs) == before
    assert practice_runs.load_run(office.at("tess"), theirs).at == 0
    for once in ("", "x", "0" * 400, str(uuid4()).upper()):
        answer = tess.send("/learn/practice/blue_car", {"once": once}, via="/learn/practice")
        assert answer.status_code in {303, 400, 404, 422}
    for key in ("no-such-child", "%00", "..", "x" * 4000):
        assert tess.get(f"/learn/practice/{key}").status_code == 404
