"""An entry that a database writer takes away leaves a gap that every later reader is shown."""

from uuid import uuid4

import pytest
from sqlalchemy import delete, update

from app.domain.record.entry_schema import Part
from app.models.audit_log import Leaf
from app.models.concern import Concern, Entry, Wrap
from app.services.concerns import acknowledgements, additions, concern_reading, record_signing
from app.services.drafts import draft_store
from app.services.integrity import integrity_check
from app.services.referrals import referral_pdf

PARTS = (Part("account", ("c1",), {"worry": "He would not say where he slept."}),)


def add(world, concern_id, words: str) -> int:
    return additions.add_words(world.uow("sam"), concern_id, additions.NewAddition(uuid4(), words))


@pytest.fixture
def concern_id(world):
    """A file whose second and last entry was taken away; its row counts one."""
    uow = world.uow("sam")
    concern_id = record_signing.sign_record(
        uow, record_signing.SigningRequest(draft_store.start_draft(uow), PARTS, frozenset())
    )
    assert add(world, concern_id, "She said it again today.") == 2
    session = world.session()
    gone = session.query(Entry).filter_by(concern_id=concern_id, number=2).one().id
    session.execute(delete(Wrap).where(Wrap.entry_id == gone))
    session.execute(delete(Entry).where(Entry.id == gone))
    session.execute(update(Concern).values(entries=1))
    session.commit()
    return concern_id


def shown(world, concern_id) -> list[tuple[int, bool]]:
    entries = concern_reading.open_concern(world.uow("jo"), concern_id).entries
    return [(one.number, one.refused) for one in entries]


def test_the_newest_one_is_missed_before_anything_else_is_added(world, concern_id):
    assert shown(world, concern_id) == [(1, False), (2, True)]
    page = world.client("jo").page(f"/concerns/{concern_id}")
    assert "cannot be trusted" in page.text
    summary = referral_pdf.log_print_and_build_summary(world.uow("jo"), concern_id, "")
    printed = referral_pdf.render_summary_body(summary)
    assert "Entry 2 of this concern cannot be trusted" in printed


@pytest.mark.parametrize("refiled", [False, True])
def test_its_number_is_never_used_again_and_the_gap_is_shown(world, concern_id, refiled):
    if refiled:  # so that whoever looks for lines of the second entry finds none
        session = world.session()
        lines = update(Leaf).where(Leaf.obj == f"{concern_id}/2").values(obj="organisation/x")
        assert session.execute(lines).rowcount
        session.commit()
    assert add(world, concern_id, "Something harmless.") == 3
    assert shown(world, concern_id) == [(1, False), (2, True), (3, False)]
    assert any(
        f"{concern_id}/2" in line for line in integrity_check.find_all_differences(world.uow())
    )


def test_what_others_add_while_a_file_is_opened_is_not_called_missing(world, monkeypatch):
    uow = world.uow("sam")
    concern_id = record_signing.sign_record(
        uow, record_signing.SigningRequest(draft_store.start_draft(uow), PARTS, frozenset())
    )
    find, reader = concern_reading.load_readable_concern, world.uow("jo")

    def found_and_then(*given):
        monkeypatch.undo()
        concern = find(*given)
        add(world, concern_id, "She said it again today.")
        acknowledgements.acknowledge_concern(world.uow("deputy"), concern_id)
        return concern

    monkeypatch.setattr(concern_reading, "load_readable_concern", found_and_then)
    entries = concern_reading.open_concern(reader, concern_id).entries
    assert [(one.number, one.refused) for one in entries] == [(1, False), (2, False), (3, False)]
