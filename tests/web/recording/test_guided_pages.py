"""The guided pages in a browser without JavaScript: kept, mended, added to, never lost."""

import re

import pytest

from app.domain.pages.page_model import MAX_CHARACTERS
from tests.support.web.checking_client import show_whole
from tests.support.web.question_client import (
    answer_question,
    look_at_question,
    start_with_question,
)
from tests.support.web.record_client import look, send, sign, to_mend, went_on

ADD_CALL = "Add another call"


def test_what_cannot_be_used_is_kept_shown_and_linked(sam, draft):
    answer = send(sam, f"{draft}/account", told_at_time="2.05", child_words="hi")
    text = to_mend(sam, answer)
    assert 'href="#told_at_time"' in text
    assert "Do you mean 02:05 or 14:05?" in text
    assert "<title>Error: What happened?" in text
    form = look(sam, f"{draft}/account")
    assert form.controls["told_at_time"].value == "2.05"
    assert form.controls["child_words"].value == "hi"
    assert went_on(send(sam, f"{draft}/account", told_at_time="14:05"))
    assert "Error" not in sam.page(answer.location).title  # mended: coming back to it says so


@pytest.mark.parametrize(
    "words", ["\n\n  first\n\tsecond  \n", "<script>alert('x')</script>", "&amp; \u202e ' \" ĳ 🧒"]
)
def test_words_come_back_to_the_letter(sam, draft, words):
    sent = words.replace("\n", "\r\n")
    assert went_on(send(sam, f"{draft}/account", child_words=sent))
    assert look(sam, f"{draft}/account").controls["child_words"].value == words


def test_too_long_a_text_is_kept_whole_and_says_by_how_much(sam, draft):
    words = "x" * (MAX_CHARACTERS + 3)
    answer = send(sam, f"{draft}/account", child_words=words)
    assert "3 characters too long" in to_mend(sam, answer)
    assert look(sam, f"{draft}/account").controls["child_words"].value == words


def test_a_control_character_is_refused_with_the_text_returned(sam, draft):
    answer = send(sam, f"{draft}/account", child_words="he said\x07 stop")
    text = to_mend(sam, answer)
    assert "he said" in text
    assert "hidden control character" in text


def test_save_keeps_without_judging_and_stays(sam, draft):
    answer = send(sam, f"{draft}/account", "Save", told_at_time="2.05")
    assert (answer.status_code, answer.location) == (303, show_whole(f"{draft}/account"))
    assert "Error" not in sam.page(f"{draft}/account").title


def test_calls_are_added_changed_and_removed(sam, draft):
    path = f"{draft}/told"
    added = send(sam, path, ADD_CALL, calls__0__who="Police").location
    assert added.endswith("#calls-1-whom")
    send(sam, path, ADD_CALL, calls__1__who="Jo", calls__0__who="Police, 101")
    send(sam, path, "Save", calls__2__who="Council")
    form = look(sam, path)
    ids = [form.controls[f"calls-{n}-id"].value for n in range(3)]
    gone = next(one for one in form.buttons if one.value == f"calls|{ids[1]}")
    asked = sam.post(form.action, data=form.sent(gone)).location
    form = look(sam, asked)
    assert sam.post(form.action, data=form.sent(form.button("Yes, remove"))).location == show_whole(
        path
    )
    form = look(sam, path)
    assert [form.controls[f"calls-{n}-who"].value for n in range(2)] == ["Police, 101", "Council"]
    assert [form.controls[f"calls-{n}-id"].value for n in range(2)] == [ids[0], ids[2]]


def test_enter_in_a_line_of_text_continues_and_removes_nothing(sam, draft):
    form = look(sam, f"{draft}/told")
    assert form.buttons[0].text == "Continue"
    assert form.buttons[0].name == ""


def test_two_children_are_asked_whose_each_text_is(sam, draft):
    assert "whose_seen" not in look(sam, f"{draft}/child").controls
    send(sam, f"{draft}/child", "Add another child", children__0__name="Maja")
    send(sam, f"{draft}/child", "Save", children__1__name="Kestrel")
    assert look(sam, f"{draft}/child").controls["whose_seen"].options == ["c1", "c2"]
    page = sam.page(f"{draft}/injuries")
    assert "Maja" in page.text
    assert "Kestrel" in page.text


