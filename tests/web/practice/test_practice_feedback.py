"""Looking back on a practice conversation: right for it, kind, word for word, and never a mark."""

import re

import pytest

from app.domain.practice.quote_marks import curl_quote_marks
from app.services.practice import feedback, practice_runs
from content.scenarios.path_claims import get_passage_text
from content.scenarios.scenario_paths import ReplyChoice
from tests.support.club.office import Office
from tests.support.training.debrief_steps import send_practice
from tests.support.training.finished_practice import (
    CARER,
    COACH,
    GOOD,
    LED,
    PROMISED,
    finish_conversation,
    get_feedback_page,
    get_feedback_path,
    read_feedback_section,
    start_conversation,
    write_page,
)

NEVER = re.compile(
    r"\bscores?\b|%|you (?:passed|failed|missed)|\d+ of \d+|well done|correct(?!ion)|"
    r"(?:right|wrong|best) (?:answer|reply)|"
    r"\b(?:leading|judging|hurrying|avoiding|investigating|promising)\b",
    re.IGNORECASE,
)
HARM = "You stupid child, you should have known better."
WORDS = "I'm not swimming\nIf I swim I have to go home with Neil every day"


@pytest.fixture
def office(world) -> Office:
    return Office.today(world)


@pytest.fixture
def tess(office: Office):
    return office.world.client("tess")


def test_each_reply_has_its_reason_something_to_try_and_where_to_read(office, tess):
    run_id = finish_conversation(office, LED)
    run = practice_runs.load_run(office.at("tess"), run_id)
    page = tess.page(get_feedback_path(run_id))
    for one in run.state.chosen:
        for words in (one.words, *map(curl_quote_marks, (one.reply.why, one.reply.tip))):
            assert " ".join(words.split()) in page.text
    assert "/learn/workbook/disclosure#disclosure-ask" in page.links
    assert "Practice. This is not a real child" in page.text


def test_bent_and_lost_words_are_named_with_the_reply_that_cost_them(office, tess):
    text = read_feedback_section(tess, finish_conversation(office, LED), "said")
    leg, last = COACH.facts["leg"], COACH.facts["last"]
    assert "did not get to say" in text
    asked = "Rory, has he touched you?"
    said = f"What Rory said after words that can lead “{leg.bent}” You had just said: “{asked}”"
    assert said in text
    assert f"{leg.what} Rory said instead: “{leg.bent}” “Touched” was your word." in text
    assert "came out" not in text, "what was said instead may hold nothing of it"
    assert f"“{last.words}” You did not hear this. You had just said: “{asked}”" in text
    well = read_feedback_section(tess, finish_conversation(office), "said")
    assert "words that can lead" not in well
    assert "did not get to say" not in well


def test_a_promise_stands_beside_what_the_child_said_of_it(office, tess):
    text = read_feedback_section(tess, finish_conversation(office, PROMISED), "said")
    assert "A promise that came back You promised that you would tell no one." in text
    assert "You've got my word.” Later Rory came back to it: “You said you wouldn't.”" in text
    assert "A promise" not in read_feedback_section(tess, finish_conversation(office), "said")


def test_questions_that_can_lead_are_named_and_belong_in_the_record(office, tess):
    text = read_feedback_section(tess, finish_conversation(office, LED), "asked")
    assert "Words that can lead They belong in the record too" in text
    assert text.count("Rory, has he touched you?") == 2
    assert "can lead" not in read_feedback_section(tess, finish_conversation(office), "asked")


def test_waiting_that_was_typed_is_not_called_hard_to_hear(office, tess):
    choices = [ReplyChoice(GOOD[0], "i wait"), *map(ReplyChoice, GOOD[1:])]
    text = read_feedback_section(tess, start_conversation(office, choices), "said")
    assert "You said, in your own words: “i wait”" in text
    assert "We can’t tell if these words help." not in text


def test_words_of_ones_own_are_heard_and_finding_nothing_is_no_praise(office, tess):
    own = ["Did he hurt you? I promise I won't tell anybody.", "Okay, Rory. I see."]
    choices = [*(ReplyChoice(key, words) for key, words in zip(GOOD[:2], own, strict=True))]
    run_id = start_conversation(office, [*choices, *map(ReplyChoice, GOOD[2:])])
    text = read_feedback_section(tess, run_id, "said")
    assert f"You said, in your own words: “{own[0]}”" in text
    assert "You could say:" in text
    assert "We can’t tell if these words help. Read them again as Rory would hear them." in text
    assert COACH.turns["start"].reply(GOOD[0]).why not in text
    asked = read_feedback_section(tess, run_id, "asked")
    assert "Did he hurt you?" in asked
    assert "I promise" not in asked, "a statement was never left out of what was asked"


