"""No form that asks for no passphrase reaches code that logs a lasting way in.

The tests that send every form stop at what a form must have, so a wrong declaration could pass
them. Here the code of each view is followed instead: through functions and classes of the app, to
each action that it names. A call by a value in a variable is not followed.
"""

from __future__ import annotations

import dis
import inspect
from collections.abc import Iterator
from functools import cache, partial
from types import CodeType, FunctionType, ModuleType

from audit.actions import Action
from tests.policy.security.test_route_roles import doors
from tests.policy.security.test_step_up_routes import ASKS_ITSELF, needed
from tests.support.club.world import World

WAYS_IN = {
    Action.LOCK_SET,
    Action.PASSKEY_LOCK_SET,
    Action.RECOVERY_CARD_MADE,
    Action.FACTOR_SET,
    Action.FACTOR_PASSKEY_ADDED,
    Action.FACTOR_PASSKEY_REMOVED,
    Action.FACTOR_REMOVED,
    Action.RECOVERY_SHEET_MADE,
    Action.SHEET_ASKED,
    Action.SHEET_APPROVED,
    Action.INVITED,
    Action.LEAD_PROPOSED,
    Action.LEAD_APPROVED,
    Action.LEAD_APPOINTED,
    Action.SENIOR_PROPOSED,
    Action.SENIOR_APPROVED,
    Action.MEMBER_CERTIFIED,
    Action.MEMBER_RESTORED,
    Action.ROLES_CHANGED,
    Action.GRANT_MADE,
    Action.EPOCH_MADE,
    Action.TEAM_CERTIFIED,
    Action.MEMBER_NAMED,
    Action.ORGANISATION_CHANGED,
    Action.CONTACT_SET,
    Action.ROTA_CHANGED,
    Action.NUMBER_CORRECTED,
}
"""The actions that give someone a key, a lock, a code or a role, or change who people call."""
WITHOUT_SESSION = {
    "accounts.joined": "has the code of an invite",
    "setup.finish_organisation_setup": "makes the organisation: no one has a passphrase before",
}
"""Forms of people who have no passphrase to type yet."""


def list_reached_actions(start: FunctionType) -> set[Action]:
    """Return each action that this function's code names, or that of a function it names."""
    found, seen, left = set(), {start}, [start]
    while left:
        actions, functions = read_function(left.pop())
        found |= actions
        left += functions - seen
        seen |= functions
    return found


@cache
def read_function(function: FunctionType) -> tuple[set[Action], set[FunctionType]]:
    """Return the actions and the functions of the app that a function's own code names."""
    named = list(list_named(function))
    actions = {one for one in named if isinstance(one, Action)}
    return actions, {other for one in named for other in list_functions(one)}


def list_functions(named: object) -> Iterator[FunctionType]:
    """Yield a function of the app, or the methods of a class of the app."""
    if isinstance(named, type) and named.__module__.startswith("app."):
        values = (getattr(one, "__func__", one) for one in vars(named).values())
        yield from (one for one in values if isinstance(one, FunctionType))
        return
    if isinstance(named, partial):
        named = named.func
    if isinstance(named, FunctionType) and named.__module__.startswith("app."):
        yield named
        yield from list_functions(getattr(named, "__wrapped__", None))


def list_named(function: FunctionType) -> Iterator[object]:
    """Yield what a function's code names: globals, and attributes of modules and of `Action`."""
    cells = function.__closure__ or ()
    yield from (cell.cell_contents for cell in cells)
    for code in list_codes(function.__code__):
        last: object = None
        for step in dis.get_instructions(code):
            if step.opname in {"LOAD_GLOBAL", "LOAD_NAME"}:
                last = function.__globals__.get(step.argval)
                yield last
            elif step.opname in {"LOAD_ATTR", "LOAD_METHOD"}:
                is_named = isinstance(last, (ModuleType, type))
                last = getattr(last, step.argval, None) if is_named else None
                yield last
            elif step.opname not in {"CACHE", "PUSH_NULL", "EXTENDED_ARG"}:
                last = None


def list_codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from list_codes(inner)


def list_reached(world: World) -> dict[str, set[Action]]:
    """Return the ways in that the code of each form reaches."""
    views = world.app.view_functions
    forms = {door.endpoint for door in doors(world.app) if door.method == "POST"}
    return {
        name: list_reached_actions(inspect.unwrap(views[name])) & WAYS_IN for name in sorted(forms)
    }


def test_a_form_that_makes_a_lasting_way_in_asks_for_the_passphrase(world: World):
    asking = needed().union(*ASKS_ITSELF.values())
    reached = list_reached(world)
    quiet = {name: found for name, found in reached.items() if found and name not in asking}
    assert quiet.keys() == WITHOUT_SESSION.keys(), quiet
    for name in ("accounts.confirmed", "accounts.make_card", "accounts.add_passkey"):
        assert reached[name], "else this test sees nothing"
