"""Absent and not yours are one answer: status, headers and page, to the byte, and in the log."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.errors import NotFoundError
from app.models.audit_log import Leaf
from app.models.draft import LateDraftPage
from app.services.drafts import addition_drafts, draft_store
from app.services.practice import practice_runs
from app.services.referrals import referral_pdf
from tests.support.club.office import Office
from tests.support.club.world import World
from tests.support.training import debrief_steps
from tests.support.training.completions import complete
from tests.support.training.confirmations import answer_and_send

# A file of the leads, a file of the seniors, a draft: whose it is not.
STRANGERS = {"leads": ("pat", "kit", "tess", "senior"), "seniors": ("pat", "jo", "deputy")}
OTHERS = ("jo", "senior", "pat", "kit")

OF_A_ROLE = {
    "review.acknowledge",
    "review.which_child",
    "review.link_child",
    "review.let_author_read",
}
"""Pages of a concern that only some roles have: to others they are forbidden, whatever the id."""


def routes(
    app: Flask, name: str, concern: UUID | None = None
) -> list[tuple[str, str, dict[str, object]]]:
    """(endpoint, method, other values) of every route whose first id is `name`.

    With a `concern`, routes within that file are among them.
    """
    found = []
    known = {"page": "view" if concern else "account", "number": 2, "at": 0, "child": "c1"}
    for rule in app.url_map.iter_rules():
        within = name != "concern_id" and "concern_id" in rule.arguments
        if name not in rule.arguments or within != (concern is not None):
            continue
        rest = rule.arguments - set(rule.defaults or {}) - {name}
        others = {each: known.get(each, uuid4()) for each in rest}
        others |= {"concern_id": concern} if concern else {}
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        found += [
            (rule.endpoint, method, {**others, **(rule.defaults or {})}) for method in methods
        ]
    assert found
    return found


def form(office: Office, who: str, token: str) -> dict[str, str]:
    """A form that every view takes: with the words that a PDF's page really offered."""
    offer = referral_pdf.offer_pdf_passphrase(office.at(who))
    words = {"once": str(offer.once), "words": offer.words, "proof": offer.proof}
    return {**words, "protect": "yes", "csrf_token": token}


def assert_one_answer(
    office: Office, who: str, name: str, theirs: UUID, concern: UUID | None = None
) -> None:
    """Ask for their id and for one that does not exist, and compare everything."""
    world, client = office.world, office.world.client(who)
    fields = form(office, who, client.csrf("/help")) | {"opinion": "x"}
    for endpoint, method, others in routes(world.app, name, concern):
        answers, logged = [], []
        for given in (theirs, uuid4()):
            with world.app.test_request_context():
                path = world.app.url_for(endpoint, **{name: given}, **others)
            before = leaves(world)
            answer = client.open(path, method=method, data=fields if method == "POST" else None)
            answers.append((answer.status_code, dict(answer.headers), answer.get_data()))
            logged.append(leaves(world) - before)
        where = f"{method} {endpoint} as {who}"
        allowed = {404, 403} if endpoint in OF_A_ROLE else {404}
        if concern and endpoint == "recording.detail_again":
            allowed = {303}  # to the page without an id, whichever id it was
        assert answers[0][0] in allowed, where
        assert answers[0] == answers[1], where
        assert logged[0] == logged[1], where


def leaves(world: World) -> int:
    """How many events the log has."""
    with world.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(Leaf)) or 0


@pytest.fixture
def still(office: Office) -> Office:
    """The clock of the house stands still: a page says how many seconds are left."""
    office.now = datetime.now(UTC)
    office.world.stop_page_clock(office.now)
    return office


@pytest.mark.parametrize("about", ["no", "yes"])
def test_a_file_that_is_not_mine_is_not_there(still: Office, about: str):
    concern = still.signed("sam", about=about)
    for who in STRANGERS["leads" if about == "no" else "seniors"]:
        assert_one_answer(still, who, "concern_id", concern)


def test_its_author_and_its_readers_are_not_strangers(still: Office):
    concern = still.signed("sam")
    for who in ("sam", "jo", "deputy"):
        assert still.world.client(who).get(f"/concerns/{concern}").status_code == 200


def test_a_draft_that_is_not_mine_is_not_there(still: Office):
    draft = still.draft("sam")
    for who in OTHERS:
        assert_one_answer(still, who, "draft_id", draft)
    assert still.world.client("sam").get(f"/record/{draft}").status_code == 200