def test_harm_in_own_words_is_told_to_both_where_a_written_reply_is_worse(office, tess):
    """It said "Heard cannot tell if your own words helped", and named only the written reply."""
    run_id = start_conversation(office, [])
    for at, key in enumerate(LED):
        if at == 1:
            practice_runs.add_tried_words(office.at("tess"), run_id, 1, HARM)
        practice_runs.give_reply(office.at("tess"), run_id, at, ReplyChoice(key))
    mine = tess.page(get_feedback_path(run_id)).text
    assert "Some of your own words may have been hard to hear. What we found in them is" in mine
    assert "One to try another way You said: Rory, has he touched you?" in mine
    sent = send_practice(office, "tess", run_id, "sam")
    theirs = office.world.client("sam").page(f"/learn/practice/sent/{sent}").text
    assert "Some of their own words may have been hard to hear. You can tell" in theirs
    for text in (mine, theirs):
        assert "Heard cannot tell" not in text


def test_what_own_words_did_stays_next_to_a_written_reply_that_helped(office, tess):
    run_id = start_conversation(office, [])
    for at, key in enumerate(GOOD):
        if at == 1:
            practice_runs.add_tried_words(office.at("tess"), run_id, 1, "I believe you, Rory.")
        practice_runs.give_reply(office.at("tess"), run_id, at, ReplyChoice(key))
    mine = tess.page(get_feedback_path(run_id)).text
    assert "In your own words, you told them that they were believed. Heard cannot tell if" in mine
    assert "With these words you told them that they were believed." in mine
    assert "can’t tell if these words help" not in mine


def test_question_and_answer_are_named_only_where_there_was_one(office, tess):
    """It stood under facts that were only not heard."""
    led = read_feedback_section(tess, finish_conversation(office, LED), "said")
    assert "The question and the answer both belong in the record" in led
    keys = ["relay", "nerves", "and_you", "not_neil", "only_ten_minutes", "weird_in_car"]
    keys += ["stop_now", "you_say_nothing", "nothing_wrong", "mum_first"]
    lost = read_feedback_section(tess, start_conversation(office, map(ReplyChoice, keys)), "said")
    assert "You did not hear this." in lost
    assert "The question and the answer" not in lost


def test_own_words_without_a_question_are_never_said_to_ask_nothing(office, tess):
    """ "You asked nothing. The record can say so" was false advice: a list may find too little."""
    said = [ReplyChoice(key, "Okay, Rory. I am here.") for key in GOOD]
    asked = read_feedback_section(tess, start_conversation(office, said), "asked")
    assert "We found no question in what you said." in asked
    assert "You asked nothing" not in asked


def test_the_first_screen_names_no_finding_where_nothing_was_found(office, tess):
    """It said "What we found in them is with each of them below", and below stood nothing."""
    said = [ReplyChoice(key, "Okay, Rory. I am here.") for key in GOOD]
    text = tess.page(get_feedback_path(start_conversation(office, said))).text
    assert "Heard cannot tell if your own words helped. Read what Rory said after each." in text
    assert "What we found in them" not in text


def test_words_that_could_help_or_hurt_are_to_be_read_again(office, tess):
    choices = [ReplyChoice(GOOD[0], "Come on. I am here."), *map(ReplyChoice, GOOD[1:])]
    text = read_feedback_section(tess, start_conversation(office, choices), "said")
    assert "Some of these words could help or hurt. Read them again" in text
    assert "can’t tell if these words help" not in text


def test_words_are_marked_without_colour_and_for_the_ear(office, tess):
    run_id = finish_conversation(office)
    write_page(office, run_id, "account", child_words=WORDS, questions_asked="Tell me about that.")
    text = get_feedback_page(tess, run_id)
    hidden = '<span class="govuk-visually-hidden"> [{}: </span>'
    assert f'<ins class="heard-only">{hidden.format("added")}every day' in text
    assert f'<del class="heard-only">{hidden.format("left out")}after.' in text
    words = read_feedback_section(tess, run_id, "words")
    assert "A dotted line is under what was said and is not in the record." in words
    assert "These words belong under “What did the child say?”." in words
    asked = read_feedback_section(tess, run_id, "asked")
    assert "[left out: Okay. You're not swimming. Shall we get some air? ]" in asked


def test_the_same_words_are_said_to_be_the_same(office, tess):
    run_id = finish_conversation(office)
    lines = practice_runs.load_run(office.at("tess"), run_id).state.lines
    write_page(office, run_id, "account", child_words=" ".join(lines).upper())
    assert "Word for word, both say the same." in read_feedback_section(tess, run_id, "words")


