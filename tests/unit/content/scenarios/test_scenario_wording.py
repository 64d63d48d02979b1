"""What a trainee reads in a scenario: plain, kind, short, without blame, and never a count."""

import re
from collections.abc import Iterator

import pytest

from app.domain.pages import PAGES
from app.domain.times.typed_dates import read_day
from content import pack_loader
from content.patterns import list_folded_words
from content.quotations import find_quotations
from content.scenarios import scenario_files
from content.scenarios.path_claims import get_passage_text, list_ending_passages, list_passages
from content.scenarios.plain_talk import OF_THE_TALK, PLAIN_TALK
from content.scenarios.reply_moments import stem_word
from content.scenarios.scenario import PathClaim, Scenario, ScenarioReply
from content.workbook import workbook_loader
from tests.support.readability import year
from tests.unit.content.workbook.test_workbook_readability import AGE_11, AMERICAN

PACK = pack_loader.load_pack("north_lincolnshire")
SCENARIOS = tuple(
    workbook_loader.fill_edition(one, PACK, one.setting.lead_title)
    for one in scenario_files.load_scenarios("north_lincolnshire")
)
each = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.key)
MOST_WORDS = 30
MOST_IN_FEEDBACK = 60
GIVEN = re.compile(
    r"\b(?:well done|good job|excellent|(?:in)?correct|(?:wrong|right|best) (?:answer|reply)|"
    r"mistakes?|that(?:'s| is) right|"
    r"you (?:pass|fail)(?:ed)?|(?:\d+|full|top|no) (?:points?|marks?)"
    r"|scores?|failure|you should have)\b",
    re.IGNORECASE,
)
THINGS = {
    "his bag": "bag", "the bag": "bag", "both phones": "phone in each hand",
    "taller": "taller than you", "tall boy": "taller than you", "the car": "car",
    "his wrist": "wrist",
}  # fmt: skip
"""A thing as feedback names it, and as the start shows it: every path has the start."""
EXAMPLE = re.compile(r"\b\d{1,2}/\d{1,2}/\d{4}\b")
LABELS = re.compile(
    r"\b(?:he|she|they|it) (?:is|was|feels?|felt|looks?|looked|seems?|seemed) "
    r"(?:sad|upset|scared|afraid|frightened|ashamed|embarrassed|angry|anxious|nervous|distressed|"
    r"worried|terrified|guilty|lonely|depressed|tense)\b",
    re.IGNORECASE,
)
CLOCK = re.compile(
    r"\b(?:(?:half|quarter|ten|twenty|twenty-five) (?:past|to)|half|"
    r"at|by|till|until|before|after|since|about|gone|past) "
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
    r"(?! (?:of|person|child|more|other|years?|months?|weeks?|days?|hours?|minutes?)\b)|"
    r"\bo['’]clock\b|\b\d{1,2}(?:[.:]\d\d)? ?[ap]\.?m\b|\b\d[:.]\d\d\b",
    re.IGNORECASE,
)
"""A time of the day as people say it. In our own voice and in a record it is 16:30."""
SPEECH = (
    "child_words",
    "told_by_others",
    "said",
    "questions_asked",
    "explained_next",
    "child_wishes",
)
"""Answers of a record that say what someone said, as they said it."""
GRAPHIC = re.compile(
    r"\b(?:naked|penis|vagina|breasts?|genitals?|rape[ds]?|penetrat\w+|masturbat\w+|porn\w*|sex\w*)\b",
    re.IGNORECASE,
)


def replies(scenario: Scenario) -> Iterator[tuple[str, ScenarioReply]]:
    for turn in scenario.turns.values():
        yield from ((f"{turn.key}.{one.key}", one) for one in turn.replies)


