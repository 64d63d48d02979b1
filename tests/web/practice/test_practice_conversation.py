"""A practice conversation through its pages: what was said decides what the child says next."""

import pytest

from app.domain.practice.quote_marks import curl_quote_marks
from app.services.drafts import private_store
from app.services.practice import free_text, practice_runs, scenario_content
from app.services.training import team_standing
from content.scenarios import path_claims, reply_kinds, scenario_files, scenario_paths
from content.scenarios.scenario_paths import ReplyChoice
from tests.support.club.office import Office
from tests.support.web.html_forms import form_to
from tests.support.web.practice_client import (
    LEADING,
    OPEN,
    back,
    begin,
    given,
    mean,
    offered,
    play,
    play_to,
    reply,
    run_id,
    say,
    turn,
    write,
)

KEYS = [one.key for one in scenario_files.load_scenarios("north_lincolnshire")]
NOT_KNOWN = reply_kinds.NOT_KNOWN.format(speaks="Kieran")
MAY_LEAD = "Something that you asked or said in your own words may have had an answer in it."
WENT_ON = "The conversation went on from a written reply, not from these."
NOTHING_FOUND = "We can’t tell if these words help. Read them again as Kieran would hear them."
UNSURE = "Some of these words could help or hurt. Read them again as Kieran would hear them."
UNSURE_WORDS = "Come on. Tell me about that."


@pytest.fixture
def office(world) -> Office:
    return Office.today(world)


@pytest.fixture
def tess(office: Office):
    return office.world.client("tess")


def test_there_are_eight_conversations_and_each_says_what_it_is_about(tess):
    page = tess.page("/learn/practice")
    assert len(KEYS) == 8
    for key in KEYS:
        assert f"/learn/practice/{key}" in page.links
        before = tess.page(f"/learn/practice/{key}").text
        for words in ("You can leave at any time.", "takes about", "You are", "Where", "When"):
            assert words in before
    for words in ("Nothing is marked", "Only you can read", "Practice. This is not a real child"):
        assert words in page.text
    told = "and the head or chair can see the day you last finished a practice record. "
    assert told in page.text


@pytest.mark.parametrize("which", [0, -1], ids=["first replies", "last replies"])
@pytest.mark.parametrize("key", KEYS)
def test_every_scenario_is_played_to_its_end(office, tess, key, which):
    run = begin(tess, f"/learn/practice/{key}")
    count = play(tess, run, which)
    choices = [ReplyChoice(reply_key, own) for reply_key, own in given(office, run)]
    state = scenario_paths.replay_choices(
        scenario_content.load_org_scenario(office.org, key), choices
    )
    assert count == len(state.chosen) >= 8
    for at, one in enumerate(state.heard):
        text = tess.page(f"{run}/turn/{at}").text
        for words in (curl_quote_marks(one.does), *one.says, one.then, state.chosen[at].words):
            assert " ".join(words.split()) in text
        assert one.says or "says nothing." in text
        assert not at or curl_quote_marks(state.chosen[at - 1].reply.why) in text
    ended, ending = tess.page(f"{run}/turn/{count}").text, path_claims.describe_ending(state)
    assert len(ending.body) > 1
    for words in (ending.title, *ending.body, *ending.then):
        assert words in ended


def test_that_somebody_practised_is_told_at_the_end_and_not_before(office, tess):
    def told() -> list[object]:
        people, _ = team_standing.list_team_status(office.at("jo"))
        return [one.practised_on for one in people if one.id == office.id("tess")]

    run = begin(tess)
    play_to(tess, run, 3)
    assert told() == [None]
    end = play(tess, run, 0, 3)
    assert told() == [office.at("jo").today]
    links = tess.page(f"{run}/turn/{end}").links
    assert {f"{run}/record", f"{run}/feedback", f"{run}/turn/0"} <= set(links)
    practice_runs.finish_practice_record(office.at("tess"), run_id(run))
    page = tess.page(f"{run}/turn/{end}")
    assert "You finished the practice record on" in page.text
    assert {f"{run}/record", f"{run}/feedback"} <= set(page.links)
    listed = tess.page("/learn/practice")
    assert {f"{run}/record", f"{run}/feedback", f"{run}/throw-away"} <= set(listed.links)
    assert "You finished the record on" in listed.text


def test_replies_stand_in_the_order_of_the_file_and_no_kind_is_named(office, tess):
    run = begin(tess)
    scenario = scenario_content.load_org_scenario(office.org, "game_and_pictures")
    start = scenario.turns[scenario.start]
    assert offered(tess, run, 0) == [one.key for one in start.replies]
    reply(tess, run, 0, start.replies[0].key)
    text = tess.page(f"{run}/turn/1").text.lower()
    for word in ("leading", "judging", "hurrying", "investigating", "avoiding", "promising"):
        assert word not in text


