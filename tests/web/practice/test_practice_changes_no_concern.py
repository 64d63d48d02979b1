"""A practice changes nothing that anybody sees of real concerns, not by one byte.

Two copies of one club stand still at the same moment. In one of them people practise, finish and
send what they wrote; everything else of both is then held side by side.
"""

from __future__ import annotations

import io
import re
import zipfile
from contextlib import suppress
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from app.errors import StaleError
from app.models.concern import Concern, Due
from app.models.outbox import Outbox
from app.services.audit_log import log_export, record_receipts
from app.services.concern_lists import inbox
from app.services.concerns import acknowledgements, own_concerns
from app.services.drafts import draft_store
from app.services.jobs import scheduler
from app.services.practice import practice_days, practice_record, practice_runs, scenario_content
from app.services.referrals import referral_pdf
from audit import events
from tests.support.club.office import Office
from tests.support.club.twins import Twin, twins
from tests.support.training import debrief_steps
from tests.support.training.finished_practice import (
    finish_model_conversation,
    finish_model_record,
    write_model_record,
)
from tests.unit.services.jobs.test_scheduler import tools

PEOPLE = ("jo", "senior", "sam")
STARTS = ("/", "/concerns", "/concerns/closed", "/record/new", "/record/kept", "/log", "/members")
STARTS += ("/rota", "/directory", "/organisation", "/learn/trained", "/learn/trained/board")
SKIPS = re.compile(
    r"^/(static|learn/(?!trained)|directory/|hide|sign-in|account|with-a-child|blank-form|numbers)"
    r"|/more/|/members/|/(add|close|decide|duties|sharing|export|phone-script)$"
)
"""What is the same for everybody, or asks one question after the other."""
OF_CONCERNS = re.compile(r"^/(concerns|record|log|members|rota|directory|organisation)")
TABLES = ("learning_box", "debrief")


def concerns(office: Office) -> list:
    """One acknowledged, one urgent and unread, one past the leads; and a draft."""
    found = [
        office.signed("sam"),
        office.signed("pat", danger="yes"),
        office.signed("sam", about="yes"),
    ]
    acknowledgements.acknowledge_concern(office.at("jo"), found[0])
    office.draft("sam")
    return found


def practise(office: Office) -> list:
    """Everything that one can do with a practice, but for what the log is told of."""
    tess, kit = office.at("tess"), office.at("kit")
    runs = [
        finish_model_conversation(tess),
        write_model_record(tess, "swimming_coach"),
        finish_model_record(kit),
        finish_model_record(tess),
    ]
    with suppress(StaleError):
        practice_record.save_record_page(tess, runs[1], "account", {"worry": ["The other tab."]}, 0)
    practice_runs.go_back_to_turn(
        tess, runs[0], 3, based_on=practice_runs.load_run(tess, runs[0]).version
    )
    practice_runs.delete_run(kit, runs[2])
    return runs


@pytest.fixture
def pair(request, world, tmp_path):
    """The two, practised in the first; and what is signed in both."""
    office = Office(world)
    signed = concerns(office)
    with twins(request, world, (*PEOPLE, "tess", "kit"), tmp_path) as found:
        yield found, [Office(one.world) for one in found], signed


def seen(twin: Twin) -> dict[tuple[str, str], bytes]:
    """Every page that each of them can reach."""
    return {
        (who, path): body for who in PEOPLE for path, body in twin.crawl(who, STARTS, SKIPS).items()
    }


def test_no_concern_page_changes_and_no_concern_query_meets_practice(pair):
    (one, other), (office, _), signed = pair
    practise(office)
    with one.asked() as asked:
        here = seen(one)
    there = seen(other)
    assert [each for each in here if here[each] != there.get(each)] == []
    assert here.keys() == there.keys()
    for path in (f"/concerns/{signed[0]}", f"/concerns/{signed[0]}/referral/summary?child=c1"):
        assert ("jo", path) in here
    assert ("senior", f"/concerns/{signed[2]}") in here
    meets = [each for each in asked if any(table in each.statement for table in TABLES)]
    assert [each.path for each in meets if OF_CONCERNS.search(each.path)] == []
    trainees = {part for who in ("tess", "kit") for part in names_of(office, who)}
    assert [each for each in meets if any(one in each.values for one in trainees)] == []
    assert len([each for each in asked if OF_CONCERNS.search(each.path)]) > 500


