"""Times that no one can read, in a browser: said once, kept as typed, never in the way."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest

from app.domain.pages import PAGES_BY_NAME
from content.london_time import LONDON
from tests.support.disclosures import load
from tests.support.web.checking_client import show_whole
from tests.support.web.html_forms import form_to
from tests.support.web.question_client import answer_question, look_at_question
from tests.support.web.record_client import begin, fill, look, send, sign, to_mend, went_on, write
from tests.unit.referral_forms.document_text import body_text, squash

STAYS = (
    "We could not read this time. It’s saved as you typed it. "
    "Write it like 14:05 or 2.05pm. To keep it as it is, press {} again."
)


def pdf_of(client, concern):
    page = client.get(f"{concern}/referral/pdf?child=c1").get_data(as_text=True)
    form = form_to(page, "summary.pdf")
    answer = client.post(form.action, data=form.sent())
    assert answer.status_code == 200
    return squash(body_text(answer.get_data(), form.controls["words"].value))


def shown_everywhere(world, concern, *texts):
    lead = world.client("jo")
    file = unescape(lead.get(concern).get_data(as_text=True))
    paper = unescape(lead.get(f"{concern}/referral/summary?child=c1").get_data(as_text=True))
    printed = pdf_of(lead, concern)
    for text in texts:
        assert text in file
        assert text in paper
        assert squash(text) in printed


def test_the_first_press_says_how_to_write_it_and_the_second_goes_on(sam, draft):
    answer = send(sam, f"{draft}/now", leaves_at="at pick-up", where_now="The gym")
    text = unescape(to_mend(sam, answer))
    assert STAYS.format("Continue") in text
    assert 'href="#leaves_at"' in text
    form = look(sam, answer.location)
    assert form.controls["leaves_at"].value == "at pick-up"
    assert form.controls["shown"].value == "leaves_at at pick-up"
    assert sam.post(form.action, data=form.sent()).location == f"{draft}/read"
    assert "Where is the child now? In progress" in sam.page(draft).text
    again = look(sam, f"{draft}/now")
    assert (again.controls["leaves_at"].value, again.controls["where_now"].value) == (
        "at pick-up", "The gym",
    )  # fmt: skip


def test_another_text_that_cannot_be_read_is_said_again(sam, draft):
    answer = send(sam, f"{draft}/now", leaves_at="at pick-up")
    answer = send(sam, answer.location, leaves_at="when they call")
    assert STAYS.format("Continue") in unescape(to_mend(sam, answer))
    assert went_on(send(sam, answer.location))


def test_what_is_refused_still_stands_in_the_way_beside_what_may_stay(sam, draft):
    answer = send(sam, f"{draft}/now", leaves_at="at pick-up", where_now="gym\x07")
    for _ in range(2):
        text = unescape(to_mend(sam, answer))
        where = next(f.label for f in PAGES_BY_NAME["now"].fields if f.name == "where_now").rstrip(
            "?"
        )
        assert f"{where}: There is a hidden control character" in text
        answer = send(sam, answer.location)
    assert went_on(send(sam, answer.location, where_now="gym"))


def test_a_day_that_can_be_read_is_kept_when_its_time_cannot(world, sam, draft):
    send(sam, f"{draft}/account", worry="Quiet.")
    send(sam, f"{draft}/told", **{"calls-0-when": "24/11/2025", "calls-0-when-time": "six ish"})
    shown_everywhere(
        world, f"/concerns/{sign(sam, draft, [])}", "24 November 2025, six ish (as typed)"
    )


@pytest.mark.parametrize("details", [(), ("circumstances",)], ids=["core alone", "with details"])
def test_a_record_with_about_six_is_signed_and_shows_it_everywhere(world, sam, draft, details):
    send(sam, f"{draft}/now", leaves_at=" about <six> ")
    send(sam, f"{draft}/account", worry="Quiet.", told_on="last tuesday sometime")
    shown = ["about <six>  (as typed)", "last tuesday sometime (as typed)"]
    for page in details:
        send(sam, f"{draft}/{page}", happened_on="before half-term", happened_where="The park")
        shown.append("before half-term (as typed)")
    text = unescape(sam.get(f"{draft}/sign").get_data(as_text=True))
    assert "Before you sign" not in text
    assert "You can still sign" in text
    label = next(f.label for f in PAGES_BY_NAME["account"].fields if f.name == "told_on")
    assert f"{label}: it’s printed as you typed it, “last tuesday sometime”" in text
    assert f'href="{draft}/where#leaves_at"' in text
    shown_everywhere(world, f"/concerns/{sign(sam, draft, [])}", *shown)
    inbox = unescape(world.client("jo").get("/concerns").get_data(as_text=True))
    assert "Leaves: <bdi> about <six>  (as typed)</bdi>." in inbox


def test_of_several_children_and_items_it_is_said_which(sam, draft):
    fill(sam, f"{draft}/child", {"children-0-name": ["Maja"], "children-1-name": ["Kestrel"]})
    send(sam, f"{draft}/family", **{"c2.family_told_at": "at pick-up"})
    send(sam, f"{draft}/injuries", **{"c2.marks-0-noticed_at-time": "after tea"})
    text = unescape(sam.get(f"{draft}/sign").get_data(as_text=True))
    told = next(f.label for f in PAGES_BY_NAME["family"].fields if f.name == "family_told_at")
    assert f"Kestrel. {told.rstrip('?')}: it’s printed as you typed it, “at pick-up”" in text
    group = PAGES_BY_NAME["injuries"].group
    seen = next(f.label for f in group.fields if f.name == "noticed_at")
    start = f"Kestrel. {group.one}. {seen.rstrip('?')}: it’s printed as you typed it, “"
    assert f"{start}after tea”" in text


def test_after_signing_the_second_press_signs_what_was_typed(world, sam):
    signed = sign(sam, write(sam, load("full"), ("now", "account", "child", "told")), [])
    concern = f"/concerns/{signed}"
    answer = send(sam, f"{concern}/more/circumstances", happened_on="31/2/2026")
    text = unescape(to_mend(sam, answer))
    assert "There is no such day" in text
    assert "To keep it as it is, press Sign and save again." in text
    answer = send(sam, answer.location)
    assert went_on(answer)
    assert answer.location.startswith(concern)
    shown_everywhere(world, concern, "31/2/2026 (as typed)")


def test_a_full_list_says_so_and_a_forged_item_is_given_back(sam, draft):
    path, most = f"{draft}/told", PAGES_BY_NAME["told"].group.maximum
    form = look(sam, path)
    full = {f"calls-{n}-who": f"Caller {n}" for n in range(most)}
    assert sam.post(form.action, data={**form.sent(), **full}).status_code == 303
    page = sam.page(path)
    assert f"This list is full: it can have {most}." in page.text
    assert "Add another call" not in page.text
    form = look(sam, path)
    forged = {**form.sent(), **{f"calls-{n}-who": f"Caller {n}" for n in range(most + 1)}}
    answer = sam.post(form.action, data=forged)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f"A list can have {most} at most" in text
    assert f"Caller {most}" in text
    assert look(sam, path).controls[f"calls-{most - 1}-who"].value == f"Caller {most - 1}"
    pressed = {**look(sam, path).sent(), "add": "calls"}
    assert sam.post(form.action, data=pressed).location == show_whole(f"{path}#calls-full")


def test_an_ambiguous_time_is_asked_and_chosen_next_to_its_box(sam, draft):
    answer = send(sam, f"{draft}/now", leaves_at="half 3")
    assert "Do you mean 03:30 or 15:30?" in unescape(to_mend(sam, answer))
    form = look(sam, answer.location)
    page = unescape(sam.get(answer.location).get_data(as_text=True))
    values = re.findall(r'name="choose-leaves_at" type="radio"\s+value=\'?"?(\[\[.+?\]\])', page)
    assert len(values) == 2
    chosen = sam.post(form.action, data={**form.sent(), "choose-leaves_at": values[1]})
    assert went_on(chosen)
    again = look(sam, show_whole(f"{draft}/now"))
    assert again.controls["leaves_at"].value == "15:30"


def test_an_approximate_time_goes_straight_on_and_says_that_it_stays(sam, draft):
    assert went_on(send(sam, f"{draft}/now", leaves_at="about 3"))
    page = sam.page(show_whole(f"{draft}/now")).text
    assert "The time is saved as you typed it." in page


def test_a_day_in_words_is_shown_back_in_full_when_it_is_saved(sam, draft):
    send(sam, f"{draft}/account", "Save", told_on="yesterday", told_at_time="3.30pm")
    whole = show_whole(f"{draft}/account")
    page = sam.page(whole).text
    assert re.search(r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d+ [A-Z][a-z]+ \d{4}\b", page)
    assert look(sam, whole).controls["told_at_time"].value == "3.30pm"


@pytest.mark.parametrize(
    ("page", "name", "typed", "words"),
    [
        ("where", "leaves_at", "25:70", "There is no such time. It’s saved as you typed it. Write"),
        ("when", "told_on", "31/2", "There is no such day. It’s saved as you typed it. Write it"),
    ],
)
def test_a_time_that_cannot_be_is_said_once_and_stays_as_typed(
    sam, draft, page, name, typed, words
):
    path = f"{draft}/{page}"
    form = look_at_question(sam, path)
    back = sam.post(form.action, data={**form.sent(), name: [typed]}).location
    assert back == f"{path}#{'told_on-other' if name == 'told_on' else name}"
    assert words in sam.page(path).text
    form = look_at_question(sam, path)
    assert typed in form.controls[name].sent()
    again = sam.post(form.action, data=form.sent(form.button("Continue")))
    assert again.location not in {back, path}
    assert typed in look_at_question(sam, path).controls[name].sent()


def test_a_time_no_one_can_read_does_not_swallow_the_call(world):
    sam = world.client("sam")
    draft = begin(sam)
    led = answer_question(sam, f"{draft}/where", child_is="with_me", leaves_at="gibberish")
    assert led.location == f"{draft}/where#leaves_at"
    led = answer_question(
        sam, f"{draft}/where", leaves_at=f"{datetime.now(LONDON) + timedelta(minutes=30):%H:%M}"
    )
    assert led.location == f"{draft}/where#call-first"
    assert answer_question(sam, f"{draft}/where").location == f"{draft}/read"
