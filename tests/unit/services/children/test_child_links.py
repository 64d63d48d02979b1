"""Links between children's files come from fields, for leads alone, and nothing stays."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import inspect, text

from app.domain.record.entry_schema import Part
from app.domain.values.values_in_several_files import Sameness
from app.errors import InvalidError, NotFoundError, StaleError
from app.services.audit_log.access_history import list_access_history, list_child_file_history
from app.services.children import child_files, child_linking, file_links
from app.services.children.file_links import NotSameChoice
from app.services.concerns import record_signing
from app.services.integrity.integrity_check import find_all_differences
from app.services.unit_of_work import Action
from tests.support.club.child_links import link
from tests.support.club.office import Office

PLATE = "Silver estate, FN99 KXB"


def sign(office: Office, name: str, about: str = "no", not_for: tuple[str, ...] = (), **said: str):
    """Sign a record about a child and someone the worker is worried about; return its id."""
    parts = (
        Part("now", ("c1",), {"danger_now": "no", "about_our_team": about}),
        Part("account", ("c1",), {"worry": "Quiet.", "child_words": "he drives YJ98 ABC"}),
        Part("child", ("c1",), {"name": name}, item="c1"),
        Part("people", ("c1",), dict(said), item="p1"),
    )
    kept = frozenset(office.id(key) for key in not_for)
    signing = record_signing.SigningRequest(office.draft("sam"), parts, kept)
    return record_signing.sign_record(office.at("sam"), signing)


def link_two(office: Office, one: str = PLATE, other: str = "plate ends KXB"):
    """Two children's files that may name the same car: their ids, and those of the concerns."""
    concerns = (
        sign(office, "Maya Ellis", vehicles=one),
        sign(office, "Theo Hart", vehicles=other),
    )
    return [link(office, concern) for concern in concerns], concerns


def choose(links: file_links.ChildLinks, why: str = "Two cars: one is red.") -> NotSameChoice:
    (group,) = links.groups
    return NotSameChoice(group.kind, group.key, group.files, links.mark, why)


def test_two_files_naming_a_car_are_linked_and_the_look_is_logged(office: Office):
    files, concerns = link_two(office)
    sign(office, "Kim Vale", vehicles=PLATE)  # in no child's file: it links nothing
    links = file_links.open_all_file_links(office.at("deputy"))
    (group,) = links.groups
    assert group.same is Sameness.PART
    assert group.files == tuple(sorted(map(str, files)))
    assert [(one.value.text, one.by) for one in group.mentions] == [
        (PLATE, "Sam Lee"),
        ("plate ends KXB", "Sam Lee"),
    ]
    assert (links.indexed, links.held) == (2, 2)
    events = office.events()
    last = [one for one in events if one.act is Action.LINKS_SHOWN][-1]
    assert last.objs == tuple(sorted(map(str, concerns)))
    assert next(one for one in events if one.obj == "children/links").i < last.i
    words = {one.words for one in list_access_history(office.at("jo"), concerns[0])}
    assert "saw this in the links between children’s files" in words
    assert find_all_differences(office.at("jo")) == ()


def test_a_child_s_words_and_a_hidden_concern_link_nothing(office: Office):
    link(office, sign(office, "Maya Ellis", vehicles="YJ98 ABC"))
    link(office, sign(office, "Theo Hart", name_or_nickname="Kai"))
    for hidden in ({"about": "yes"}, {"not_for": ("deputy",)}):
        sign(office, "Maya Ellis", vehicles="YJ98 ABC", **hidden)
    links = file_links.open_all_file_links(office.at("jo"))
    assert links.groups == ()
    assert links.held == 2
    for who in ("senior", "sam"):
        with pytest.raises(NotFoundError):
            file_links.open_all_file_links(office.at(who))


def test_not_the_same_needs_a_reason_and_ends_the_link_for_everyone(office: Office):
    files, _ = link_two(office)
    links = file_links.open_all_file_links(office.at("jo"))
    with pytest.raises(InvalidError):
        file_links.sign_not_same_entry(office.at("jo"), choose(links, "  "))
    with pytest.raises(InvalidError):
        file_links.sign_not_same_entry(office.at("jo"), choose(links, "x" * 2_001))
    file_links.sign_not_same_entry(office.at("jo"), choose(links))
    file_links.sign_not_same_entry(office.at("jo"), choose(links))
    after = file_links.open_all_file_links(office.at("deputy"))
    assert after.groups == ()
    (said,) = after.told_apart
    assert (said.by.name, said.why) == ("Jo Smith", "Two cars: one is red.")
    assert said.written == (PLATE, "plate ends KXB")
    for file_id in files:
        words = [one.words for one in list_child_file_history(office.at("jo"), file_id)]
        assert "said that this and another file do not name the same thing" in words
        assert child_files.open_child_file(office.at("jo"), file_id).is_whole
    assert find_all_differences(office.at("jo")) == ()


def test_what_is_named_in_another_file_later_is_linked_again(office: Office):
    link_two(office)
    file_links.sign_not_same_entry(
        office.at("jo"), choose(file_links.open_all_file_links(office.at("jo")))
    )
    third = link(office, sign(office, "Kim Vale", vehicles="FN99 KXB"))
    (group,) = file_links.open_all_file_links(office.at("jo")).groups
    assert str(third) in group.files


