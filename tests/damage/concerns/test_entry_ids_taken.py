"""Nobody who only writes to the database takes the place of words that are still to be written."""

from __future__ import annotations

from dataclasses import replace
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import insert, select

from app.models.concern import Entry
from app.models.draft import Draft
from app.services.concerns import additions
from app.services.concerns.additions import NewAddition
from app.services.concerns.entry_append import derive_own_entry_id
from app.services.drafts import addition_drafts, draft_store
from app.vault.server_secret import ServerSecret
from tests.support.club.office import Office

PAGE = "addition"


def test_an_author_keeps_and_signs_more_words_whatever_ids_are_taken(office: Office):
    concern_id = office.signed("sam")
    guesses = {
        uuid5(name, f"{office.id('sam')}/{PAGE}/{number}")
        for name in (concern_id, NAMESPACE_OID)
        for number in range(3)
    }
    with office.world.session() as session:
        for guess in guesses:
            row = {"id": guess, "org_id": office.org.id, "user_id": office.id("pat")}
            times = {"began_at": office.now, "saved_at": office.now}
            session.execute(insert(Draft).values(**row, **times, concern_id=concern_id))
        session.commit()
    issued = addition_drafts.find_addition_draft(office.at("sam"), concern_id, PAGE)
    addition_drafts.start_addition_draft(office.at("sam"), concern_id, PAGE, issued.id)
    draft_store.save_page(office.at("sam"), issued.id, PAGE, {"words": ["more"]}, 0)
    with office.world.session() as session:  # the draft's id can be read now; its entry's cannot
        columns = [column for column in Entry.__table__.c if column.name not in {"id", "number"}]
        whole = session.execute(select(*columns).where(Entry.number == 1)).one()._asdict()
        guess = uuid5(concern_id, f"{office.id('sam')}/{issued.id}")
        session.execute(insert(Entry).values(**whole, id=guess, number=70))
        session.commit()
    words = NewAddition(issued.id, "more")
    assert additions.add_words(office.at("sam"), concern_id, words) == 2
    assert additions.add_words(office.at("sam"), concern_id, words) == 2, "pressed twice: one entry"
    assert addition_drafts.find_addition_draft(office.at("sam"), concern_id, PAGE).id != issued.id


def test_the_ids_of_what_is_to_come_are_not_to_be_had_without_the_secret(office: Office):
    concern_id = office.signed("sam")
    sam = office.at("sam")
    other = replace(sam, server=ServerSecret(b"o" * 32))
    first = addition_drafts.find_addition_draft(sam, concern_id, PAGE)
    assert first == addition_drafts.find_addition_draft(office.at("sam"), concern_id, PAGE)
    assert first != addition_drafts.find_addition_draft(other, concern_id, PAGE)
    assert derive_own_entry_id(sam, concern_id, first.id) != derive_own_entry_id(
        other, concern_id, first.id
    )
