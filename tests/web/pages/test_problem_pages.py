"""Every problem has a plain page with numbers to ring, and gives back what was typed."""

import re
from uuid import UUID, uuid4

import pytest

from app.services.unit_of_work import UnitOfWork
from tests.support.club.world import COOKIE
from tests.support.web.checking_client import Page
from tests.support.web.record_client import look
from tests.web.expired_sign_ins import end_sign_ins

FORM = "application/x-www-form-urlencoded"
WORDS = "he said he would wait by the gate"


def a_draft(client) -> str:
    place = client.send("/record/new", via="/record/new").headers["Location"]
    return re.search(r"/record/[0-9a-f-]{36}", place).group()


def test_an_absent_page_shows_numbers_to_ring(world):
    page = world.client("sam").page("/no-such-page", 404)
    assert page.title.startswith("Error: ")
    assert "tel:999" in page.links
    assert "01724 296500" in page.text


def test_a_forged_form_changes_nothing_and_gives_the_words_back(world):
    client = world.client("sam")
    draft = a_draft(client)
    answer = client.post(f"{draft}/account", data={"child_words": WORDS, "csrf_token": "x"})
    assert answer.status_code == 400
    assert WORDS in Page(answer.text).text
    assert WORDS not in client.get(f"{draft}/account").text


@pytest.mark.parametrize(
    ("path", "field", "label"),
    [
        ("record/account", "child_words", "What the child said or showed, in their words"),
        ("record/now", "where_now", "Where is the child now?"),
        ("turn/0", "own", "What you would say"),
    ],
)
def test_what_was_written_in_a_practice_comes_back_under_its_own_question(
    world, path, field, label
):
    client, run = world.client("sam"), UUID(int=7)
    sent = {field: WORDS, "csrf_token": "x"}
    page = Page(client.post(f"/learn/practice/run/{run}/{path}", data=sent).text)
    assert WORDS in page.text
    assert label in page.text


def test_a_note_about_a_practice_comes_back_whole_under_its_own_questions(world):
    sent = {"note": WORDS, "try_next": "Wait longer.", "how": "phone", "csrf_token": "x"}
    answer = world.client("sam").post(f"/learn/practice/sent/{UUID(int=7)}", data=sent)
    page = Page(answer.text)
    for said in ("What you talked about", WORDS, "What to try next", "Wait longer.", "By phone"):
        assert said in page.text
    assert "What you would like them to add" not in page.text