def test_a_page_that_a_colleague_adds_to_a_file_we_share_is_not_there(still: Office):
    """Sam and the leads may open the file; what one of them has not signed yet is theirs alone."""
    concern = still.signed("sam")
    addition_drafts.start_addition_draft(
        still.at("sam"), concern, "view", theirs := issued(still, "sam", concern)
    )
    draft_store.save_page(still.at("sam"), theirs, "view", {"opinion": ["x"]}, 0)
    for who in ("jo", "deputy"):
        assert_one_answer(still, who, "draft_id", theirs, concern)
        assert issued(still, who, concern) != theirs
    own = still.signed("sam")
    for other in (concern, own):  # neither for another page nor for another file of mine
        strange = issued(still, "sam", own if other == concern else concern)
        with pytest.raises(NotFoundError):
            addition_drafts.start_addition_draft(still.at("sam"), other, "view", strange)
    with pytest.raises(NotFoundError):
        addition_drafts.start_addition_draft(still.at("sam"), concern, "evidence", theirs)
    assert issued(still, "sam", concern) == theirs


def issued(office: Office, who: str, concern: UUID) -> UUID:
    """The id under which somebody's page `view` of a file is, or would be, begun."""
    return addition_drafts.find_addition_draft(office.at(who), concern, "view").id


def test_a_kept_page_that_is_not_mine_is_not_there(still: Office):
    with still.at("sam").keep() as session:
        row = LateDraftPage(
            org_id=still.org.id,
            user_id=still.id("sam"),
            draft_id=uuid4(),
            page="account",
            sealed=b"never opened here",
            came_at=still.now,
        )
        session.add(row)
        session.flush()
        kept = row.id
    for who in OTHERS:
        assert_one_answer(still, who, "rescue_id", kept)


def test_a_training_that_is_not_mine_is_not_there(still: Office):
    """Its learner confirms nothing of it, and its confirmer has no copy of their own."""
    training = answer_and_send(still, "tess", "sam")
    for who in ("pat", "jo", "senior", "kit"):
        assert_one_answer(still, who, "training_id", training)
    tess, sam = still.world.client("tess"), still.world.client("sam")
    for client, its, others in ((tess, "answers", "confirm"), (sam, "confirm", "answers")):
        assert client.get(f"/learn/{its}/{training}").status_code == 200
        theirs = [client.get(f"/learn/{others}/{one}") for one in (training, uuid4())]
        assert theirs[0].status_code == 404
        assert theirs[0].get_data() == theirs[1].get_data()


def test_a_practice_that_was_sent_to_somebody_else_is_not_there(still: Office):
    """Nor is a practice of somebody's that nobody was sent: not to its reader either."""
    training = debrief_steps.send_finished_practice(still, "tess", "sam")
    for who in ("pat", "jo", "senior", "kit"):
        assert_one_answer(still, who, "training_id", training)
    for who in ("tess", "sam"):
        assert still.world.client(who).get(f"/learn/practice/sent/{training}").status_code == 200
        assert still.world.client(who).get(f"/learn/confirm/{training}").status_code == 404
    [run] = practice_runs.list_runs(still.at("tess"))
    for who in ("pat", "sam", "jo"):
        assert_one_answer(still, who, "run_id", run.id)


def test_a_completion_record_that_is_not_mine_is_not_there(still: Office):
    theirs = complete(still, "sam", "pat")
    for who in ("kit", "tess"):
        assert_one_answer(still, who, "completion_id", theirs)
    for who in ("sam", "pat", "jo", "senior"):
        assert still.world.client(who).get(f"/learn/completion/{theirs}").status_code == 200


@pytest.mark.parametrize("page", ["call", "decision", "closure", "referral", "for_lado"])
def test_no_page_of_a_referral_tells_a_stranger_from_nobody(still: Office, page: str):
    """Nor does the draft of a page there, and nobody writes into it."""
    concern, world = still.signed("sam"), still.world
    theirs = addition_drafts.find_addition_draft(still.at("jo"), concern, page).id
    addition_drafts.start_addition_draft(still.at("jo"), concern, page, theirs)
    draft_store.save_page(still.at("jo"), theirs, page, {"reason": ["x"], "added": ["x"]}, 0)
    for who in ("pat", "senior"):
        client = world.client(who)
        fields = form(still, who, client.csrf("/help")) | {"reason": "y"}
        for end, method in (("", "GET"), (f"/{theirs}", "GET"), (f"/{theirs}", "POST"),
                            (f"/{theirs}/autosave", "POST")):  # fmt: skip
            answers = []
            for given in (concern, uuid4()):
                path, data = f"/concerns/{given}/more/{page}{end}", fields if end else None
                answer = client.open(path, method=method, data=data, follow_redirects=True)
                answers.append((answer.status_code, dict(answer.headers), answer.get_data()))
            assert answers[0] == answers[1], f"{who} {page}{end}"
            assert answers[0][0] == 404, f"{who} {page}{end}"
    kept = draft_store.load_own_draft(still.at("jo"), theirs).pages
    assert kept[page]["reason"] == ["x"], "and nobody wrote into it"