def test_words_of_ones_own_are_answered_kindly_and_said_to_the_letter(office, tess):
    run = begin(tess)
    words = f"{LEADING}\n  I am <b>so</b> sorry."
    where = write(tess, run, 0, words)
    page = tess.page(where).text
    assert [one for one in ("You could say", "What did you mean to do?") if one not in page] == []
    assert NOTHING_FOUND not in page
    assert given(office, run) == [], "nothing is said yet"
    assert turn(tess, run, 0).controls["own"].value == words, "and it can be changed"
    assert say(tess, run, 0, words) == f"{run}/turn/1"
    ((key, own),) = given(office, run)
    assert own == words
    turn_0 = scenario_content.load_org_scenario(office.org, "game_and_pictures").turns["start"]
    assert turn_0.reply(key).kind == "leading"
    assert "You could say" in tess.page(f"{run}/turn/1").text


def test_words_that_could_help_or_hurt_are_neither_praised_nor_passed_by(office, tess):
    run = begin(tess)
    where = write(tess, run, 0, OPEN)
    assert UNSURE not in tess.page(where).text
    where = write(tess, run, 0, UNSURE_WORDS)
    assert UNSURE in tess.page(where).text
    assert NOTHING_FOUND not in tess.page(where).text


def test_what_was_meant_and_what_is_closest_are_both_asked_for(office, tess):
    run = begin(tess)
    where = write(tess, run, 0, OPEN)
    first = form_to(tess.get(where).get_data(as_text=True), where)
    missing = tess.post(where, data=first.sent())
    assert "Choose what you meant to do." in tess.page(missing.location).text
    form = mean(tess, where)
    again = tess.page(tess.post(where, data=form.sent()).location)
    assert "Choose the reply that is closest to yours" in again.text
    assert "What you meant to do: Ask an open question" in again.text
    forged = form.sent() | {"nearest": ["no_such_reply"]}
    assert tess.post(where, data=forged).location == f"{where}?newer=1"
    assert given(office, run) == []


def test_without_a_close_reply_all_written_ones_are_shown(office, tess):
    run = begin(tess)
    where = write(tess, run, 0, OPEN)
    form = mean(tess, where, "next")
    assert form.controls["nearest"].options[-1] == "none"
    form.set("nearest", ["none"])
    location = tess.post(where, data=form.sent()).location.partition("#")[0]
    page = tess.page(location)
    for said in (
        "You found no written reply close to your words",
        "Say who you need to tell and why",
        "The page shows which words were yours.",
    ):
        assert said in page.text
    assert given(office, run) == []
    assert f"{run}/turn/0#reply-own" in page.links
    every = form_to(tess.get(location).get_data(as_text=True), where)
    turn_0 = scenario_content.load_org_scenario(office.org, "game_and_pictures").turns["start"]
    assert every.controls["nearest"].options == [one.key for one in turn_0.replies]
    missing = tess.page(tess.post(where, data=every.sent()).location)
    assert "Choose a written reply, or change your words." in missing.text


CAREFUL = "I can't promise that. If you're not safe I'd have to tell somebody."


def test_careful_words_like_no_written_reply_are_kept_and_not_judged(office, tess):
    """Else the page says that they come closest to a reply that harms, or the trainee is stuck."""
    run = begin(tess)
    where = write(tess, run, 0, CAREFUL)
    for aim in free_text.AIMS:
        form = mean(tess, where, aim)
        assert "none" not in form.controls["nearest"].options, aim
    page = tess.page(f"{where}?meant=next").text
    assert "We have no written answer to these words. So Kieran hears them, and then" in page
    assert "close enough" not in page
    turn_0 = scenario_content.load_org_scenario(office.org, "game_and_pictures").turns["start"]
    chosen = next(key for key in form.controls["nearest"].options if turn_0.reply(key).helps)
    form.set("nearest", [chosen])
    assert tess.post(where, data=form.sent()).location == f"{run}/turn/1"
    assert given(office, run) == [(chosen, "")], "the written reply is not the trainee's own"
    text = tess.page(f"{run}/turn/1").text
    own = f"You said, in your own words: “{CAREFUL}” {NOT_KNOWN}"
    then = f"{own} After your own words you chose this written reply: “"
    assert f"{then}{turn_0.reply(chosen).text}”" in text
    assert own in tess.page(f"{run}/turn/0").text
    assert "You used your own words here too." in text, "and no praise"
    assert turn_0.reply(chosen).why not in text
    end = play(tess, run, 0, 1)
    ending = tess.page(f"{run}/turn/{end}").text
    assert all(one in ending for one in (own, WENT_ON, NOTHING_FOUND))
    feedback = tess.page(f"{run}/feedback").text
    first, _, rest = feedback.partition(" More ")
    assert CAREFUL not in first, "nothing to try another way"
    assert f"You said, in your own words: “{CAREFUL}”" in rest
    assert CAREFUL in tess.page(f"{run}/send").text