def ours(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Every text that we say in our own voice, with its place."""
    setting = scenario.setting
    yield from (("setting", words) for words in (scenario.summary, *setting.body))
    for place, one in replies(scenario):
        yield from ((place, words) for words in (one.why, one.tip))
    for ending in scenario.endings.values():
        yield from (
            (ending.key, words)
            for words in (ending.title, ending.own_title, *list_ending_passages(ending))
        )
    for decision in scenario.decisions.values():
        yield decision.key, decision.question
        yield from ((decision.key, get_passage_text(one)) for one in decision.guidance)
    for sign in scenario.noticed.values():
        yield from ((sign.key, get_passage_text(one)) for one in sign.how)
    yield from (("model", words) for words in scenario.model.notes)
    for fact in scenario.facts.values():
        yield from ((fact.key, words) for words in (fact.what, fact.bent_why) if words)


@each
def test_feedback_can_be_read_at_eleven(scenario: Scenario) -> None:
    told = "\n".join(f"{one.why} {one.tip}" for _, one in replies(scenario))
    every = [get_passage_text(text) for one in scenario.decisions.values() for text in one.guidance]
    guidance = "\n".join(every)
    endings = "\n".join(" ".join(list_ending_passages(one)) for one in scenario.endings.values())
    assert year(told) <= AGE_11
    assert year(guidance) <= AGE_11
    assert year(endings) <= AGE_11


@each
def test_what_we_say_is_short_british_and_calm(scenario: Scenario) -> None:
    for place, words in ours(scenario):
        assert not AMERICAN.search(words), place
        assert "!" not in words, place
        assert not re.search(r"\{\w+\}", words), place
        for sentence in re.split(r"(?<=[.?:])\s", words):
            assert len(list_folded_words(sentence)) <= MOST_WORDS, (place, sentence)
    for place, one in replies(scenario):
        assert len(list_folded_words(f"{one.why} {one.tip}")) <= MOST_IN_FEEDBACK, place


@each
def test_feedback_gives_no_mark_and_no_blame(scenario: Scenario) -> None:
    for place, one in replies(scenario):
        for words in (one.why, one.tip):
            assert not GIVEN.search(words), (place, words)
    assert not {"score", "points", "right", "weight", "best"} & set(ScenarioReply.__struct_fields__)


@each
def test_a_feeling_shows_in_what_the_child_does(scenario: Scenario) -> None:
    for turn in scenario.turns.values():
        for words in (turn.does, turn.then):
            assert not LABELS.search(words), (turn.key, words)


@each
def test_nothing_is_graphic(scenario: Scenario) -> None:
    for turn in scenario.turns.values():
        for words in (turn.does, *turn.says, turn.then, *(one.text for one in turn.replies)):
            assert not GRAPHIC.search(words), (turn.key, words)
    for place, words in ours(scenario):
        assert not GRAPHIC.search(words), (place, words)


@each
def test_no_two_replies_are_told_the_same_thing(scenario: Scenario) -> None:
    whys = [one.why for _, one in replies(scenario)]
    assert len(whys) == len(set(whys))


@each
def test_times_are_on_the_24_hour_clock_unless_someone_says_them(
    scenario: Scenario,
) -> None:
    texts = [("title", scenario.title), *ours(scenario)]
    for turn in scenario.turns.values():
        texts += [(turn.key, turn.does), (turn.key, turn.then)]
    texts += [(place, one.text) for place, one in replies(scenario) if not one.spoken]
    for part in scenario.model.parts:
        texts += [(f"model.{part.page}.{key}", str(one)) for key, one in part.values.items()
                  if key not in SPEECH]  # fmt: skip
    assert not [one for one in texts if CLOCK.search(cut_quotations(one[1]))]


def cut_quotations(text: str) -> str:
    for start, end in reversed(find_quotations(text)):
        text = text[:start] + text[end:]
    return text


@each
def test_every_name_may_be_used(scenario: Scenario) -> None:
    """Whoever fills in the record is told to use only these names."""
    named = {word for name in scenario.setting.names for word in name.split()}
    shown = "\n".join(
        words for turn in scenario.turns.values() for words in (turn.does, *turn.says, turn.then)
    )
    for name in re.findall(r"\b(?:Mrs?|Miss|Ms) [A-Z][a-z]+", shown):
        assert name.split()[1] in named, name


def test_ours_would_find_a_mark_a_label_and_a_count() -> None:
    for words in ("Well done.", "That is correct.", "3 points", "You failed to wait."):
        assert GIVEN.search(words)
    assert LABELS.search("He looks sad.")
    assert not LABELS.search("He looks at the clock.")
    assert GRAPHIC.search("naked")
    for words in ("It is twenty past two.", "School ends at three.", "About five o'clock.", "5pm"):
        assert CLOCK.search(words)
    assert not CLOCK.search(cut_quotations("At 15:15 he says “at three”, to one person at most."))


@each
def test_a_day_that_a_page_gives_as_an_example_has_come_in_the_story(scenario: Scenario):
    shown = [
        one for page in PAGES for one in (*page.fields, *(page.group.fields if page.group else ()))
    ]
    days = [(one, found[0]) for one in shown if (found := EXAMPLE.findall(one.hint))]
    assert len(days) > 3
    for one, text in days:
        story = scenario.setting.at.date()
        assert one.later or read_day(text, story, later=True) <= story, one.label


def list_unshown_things(scenario: Scenario, said: str) -> list[str]:
    """Return what is named in these words and not shown at the start."""
    start = scenario.turns[scenario.start]
    shown = " ".join((*scenario.setting.body, start.does, *start.says, start.then))
    return [named for named, seen in THINGS.items() if named in said and seen not in shown]


@each
def test_a_thing_named_without_a_condition_is_there_from_the_start(scenario: Scenario) -> None:
    for place, passage in list_passages(scenario):
        if not isinstance(passage, PathClaim):
            assert not list_unshown_things(scenario, passage), (place, passage)
    for decision in scenario.decisions.values():
        assert not list_unshown_things(scenario, decision.question), decision.question


def test_what_was_claimed_of_jamie_is_shown_at_the_start() -> None:
    jamie = next(one for one in SCENARIOS if one.key == "moved_between_towns")
    replies = [one for turn in jamie.turns.values() for one in turn.replies]
    taller = [one.why for one in replies if "taller" in one.why]
    assert taller
    assert not list_unshown_things(jamie, " ".join(taller))
    assert list_unshown_things(jamie, "No one goes out to the car.") == ["the car"]


@each
def test_the_title_and_summary_tell_the_setting_and_no_answer(scenario: Scenario) -> None:
    """ "Toby: a man with a blue car" told a trainee what he would say before he said it."""
    setting, words = scenario.setting, PLAIN_TALK | OF_THE_TALK | {"he", "she", "his", "her"}
    told = " ".join(
        text for one in scenario.facts.values() for text in (one.what, one.words, one.bent)
    )
    known = " ".join((*setting.body, setting.place, setting.you))
    stems = [set(map(stem_word, set(list_folded_words(one)) - words)) for one in (told, known)]
    for text in (scenario.title, scenario.summary):
        given = set(map(stem_word, list_folded_words(text))) & stems[0] - stems[1]
        assert not given, f"{text}: {given}"
