"""Names that are to be kept private, found in the other answers of a record."""

import pytest

from app.domain.record.entry_schema import Part
from app.domain.record.private_mentions import find_private_mentions

SOURCE = "Mrs Patel, next door"


def find(others: dict[str, str], *parts: Part) -> list[tuple[str, bool]]:
    told = Part("others", ("c1",), {"source": SOURCE} | others, "1")
    return [(one.key, one.quote) for one in find_private_mentions((told, *parts))]


def account(**values: str) -> Part:
    return Part("account", ("c1",), dict(values))


def test_a_name_in_own_text_and_in_quotations_is_found_wherever_it_is():
    found = find(
        {"said": "I, Sunita Patel, saw him"},
        account(child_words="patel seen it", seen="Mrs PATEL's light was on", worry="no name"),
        Part("wishes", ("c2",), {"child_wishes": "go to mrs Patel"}),
    )
    assert found == [
        ("others.said/1", True),
        ("account.child_words", True),
        ("account.seen", False),
        ("wishes.child_wishes/c2", True),
    ]


@pytest.mark.parametrize("agreed", ["yes", "not_asked", ""])
def test_whoever_did_not_agree_is_private(agreed: str):
    others = {"protect_identity": agreed} if agreed else {}
    assert find(others, account(worry="Patel saw it")) == [("account.worry", False)]


def test_who_agreed_is_not():
    assert find({"protect_identity": "no"}, account(worry="Patel saw it")) == []


@pytest.mark.parametrize("text", ["He lives next door", "a patelin", "mrs someone", ""])
def test_words_that_are_no_name_are_not_found(text: str):
    assert find({}, account(worry=text)) == []


def test_where_nobody_was_named_nothing_is_looked_for():
    told = Part("others", ("c1",), {"source_role": "neighbour"}, "1")
    assert find_private_mentions((told, account(worry="A neighbour, not named"))) == ()


def test_the_older_question_counts_too():
    parts = (account(told_by_others_source="Sunita", seen="Sunita was there"),)
    assert [one.key for one in find_private_mentions(parts)] == ["account.seen"]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("Casey’s mum", set()),
        ("casey's mum, Dana", set()),
        ("Casey’s mum Dana Marsh", {"Dana", "Marsh"}),
        ("Marsh’ aunt", set()),
        ("Casey Hill, a friend", {"Casey", "Hill"}),
        ("Robin’s mum", {"Robin"}),
        ("Marsh’s (class teacher)", {"Marsh"}),
    ],
)
def test_the_name_of_the_child_is_no_sources_name(source: str, found: set[str]):
    child = Part("child", (), {"name": "Casey Marsh"}, "c1")
    for word in ("Casey", "Marsh", "Dana", "Hill", "Robin"):
        mentions = find({"source": source}, child, account(worry=f"{word} cried."))
        assert bool(mentions) is (word in found), word