def test_the_same_sentences_in_another_order_are_not_called_the_same(office, tess):
    run_id = finish_conversation(office)
    lines = practice_runs.load_run(office.at("tess"), run_id).state.lines
    write_page(office, run_id, "account", child_words="\n".join(reversed(lines)))
    text = read_feedback_section(tess, run_id, "words")
    assert "in a different order." in text
    assert "both say the same" not in text


@pytest.mark.parametrize("older", [True, False])
def test_an_adult_report_is_compared_with_what_others_told(office, tess, older):
    """The form fills the page of what others told; an older record has it on the account."""
    run_id = finish_conversation(office, CARER.model.choices, CARER)
    report = CARER.model.value("others", "said")
    account = {"how_known": ["someone_told_me"], "child_words": "Nothing of hers."}
    if older:
        account["told_by_others"] = report
    else:
        write_page(office, run_id, "others", others=[{"said": report, "source": "Denise Holt"}])
    write_page(office, run_id, "account", **account)
    text = read_feedback_section(tess, run_id, "words")
    assert "Word for word, both say the same." in text
    assert "What Denise said" in text
    assert "These words belong under “What did the other person tell you?”" in text
    beside = read_feedback_section(tess, run_id, "beside")
    assert "The same, word for word." in beside
    assert "not written a practice record" not in get_feedback_page(tess, run_id)


def test_a_record_without_the_words_is_not_called_missing(office, tess):
    run_id = finish_conversation(office)
    write_page(office, run_id, "account", seen="He held his knees.")
    text = read_feedback_section(tess, run_id, "beside")
    assert "The record does not have Rory’s words yet." in text
    assert "not written a practice record" not in text


def test_the_childs_words_as_another_persons_are_not_called_missing(office, tess):
    run_id = finish_conversation(office)
    write_page(office, run_id, "others", others=[{"said": WORDS, "source": "Rory"}])
    text = read_feedback_section(tess, run_id, "beside")
    assert "has Rory’s words under “What did the other person tell you?”" in text
    assert "belong under “What did the child say?”" in text
    assert "A reader would think" not in text
    assert "does not have Rory" not in text


def test_own_statements_written_among_the_questions_are_not_marked(office, tess):
    """The trainee did say them: only what nobody said is "added"."""
    own = "Thank you for telling me. did he go higher than your leg"
    choices = [ReplyChoice(GOOD[0], own), *map(ReplyChoice, GOOD[1:])]
    run_id = start_conversation(office, choices)
    wrote = "Thank you for telling me. Did he go higher than your knee?"
    write_page(office, run_id, "account", questions_asked=wrote)
    text = read_feedback_section(tess, run_id, "asked")
    assert "did he go higher than your [left out: leg" in text
    assert "Thank you for telling me. Did he go higher than your [added: knee?" in text
    assert "Other words that you said are not marked." in text


def test_a_record_that_denies_what_was_asked_is_told_so(office, tess):
    """Eight questions were asked, and "No" under "did you ask" stood without a word."""
    denied = "says “No” under “Did you ask them anything?”, but you did ask."
    run_id = finish_conversation(office)
    write_page(office, run_id, "account", asked_any="yes", child_words=WORDS)
    assert denied not in tess.page(get_feedback_path(run_id)).text
    write_page(office, run_id, "account", asked_any="no", child_words=WORDS)
    assert denied in read_feedback_section(tess, run_id, "asked")
    assert denied in tess.page(get_feedback_path(run_id)).text.partition("More Nothing here")[0]
    silent = practice_runs.start_run(office.at("tess"), COACH.key)
    write_page(office, silent, "account", asked_any="no", child_words=WORDS)
    found = feedback.build_feedback(
        office.at("tess"), practice_runs.load_run(office.at("tess"), silent)
    )
    assert found.written
    assert not found.written.denies_asking, "nothing was asked in it"


def test_opinion_words_are_pointed_out_in_the_trainees_own_text_alone(office, tess):
    run_id = finish_conversation(office)
    seen = "He seemed upset."
    write_page(office, run_id, "account", seen=seen, child_words="He seemed upset. Obviously.")
    text = read_feedback_section(tess, run_id, "own")
    assert "What did you see? He seemed upset. “ seemed ”: This box is for" in text
    assert "Obviously" not in text
    assert "“ seemed ”" not in read_feedback_section(tess, run_id, "words")