def test_harm_never_goes_before_a_written_reply_by_a_forged_form(office, tess):
    run = begin(tess)
    where = write(tess, run, 0, OPEN)
    sent = mean(tess, where, "next").sent() | {"written": ["1"], "nearest": ["no_such_reply"]}
    assert tess.post(where, data=sent).location == f"{where}?newer=1"
    where = write(tess, run, 0, "You are lying. Did he hurt you?")
    helps = scenario_content.load_org_scenario(office.org, "game_and_pictures").turns["start"]
    best = next(one.key for one in helps.replies if one.helps)
    sent = mean(tess, where, "believe").sent() | {"written": ["1"], "nearest": [best]}
    assert tess.post(where, data=sent).location == f"{where}?newer=1"
    assert given(office, run) == []


@pytest.mark.parametrize(
    "words",
    [
        "Have you been having sex with her?",
        "What were you wearing?",
        "You are lying.",
        "I'll keep it to myself, mate.",
    ],
)
def test_words_that_harm_have_nothing_that_helps_next_to_them(office, tess, words):
    run = begin(tess)
    where = write(tess, run, 0, words)
    scenario = scenario_content.load_org_scenario(office.org, "game_and_pictures")
    for aim in free_text.AIMS:
        for key in mean(tess, where, aim).controls["nearest"].options:
            assert key == "none" or not scenario.turns["start"].reply(key).helps


def test_words_that_went_no_way_are_not_chosen_again(office, tess):
    """Continue said them twice, and new words came behind them."""
    run = begin(tess)
    form = mean(tess, write(tess, run, 0, "You are lying."), "believe")
    form.set("nearest", ["none"])
    tess.post(form.action, data=form.sent())
    again = form_to(tess.get(f"{run}/turn/0").get_data(as_text=True), f"{run}/turn/0")
    assert "own" not in again.sent().get("reply", [])
    assert again.sent()["own"] == [""]
    write(tess, run, 0, "I am listening.")
    assert turn(tess, run, 0).sent()["own"] == ["I am listening."], "new words can be changed"


def test_harm_unlike_any_written_reply_is_answered_and_named_at_the_end(office, tess):
    run = begin(tess)
    words = "You are lying. Did he hurt you?"
    form = mean(tess, write(tess, run, 0, words), "believe")
    form.set("nearest", ["none"])
    assert tess.post(form.action, data=form.sent()).location == f"{run}/turn/0#tried"
    assert tess.post(form.action, data=form.sent()).location == f"{run}/turn/0#tried"
    turn_0 = tess.page(f"{run}/turn/0").text
    assert turn_0.count("Kieran goes still, and looks away from you.") == 1, "said once"
    for said in (f"You said, in your own words: “{words}”", "Source:", "What do you say or do?"):
        assert said in turn_0
    assert NOT_KNOWN not in turn_0
    assert given(office, run) == [], "the conversation is where it was"
    end = play(tess, run, 0)
    for page in (f"{run}/turn/0", f"{run}/turn/{end}", f"{run}/feedback"):
        text = tess.page(page).text
        for said in (words, "Kieran goes still, and looks away from you.", "Source:"):
            assert said in text, page
    ending = tess.page(f"{run}/turn/{end}").text
    assert ending.index("On a real day you would now") < ending.index("Other words that you said")
    feedback = tess.page(f"{run}/feedback").text
    first = feedback[feedback.index("One to try another way") : feedback.index("More")]
    assert "I won't tell a soul" in first, "this promise is graver, and comes first"
    asked = practice_runs.load_run(office.at("tess"), run_id(run)).state.asked
    assert asked[0] == "Did he hurt you?", "it belongs in the record"
    assert words in tess.page(f"{run}/send").text
    assert "None of your questions gave" not in ending
    assert MAY_LEAD in ending
    back(tess, run, 0)
    assert words not in tess.page(f"{run}/turn/0").text.partition("What do you say or do?")[0]


