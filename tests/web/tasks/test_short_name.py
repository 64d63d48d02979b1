"""A lead names a concern: the team's lists show it, and no one else ever does."""

from __future__ import annotations

from uuid import UUID

import msgspec
import pytest
from sqlalchemy import select, update

from app.domain.record.concern_card import copy_most_cautious_answers, make_card
from app.domain.record.entry_schema import Part
from app.domain.routing.recipients import Recipients
from app.errors import StaleError
from app.models.concern import Card
from app.services.concern_tasks import concern_naming
from app.services.concerns.acknowledgements import acknowledge_concern
from app.services.concerns.additions import NewAddition, add_words
from app.services.concerns.concern_reading import open_concern
from app.services.integrity.integrity_check import find_all_differences
from app.services.suspension.member_removal import remove_member
from app.services.suspension.member_suspension import suspend_member
from tests.support.club.child_links import WORRY, sign_about
from tests.support.club.office import Office
from tests.support.web.html_forms import forms

NAME = "Silver car by the baths"


def name(client, concern, text: str):
    """Send the form as a browser does."""
    path = f"/concerns/{concern}/name"
    form = next(one for one in forms(client.get(path).text) if one.action == path)
    form.set("name", [text])
    return client.send(path, form.sent())


def read_concern(office: Office, **more) -> UUID:
    """Sign a concern and mark it as read by the lead."""
    concern = sign_about(office, {"name": "Maya Ellis"}, **more)
    acknowledge_concern(office.at("senior" if more.get("about") else "jo"), concern)
    return concern


def test_lists_of_leads_show_the_name_instead_of_the_worry(office: Office):
    concern, jo = read_concern(office), office.world.client("jo")
    assert WORRY in jo.page("/concerns").text
    assert "Name this concern" in jo.page(f"/concerns/{concern}").text
    assert name(jo, concern, f"  {NAME} ").status_code == 303
    for who in ("jo", "deputy"):
        page = office.world.client(who).page("/concerns").text
        assert NAME in page
        assert WORRY not in page
        assert NAME in office.world.client(who).page(f"/concerns/{concern}").text
    jo.send("/concerns/filter", {"list": "everyone", "words": "silver baths"}, via="/concerns")
    assert NAME in jo.page("/concerns").text
    assert find_all_differences(office.at("jo")) == ()


def test_no_author_and_no_one_the_concern_is_kept_from_sees_it(office: Office):
    concern = read_concern(office)
    staff = read_concern(office, about="yes")
    name(office.world.client("jo"), concern, NAME)
    name(office.world.client("senior"), staff, "About the minibus")
    for who, path in (
        ("sam", "/concerns"), ("sam", f"/concerns/{concern}"), ("sam", "/"),
        ("sam", f"/concerns/{staff}"), ("jo", "/concerns"), ("jo", "/"),
        ("deputy", "/concerns"), ("senior", "/concerns"),
    ):  # fmt: skip
        hidden = NAME if who in {"sam", "senior"} else "About the minibus"
        assert hidden not in office.world.client(who).get(path).text, (who, path)
    assert "About the minibus" not in office.world.client("sam").get("/concerns").text
    for who, one in (("sam", concern), ("pat", concern), ("senior", concern), ("jo", staff)):
        client = office.world.client(who)
        assert client.get(f"/concerns/{one}/name").status_code == 404, who
        assert client.send(f"/concerns/{one}/name", {"name": "x"}, via="/help").status_code == 404
    assert NAME in office.world.client("jo").page("/concerns").text


def test_no_name_is_in_clear_and_two_names_are_equally_long(office: Office):
    sizes = set()
    for text in ("A", NAME):
        concern = read_concern(office)
        name(office.world.client("jo"), concern, text)
        (blob,) = office.session.scalars(select(Card.blob).where(Card.concern_id == concern))
        assert NAME.encode() not in blob
        sizes.add(len(blob))
    assert len(sizes) == 1


def test_a_name_stays_when_more_is_read_and_an_empty_one_takes_it_away(office: Office):
    concern, jo = read_concern(office), office.world.client("jo")
    name(jo, concern, NAME)
    add_words(office.at("sam"), concern, NewAddition(office.id("sam"), "He came again."))
    acknowledge_concern(office.at("deputy"), concern)
    assert NAME in jo.page("/concerns").text
    assert name(jo, concern, "").status_code == 303
    assert NAME not in jo.page("/concerns").text
    assert WORRY in jo.page("/concerns").text
    assert find_all_differences(office.at("jo")) == ()


