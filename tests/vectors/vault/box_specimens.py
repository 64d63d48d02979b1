"""One specimen of each box that a service seals: what is in it, how it is sealed and opened.

Each belongs to Sam Lee, a made-up person whose seed anybody can see, under a made-up secret. What
lies for five minutes only, between two pages of signing in, is not here.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from app.domain.routing.actors import Actor, Org, Role
from app.domain.training.outside_schema import (
    AnsweredQuestion,
    OutsideQuestion,
    decode_question,
    encode_outside,
)
from app.domain.training.statement_schema import ConfirmerRole
from app.models.member import SignIn
from app.services.audit_log.checkpoints import CheckpointFiles
from app.services.audit_log.verified_log import VerifiedLog
from app.services.auth import carried_forms, device_names, session_state, waiting_forms
from app.services.auth.carried_forms import CarriedForm
from app.services.auth.second_step import passkey_locks, step_rows
from app.services.auth.second_step.step_requirement import make_keyring
from app.services.auth.second_step.step_rows import Passkey, StepSecrets, UsedChallenge
from app.services.auth.second_step.waiting_state import OpenedKeys
from app.services.auth.session_state import SessionState
from app.services.concern_lists import saved_lists
from app.services.concern_lists.filtered_lists import ConcernList, ListFilter
from app.services.concern_lists.saved_lists import SavedList
from app.services.drafts import private_store
from app.services.drafts.private_store import StoredDocument
from app.services.organisations import setup_drafts
from app.services.organisations.organisation_setup import NewOrganisation
from app.services.organisations.setup_drafts import PendingSetup, SetupAnswers
from app.services.unit_of_work import UnitOfWork
from app.vault import boxes, locks, session_tokens
from app.vault.sealed_content import pad
from app.vault.server_secret import ServerSecret
from tests.vectors.vault.specimens import LEADS, PINS, SAM, SENIORS, TOKEN

FIRST, SECOND, THIRD = (bytes(range(start, start + 32)) for start in (0, 32, 64))
OLD, NEW, NEWEST = (ServerSecret(raw) for raw in (FIRST, SECOND + FIRST, THIRD + SECOND + FIRST))
"""A secret that was never changed, one that was changed once, and one that was twice."""
NOW = datetime(2026, 11, 30, 9, 15, tzinfo=UTC)
USER, LIST, KEY_ID = (UUID(int=n) for n in (7, 8, 9))
PASSPHRASE = "seven slow otters"  # noqa: S105 - a made-up person's
ORG = Org(
    UUID(int=1), "heard/1", "localhost", "Brigg Harriers", "welfare officer", "01632 960001",
    "1 Example Street", "north_lincolnshire", {"1": ["09:00-17:00"]}, (), False, False,
)  # fmt: skip


def make_uow() -> UnitOfWork:
    """Return Sam at work, an hour's worth of nothing stored, on an empty database in memory."""
    files = CheckpointFiles(Path("nowhere"))
    session = Session(create_engine("sqlite://"))
    uow = UnitOfWork(session, ORG, OLD, files, VerifiedLog(files, OLD), lambda: NOW)
    state = make_state()
    sam = Actor(USER, "Sam Lee", "sam@example.org", "", "Coach", (Role.PRACTITIONER,), True)
    uow.sit(sam, make_keyring(uow, USER, state))
    return uow


def make_state(**more: Any) -> SessionState:
    leads, seniors = LEADS.public.fingerprint, SENIORS.public.fingerprint
    return SessionState(SAM.seed, leads, seniors, (Role.PRACTITIONER,), True, 2, **more)


def make_row() -> SignIn:
    row = SignIn(org_id=ORG.id, user_id=USER, since=NOW)
    row.id = session_tokens.hash_token(TOKEN)
    return row


@dataclass(frozen=True)
class BoxSpecimen:
    """`plain` is what is in the box; `open` returns it, or raises."""

    plain: Any
    seal: Callable[[UnitOfWork, Any], bytes]
    open: Callable[[UnitOfWork, bytes], Any]


