"""Who can open a record: the whole table, a test a row."""

from __future__ import annotations

from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.routing.recipients import (
    AboutTeam,
    Recipients,
    Route,
    RoutingFacts,
    choose_draft_audience,
    list_routes,
)

A, B, S, T, W = (UUID(int=number) for number in range(1, 6))  # two leads, two seniors, a worker
LEADS, SENIORS = Route(Recipients.LEADS), Route(Recipients.SENIORS)
NOBODY = Route(Recipients.NOBODY)


def named(kind: Recipients, *who: UUID) -> Route:
    return Route(kind, who)


def to_seniors(*who: UUID) -> tuple[Route, ...]:
    return (named(Recipients.NAMED_SENIORS, *who),)


def to_leads_or_nobody(*who: UUID) -> tuple[Route, ...]:
    return (named(Recipients.NAMED_LEADS, *who), NOBODY)


ROWS = {  # (about our team?, ticked, confirmed seniors) -> routes, for the leads A and B
    (False, (), ()): (LEADS,),
    (False, (), (S,)): (LEADS,),
    (False, (), (S, T)): (LEADS,),
    (False, (S,), (S,)): (LEADS,),
    (False, (S,), (S, T)): (LEADS,),
    (False, (S, T), (S, T)): (LEADS,),
    (False, (A,), ()): to_leads_or_nobody(B),
    (False, (A,), (S,)): (SENIORS,),
    (False, (A,), (S, T)): (SENIORS,),
    (False, (A, B), ()): (NOBODY,),
    (False, (A, B), (S,)): (SENIORS,),
    (False, (A, S), (S,)): to_leads_or_nobody(B),
    (False, (A, S), (S, T)): to_seniors(T),
    (False, (A, S, T), (S, T)): to_leads_or_nobody(B),
    (False, (A, B, S), (S,)): (NOBODY,),
    (False, (A, B, S), (S, T)): to_seniors(T),
    (False, (A, B, S, T), (S, T)): (NOBODY,),
    (True, (), ()): to_leads_or_nobody(A, B),
    (True, (), (S,)): (SENIORS,),
    (True, (), (S, T)): (SENIORS,),
    (True, (S,), (S,)): to_leads_or_nobody(A, B),
    (True, (S,), (S, T)): to_seniors(T),
    (True, (S, T), (S, T)): to_leads_or_nobody(A, B),
    (True, (A,), ()): to_leads_or_nobody(B),
    (True, (A,), (S,)): (SENIORS,),
    (True, (A, S), (S,)): to_leads_or_nobody(B),
    (True, (A, S), (S, T)): to_seniors(T),
    (True, (A, B), ()): (NOBODY,),
    (True, (A, B, S), (S,)): (NOBODY,),
    (True, (A, B, S), (S, T)): to_seniors(T),
    (True, (A, B, S, T), (S, T)): (NOBODY,),
}
SAID = {False: (AboutTeam.NO, AboutTeam.BLANK), True: (AboutTeam.YES, AboutTeam.UNSURE)}
AUTHORS = {"a worker": W, "a lead": A, "a senior": S}
CASES = [
    pytest.param(author, about, row, id=f"{who}-{about or 'blank'}-{len(row[1])}of{len(row[2])}")
    for row in ROWS
    for about, (who, author) in product(SAID[row[0]], AUTHORS.items())
]


def situation(author: UUID, about: AboutTeam, ticked, seniors, leads=(A, B)) -> RoutingFacts:
    return RoutingFacts(author, about, frozenset(ticked), tuple(leads), tuple(seniors))


@pytest.mark.parametrize(("author", "about", "row"), CASES)
def test_a_row_of_the_table_gives_its_routes_whoever_the_author_is(author, about, row):
    _, ticked, seniors = row
    assert list_routes(situation(author, about, ticked, seniors)) == ROWS[row]


def test_without_leads_seniors_get_it_and_without_both_its_author():
    assert list_routes(situation(W, AboutTeam.NO, (), (S,), leads=())) == (SENIORS,)
    assert list_routes(situation(W, AboutTeam.NO, (), (), leads=())) == (NOBODY,)