def test_one_that_is_unread_or_for_people_by_name_has_no_name(office: Office):
    unread = sign_about(office, {"name": "Maya Ellis"})
    jo = office.world.client("jo")
    assert "Name this concern" not in jo.page(f"/concerns/{unread}").text
    answer = name(jo, unread, NAME)
    assert answer.status_code == 422
    assert "Mark this concern as read, then name it" in answer.text
    by_name = sign_about(
        office, {"name": "Theo Hart"}, not_for=("senior", "deputy"), choice=Recipients.NAMED_LEADS
    )
    acknowledge_concern(office.at("jo"), by_name)
    assert "Name this concern" not in jo.page(f"/concerns/{by_name}").text
    assert jo.get(f"/concerns/{by_name}/name").status_code == 404


def test_a_name_that_is_too_long_is_kept_on_the_page_with_the_error(office: Office):
    concern, jo = read_concern(office), office.world.client("jo")
    answer = name(jo, concern, "x" * 61)
    assert answer.status_code == 422
    assert "Enter a name of 60 characters or fewer" in answer.text
    assert "x" * 61 in answer.text


def test_of_two_leads_at_once_the_second_sees_that_the_first_was_quicker(office: Office):
    concern = read_concern(office)
    path = f"/concerns/{concern}/name"
    jo, deputy = office.world.client("jo"), office.world.client("deputy")
    form = next(one for one in forms(deputy.get(path).text) if one.action == path)
    name(jo, concern, NAME)
    form.set("name", ["Boy at the baths"])
    answer = deputy.send(path, form.sent())
    assert answer.status_code == 409
    assert f"named this concern “{NAME}”" in answer.text
    again = next(one for one in forms(answer.text) if one.action == path)
    assert "Boy at the baths" in str(again.sent())
    assert NAME in jo.page("/concerns").text
    assert deputy.send(path, again.sent()).status_code == 303
    assert "Boy at the baths" in jo.page("/concerns").text
    for late in (forms(answer.text), forms(answer.text)):  # pressed twice it is one
        form = next(one for one in late if one.action == path)
        assert deputy.send(path, form.sent()).status_code == 303


def test_a_name_takes_no_danger_of_another_text_off_the_card() -> None:
    """A card is written again from the record alone, which lacks the other text of a page."""
    calm = make_card([Part("now", ("c1",), {"danger_now": "no"})])
    other = [
        Part("now", ("c1",), {"danger_now": "yes"}),
        Part("wishes", ("c1",), {"safe_tonight": "no"}),
    ]
    known = make_card([Part("now", ("c1",), {"danger_now": "no"})], other)
    kept = copy_most_cautious_answers(calm, known)
    assert (kept.danger, kept.safe_tonight, kept.danger_at) == ("yes", "no", msgspec.UNSET)
    assert copy_most_cautious_answers(known, calm) == known


def test_a_name_given_under_the_lock_is_not_written_over(office: Office, monkeypatch):
    concern = read_concern(office)
    slow, opens = office.at("deputy"), concern_naming.open_for_append
    file = concern_naming.open_concern_to_name(slow, concern)

    def be_quicker(uow, concern_id):
        ready = opens(uow, concern_id)
        monkeypatch.setattr(concern_naming, "open_for_append", opens)
        name(office.world.client("jo"), concern, NAME)
        return ready

    monkeypatch.setattr(concern_naming, "open_for_append", be_quicker)
    with pytest.raises(StaleError):
        concern_naming.name_concern(slow, file, "Boy at the baths", "")
    assert NAME in office.world.client("jo").page("/concerns").text


def test_a_spoiled_revision_keeps_no_one_from_marking_as_read(office: Office):
    concern = read_concern(office)
    name(office.world.client("jo"), concern, NAME)
    for revision in (-5, 2_000_000_000):
        office.world.change(
            update(Card).where(Card.concern_id == concern).values(revision=revision)
        )
        add_words(office.at("sam"), concern, NewAddition(office.id("sam"), "More."))
        acknowledge_concern(office.at("jo"), concern)
        file = open_concern(office.at("jo"), concern)
        assert not file.added_since
        assert concern_naming.load_concern_name(office.at("jo"), file) == ""


def test_a_name_from_before_the_key_changed_stays_and_is_locked(office: Office):
    concern = read_concern(office)
    name(office.world.client("jo"), concern, NAME)
    suspend_member(office.at("jo"), office.id("deputy"))
    remove_member(office.at("jo"), office.id("deputy"))
    jo = office.world.client("jo")
    page = jo.page(f"/concerns/{concern}").text
    assert NAME in page
    assert "Name this concern" not in page
    assert NAME in jo.page("/concerns").text
    answer = name(jo, concern, "Something else")
    assert concern_naming.OLDER_KEY in answer.get_data(as_text=True)
    newer = read_concern(office)
    assert name(jo, newer, "Another car").status_code == 303
    assert find_all_differences(office.at("jo")) == ()