def test_parting_near_matches_keeps_files_that_name_the_very_same(office: Office):
    cars = (("Maya Ellis", "AB12 CDE"), ("Theo Hart", "ab12cde"), ("Kim Vale", "AB12 CDF"))
    maya, theo, _ = (str(link(office, sign(office, name, vehicles=car))) for name, car in cars)
    near = choose(file_links.open_all_file_links(office.at("jo")))
    assert len(near.files) == 3
    for _ in "twice":
        file_links.sign_not_same_entry(office.at("jo"), near)
    links = file_links.open_all_file_links(office.at("jo"))
    assert len(links.told_apart) == 1
    (group,) = links.groups
    assert (group.files, group.same) == (tuple(sorted((maya, theo))), Sameness.SIGNS)
    file_links.sign_not_same_entry(office.at("jo"), choose(links))
    assert file_links.open_all_file_links(office.at("jo")).groups == ()


def test_with_too_many_to_compare_a_page_says_no_number(office: Office, monkeypatch):
    files, _ = link_two(office)
    monkeypatch.setattr(file_links, "MOST_COMPARED", 1)
    assert file_links.find_file_links(office.at("jo"), files[0]) is None
    assert file_links.open_all_file_links(office.at("jo")).groups


def test_a_page_asks_once_which_of_its_concerns_can_be_opened(office: Office, monkeypatch):
    files, concerns = link_two(office)
    asked: list[UUID] = []
    find = file_links.filter_concerns_sealed_to_leads

    def find_counted(uow, ids):
        asked.extend(ids := tuple(ids))
        return find(uow, ids)

    monkeypatch.setattr(file_links, "filter_concerns_sealed_to_leads", find_counted)
    file = child_files.open_child_file(office.at("jo"), files[0])
    assert file.ids == (concerns[0],)
    assert file_links.find_file_links(office.at("jo"), files[0], file.ids)
    assert asked == [concerns[1]]
    monkeypatch.setattr(file_links, "MOST_EVER_PLACED", 1)
    assert file_links.find_file_links(office.at("jo"), files[0], file.ids) is None
    assert asked == [concerns[1]]


def test_the_log_says_if_the_links_a_file_or_a_concern_was_opened(office: Office):
    files, concerns = link_two(office)
    jo = office.at("jo")
    (group,) = file_links.open_all_file_links(jo).groups
    shown = len(office.events())
    assert file_links.find_file_links(jo, files[0])
    assert file_links.find_concern_links(jo, concerns[0], [group.mentions[0].value])
    looks = [one.obj for one in office.events()[shown:] if one.act is Action.LIST_VIEWED]
    assert looks == [f"children/{files[0]}", f"children/{concerns[0]}"]


def test_of_two_leads_at_once_the_second_looks_again(office: Office):
    files, _ = link_two(office)
    stale = choose(file_links.open_all_file_links(office.at("deputy")))
    link(office, sign(office, "Theo Hart", vehicles="FN99 KXB"), files[1])
    with pytest.raises(StaleError):
        file_links.sign_not_same_entry(office.at("deputy"), stale)
    assert file_links.open_all_file_links(office.at("jo")).told_apart == ()


def test_unlinking_ends_the_link_and_leaves_no_value_in_any_row(office: Office):
    files, concerns = link_two(office)
    assert len(file_links.find_file_links(office.at("jo"), files[0])) == 1
    number = child_files.open_child_file(office.at("jo"), files[1]).card.links[0].number
    child_linking.unlink_child(office.at("jo"), files[1], number, "Another child.")
    assert file_links.open_all_file_links(office.at("jo")).groups == ()
    assert file_links.find_file_links(office.at("jo"), files[0]) == ()
    tables = inspect(office.session.connection()).get_table_names()
    stored = b"".join(
        value if isinstance(value, bytes) else str(value).encode()
        for table in tables
        for row in office.session.execute(text(f'SELECT * FROM "{table}"'))  # noqa: S608
        for value in row
    ).lower()
    for value in (b"fn99 kxb", b"fn99kxb", b"plate ends kxb", b"silver"):
        assert value not in stored
    assert concerns


def test_a_child_s_part_decides_whose_file_a_value_is_in(office: Office):
    parts = [
        Part("now", (), {"danger_now": "no", "about_our_team": "no"}),
        *(Part("child", (c,), {"name": name}, item=c)
          for c, name in (("c1", "Maya Ellis"), ("c2", "Theo Hart"))),
        Part("people", ("c1", "c2"), {"usernames": "kai_rides07"}, item="p1"),
        Part("people", ("c1",), {"usernames": "other_name9"}, item="p2"),
    ]  # fmt: skip
    signing = record_signing.SigningRequest(office.draft("sam"), tuple(parts), frozenset())
    both = record_signing.sign_record(office.at("sam"), signing)
    for child in ("c1", "c2"):
        link(office, both, child=child)
    (group,) = file_links.open_all_file_links(office.at("jo")).groups
    assert group.key == "kairides07"
    assert group.is_one_concern
