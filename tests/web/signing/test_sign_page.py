"""The sign page: what stops it, what it shows, whom it asks about, and that it signs once."""

import re
from html import unescape

import pytest

from app.domain.pages import PAGES_BY_NAME
from tests.support.web.record_client import answer, begin, look, press_sign, to_mend, went_on

pytestmark = pytest.mark.both_databases

WORDS = "he said if u tell anyone\nil put the pics on insta"


@pytest.fixture
def draft(sam):
    path = begin(sam)
    answer(sam, f"{path}/now", danger_now="no", about_our_team="no")
    answer(sam, f"{path}/account", child_words=WORDS)
    return path


def test_signed_it_leads_to_the_page_after_signing_and_twice_is_once(sam, draft):
    first = press_sign(sam, draft)
    assert first.status_code == 303
    assert first.location.endswith("/signed")
    again = sam.send(f"{draft}/sign", {"not_for": "none"}, via="/record/new")
    assert (again.status_code, again.location) == (303, first.location)
    assert sam.get(f"{draft}/account").location == first.location
    assert sam.get(draft).location == first.location


def test_the_boxes_of_a_signed_draft_are_empty(world, sam, draft):
    from app.models.draft import DraftPage

    press_sign(sam, draft)
    with world.session() as session:
        assert session.query(DraftPage).count() == 0


def test_without_an_account_it_is_not_signed_and_says_what_to_write(world):
    sam = world.client("sam")
    draft = begin(sam)
    reply = press_sign(sam, draft)
    assert f"{draft}/words#child_words" in to_mend(sam, reply)


@pytest.mark.parametrize("field", ["seen", "told_by_others", "worry"])
def test_one_of_the_four_texts_is_enough(world, field):
    sam = world.client("sam")
    draft = begin(sam)
    answer(sam, f"{draft}/account", **{field: "x"})
    assert "Write one of these" not in sam.get(f"{draft}/sign").get_data(as_text=True)


def test_what_someone_else_said_is_enough(world):
    sam = world.client("sam")
    draft = begin(sam)
    answer(sam, f"{draft}/others", **{"others-0-said": "x"})
    assert went_on(press_sign(sam, draft))


def test_a_tick_instead_of_words_is_no_account(world):
    sam = world.client("sam")
    draft = begin(sam)
    answer(sam, f"{draft}/account", worry__unknown=["not_known"])
    assert not went_on(press_sign(sam, draft))


def test_whom_it_is_not_for_must_be_answered_one_way_or_the_other(world, sam, draft):
    jo = str(world.people["jo"].id)
    for ticks in ((), ("none", jo)):
        reply = press_sign(sam, draft, ticks)
        assert 'href="#not_for"' in to_mend(sam, reply)


def test_a_tick_that_changes_who_can_open_it_is_shown_before_it_is_signed(world, sam, draft):
    jo = str(world.people["jo"].id)
    page = sam.page(f"{draft}/sign").text
    assert page.index("Who can read this") < page.index("Jo Smith")
    reply = press_sign(sam, draft, (jo,))
    text = to_mend(sam, reply)
    assert "There’s one thing to do before you sign" in text
    assert re.search(r"Now only [A-Z][^.<]+ and you can read this. Call (?:one of )?them.", text)
    assert re.search(r'href="tel:[0-9]+">', text.partition("After you sign")[2])
    assert went_on(press_sign(sam, draft, (jo,)))


def test_a_written_name_that_is_a_members_is_asked_about_again(world, sam, draft):
    jo = str(world.people["jo"].id)
    answer(sam, f"{draft}/people", **{"people-0-name_or_nickname": "jo  SMITH"})
    assert f"#sure-{jo}" in to_mend(sam, press_sign(sam, draft))
    both = to_mend(sam, press_sign(sam, draft, ()))  # all that is to mend is said at once
    assert "#sure-" in both
    assert "#not_for" in both
    assert went_on(press_sign(sam, draft, sure=[jo]))


@pytest.mark.parametrize("told", ["yes", "no_answer", "not_yet"])
def test_the_lead_named_as_told_is_mentioned_and_asks_nothing(sam, draft, told):
    answer(sam, f"{draft}/told", told_lead=told, told_lead_name="Jo Smith")
    text = sam.page(f"{draft}/sign").text
    assert "You wrote the name Jo Smith. If this record is about them" in text
    assert "You wrote that you told" not in text
    assert went_on(press_sign(sam, draft))