def test_a_sign_is_picked_first_then_asked_about(sam, draft):
    path = f"{draft}/indicators_a"
    assert "Nothing ticked does not mean that the child is safe" in sam.page(path).text
    form = look(sam, path)
    token = form.controls["c1.indicators-pick"].options[0]
    form.set("c1.indicators-pick", [token])
    answer = sam.post(form.action, data=form.sent())
    assert answer.location == show_whole(f"{path}#ring-now")
    page = sam.page(path)
    assert "Call now" in page.text
    assert "ring-now" in page.ids
    assert f"#c1.indicators-{token}-basis" in page.links
    assert "Nothing ticked" not in page.text
    form = look(sam, path)
    form.set(f"c1.indicators-{token}-basis", ["seen_myself"])
    assert sam.post(form.action, data=form.sent()).location == f"{draft}#record"
    assert f"#c1.indicators-{token}-basis" not in sam.page(path).links  # answered already
    for word in ("score", "total of", "%"):
        assert word not in page.text


def test_a_strength_ticked_or_not_cancels_no_worry(sam, draft):
    path, said = (
        f"{draft}/indicators_e",
        "A strength never cancels a concern. If you are worried, refer.",
    )
    page = sam.page(path)
    assert said in page.text
    assert "Nothing ticked" not in page.text
    form = look(sam, path)
    form.set("c1.indicators-pick", form.controls["c1.indicators-pick"].options[:1])
    sam.post(form.action, data=form.sent())
    assert said in sam.page(path).text


def test_a_sign_that_needs_no_ringing_leads_to_its_questions(sam, draft):
    form = look(sam, f"{draft}/indicators_b")
    token = form.controls["c1.indicators-pick"].options[0]
    form.set("c1.indicators-pick", [token])
    answer = sam.post(form.action, data=form.sent())
    assert answer.location == show_whole(f"{draft}/indicators_b#c1.indicators-{token}-basis")


def test_pages_only_for_a_child_who_told_are_not_needed_otherwise(sam, draft):
    send(sam, f"{draft}/account", how_known=["changes_i_noticed"])
    assert sam.page(draft).text.count("Not needed") == 2
    assert "you do not need this page" in sam.page(f"{draft}/wishes").text
    send(sam, f"{draft}/wishes", **{"c1.next_contact": "Monday"})
    assert sam.page(draft).text.count("Not needed") == 1


DONE = "“Done” means that you’ve answered something on the page. You can still add to it."


def test_the_list_says_how_far_each_page_is(sam, draft):
    assert sam.page(draft).text.count("Not started") > 15
    send(sam, f"{draft}/view", "Save", opinion="worried")
    assert "In progress" in sam.page(draft).text
    assert DONE not in sam.page(draft).text
    send(sam, f"{draft}/view")
    send(sam, f"{draft}/evidence", original_notes_where__unknown=["not_known"])
    text = sam.page(draft).text
    assert "What you think Done" in text
    assert text.count(DONE) == 1
    assert text.index(DONE) < text.index("What you think Done")
    assert "Notes and evidence Not known" in text
    assert "%" not in text


def test_a_step_is_done_once_its_core_page_was_left_by_continue(sam, draft):
    assert "(done)" not in sam.page(f"{draft}/sign").text  # come this far, nothing written
    send(sam, f"{draft}/account", "Save", child_words="hi")
    assert "(done)" not in sam.page(f"{draft}/child").text
    send(sam, f"{draft}/account")
    assert sam.page(f"{draft}/child").text.count("Receive (done)") == 1
    send(sam, f"{draft}/account", told_on="31/2/2026")
    assert "(done)" not in sam.page(f"{draft}/child").text
    send(sam, f"{draft}/account", told_on="yesterday")
    send(sam, f"{draft}/child", children__0__name="Maja")
    text = sam.page(f"{draft}/told").text
    assert "Receive (done)" in text
    assert "React (done)" not in text
    assert "Record (done)" in sam.page(f"{draft}/help_so_far").text


def test_danger_follows_to_every_page_until_it_is_answered_no(sam, draft):
    send(sam, f"{draft}/now", danger_now="unsure", danger_why=["recent_sexual_assault"])
    page = sam.page(f"{draft}/account")
    assert "You’re not sure whether someone is in danger." in page.text
    assert "Do not examine" in page.text
    assert "tel:999" in page.links
    send(sam, f"{draft}/now", danger_now="no")
    assert "someone is in danger" not in sam.page(f"{draft}/account").text


def test_a_birth_date_is_explained_by_a_birth_date(sam, draft):
    answer = send(sam, f"{draft}/child", children__0__born_on="31/2/2012")
    text = to_mend(sam, answer)
    assert "There is no such day." in text
    assert "Write it like 3/5/2012" in text
    assert "today" not in text
    answer = send(sam, f"{draft}/about_child", **{"c1.due_on": "soon"})
    assert "or “tomorrow”" in to_mend(sam, answer)


