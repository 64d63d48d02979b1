"""Straight quotation marks of a scenario, as a page shows them."""

import pytest

from app.domain.practice.quote_marks import curl_quote_marks


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('"Make" was your word.', "“Make” was your word."),
        ('Say "at once" or "now", and wait.', "Say “at once” or “now”, and wait."),
        ("She said “at eight”.", "She said “at eight”."),
        ('A board of 6" is no quotation.', 'A board of 6" is no quotation.'),
        ('One "\nTwo "', 'One "\nTwo "'),
    ],
)
def test_each_pair_of_straight_marks_is_curly(text: str, shown: str) -> None:
    assert curl_quote_marks(text) == shown
