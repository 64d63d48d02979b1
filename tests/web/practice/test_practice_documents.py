"""The papers of a practice record: made by the real code, marked on each sheet, kept nowhere."""

from __future__ import annotations

import subprocess
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from app.errors import StaleError
from app.models.tables import METADATA
from app.models.training import LearningBox
from app.services.practice import (
    practice_record,
    practice_referrals,
    practice_runs,
    scenario_content,
)
from content.contacts import phone_parsing
from tests.support.club.office import Office
from tests.support.machine.needed_programs import program
from tests.support.training.finished_practice import (
    finish_model_conversation,
    finish_model_record,
    make_model_pages,
    write_model_record,
)
from tests.support.web.checking_client import CheckingClient
from tests.support.web.html_forms import form_to
from tests.unit.referral_forms.document_text import body_text, pages_text, shown, squash

KEYS = ["game_and_pictures", "takes_it_back", "carer_reports_changes", "blue_car"]
KEYS += ["boyfriend_in_year_11", "swimming_coach", "changes_over_weeks", "moved_between_towns"]


@pytest.fixture
def office(world) -> Office:
    return Office.today(world)


@pytest.fixture
def tess(office: Office) -> CheckingClient:
    return office.world.client("tess")


def path(run_id) -> str:
    return f"/learn/practice/run/{run_id}/paper"


def pdf_of(client: CheckingClient, address: str):
    form = form_to(client.get(address).get_data(as_text=True), "/paper.pdf")
    return client.post(form.action, data=form.sent())


@pytest.mark.parametrize("key", KEYS)
def test_every_paper_of_every_scenario_is_practice_on_each_sheet(office, tess, key, tmp_path):
    run_id = finish_model_record(office.at("tess"), key)
    made = practice_referrals.make_practice_referral(office.at("tess"), run_id)
    assert made.kinds[0][0] == "council"
    for kind, title in made.kinds:
        shown = tess.page(f"{path(run_id)}?form={kind}").text
        assert "welfare officer" not in shown or key == "swimming_coach", "the title of the club"
        answer = pdf_of(tess, f"{path(run_id)}?form={kind}")
        assert answer.status_code == 200
        assert answer.mimetype == "application/pdf"
        name = answer.headers["Content-Disposition"]
        assert name.startswith("attachment; filename=practice-")
        sheets = pages_text(answer.data)
        assert sheets, title
        for sheet in sheets:
            assert "PRACTICE. This is not about a real child." in sheet
            assert (
                squash(sheet).count("PRACTICE") >= 3
            )  # above, across, and in place of a reference
        file = tmp_path / f"{kind}.pdf"
        file.write_bytes(answer.data)
        check = [program("qpdf", "qpdf"), "--check", str(file)]
        assert subprocess.run(check, capture_output=True, check=False).returncode == 0


def test_the_lado_has_a_document_if_someone_in_trust_is_involved(office, tess):
    run_id = finish_model_record(office.at("tess"), "swimming_coach")
    page = tess.page(path(run_id))
    assert f"{path(run_id)}?form=lado" in page.links
    assert "Summary for the LADO" in tess.page(f"{path(run_id)}?form=lado").text


def test_feedback_leads_to_it_once_the_record_is_finished(office, tess):
    uow = office.at("tess")
    for run_id, leads in ((write_model_record(uow), False), (finish_model_record(uow), True)):
        links = tess.page(f"/learn/practice/run/{run_id}/feedback").links
        assert (path(run_id) in links) is leads
    assert f"/learn/practice/run/{run_id}/feedback#next" in tess.page(path(run_id)).links


def test_the_paper_holds_what_was_written_and_says_what_it_is(office, tess):
    run_id = finish_model_record(office.at("tess"))
    page = tess.page(path(run_id))
    scenario = practice_runs.load_run(office.at("tess"), run_id).scenario
    words = scenario.model.value("account", "child_words")
    assert squash(words) in squash(page.text)
    for said in ("Toby Lockwood", "Tess Bell", "trainee, in a practice", "not sent to anyone"):
        assert said in page.text
    assert "Practice. This is not a real child" in page.text
    assert "Heard keeps the signed record" not in page.text
    assert "Tess Bell, 9 November 2026, 14:52" in page.text  # after the last call
    assert "days after being told" not in page.text


