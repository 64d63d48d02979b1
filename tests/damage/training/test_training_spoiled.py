"""Somebody writes to the database: no word of a training opens to them, and what they did is seen.

An entry that was altered, moved or taken away is refused and named; a row that names somebody else
opens nothing; nobody becomes trained by a row.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, text, update

from app.domain.training.exchange_schema import TrainingState
from app.errors import SealedError
from app.models.training import Training, TrainingEntry, TrainingWrap
from app.services.training import review_actions, reviews, statements
from app.services.training.review_actions import DiscussionToSign
from audit.events import Action
from tests.support.club.office import Office
from tests.support.machine.databases import BOTH
from tests.support.training.confirmations import (
    FOLLOW,
    WORDS,
    answer_all,
    answer_and_send,
    make_discussion,
    make_discussion_form,
    record_discussion,
    send_answers,
)

SQLITE = pytest.mark.parametrize("world", BOTH[:1], indirect=True)
REFUSED = "cannot be trusted"
ENTRY, WRAP = TrainingEntry, TrainingWrap


@pytest.fixture
def training(now: Office):
    """Sent, asked for more, and sent again: three entries."""
    found = answer_and_send(now)
    record_discussion(now, "sam", found, "more")
    answer_all(now, "tess", "Now with power.")
    assert send_answers(now, "tess", "sam") == found
    return found


def pages(now: Office, training) -> list[str]:
    """The page of the learner, and that of the confirmer."""
    found = (("tess", "answers"), ("sam", "confirm"))
    return [now.world.client(who).page(f"/learn/{at}/{training}").text for who, at in found]


def refused(now: Office) -> list[str]:
    return [event.obj for event in now.events() if event.act is Action.ENTRY_REFUSED]


def second(column, other):
    """An UPDATE that changes one column of the confirmer's entry."""
    return update(ENTRY).where(ENTRY.number == 2).values({column: other})


def alterations(now: Office):
    rows = now.session.scalars(select(ENTRY).order_by(ENTRY.number)).all()
    first, two, _ = rows
    bent = bytes([two.ciphertext[60] ^ 1])
    return {
        "a byte": second("ciphertext", two.ciphertext[:60] + bent + two.ciphertext[61:]),
        "cut": second("ciphertext", two.ciphertext[:-40]),
        "another's": second("ciphertext", first.ciphertext),
        "signature": second("signature", first.signature),
        "author": second("author_id", now.id("pat")),
        "author key": second("author_fpr", now.at("pat").keys.own.public.fingerprint),
        "time": second("signed_at", first.signed_at + timedelta(seconds=1)),
        "leaf": second("leaf_index", first.leaf_index),
        "format": second("format", 2),
        "number": second("number", 9),
    }


KINDS = ("a byte", "cut", "another's", "signature", "author", "author key", "time", "leaf",
         "format", "number")  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_that_was_altered_is_refused_and_both_are_told(now: Office, training, kind):
    now.world.change(alterations(now)[kind])
    for page in pages(now, training):
        assert REFUSED in page or "changed, moved or removed" in page
        assert "Sign and confirm" not in page
        assert "Now with power." in page, "the others still open"
        assert FOLLOW not in page
    assert f"{training}/2" in refused(now)
    what = make_discussion_form(now, "sam", training)
    with pytest.raises(SealedError):
        review_actions.sign_discussion(now.at("sam"), training, what)
    assert not statements.list_member_completions(now.at("jo"), now.id("tess"))


@pytest.mark.parametrize("number", [1, 2, 3])
def test_an_entry_that_was_taken_away_is_missed(now: Office, training, number):
    """Also the newest, with the row counted down: the log knows how many there are."""
    row = now.session.scalars(select(ENTRY).where(ENTRY.number == number)).one()
    now.world.change(
        delete(WRAP).where(WRAP.entry_id == row.id),
        delete(ENTRY).where(ENTRY.id == row.id),
        update(Training).values(entries=2),
    )
    for page in pages(now, training):
        assert "changed, moved or removed" in page
        assert "Sign and confirm" not in page
    assert f"{training}/{number}" in refused(now)


def test_an_older_state_that_was_put_back_is_missed(now: Office, training):
    """As it stood before more was asked for."""
    rows = now.session.scalars(select(ENTRY.id).where(ENTRY.number > 1)).all()
    now.world.change(
        delete(WRAP).where(WRAP.entry_id.in_(rows)),
        delete(ENTRY).where(ENTRY.id.in_(rows)),
        update(Training).values(entries=1, state=TrainingState.SENT),
    )
    file = reviews.open_training_to_confirm(now.at("sam"), training)
    assert [one.said is None for one in file.entries] == [False, True, True]


def test_a_wrap_that_was_altered_or_taken_away_refuses_its_entry(now: Office, training):
    mine = now.at("sam").keys.own.public.fingerprint
    now.world.change(update(WRAP).where(WRAP.recipient_fpr == mine).values(blob=b"x" * 1184))
    file = reviews.open_training_to_confirm(now.at("sam"), training)
    assert [one.said for one in file.entries] == [None, None, None]
    now.world.change(delete(WRAP).where(WRAP.recipient_fpr == mine))
    assert not reviews.open_training_to_confirm(now.at("sam"), training).whole
    assert reviews.open_own_sent_training(now.at("tess"), training).whole, (
        "the learner still reads it"
    )