def test_someone_ticked_who_cannot_be_checked_rules_out_their_team():
    lead = RoutingFacts(W, AboutTeam.NO, frozenset((B,)), (A,), (S,), unchecked_leads=(B,))
    assert list_routes(lead) == (SENIORS,)
    senior = RoutingFacts(W, AboutTeam.YES, frozenset((T,)), (A,), (S,), unchecked_seniors=(T,))
    assert list_routes(senior) == to_seniors(S)
    nobody_ticked = RoutingFacts(W, AboutTeam.NO, frozenset(), (A,), (S,), (B,), (T,))
    assert list_routes(nobody_ticked) == (Route(Recipients.LEADS),)


people = st.lists(st.integers(1, 12).map(lambda number: UUID(int=number)), unique=True, max_size=8)


@st.composite
def situations(draw) -> RoutingFacts:
    known = draw(people)
    cut = draw(st.integers(0, len(known)))
    return RoutingFacts(
        author=draw(st.sampled_from([*known, UUID(int=99)])),
        about_our_team=draw(st.sampled_from(AboutTeam)),
        ticked=frozenset(draw(st.lists(st.sampled_from([*known, UUID(int=98)])))),
        leads=tuple(known[:cut]),
        seniors=tuple(known[cut:]),
    )


def who_gets_it(case: RoutingFacts, route: Route) -> set[UUID]:
    teams = {Recipients.LEADS: case.leads, Recipients.SENIORS: case.seniors}
    return set(teams.get(route.kind, route.named))


@given(situations())
def test_nobody_ticked_is_ever_given_it(case):
    for route in list_routes(case):
        assert not who_gets_it(case, route) & case.ticked


@given(situations())
def test_each_route_has_a_team_or_a_name_except_no_one(case):
    routes = list_routes(case)
    assert routes
    for route in routes:
        assert bool(who_gets_it(case, route)) == (route.kind is not Recipients.NOBODY)


@given(situations())
def test_about_our_team_never_goes_to_leads_and_blank_counts_as_no(case):
    kinds = {route.kind for route in list_routes(case)}
    if case.about_our_team in {AboutTeam.YES, AboutTeam.UNSURE}:
        assert Recipients.LEADS not in kinds
    if case.about_our_team is AboutTeam.BLANK:
        changed = situation(case.author, AboutTeam.NO, case.ticked, case.seniors, leads=case.leads)
        assert list_routes(changed) == list_routes(case)


@given(situations())
def test_a_choice_is_asked_for_only_when_no_senior_can_be_given_it(case):
    if len(list_routes(case)) > 1:
        assert set(case.seniors) <= case.ticked


@pytest.mark.parametrize(
    ("about", "answered", "senior", "told"),
    [
        (AboutTeam.NO, True, True, Recipients.LEADS),
        (AboutTeam.BLANK, True, True, Recipients.LEADS),
        (AboutTeam.YES, True, True, Recipients.SENIORS),
        (AboutTeam.UNSURE, True, True, Recipients.SENIORS),
        (AboutTeam.BLANK, False, True, Recipients.SENIORS),
        (AboutTeam.NO, False, True, Recipients.SENIORS),
        (AboutTeam.YES, True, False, Recipients.NOBODY),
        (AboutTeam.BLANK, False, False, Recipients.NOBODY),
        (AboutTeam.NO, True, False, Recipients.LEADS),
    ],
)
def test_who_may_know_that_a_draft_was_begun(about, answered, senior, told):
    assert choose_draft_audience(about, now_answered=answered, any_senior=senior) is told


@pytest.mark.parametrize(
    ("lead", "senior", "told"),
    [
        (True, False, Recipients.SENIORS),
        (True, True, Recipients.NOBODY),
        (False, True, Recipients.LEADS),
    ],
)
def test_whoever_was_ticked_does_not_know_that_a_draft_was_begun(lead, senior, told):
    found = choose_draft_audience(
        AboutTeam.NO, now_answered=True, any_senior=True, lead_ticked=lead, senior_ticked=senior
    )
    assert found is told
