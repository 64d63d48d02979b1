"""A page that comes after its sign-in ended is kept for its writer, over a real socket."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from app.models.member import SignIn
from tests.damage import socket_browser
from tests.support.club.club_setup import PASSPHRASE

pytestmark = pytest.mark.both_databases

WORDS = "“it was him”  e\u0301 عربي 👩‍👧\n\n\tand then\u2028nothing\n"


def expire(world, by: timedelta) -> None:
    """Time passes for every sign-in: nobody has done anything for this long."""
    with world.session() as session:
        session.execute(update(SignIn).values(last_seen=datetime.now(UTC) - by))
        session.commit()


@pytest.mark.parametrize("autosaved", [False, True])
def test_what_was_sent_too_late_is_found_to_the_byte_after_signing_in(
    world, serve, browse, autosaved
):
    live = serve(world)
    sam = browse(live, "sam")
    draft = socket_browser.begin(sam)
    where = f"{draft}/account"
    typed = sam.form(where) | {"child_words": [WORDS], "seen": ["\n\n  Nothing. "]}
    expire(world, timedelta(minutes=21))
    address = f"{where}/autosave" if autosaved else where
    late = sam.post(address, typed, json=autosaved)
    assert late.status == 401
    assert ('"kept":true' if autosaved else "We’ve saved what you just sent") in late.text
    again = browse(live)
    assert socket_browser.sign_in(again, "sam@example.org", PASSPHRASE).status == 303
    kept = next(one for one in links(again.get("/record/kept").text) if "/record/kept/" in one)
    assert WORDS in again.get(kept).text
    put_in = again.post(kept, again.form(kept) | {"choice": ["put_in"]})
    assert (put_in.status, put_in.location) == (303, where)
    assert {name: again.form(where)[name] for name in ("child_words", "seen")} == {
        name: typed[name] for name in ("child_words", "seen")
    }


def test_after_a_day_nothing_is_kept_for_a_stranger_who_found_the_cookie(world, serve, browse):
    live = serve(world)
    sam = browse(live, "sam")
    where = f"{socket_browser.begin(sam)}/account"
    typed = sam.form(where) | {"child_words": [WORDS]}
    expire(world, timedelta(hours=25))
    late = sam.post(where, typed)
    assert late.status == 401
    assert "We’ve saved" not in late.text
    assert "/record/kept/" not in browse(live, "sam").get("/record/kept").text


def links(text: str) -> list[str]:
    """Every address in a page."""
    return [part.split('"', 1)[0] for part in text.split('href="')[1:]]
