"""A search of concerns shows the children's files that fit best, and says how many there are."""

from __future__ import annotations

from app.domain.search.search_query import parse_query
from app.services.children import child_files
from tests.support.club.child_links import link, sign_about
from tests.support.club.office import Office


def test_the_closest_name_comes_first_and_all_that_fit_are_counted(office: Office, monkeypatch):
    monkeypatch.setattr(child_files, "MOST_FOUND", 2)
    for name in ("Abi Maynard", "May Zane", "May Young", "Theo Hart"):
        link(office, sign_about(office, {"name": name}))
    found = child_files.search_child_files(office.at("jo"), parse_query("may"))
    assert [one.card.name for one in found.files if one.card] == ["May Young", "May Zane"]
    assert (found.total, found.untrusted) == (3, 0)
