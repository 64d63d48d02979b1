"""Question pages of a draft: begun, saved, left, in two tabs, late, and over an older draft."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from app.domain.journey.journey_pages import QUESTIONS_BY_NAME, REPLACED_PAGES
from content.london_time import LONDON
from tests.support.disclosures import load
from tests.support.web.question_client import (
    answer_question,
    find_question_form,
    look_at_question,
    start_with_question,
    walk_questions,
)
from tests.support.web.record_client import answer, fill, look, sign
from tests.web.expired_sign_ins import end_sign_ins

TWO_PLACES = "saved in two versions"


@pytest.fixture
def sam(world):
    return world.client("sam")


@pytest.fixture
def draft(sam):
    """The path of a record whose first question was answered with No."""
    return start_with_question(sam).rpartition("/")[0]


def count_drafts(client) -> int:
    return len(set(re.findall(r"/record/[0-9a-f-]{36}", client.get("/").get_data(as_text=True))))


def test_the_first_answer_makes_a_draft_and_pressing_twice_makes_one(sam):
    form = find_question_form(sam.get("/record/new"))
    assert count_drafts(sam) == 0
    form.set("danger_now", ["no"])
    first, second = (
        sam.post(form.action, data=form.sent(form.button("Continue"))) for _ in range(2)
    )
    assert (first.status_code, first.location) == (303, second.location)
    assert first.location.endswith("/where")
    assert count_drafts(sam) == 1


def test_a_draft_of_somebody_else_is_never_begun_again(world, sam, draft):
    pat = world.client("pat")
    form = find_question_form(pat.get("/record/new"))
    form.set("draft", [draft.rpartition("/")[2]])
    assert pat.post(form.action, data=form.sent(form.button("Continue"))).status_code == 404


@pytest.mark.parametrize("danger", ["yes", "unsure"])
def test_in_danger_calling_comes_before_the_next_question(sam, danger):
    place = start_with_question(sam, danger)
    assert place.endswith("/call-first")
    page = sam.page(place)
    assert page.headings == ["Call someone now"]
    assert "tel:999" in page.links
    assert place.replace("call-first", "why") in page.links


def test_no_page_blocks_where_nothing_is_answered(sam, draft):
    _, names = walk_questions(sam, f"{draft}/where", {})
    assert len(names) == 13


def test_two_tabs_on_different_questions_never_conflict(sam, draft):
    words, seen = (look_at_question(sam, f"{draft}/{name}") for name in ("words", "seen"))
    words.set("child_words", ["he said"])
    seen.set("seen", ["crying"])
    for form in (words, seen):
        sam.post(form.action, data=form.sent(form.button("Continue")))
    assert TWO_PLACES not in sam.page(draft).text
    whole = look(sam, f"{draft}/account").controls
    assert (whole["child_words"].value, whole["seen"].value) == ("he said", "crying")


def test_the_same_question_in_two_tabs_keeps_both_texts(sam, draft):
    path = f"{draft}/words"
    forms = [look_at_question(sam, path) for _ in range(2)]
    for form, text in zip(forms, ("from one tab", "from the other"), strict=True):
        form.set("child_words", [text])
        last = sam.post(form.action, data=form.sent(form.button("Continue")))
    assert last.location == path
    shown = sam.get(f"{path}?check=0").get_data(as_text=True)
    assert TWO_PLACES in shown
    (both,) = re.findall(r'href="([^"]*whole=1)">Look at', shown)
    text = sam.page(both).text
    assert "from one tab" in text
    assert "from the other" in text


def test_a_form_sent_again_after_back_is_no_conflict(sam, draft):
    form = look_at_question(sam, f"{draft}/words")
    for text in ("half", "half a sentence", "half a sentence"):
        form.set("child_words", [text])
        sent = sam.post(form.action, data=form.sent(form.button("Continue")))
        assert sent.location == f"{draft}/when"
    assert look_at_question(sam, f"{draft}/words").controls["child_words"].value == (
        "half a sentence"
    )


def test_autosave_hands_on_a_version_that_the_next_save_is_based_on(sam, draft):
    form = look_at_question(sam, f"{draft}/seen")
    for number, text in enumerate(("cry", "crying", "crying hard"), 1):
        form.set("seen", [text])
        saved = sam.post(f"{draft}/seen/autosave", data=form.sent())
        assert saved.json["version"].startswith(f"{number}~")
        form.set("version", [saved.json["version"]])
    assert TWO_PLACES not in sam.page(draft).text


def test_finish_later_and_check_now_save_what_was_typed(sam, draft):
    for button, place in (("Finish later", "/"), ("Check and sign now", f"{draft}/sign")):
        sent = answer_question(sam, f"{draft}/words", button, child_words=f"typed, {button}")
        assert sent.location == place
        shown = look_at_question(sam, f"{draft}/words").controls["child_words"].value
        assert shown == f"typed, {button}"


def test_what_cannot_be_stored_is_kept_and_said(sam, draft):
    sent = answer_question(sam, f"{draft}/seen", seen="bell \x07")
    assert sent.location == f"{draft}/seen?check=1"
    page = sam.page(sent.location)
    assert page.title.startswith("Error: ")
    assert "There is a hidden control character" in page.text


def test_a_time_nobody_can_read_never_blocks(sam, draft):
    sent = answer_question(sam, f"{draft}/where", child_is="with_me", leaves_at="when nan comes")
    assert sent.location == f"{draft}/where#leaves_at", "said once"
    again = look_at_question(sam, f"{draft}/where")  # with what was typed
    assert sam.post(again.action, data=again.sent()).location == f"{draft}/read"
    assert (
        "We could not read this time. It’s saved as you typed it. Write it like 14:05 or 2.05pm."
        in sam.page(f"{draft}/where").text
    )


def test_a_time_with_two_meanings_is_asked_once_and_chosen_there(sam, draft):
    sent = answer_question(sam, f"{draft}/where", child_is="with_me", leaves_at="half 3")
    assert sent.location == f"{draft}/where#leaves_at"
    page = sam.get(f"{draft}/where").get_data(as_text=True)
    assert "Which time do you mean?" in page
    assert "We could not read" not in page
    form = look_at_question(sam, f"{draft}/where")
    choices = form.controls["choose-leaves_at"].options
    form.set("choose-leaves_at", [choices[1]])
    sent = sam.post(form.action, data=form.sent(form.button("Continue")))
    assert sent.location == f"{draft}/read"
    form = look_at_question(sam, f"{draft}/where")
    assert form.controls["leaves_at"].value == "15:30"


def test_a_time_left_with_two_meanings_never_blocks(sam, draft):
    answer_question(sam, f"{draft}/where", child_is="with_me", leaves_at="half 3")
    form = look_at_question(sam, f"{draft}/where")
    sent = sam.post(form.action, data=form.sent(form.button("Continue")))
    assert sent.location == f"{draft}/read"


def test_a_draft_of_the_old_pages_is_open_on_the_question_pages(sam, draft):
    what = load("full")
    for page in what.pages():
        fill(sam, f"{draft}/{page.name}", what.raw(page.name))
    shown: dict[str, set[str]] = {}
    for name in QUESTIONS_BY_NAME:
        for control in look_at_question(sam, f"{draft}/{name}").controls.values():
            shown.setdefault(control.name, set()).update({control.value, *control.on})
    for stored in sorted(REPLACED_PAGES):
        for control in look(sam, f"{draft}/{stored}").controls.values():
            held = {control.value, *control.on} - {""}
            if (
                control.type != "hidden" and control.name not in {"told_on", "account_by"} and held
            ):  # Today, and not ticked
                assert held <= shown[control.name], (stored, control.name)


def test_a_stale_form_of_an_old_page_still_saves(sam, draft):
    stale = look(sam, f"{draft}/now")
    stale.set("where_now", ["at the gym"])
    assert sam.post(stale.action, data=stale.sent(stale.button("Continue"))).status_code == 303
    assert look_at_question(sam, f"{draft}/where").controls["where_now"].value == "at the gym"


def test_a_page_sent_after_signing_out_is_kept_and_put_in_without_loss(world, sam, draft):
    answer(sam, f"{draft}/told", told_lead="yes", told_lead_name="Jo Smith")
    form = look_at_question(sam, f"{draft}/next")
    form.set("explained_next", ["I must tell Jo."])
    form.set("c1.child_wishes", ["leave me alone"])
    end_sign_ins(world, "sam")
    assert sam.post(form.action, data=form.sent(form.button("Continue"))).status_code == 401
    again = world.client("sam")
    links = [one for one in again.page("/record/kept").links if "/record/kept/" in one]
    assert len(links) == 2
    for link in links:
        assert again.send(link, {"choice": "put_in"}).location == f"{draft}/next"
    controls = look_at_question(again, f"{draft}/next").controls
    assert controls["explained_next"].value == "I must tell Jo."
    assert controls["c1.child_wishes"].value == "leave me alone"
    assert look(again, f"{draft}/told").controls["told_lead_name"].value == "Jo Smith"


def test_a_page_sent_after_it_was_signed_is_kept(sam, draft):
    answer(sam, f"{draft}/account", worry="She would not eat.")
    form = look_at_question(sam, f"{draft}/seen")
    sign(sam, draft, [])
    form.set("seen", ["what came later"])
    late = sam.post(form.action, data=form.sent(form.button("Continue")))
    assert "/record/kept/" in late.location
    assert "what came later" in sam.page(late.location).text


def test_an_item_that_holds_words_is_asked_about_before_it_goes(sam, draft):
    path = f"{draft}/people"
    answer_question(sam, path, "Add another person", people__0__name_or_nickname="Daz")
    sent = answer_question(sam, path, "Remove Person 1")
    assert sent.location == f"{path}?remove=1#remove"
    shown = find_question_form(sam.get(sent.location))
    sam.post(shown.action, data=shown.sent(shown.button("Yes, remove")))
    assert "Daz" not in sam.get(f"{path}?check=0").get_data(as_text=True)


@pytest.mark.parametrize(
    ("name", "button", "typed", "first"),
    [
        ("others", "Add another person", "others-0-said", "others-1-said"),
        ("people", "Add another person", "people-0-name_or_nickname", "people-1-know-0"),
        ("told", "Add another call", "calls-0-advice", "calls-1-whom"),
    ],
)
def test_an_added_item_begins_at_its_first_question(sam, draft, name, button, typed, first):
    sent = answer_question(sam, f"{draft}/{name}", button, **{typed: "wait"})
    assert sent.location == f"{draft}/{name}#{first}"
    assert f'id="{first}"' in sam.get(f"{draft}/{name}?check=0").get_data(as_text=True)


def test_two_children_are_each_asked_and_texts_are_given_to_them(sam, draft):
    answer_question(sam, f"{draft}/words", child_words="he said")
    path = f"{draft}/child"
    answer_question(sam, path, "Add another child", children__0__name="Maja")
    sent = answer_question(sam, path, children__1__name="Kestrel")
    assert sent.location == f"{path}#whose_child_words"
    sent = answer_question(sam, path, whose_child_words=["c2"])
    assert sent.location == f"{draft}/where_each"
    assert answer_question(sam, sent.location).location == f"{draft}/words_each"


def test_each_child_has_words_of_their_own_on_their_own_document(sam, draft):
    answer_question(sam, f"{draft}/words", child_words="he said to both")
    assert sam.get(f"{draft}/words_each?check=0").status_code == 200
    answer_question(sam, f"{draft}/child", "Add another child", children__0__name="Maja")
    answer_question(sam, f"{draft}/child", children__1__name="Kestrel")
    path = f"{draft}/words_each"
    assert "he said to both" in sam.page(f"{path}?check=0").text
    words = {"c1.child_words": "only mine", "c2.asked_any": ["yes"], "c2.questions_asked": "Why?"}
    assert answer_question(sam, path, **words).location == f"{draft}/people"
    check = sam.page(f"{draft}/sign").text
    assert "What the child said, for Maja and Kestrel: “he said to both”" in check
    assert check.index("only mine") < check.index("Why?")
    paper = f"/concerns/{sign(sam, draft, [])}/referral/summary?child="
    first, second = sam.page(f"{paper}c1").text, sam.page(f"{paper}c2").text
    assert "only mine" in first
    assert "only mine" not in second
    assert "Why?" in second
    assert "Why?" not in first
    for page, other in ((first, "Kestrel"), (second, "Maja")):
        assert page.count("he said to both") == 2
        assert f"also for {other}: “he said to both”" in page


def test_one_child_is_not_asked_for_words_twice(sam, draft):
    answer_question(sam, f"{draft}/words", child_words="he said")
    sent = answer_question(sam, f"{draft}/child", children__0__name="Maja")
    assert sent.location == f"{draft}/people"


def test_whose_the_worry_is_is_asked_where_it_is_written(sam, draft):
    assert "whose_worry" not in look_at_question(sam, f"{draft}/worry").controls
    answer_question(sam, f"{draft}/child", "Add another child", children__0__name="Maja")
    answer_question(sam, f"{draft}/child", children__1__name="Kestrel")
    assert "whose_worry" not in look_at_question(sam, f"{draft}/child").controls
    sent = answer_question(sam, f"{draft}/worry", worry="She is missing.", whose_worry=["c2"])
    assert sent.location == f"{draft}/next"
    assert look_at_question(sam, f"{draft}/worry").controls["whose_worry"].on == ["c2"]
    assert "Kestrel" in sam.page(f"{draft}/sign").text.partition("Which child is this about?")[2]
    paper = f"/concerns/{sign(sam, draft, [])}/referral/summary?child="
    assert "She is missing." in sam.page(f"{paper}c2").text
    assert "She is missing." not in sam.page(f"{paper}c1").text


def test_a_stored_page_leads_to_its_first_question_for_its_writer_alone(world, sam, draft):
    for stored, question in (("now", "danger"), ("account", "how"), ("indicators_c", "signs")):
        sent = sam.get(f"{draft}/{stored}?check=0")
        assert (sent.status_code, sent.location) == (302, f"{draft}/{question}")
        assert world.client("pat").get(f"{draft}/{stored}?check=0").status_code == 404
    assert sam.get(f"/record/{uuid4()}/danger").status_code == 404


def test_someone_elses_account_says_whose_it_is(sam, draft):
    answer_question(sam, f"{draft}/how", account_by=["somebody_else"], account_by_name="Ash Lee")
    page = sam.page(f"{draft}/words")
    assert page.headings[0].strip() == "What did the child tell them?"
    assert "Ash Lee’s account" in page.text
    answer_question(sam, f"{draft}/how", account_by=[])
    assert sam.page(f"{draft}/words").headings[0].strip() == "What did the child say?"


def test_not_sure_about_tonight_asks_where_they_sleep_and_prints_it(sam, draft):
    answer(sam, f"{draft}/account", child_words="he said dont tell")
    led = answer_question(
        sam,
        f"{draft}/next",
        **{"c1.safe_tonight": "unsure", "c1.sleeps_where": "At her nan’s, nan away"},
        **{"c1.unsure_why": "He knows the address"},
    )
    assert led.location == f"{draft}/family"
    assert "He knows the address" in sam.page(f"{draft}/sign").text
    summary = sam.page(f"/concerns/{sign(sam, draft, [])}/referral/summary").text
    right_now = summary.partition("Right now")[2].partition("The child")[0]
    assert "At her nan’s, nan away" in right_now
    assert "He knows the address" in right_now


def test_the_family_page_asks_who_is_at_home_and_how_to_reach_the_child(sam, draft):
    answer(sam, f"{draft}/account", child_words="he said dont tell")
    fields = {"c1.who_at_home": "Mum. Her partner Rob", "c1.safe_contact": "Not the home number"}
    answer_question(sam, f"{draft}/family", **fields)
    summary = sam.page(f"/concerns/{sign(sam, draft, [])}/referral/summary").text
    family = summary.partition("Parents and carers")[2].partition("Who is referring")[0]
    assert all(words in family for words in fields.values())


@pytest.mark.parametrize(
    ("days", "words"), [(0, ""), (1, "You were told yesterday."), (3, "You were told 3 days ago.")]
)
def test_a_late_record_asks_for_what_is_remembered(sam, draft, days, words):
    day = datetime.now(LONDON) - timedelta(days=days)
    answer_question(sam, f"{draft}/when", told_on=f"{day:%-d/%-m/%Y}")
    page = sam.page(f"{draft}/seen").text
    assert ("Write what you remember." in page, words in page) == (bool(words), True)
    assert "Write what you remember." not in sam.page(f"{draft}/told").text


def soon(minutes: int) -> str:
    return f"{datetime.now(LONDON) + timedelta(minutes=minutes):%H:%M}"


def test_a_child_leaving_within_the_hour_puts_the_call_first(sam, draft):
    led = answer_question(
        sam, f"{draft}/where", child_is="with_me", leaves_at=soon(30), leaves_with="Her nan"
    )
    assert led.location == f"{draft}/where#call-first"
    page = sam.get(f"{draft}/where").get_data(as_text=True)
    first = re.search(r'<a class="govuk-button".*?href="(.*?)">(.*?)</a>', page, re.DOTALL)
    assert first
    assert first.start() < page.index("<form method")
    assert re.fullmatch(r"Call\s+(?!999).+ first: [0-9 ]+", first[2])
    assert first[1] == "tel:" + first[2].partition(": ")[2].replace(" ", "")
    again = answer_question(sam, f"{draft}/where")  # nothing blocks: Continue goes on
    assert again.location == f"{draft}/read"


def test_an_ambiguous_time_is_asked_before_the_call_and_never_blocks(sam, draft):
    at = datetime.now(LONDON)
    half = at.hour % 12 + (at.minute >= 30)  # the next half hour, as it is said here
    said = f"half {half or 12}"
    led = answer_question(sam, f"{draft}/where", child_is="with_me", leaves_at=said)
    assert led.location == f"{draft}/where#leaves_at"
    form = look_at_question(sam, f"{draft}/where")
    assert form.sent()["shown"] == [f"leaves_at {said}", "call-first"]
    assert answer_question(sam, f"{draft}/where").location == f"{draft}/read"


@pytest.mark.parametrize(
    ("child_is", "minutes"), [("with_me", 180), ("somewhere_else", 30), ("with_me", None)]
)
def test_a_child_who_stays_does_not_bring_the_page_back(sam, draft, child_is, minutes):
    fields = {"child_is": child_is} | ({"leaves_at": soon(minutes)} if minutes else {})
    assert answer_question(sam, f"{draft}/where", **fields).location == f"{draft}/read"


def test_once_told_the_call_is_no_first_button(sam, draft):
    answer(sam, f"{draft}/told", told_lead="yes")
    led = answer_question(sam, f"{draft}/where", child_is="with_me", leaves_at=soon(30))
    assert led.location == f"{draft}/read"
