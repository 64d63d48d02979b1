"""What a file waits for and where it stands, from its entries alone: no row, no clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from app.domain.deadlines.call_outcome import find_reached_services
from app.domain.deadlines.concern_outcome import list_outcomes_so_far
from app.domain.deadlines.concern_status import ConcernState, find_concern_status
from app.domain.deadlines.outstanding import (
    OutstandingItem,
    OutstandingKind,
    find_outstanding,
    find_outstanding_as_if_open,
)
from app.domain.record.entry_schema import (
    Acknowledgement,
    Addition,
    AuthorQuestion,
    Call,
    Closure,
    Decision,
    Details,
    Entry,
    Escalation,
    Paper,
    Part,
    Person,
    Record,
    Referral,
    Reopening,
    Reply,
    TaskOwner,
)
from app.domain.routing.actors import Org
from app.services.concerns.concern_deadlines import load_deadline_limits
from content.london_time import LONDON
from referral_forms.forms import LADO, SUMMARY

FRIDAY = datetime(2026, 8, 28, 15, 25, tzinfo=UTC)  # before the August bank holiday
SAT, MON, TUE, WED = (date(2026, 8, 29), date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2))
SAM = Person("sam", "Sam Lee", "Coach", "", "", (), True)
JO = Person("jo", "Jo Smith", "Manager", "", "", (), True)


def org(pack: str = "north_lincolnshire", closures: tuple[date, ...] = ()) -> Org:
    return Org(uuid4(), "", "", "Club", "lead", "", "", pack, {}, closures, False, False)


def stored(day: date) -> dict[str, str | None]:
    return {"date": day.isoformat(), "time": None, "zone": "Europe/London"}


def made(kind: type[Entry], page: str, values: dict, by: Person = SAM, days: int = 0) -> Entry:
    at = FRIDAY + timedelta(days=days)
    return kind(by=by, signed_at=at, parts=(Part(page, ("c1",), values),))


def record(*parts: Part) -> Record:
    return Record(
        by=SAM, signed_at=FRIDAY, reference="CFHKMRWX", began_at=FRIDAY, not_for=(), route="leads",
        recipients=("leads",), pack="england", parts=parts,
    )  # fmt: skip


def call(days: int = 0, by: Person = SAM, **values: str) -> Entry:
    at = FRIDAY + timedelta(days=days)
    return Details(by=by, signed_at=at, page="call", parts=(Part("told", (), values, "1"),))


def phone(**more) -> Entry:
    return made(Referral, "referral", {"method": "phone", **more})


def reply(answer: str, days: int = 4, **more) -> Entry:
    return made(Reply, "reply", {"answer": answer, **more}, days=days)


def left(*entries: Entry, pack: str = "north_lincolnshire", area: str = "", closures=()) -> list:
    found = find_outstanding(enumerate(entries, 1), load_deadline_limits(org(pack, closures), area))
    return [(one.kind, one.by) for one in found]


def one(*entries: Entry) -> OutstandingItem:
    (found,) = find_outstanding(enumerate(entries, 1), load_deadline_limits(org()))
    return found


ASKED = phone(written_by={"date": None, "date_as_typed": "none"}, written_by_said="Ama, duty")


def test_after_they_have_it_comes_their_decision_then_their_day():
    assert left(ASKED) == [(OutstandingKind.ACKNOWLEDGEMENT, TUE)]
    assert left(ASKED, reply("acknowledged")) == [(OutstandingKind.DECIDED, TUE)]
    assert left(ASKED, reply("acknowledged", days=5)) == [
        (OutstandingKind.DECIDED, WED)
    ]  # not over
    decided = reply("decided", outcome_by=stored(date(2026, 9, 20)))
    assert left(ASKED, reply("acknowledged"), decided) == [
        (OutstandingKind.OUTCOME, date(2026, 9, 20))
    ]
    assert left(ASKED, reply("acknowledged"), reply("decided")) == []
    assert left(ASKED, decided, reply("outcome")) == []
    assert left(ASKED, decided, reply("acknowledged")) == [
        (OutstandingKind.OUTCOME, date(2026, 9, 20))
    ]
    assert left(reply("acknowledged")) == [
        (OutstandingKind.DECIDED, WED)
    ]  # nobody wrote the referral


def test_an_unanswered_try_and_an_escalation_show_next_to_the_wait():
    tried, taken = reply("no_answer"), made(Escalation, "escalation", {"to_whom": "Head"})
    found = one(ASKED, tried, taken)
    assert (found.kind, found.chased, found.taken) == (OutstandingKind.ACKNOWLEDGEMENT, 2, 3)
    assert left(ASKED, tried, taken, reply("outcome")) == []


def paper(form: str) -> Paper:
    return Paper(
        by=SAM, signed_at=FRIDAY, form=form, version="1", file_name="a.pdf", size=1, sha256="",
        encrypted=True, child="c1", document_key=b"",
    )  # fmt: skip


def test_sending_the_lados_document_refers_no_child():
    sent = made(Referral, "referral", {"method": "secure_email", "handed_over": "1"})
    for form, said, waits in (
        (LADO.id, "Sent the LADO’s document", True),
        (SUMMARY.id, "Referred to children’s services", False),
    ):
        before, later = (paper(form), decide("refer"), sent), (paper(form), sent, decide("refer"))
        assert (OutstandingKind.REFER in dict(left(*before))) is waits
        assert (OutstandingKind.REFER in dict(left(*later))) is waits
        lines = list_outcomes_so_far(enumerate(before, 1), "me")
        assert (lines[0].what, lines[0].brief) == (said, said.partition(" ")[0])


@pytest.mark.parametrize(
    ("pack", "area", "kind", "by"),
    [
        ("north_lincolnshire", "", OutstandingKind.ASK_WRITING, TUE),
        ("north_lincolnshire", "nottinghamshire", OutstandingKind.IN_WRITING, SAT),
        ("north_lincolnshire", "elsewhere", OutstandingKind.ASK_WRITING, TUE),
        ("example_authority", "", OutstandingKind.IN_WRITING, WED),
        ("example_authority", "north_lincolnshire", OutstandingKind.ASK_WRITING, TUE),
    ],
)
def test_how_soon_a_call_is_put_in_writing_is_the_councils_rule(pack, area, kind, by):
    assert (kind, by) in left(phone(), pack=pack, area=area)
    named = phone(written_by=stored(date(2026, 9, 4)), written_by_said="Ama")
    assert (OutstandingKind.IN_WRITING, date(2026, 9, 4)) in left(
        phone(), named, pack=pack, area=area
    )
    assert (kind, by) not in left(phone(), named, phone(), pack=pack, area=area)
    sent = made(Referral, "referral", {"method": "post"})
    assert {one for one, _ in left(phone(), sent, pack=pack, area=area)} == {
        OutstandingKind.ACKNOWLEDGEMENT
    }


@pytest.mark.parametrize(
    ("typed", "whom"), [("Ama, duty", "Ama, duty"), ({"unknown": "not_known"}, ""), (None, "")]
)
def test_what_is_waited_for_says_who_rang_and_whom(typed, whom):
    found = find_outstanding(enumerate((phone(to_whom=typed),), 1), load_deadline_limits(org()))
    assert {(one.who, one.whom) for one in found} == {(SAM, whom)}
    assert len(found) == 2


def test_words_that_are_no_day_are_an_answer_only_with_a_name():
    words = {"date": None, "date_as_typed": "not said"}
    assert (OutstandingKind.ASK_WRITING, TUE) in left(phone(written_by=words))
    assert left(ASKED) == [(OutstandingKind.ACKNOWLEDGEMENT, TUE)]


TEAM = Part("now", (), {"about_our_team": "yes"})


@pytest.mark.parametrize("answer", ["no", "unsure"])
def test_only_a_yes_about_the_own_team_waits_for_the_lado(answer):
    assert left(record(Part("now", (), {"about_our_team": answer}))) == []
    assert left(record(TEAM)) == [(OutstandingKind.LADO, TUE)]


def test_a_duty_counts_from_the_telling_and_no_closure_extends_it():
    told = Part("account", ("c1",), {"told_on": stored(date(2026, 8, 26))})
    assert left(record(TEAM, told)) == [(OutstandingKind.LADO, date(2026, 8, 27))]
    closed = (TUE, WED)
    assert left(record(TEAM), closures=closed) == [(OutstandingKind.LADO, TUE)]
    assert left(ASKED, closures=closed) == [(OutstandingKind.ACKNOWLEDGEMENT, date(2026, 9, 3))]


@pytest.mark.parametrize(
    ("values", "reached"),
    [
        ({"who": "The LADO", "answered": "Ama"}, {"lado"}),
        ({"who": "Council", "role": "designated officer"}, {"lado"}),
        ({"whom": "lado", "answered": "Ama"}, {"lado"}),
        ({"whom": "spoc", "who": "LADO", "answered": "Ama"}, {"spoc"}),
        ({"who": "LADO", "answered": "no answer"}, set()),
        ({"who": "LADO", "answered": "Nobody answered."}, set()),
        ({"who": "LADO", "answered": "answerphone, left a message"}, set()),
        *(({"who": "LADO", "answered": text}, set()) for text in ("No", "no reply", "rang out")),
        ({"who": "Police", "answered": "PC Khan"}, {"police"}),
        ({"who": "Desk", "number": "101", "answered": "PC Khan"}, {"police"}),
        ({"who": "Her avocados", "answered": "Ama"}, set()),
        ({"who": "LADO", "answered": {"unknown": "not_known"}}, {"lado"}),
        ({"whom": "lado", "how_it_ended": "no_answer"}, set()),
        ({"whom": "lado", "how_it_ended": "message_left", "answered": "Ama"}, set()),
        ({"whom": "lado"}, set()),
        ({"who": "LADO"}, set()),
        ({"whom": "police", "advice": "They are coming."}, {"police"}),
        ({"whom": "police", "reference": "14-220901"}, {"police"}),
        ({"whom": "police", "who": "Police", "number": "101"}, set()),
        ({"whom": "lado", "how_it_ended": {"unknown": "not_known"}}, set()),
        ({"whom": {"unknown": "not_known"}, "who": "LADO"}, set()),
        ({"whom": "lado", "how_it_ended": "without_names", "answered": "Ama"}, set()),
        ({"whom": "police", "how_it_ended": "without_names"}, set()),
        ({"whom": "police", "how_it_ended": "told_who_the_child_is"}, {"police"}),
    ],
)
def test_whom_a_call_reached(values, reached):
    assert find_reached_services(call(**values)) == reached


def test_only_a_call_that_was_answered_ends_the_wait_for_the_lado():
    assert left(record(TEAM), call(who="LADO", answered="no answer")) == [
        (OutstandingKind.LADO, TUE)
    ]
    assert left(record(TEAM), call(by=JO, who="LADO", answered="Ama Boateng")) == []
    assert left(record(TEAM), made(Call, "told", {"whom": "lado", "answered": "Ama"})) == []
    assert left(record(TEAM, Part("told", (), {"who": "LADO", "answered": "Ama"}, "1"))) == []


def duties(by: Person = SAM, child: str = "c1", days: int = 0, **values) -> Entry:
    at = FRIDAY + timedelta(days=days)
    part = Part("duties", (child,), values)
    return Details(by=by, signed_at=at, page="duties", parts=(part,))


@pytest.mark.parametrize("said", ["girl_told_me", "saw_signs"])
def test_fgm_waits_for_that_person_until_the_next_working_day_ends(said):
    found = one(record(), duties(fgm=said))
    assert (found.kind, found.by, found.whose, found.children) == (
        OutstandingKind.FGM,
        TUE,
        SAM,
        ("c1",),
    )
    assert left(record(), duties(fgm="no")) == []


@pytest.mark.parametrize(
    ("after", "ends"),
    [
        (duties(fgm_reported_at=stored(MON)), True),
        (duties(police_ref="14-220901"), True),
        (duties(police_ref="none yet"), False),
        (duties(fgm_reported_at={"date": None, "date_as_typed": "not yet"}), False),
        (duties(fgm_reported_at={"unknown": "not_known"}), False),
        (duties(child="c2", police_ref="14"), False),
        (duties(by=JO, police_ref="14"), False),
        (call(who="Police", answered="PC Khan"), True),
        (call(who="Police", answered="no answer"), False),
        (call(by=JO, who="Police", answered="PC Khan"), False),
        (call(who="My lead", answered="Jo"), False),
        (duties(fgm="no"), True),
    ],
)
def test_only_that_persons_own_report_ends_it(after, ends):
    before = (record(), duties(fgm="girl_told_me"))
    assert (left(*before, after) == []) is ends


def test_a_call_to_police_before_the_duties_page_does_not_count():
    assert left(record(), call(who="Police", answered="PC Khan"), duties(fgm="saw_signs"))


READ = Acknowledgement(by=JO, signed_at=FRIDAY)
SHUT = made(Closure, "closure", {"reason": "Safe."}, JO)


def state(*entries: Entry) -> ConcernState:
    return find_concern_status(enumerate(entries, 1)).state


def more(by: Person) -> Addition:
    return Addition(by=by, signed_at=FRIDAY, words="More.", children=())


def test_a_closed_file_waits_for_nothing_and_says_what_nobody_answered():
    review = {"outcome": "no_further_action", "reason": "x", "review_on": stored(WED)}
    decided = made(Decision, "decision", review, JO)
    entries = (record(TEAM), READ, ASKED, decided, SHUT)
    assert left(*entries) == []
    assert state(*entries) is ConcernState.CLOSED
    kinds = [
        one.kind
        for one in find_outstanding_as_if_open(enumerate(entries, 1), load_deadline_limits(org()))
    ]
    expected = [OutstandingKind.LADO, OutstandingKind.ACKNOWLEDGEMENT, OutstandingKind.REVIEW]
    assert sorted(kinds) == sorted(expected)
    opened = left(*entries, more(SAM))
    assert (OutstandingKind.REVIEW, WED) in opened  # reopening has its review back
    assert {kind for kind, _ in opened} == set(expected)


def decide(outcome: str, days: int = 0, **more) -> Entry:
    return made(Decision, "decision", {"outcome": outcome, "reason": "x", **more}, JO, days)


@pytest.mark.parametrize(
    ("after", "kind"),
    [
        (duties(JO, days=9, fgm="girl_told_me"), OutstandingKind.FGM),
        (
            Details(
                by=JO, signed_at=FRIDAY + timedelta(days=9), page="now",
                parts=(Part("now", ("c1",), {"about_our_team": "yes"}),),
            ),
            OutstandingKind.LADO,
        ),
        (
            AuthorQuestion(
                by=JO, signed_at=FRIDAY + timedelta(days=9), once="x", words="Which door?",
                to=TaskOwner(SAM.id, SAM.name), due=WED,
            ),
            OutstandingKind.QUESTION,
        ),
    ],
)  # fmt: skip
def test_a_duty_that_arises_in_a_closed_file_is_owed_there(after, kind):
    entries = (record(), ASKED, SHUT, after)
    found = one(*entries)
    assert (found.kind, found.number, found.is_moved, found.moved_to) == (kind, 4, True, "")
    assert left(record(), after, SHUT) == []  # it was asked about when the file was closed


@pytest.mark.parametrize(
    ("asked", "days", "due"),
    [
        *(((15, 20), 0, (18, 20)), ((8, 0), 0, (12, 0)), ((21, 30), 0, (23, 0))),
        *(((23, 10), 0, (23, 40)), ((15, 20), 1, (12, 0))),
    ],
)
def test_a_question_for_the_same_day_leaves_time_to_answer_it(asked, days, due):
    at = datetime(2026, 12, 3, *asked, 30, tzinfo=LONDON)
    day = at.date() + timedelta(days=days)
    to = TaskOwner(SAM.id, SAM.name)
    said = AuthorQuestion(by=JO, signed_at=at, once="x", words="Which door?", to=to, due=day)
    (found,) = find_outstanding([(1, record()), (2, said)], load_deadline_limits(org()))
    expected = datetime(day.year, day.month, day.day, *due, tzinfo=LONDON)
    assert found.at.replace(second=0) == expected


def test_a_decision_to_refer_is_due_that_day_until_a_referral_is_recorded():
    decided = decide("refer")
    assert left(record(), READ, decided) == [(OutstandingKind.REFER, FRIDAY.date())]
    assert OutstandingKind.REFER in dict(left(record(), READ, decided, reply("acknowledged")))
    assert OutstandingKind.REFER in dict(left(record(), decided, decide("support_in_setting", 3)))
    assert OutstandingKind.REFER not in dict(left(record(), READ, decided, ASKED))
    assert left(record(), decided, decide("no_further_action")) == []
    assert left(record(), decided, decide("refer", 2)) == [
        (OutstandingKind.REFER, FRIDAY.date() + timedelta(days=2))
    ]


def test_a_referral_that_is_not_answered_yet_is_the_one_that_was_decided():
    assert OutstandingKind.REFER not in dict(left(record(), ASKED, decide("refer", 1)))
    answered = (record(), ASKED, reply("acknowledged"), reply("decided"))
    assert OutstandingKind.REFER in dict(left(*answered, decide("refer", 5)))


def test_reopening_can_set_the_day_of_the_next_review():
    opened = made(Reopening, "reopening", {"why": "x", "review_on": stored(WED)}, JO)
    assert left(record(), READ, SHUT, opened) == [(OutstandingKind.REVIEW, WED)]


def test_any_word_of_its_author_reopens_it_and_a_reader_needs_a_step():
    assert state(record()) is ConcernState.UNREAD
    assert state(record(), READ) is ConcernState.OPEN
    closed = (record(), READ, SHUT)
    for said in (more(JO), call(by=JO), READ, duties(by=JO)):
        assert state(*closed, said) is ConcernState.CLOSED, said
    for said in (more(SAM), call(), duties(), ASKED, reply("decided")):
        assert state(*closed, said) is ConcernState.OPEN, said
    assert state(*closed, more(SAM), SHUT) is ConcernState.CLOSED
