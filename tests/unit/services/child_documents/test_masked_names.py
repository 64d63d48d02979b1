"""Other children are initials, quotations are whole or not there, this child keeps their name."""

from __future__ import annotations

import pytest

from app.services.child_documents.masked_names import (
    HELD_QUOTE,
    HELD_TEXT,
    get_initials,
    make_name_mask,
)

MASK = make_name_mask(["Robin Archer", "Theo Ellis", "Zoë de Witt"], ["Maya Ellis"])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Robin Archer and Maya Ellis", "[R.A.] and Maya Ellis"),
        ("ROBIN’s bag", "[R.]’s bag"),
        ("Mr Archer, her dad", "Mr [A.], her dad"),
        ("Theo Ellis, her brother. Theo is 7", "[T.E.], her brother. [T.] is 7"),
        ("Zoe de Witt came", "[Z.D.W.] came"),
        ("Nothing about anyone", "Nothing about anyone"),
        ("Her user name is robin_archer07", "Her user name is [R.]_[A.]07"),
        ("It is xxrobinxx", HELD_TEXT),
    ],
)
def test_names_become_initials(text: str, shown: str):
    assert MASK.mask_text(text) == shown


def test_a_quotation_is_never_altered():
    assert MASK.mask_quote("he said robin did it") == HELD_QUOTE
    assert MASK.mask_quote("he drives me home") == "he drives me home"


def test_without_other_children_nothing_is_touched():
    assert make_name_mask([], ["Maya Ellis"]).mask_text("Robin Archer") == "Robin Archer"


def test_who_is_named_keeps_each_word_of_their_name():
    mask = make_name_mask(["Casey Archer"], ["Maya Ellis", "Robin Archer"])
    assert mask.mask_text("Casey Archer, Robin Archer") == "[C.A.], Robin Archer"
    assert get_initials("Casey Archer") == "[C.A.]"
