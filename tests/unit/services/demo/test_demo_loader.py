"""The demonstration: made once through the real services, marked on every page, never mixed in."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app import create_app
from app.database import make_engine
from app.domain.pages import PAGES_BY_NAME
from app.domain.record.collected_record import collect_record
from app.domain.routing.actors import Role
from app.domain.search.search_query import parse_query
from app.domain.training.training_status import Standing
from app.durable_files import write_file_once
from app.errors import NotFoundError
from app.extensions import db
from app.models.audit_log import Leaf
from app.models.concern import Concern, Entry
from app.models.draft import Draft
from app.models.organisation import Organisation
from app.services.audit_log.replays import replay_snapshot
from app.services.audit_log.replays.snapshot_files import derive_marks_key
from app.services.auth import sessions, sign_ins
from app.services.auth.kdf_slots import KdfSlots
from app.services.children import child_files
from app.services.concern_lists import inbox
from app.services.concerns import concern_reading
from app.services.demo import demo_loader, form_input
from app.services.integrity import integrity_check
from app.services.organisations import organisation_lookup, setup_code
from app.services.practice import practice_runs
from app.services.referrals import referral_pdf
from app.services.training import reviews, team_standing
from referral_forms import summary_pdf
from referral_forms.filled_form import NOT_ANSWERED
from tests.support.club.club_setup import uow_on
from tests.support.machine.server_settings import settings
from tests.support.replayed_log import write_out
from tests.support.web.checking_client import CheckingClient

RAW = demo_loader.DEMO_FILE.read_text(encoding="utf-8")
DATA = tomllib.loads(RAW)["organisation"]
CONCERNS = [(one["by"], number, one) for org in DATA for number, one in enumerate(org["concern"])]


class Loaded:
    """A data folder with the demonstration in it."""

    def __init__(self, folder: Path, migrated: Path) -> None:
        self.data = folder / "demo-data"
        self.data.mkdir(mode=0o700)
        self.url = f"sqlite:///{shutil.copy(migrated, self.data / 'heard.sqlite3')}"
        self.app = create_app(settings(self.data, self.url, demo=True))
        write_file_once(self.data / setup_code.CODE_NAME, b"ABCD-EFGH-JKMN\n")
        self.said = self.load()
        self.engine = make_engine(self.url)
        self.opened: list[Session] = []

    def load(self):
        return self.app.test_cli_runner().invoke(args=["demo", "load"])

    def uow(self, host: str, email: str = ""):
        session = Session(self.engine, expire_on_commit=False)
        self.opened.append(session)
        org = next(
            org for org in organisation_lookup.list_organisations(session) if org.host == host
        )
        uow = uow_on(session, org, self.data)
        if email:
            token = sign_ins.sign_in(
                uow, KdfSlots(self.data), email, demo_loader.DEMO_PASSPHRASE, "127.0.0.1"
            )
            sessions.open_session(uow, token)
        return uow


@pytest.fixture(scope="module")
def loaded_once(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Loaded]:
    made = Loaded(tmp_path_factory.mktemp("demo"), migrated_file)
    yield made
    made.engine.dispose()


@pytest.fixture
def loaded(loaded_once: Loaded) -> Iterator[Loaded]:
    """Lend it to one test, and take back the connections, of which there are sixteen."""
    yield loaded_once
    while loaded_once.opened:
        loaded_once.opened.pop().close()


def test_it_says_who_can_sign_in_and_uses_the_set_up_code_up(loaded: Loaded):
    assert loaded.said.exit_code == 0, loaded.said.output
    for org in DATA:
        for email in (org["lead"][1], *(person[1] for person in org["people"])):
            assert email in loaded.said.output
    assert demo_loader.DEMO_PASSPHRASE in loaded.said.output
    assert setup_code.read_setup_code(loaded.data) is None


def test_a_second_run_changes_nothing_and_says_the_same_names(loaded: Loaded):
    with Session(loaded.engine) as session:
        before = [session.scalar(select(func.count()).select_from(t)) for t in (Concern, Entry)]
    again = loaded.load()
    assert again.exit_code == 0
    assert again.output.splitlines() == loaded.said.output.splitlines()[1:]
    with Session(loaded.engine) as session:
        after = [session.scalar(select(func.count()).select_from(t)) for t in (Concern, Entry)]
    assert before == after


def test_the_case_is_not_added_to_a_demonstration_that_is_there(loaded: Loaded):
    refused = loaded.app.test_cli_runner().invoke(args=["demo", "load", "--case"])
    assert refused.exit_code == 1
    assert refused.output == (
        "Error: The demonstration is here without the case. Choose another DATA folder.\n"
    )


@pytest.mark.parametrize(
    ("host", "email"), [(one.host, one.email) for one in demo_loader.list_demo_accounts()]
)
def test_everybody_it_names_can_sign_in(loaded: Loaded, host, email):
    assert loaded.uow(host, email).me.email == email


def test_each_role_is_there(loaded: Loaded):
    shown = {name for one in demo_loader.list_demo_accounts() for name in one.roles.split(", ")}
    assert shown == {*map(str, Role), "unconfirmed"}
    signed_in = [loaded.uow(one.host, one.email).me for one in demo_loader.list_demo_accounts()]
    roles = {role for one in signed_in for role in one.roles}
    assert roles == set(Role)
    for org in DATA:
        here = [one for one in demo_loader.list_demo_accounts() if one.host == org["host"]]
        assert {"lead", "senior", "practitioner"} <= {one.roles for one in here}, org["name"]


def test_a_paper_of_the_demonstration_says_so_across_each_page(loaded: Loaded):
    uow = loaded.uow("localhost", "jo@club.example")
    concern_id = inbox.load_inbox(uow).unread[0].id
    made = referral_pdf.build_summary(uow, concern_id)
    pages = PdfReader(BytesIO(summary_pdf.render_paper_pdf(made.paper))).pages
    assert pages
    for page in pages:
        assert page.extract_text().startswith("DEMONSTRATION")
        assert "DEMONSTRATION. No one in this document is real." in page.extract_text()
        assert "OFFICIAL" not in page.extract_text()
    assert "DEMONSTRATION. No one in this document is real." in referral_pdf.render_summary_body(
        made
    )


def test_a_lead_finds_each_kind_of_file_in_the_list(loaded: Loaded):
    uow = loaded.uow("localhost", "jo@club.example")
    found = inbox.load_inbox(uow)
    assert len(found.unread) >= 2
    assert len(found.overdue) + len(found.open) >= 2
    assert found.begun_not_signed


def test_a_lead_finds_three_children_with_their_files(loaded: Loaded):
    uow = loaded.uow("localhost", "jo@club.example")
    listed = child_files.open_child_file_list(uow, parse_query(""))
    assert [(one.card.name, one.concerns) for one in listed.children] == [
        ("Casey Marsh", 1),
        ("Maya Ellis", 1),
        ("Robin Archer", 2),
    ]


def test_the_concern_about_the_team_is_the_seniors_alone(loaded: Loaded):
    with Session(loaded.engine) as session:
        routes = set(session.scalars(select(Concern.route)))
        kept = session.scalars(select(Concern).where(Concern.route == "seniors")).one()
    assert routes == {"leads", "seniors"}
    assert concern_reading.open_concern(loaded.uow("localhost", "ash@club.example"), kept.id).record
    with pytest.raises(NotFoundError):
        concern_reading.open_concern(loaded.uow("localhost", "jo@club.example"), kept.id)


def test_a_record_was_shown_only_what_the_questions_would_have_asked(loaded: Loaded):
    with Session(loaded.engine) as session:
        kept = session.scalars(select(Concern).where(Concern.route == "seniors")).one()
    uow = loaded.uow("localhost", "ash@club.example")
    record = concern_reading.open_concern(uow, kept.id).record
    assert record is not None
    assert {"others", "people", "family"} <= set(record.shown), "told by a parent"
    assert not {"why", "words", "when", "seen", "words_each"} & set(record.shown)
    assert [one.key for one in record.answered] == ["now.danger_now"]
    gaps = referral_pdf.build_summary(uow, kept.id).paper.gaps
    unanswered = [label for gap in gaps if gap.kind == NOT_ANSWERED for label in gap.labels]
    assert not [label for label in unanswered if "the child said" in label or "lead" in label]


def test_every_entry_of_every_file_can_be_trusted(loaded: Loaded):
    uow = loaded.uow("localhost", "jo@club.example")
    mine = select(Concern.id).where(Concern.org_id == uow.org.id, Concern.route == "leads")
    kinds = set()
    for concern_id in uow.session.scalars(mine).all():
        file = concern_reading.open_concern(uow, concern_id)
        assert not any(entry.refused for entry in file.entries)
        kinds |= {type(entry.entry).__name__ for entry in file.entries}
    read_by_all = {"Record", "Details", "Addition", "Acknowledgement", "Decision"}
    assert kinds == {*read_by_all, "LeadsNote"}


def test_a_lead_finds_someone_current_someone_waiting_and_someone_due(loaded: Loaded):
    club = stand(loaded.uow("localhost", "jo@club.example"))
    assert club["Sam Lee"].standing == Standing.CURRENT
    assert club["Tess Bell"].standing == Standing.WAITING
    assert club["Jo Smith"].standing == Standing.NOT_YET
    school = stand(loaded.uow("127.0.0.1", "maya@school.example"))
    assert school["Lee Wood"].standing == Standing.DUE_SOON
    sent = reviews.list_trainings_to_confirm(loaded.uow("localhost", "sam@club.example"))
    assert [one.name for one in sent] == ["Tess Bell"]


def test_a_conversation_waits_and_one_has_its_record(loaded: Loaded):
    waits = practice_runs.list_runs(loaded.uow("localhost", "tess@club.example"))
    assert [(one.ended, one.finished_at) for one in waits] == [(False, None)]
    (done,) = practice_runs.list_runs(loaded.uow("localhost", "sam@club.example"))
    assert done.ended
    assert done.finished_at
    assert "Sign in as tess@club.example, press “Practise a conversation”" in loaded.said.output
    everybody, _ = team_standing.list_team_status(loaded.uow("localhost", "jo@club.example"))
    told = {one.name for one in everybody if one.practised_on}
    assert told == {"Sam Lee"}, "Team training says so, as of anybody"


def stand(uow) -> dict[str, team_standing.TrainingStatus]:
    everybody, gone = team_standing.list_team_status(uow)
    assert gone == 0
    return {one.name: one.stands for one in everybody}


def test_the_log_was_written_in_the_order_of_its_times(loaded: Loaded):
    for org in DATA:
        uow = loaded.uow(org["host"])
        lines = uow.session.scalars(
            select(Leaf.line).where(Leaf.org_id == uow.org.id).order_by(Leaf.i)
        )
        times = [json.loads(line)["t"] for line in lines]
        assert times == sorted(times)


def test_log_and_rows_agree(loaded: Loaded):
    for org in DATA:
        assert integrity_check.find_all_differences(loaded.uow(org["host"])) == ()


def test_a_banner_stands_on_every_page_signed_in_or_not(loaded: Loaded):
    client = CheckingClient(loaded.app)
    for path in ("/", "/with-a-child", "/numbers", "/help", "/support", "/sign-in", "/nowhere"):
        assert "Demonstration." in client.get(path).get_data(as_text=True), path
    assert "Hilltop School" in client.get("/", base_url="http://127.0.0.1").get_data(as_text=True)


def test_a_draft_waits_unsigned(loaded: Loaded):
    with Session(loaded.engine) as session:
        waiting = select(Draft).where(Draft.signed_at.is_(None), Draft.concern_id.is_(None))
        assert len(session.scalars(waiting).all()) == 1


@pytest.mark.parametrize(("by", "number", "concern"), CONCERNS)
def test_what_is_typed_needs_no_mending(by, number, concern):
    today = date(2026, 11, 24)
    pages = {
        name: form_input.build_form_input(PAGES_BY_NAME[name], answers, today)
        for name, answers in concern["pages"].items()
    }
    pack = next(org["pack"] for org in DATA if concern in org["concern"])
    whole = collect_record(pages, today, demo_loader.load_pack_options(pack))
    assert whole.problems == {}
    assert whole.unread == {}
    assert whole.has_account


def test_a_question_that_no_page_asks_is_an_error():
    with pytest.raises(form_input.UnknownQuestionError):
        form_input.build_form_input(PAGES_BY_NAME["now"], {"danger": "no"}, date(2026, 11, 24))


def test_numbers_and_addresses_are_of_the_kind_kept_for_fiction():
    for number in re.findall(r"\b0[\d ]{9,12}\d", RAW):
        assert number.startswith(("07700 900", "01632 960")), number
    assert all(host.endswith(".example") for host in re.findall(r"@([\w.]+)", RAW))


def refuses(app) -> str:
    result = app.test_cli_runner().invoke(args=["demo", "load"])
    with app.app_context():
        db.engine.dispose()  # a connection left open would warn in whichever test comes later
    assert result.exit_code == 1
    assert len(result.output.splitlines()) == 1
    return result.output


def test_it_refuses_beside_a_real_organisation(world):
    app = create_app(settings(world.data, world.url, demo=True))
    assert "real organisations" in refuses(app)
    with world.session() as session:
        assert session.scalar(select(func.count()).select_from(Organisation)) == 1


def test_it_refuses_where_nobody_asked_for_a_demonstration(data, sqlite_url):
    assert "DEMO=1" in refuses(create_app(settings(data, sqlite_url)))


def test_it_refuses_to_go_on_where_it_was_interrupted(world):
    with world.session() as session:
        session.execute(update(Organisation).values(demo=True))
        session.commit()
    app = create_app(settings(world.data, world.url, demo=True))
    assert "Delete its DATA folder" in refuses(app)


@pytest.mark.parametrize("host", [org["host"] for org in DATA])
def test_a_snapshot_of_its_log_loses_nothing(loaded: Loaded, host: str):
    uow = loaded.uow(host)
    uow.key_log.refresh(uow.session, uow.org)
    replay = uow.key_log._replay(uow.org)
    text = replay_snapshot.encode_replay(uow.org.id, replay)
    again = replay_snapshot.decode_replay(
        uow.org.id, text, partial(derive_marks_key, uow.server, uow.org.id)
    )
    own = frozenset({"_in_order", "doubted"})
    assert write_out(again, own) == write_out(replay, own)
    assert again.files.open() == replay.files.open()
    assert again.files.open()
