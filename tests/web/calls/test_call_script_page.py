"""What to say on the phone: from a file, from a draft, from nothing; and the call, logged after."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.domain.record.entry_schema import Part
from app.domain.times.shown_times import format_full_time
from app.models.draft import Draft
from app.models.organisation import Organisation
from app.services.concerns import additions, record_signing
from app.services.concerns.additions import NewAddition
from app.services.concerns.record_signing import SigningRequest
from audit.events import Action
from tests.support.club.office import CHILD, WORDS, Office, record_parts
from tests.support.club.office_today import office
from tests.support.club.world import World
from tests.support.web.checking_client import CheckingClient
from tests.support.web.html_forms import Form, form_to
from tests.support.web.record_client import begin, fill, look

__all__ = ["office"]

NO_FILE = UUID("00000000-0000-4000-8000-000000000000")
HEADINGS = ("What was seen or said", "The child", "The people you’re worried about",
            "What you do not know")  # fmt: skip


def of_file(concern_id: UUID) -> str:
    return f"/concerns/{concern_id}/phone-script"


def log_form(client: CheckingClient, path: str, end: str) -> Form:
    return form_to(client.get(path).get_data(as_text=True), end)


def mark_of(client: CheckingClient, path: str, end: str, words: str) -> str:
    """The value of the choice with these words beside it."""
    page = client.get(path).get_data(as_text=True)
    before = page.split(words)[-2] if page.count(words) else ""
    return before.rpartition('name="line" type="radio" value="')[2].partition('"')[0]


def log(client: CheckingClient, path: str, end: str, words: str = "") -> str:
    """Press Record a call with the line that has these words; where it led."""
    form = log_form(client, path, end)
    if words:
        form.set("line", [mark_of(client, path, end, words)])
    answer = client.post(form.action, data=form.sent())
    assert answer.status_code == 303
    return answer.location


@pytest.mark.parametrize("who", ["sam", "jo"])
def test_a_file_is_read_out_under_the_headings_that_are_asked(office: Office, who: str):
    concern_id = office.signed("sam", danger="yes")
    page = office.world.client(who).get(of_file(concern_id)).get_data(as_text=True)
    wanted = ("Call now</h2>", *(f"{words}</h2>" for words in HEADINGS), "Record a call: who")
    places = [page.index(words) for words in wanted]
    assert places == sorted(places)
    assert page.index("tel:999") < places[1]
    assert CHILD in page
    assert "21:15" in page
    assert f"Written from the record signed on {format_full_time(office.now)}." in page
    assert f"I am {'Sam Lee, Youth worker' if who == 'sam' else 'Jo Smith, Club manager'}" in page


def test_the_childs_words_are_a_quotation_to_the_letter(office: Office):
    concern_id = office.signed("sam")
    page = office.world.client("sam").get(of_file(concern_id)).get_data(as_text=True)
    start = '<blockquote class="heard-words" translate="no" spellcheck="false" dir="auto">'
    assert f"{start}{WORDS}</blockquote>" in page


def test_it_is_logged_before_it_is_shown_and_its_author_sees_who_looked(office: Office):
    concern_id = office.signed("sam")
    office.world.client("jo").get(of_file(concern_id))
    last = [e for e in office.events() if e.act == Action.ENTRY_READ][-1]
    assert (last.who, last.obj) == (str(office.id("jo")), f"{concern_id}/1")
    sam = office.world.client("sam").page(f"/concerns/{concern_id}/who-has-looked").text
    assert "Jo Smith" in sam


@pytest.mark.parametrize("who", ["pat", "senior", "kit"])
@pytest.mark.parametrize("end", ["phone-script", "calls"])
def test_whoever_cannot_open_a_file_finds_no_script_of_it(office: Office, who: str, end: str):
    client, found = office.world.client(who), []
    for concern_id in (office.signed("sam"), NO_FILE):
        path = f"/concerns/{concern_id}/{end}"
        answer = client.get(path) if end == "phone-script" else client.send(path, via="/help")
        found.append((answer.status_code, answer.data))
    assert found[0] == found[1]
    assert found[0][0] == 404


def test_a_draft_is_read_out_to_its_writer_and_to_nobody_else(office: Office):
    sam = office.world.client("sam")
    draft = begin(sam)
    fill(sam, f"{draft}/account", {"child_words": [WORDS], "seen": ["Shaking."]})
    fill(sam, f"{draft}/people", {"people-0-vehicles": ["white golf"]})
    page = sam.page(f"{draft}/phone-script").text
    assert "Shaking." in page
    assert "white golf" in page
    assert "I don’t know the child’s name." in page[page.index("What you do not know") :]
    assert "I don’t know what vehicle" not in page
    for who in ("jo", "pat"):
        assert office.world.client(who).get(f"{draft}/phone-script").status_code == 404


def test_what_cannot_be_signed_yet_or_has_two_texts_is_said(office: Office):
    sam = office.world.client("sam")
    draft = begin(sam)
    form = look(sam, f"{draft}/account")
    form.set("seen", ["She\x07cried"])
    sam.post(form.action, data=form.sent())
    told = look(sam, f"{draft}/told")
    for name in ("Dele", "Jo"):
        told.set("told_lead_name", [name])
        sam.post(told.action, data=told.sent())
    page = sam.page(f"{draft}/phone-script").text
    assert "“What happened?” cannot be shown here until it is fixed" in page
    assert "“Who have you told?” has two versions" in page


@pytest.mark.parametrize(("more", "ways"), [(0, 0), (1, 1)])
def test_one_tap_skips_past_long_words_and_nothing_is_cut(office: Office, more: int, ways: int):
    sam = office.world.client("sam")
    draft, words = begin(sam), "w" * (1_500 + more)
    fill(sam, f"{draft}/account", {"child_words": [words]})
    page = sam.get(f"{draft}/phone-script").get_data(as_text=True)
    assert page.count('href="#child">There is a lot here.') == ways
    assert page.count(f">{words}<") == 1


def test_a_draft_that_is_signed_leads_to_what_it_became(office: Office):
    sam = office.world.client("sam")
    draft = begin(sam)
    fill(sam, f"{draft}/account", {"seen": ["Shaking."]})
    mine = UUID(draft.rsplit("/", 1)[1])
    concern_id = record_signing.sign_record(
        office.at("sam"), SigningRequest(mine, record_parts(), frozenset())
    )
    assert sam.get(f"{draft}/phone-script").location == f"/concerns/{concern_id}/signed"


def test_words_and_corrections_that_came_later_stand_in_it(office: Office):
    concern_id = office.signed("sam")
    new = NewAddition(UUID(int=5), "his name is  Kaz", (), True, 1, "I wrote Gaz")
    additions.add_words(office.at("sam"), concern_id, new)
    page = office.world.client("jo").get(of_file(concern_id)).get_data(as_text=True)
    assert "Correction of entry 1" in page
    assert "his name is  Kaz</blockquote>" in page


def test_a_source_who_asked_not_to_be_named_is_not_read_out(office: Office):
    source = {"source": "Aunt Meg", "source_role": "Aunt", "said": "he hits her"}
    parts = (
        *record_parts(),
        Part("account", ("c1",), {"told_by_others": "yes", "told_by_others_source": "aunt  MEG"}),
        Part("others", ("c1",), source | {"protect_identity": "yes"}, "1"),
    )
    concern_id = record_signing.sign_record(
        office.at("sam"), SigningRequest(office.draft("sam"), parts, frozenset())
    )
    page = office.world.client("jo").page(of_file(concern_id)).text
    assert "meg" not in page.casefold()
    assert "Do not say who" in page
    assert "he hits her" in page


@pytest.mark.parametrize("who", [None, "sam"])
def test_from_nothing_it_says_what_they_will_ask(world: World, who: str | None):
    page = world.client(who).page("/phone-script")
    for words in (*HEADINGS, "places and vehicles, even part of a number plate", "give the name"):
        assert words in page.text
    assert ("Record a call: who" in page.text) is (who is not None)
    assert ("/sign-in?next=/phone-script" in page.links) is (who is None)


def test_the_call_joins_those_of_the_draft_once_and_replaces_none(office: Office):
    sam = office.world.client("sam")
    draft = begin(sam)
    fill(sam, f"{draft}/told", {"calls-0-who": ["Dele"], "calls-0-advice": ["wait"]})
    ends = {log(sam, f"{draft}/phone-script", "/calls", "01724 296500") for _ in range(2)}
    assert ends == {f"{draft}/told#calls-1-when"}
    form = look(sam, f"{draft}/told")
    assert form.controls["calls-0-who"].value == "Dele"
    assert form.controls["calls-1-number"].value == "01724 296500"
    assert form.controls["calls-1-whom"].on == ["children_services"]
    assert "calls-2-who" not in form.controls


def test_nobody_is_put_down_as_police_for_999_which_ambulances_answer_too(office: Office):
    sam = office.world.client("sam")
    draft = begin(sam)
    end = log(sam, f"{draft}/phone-script", "/calls", '<span class="heard-nowrap">999')
    assert end.endswith("#calls-0-whom")
    form = look(sam, f"{draft}/told")
    assert form.controls["calls-0-number"].value == "999"
    assert form.controls["calls-0-whom"].on == []
    assert "Ask the police for the log number" in sam.page(f"{draft}/told").text


def test_for_a_file_it_waits_on_the_page_of_calls_to_be_signed(office: Office):
    sam, concern_id = office.world.client("sam"), office.signed("sam")
    end = log(sam, of_file(concern_id), "/calls", "07700 900123")
    assert end == f"/concerns/{concern_id}/more/call#calls-0-when"
    form = look(sam, f"/concerns/{concern_id}/more/call")
    assert form.controls["calls-0-whom"].on == ["lead"]
    assert form.controls["calls-0-who"].value.startswith("Jo Smith")
    assert (
        log(sam, of_file(concern_id), "/calls") == f"/concerns/{concern_id}/more/call#calls-1-whom"
    )


def test_choosing_nothing_for_a_file_begins_nothing(office: Office):
    sam, concern_id = office.world.client("sam"), office.signed("sam")
    before = office.count(Draft)
    assert log(sam, of_file(concern_id), "/calls") == f"/concerns/{concern_id}/more/call"
    assert office.count(Draft) == before


def test_from_nothing_it_begins_one_record_with_the_call_kept_in_it(office: Office):
    sam = office.world.client("sam")
    form = log_form(sam, "/phone-script", "/phone-script")
    form.set("line", [mark_of(sam, "/phone-script", "", "101</span>")])
    ends = {sam.post(form.action, data=form.sent()).location for _ in range(2)}
    (end,) = ends
    assert end.endswith("/told#calls-0-when")
    kept = look(sam, end.partition("#")[0])
    assert kept.controls["calls-0-whom"].on == ["police"]
    assert kept.controls["calls-0-number"].value == "101"
    mine = select(func.count()).select_from(Draft).where(Draft.user_id == office.id("sam"))
    assert office.session.scalar(mine) == 1
    assert office.count(Organisation) == 1


@pytest.mark.parametrize("end", ["signed", "thrown away"])
def test_a_page_that_is_older_than_its_record_begins_another(office: Office, end: str):
    sam = office.world.client("sam")
    form = log_form(sam, "/phone-script", "/phone-script")
    first = sam.post(form.action, data=form.sent()).location.partition("/told")[0]
    if end == "signed":
        mine = UUID(first.rsplit("/", 1)[1])
        record_signing.sign_record(
            office.at("sam"), SigningRequest(mine, record_parts(), frozenset())
        )
    else:
        sam.send(f"{first}/discard")
    second = sam.post(form.action, data=form.sent()).location
    assert second.startswith("/record/")
    assert not second.startswith(first)
    assert sam.get(second.partition("#")[0]).status_code == 200


def test_where_it_is_about_the_team_no_lead_is_named(office: Office):
    sam = office.world.client("sam")
    draft = begin(sam)
    fill(sam, f"{draft}/now", {"about_our_team": ["yes"]})
    page = sam.page(f"{draft}/phone-script").text
    assert "Jo Smith" not in page
    assert "Ash Grant" in page
    log(sam, f"{draft}/phone-script", "/calls", "07700 900125")
    assert look(sam, f"{draft}/told").controls["calls-0-whom"].on == ["somebody_else"]
    senior = office.signed("sam", about="yes")
    assert "Jo Smith" not in sam.page(of_file(senior)).text