PASSKEY = Passkey(KEY_ID, "My phone", "localhost", b"credential", b"public key", 3, NOW, NOW)
STEP = StepSecrets(b"twenty bytes of chance", 59_000_000, ("aa" * 32, "bb" * 32))
PASSKEY_ONLY = StepSecrets(b"", 0, ("cc" * 32,), (PASSKEY,), (UsedChallenge(b"\x01" * 32, NOW),))
FORM = CarriedForm("POST", "/members/invite", "invite", NOW, (("email", "pat@example.org"),))
QUESTION = OutsideQuestion(
    learner="Sam Lee", learner_job="Coach", agency="Brigg Harriers", workbook="A workbook",
    edition="1", confirmer="Gwen Ellis", confirmer_job="Trainer", role=ConfirmerRole.TRAINER,
    chapters=(), wrong=(AnsweredQuestion("q1", "A question?", "An answer"),), written=31,
)  # fmt: skip
SET_UP = NewOrganisation(
    name="Brigg Harriers", host="localhost", lead_title="welfare officer", phone="01632 960001",
    address="1 Example Street", pack="north_lincolnshire", hours={}, closures=(),
    lead_name="Jo Smith", lead_email="jo@example.org", lead_phone="", lead_job_title="",
    passphrase=PASSPHRASE,
)  # fmt: skip


def _seal_step(uow: UnitOfWork, step: StepSecrets) -> bytes:
    context = step_rows._make_context(uow, USER)
    return boxes.box(SAM.key(step_rows._KEY), msgspec.json.encode(step), context)


def _open_step(uow: UnitOfWork, blob: bytes) -> StepSecrets:
    plain = boxes.unbox(SAM.key(step_rows._KEY), blob, step_rows._make_context(uow, USER))
    return msgspec.json.decode(plain, type=StepSecrets)


def _seal_session(uow: UnitOfWork, state: SessionState) -> bytes:
    row = make_row()
    session_state.reseal_session(row, TOKEN, state.tagged(uow.server, row))
    return row.box or b""


def _open_session(uow: UnitOfWork, blob: bytes) -> SessionState:
    row = make_row()
    row.box = blob
    state = session_state.read_verified_session_state(uow.server, row, TOKEN)
    return msgspec.structs.replace(state, tag=b"")


def _open_device(_uow: UnitOfWork, blob: bytes) -> str:
    row = make_row()
    row.device = blob
    return device_names.open_device(SAM, row)


def _seal_list(uow: UnitOfWork, one: SavedList) -> bytes:
    return bytes(saved_lists._make_row(uow, one, NOW)["box"])  # type: ignore[arg-type]


def _open_list(uow: UnitOfWork, blob: bytes) -> SavedList | None:
    return saved_lists._open_list(uow, SimpleNamespace(id=LIST, box=blob))


def _seal_page(uow: UnitOfWork, kept: StoredDocument) -> bytes:
    return private_store._boxed(uow, "question/q1", kept)


def _open_page(uow: UnitOfWork, blob: bytes) -> StoredDocument:
    row = SimpleNamespace(document="question/q1", version=3, box=blob, saved_at=NOW)
    return private_store._opened(uow, row)


def _under_token(name: str, kind: type) -> tuple[Callable[..., bytes], Callable[..., Any]]:
    def seal(_uow: UnitOfWork, plain: Any) -> bytes:
        return session_tokens.box_session_state(TOKEN, name, msgspec.json.encode(plain))

    def open_it(_uow: UnitOfWork, blob: bytes) -> Any:
        return msgspec.json.decode(session_tokens.open_session_state(TOKEN, name, blob), type=kind)

    return seal, open_it


def _seal_question(_uow: UnitOfWork, asked: OutsideQuestion) -> bytes:
    return session_tokens.box_session_state(TOKEN, str(LIST), encode_outside(asked))


def _open_question(_uow: UnitOfWork, blob: bytes) -> OutsideQuestion:
    return decode_question(session_tokens.open_session_state(TOKEN, str(LIST), blob))


def _seal_late_form(uow: UnitOfWork, form: CarriedForm) -> bytes:
    context = waiting_forms._late_context(uow, USER)
    sealed = SAM.public.seal(pad(msgspec.json.encode(form)), context)
    return f"{waiting_forms._LATE}{base64.urlsafe_b64encode(sealed).decode()}".encode()