def test_a_reader_whose_full_name_the_child_said_is_asked_about(world, sam, draft):
    dele = str(world.people["deputy"].id)
    answer(sam, f"{draft}/account", child_words="its dele okoro’s fault. he hit me")
    assert f"#sure-{dele}" in to_mend(sam, press_sign(sam, draft))
    assert went_on(press_sign(sam, draft, sure=[dele]))


@pytest.mark.parametrize("field", ["seen", "told_by_others"])
def test_a_reader_named_in_another_text_asks_nothing(sam, draft, field):
    answer(sam, f"{draft}/account", **{field: "She left with Dele Okoro at six."})
    assert "You wrote the name Dele Okoro. If this record is about them" in look_at_sign(sam, draft)
    assert went_on(press_sign(sam, draft))


@pytest.mark.parametrize("words", ["Dele hit me", "Mandele Okoroson hit me", "Okoro Dele"])
def test_a_part_of_a_name_in_a_text_asks_nothing(sam, draft, words):
    answer(sam, f"{draft}/account", child_words=words)
    assert "You wrote the name" not in look_at_sign(sam, draft)
    assert went_on(press_sign(sam, draft))


@pytest.mark.parametrize(("who", "reads"), [("Ash Grant", False), ("Dele Okoro", True)])
def test_it_says_that_someone_named_can_read_it_only_where_they_can(sam, draft, who, reads):
    answer(sam, f"{draft}/people", **{"people-0-name_or_nickname": who})
    text = look_at_sign(sam, draft)
    assert f"It is not about the {who} who works here." in text
    assert ("They can read it." in text) is reads


@pytest.mark.parametrize("about", ["no", "yes"])
def test_a_colleague_one_is_worried_about_is_told_apart_from_nobody(sam, draft, about):
    """With "No" to whether it is about someone here, a lead alone would have read it."""
    answer(sam, f"{draft}/now", danger_now="no", about_our_team=about)
    answer(sam, f"{draft}/people", **{"people-0-name_or_nickname": "pat  JONES"})
    text = look_at_sign(sam, draft)
    assert ("someone of that name works or volunteers here" in text) is (about == "no")
    assert went_on(press_sign(sam, draft))


def test_ones_own_name_and_a_strangers_are_no_colleagues(sam, draft):
    for name in ("Sam Lee", "Pat Jonestown"):
        answer(sam, f"{draft}/people", **{"people-0-name_or_nickname": name})
        assert "someone of that name works" not in look_at_sign(sam, draft)


def look_at_sign(browser, draft: str) -> str:
    """Return the words of the sign page, in one line each."""
    return " ".join(browser.page(f"{draft}/sign").text.split())


def test_somebody_elses_account_asks_about_that_person_too(world, sam, draft):
    answer(
        sam, f"{draft}/account", account_by="somebody_else", account_by_name="Dele Okoro"
    )  # fmt: skip
    assert "whose account it is" in sam.page(f"{draft}/sign").text
    assert not went_on(press_sign(sam, draft))


def test_an_answer_that_cannot_be_kept_links_to_its_question_and_names_it(sam, draft):
    form = look(sam, f"{draft}/told")
    form.set("explained_next", ["that I\x07 ring Jo"])
    sam.post(form.action, data=form.sent())
    text = to_mend(sam, press_sign(sam, draft))
    assert f"{draft}/next#explained_next" in text
    label = PAGES_BY_NAME["told"].fields[5].label.rstrip("?")
    assert f"{label}: There is a hidden control character" in unescape(text)


def test_the_check_page_says_what_signing_does_and_who_signs_when(sam, draft):
    text = sam.page(f"{draft}/sign").text
    for words in (
        "You can sign a record with gaps and add to it later.",
        "Tick anyone it is about. Also tick relatives, friends and partners of that person",
        "Your name, Sam Lee",
        "and the day and time you sign go on the record.",
    ):
        assert words in text


def test_where_nobody_can_be_given_it_the_page_says_only_you(world, sam, draft):
    everybody = [str(world.people[key].id) for key in ("jo", "deputy", "senior")]
    answer = press_sign(sam, draft, everybody)
    assert "Now only you can read this. Call children’s services" in sam.page(answer.location).text


