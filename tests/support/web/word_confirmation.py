"""Confirm somebody on a lead's page: read which two words it asks for, and type them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import UUID

from werkzeug.test import TestResponse

from tests.support.web.checking_client import CheckingClient

ASKED = re.compile(r'name="asked"[^>]* value="([1-6])-([1-6])"')


def read_places(page: str) -> tuple[int, int]:
    """The two places that a page asks for."""
    found = ASKED.search(page)
    assert found, "the page asks for no words"
    return int(found[1]), int(found[2])


def type_two_words(
    lead: CheckingClient, path: str, words: Sequence[str], **fields: str
) -> TestResponse:
    """Open a page that asks for two of these six words, type them, and send the form."""
    page = lead.get(path).get_data(as_text=True)
    low, high = read_places(page)
    named = re.search(r'name="called"[^>]* value="([^"]*)"', page)
    typed = {
        "asked": f"{low}-{high}",
        "first": words[low - 1],
        "second": words[high - 1],
        "called": named[1] if named else "",
    }
    return lead.send(path, typed | fields, via="/help")


def confirm_by_words(
    lead: CheckingClient, member_id: UUID, words: Sequence[str], **fields: str
) -> TestResponse:
    """Type two of these words on the page that confirms a member."""
    return type_two_words(lead, f"/members/{member_id}/confirm", words, **fields)