def _seal_lock(uow: UnitOfWork, kind: str) -> bytes:
    """A lock under a secret that was changed once."""
    at = {"pepper": NEW.pepper, "generation": NEW.generation, "context": kind.encode()}
    if kind == "card":
        return locks.lock_with_secret(SAM.seed, PINS, FIRST[:16], **at)
    return locks.lock_with_passphrase(SAM.seed, PINS, PASSPHRASE, **at)


def _open_lock(kind: str) -> Callable[[UnitOfWork, bytes], str]:
    def open_it(_uow: UnitOfWork, blob: bytes) -> str:
        """Open it by the newest secret, as a server does that was changed again since."""
        pepper = NEWEST.find_pepper(locks.read_pepper_generation(blob))
        at = {"pepper": pepper, "context": kind.encode()}
        if kind == "card":
            opened = locks.unlock_with_secret(blob, FIRST[:16], **at)
        else:
            opened = locks.unlock_with_passphrase(blob, PASSPHRASE, **at)
        assert opened == (SAM.seed, PINS)
        return kind

    return open_it


def _seal_passkey_lock(uow: UnitOfWork, credential: str) -> bytes:
    """A passkey's lock under a secret that was changed once."""
    later = SimpleNamespace(org=uow.org, server=NEW)
    keys = OpenedKeys(USER, SAM.seed, PINS)
    return passkey_locks.make_lock(later, keys, KEY_ID, credential.encode(), THIRD)


def _open_passkey_lock(uow: UnitOfWork, blob: bytes) -> str:
    """Open it by the newest secret, as a server does that was changed again since."""
    later, kind = SimpleNamespace(org=uow.org, server=NEWEST), passkey_locks.name_lock_kind(KEY_ID)
    opened = passkey_locks.open_lock(later, USER, kind, blob, CREDENTIAL.encode(), THIRD)
    assert opened == OpenedKeys(USER, SAM.seed, PINS)
    return CREDENTIAL


CREDENTIAL = "a passkey of Sam Lee"
"""A device's name for a passkey."""
BOX_SPECIMENS: dict[str, BoxSpecimen] = {
    "second step with an app": BoxSpecimen(STEP, _seal_step, _open_step),
    "second step with a passkey": BoxSpecimen(PASSKEY_ONLY, _seal_step, _open_step),
    "session": BoxSpecimen(make_state(stepped_up_at=NOW), _seal_session, _open_session),
    "session from a card": BoxSpecimen(
        make_state(showing=(("card", "abcd efgh"),)), _seal_session, _open_session
    ),
    "device": BoxSpecimen(
        "Firefox on Windows",
        lambda _uow, words: device_names.seal_device(SAM, make_row(), words),
        _open_device,
    ),
    "saved list": BoxSpecimen(
        SavedList(LIST, "Mine this week", ConcernList.MINE, ListFilter(words="leah")),
        _seal_list,
        _open_list,
    ),
    "page of training": BoxSpecimen(
        StoredDocument(3, {"answer": ["What I would say."]}, NOW), _seal_page, _open_page
    ),
    "answers of set-up": BoxSpecimen(
        SetupAnswers({"name": "Brigg Harriers"}),
        *_under_token(setup_drafts._ANSWERS_BOX, SetupAnswers),
    ),
    "set-up that waits for its sheet": BoxSpecimen(
        PendingSetup(ORG, SET_UP, SAM.seed, (3, 11)), *_under_token(setup_drafts._BOX, PendingSetup)
    ),
    "question to someone outside": BoxSpecimen(QUESTION, _seal_question, _open_question),
    "form that waits": BoxSpecimen(
        FORM,
        lambda uow, form: carried_forms.seal_form(uow, form).encode(),
        lambda uow, blob: carried_forms.open_form(uow, blob.decode()),
    ),
    "form that came late": BoxSpecimen(
        msgspec.structs.replace(FORM, late=True),
        _seal_late_form,
        lambda uow, blob: waiting_forms._open_late_form(uow, blob.decode()),
    ),
    "passphrase lock, generation 2": BoxSpecimen("lock", _seal_lock, _open_lock("lock")),
    "card lock, generation 2": BoxSpecimen("card", _seal_lock, _open_lock("card")),
}

LATER_SPECIMENS: dict[str, BoxSpecimen] = {
    "passkey lock, generation 2": BoxSpecimen(CREDENTIAL, _seal_passkey_lock, _open_passkey_lock),
}
"""Those that came later, whose vectors are in `boxes2.json`."""
