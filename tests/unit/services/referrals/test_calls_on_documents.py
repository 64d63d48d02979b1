"""Calls, referrals by phone and an only child on a document: what it says of each."""

from __future__ import annotations

import pytest

from app.domain.children.child_card import list_record_children
from app.domain.pages import PAGES_BY_NAME
from app.domain.record.collected_record import collect_record
from app.domain.record.entry_schema import Part, Referral
from app.domain.record.form_data import add_item, remove_item
from app.services.concerns import additions, concern_reading
from app.services.referrals import referral_pdf
from tests.support.club.office import Office, record_parts
from tests.unit.services.referrals.test_referral_pdf import more, sign, text


def refer(office: Office, who: str, concern_id, values) -> None:
    parts = (Part("referral", ("c1",), values),)
    additions.sign_addition_page(
        office.at(who),
        concern_id,
        office.draft(who, concern_id),
        lambda slot: Referral(by=slot.by, signed_at=slot.now, parts=parts),
    )


def test_the_only_child_has_a_paper_when_the_first_was_removed(office: Office):
    """Child 1 was removed and nothing is known of Child 2: no part is about who the child is."""
    child = PAGES_BY_NAME["child"]
    raw = add_item({"children-0-id": ["c1"], "children-0-name": ["Wrong"]}, child.group)
    pages = {
        "now": {"danger_now": ["yes"], "about_our_team": ["no"]},
        "account": {"how_known": ["child_told_me"], "child_words": ["he hits me"]},
        "child": remove_item(raw, child.group, "", "c1"),
    }
    parts = collect_record(pages, office.now.date(), {}).parts
    assert {part.children for part in parts} == {("c2",)}
    concern_id = sign(office, parts)
    later = Part("response", ("c1",), {"what_you_did": "Sat by."})  # as it was asked about once
    more(office, "jo", concern_id, "response", (later,))
    made = referral_pdf.build_summary(office.at("sam"), concern_id)
    assert made.children == (("c2", "Not known"),)
    strip = {cell.label: cell.text for cell in made.paper.strip}
    assert strip["In danger now?"] == "Yes"
    assert "he hits me" in text(made)
    assert "Sat by." in text(made)
    record = concern_reading.open_concern(office.at("jo"), concern_id).record
    assert list_record_children(record) == ("c2",)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ({"who": "Police", "number": "999"}, ["Yes. See the calls below"]),
        ({"who": "999, then the duty desk"}, ["Yes. See the calls below"]),
        ({"whom": "police", "number": "112 (mobile)"}, ["Yes. See the calls below"]),
        ({"who": "Police on 999"}, ["Yes. See the calls below"]),
        ({"who": "Children's services", "number": "01724 999 500"}, []),
        ({"who": "Dad", "number": "07999 999 123"}, []),
        ({"who": "The office", "number": "01724 296500 ext 999"}, []),
        ({"who": "Mum. She said she would ring 999"}, []),
    ],
)
def test_whether_999_was_called_is_told_by_the_calls(office: Office, call, said):
    concern_id = sign(office, (*record_parts(), Part("told", ("c1",), call, "1")))
    made = referral_pdf.build_summary(office.at("sam"), concern_id).paper
    rows = [r for b in made.blocks for p in b.parts for r in p.rows if r.key == "calls.to_999"]
    assert [a.text for row in rows for a in row.answers] == said


def call(item: str, at: str = "", **values) -> Part:
    when = {"when": {"date": "2026-11-24", "time": at}} if at else {}
    return Part("told", ("c1",), {"whom": "children_services", **when, **values}, item)


@pytest.mark.parametrize(
    ("calls", "follows"),
    [
        ([call("1")], ""),
        ([call("1", "13:10", answered="no answer")], ""),
        ([call("1", "13:10", answered="Ama", how_it_ended="without_names")], ""),
        (
            [call("1", "13:40", answered="Dawn"), call("2", "13:10", answered="Ama")],
            "This follows a phone call on 24 November 2026, 13:40 with Dawn.",
        ),
    ],
)
def test_a_paper_follows_the_latest_call_that_told_its_reader(office: Office, calls, follows):
    concern_id = sign(office, (*record_parts(), *calls))
    lead = referral_pdf.build_summary(office.at("sam"), concern_id).paper.lead
    assert lead.endswith(follows)
    assert ("This follows a phone call" in lead) is bool(follows)


def test_a_referral_by_phone_is_on_the_paper_that_follows_it(office: Office):
    concern_id = office.signed("sam")
    values = {"method": "phone", "to_whom": "Amy, duty desk", "reference": "CS-77"}
    refer(office, "jo", concern_id, values)
    made = referral_pdf.build_summary(office.at("sam"), concern_id)
    phoned = "Referred by phone to Amy, duty desk, reference CS-77."
    assert any(phoned in cell.text for cell in made.paper.strip if cell.label == "Done so far")
    found = text(made)
    assert found.count(phoned) == 2, "in the frame, and where calls are"
    assert "No call is recorded" not in found
    after = next(one for one in made.paper.blocks if one.heading == "After the referral")
    rows = {row.label: row.answers[0].text for part in after.parts for row in part.rows}
    assert rows == {
        "How the referral was made": "By phone",
        "Who it was sent to": "Amy, duty desk",
        "Who made it": "Jo Smith",
        "Their reference": "CS-77",
    }
