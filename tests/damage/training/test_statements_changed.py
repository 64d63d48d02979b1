"""A statement about training that was touched behind the log is disbelieved, and never in silence.

Whoever writes the database, and holds neither a member's key nor the server secret, can neither
make a completion nor move, change or renew one. What they take away is missed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID, uuid4

import msgspec
import pytest
from sqlalchemy import delete, select, update

from app.domain.training.statement_schema import (
    BoardCertificate,
    NamedPerson,
    decode_statement,
    encode_statement,
)
from app.models.member import MemberKey
from app.models.training import TrainingNote
from app.services.training import statement_proofs, statements
from app.services.training.check_codes import make_check_code
from app.vault.principals import Secret
from tests.damage.keys.test_old_lock_opened import another_organisation
from tests.support.club.office import Office
from tests.support.training.completions import complete, note, signed_anew

DAY = date(2026, 11, 25)
TABLE = TrainingNote.__table__


def row(office: Office, note_id: UUID) -> TrainingNote:
    return office.session.scalars(select(TrainingNote).where(TrainingNote.id == note_id)).one()


def write(office: Office, note_id: UUID, **values) -> None:
    office.world.change(update(TrainingNote).where(TrainingNote.id == note_id).values(**values))


def believed(office: Office, note_id: UUID) -> bool:
    """Whether anybody believes this completion; all ways of reading it say the same."""
    uow = office.at("jo")
    found = next(one for one in statements.list_all_completions(uow) if one.id == note_id)
    learner = found.learner_id
    mine = statements.list_member_completions(uow, learner) if learner else (found,)
    assert {one.said is None for one in mine if one.id == note_id} <= {found.said is None}
    return found.said is not None


@pytest.fixture
def made(office: Office) -> UUID:
    return complete(office, "sam", "pat")


def flipped(data: bytes) -> Iterator[bytes]:
    for place in range(len(data)):
        yield data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def test_no_byte_of_statement_or_signature_is_changed_unseen(office: Office, made: UUID):
    uow, kept = office.at("jo"), row(office, made)
    assert believed(office, made)
    found, authors = (
        uow.session.get_one(TrainingNote, made),
        statement_proofs.find_statement_authors(uow, {kept.author_fpr}),
    )
    for name in ("statement", "signature", "author_fpr"):
        for other in flipped(getattr(kept, name)):
            setattr(found, name, other)
            assert statement_proofs.prove_statement(uow, found, authors).said is None, name
        setattr(found, name, getattr(kept, name))
    assert statement_proofs.prove_statement(uow, found, authors).said is not None
    uow.session.rollback()


def test_a_statement_cut_anywhere_is_none(office: Office, made: UUID):
    whole = row(office, made).statement
    for length in (0, 1, len(whole) // 2, len(whole) - 1):
        write(office, made, statement=whole[:length])
        assert not believed(office, made)


@pytest.mark.parametrize("column", ["learner_id", "author_id", "about"])
def test_a_row_of_somebody_else_says_nothing(office: Office, made: UUID, column: str):
    write(office, made, **{column: office.id("tess")})
    found = statements.list_all_completions(office.at("jo"))
    assert all(one.said is None for one in found)


def test_a_row_moved_to_another_learner_is_refused_there_and_shown(office: Office, made: UUID):
    write(office, made, learner_id=office.id("tess"))
    (found,) = statements.list_member_completions(office.at("tess"), office.id("tess"))
    assert (found.id, found.said) == (made, None)


def test_a_row_moved_to_another_organisation_is_missed_here(office: Office, made: UUID):
    write(office, made, org_id=another_organisation(office.world))
    (found,) = statements.list_all_completions(office.at("jo"))
    assert (found.id, found.said, found.learner_id) == (made, None, None)


def test_a_row_that_was_deleted_is_missed(office: Office, made: UUID):
    note(office, made, "sam", "jo", "sent", DAY)
    office.world.change(delete(TrainingNote).where(TrainingNote.id == made))
    found = statements.list_all_completions(office.at("jo"))
    assert made in {one.id for one in found}
    assert all(one.said is None for one in found)


def test_a_code_that_was_changed_opens_nothing(office: Office, made: UUID):
    other, own = make_check_code(), row(office, made).code
    write(office, made, code=other)
    assert not believed(office, made)
    for code in (other, own):
        assert statements.find_completion_by_code(office.world.uow(), code) is None


def test_two_rows_swapped_are_both_refused(office: Office, made: UUID):
    other = complete(office, "tess", "pat")
    one, two = row(office, made), row(office, other)
    for column in ("statement", "signature", "leaf_index"):
        here, there = getattr(one, column), getattr(two, column)
        write(office, made, **{column: there})
        write(office, other, **{column: here})
        assert not believed(office, made), column
        assert not believed(office, other), column
        write(office, made, **{column: here})
        write(office, other, **{column: there})
    assert believed(office, made)


def test_the_time_and_the_line_of_a_row_are_those_of_its_signing(office: Office, made: UUID):
    kept = row(office, made)
    for values in ({"leaf_index": kept.leaf_index - 1}, {"made_at": office.now.replace(year=2020)}):
        write(office, made, **values)
        assert not believed(office, made)
        write(office, made, leaf_index=kept.leaf_index, made_at=kept.made_at)
    assert believed(office, made)


def test_a_copy_under_another_id_is_no_second_completion(office: Office, made: UUID):
    kept, other = row(office, made), uuid4()
    values = {c.name: getattr(kept, c.name) for c in TABLE.c}
    office.world.change(
        TABLE.insert().values(**values | {"id": other, "about": other, "code": "x"})
    )
    assert believed(office, made)
    assert not believed(office, other)


def test_a_statement_that_the_log_lacks_is_no_completion(office: Office, made: UUID):
    """Pat's own key and the database do not suffice: the server writes the log, and refuses."""
    said = msgspec.structs.replace(
        decode_statement(row(office, made).statement), code=(code := make_check_code())
    )
    pat = Secret(office.world.people["pat"].seed)
    forged = signed_anew(office, uuid4(), said, pat)
    office.world.change(TABLE.insert().values(**forged))
    assert not believed(office, forged["id"])
    assert statements.find_completion_by_code(office.world.uow(), code) is None


