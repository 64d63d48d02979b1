"""A record that nobody has read cannot be made to vanish from its readers by changing rows.

Each way of hiding it that a database writer has: the list of its readers still says that it is
there and whom to ring, the home page still counts it, and `flask log fsck` names it.
"""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from app.models.concern import Card, Concern, Due, Entry, Wrap
from app.models.member import Member
from app.models.outbox import Outbox
from app.models.sealed_index import IndexSlip
from app.services.concern_lists import dashboard
from app.services.concern_lists.inbox import load_inbox
from app.services.concerns import acknowledgements, additions, concern_reading
from app.services.concerns.entry_encryption import FILEKIND
from app.services.integrity import integrity_check
from app.vault.sealed_cards import seal_first_card
from tests.support.club.office import Office
from tests.support.web.checking_client import Page

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
HIDDEN = {
    "its card taken away": delete(Card),
    "its card given to another": update(Card).values(recipient_fpr=b"x" * 32),
    "its route changed": update(Concern).values(route="nobody"),
    "its route given to the seniors": update(Concern).values(route="seniors"),
    "its state closed": update(Concern).values(state="closed"),
    "its state opened": update(Concern).values(state="open"),
    "its author changed": update(Concern).values(
        author_id=select(Member.id).where(Member.name == "Pat Jones").scalar_subquery()
    ),
    "its time changed": update(Concern).values(signed_at=LONG_AGO),
}


def damage(office: Office, *statements) -> None:
    with office.world.session() as session:
        for statement in statements:
            session.execute(statement)
        session.commit()


@pytest.mark.parametrize("how", HIDDEN)
def test_its_readers_are_told_that_it_is_there_and_whom_to_ring(office: Office, how):
    concern_id = office.signed("sam")
    reference = office.session.get_one(Concern, concern_id).reference
    damage(office, HIDDEN[how])
    for reader in ("jo", "deputy"):
        shown = load_inbox(office.at(reader))
        assert not shown.is_empty
        (one,) = shown.unseen
        assert (one.id, one.author, one.author_phone) == (concern_id, "Sam Lee", "07700 900456")
        assert (one.reference, one.signed_at) == (reference, office.now)
        assert dashboard.load_dashboard(office.at(reader)).unread == 1
    assert load_inbox(office.at("senior")).is_empty, "nobody else learns of it"
    assert any(
        str(concern_id) in line for line in integrity_check.find_all_differences(office.world.uow())
    )


def test_a_row_taken_away_whole_still_names_its_author(office: Office):
    concern_id = office.signed("sam")
    tables = (Outbox, Wrap, Entry, Card, Due, IndexSlip, Concern)
    damage(office, *(delete(table) for table in tables))
    (one,) = load_inbox(office.at("jo")).unseen
    assert (one.id, one.author, one.reference, one.stored) == (concern_id, "Sam Lee", "", False)


def test_wraps_taken_away_leave_a_file_that_says_it_cannot_be_trusted(office: Office):
    concern_id = office.signed("sam")
    damage(office, delete(Wrap))
    file = concern_reading.open_concern(office.at("jo"), concern_id)
    assert [entry.refused for entry in file.entries] == [True]
    found = integrity_check.find_all_differences(office.world.uow())
    assert f"Entry {concern_id}/1 cannot be opened by a reader of its file." in found
    assert f"Entry {concern_id}/1 cannot be opened by its file's author." in found


def test_a_card_sealed_by_a_stranger_is_not_shown_as_the_writers(office: Office):
    concern_id = office.signed("sam", danger="yes")
    jo = office.at("jo")
    epoch, leads = jo.keys.team_public(jo.session, jo.me.team)
    forged = seal_first_card(
        b'{"ages":[],"children":["Nobody"],"danger":"no","lead_told":"","leaves_at":"","worry":""}',
        org=str(office.org.id), team=jo.me.team.value, epoch=epoch, filekind=FILEKIND,
        file=str(concern_id), reader=leads,
    )  # fmt: skip
    damage(office, update(Card).values(blob=forged))
    (one,) = load_inbox(office.at("jo")).unread
    assert one.card is None
    found = integrity_check.find_all_differences(office.world.uow())
    assert found == (f"A card of concern {concern_id} is not the one that was signed.",)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (update(Concern).values(reference="XXXXXXXX"), "The row of concern {} is not the one"),
        (update(Concern).values(kept_from=[]), "The row of concern {} is not the one"),
        (update(Concern).values(entries=9), "Concern {} counts 9 entries, but the log says 1"),
        (update(Concern).values(acknowledged_at=Concern.signed_at), "Who acknowledged concern {}"),
        (update(Entry).values(signed_at=LONG_AGO), "Entry {}/1 is not what the log saw"),
    ],
)
def test_fsck_names_a_column_that_no_longer_says_what_was_signed(office: Office, statement, found):
    concern_id = office.signed("sam")
    damage(office, statement)
    lines = integrity_check.find_all_differences(office.world.uow())
    assert any(line.startswith(found.format(concern_id)) for line in lines)


