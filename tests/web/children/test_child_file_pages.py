"""The pages of a child's file: family, plans and people, what the child wants, and printing."""

from __future__ import annotations

import re
import subprocess
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pikepdf
import pytest
from pypdf import PdfReader
from sqlalchemy import delete, select, update

from app.domain.children.file_facts import Topic
from app.domain.record.entry_schema import Part
from app.domain.routing.recipients import Recipients
from app.models.child_file import ChildFile
from app.models.concern import Concern, Entry
from app.models.organisation import Organisation
from app.models.outbox import Outbox
from app.services.audit_log.access_history import list_access_history
from app.services.children import call_blocks, due_reviews
from app.services.concerns import additions
from app.services.concerns.additions import NewAddition
from app.services.integrity.integrity_check import find_all_differences
from tests.support.club.child_facts import MOTHER, PLAN, WORKER, write
from tests.support.club.child_links import HER_WORDS, link, sign_about
from tests.support.club.office import Office
from tests.support.club.office_today import office
from tests.support.web.closing_client import close_by_page

__all__ = ["office"]

MAYA, ROBIN = {"name": "Maya Ellis", "age": "14"}, {"name": "Robin Archer", "age": "15"}
WHO = {"for_whom": "DC Imran Lowe", "why": "Police asked for the whole file."}


