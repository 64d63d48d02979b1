"""A receipt is of the record that was asked for, and a file is called by what was signed.

Both stood in columns. Whoever writes the database could give an author a receipt that is sound and
proves something else, or have one file called by the reference of another.
"""

import pytest
from sqlalchemy import delete, update

from app.errors import SealedError
from app.models.audit_log import Leaf
from app.models.concern import Concern, Entry, Wrap
from app.services.audit_log import record_receipts
from app.services.referrals import referral_pdf
from audit import receipts as proofs
from audit.events import Action
from tests.support.club.office import Office


def change(office: Office, *statements) -> None:
    session = office.world.session()
    for statement in statements:
        assert session.execute(statement).rowcount
    session.commit()


def proved(office: Office, concern_id) -> tuple[Action, str]:
    found = record_receipts.issue_receipt(office.at("sam"), concern_id)
    event = proofs.verify_receipt(
        found, record_receipts.derive_public_log_key(office.at("sam"))
    ).event
    return event.act, event.obj


def taken(office: Office) -> int:
    return sum(event.act is Action.RECEIPT_TAKEN for event in office.events())


def test_it_is_of_this_record_whatever_line_its_row_names(office: Office):
    other, concern_id = office.signed("sam"), office.signed("sam")
    of_other = office.session.query(Entry).filter_by(concern_id=other).one().leaf_index
    mine = update(Entry).where(Entry.concern_id == concern_id)
    for index in (0, of_other, 9_999):
        change(office, mine.values(leaf_index=index))
        assert proved(office, concern_id) == (Action.RECORD_SIGNED, f"{concern_id}/1")


def test_it_is_to_be_had_when_the_record_itself_was_taken_away(office: Office):
    concern_id = office.signed("sam")
    change(office, delete(Wrap), delete(Entry))
    assert proved(office, concern_id) == (Action.RECORD_SIGNED, f"{concern_id}/1")


@pytest.mark.parametrize("how", ["refiled", "emptied", "rewritten"])
def test_where_no_line_says_that_it_was_signed_there_is_none(office: Office, how):
    concern_id = office.signed("sam")
    place = Leaf.obj == f"{concern_id}/1"
    line = office.session.query(Leaf).filter(place).one().line
    damage = {
        "refiled": {"obj": "organisation/x"},
        "emptied": {"line": None},
        "rewritten": {"line": line.replace(b'"as":"practitioner"', b'"as":"lead"')},
    }[how]
    record_receipts.issue_receipt(
        office.at("sam"), concern_id
    )  # this process has read the log by now
    change(office, update(Entry).values(leaf_index=0), update(Leaf).where(place).values(**damage))
    before = taken(office) if how != "refiled" else 1
    with pytest.raises(SealedError):
        record_receipts.issue_receipt(office.at("sam"), concern_id)
    assert taken(office) == before
    assert office.events()[-1].act is Action.ENTRY_REFUSED


def test_a_file_is_called_by_the_reference_that_was_signed(office: Office):
    other, concern_id = office.signed("sam"), office.signed("sam")
    names = {row.id: row.reference for row in office.session.query(Concern)}
    change(
        office,
        update(Concern).where(Concern.id == other).values(reference="X"),
        update(Concern).where(Concern.id == concern_id).values(reference=names[other]),
    )
    made = referral_pdf.log_print_and_build_summary(office.at("jo"), concern_id, "")
    assert names[concern_id] in referral_pdf.render_summary_body(made)
    assert names[other] not in referral_pdf.render_summary_body(made)
    assert made.reference == names[concern_id]