def test_a_learner_with_a_key_cannot_confirm_by_anothers_log_line(office: Office, made: UUID):
    kept = row(office, made)
    said = decode_statement(kept.statement)
    sam = Secret(office.world.people["sam"].seed)
    own = msgspec.structs.replace(said, by=said.learner, confirmer=said.learner)
    values = signed_anew(office, made, own, sam)
    write(office, made, **{n: values[n] for n in ("statement", "signature", "author_fpr")})
    write(office, made, author_id=office.id("sam"))
    assert not believed(office, made)


def test_a_key_that_lost_its_certificate_confirmed_nobody(office: Office, made: UUID):
    fpr = row(office, made).author_fpr
    office.world.change(update(MemberKey).where(MemberKey.fpr == fpr).values(cert=None))
    assert not believed(office, made)


def test_a_note_moved_to_another_completion_is_counted_as_refused(office: Office, made: UUID):
    other = complete(office, "sam", "deputy")
    sent = note(office, made, "sam", "pat", "sent", DAY)
    write(office, sent, about=other)
    found = {
        one.id: one for one in statements.list_member_completions(office.at("jo"), office.id("sam"))
    }
    assert (found[made].notes, found[other].notes, found[other].refused) == ((), (), 1)


def test_nothing_of_a_note_that_was_changed_is_shown(office: Office, made: UUID):
    sent = note(office, made, "sam", "pat", "received", DAY)
    said = decode_statement(row(office, sent).statement)
    assert isinstance(said, BoardCertificate)
    earlier = msgspec.structs.replace(said, on=date(2026, 1, 1), by=NamedPerson("", "x", "x"))
    write(office, sent, statement=encode_statement(earlier))
    found = statements.find_completion_history(office.at("jo"), made)
    assert (found.received_on, found.refused) == (None, 1)