def source(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return " ".join(answer.text.split())


def read_hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found
    return found[1]


def add_words(office: Office, concern, words: str) -> None:
    additions.add_words(office.at("sam"), concern, NewAddition(uuid4(), words))


def send_fact(jo, path: str, values: dict[str, str], text: str = ""):
    text = text or source(jo, path)
    hidden = {name: read_hidden(text, name) for name in ("about", "mark", "once")}
    return jo.send(path.partition("?")[0], {**values, **hidden}, via=path)


def test_what_a_lead_writes_answers_what_the_family_knows(office: Office):
    path = f"/children/{link(office, sign_about(office, MAYA))}"
    jo = office.world.client("jo")
    typed = {**MOTHER, "review_on": "in two days"}
    answer = send_fact(jo, f"{path}/facts/family", typed)
    assert answer.status_code == 422
    assert ">Telling could warn him.</textarea>" in answer.text
    assert 'value="in two days"' in answer.text
    assert send_fact(jo, f"{path}/facts/family", {**typed, "review_on": "today"}).status_code == 303
    listed = office.world.client("deputy").page("/")
    assert f"{path}/facts/family?about=2" in listed.links
    assert "Review what the family knows" in listed.text
    page = source(jo, path)
    for sub_page in ("", "/concerns", "/plans"):  # above the fold of a phone too
        head = source(jo, path + sub_page).partition("</header>")[2].partition("</header>")[0]
        assert "What the family knows</a>:" in head
        assert "</bdi>), not told. " in head
        # "not told" alone would mislead
        assert re.search(r"Telling could warn him\.</span> \s*Written today ", head)
        assert "<strong>Review this now.</strong> It is due today." in head
    assert page.count("What the family knows") == 1, "the head of the page says it"
    assert page.count("Telling could warn him.") == 1
    assert source(jo, f"{path}/family").count("Telling could warn him.") == 1
    assert "tel:07700" not in page
    newer = {**MOTHER, "knows": "told", "knows_what": "Dele told her.", "review_on": ""}
    assert send_fact(jo, f"{path}/facts/family?about=2", newer).status_code == 303
    assert "Review what the family knows" not in office.world.client("deputy").page("/").text
    family = source(jo, f"{path}/family")
    assert "Earlier versions (1)" in family
    assert family.index("Dele told her.") < family.index("Telling could warn him.")


def test_what_the_family_knows_says_of_which_day_and_what_came_since(office: Office):
    file_id = link(office, sign_about(office, MAYA))
    long = "She was told. " * 40 + "Police asked us not to name anyone."
    values = {**MOTHER, "knows": "partly", "knows_what": long}
    write(office, file_id, Topic.FAMILY, values)
    jo, path = office.world.client("jo"), f"/children/{file_id}"
    assert "added to the file after that" not in source(jo, path)
    for said in ("1 concern was", "2 concerns were"):
        link(office, sign_about(office, MAYA), file_id)
        for sub_page in ("", "/concerns", "/plans"):
            head = source(jo, path + sub_page).partition("</header>")[2].partition("</header>")[0]
            assert "Written today " in head
            assert f"<strong>{said} added to the file after that.</strong>" in head
            assert "Police asked us not to name anyone.</div></details>" in head
        box = source(jo, f"{path}/family").partition('id="fact-2"')[2].partition("</dl>")[2]
        assert f"<strong>{said} added to the file after that.</strong>" in box
    assert write(office, file_id, Topic.FAMILY, values, about=2)
    assert "added to the file after that" not in source(jo, path)


def test_the_top_of_a_file_says_where_a_brother_goes_and_who_there_knows(office: Office):
    file_id, jo = link(office, sign_about(office, MAYA)), office.world.client("jo")
    form = f"/children/{file_id}/facts/family"
    theo = {"name": "Theo Ellis", "knows": "not_known", "setting_told": "not_told"}
    theo["once"] = str(uuid4())
    answer = jo.send(form, theo)
    assert answer.status_code == 422
    assert "Enter which school or club it is" in answer.text
    assert jo.send(form, {**theo, "setting": "Mill Lane Primary"}).status_code == 303
    top = source(jo, f"/children/{file_id}/concerns").partition("<main")[2]
    assert "Goes to <bdi>Mill Lane Primary</bdi>. Safeguarding lead there: not told yet." in top


def test_today_says_what_review_is_late_and_which_cannot_be_listed(office: Office, monkeypatch):
    file_id, client = link(office, sign_about(office, MAYA)), office.world.client("deputy")
    yesterday = f"{office.now.date() - timedelta(days=1)}"
    write(office, file_id, Topic.FAMILY, {**MOTHER, "review_on": yesterday})
    page = source(client, "/")
    late = page.partition('id="overdue-h"')[2].partition("</section>")[0]
    assert f'href="/children/{file_id}/facts/family?about=2"' in late
    assert "Review what the family knows" in late
    assert "Maya Ellis" in late
    assert '<a href="#overdue"><b>1</b> <span>overdue</span></a>' in page
    with monkeypatch.context() as patched:
        patched.setattr(due_reviews, "MOST_FILES", 0)
        many = source(client, "/")
    assert "There are too many children’s files to list their reviews here." in many
    assert "Review what the family knows" not in many
    office.world.change(update(ChildFile).where(ChildFile.id == file_id).values(card=b"x" * 64))
    spoiled = source(client, "/")
    assert "The reviews of 1 child’s file cannot be listed: part of it was changed" in spoiled


def test_a_number_no_one_should_call_is_marked_wherever_it_is_written(office: Office):
    concern = sign_about(office, MAYA)
    file_id = link(office, concern)
    add_words(office, concern, "Her mum rang from +44 7700 900151.")
    jo, warning = office.world.client("jo"), "Do not call 07700 900151"
    assert warning not in source(jo, f"/children/{file_id}")
    write(office, file_id, Topic.FAMILY, MOTHER)
    page = source(jo, f"/children/{file_id}")
    words = page.partition("+44 7700 900151")[2]
    assert warning in words[:200]
    assert "Do not call this number" in page


def test_a_number_not_to_call_is_marked_in_every_file_with_its_source(office: Office):
    maya, robins = link(office, sign_about(office, MAYA)), sign_about(office, ROBIN)
    robin = link(office, robins)
    add_words(office, robins, "Her mum rang from +44 7700 900151.")
    write(office, robin, Topic.FAMILY, {**MOTHER, "calling": "safe"})
    write(office, robin, Topic.WORKER, {**WORKER, "phone": "07700900151"})
    jo, path = office.world.client("jo"), f"/children/{robin}"
    tap, struck = 'href="tel:07700900151"', "Do not call this number"
    before = source(jo, f"{path}/family")
    assert tap in before
    assert struck not in before
    number = write(office, maya, Topic.FAMILY, MOTHER)
    for page in ("family", "plans"):
        text = source(jo, f"{path}/{page}")
        assert f"{struck}.</strong> Marked in the file of <bdi>Maya Ellis</bdi>" in text
        assert tap not in text
    warning = "Do not call 07700 900151. The file of Maya Ellis says so"
    assert warning in source(jo, path).partition("+44 7700 900151")[2][:300]
    paper = source(jo, f"/concerns/{robins}/referral")
    assert f"{struck}</strong>, as the file of <bdi>Maya Ellis</bdi> says" in paper
    assert "The file of" not in source(jo, f"/children/{maya}/family")
    write(office, maya, Topic.FAMILY, {**MOTHER, "calling": "safe"}, about=number)
    assert tap in source(jo, f"{path}/family"), "the newest fact counts"
    assert find_all_differences(office.at("jo")) == ()


def test_each_page_says_when_not_every_file_was_checked(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    maya, robins = link(office, sign_about(office, MAYA)), sign_about(office, ROBIN)
    robin = link(office, robins)
    for file in (maya, robin):
        write(office, file, Topic.FAMILY, {**MOTHER, "calling": "safe"})
    number = write(office, robin, Topic.WORKER, {**WORKER, "phone": "07700900151"})
    jo, path = office.world.client("jo"), f"/children/{robin}"
    notice = "Some phone numbers might not be safe to call"
    assert notice not in source(jo, path)
    monkeypatch.setattr(call_blocks, "MOST_FILES", 0)
    for page in (path, f"{path}/family", f"{path}/facts/worker?about={number}"):
        assert notice in source(jo, page), page
    for page in ("", "/referral", "/decide"):
        said = "A number that is not safe to call might be marked only there."
        assert said in source(jo, f"/concerns/{robins}{page}"), page


def test_plans_and_people_stand_beside_the_name_on_each_page(office: Office):
    path = f"/children/{link(office, sign_about(office, MAYA))}"
    jo = office.world.client("jo")
    assert "No plan is recorded. No social worker is recorded." in source(jo, path)
    answers = {"plan": "child_in_need", "start": "1/10/2026", "authority": "North Lincolnshire"}
    assert send_fact(jo, f"{path}/facts/plan", answers).status_code == 303
    assert send_fact(jo, f"{path}/facts/worker", WORKER).status_code == 303
    assert send_fact(jo, f"{path}/facts/home", {"where": "With her gran."}).status_code == 303
    for page in ("", "/concerns", "/family", "/plans", "/opened"):
        head = source(jo, path + page).partition("</header>")[2].partition("</header>")[0]
        assert "Child in need plan. Social worker: <bdi>Ade Bello</bdi>." in head
        assert "Home: <bdi>With her gran.</bdi>" in head
    assert 'href="tel:01724296500"' in source(jo, f"{path}/plans")
    other = {**WORKER, "phone": "+44 (0)1724 296501"}
    assert send_fact(jo, f"{path}/facts/worker", other).status_code == 303
    assert 'href="tel:+441724296501"' in source(jo, f"{path}/plans"), "no 0 after the code"


def test_a_second_lead_reads_the_first_before_signing_and_loses_nothing(office: Office):
    file_id = link(office, sign_about(office, MAYA))
    path = f"/children/{file_id}/facts/worker"
    jo = office.world.client("jo")
    drawn = source(jo, path)
    write(office, file_id, Topic.PLAN, PLAN, who="deputy")
    answer = send_fact(jo, path, WORKER, drawn)
    assert answer.status_code == 409
    text = " ".join(answer.text.split())
    assert "Written while you typed: Child in need plan" in text
    assert 'value="Ade Bello"' in text
    assert send_fact(jo, path, WORKER, text).status_code == 303
    assert "Ade Bello" in source(jo, f"/children/{file_id}/plans")


def test_what_the_child_wants_is_shown_to_the_letter_newest_first(office: Office):
    wishes = ["i  dont want mum to know", "i want it to stop"]
    file_id = None
    for words in wishes:
        office.now += timedelta(seconds=1)
        concern = sign_about(office, MAYA, also=(Part("wishes", ("c1",), {"child_wishes": words}),))
        file_id = link(office, concern, file_id)
    page = office.world.client("jo").get(f"/children/{file_id}").text
    box = page.partition('id="wishes-h"')[2].partition("</section>")[0]
    assert 0 < box.index(wishes[1]) < box.index("Earlier (1)") < box.index(wishes[0])


def open_pdf(data: bytes, tmp_path) -> str:
    path = tmp_path / "file.pdf"
    path.write_bytes(data)
    with pikepdf.open(path) as pdf:
        assert "Maya" not in str(pdf.docinfo)
        assert pdf.Root.MarkInfo.Marked
    shown = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return " ".join(shown.stdout.decode().split())


@pytest.fixture
def two_children(office: Office):
    """A file of Maya whose concern is about Robin too."""
    concern = sign_about(office, MAYA, ROBIN)
    return concern, link(office, concern)


def test_the_whole_file_is_printed_with_initials_and_listed(office: Office, two_children, tmp_path):
    concern, file_id = two_children
    add_words(office, concern, "Robin Archer waited for Maya outside.")
    write(office, file_id, Topic.FAMILY, MOTHER)
    jo, path = office.world.client("jo", by_passphrase=True), f"/children/{file_id}/print"
    assert jo.send(path, {"for_whom": "", "why": ""}).status_code == 422
    answer = jo.send(path, WHO)
    assert answer.status_code == 200
    text = open_pdf(answer.data, tmp_path)
    assert "Maya" not in answer.headers["Content-Disposition"]
    for words in (
        "DC Imran Lowe",
        "Police asked",
        "[R.A.] waited for Maya",
        HER_WORDS,
        "Page 1 of",
    ):
        assert words in text, words
    assert "Do not call this number" in text
    assert "Robin" not in text
    for page in ("", "/opened"):
        assert "DC Imran Lowe" in source(jo, f"/children/{file_id}{page}")
    words = [look.words for look in list_access_history(office.at("jo"), concern)]
    assert "printed this with a child’s file" in words
    assert find_all_differences(office.at("jo")) == ()


def test_printing_is_told_to_leads_alone_and_ignores_hidden_concerns(office: Office, two_children):
    hidden = sign_about(office, MAYA, about="yes", not_for=("jo", "deputy"))
    assert office.session.get(Concern, hidden).route == Recipients.SENIORS
    jo = office.world.client("jo", by_passphrase=True)
    office.world.change(delete(Outbox))
    for _ in range(2):
        assert jo.send(f"/children/{two_children[1]}/print", WHO).status_code == 200
    mails = office.session.execute(select(Outbox.member_id, Outbox.template)).all()
    assert set(mails) == {(office.id(who), "team_notice") for who in ("jo", "deputy")}
    copies = f'href="/children/{two_children[1]}/opened">See the printed copies'
    for who, words in (("deputy", "Jo Smith printed"), ("jo", "You printed"), ("senior", "")):
        page = source(office.world.client(who), "/")
        shown = 2 if words else 0
        assert page.count(f"<p>{words} a child’s whole file, today at") == shown
        assert page.count(copies) == shown
        assert str(hidden) not in page or who == "senior"


def test_a_child_is_named_on_paper_only_with_a_reason(office: Office, two_children, tmp_path):
    _, file_id = two_children
    jo, path = office.world.client("jo", by_passphrase=True), f"/children/{file_id}/print"
    answer = jo.send(path, {**WHO, "named": "Robin Archer"})
    assert answer.status_code == 422
    assert "Enter why these children are named" in answer.text
    answer = jo.send(path, {**WHO, "named": "Robin Archer", "named_why": "Police know both."})
    text = open_pdf(answer.data, tmp_path)
    assert "Robin Archer" in text
    assert "Why: Police know both." in text


def test_a_file_of_the_demonstration_says_so_on_each_sheet(office: Office, two_children):
    office.world.change(update(Organisation).values(demo=True))
    jo = office.world.client("jo", by_passphrase=True)
    data = jo.send(f"/children/{two_children[1]}/print", WHO).data
    marks = [page.extract_text().count("DEMONSTRATION") for page in PdfReader(BytesIO(data)).pages]
    assert set(marks) == {2}


def test_a_concern_that_was_printed_is_not_unlinked_in_silence(office: Office, two_children):
    _, file_id = two_children
    jo = office.world.client("jo", by_passphrase=True)
    unlink = f"/children/{file_id}/concerns/1"
    assert "Printed while this was linked" not in source(jo, unlink)
    jo.send(f"/children/{file_id}/print", WHO)
    page = source(jo, unlink)
    assert "Printed while this was linked" in page
    assert "DC Imran Lowe" in page
    answer = jo.send(unlink, {"why": "Another girl."})
    assert answer.status_code == 422
    assert "Enter what was done about the printed copies" in answer.text
    assert ">Another girl.</textarea>" in answer.text
    done = {"why": "Another girl.", "copies": "DC Lowe gave it back."}
    assert jo.send(unlink, done).status_code == 303


def test_the_last_concern_is_not_removed_without_showing_the_facts(office: Office):
    file_id = link(office, sign_about(office, MAYA))
    write(office, file_id, Topic.FAMILY, MOTHER)
    jo, path = office.world.client("jo"), f"/children/{file_id}/concerns/1"
    asked = source(jo, path)
    assert "Write these in the right file first" in asked
    assert "<bdi>Dana Ellis</bdi>" in asked
    assert "Telling could warn him." in asked
    link(office, sign_about(office, MAYA), file_id)
    asked = source(jo, path)
    assert "Write these in the right file first" not in asked
    assert "Dana Ellis" not in asked


def test_an_untrusted_entry_of_a_concern_is_said_on_the_childs_page(office: Office):
    concern = sign_about(office, MAYA)
    path, jo = f"/children/{link(office, concern)}", office.world.client("jo")
    add_words(office, concern, "He came back.")
    close_by_page(jo, f"/concerns/{concern}")
    assert "Nothing is outstanding" in source(jo, path)
    spoiled = update(Entry).where(Entry.concern_id == concern, Entry.number == 2)
    office.world.change(spoiled.values(signature=bytes(64)))
    page = source(jo, path)
    assert page.count("cannot be trusted, so something may be missing") == 2
    assert "Nothing is outstanding" not in page
    assert "He came back." not in page


@pytest.mark.parametrize("who", ["sam", "senior", "tess"])
def test_no_one_else_reaches_these_pages(office: Office, who: str):
    file_id = link(office, sign_about(office, MAYA))
    client = office.world.client(who)
    for page in ("concerns", "family", "plans", "opened", "facts/family", "print"):
        assert client.get(f"/children/{file_id}/{page}").status_code == 403, page