def names_of(office: Office, who: str) -> tuple[str, str]:
    """Somebody's id, as each of the two databases takes it."""
    found = office.id(who)
    return str(found), found.hex


def test_no_mail_clock_count_paper_or_export_changes(pair, monkeypatch):
    _, offices, signed = pair
    monkeypatch.setattr(events, "os", SimpleNamespace(urandom=bytes))  # the salt of each line
    practise(offices[0])
    told = [told_of(office, signed) for office in offices]
    assert told[0] == told[1]
    assert told[0]["mails"]
    assert told[0]["leaves"] > 10


def told_of(office: Office, signed: list) -> dict:
    """What reminders, mail, lists, papers and exports say a quarter of an hour later."""
    office.now += timedelta(minutes=16)
    assert scheduler.run_jobs_once(tools(office))
    session = office.session
    archive = io.BytesIO()
    count = log_export.log_and_write_export(office.at("jo"), archive)
    with zipfile.ZipFile(archive) as files:
        export = {name: files.read(name) for name in files.namelist()}
    mails = select(Outbox.member_id, Outbox.template, Outbox.concern_id, Outbox.made_at)
    return {
        "mails": sorted(map(str, session.execute(mails))),
        "dues": session.scalar(select(func.count()).select_from(Due)),
        "concerns": session.scalar(select(func.count()).select_from(Concern)),
        "drafts": [
            len(draft_store.list_own_drafts(office.at(who))) for who in ("tess", "kit", "sam")
        ],
        "own": [
            len(own_concerns.list_own_concerns(office.at(who))) for who in ("tess", "kit", "sam")
        ],
        "inbox": [str(inbox.load_inbox(office.at(who))) for who in ("jo", "senior")],
        "paper": referral_pdf.render_summary_body(
            referral_pdf.build_summary(office.at("jo"), signed[0])
        ),
        "receipt": record_receipts.issue_receipt(office.at("sam"), signed[0]),
        "leaves": count,
        "export": export,
    }


MAILS = select(Outbox.member_id, Outbox.template, Outbox.concern_id)
TOLD = re.compile(r"^/(log|learn/trained)|/receipt$|/referral/")
"""Where it may be seen that something was logged: the log, its checkpoint on a paper, and the day
of a practice beside a trainee's name."""


def test_what_is_sent_and_said_of_it_reaches_no_page_of_concerns(pair):
    """Sent to Sam, and told to leads: that Tess has practised today."""
    (one, other), (office, twin), _ = pair
    runs = practise(office)
    practice_days.sign_practised_today(office.at("tess"))
    debrief_steps.send_practice(office, "tess", runs[3], "sam")
    here, there = seen(one), seen(other)
    changed = {each for each in here.keys() | there.keys() if here.get(each) != there.get(each)}
    strange = {(who, path) for who, path in changed if not TOLD.search(path)}
    assert strange == {("sam", "/")}
    assert ("jo", "/learn/trained") in changed
    assert b"Tess Bell" in here["sam", "/"]
    scenario = scenario_content.load_org_scenario(office.org, "blue_car")
    told = b"".join(body for (who, _), body in here.items() if who != "sam").decode()
    for words in (scenario.title, "Toby", "Mick", "/debrief/"):
        assert words not in told
    queued = [sorted(map(tuple, each.session.execute(MAILS))) for each in (office, twin)]
    more = [mail for mail in queued[0] if mail not in queued[1]]
    assert more == [(office.id("sam"), "something_waits", None)]
