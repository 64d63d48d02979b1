"""A whole referral through time: rung on Friday afternoon, silence, chased, taken higher, closed.

At each stop the words on the file, on Home and in the list, and each mail that was queued.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.domain.record.entry_schema import Decision, Part
from app.models.outbox import Outbox
from app.services.concerns.acknowledgements import acknowledge_concern
from app.services.concerns.follow_up_entries import sign_follow_up
from app.services.emails.mail_texts import BODIES, SUBJECTS
from app.services.integrity import integrity_check
from app.services.jobs import scheduler
from tests.support.club.office import CHILD, WORDS, Office
from tests.support.club.world import World
from tests.support.web.closing_client import close_by_page
from tests.support.web.record_client import fill
from tests.unit.services.jobs.test_scheduler import tools

FRIDAY = datetime(2026, 8, 28, 15, 25, tzinfo=UTC)  # 16:25 in London
ALL = [("something_waits", "deputy"), ("something_waits", "jo"), ("something_waits", "sam")]
READERS = ALL[:2]
ON_TODAY = re.compile(r"\b[1-9]\d* (overdue|due today)")
HOME_OWN_LATE = "a review was due"
OWN_LATE = "a review was due"
LIST_LATE = "Each overdue concern shows what’s outstanding and who to call."


class Time:
    """The club at a moment that a test sets: its pages, its clocks and its mail."""

    def __init__(self, world: World) -> None:
        self.office, self.world, self.seen = Office(world), world, set()
        found = world.app.extensions
        found["heard"] = replace(found["heard"], clock=lambda: self.office.now)
        self.concern: UUID | None = None

    def go(self, month: int, day: int, hour: int, minute: int = 0) -> list[tuple[str, str]]:
        """On to this time in London summer, tended every three hours; the mails of it."""
        end = datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=1)
        process = tools(self.office)  # one process reads the log once, as a server does
        while self.office.now < end:
            self.office.now = min(end, self.office.now + timedelta(hours=3))
            scheduler.run_jobs_once(process)
        return self.mails()

    def mails(self) -> list[tuple[str, str]]:
        """Who was mailed since the last look, and which of the fixed words."""
        names = {person.id: key for key, person in self.world.people.items()}
        rows = [row for row in self.office.session.scalars(select(Outbox))]
        fresh = sorted(
            (row.template, names[row.member_id]) for row in rows if row.id not in self.seen
        )
        self.seen |= {row.id for row in rows}
        return fresh

    def page(self, who: str, end: str) -> str:
        return self.world.client(who).page(end).text.replace(" .", ".")

    def file(self, who: str = "jo") -> str:
        return self.page(who, f"/concerns/{self.concern}")

    def fill(self, who: str, page: str, **answers: str) -> None:
        typed = {name: [text] for name, text in answers.items()}
        fill(self.world.client(who), f"/concerns/{self.concern}/more/{page}", typed)

    def quiet(self) -> None:
        """Nothing is late, on any page."""
        assert "0 overdue" in self.page("jo", "/")
        assert HOME_OWN_LATE not in self.page("sam", "/")
        assert OWN_LATE not in self.page("sam", "/concerns")
        assert LIST_LATE not in self.page("jo", "/concerns")
        assert "Overdue." not in self.file()

    def late(self, since: str, word: str = "Overdue.") -> None:
        """It is late, in words and with numbers to ring: on Home, in the list, on the file."""
        assert ON_TODAY.search(self.page("jo", "/"))
        home = self.page("sam", "/")
        assert f"{HOME_OWN_LATE}, and has not been recorded:" in home
        assert f", due by {since}: see what is due" in home
        assert f"{OWN_LATE} by {since}." in self.page("sam", "/concerns")
        found = self.page("jo", "/concerns")
        assert f"{LIST_LATE} Phone numbers" in found
        assert f"overdue since {since}" in found
        for who in ("jo", "sam"):
            assert f"{word} " in self.file(who)
            assert "Phone numbers" in self.file(who)


@pytest.fixture
def time(world: World) -> Time:
    """Rung on Friday at 16:25, before a bank holiday; a lead has read the record."""
    made = Time(world)
    made.office.now = FRIDAY
    made.concern = made.office.signed("sam")
    acknowledge_concern(made.office.at("jo"), made.concern)
    assert made.mails() == READERS
    made.fill(
        "sam", "referral", method="phone", to_whom="Ama Boateng, duty", referred_at="today",
        written_by="2/9/2026", written_by_said="Ama Boateng, duty social worker",
    )  # fmt: skip
    assert made.mails() == READERS  # what its author added
    acknowledge_concern(made.office.at("jo"), made.concern)
    parts = (Part("decision", (), {"outcome": "allocated_social_worker"}),)
    jo, draft = made.office.at("jo"), made.office.draft("jo", made.concern)
    sign_follow_up(jo, made.concern, draft, Decision, parts)
    return made


def test_from_the_call_on_friday_until_it_is_closed(time: Time):
    silent_until_the_day(time)
    chased_in_vain(time)
    taken_higher(time)
    decided(time)
    told_the_outcome(time)
    closed(time)
    assert integrity_check.find_all_differences(time.world.uow()) == ()


def silent_until_the_day(time: Time) -> None:
    """Nobody answers over the bank holiday, nor on the day on which they should."""
    text = time.file()
    assert "Children’s services should confirm by Tuesday 1 September that they have it." in text
    assert "They want it in writing by Wednesday 2 September." in text
    time.quiet()
    assert time.go(8, 31, 17) == []  # a bank holiday, and silence
    time.quiet()
    assert time.go(9, 1, 12) == ALL  # the day on which somebody should have answered
    time.late("1 September", "Due today.")
    text = time.file("sam")
    assert "that they have it. No reply is recorded. Call again now." in text
    assert "Escalate this" not in text


def chased_in_vain(time: Time) -> None:
    """Somebody asks again, and the file says whom to go to."""
    time.fill("jo", "reply", answer="no_answer", who_answered="The duty line")  # the chase
    time.late("1 September", "Due today.")
    text = time.file()
    assert "You asked again and got no reply: entry 6." in text
    assert "Escalate this" in text
    assert "North Lincolnshire Council may have its own steps for this. They are not known" in text
    assert "ask for the team manager" in text
    assert time.mails() == []


def taken_higher(time: Time) -> None:
    """The head of service hears of it; the paper goes out; still no answer."""
    time.fill(
        "jo", "escalation", level="manager", to_whom="Noor Ali, head of service",
        escalated_at="today", why="Nobody rings back.", answered="She will have it looked at.",
    )  # fmt: skip
    text = time.file("sam")
    assert "Escalated: entry 7." in text
    assert "Noor Ali, head of service" in text
    time.late("1 September", "Due today.")  # only an answer ends it
    time.fill("sam", "referral", method="secure_email", referred_at="today")
    assert time.mails() == READERS  # its author added it
    assert "needs it in writing" not in time.file()
    acknowledge_concern(time.office.at("jo"), time.concern)
    assert time.go(9, 2, 9) == []
    time.late("1 September")


def decided(time: Time) -> None:
    """They have it, and say late what they decided."""
    time.fill("jo", "reply", answer="acknowledged", answered_at="today")
    text = time.file()
    assert "They should tell you their decision by Wednesday 2 September." in text
    time.quiet()
    assert time.go(9, 2, 12) == ALL
    assert time.go(9, 3, 9) == []
    time.late("2 September")
    assert "No decision is recorded. Call again now." in time.file()


def told_the_outcome(time: Time) -> None:
    """The outcome comes after its day."""
    time.fill("jo", "reply", answer="decided", said="An assessment.", outcome_by="10/9/2026")
    assert "they’ll tell you the outcome by Thursday 10 September." in time.file()
    time.quiet()
    assert time.go(9, 9, 12) == []
    assert time.go(9, 11, 9) == ALL
    time.late("10 September")
    assert "No outcome is recorded. Call again now." in time.file("sam")
    time.fill("jo", "reply", answer="outcome", said="A social worker visits each week.")
    assert "Outstanding" not in time.file()
    time.quiet()


def closed(time: Time) -> None:
    """A reader closes the file."""
    close_by_page(time.world.client("jo"), f"/concerns/{time.concern}")
    assert time.mails() == [("something_waits", "sam")]
    assert "was closed. Read about it" in time.page("sam", "/")
    assert "This concern is closed" in time.file("sam")
    assert "was closed. Read about it" not in time.page("sam", "/")
    assert "Closed (1)" in time.page("jo", "/concerns/closed")
    assert time.go(9, 25, 9) == []
    time.quiet()


def test_silence_after_it_is_opened_again_is_late_as_before(time: Time):
    close_by_page(time.world.client("jo"), f"/concerns/{time.concern}")
    assert time.mails() == [("something_waits", "sam")]
    assert (
        "Confirmation that children’s services have the referral made on Friday 28 August."
        in time.file("sam")
    )
    assert time.go(9, 2, 9) == []  # a closed file reminds nobody
    time.quiet()
    time.fill("sam", "reopening", why="Nobody has answered yet.")
    assert time.mails() == READERS
    acknowledge_concern(time.office.at("jo"), time.concern)
    assert time.go(9, 2, 10) == ALL
    time.late("1 September")


def test_no_mail_has_a_word_of_what_it_is_about():
    for words in (*SUBJECTS.values(), *BODIES.values()):
        assert not {"child", "refer", "LADO", "police", "closed", "FGM"} & set(words.split())
        assert CHILD not in words
        assert WORDS not in words


def test_a_decided_referral_reminds_both_until_one_is_recorded(world: World):
    made = Time(world)
    made.office.now = FRIDAY
    made.concern = made.office.signed("sam")
    acknowledge_concern(made.office.at("jo"), made.concern)
    made.mails()
    refer = (Part("decision", (), {"outcome": "refer", "reason": "He waits for her."}, item="o1"),)
    draft = made.office.draft("jo", made.concern)
    sign_follow_up(made.office.at("jo"), made.concern, draft, Decision, refer, seen=2)
    assert made.go(8, 28, 20) == ALL
    made.late("28 August", "Due today.")
    assert made.go(9, 3, 10) == [], "one email: Home and Today say so after that"
    made.late("28 August")
    made.fill("sam", "referral", method="portal", referred_at="today")
    made.quiet()
