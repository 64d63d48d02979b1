"""Who is on duty: days of the week, cover, and nobody who is no lead."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.domain.routing.duty_rota import NO_ROTA, Cover, Rota, away_until, on_duty

TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)
LEADS = ("ann", "ben", "cat")
ROTA = Rota({"ann": (0, 1), "ben": (1, 2)})


def covered(*covers: Cover) -> Rota:
    return Rota(ROTA.days, covers)


def cover(who: str, instead_of: str, first: date = TUESDAY, last: date = TUESDAY) -> Cover:
    return Cover(who, instead_of, first, last)


def test_those_of_the_day_are_on_duty():
    assert on_duty(ROTA, TUESDAY, LEADS) == ("ann", "ben")
    assert on_duty(ROTA, WEDNESDAY, LEADS) == ("ben",)
    assert on_duty(ROTA, date(2026, 11, 28), LEADS) == ()
    assert on_duty(NO_ROTA, TUESDAY, LEADS) == ()


def test_somebody_else_stands_in_on_the_days_said_and_no_others():
    rota = covered(cover("cat", "ann"))
    assert on_duty(rota, TUESDAY, LEADS) == ("cat", "ben")
    assert on_duty(rota, date(2026, 12, 1), LEADS) == ("ann", "ben")
    assert away_until(rota, TUESDAY, LEADS) == {"ann": TUESDAY}
    assert away_until(rota, WEDNESDAY, LEADS) == {}


def test_who_stands_in_may_be_stood_in_for():
    assert on_duty(covered(cover("cat", "ben"), cover("ann", "cat")), WEDNESDAY, LEADS) == ("ben",)
    both = covered(
        cover("cat", "ben", TUESDAY, WEDNESDAY), cover("ann", "cat", WEDNESDAY, WEDNESDAY)
    )
    assert on_duty(both, WEDNESDAY, LEADS) == ("ann",)


def test_covers_that_go_round_in_a_ring_end():
    rota = covered(cover("ben", "ann"), cover("ann", "ben"))
    assert set(on_duty(rota, TUESDAY, LEADS)) <= {"ann", "ben"}
    assert on_duty(rota, TUESDAY, LEADS)


def test_who_is_no_lead_now_is_passed_over():
    assert on_duty(ROTA, TUESDAY, ("ben", "cat")) == ("ben",)
    assert on_duty(ROTA, TUESDAY, ("cat",)) == ()
    gone = covered(cover("cat", "ann"))
    assert on_duty(gone, TUESDAY, ("ann", "ben")) == ("ann", "ben")
    assert away_until(gone, TUESDAY, ("ann", "ben")) == {}
    assert on_duty(gone, TUESDAY, ("cat",)) == ("cat",)


WHO = st.sampled_from([*LEADS, "gone"])
DAYS = st.dates(date(2026, 11, 20), date(2026, 11, 30))


@given(
    st.dictionaries(WHO, st.tuples(st.integers(0, 6))),
    st.lists(st.builds(Cover, WHO, WHO, DAYS, DAYS), max_size=6),
    st.sets(st.sampled_from(LEADS)),
    DAYS,
)
def test_nobody_is_on_duty_who_is_no_lead_and_everybody_once(days, covers, leads, day):
    found = on_duty(Rota(days, tuple(covers)), day, leads)
    assert set(found) <= leads
    assert len(found) == len(set(found))
