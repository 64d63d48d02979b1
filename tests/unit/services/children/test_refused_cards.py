"""A card that cannot be trusted is in the log, also if a comparison passes many cards over."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import update

from app.domain.search.search_query import parse_query
from app.models.child_file import ChildFile
from app.services.children import child_files, child_linking
from app.services.unit_of_work import Action
from tests.support.club.child_links import link, sign_about
from tests.support.club.office import Office


def list_refused(office: Office) -> set[str]:
    """Return what the log says was refused."""
    return {one.obj for one in office.events() if one.act == Action.ENTRY_REFUSED.value}


def change_card(office: Office, file_id: UUID, **values: object) -> None:
    """Write columns of a file's card past every service."""
    office.world.change(update(ChildFile).where(ChildFile.id == file_id).values(values))


def test_each_card_that_does_not_open_is_logged_when_a_child_is_compared(office: Office):
    names = ("Maya Ellis", "Theo Hart", "Casey Lowe")
    changed, moved, whole = (link(office, sign_about(office, {"name": name})) for name in names)
    change_card(office, changed, card=b"other bytes")
    change_card(office, moved, revision=7)
    asked = sign_about(office, {"name": "Casey Low"})
    found = child_linking.open_child_link_question(office.at("jo"), asked, "c1")
    assert [one.id for one in found.candidates] == [whole]
    assert list_refused(office) == {str(changed), str(moved)}
    found = child_files.search_child_files(office.at("jo"), parse_query("Maya"))
    assert (found.files, found.total, found.untrusted) == ((), 0, 2)
