"""No row of a concern about a lead is sealed to a key which that lead has, or had.

Every sealed row counts: those of later entries, the newest card, slips and books of the search.
"""

from __future__ import annotations

from uuid import UUID, uuid4

import msgspec
import pytest
from sqlalchemy import select

from app.domain.record.entry_schema import Part
from app.domain.routing.actors import Team
from app.domain.routing.recipients import Recipients
from app.models.tables import METADATA
from app.services.concern_tasks.concern_naming import name_concern, open_concern_to_name
from app.services.concerns.acknowledgements import acknowledge_concern
from app.services.concerns.additions import NewAddition, add_words, sign_details
from app.services.concerns.record_signing import sign_record
from app.services.sealed_index.index_building import index_missing_entries
from tests.support.club.office import Office

SPELLINGS = ("Ash Grant", "ash  GRANT", "Ashley Grant", "Аsh Grant", "Mr Grant", "")
"""The name of the deputy as a worker might type it. The fourth has a Cyrillic first letter."""
ROUTES = {
    "it is about the team": ("senior", {"about": "yes"}),
    "they are not sure": ("senior", {"about": "unsure"}),
    "one lead is ticked": ("senior", {"not_for": ["deputy"]}),
    "a head or chair is ticked too": (
        "jo",
        {"not_for": ["senior", "deputy"], "choice": Recipients.NAMED_LEADS},
    ),
}
WAYS = [
    *((how, SPELLINGS[0]) for how in ROUTES),
    *(("they are not sure", s) for s in SPELLINGS[1:]),
]
SEALED_TABLES = {"wrap", "card", "index_slip", "index_book"}


def list_sealed_to(office: Office) -> dict[str, set[bytes]]:
    """Return which keys have a row, in each table that names the key it is sealed to."""
    named = [table for table in METADATA.sorted_tables if "recipient_fpr" in table.c]
    found = {one.name: set(office.session.scalars(select(one.c.recipient_fpr))) for one in named}
    return {name: keys for name, keys in found.items() if keys}


def list_keys_of_deputy(office: Office) -> set[bytes]:
    """Return every key that opens something to the deputy: their own, and the leads'."""
    keys = office.at("deputy").keys
    epoch, leads = keys.team_secret(office.at("deputy").session, Team.LEADS)
    assert epoch == 1, "else there are older keys of the team, too"
    return {keys.own.public.fingerprint, leads.public.fingerprint, keys.pins.leads}


def write_more(office: Office, concern_id: UUID, reader: str) -> None:
    """Add what an author and a reader can add."""
    add_words(office.at("sam"), concern_id, NewAddition(uuid4(), "Ash Grant came back."))
    details = (Part("view", (), {"opinion": "Ash Grant should not be told."}),)
    draft_id = office.draft("sam", concern_id)
    sign_details(office.at("sam"), concern_id, draft_id, "view", details)
    acknowledge_concern(office.at(reader), concern_id)
    add_words(office.at(reader), concern_id, NewAddition(uuid4(), "I have read it."))


@pytest.mark.parametrize(("how", "spelling"), WAYS)
def test_nothing_of_it_is_sealed_to_a_key_of_that_lead(office: Office, how: str, spelling: str):
    reader, answers = ROUTES[how]
    what = office.to_sign("sam", **answers)
    typed = Part("people", (), {"name_or_nickname": spelling}, item="p1")
    concern_id = sign_record(
        office.at("sam"), msgspec.structs.replace(what, parts=(*what.parts, typed))
    )
    write_more(office, concern_id, reader)
    if reader == "senior":
        file = open_concern_to_name(office.at(reader), concern_id)
        name_concern(office.at(reader), file, "The deputy")
    slips = list_sealed_to(office)["index_slip"]
    index_missing_entries(office.at(reader))  # where a team reads it, its slips go into a book
    sealed = {**list_sealed_to(office), "index_slip": slips}
    assert {"wrap", "card", "index_slip"} <= sealed.keys() <= SEALED_TABLES
    assert len(sealed["wrap"]) == 2, "its author and those who read it"
    for table, keys in sealed.items():
        assert not keys & list_keys_of_deputy(office), table


def test_the_search_for_rows_finds_those_of_the_leads(office: Office):
    concern_id = sign_record(office.at("sam"), office.to_sign("sam"))
    write_more(office, concern_id, "jo")
    for table, keys in list_sealed_to(office).items():
        assert keys & list_keys_of_deputy(office), table