@pytest.mark.parametrize("key", KEYS)
def test_the_pdf_holds_what_was_written_and_says_what_it_is(office, tess, key):
    """Read with pdftotext, as whoever opens the file reads it."""
    run_id = finish_model_record(office.at("tess"), key)
    scenario = practice_runs.load_run(office.at("tess"), run_id).scenario
    text = squash(body_text(pdf_of(tess, path(run_id)).data))
    spoken = ("account", "child_words") if has_child_speaker(scenario) else ("others", "said")
    asked = str(scenario.model.value("account", "questions_asked"))
    for said in (str(scenario.model.value(*spoken)), asked, scenario.setting.child):
        assert shown(said) in text, said
    for words in ("Tess Bell", "trainee, in a practice", practice_referrals.LEFT_OUT_IN_PRACTICE):
        assert squash(words) in text, words
    assert "Heardkeepsthesignedrecord" not in text
    assert squash(office.org.name) in text


def has_child_speaker(scenario) -> bool:
    return scenario.setting.speaker == "child"


def test_nobody_can_be_reached_through_it(office, tess):
    """No number, address, lead or reference of ours: but for 999, which nobody takes away."""
    uow, run_id = office.at("tess"), finish_model_record(office.at("tess"))
    made = practice_referrals.make_practice_referral(uow, run_id)
    paper = practice_referrals.render_practice_html(made)
    own = [uow.me.phone, uow.me.email, uow.org.phone, uow.org.address, "Jo Smith", "Dele Okoro"]
    assert [one for one in own if one and one in paper] == []
    pieces = paper.replace("<", " <").split()
    assert [one for one in pieces if phone_parsing.WHOLE_NUMBER.fullmatch(one)] == []
    assert "Phone numbers</dt>" not in paper.partition("About this document")[2]
    assert made.paper.meta.contacts == ()
    assert made.paper.meta.record_hash == ""
    assert made.paper.meta.checkpoint is None


def test_nothing_of_it_is_stored_or_logged(office, tess):
    run_id = finish_model_record(office.at("tess"))
    before = rows(office)
    tess.page(path(run_id))
    assert pdf_of(tess, path(run_id)).status_code == 200
    assert rows(office) == before


def rows(office: Office) -> dict[str, int]:
    """How many rows each table has, but for what a request itself renews."""
    session = office.session
    session.rollback()
    return {
        table.name: session.scalar(select(func.count()).select_from(table))
        for table in METADATA.sorted_tables
    }


def test_it_is_made_of_a_finished_record_of_ones_own_and_of_no_other(office, tess):
    uow = office.at("tess")
    for run_id in (
        finish_model_conversation(uow),
        write_model_record(uow),
        finish_model_record(office.at("pat")),
        uuid4(),
    ):
        assert tess.get(path(run_id)).status_code == 404
        assert tess.send(f"{path(run_id)}.pdf", {}, via="/learn/practice").status_code == 404
    run_id = finish_model_record(uow)
    for asked in ("form=lado", "form=x", "child=c9", "child=%00"):
        assert tess.get(f"{path(run_id)}?{asked}").status_code == 404


def test_a_page_that_does_not_open_is_said(office, tess):
    run_id = finish_model_record(office.at("tess"))
    row = LearningBox.document == practice_runs.build_run_box_name(run_id, "account")
    office.world.change(update(LearningBox).where(row).values(box=b"spoiled"))
    assert "“What happened?” was changed outside Heard" in tess.page(path(run_id)).text


def test_a_text_that_waits_beside_a_page_is_on_it(office, tess):
    uow = office.at("tess")
    run_id = finish_model_record(uow)
    scenario = scenario_content.load_org_scenario(uow.org, "blue_car")
    raw = make_model_pages(scenario)["account"] | {"worry": ["The other tab said this."]}
    with pytest.raises(StaleError):
        practice_record.save_record_page(uow, run_id, "account", raw, 0)
    found = tess.page(path(run_id)).text
    assert "The other tab said this." in found
    assert "Another version of this page" in found
