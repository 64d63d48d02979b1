"""Words added about one of two children say which child, wherever the file is read or printed."""

from __future__ import annotations

import html

import pytest

from app.domain.record.entry_schema import Part
from app.services.concerns import record_signing
from app.services.concerns.record_signing import SigningRequest
from tests.support.club.office import CHILD, Office, record_parts
from tests.support.club.office_today import office
from tests.support.web.record_client import look
from tests.unit.referral_forms.document_text import body_text, squash

__all__ = ["office"]

SECOND = Part("child", ("c2",), {"name": "Maja Second"}, item="c2")


def added(office: Office, children: list[str], *, second: bool = True) -> str:
    """Words added to a record by its author; the path of its file."""
    parts = (*record_parts(), *((SECOND,) if second else ()))
    what = SigningRequest(office.draft("sam"), parts, frozenset())
    path = f"/concerns/{record_signing.sign_record(office.at('sam'), what)}"
    client = office.world.client("sam")
    form = look(client, f"{path}/add")
    form.set("words", ["She rang back."])
    if second:
        form.set("children", children)
    assert client.post(form.action, data=form.sent()).location == f"{path}?added=2"
    return path


def read(office: Office, path: str) -> tuple[str, str, str]:
    """The entry in the timeline, the summary about the second child, and its PDF."""
    client = office.world.client("jo")
    page = html.unescape(client.get(path).get_data(as_text=True))
    entry = page.split('id="entry-2"')[1].split("</li>")[0]
    child = "c2" if "Maja Second" in page else "c1"
    summary = client.page(f"{path}/referral/summary?child={child}").text
    fields = {
        c["name"]: c["value"]
        for c in client.page(f"{path}/referral/pdf?child={child}").controls
        if c.get("name") in {"once", "child", "words", "proof"}
    }
    pdf = client.send(f"{path}/referral/summary.pdf", fields, via=f"{path}/referral/pdf")
    return entry, summary, squash(body_text(pdf.data, fields["words"]))


@pytest.mark.parametrize(
    ("children", "said"),
    [
        (["c2"], "About Maja Second."),
        (["c1", "c2"], f"About {CHILD}, Maja Second."),
        ([], "It is not recorded which child this is about."),
    ],
)
def test_the_timeline_the_summary_and_the_pdf_say_whom_it_is_about(
    office: Office, children: list[str], said: str
):
    entry, summary, pdf = read(office, added(office, children))
    assert said in entry
    assert said in summary
    assert squash(said) in pdf


def test_where_there_is_one_child_nothing_is_said_of_it(office: Office):
    for text in read(office, added(office, [], second=False)):
        assert "She rang back" in text or squash("She rang back") in text
        assert "About" not in text.split("She rang back")[0][-300:]
        assert "was not said" not in text