@pytest.mark.parametrize("who", ["pat", "jo", "kit"])
def test_a_row_that_names_another_opens_nothing_to_them(now: Office, training, who):
    """Not with their name in its place, nor with a wrap that calls itself theirs."""
    mine = now.at("sam").keys.own.public.fingerprint
    theirs = now.at(who).keys.own.public.fingerprint
    now.world.change(
        update(Training).values(confirmer_id=now.id(who)),
        update(WRAP).where(WRAP.recipient_fpr == mine).values(recipient_fpr=theirs),
    )
    page = now.world.client(who).page(f"/learn/confirm/{training}").text
    assert REFUSED in page
    for words in (WORDS, "Now with power.", FOLLOW, "Sign and confirm"):
        assert words not in page


def test_a_learner_made_their_own_confirmer_by_a_row_confirms_nothing(now: Office, training):
    now.world.change(update(Training).values(confirmer_id=now.id("tess")))
    for path in ("answers", "confirm"):
        answer = now.world.client("tess").get(f"/learn/{path}/{training}")
        assert answer.status_code == 404
    now.world.change(
        update(Training).values(confirmer_id=now.id("sam"), learner_id=now.id("pat")),
    )
    assert not reviews.open_training_to_confirm(now.at("sam"), training).whole
    what = DiscussionToSign(uuid4(), make_discussion(), 3, "0" * 64)
    with pytest.raises(SealedError):
        review_actions.sign_discussion(now.at("sam"), training, what)


def test_entries_of_another_training_say_nothing_in_this_one(now: Office, training):
    """Pat's answers, moved into what Tess sent, are nobody's."""
    other = answer_and_send(now, "pat", "sam")
    now.world.change(
        delete(WRAP).where(
            WRAP.entry_id.in_(
                select(ENTRY.id).where(ENTRY.training_id == training, ENTRY.number == 3)
            )
        ),
        delete(ENTRY).where(ENTRY.training_id == training, ENTRY.number == 3),
        update(ENTRY).where(ENTRY.training_id == other).values(training_id=training, number=3),
    )
    file = reviews.open_training_to_confirm(now.at("sam"), training)
    assert file.entries[2].said is None
    assert file.answers.by.name == "Tess Bell"


def test_what_was_damaged_is_sent_anew_by_its_learner(now: Office, training):
    now.world.change(second("format", 2))
    again = send_answers(now, "tess", "sam")
    assert again != training
    record_discussion(now, "sam", again)
    (done,) = statements.list_member_completions(now.at("jo"), now.id("tess"))
    assert done.said.training == str(again)


def test_a_row_under_the_id_of_the_next_press_takes_no_words_away(now: Office):
    """Whoever writes there first is not believed: it is signed all the same."""
    first, other = answer_and_send(now), answer_and_send(now, "pat", "jo")
    what, sam = make_discussion_form(now, "sam", first), now.id("sam")
    place = now.at("sam").server.place_id(str(first), f"entry {sam}/{what.once}")
    there = ENTRY.training_id == other
    now.world.change(
        delete(WRAP).where(WRAP.entry_id.in_(select(ENTRY.id).where(there))),
        update(ENTRY).where(there).values(id=place, author_id=sam),
    )
    review_actions.sign_discussion(now.at("sam"), first, what)
    assert reviews.open_own_sent_training(now.at("tess"), first).state is TrainingState.CONFIRMED


@pytest.mark.parametrize("value", ["'x'", "x'ff'", "''", "-1", "99999999999"])
@pytest.mark.parametrize("column", ["number", "format", "ciphertext", "signature", "leaf_index",
                                    "author_fpr", "signed_at"])  # fmt: skip
@SQLITE
def test_nonsense_in_a_column_is_no_error(now: Office, training, column, value):
    change = f"UPDATE training_entry SET {column} = {value} WHERE number = 2"  # noqa: S608
    now.world.change(text(change))
    for page in pages(now, training):
        assert "changed, moved or removed" in page
    for who in ("tess", "sam"):
        assert now.world.client(who).get("/").status_code == 200


@pytest.mark.parametrize("value", ["'x'", "''", "7"])
@SQLITE
def test_nonsense_in_a_state_hides_nothing(now: Office, training, value):
    now.world.change(text(f"UPDATE training SET state = {value}, began_at = {value}"))  # noqa: S608
    assert all("Now with power." in page for page in pages(now, training))
    assert "Tess Bell" in now.world.client("sam").page("/learn/confirm").text
    assert now.world.client("tess").get("/learn/questions").status_code == 200


@pytest.mark.parametrize("value", ["'x'", "''", "7"])
@SQLITE
def test_nonsense_in_a_wrap_is_no_error_and_stops_no_new_sending(now: Office, training, value):
    now.world.change(text(f"UPDATE training_wrap SET blob = {value}"))  # noqa: S608
    for page in pages(now, training):
        assert "changed, moved or removed" in page
    assert send_answers(now, "tess", "sam") != training