def test_a_mark_without_an_answer_can_be_taken_back_and_claims_nothing(sam, draft):
    def marked():
        text = sam.get(f"{draft}/told").get_data(as_text=True)
        boxes = re.findall(r"<input[^>]*name=.confidentiality-unknown.[^>]*>", text)
        return [box for box in boxes if " checked" in box]

    assert marked() == []
    send(sam, f"{draft}/told", "Save", confidentiality__unknown="not_told_yet")
    assert ['value="not_told_yet"' in box for box in marked()] == [True]
    form = look(sam, f"{draft}/told")
    form.set("confidentiality", ["that I must tell Dele"])
    form.set("confidentiality-unknown", [""])
    sam.post(form.action, data=form.sent(form.button("Save")))
    assert ['id="confidentiality-unknown-none"' in box for box in marked()] == [True]


def test_other_numbers_are_those_of_the_childs_council_by_no_address(sam, draft):
    send(sam, f"{draft}/now", danger_now="yes")
    send(sam, f"{draft}/child", children__0__home_area="hull")
    for path in (draft, *(f"{draft}/{name}" for name in ("account", "told", "view", "sign"))):
        links = sam.page(path).links
        assert f"{draft}/call-first" in links, path
        assert not any("hull" in link or link.startswith("/numbers") for link in links), path
    shown = sam.page(f"{draft}/now")
    assert "ring-now" in shown.ids
    assert "Numbers for Hull" in shown.text


def test_a_draft_is_thrown_away_only_after_asking(sam, draft):
    send(sam, f"{draft}/account", child_words="x")
    assert "Delete this draft?" in sam.page(f"{draft}/discard").title
    assert sam.send(f"{draft}/discard").status_code == 303
    assert sam.get(draft).status_code == 404


@pytest.mark.parametrize("who", ["jo", "pat", "senior"])
def test_nobody_else_finds_a_draft(world, draft, who):
    other = world.client(who)
    for path in (draft, f"{draft}/account", f"{draft}/sign", f"{draft}/discard"):
        assert other.get(path).status_code == 404
    for path in (f"{draft}/account", f"{draft}/account/autosave", f"{draft}/discard"):
        assert other.send(path, {"seen": "x"}, via="/record/new").status_code == 404


def test_a_page_that_does_not_exist_is_absent(sam, draft):
    for name in ("duties", "nothing", "indicators"):
        assert sam.get(f"{draft}/{name}").status_code == 404


def test_a_person_placed_next_to_no_one_is_asked_about_once(sam, draft):
    typed = {"people-0-name_or_nickname": "Kaz", "no_one_in_particular": "yes"}
    form = look_at_question(sam, f"{draft}/people")
    back = sam.post(form.action, data=form.sent() | typed).location
    assert back == f"{draft}/people#no_one_in_particular"
    shown = sam.page(f"{draft}/people?check=0").text
    assert "You also wrote about a person above. Both are saved." in shown
    form = look_at_question(sam, f"{draft}/people")
    assert sam.post(form.action, data=form.sent()).location != back
    held = look_at_question(sam, f"{draft}/people").controls
    assert held["no_one_in_particular"].on == ["yes"]
    assert [one.value for name, one in held.items() if name.endswith("nickname")] == ["Kaz"]


def test_no_one_else_called_is_stored_and_shown(world, sam, draft):
    answer_question(sam, f"{draft}/worry", worry="Quiet.")
    answer_question(sam, f"{draft}/told", called_anyone_else="no")
    assert look_at_question(sam, f"{draft}/told").controls["called_anyone_else"].on == ["no"]
    assert "Have you called anyone else? Change Have you called anyone else? No" in (
        sam.page(f"{draft}/sign").text
    )
    concern = f"/concerns/{sign(sam, draft, [])}"
    lead = world.client("jo")
    assert "Had the worker called anyone else? No" in lead.page(concern).text
    assert "Had the worker called anyone else? No" in (
        lead.page(f"{concern}/referral/summary?child=c1").text
    )


@pytest.mark.parametrize("danger", ["yes", "unsure"])
def test_finish_later_in_danger_says_first_to_call_and_then_leaves(sam, danger):
    draft = start_with_question(sam, danger).rpartition("/")[0]
    sent = answer_question(sam, f"{draft}/words", "Finish later", child_words="he said")
    assert sent.location == f"{draft}/call-first?later=1"
    page = sam.page(sent.location)
    assert "Before you go, call 999 if you have not called yet." in page.text
    assert {"tel:999", "/"} <= set(page.links)
    assert look_at_question(sam, f"{draft}/words").controls["child_words"].value == "he said"
    answer_question(sam, f"{draft}/told", told_lead="yes")
    assert answer_question(sam, f"{draft}/words", "Finish later").location == "/"