@pytest.mark.parametrize(("site", "shown"), [("same-origin", True), ("cross-site", False)])
def test_signed_out_in_another_tab_the_words_return_to_our_page_only(world, site, shown):
    client = world.client("sam")
    draft = a_draft(client)
    form = look(client, f"{draft}/account")
    form.set("child_words", [WORDS])
    client.send("/sign-out", via="/")
    answer = client.post(form.action, data=form.sent(), headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 400
    page = Page(answer.text)
    assert (WORDS in page.text) is shown
    assert ("Copy your words from below first" in page.text) is shown
    assert ("What you just sent was not saved" in page.text) is shown
    assert page.text.count("You have been signed out") == int(shown), "the heading says it"
    assert ("This page was open too long" in page.text) is not shown, "that is not what happened"
    assert ('data-copy="typed"' in answer.text) is shown
    assert f"/sign-in?next={draft}/account" in page.links
    assert "go back and press" not in page.text or not shown


def test_what_is_too_large_is_refused_kindly(world):
    client = world.client("sam")
    draft = a_draft(client)
    answer = client.post(f"{draft}/account", data={"child_words": "x" * 9_000_000})
    assert answer.status_code == 413
    assert "tel:999" in Page(answer.text).links


def test_an_unexpected_error_shows_no_trace_and_logs_no_message(world, monkeypatch, caplog):
    def broken(*_args):
        raise ValueError(WORDS)

    monkeypatch.setattr("app.services.concern_lists.dashboard.load_dashboard", broken)
    answer = world.client("sam").get("/")
    assert answer.status_code == 500
    assert WORDS not in answer.text
    assert WORDS not in caplog.text
    assert "ValueError" in caplog.text


@pytest.mark.parametrize("who", ["sam", "kit"])
def test_a_page_for_another_role_is_refused_and_logged(world, who):
    client = world.client(who)
    assert client.get("/members").status_code == 403
    uow: UnitOfWork = world.uow("jo")
    from app.services.audit_log.writer import load_leaves

    lines = [line for _, _, line in load_leaves(uow.session, uow.org.id, 0, 10_000)]
    assert any(b'"act":"access.refused"' in (line or b"") for line in lines)


def test_signed_out_readers_are_sent_to_sign_in(world):
    answer = world.client().get("/concerns")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign-in?next=/concerns"


def test_an_untrusted_host_is_a_plain_page_with_999(world):
    answer = world.client().get("/", headers={"Host": "elsewhere.example"})
    assert answer.status_code in {400, 404}
    assert "999" in answer.text


def test_a_stranger_may_send_only_a_small_form(world):
    client = world.client()
    answer = client.post("/sign-in", data="a=&" * 30_000, content_type=FORM)
    assert answer.status_code == 413
    assert "tel:999" in Page(answer.text).links


def test_words_sent_from_elsewhere_are_not_shown_as_typed_here(world):
    answer = world.client().post(f"/record/{uuid4()}/now", data={"where_now": WORDS})
    assert WORDS not in answer.text


def test_a_token_from_before_the_door_serves_no_form_behind_it(world):
    client = world.client()
    before = client.csrf("/sign-in")
    client.set_cookie(COOKIE, world.token("sam"), domain="localhost")
    assert client.post("/record/new", data={"csrf_token": before}).status_code == 400


def test_a_choice_is_given_back_in_its_words_and_a_text_to_the_letter(world):
    client = world.client("sam")
    form = look(client, f"{a_draft(client)}/told")
    form.set("told_lead", ["no_answer"])
    form.set("explained_next", ["no_answer"])
    end_sign_ins(world, "sam")
    given = client.post(form.action, data=form.sent()).text
    assert re.findall("<blockquote[^>]*>(.*?)</blockquote>", given) == [
        "I tried, but no answer",
        "no_answer",
    ]


def test_what_a_form_sends_of_itself_is_not_shown_as_typed(world):
    client = world.client("sam")
    draft = a_draft(client)
    sent = {"next": "/help", "seen": "7", "not_for": str(uuid4()), "told_lead_name": "Jo"}
    given = client.post(f"{draft}/told", data={**sent, "csrf_token": "x"}).text
    assert re.findall("<blockquote[^>]*>(.*?)</blockquote>", given) == ["Jo"]
    given = client.post(f"{draft}/account", data={"seen": WORDS, "csrf_token": "x"}).text
    assert re.findall("<blockquote[^>]*>(.*?)</blockquote>", given) == [WORDS]


def test_ids_that_were_picked_are_not_shown_as_typed(world):
    client = world.client("sam")
    sent = {"task_owner": str(uuid4()), "child-of": "c1", "told_lead_name": "Jo", "told_at": "14"}
    given = client.post(f"{a_draft(client)}/told", data={**sent, "csrf_token": "x"}).text
    assert re.findall("<blockquote[^>]*>(.*?)</blockquote>", given) == ["Jo", "14"]


def test_a_form_without_its_sign_in_leads_to_the_door(world):
    away = world.client().post("/account/details", data={"name": "Sam"})
    assert away.status_code == 400
    assert "/sign-in?next=/account/details" in Page(away.text).links
    for public in ("/sign-in", "/join"):
        assert "Sign in, then" not in Page(world.client().post(public, data={}).text).text
    inside = world.client("sam").post("/account/details", data={"name": "Sam"})
    assert inside.status_code == 400
    assert not any("/sign-in" in link for link in Page(inside.text).links)