def test_a_time_without_its_day_is_said_once(sam, draft):
    answer(sam, f"{draft}/told", **{"calls-0-when-time": "2.05", "calls-0-who": "Police"})
    form = look(sam, f"{draft}/told")
    sam.post(form.action, data=form.sent())  # pressed again it goes on
    text = sam.page(f"{draft}/sign").text
    assert text.count("When did you call: it’s printed as you typed it, “2.05”") == 1


def test_what_is_not_answered_is_never_counted(sam, draft):
    page = sam.page(f"{draft}/sign")
    assert "Not answered: " in page.text
    assert not any(word in page.text for word in ("%", "out of", "score"))


HINTED = "She is promiscuous. He waits for her."


@pytest.mark.parametrize("danger", ["no", "yes", "unsure"])
def test_a_hint_stands_under_its_sentence_whatever_the_danger(sam, draft, danger):
    answer(sam, f"{draft}/account", worry=HINTED)
    answer(sam, f"{draft}/now", danger_now=danger)
    text = sam.page(f"{draft}/sign").text
    places = [text.index(words) for words in ("She is promiscuous.", "leave it.", "He waits for")]
    assert places == sorted(places)
    assert text.index("He waits for") < text.index("Sign and save")


def test_no_hint_is_on_evidence_or_a_quotation(sam, draft):
    answer(sam, f"{draft}/account", child_words=HINTED, seen=HINTED, questions_asked=HINTED)
    answer(sam, f"{draft}/others", **{"others-0-said": HINTED})
    answer(sam, f"{draft}/response", what_you_did=HINTED)
    assert "leave it." not in sam.page(f"{draft}/sign").text


def test_a_leading_question_is_to_be_left_as_it_was_asked(sam, draft):
    words = "Leave it exactly as it was asked. You’re right to write it down."
    assert words not in sam.page(f"{draft}/sign").text
    answer(sam, f"{draft}/account", questions_asked="Did he make you?")
    text = sam.page(f"{draft}/sign").text
    assert text.index("Did he make you?") < text.index(words)


def test_no_danger_is_asked_again_unless_the_child_is_safe_tonight(sam, draft):
    assert "Is that still right?" in sam.page(f"{draft}/sign").text
    answer(sam, f"{draft}/wishes", **{"c1.safe_tonight": "yes"})
    assert "Is that still right?" not in sam.page(f"{draft}/sign").text
    answer(sam, f"{draft}/now", danger_now="yes")
    answer(sam, f"{draft}/wishes", **{"c1.safe_tonight": "no"})
    assert "Is that still right?" not in sam.page(f"{draft}/sign").text


def test_who_may_not_read_is_folded_once_it_is_answered(sam, draft):
    assert "Choose who should not read this" in sam.page(f"{draft}/sign").text
    answer(sam, f"{draft}/people", **{"people-0-name_or_nickname": "Jo Smith"})
    to_mend(sam, press_sign(sam, draft))
    assert "Change who can read this" in sam.page(f"{draft}/sign").text


def test_where_no_senior_can_be_given_it_the_worker_chooses(world_without_senior):
    sam = world_without_senior.client("sam")
    draft = begin(sam)
    answer(sam, f"{draft}/now", about_our_team="yes")
    answer(sam, f"{draft}/account", worry="x")
    reply = press_sign(sam, draft)
    assert 'href="#choice"' in to_mend(sam, reply)
    text = sam.page(f"{draft}/sign").text
    assert "I will call the LADO now" in text
    assert "designated officer (LADO) handles concerns about people who work with children" in text
    assert went_on(press_sign(sam, draft, choice=["nobody"]))


def test_a_tick_that_leaves_a_choice_to_make_says_so_at_once(world_without_senior):
    sam = world_without_senior.client("sam")
    draft = begin(sam)
    answer(sam, f"{draft}/now", about_our_team="yes")
    answer(sam, f"{draft}/account", worry="x")
    jo = str(world_without_senior.people["jo"].id)
    page = to_mend(sam, press_sign(sam, draft, (jo,)))
    assert "Choose who should be able to read this" in page
    assert "Now only" not in page
    assert '<span class="heard-nowrap">(01724 298293)</span>' in page
    assert went_on(press_sign(sam, draft, (jo,), choice=["nobody"]))
