"""Public pages travel compressed; a signed-in person's never: its length would tell (BREACH)."""

from __future__ import annotations

import pytest

ASKED = {"Accept-Encoding": "gzip"}


@pytest.mark.parametrize("path", ["/", "/help", "/numbers"])
def test_a_page_with_a_token_and_a_name_in_it_is_never_compressed(world, path):
    out, signed_in = world.app.test_client(), world.client("sam")
    assert out.get(path, headers=ASKED).headers["Content-Encoding"] == "gzip"
    answer = signed_in.get(path, headers=ASKED)
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers


def test_who_does_not_ask_for_it_gets_no_compressed_page(world):
    assert "Content-Encoding" not in world.client().get("/help").headers
