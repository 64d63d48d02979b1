"""Questions of a record about someone here, and hints where it was seen online."""

import pytest

from tests.support.web.question_client import AS_ASKED, look_at_question
from tests.support.web.record_client import answer, begin, fill, sign


@pytest.mark.parametrize("about", ["yes", "unsure"])
def test_about_someone_here_it_is_not_asked_if_the_lead_knows(sam, about):
    draft = begin(sam)
    answer(sam, f"{draft}/read", about_our_team=about)
    page = sam.page(f"{draft}/told{AS_ASKED}")
    assert "told_lead" not in look_at_question(sam, f"{draft}/told").controls
    assert page.text.index("Do not tell the person.") < page.text.index("Have you called anyone?")
    assert "LADO" in page.text
    assert "safeguarding lead" not in sam.page(f"{draft}/sign").text.partition("Who can read")[0]


def test_an_answer_given_before_it_was_about_someone_here_stays(sam):
    draft = begin(sam)
    answer(sam, f"{draft}/told", told_lead="not_yet")
    answer(sam, f"{draft}/read", about_our_team="yes")
    page = sam.page(f"{draft}/told{AS_ASKED}")
    assert "told_lead" in look_at_question(sam, f"{draft}/told").controls
    assert "Do not tell the person." in page.text


def test_about_no_one_here_the_lead_is_asked_about(sam):
    draft = begin(sam)
    answer(sam, f"{draft}/read", about_our_team="no")
    page = sam.page(f"{draft}/told{AS_ASKED}")
    assert "told_lead" in look_at_question(sam, f"{draft}/told").controls
    assert "Do not tell the person." not in page.text
    assert "Have you called anyone else?" in page.text


def test_someone_who_does_not_know_who_it_is_is_told_what_to_choose(sam):
    assert "even if you do not know who, choose" in sam.page(f"{begin(sam)}/read").text


@pytest.mark.parametrize(
    ("known", "hint"),
    [
        (["online"], "Say where it was, who posted it, and what it said or showed."),
        (["online", "i_saw_or_heard_it"], "Say how the child looked, sounded and behaved."),
        (["i_saw_or_heard_it"], "Say how the child looked, sounded and behaved."),
    ],
)
def test_what_was_seen_online_has_a_hint_of_its_own(sam, known, hint):
    draft = begin(sam)
    fill(sam, f"{draft}/how", {"how_known": known})
    assert hint in sam.page(f"{draft}/seen").text


def test_a_source_who_is_a_child_is_thought_of_too(sam):
    draft = begin(sam)
    fill(sam, f"{draft}/how", {"how_known": ["someone_told_me"]})
    text = sam.page(f"{draft}/others{AS_ASKED}").text
    assert "If they are a child too: are you worried about them?" in text


def test_details_can_be_added_from_the_list_of_own_records(sam):
    draft = begin(sam)
    answer(sam, f"{draft}/account", child_words="he said dont tell")
    concern = f"/concerns/{sign(sam, draft, [])}"
    assert f"{concern}/more" in sam.page("/concerns").links