def test_that_nothing_is_found_is_no_praise(tess):
    run = begin(tess)
    assert NOTHING_FOUND in tess.page(write(tess, run, 0, "It rained today.")).text
    assert NOTHING_FOUND not in tess.page(write(tess, run, 0, "(I keep quiet and wait)")).text
    assert "Something to think about" not in tess.page(write(tess, run, 0, OPEN)).text
    assert say(tess, run, 0, OPEN) == f"{run}/turn/1"
    assert "With these words you offered to listen." in tess.page(f"{run}/turn/1").text


def test_an_ending_does_not_pass_over_harm_in_words_of_ones_own(tess):
    run = begin(tess)
    words = "I promise I won't tell anyone. Did he hurt you?"
    assert say(tess, run, 0, words, "specific") == f"{run}/turn/1"
    page = tess.page(f"{run}/turn/{play(tess, run, -1, 1)}").text
    assert "The conversation ends here." in page
    assert "Something in your own words may have sounded like a promise." in page
    assert MAY_LEAD in page
    assert "None of your questions gave" not in page
    feedback = tess.page(f"{run}/feedback").text
    assert "What Kieran told you, in Kieran’s own words" not in feedback
    assert "What Kieran said after your own words" in feedback


def test_an_unknown_name_in_own_words_is_asked_about(tess):
    run = begin(tess)
    page = tess.page(write(tess, run, 0, "I will ask Priya Nair on 07700 900999, Kieran.")).text
    assert "Use only the names in the scenario" in page
    assert "“Priya Nair”" in page
    assert "“07700 900999”" in page
    assert "“Kieran”" not in page
    assert "Use only the names" not in tess.page(write(tess, run, 0, "Kieran, I hear you.")).text


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", "Write what you would say."),
        ("x" * 2_001, "This is 1 character too long. Say it in fewer words."),
        ("x" * 2_003, "This is 3 characters too long."),
        ("a\x07b", "hidden control character"),
    ],
)
def test_own_words_that_cannot_be_said_are_kept_and_named(tess, words, why):
    run = begin(tess)
    where = write(tess, run, 0, words)
    page = tess.get(where, follow_redirects=True).get_data(as_text=True)
    assert "<title>Error: Turn 1" in page
    assert why in page
    assert turn(tess, run, 0).controls["own"].value == words


def test_continue_without_a_choice_says_so(tess):
    run = begin(tess)
    form = turn(tess, run, 0)
    answer = tess.post(form.action, data=form.sent())
    page = tess.page(answer.location)
    assert "#reply" in page.links
    assert page.title.startswith("Error: ")
    assert "Choose what you say or do, or write your own words." in page.text


def test_own_words_without_the_radio_are_taken_as_ones_own(tess):
    run = begin(tess)
    form = turn(tess, run, 0)
    form.set("own", [OPEN])
    assert tess.post(form.action, data=form.sent()).location == f"{run}/turn/0/own"


def test_leaving_is_on_every_page_and_shows_the_way_to_help(tess):
    run = begin(tess)
    for path in (f"{run}/turn/0", write(tess, run, 0, OPEN)):
        assert f"{run}/leave" in tess.page(path).links
    page = tess.page(f"{run}/leave")
    for link in ("/support", "/numbers", "/record/new", "/learn/practice", run):
        assert link in page.links
    assert [number for number, _ in page.rung] == ["999"]
    end = play(tess, run, 0)
    assert f"{run}/leave" in tess.page(f"{run}/turn/{end}").links


def test_throwing_away_asks_first_and_deletes_all_of_it(office, tess):
    run = begin(tess)
    say(tess, run, 0, OPEN)
    assert "Delete this practice?" in tess.page(f"{run}/throw-away").text
    assert given(office, run)
    tess.send(f"{run}/throw-away")
    assert "Practice deleted" in tess.page("/learn/practice?thrown=1").text
    assert tess.get(run).status_code == 404
    assert (
        private_store.list_private_document_names(office.at("tess"), practice_runs.RUN_PREFIX) == ()
    )


@pytest.mark.parametrize("who", ["kit", "tess", "sam", "jo", "senior"])
def test_everybody_may_practise_and_finds_it(office, who):
    client = office.world.client(who)
    assert "/learn" in client.page("/").links
    for path in ("/learn", "/learn/workbook", "/learn/workbook/disclosure"):
        assert "/learn/practice" in client.page(path).links
    run = begin(client)
    assert "Turn 1" in client.page(f"{run}/turn/0").title


def test_who_is_signed_out_sees_no_link_to_it(office):
    stranger = office.world.client()
    for path in ("/", "/learn/workbook", "/learn/workbook/disclosure"):
        assert not [one for one in stranger.page(path).links if "practice" in one]
    assert "/sign-in?next=" in stranger.get("/learn/practice").location