def test_the_four_times_stand_beside_those_of_the_practice(office, tess):
    run_id = finish_conversation(office)
    times = {"told_on": {"day": 0}, "told_at_time": "14:20"}
    write_page(office, run_id, "account", **times, child_words=WORDS)
    write_page(office, run_id, "circumstances", happened_when="at night", happened_on={"day": 1})
    text = read_feedback_section(tess, run_id, "times")
    assert "at night, 16 October 2026" in text
    assert (
        "Saturday 17 October 2026, 14:10, and the minutes after. You: 17 October 2026, 14:20"
        in text
    )
    assert "by the real clock" not in text
    practice_runs.finish_practice_record(office.at("tess"), run_id)
    assert "by the real clock" in read_feedback_section(tess, run_id, "times")


def test_numbers_are_those_of_the_scenarios_hour_and_none_can_be_tapped(office, tess):
    run_id = finish_conversation(office)
    calls = [{"whom": "police", "who": "The desk", "when": {"day": 0, "time": "14:45"}}]
    write_page(office, run_id, "told", told_lead="not_yet", calls=calls)
    text, page = read_feedback_section(tess, run_id, "told"), tess.page(get_feedback_path(run_id))
    for words in (
        text,
        tess.page(f"{get_feedback_path(run_id)}".replace("/feedback", "/record")).text,
    ):
        assert "Saturday 17 October 2026, 14:20" in words, "one hour, here and on the record"
    assert "Opens Monday at 09:00" in text
    assert "This is an answerphone." in text
    assert "Have you told your welfare officer? Not yet" in text
    assert "The desk" in text
    assert {number for number, _ in page.rung} == {"999"}
    assert "/numbers" in page.links


def test_numbers_of_a_weekday_are_open_then(office, tess):
    run_id = finish_conversation(office, CARER.model.choices, CARER)
    assert "Open then, until 17:00" in read_feedback_section(tess, run_id, "told")


def test_signs_that_showed_stand_beside_those_picked_and_are_not_added_up(office, tess):
    run_id = finish_conversation(office, LED)
    write_page(office, run_id, "indicators_d", c1={"indicators": [{"indicator": "holds_power"}]})
    text = read_feedback_section(tess, run_id, "signs")
    (alone,) = COACH.noticed["wants_child_alone"].how
    assert COACH.noticed["behaviour_changed"].how[0] in text
    assert alone.text not in text
    assert "What you picked The person holds power over the child" in text
    assert alone.text in read_feedback_section(tess, finish_conversation(office), "signs")


def test_what_was_decided_stands_beside_what_guidance_says(office, tess):
    run_id = finish_conversation(office)
    write_page(office, run_id, "now", danger_now="unsure")
    write_page(office, run_id, "response", what_you_did="I spoke to Neil.")
    text = read_feedback_section(tess, run_id, "decided")
    assert "What you wrote under “Is anyone in danger right now?” I’m not sure" in text
    assert "I spoke to Neil." in text
    for one in COACH.decisions.values():
        whole = " ".join(get_passage_text(passage) for passage in one.guidance)
        assert whole in text, "the model's path hears all of it"
    assert "North Lincolnshire LADO" in text
    assert "Checked on 24 November 2026, to be checked again by 24 November 2027." in text


def test_a_group_of_the_record_is_answered_item_by_item(office, tess):
    run_id = finish_conversation(office, CARER.model.choices, CARER)
    calls = [{"whom": "children_services", "who": "The front door"}, {"who": "Nan"}]
    write_page(office, run_id, "told", calls=calls)
    found = feedback.build_feedback(
        office.at("tess"), practice_runs.load_run(office.at("tess"), run_id)
    )
    answers = next(one.answers for one in found.decided if one.decision.field == "told.calls")
    assert [text.splitlines()[-1] for text in answers] == ["The front door", "Nan"]


def test_nothing_on_any_of_these_pages_is_a_mark(office, tess):
    for keys in (GOOD, LED, PROMISED):
        run_id = finish_conversation(office, keys)
        write_page(office, run_id, "account", child_words="He said no.", seen="He sat down.")
        for key in ("said", "words", "asked", "own", "times", "told", "signs", "decided", "next"):
            found = NEVER.search(read_feedback_section(tess, run_id, key))
            assert found is None, (key, found)


def test_numbers_of_a_decision_are_those_of_its_hour_and_not_open_now(office, tess):
    """At 18:56 a real number was "Open now, until 17:00"."""
    text = read_feedback_section(tess, finish_conversation(office, LED), "decided")
    assert "In this practice it was " in text
    assert "Open now" not in get_feedback_page(tess, finish_conversation(office, LED))


def test_without_a_record_everything_that_was_said_is_there_all_the_same(office, tess):
    run_id = finish_conversation(office)
    page = tess.page(get_feedback_path(run_id))
    assert "You have not written a practice record yet." in page.text
    assert "He puts his hand on my leg." in read_feedback_section(tess, run_id, "words")
    assert "Not answered" not in page.text
    assert "The day you were told" in read_feedback_section(tess, run_id, "model")
