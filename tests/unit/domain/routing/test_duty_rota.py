"""The person on duty: days of the week, cover, and nobody who is no lead."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.domain.routing.duty_rota import (
    EMPTY_ROTA,
    DutyCover,
    RotaPlan,
    find_absences,
    find_on_duty,
)

TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)
LEADS = ("ann", "ben", "cat")
ROTA = RotaPlan({"ann": (0, 1), "ben": (1, 2)})


def covered(*covers: DutyCover) -> RotaPlan:
    return RotaPlan(ROTA.days, covers)


def cover(who: str, instead_of: str, first: date = TUESDAY, last: date = TUESDAY) -> DutyCover:
    return DutyCover(who, instead_of, first, last)


def test_those_of_the_day_are_on_duty():
    assert find_on_duty(ROTA, TUESDAY, LEADS) == ("ann", "ben")
    assert find_on_duty(ROTA, WEDNESDAY, LEADS) == ("ben",)
    assert find_on_duty(ROTA, date(2026, 11, 28), LEADS) == ()
    assert find_on_duty(EMPTY_ROTA, TUESDAY, LEADS) == ()


def test_somebody_else_stands_in_on_the_days_said_and_no_others():
    rota = covered(cover("cat", "ann"))
    assert find_on_duty(rota, TUESDAY, LEADS) == ("cat", "ben")
    assert find_on_duty(rota, date(2026, 12, 1), LEADS) == ("ann", "ben")
    assert find_absences(rota, TUESDAY, LEADS) == {"ann": TUESDAY}
    assert find_absences(rota, WEDNESDAY, LEADS) == {}


def test_who_stands_in_may_be_stood_in_for():
    assert find_on_duty(covered(cover("cat", "ben"), cover("ann", "cat")), WEDNESDAY, LEADS) == (
        "ben",
    )
    both = covered(
        cover("cat", "ben", TUESDAY, WEDNESDAY), cover("ann", "cat", WEDNESDAY, WEDNESDAY)
    )
    assert find_on_duty(both, WEDNESDAY, LEADS) == ("ann",)


def test_covers_that_go_round_in_a_ring_end():
    rota = covered(cover("ben", "ann"), cover("ann", "ben"))
    assert set(find_on_duty(rota, TUESDAY, LEADS)) <= {"ann", "ben"}
    assert find_on_duty(rota, TUESDAY, LEADS)


def test_who_is_no_lead_now_is_passed_over():
    assert find_on_duty(ROTA, TUESDAY, ("ben", "cat")) == ("ben",)
    assert find_on_duty(ROTA, TUESDAY, ("cat",)) == ()
    gone = covered(cover("cat", "ann"))
    assert find_on_duty(gone, TUESDAY, ("ann", "ben")) == ("ann", "ben")
    assert find_absences(gone, TUESDAY, ("ann", "ben")) == {}
    assert find_on_duty(gone, TUESDAY, ("cat",)) == ("cat",)


WHO = st.sampled_from([*LEADS, "gone"])
DAYS = st.dates(date(2026, 11, 20), date(2026, 11, 30))


@given(
    st.dictionaries(WHO, st.tuples(st.integers(0, 6))),
    st.lists(st.builds(DutyCover, WHO, WHO, DAYS, DAYS), max_size=6),
    st.sets(st.sampled_from(LEADS)),
    DAYS,
)
def test_nobody_is_on_duty_who_is_no_lead_and_everybody_once(days, covers, leads, day):
    found = find_on_duty(RotaPlan(days, tuple(covers)), day, leads)
    assert set(found) <= leads
    assert len(found) == len(set(found))
