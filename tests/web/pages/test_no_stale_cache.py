"""What a process remembers to be quick never outlives the row, the sign-in or the root it is of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import render_template_string, url_for
from sqlalchemy import update

from app.access import csrf
from app.models.member import Member, SignIn
from app.models.organisation import Organisation
from app.services.auth import sessions
from app.services.auth.session_state import IDLE_LIMIT
from app.services.suspension.member_suspension import suspend_member
from tests.support.club.world import World

ADDRESSES = "{{ url_for('static', filename='heard.css') }} {{ url_for('public.help') }}"


def change(world: World, statement) -> None:
    with world.engine.begin() as connection:
        connection.execute(statement)


def test_an_address_is_that_of_the_root_it_stands_below(world: World):
    def drawn(root: str) -> list[str]:
        with world.app.test_request_context("/", base_url=f"http://localhost{root}"):
            plain = [url_for("static", filename="heard.css"), url_for("public.help")]
            assert render_template_string(ADDRESSES).split() == plain
            return plain

    roots = ("", "/club", "", "/school")
    found = [drawn(root) for root in roots]
    assert found[0] == found[2]
    assert all(
        one.startswith(f"{root}/") for root, pair in zip(roots, found, strict=True) for one in pair
    )


def test_each_sign_in_has_a_token_of_its_own_within_one_context(world: World):
    tokens = [world.token("sam"), world.token("sam")]
    with world.app.app_context():
        given = [csrf._of_sign_in(token) for token in (*tokens, tokens[0])]
    assert given[0] == given[2] != given[1]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (update(Organisation).values(name="Hillside Club"), "Hillside Club"),
        (update(Member).where(Member.email == "sam@example.org").values(name="Sam Ash"), "Sam Ash"),
    ],
)
def test_a_name_that_changed_is_on_the_next_page(world: World, statement, words):
    sam = world.client("sam")
    assert words not in sam.get("/").text
    change(world, statement)
    assert words in sam.get("/").text


def test_a_suspended_member_and_an_ended_sign_in_are_out_at_the_next_page(world: World):
    sam, pat = world.client("sam"), world.client("pat")
    assert [one.get("/account").status_code for one in (sam, pat)] == [200, 200]
    now = datetime.now(UTC)
    suspend_member(world.uow("jo"), world.people["sam"].id)
    assert sam.get("/account").status_code == 302
    change(world, update(SignIn).values(ended_at=now, box=None))
    assert pat.get("/account").status_code == 302


def test_the_idle_clock_begins_again_with_the_page_and_the_page_says_so(world: World):
    token, start = world.token("sam"), datetime.now(UTC)
    later = start + timedelta(minutes=7)
    world.now = lambda: later
    visit = sessions.open_session(world.uow(), token)
    assert visit is not None
    assert visit.ends_at == later + IDLE_LIMIT
    assert world.session().get(SignIn, visit.row_id).last_seen == later
