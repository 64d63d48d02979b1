"""The log against the rows: what was removed, added or altered behind its back is named by id."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, update

from app.errors import LogBrokenError
from app.models.audit_log import Leaf, LogHead
from app.models.concern import Concern, Due, Entry, Wrap
from app.services.audit_log.replay import blanked_line_log_id
from app.services.concerns import acknowledgements, additions
from app.services.concerns.additions import NewAddition
from app.services.integrity import integrity_check
from app.services.jobs import scheduler
from app.services.referrals import referral_pdf
from audit.events import Action
from tests.support.club.office import Office
from tests.unit.services.jobs.test_scheduler import tools


def damage(office: Office, *statements) -> None:
    with office.world.session() as session:
        for statement in statements:
            session.execute(statement)
        session.commit()


def findings(office: Office) -> tuple[str, ...]:
    return integrity_check.find_all_differences(office.world.uow())


def test_log_and_rows_agree_after_a_whole_journey(office: Office):
    for about, who in (("no", "jo"), ("yes", "senior")):
        concern_id = office.signed("sam", about=about, danger="unsure")
        additions.add_words(office.at("sam"), concern_id, NewAddition(uuid4(), "more"))
        referral_pdf.make_and_archive_summary_pdf(
            office.at("sam"),
            concern_id,
            "",
            referral_pdf.offer_pdf_passphrase(office.at("sam")),
            protect=True,
        )
        if who == "jo":
            acknowledgements.acknowledge_concern(office.at(who), concern_id)
    office.signed("kit")
    for minutes in (20, 20, 20):
        office.now += timedelta(minutes=minutes)
        scheduler.run_jobs_once(tools(office))
    assert findings(office) == ()
    assert office.events()[-1].act is Action.LOG_VERIFIED


def test_an_entry_that_was_altered_removed_or_added_is_named(office: Office):
    first, second, third = (office.signed("sam") for _ in range(3))
    with office.world.session() as session:
        row = session.query(Entry).filter_by(concern_id=first).one()
        row.ciphertext = row.ciphertext[:-1] + bytes([row.ciphertext[-1] ^ 1])
        gone = session.query(Entry).filter_by(concern_id=second).one()
        session.execute(delete(Wrap).where(Wrap.entry_id == gone.id))
        session.delete(gone)
        kept = session.query(Entry).filter_by(concern_id=third).one()
        session.add(
            Entry(
                org_id=kept.org_id, concern_id=third, number=2, author_id=kept.author_id,
                author_fpr=kept.author_fpr, signed_at=kept.signed_at, ciphertext=b"x",
                signature=b"y", leaf_index=kept.leaf_index,
            )
        )  # fmt: skip
        session.commit()
    assert set(findings(office)) == {
        f"Entry {first}/1 is not what the log saw.",
        f"Entry {second}/1 is in the log, but is no longer stored.",
        f"Entry {third}/2 is stored, but the log never saw it.",
    }


def test_an_entry_whose_log_place_was_moved_is_named(office: Office):
    concern_id = office.signed("sam")
    damage(office, update(Entry).values(leaf_index=3))
    assert findings(office) == (f"Entry {concern_id}/1 is not what the log saw.",)


def test_a_state_set_behind_the_logs_back_is_named(office: Office):
    concern_id = office.signed("sam")
    damage(office, update(Concern).values(state="open"))
    assert findings(office) == (
        f"Concern {concern_id} is stored as open, but the log says unread.",
    )


def test_a_due_time_that_was_moved_silenced_or_invented_is_named(office: Office):
    first, second, third = (office.signed("sam") for _ in range(3))
    later = office.now + timedelta(days=9)
    damage(
        office,
        update(Due).where(Due.concern_id == first).values(at=later),
        update(Due).where(Due.concern_id == second).values(done=True),
    )
    with office.world.session() as session:
        session.add(Due(org_id=office.org.id, concern_id=third, at=later))
        session.commit()
    assert set(findings(office)) == {
        f"Due times of concern {one} are not those in the log." for one in (first, second, third)
    }


def test_a_concern_that_is_gone_whole_is_named(office: Office):
    concern_id = office.signed("sam")
    with office.world.session() as session:
        for table in (
            *("document", "wrap", "entry", "card", "due", "outbox", "index_slip"),
            "concern",
        ):
            column = "id" if table == "concern" else "concern_id"
            if table in {"wrap", "document"}:
                session.execute(_of_entries(table))
            else:
                session.execute(_of_concern(table, column, concern_id))
        session.commit()
    assert f"Concern {concern_id} is in the log, but is no longer stored." in findings(office)


def _of_entries(table: str):
    from app.models.base import Base

    return delete(Base.metadata.tables[table])


def _of_concern(table: str, column: str, concern_id):
    from app.models.base import Base

    found = Base.metadata.tables[table]
    return delete(found).where(found.c[column] == concern_id)


@pytest.mark.parametrize("how", ["cut", "altered", "gone", "forged"])
def test_a_log_that_was_cut_or_altered_stops_it(office: Office, how):
    office.signed("sam")
    size = len(office.events())
    statements = {
        "cut": update(LogHead).values(size=size - 2),
        "altered": update(Leaf).where(Leaf.i == size - 1).values(line=b'{"act":"x"}'),
        "gone": delete(Leaf).where(Leaf.i == size - 2),
        "forged": update(Leaf).where(Leaf.i == size - 1).values(hash=b"\0" * 32, line=None),
    }
    damage(office, statements[how])
    with pytest.raises(LogBrokenError):
        findings(office)
    lines = office.session.scalars(select(Leaf.line))
    assert not any(b"log.verified" in line for line in lines if line)


def test_a_line_erased_by_law_is_no_finding(office: Office):
    office.signed("sam")
    signed = next(event.i for event in office.events() if event.act is Action.RECORD_SIGNED)
    office.world.uow().look(Action.LINE_BLANKED, blanked_line_log_id(signed))
    damage(office, update(Leaf).where(Leaf.i == signed).values(line=None))
    assert findings(office) == ()
