"""The page after signing: what to do now, ticked from the record, and never what is untrue."""

from __future__ import annotations

import re

import pytest

from tests.support.web.record_client import answer, begin, fill, look, sign


def show(client, draft: str) -> str:
    return client.page(f"/concerns/{sign(client, draft, [])}/signed").text


@pytest.fixture
def draft(sam):
    path = begin(sam)
    answer(sam, f"{path}/account", child_words="he said dont tell")
    return path


def done(text: str) -> list[str]:
    """The steps that are ticked, in the words of what was done."""
    steps = text.partition("What to do now")[2].partition("Add to this concern")[0]
    whom = "the police|the LADO|children’s services|your [a-z]+ [a-z]+"
    return re.findall(rf"You (?:called|told) (?:{whom})(?= You wrote)", steps)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("yes", "You wrote that you told Jo Smith"),
        ("no_answer", "You wrote that you tried and got no answer"),
        ("not_yet", "Agree who will send the referral"),
    ],
)
def test_telling_the_lead_is_ticked_only_when_it_was_said(sam, draft, told, words):
    answer(sam, f"{draft}/told", told_lead=told, told_lead_name="Jo Smith")
    text = show(sam, draft)
    assert words in text
    assert bool(done(text)) is (told == "yes")
    assert ("that you told" in text) is (told == "yes")


def test_a_call_that_reached_childrens_services_is_ticked(sam, draft):
    call = {"whom": "children_services", "how_it_ended": "told_who_the_child_is"}
    call |= {"answered": "Dawn", "advice": "Keep her with you"}
    fill(sam, f"{draft}/told", {f"calls-0-{name}": [text] for name, text in call.items()})
    text = show(sam, draft)
    assert done(text) == ["You called children’s services"]
    assert "and spoke to Dawn. They said: Keep her with you" in text


def test_a_call_without_an_answer_ticks_nothing(sam, draft):
    call = {"calls-0-whom": ["children_services"], "calls-0-how_it_ended": ["no_answer"]}
    fill(sam, f"{draft}/told", call)
    text = show(sam, draft)
    assert done(text) == []
    assert "You wrote that you called" not in text


@pytest.mark.parametrize("danger", ["yes", "unsure"])
def test_in_danger_without_a_call_the_numbers_come_first(sam, draft, danger):
    answer(sam, f"{draft}/now", danger_now=danger)
    text = show(sam, draft)
    assert text.index("Call now") < text.index("What to do now")


def test_without_danger_what_to_do_comes_first(sam, draft):
    answer(sam, f"{draft}/now", danger_now="no")
    text = show(sam, draft)
    assert text.index("What to do now") < text.index("Call now")


def headings(page: str) -> list[str]:
    """Return the headings of what to do now."""
    steps = page.partition('<ol class="heard-next">')[2].partition('class="heard-add"')[0]
    return re.findall(r'<h3 class="govuk-heading-s">([^<]*)</h3>', steps)


def read_signed(client, draft: str) -> str:
    """Sign a draft; return the page after signing, as it is sent."""
    concern = sign(client, draft, [])
    return client.get(f"/concerns/{concern}/signed").get_data(as_text=True)


@pytest.mark.parametrize("danger", ["no", "yes"])
def test_about_staff_the_child_is_protected_before_anyone_inside_knows(sam, draft, danger):
    answer(sam, f"{draft}/now", about_our_team="yes", danger_now=danger)
    page = read_signed(sam, draft)
    services, police = "Call children’s services", "Call the police"
    first = ["Call 999 now", services] if danger == "yes" else [services, police]
    assert headings(page)[:4] == [*first, "Tell Ash Grant", "Call the LADO"]
    assert "Jo Smith" not in page
    assert "Dele Okoro" not in page


def test_a_concern_about_no_one_here_has_the_lead_first(sam, draft):
    answer(sam, f"{draft}/now", about_our_team="no", danger_now="no")
    assert headings(read_signed(sam, draft))[:2] == [
        "Tell your safeguarding lead",
        "Call children’s services",
    ]


@pytest.mark.parametrize(
    ("words", "online", "police"),
    [
        ("A nude photo of Leo is on Snapchat", True, True),
        ("he sent my nudes to everyone", False, True),
        ("they filmed me in the changing room", False, False),
        ("a man keeps writing to me", True, False),
        ("he hits me", False, None),
    ],
)
def test_images_and_what_was_seen_online_get_report_remove(sam, draft, words, online, police):
    known = ["child_told_me", "online"] if online else ["child_told_me"]
    fill(sam, f"{draft}/account", {"child_words": [words], "how_known": known})
    page = read_signed(sam, draft)
    shown = police is not None
    assert ("Report Remove" in page, "Childline" in page) == (shown, shown)
    assert ("It is on the Childline website" in page) is shown, "how to reach it"
    assert ("Call the police" in headings(page)) is bool(police)
    assert "call the police" in page.casefold()


def test_the_police_and_the_duty_about_fgm_are_always_said(sam, draft):
    text = show(sam, draft)
    assert "Is it about images, a sexual offence, threats or an adult? Call the police too." in text
    assert "you must tell the police yourself. Do it by the end of the next working day." in text


def test_a_tick_about_pictures_calls_the_police_and_suggests_a_page(sam, draft):
    form = look(sam, f"{draft}/signs")
    pick = next(name for name in form.controls if name.endswith("indicators-pick"))
    form.set(pick, ["images_asked_for_or_used"])
    sam.post(form.action, data=form.sent())
    concern = f"/concerns/{sign(sam, draft, [])}"
    page = sam.page(f"{concern}/signed")
    assert "Do not look at pictures" in page.text
    assert "Report Remove" in page.text
    assert f"{concern}/more/exploitation" in page.links
    assert "Added" not in page.text
    fill(sam, f"{concern}/more/exploitation", {"images_exist": ["yes"]})
    assert "Added today" in sam.page(f"{concern}/signed").text
    assert "Added today" in sam.page(f"{concern}/more").text


@pytest.mark.parametrize("danger", ["yes", "unsure", "no", ""])
def test_in_danger_it_says_999_and_never_101_first(sam, draft, danger):
    fill(sam, f"{draft}/now", {"danger_now": [danger]} if danger else {"where_now": ["here"]})
    text = " ".join(show(sam, draft).split())
    police = text[text.index("Call the police" if danger != "yes" else "Call 999 now") :]
    assert ("Call 999 now" in text) is (danger == "yes")
    if danger == "no":
        assert police.index("101") < police.index("999")
    else:
        assert police.index("999") < police.index("101") if "101" in police else True


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (
            {"danger_now": ["no"], "leaves_at": ["00:00"]},
            r"Do not wait for anyone to open it\. Call your [a-z ]+ now\.",
        ),
        (
            {"danger_now": ["unsure"]},
            r"If no one has opened it by [0-9]{2}:[0-9]{2}(?: tomorrow)?, call your [a-z ]+\.",
        ),
        (
            {"danger_now": ["yes"]},
            r"Do not wait for anyone to open it\. If you have not called 999, call now\.",
        ),
        (
            {"danger_now": ["no"], "about_our_team": ["yes"]},
            r"Do not wait for anyone to open it\. Call Ash Grant now\. If you cannot reach them, "
            r"call the LADO yourself\.",
        ),
    ],
)
def test_it_says_when_to_call_if_no_one_has_read_it(sam, draft, now, words):
    fill(sam, f"{draft}/now", now)
    assert re.search(words, " ".join(show(sam, draft).split()))
