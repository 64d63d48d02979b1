"""Where somebody stands with their training: each boundary day, and what never counts."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.training.exchange_schema import TrainingState
from app.domain.training.statement_schema import (
    BoardCertificate,
    ChaptersRead,
    Completion,
    CompletionMethod,
    NamedPerson,
    SentToBoard,
    Statement,
)
from app.domain.training.training_status import (
    RenewalRule,
    Standing,
    TrainingFacts,
    TrainingStatus,
    add_months,
    find_training_reminder,
    find_training_status,
    get_due_soon_day,
)
from content.london_time import LONDON

SAM = NamedPerson("sam", "Sam Lee", "Youth worker", "sam@example.org")
JO = NamedPerson("jo", "Jo Smith", "Club manager")
MARKS = {"signs": "aa", "law": "bb", "questions": "cc"}
TWO_YEARS = RenewalRule(months=24, soon_days=60)
UNSET = RenewalRule(months=None, soon_days=60)
DONE = date(2026, 11, 26)
AT = datetime(2026, 11, 26, 9, tzinfo=UTC)


def completion(
    on: date = DONE, *, made: int = 0, confirmer: NamedPerson = JO, **more
) -> Completion:
    said = {
        "marks": MARKS,
        "how": CompletionMethod.CONFIRMED,
        "training": "t",
        "edition": "2026.1",
    } | more
    return Completion(
        learner=SAM,
        by=JO,
        made_at=AT + timedelta(minutes=made),
        agency="Riverside Youth Club",
        workbook="CSE awareness",
        on=on,
        confirmer=confirmer,
        code="AAAA",
        **said,
    )


def read(marks: dict[str, str], *, made: int = 10, by: NamedPerson = SAM, about: str = "c1"):
    at = AT + timedelta(minutes=made)
    return ChaptersRead(
        learner=SAM, by=by, made_at=at, about=about, edition="2027.1", marks=marks, on=DONE
    )


def told(shape, on: date, *, made: int = 20, about: str = "c1"):
    at = AT + timedelta(minutes=made)
    return shape(learner=SAM, by=JO, made_at=at, about=about, on=on)


def known(
    *notes: Statement, answers: TrainingState | None = None, trusted: bool = True
) -> TrainingFacts:
    named = tuple((f"c{number}", said) for number, said in enumerate(notes, 1))
    return TrainingFacts(named, answers, trusted)


def on(
    day: date, what: TrainingFacts, renewal: RenewalRule = TWO_YEARS, marks=None
) -> TrainingStatus:
    return find_training_status(what, marks or MARKS, renewal, day)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (DONE, Standing.CURRENT),
        (date(2028, 9, 26), Standing.CURRENT),  # 61 days before
        (date(2028, 9, 27), Standing.DUE_SOON),  # 60 days before
        (date(2028, 11, 26), Standing.DUE_SOON),  # the day itself
        (date(2028, 11, 27), Standing.OVERDUE),
        (date(2060, 1, 1), Standing.OVERDUE),
    ],
)
def test_each_day_on_which_a_completion_turns(day: date, expected: Standing):
    found = on(day, known(completion()))
    assert found.standing is expected
    assert found.due == date(2028, 11, 26)
    assert get_due_soon_day(found.due, TWO_YEARS) == date(2028, 9, 27)


def test_an_unconfirmed_completion_is_dated_and_never_overdue():
    found = on(date(2099, 1, 1), known(completion()), UNSET)
    assert (found.standing, found.due) == (Standing.CURRENT, None)
    assert found.completion.on == DONE


def test_leap_days_and_short_months_end_on_their_last_day():
    assert add_months(date(2028, 2, 29), 12) == date(2029, 2, 28)
    assert add_months(date(2028, 2, 29), 48) == date(2032, 2, 29)
    assert add_months(date(2027, 8, 31), 6) == date(2028, 2, 29)
    assert add_months(date(2026, 12, 31), 1) == date(2027, 1, 31)
    assert add_months(date(2026, 12, 31), 12) == date(2027, 12, 31)
    leap = known(completion(date(2028, 2, 29)))
    yearly = RenewalRule(12, 30)
    assert on(date(2029, 2, 28), leap, yearly).standing is Standing.DUE_SOON
    assert on(date(2029, 3, 1), leap, yearly).standing is Standing.OVERDUE


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2027, 3, 27, 23, 59, tzinfo=UTC), Standing.DUE_SOON),  # clocks go forward
        (datetime(2027, 3, 28, 22, 59, tzinfo=UTC), Standing.DUE_SOON),  # 23:59 in London
        (datetime(2027, 3, 28, 23, 0, tzinfo=UTC), Standing.OVERDUE),  # midnight in London
        (datetime(2027, 10, 31, 23, 59, tzinfo=UTC), Standing.OVERDUE),
    ],
)
def test_the_day_is_londons_also_when_the_clocks_change(at: datetime, expected: Standing):
    due = known(completion(date(2026, 3, 28)))
    assert on(at.astimezone(LONDON).date(), due, RenewalRule(12, 30)).standing is expected


def test_nothing_completed_is_not_yet_or_on_its_way():
    assert on(DONE, known()).standing is Standing.NOT_YET
    for turn in (TrainingState.SENT, TrainingState.MORE):
        found = on(DONE, known(answers=turn))
        assert (found.standing, found.answers) == (Standing.WAITING, turn)
    # a row that says confirmed makes nobody trained: only a completion does
    assert on(DONE, known(answers=TrainingState.CONFIRMED)).standing is Standing.NOT_YET


def test_answers_on_their_way_do_not_hide_that_training_is_overdue():
    found = on(date(2029, 1, 1), known(completion(), answers=TrainingState.SENT))
    assert (found.standing, found.answers) == (Standing.OVERDUE, TrainingState.SENT)


def test_a_newer_edition_asks_for_changed_chapters_in_its_order():
    newer = {"grooming": "dd", "signs": "xx", "law": "bb", "questions": "yy"}
    found = on(DONE, known(completion()), marks=newer)
    assert found.standing is Standing.CHANGED
    assert found.changed == ("grooming", "signs", "questions")
    fewer = on(DONE, known(completion()), marks={"signs": "aa"})
    assert (fewer.standing, fewer.changed) == (Standing.CURRENT, ())


def test_overdue_comes_before_changed_and_changed_before_due_soon():
    newer, what = MARKS | {"law": "zz"}, known(completion())
    assert on(date(2028, 11, 27), what, marks=newer).standing is Standing.OVERDUE
    assert on(date(2028, 11, 26), what, marks=newer).standing is Standing.CHANGED


def test_chapters_read_end_the_asking_and_move_no_date():
    newer = MARKS | {"law": "zz"}
    found = on(DONE, known(completion(), read(newer)), marks=newer)
    assert (found.standing, found.changed) == (Standing.CURRENT, ())
    assert found.due == date(2028, 11, 26)
    third = newer | {"signs": "qq"}
    assert on(DONE, known(completion(), read(newer)), marks=third).changed == ("signs",)


def test_only_the_learner_says_they_have_read_their_newest_completion():
    newer = MARKS | {"law": "zz"}
    for other in (read(newer, by=JO), read(newer, about="c9")):
        assert on(DONE, known(completion(), other), marks=newer).standing is Standing.CHANGED


def test_what_was_read_last_counts_whatever_the_order_of_rows():
    newer, newest = MARKS | {"law": "zz"}, MARKS | {"law": "ww"}
    rows = (completion(), read(newest, made=30), read(newer, made=10))
    assert on(DONE, known(*rows), marks=newest).standing is Standing.CURRENT


def test_of_a_paper_workbook_nobody_knows_which_words_were_read():
    found = on(DONE, known(completion(marks={}, how=CompletionMethod.PAPER_WORKBOOK)))
    assert (found.standing, found.marks_known) == (Standing.CURRENT, False)


def test_the_latest_day_counts_not_the_latest_row():
    late_paper = completion(date(2020, 1, 1), made=99)
    found = on(DONE, known(completion(), late_paper))
    assert (found.about, found.standing) == ("c1", Standing.CURRENT)


def test_a_day_to_come_and_a_confirmation_of_oneself_make_nobody_trained():
    assert on(DONE, known(completion(DONE + timedelta(days=1)))).standing is Standing.NOT_YET
    assert on(DONE, known(completion(confirmer=SAM))).standing is Standing.NOT_YET
    # somebody without an account has no id either: that is nobody's own
    assert on(DONE, known(completion(confirmer=NamedPerson("", "Al Poe", "")))).completion


def test_what_does_not_prove_says_nothing_of_anybody():
    found = on(DONE, known(completion(), trusted=False))
    assert found == TrainingStatus(Standing.NOT_TRUSTED)


def test_what_the_board_was_told_stays_with_its_completion_newest_last():
    sent, again = told(SentToBoard, DONE), told(SentToBoard, date(2026, 12, 3), made=30)
    came = told(BoardCertificate, date(2026, 12, 9), about="c1")
    found = on(DONE, known(completion(), again, sent, came))
    assert (found.sent_on, found.certificate_on) == (date(2026, 12, 3), date(2026, 12, 9))
    renewed = known(completion(), sent, came, completion(date(2028, 10, 1), made=60))
    later = on(date(2028, 10, 1), renewed)
    assert (later.about, later.sent_on, later.certificate_on) == ("c4", None, None)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2028, 9, 26), None),
        (date(2028, 9, 27), (Standing.DUE_SOON, date(2028, 9, 27))),
        (date(2028, 11, 26), (Standing.DUE_SOON, date(2028, 9, 27))),
        (date(2028, 11, 27), (Standing.OVERDUE, date(2028, 11, 27))),
        (date(2030, 1, 1), (Standing.OVERDUE, date(2028, 11, 27))),
    ],
)
def test_what_to_remind_of_and_since_when(today: date, expected: object):
    assert find_training_reminder(date(2028, 11, 26), TWO_YEARS, today) == expected
    assert find_training_reminder(None, UNSET, today) is None