def test_an_acknowledgement_rewritten_is_named(office: Office):
    concern_id = office.signed("sam")
    acknowledgements.acknowledge_concern(office.at("jo"), concern_id)
    assert integrity_check.find_all_differences(office.world.uow()) == ()
    damage(office, update(Concern).values(acknowledged_by=office.id("deputy")))
    assert integrity_check.find_all_differences(office.world.uow()) == (
        f"Who acknowledged concern {concern_id}, or when, is not what the log says.",
    )
    damage(office, update(Concern).values(acknowledged_by=office.id("jo")))
    damage(office, update(Card).values(blob=b"x"))
    found = integrity_check.find_all_differences(office.world.uow())
    assert found == (f"A card of concern {concern_id} is not one that the log saw.",)


def test_a_row_that_names_who_read_added_words_is_accepted(office: Office):
    concern_id = office.signed("sam")
    acknowledgements.acknowledge_concern(office.at("jo"), concern_id)
    words = additions.NewAddition(office.draft("sam", concern_id), "There is more.")
    additions.add_words(office.at("sam"), concern_id, words)
    office.now += timedelta(minutes=5)
    acknowledgements.acknowledge_concern(office.at("deputy"), concern_id)
    assert integrity_check.find_all_differences(office.world.uow()) == ()
    later = {"acknowledged_by": office.id("deputy"), "acknowledged_at": office.now}
    damage(office, update(Concern).values(later))
    assert integrity_check.find_all_differences(office.world.uow()) == ()
    damage(office, update(Concern).values(acknowledged_by=office.id("jo")))
    (found,) = integrity_check.find_all_differences(office.world.uow())
    assert found.startswith(f"Who acknowledged concern {concern_id}")


def test_what_was_acknowledged_waits_no_longer_and_others_stay_in_order(office: Office):
    first, second = office.signed("sam"), office.signed("pat")
    acknowledgements.acknowledge_concern(office.at("jo"), first)
    shown = load_inbox(office.at("deputy"))
    assert ([one.id for one in shown.unread], shown.unseen) == ([second], ())


def test_a_record_kept_from_somebody_is_not_told_to_them_by_this(office: Office):
    concern_id = office.signed("sam", about="yes")
    damage(office, delete(Card))
    assert load_inbox(office.at("jo")).is_empty
    assert [one.id for one in load_inbox(office.at("senior")).unseen] == [concern_id]


def test_the_page_says_so_in_plain_words(office: Office):
    office.now = datetime.now(UTC)  # browsers live in the present
    office.signed("sam")
    reference = office.session.scalars(select(Concern.reference)).one()
    damage(office, delete(Card))
    page = Page(office.world.client("jo").get("/concerns").get_data(as_text=True))
    assert "This concern cannot be trusted" in page.text
    assert reference in page.text
    assert "Sam Lee" in page.text
    assert "tel:07700900456" in page.links
    assert "Tell the person who runs this server" in page.text


def test_a_changed_row_does_not_tell_its_author_that_it_was_read(office: Office):
    concern_id = office.signed("sam")
    jo, now = office.id("jo"), office.now
    damage(office, update(Concern).values(state="open", acknowledged_at=now, acknowledged_by=jo))
    (mine,) = concern_reading.list_own_concerns(office.at("sam"))
    assert (mine.state, mine.acknowledged_at, mine.acknowledged_by) == ("unread", None, "")
    damage(office, update(Concern).values(state="unread", acknowledged_at=None))
    acknowledgements.acknowledge_concern(office.at("jo"), concern_id)
    (mine,) = concern_reading.list_own_concerns(office.at("sam"))
    assert (mine.state, mine.acknowledged_at, mine.acknowledged_by) == ("open", now, "Jo Smith")


def test_it_can_be_acknowledged_whatever_its_row_calls_it(office: Office):
    concern_id = office.signed("sam")
    for state in ("open", "closed"):
        damage(office, update(Concern).values(state=state))
    acknowledgements.acknowledge_concern(office.at("jo"), concern_id)
    assert (
        concern_reading.open_concern(office.at("sam"), concern_id).acknowledged_by.name
        == "Jo Smith"
    )
    assert load_inbox(office.at("jo")).unseen == ()
    damage(office, update(Concern).values(state="unread"))
    acknowledgements.acknowledge_concern(office.at("deputy"), concern_id)
    assert len(concern_reading.open_concern(office.at("sam"), concern_id).entries) == 2
