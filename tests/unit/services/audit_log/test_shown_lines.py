"""One line names all that was opened together, and each concern's history shows its own part."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from app.domain.routing.recipients import Recipients
from app.models.concern import Entry
from app.services.audit_log.access_history import (
    OPENING_ACTIONS,
    AccessEvent,
    find_concerns_new_to_me,
    list_access_history,
    list_access_history_and_openings,
    list_child_file_history,
    select_readings_by_others,
)
from app.services.children import child_files, other_referrals
from app.services.concern_lists.today import load_waiting_work
from app.services.concerns import concern_reading
from app.services.concerns.additions import NewAddition, add_words
from app.services.concerns.concern_reading import open_concern
from app.services.concerns.entry_decryption import hash_sealed_entry, load_entry_rows
from app.services.concerns.own_concerns import list_own_concerns
from app.services.unit_of_work import Action
from audit.events import MAX_OBJS, hash_digests
from tests.support.club.child_links import link, sign_about
from tests.support.club.office import Office
from tests.unit.services.audit_log.test_log_export import leaves
from tests.unit.services.concern_lists.test_today import referred

MAYA = {"name": "Maya Ellis"}


def open_file(office: Office, *concerns: UUID, who: str = "deputy") -> UUID:
    """Put these into one file and open it as somebody."""
    file_id = None
    for concern_id in concerns:
        file_id = link(office, concern_id, file_id)
    assert file_id is not None
    child_files.open_child_file(office.at(who), file_id)
    return file_id


def tell(office: Office, concern_id: UUID, who: str) -> list[str]:
    """Return who did what with a concern, as a person is shown it, newest first."""
    return [f"{one.who} {one.words}" for one in list_access_history(office.at(who), concern_id)]


def test_a_childs_file_is_one_line_with_the_hash_of_what_it_showed(office: Office):
    first, second = (sign_about(office, MAYA) for _ in range(2))
    add_words(office.at("sam"), second, NewAddition(office.id("sam"), "more"))
    deputy, file_id = office.at("deputy"), link(office, second, link(office, first))
    before = len(office.events())
    child_files.open_child_file(deputy, file_id)
    (line,) = office.events()[before:]
    assert (line.obj, set(line.objs)) == (
        str(file_id),
        {f"{first}/1", f"{second}/1", f"{second}/2"},
    )
    uow = office.at("jo")
    digests = {
        f"{one}/{row.number}": hash_sealed_entry(row)
        for one in (first, second)
        for row in load_entry_rows(uow, one)
    }
    assert line.h == hash_digests(digests[name] for name in line.objs).hex()


def test_one_line_of_many_entries_counts_as_opening_each(office: Office, monkeypatch):
    concern_id = sign_about(office, MAYA)
    add_words(office.at("deputy"), concern_id, NewAddition(office.id("deputy"), "more"))
    own = list_own_concerns(office.at("sam"))
    assert [one.id for one in find_concerns_new_to_me(office.at("sam"), own)] == [concern_id]
    names = tuple(f"{concern_id}/{number}" for number in (1, 2))
    for most, lines in ((2, [(name, ()) for name in names]), (1, [(f"{concern_id}", names)])):
        monkeypatch.setattr(concern_reading, "MOST_LINES", most)
        sam, before = office.at("sam"), len(office.events())
        open_concern(sam, concern_id)
        found = office.events()[before:]
        assert [(one.act, one.obj, one.objs) for one in found] == [
            (Action.ENTRY_READ, obj, objs) for obj, objs in lines
        ]
        assert tell(office, concern_id, "jo")[0].endswith("opened entries 1, 2")
        assert find_concerns_new_to_me(office.at("sam"), own) == ()
    rows = load_entry_rows(office.at("jo"), concern_id)
    assert found[0].h == hash_digests(map(hash_sealed_entry, rows)).hex()


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((3,), "opened entry 3"),
        ((3, 4), "opened entries 3, 4"),
        ((3, 4, 5), "opened entries 3 to 5"),
        ((1, 2, *range(4, 30), 31, *range(33, 36)), "opened entries 1, 2, 4 to 29, 31, 33 to 35"),
    ],
)
def test_numbers_in_a_row_are_said_in_short(numbers: tuple[int, ...], words: str):
    event = AccessEvent("Sam Reid", "", Action.ENTRY_READ, "opened entry", numbers, None)
    assert event.words == words


def test_a_concerns_history_is_read_no_further_than_asked(office: Office):
    concern_id = sign_about(office, MAYA)
    for _ in range(3):
        office.now += timedelta(minutes=2)
        open_concern(office.at("deputy"), concern_id)
        open_concern(office.at("jo"), concern_id)
    whole = list_access_history(office.at("jo"), concern_id)
    assert len(whole) > 6
    for most in (1, 4, len(whole)):
        assert list_access_history(office.at("jo"), concern_id, most) == whole[:most]


@pytest.mark.parametrize("most_lines", [1, 10], ids=["one line of many", "a line each"])
def test_the_newest_opening_of_each_other_person_is_found(office: Office, monkeypatch, most_lines):
    monkeypatch.setattr(concern_reading, "MOST_LINES", most_lines)
    concern_id = sign_about(office, MAYA)
    add_words(office.at("sam"), concern_id, NewAddition(office.id("sam"), "more"))
    for who in ("deputy", "sam", "jo", "deputy", "jo", "jo"):
        office.now += timedelta(minutes=2)
        open_concern(office.at(who), concern_id)
    whole = list_access_history(office.at("jo"), concern_id)
    opened = {
        who: next(
            one for one in whole
            if one.member_id == str(office.id(who)) and one.action in OPENING_ACTIONS
        )
        for who in ("deputy", "sam")
    }  # fmt: skip
    for since, expected in (
        (office.now - timedelta(hours=1), ["deputy", "sam"]),
        (opened["sam"].at, ["deputy", "sam"]),
        (opened["sam"].at + timedelta(seconds=1), ["deputy"]),
        (opened["deputy"].at + timedelta(seconds=1), []),
    ):
        history, found = list_access_history_and_openings(office.at("jo"), concern_id, 4, since)
        assert history == whole[:4]
        assert [(one.who, one.at) for one in found] == [
            (opened[who].who, opened[who].at) for who in expected
        ]


def test_a_clock_that_was_set_back_hides_no_opening_before_it(office: Office):
    concern_id, now = sign_about(office, MAYA), office.now
    open_concern(office.at("deputy"), concern_id)
    office.now -= timedelta(hours=1)
    open_concern(office.at("sam"), concern_id)
    office.now = now
    since = now - timedelta(minutes=15)
    _, found = list_access_history_and_openings(office.at("jo"), concern_id, 4, since)
    assert [one.member_id for one in found] == [str(office.id("deputy"))]


def test_each_concern_tells_of_its_own_entries_and_of_no_other(office: Office):
    first, second = (sign_about(office, MAYA) for _ in range(2))
    add_words(office.at("sam"), second, NewAddition(office.id("sam"), "more"))
    file_id = open_file(office, first, second)
    assert tell(office, first, "jo")[0].endswith("opened entry 1")
    assert tell(office, second, "jo")[0].endswith("opened entries 1, 2")
    for one, other in ((first, second), (second, first)):
        shown = repr(list_access_history(office.at("jo"), one))
        assert str(other) not in shown
        assert str(file_id) not in shown
    (opening,) = [
        one for one in list_child_file_history(office.at("jo"), file_id)
        if one.member_id == str(office.id("deputy"))
    ]  # fmt: skip
    assert (opening.words, opening.numbers) == ("opened this file", ())


def test_the_newest_of_a_file_are_those_of_the_whole_history(office: Office):
    file_id = open_file(office, sign_about(office, MAYA), sign_about(office, MAYA))
    for _ in range(3):
        office.now += timedelta(minutes=2)
        for who in ("deputy", "jo"):
            child_files.open_child_file(office.at(who), file_id)
    whole = list_child_file_history(office.at("jo"), file_id)
    assert len(whole) > 6
    for most in (1, 4, len(whole), len(whole) + 1):
        assert list_child_file_history(office.at("jo"), file_id, most) == whole[:most]


def test_the_author_is_told_that_it_was_read_and_of_no_file(office: Office):
    concern_id = sign_about(office, MAYA)
    open_file(office, concern_id, sign_about(office, MAYA, who="pat"))
    found = list_access_history(office.at("sam"), concern_id)
    shown = select_readings_by_others(found, office.id("sam"))
    assert shown[0].member_id == str(office.id("deputy"))
    assert shown[0].words == "opened entry 1"
    assert "file" not in shown[0].words


def test_seeing_a_task_in_a_list_is_told_to_readers_and_is_no_reading(office: Office):
    sent, other = referred(office), referred(office)
    load_waiting_work(office.at("deputy"))
    for concern_id in (sent, other):
        assert tell(office, concern_id, "jo")[0].endswith("saw in a list what is outstanding")
        found = list_access_history(office.at("sam"), concern_id)
        by_others = select_readings_by_others(found, office.id("sam"))
        assert str(office.id("deputy")) not in {one.member_id for one in by_others}


def test_more_than_a_line_holds_goes_on_in_further_lines(office: Office):
    names = [f"{uuid4()}/1" for _ in range(MAX_OBJS + 3)]
    jo, before = office.at("jo"), len(office.events())
    with jo.act() as act:
        act.log_shown(Action.CHILD_OPENED, str(uuid4()), names)
    lines = office.events()[before:]
    assert [len(one.objs) for one in lines] == [MAX_OBJS, 3]
    assert len({one.obj for one in lines}) == 1
    assert [name for one in lines for name in one.objs] == sorted(names)


def test_every_concern_of_further_lines_has_its_history(office: Office):
    concern_id = office.signed("sam")
    names = [f"{uuid4()}/1" for _ in range(MAX_OBJS + 3)] + [f"{concern_id}/1"]
    with office.at("deputy").act() as act:
        act.log_shown(Action.CHILD_OPENED, str(uuid4()), names)
    assert tell(office, concern_id, "jo")[0].endswith("opened entry 1")


def test_a_concern_opened_in_a_file_is_opened_for_whoever_wrote_it(office: Office):
    concern_id = sign_about(office, MAYA, who="jo")
    add_words(office.at("deputy"), concern_id, NewAddition(office.id("deputy"), "more"))
    own = list_own_concerns(office.at("jo"))
    assert [one.id for one in find_concerns_new_to_me(office.at("jo"), own)] == [concern_id]
    open_file(office, concern_id, who="jo")
    assert find_concerns_new_to_me(office.at("jo"), own) == ()


def test_a_look_for_referrals_is_logged_and_counts_as_opening_nothing(office: Office):
    looked_in = sign_about(office, MAYA, who="jo")
    second = sign_about(office, MAYA)
    link(office, second, link(office, looked_in))
    add_words(office.at("deputy"), looked_in, NewAddition(office.id("deputy"), "more"))
    before, own = len(office.events()), list_own_concerns(office.at("jo"))
    jo = office.at("jo")
    other_referrals.open_other_referrals(jo, open_concern(jo, second))
    shown = {f"{looked_in}/1", f"{looked_in}/2"}
    lines = [one for one in office.events()[before:] if shown & {one.obj, *one.objs}]
    assert [(one.act, set(one.objs)) for one in lines] == [(Action.REFERRALS_SHOWN, shown)]
    assert tell(office, looked_in, "deputy")[0].endswith("was shown whether this was referred")
    assert [one.id for one in find_concerns_new_to_me(office.at("jo"), own)] == [looked_in]
    found = list_access_history(office.at("deputy"), looked_in)
    readings = select_readings_by_others(found, office.id("sam"))
    opened = [one for one in found if one.action in OPENING_ACTIONS]
    assert not [one for one in (*readings, *opened) if 2 in one.numbers]


def test_a_number_that_was_shown_is_never_used_again(office: Office):
    concern_id = office.signed("sam")
    with office.at("deputy").act() as act:
        act.log_shown(Action.CHILD_OPENED, str(uuid4()), [f"{concern_id}/{n}" for n in (1, 2, 9)])
    assert add_words(office.at("sam"), concern_id, NewAddition(office.id("sam"), "more")) == 3


def test_a_list_with_a_hidden_concern_is_a_hash_like_any_view_of_it(office: Office):
    """A view that opened a concern kept from the deputy looks to them like any other view."""
    kept = referred(office, not_for=("senior", "deputy"), choice=Recipients.NAMED_LEADS)
    shared = referred(office)
    load_waiting_work(office.at("jo"))
    assert {one.obj for one in office.events() if str(kept) in one.objs} == {"today"}
    for who, views in (("jo", 1), ("deputy", 0), (None, 0)):
        found = b"\n".join(leaves(office, who))
        assert (str(kept).encode() in found) is (who == "jo"), who
        assert found.count(b'"act":"list.viewed"') == views, who
        assert f'"objs":["{shared}"]'.encode() in found, who


def test_what_was_read_is_what_was_hashed_though_it_changes_meanwhile(office: Office, monkeypatch):
    """A row that changes between the line and the opening is not what the reader is shown."""
    concern_id = sign_about(office, MAYA)
    file_id = link(office, concern_id)
    jo = office.at("jo")
    log = type(jo).act

    def change_after(self):
        with office.world.session() as session:
            session.execute(
                update(Entry).where(Entry.concern_id == concern_id).values(signature=bytes(64))
            )
            session.commit()
        monkeypatch.setattr(type(jo), "act", log)
        return log(self)

    monkeypatch.setattr(type(jo), "act", change_after)
    (found,) = child_files.open_child_file(jo, file_id).concerns
    assert not found.concern.entries[0].refused
    assert open_concern(office.at("jo"), concern_id).entries[0].refused


@pytest.mark.parametrize("who", ["jo", None])
def test_an_export_names_what_every_lead_may_open(office: Office, who):
    concern_id = sign_about(office, MAYA)
    file_id = open_file(office, concern_id)
    text = b"\n".join(leaves(office, who))
    assert f'"obj":"{file_id}","objs":["{concern_id}/1"]'.encode() in text
