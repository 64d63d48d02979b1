"""A scenario that cannot be trusted does not load, and the error says where and how to mend it."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from content import pack_findings, pack_loader
from content.content_error import ContentError
from content.pack_files import PACKS
from content.scenarios import scenario_files, scenario_graph, scenario_paths
from content.scenarios.scenario import HELPFUL_KINDS, Scenario
from content.workbook import workbook_loader
from tests.unit.content.spoiled_pack import assert_said, spoil

NORTH = "north_lincolnshire"
FILE = "england/scenarios/game-and-pictures.toml"
TALE = scenario_files.find_scenario(NORTH, "game_and_pictures")
SHORT = scenario_files.find_scenario(NORTH, "blue_car")


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """A folder with one scenario, read for the pack and the workbook as they are."""
    path = tmp_path / FILE
    path.parent.mkdir(parents=True)
    shutil.copy(PACKS / FILE, path)
    return tmp_path


def load(packs: Path, name: str) -> tuple[Scenario, ...]:
    return scenario_files.read_scenarios(
        packs, pack_loader.load_pack(name), workbook_loader.load_workbook(name)
    )


SPOILT = [
    ("[setting]", "[seting]", "seting"),
    ("[scenario]\n", "[scenario]\nturns = {}\n", "scenario"),
    ('title = "K', 'titel = "K', "scenario.game_and_pictures"),
    ("minutes = 9", "minutes = 13", "scenario.minutes"),
    ('start = "start"', 'start = "begin"', "scenario.start"),
    ('source = "heard"', 'source = "gone"', "source"),
    ("review_by = 2027-11-24", "review_by = 2020-11-24", "review_by"),
    ("since = 2026-11-24", "", "since"),
    ("{lead_title}", "{leader}", "text"),
    ("2026-10-06T19:40:00\n", "2026-10-06T19:40:00Z\n", "setting.at"),
    ("age = 15\n", "age = 18\n", "setting.age"),
    ('names = ["Kieran Marsh", ', "names = [", "setting.names"),
    ("on the same team for months.\"\n\n", "on a team.\"\n\n", "turns.opening.says"),
    ('words = "They want', 'wrds = "They want', "facts.threat"),
    ('kind = "open"', 'kind = "good"', "turns.start.replies.no_rush"),
    ('key = "no_rush"', 'key = "locking_up"', "turns.start.replies"),
    ('next = "opening"', 'next = "openning"', "turns.start.replies.no_rush"),
    ('next = "opening"', 'ends = "calm"', "turns.start.replies.no_rush"),
    ('next = "opening"', 'next = "opening"\nends = "waits"', "turns.start.replies.no_rush"),
    ('next = "opening"', "", "turns.start.replies.no_rush"),
    ('next = "opening"', 'next = "start"', "turns"),
    ('next = "opening"', 'next = "rest"', "turns"),
    ('loses = ["met_in_game"]', 'loses = ["met"]', ".loses"),
    ('loses = ["met_in_game"]', 'loses = ["threat"]', ".loses"),
    ('kind = "leading"\nasks = true\nwhy = "You saw',
     'kind = "leading"\nasks = true\npromises = "secret"\nwhy = "You saw',
     ".promises"),
    ('promises = "secret"\n', "", ".promises"),
    ('promises = "secret"\n', 'promises = "ever"\n', "turns.secret.replies.promise"),
    ('recalls = { secret = "broken" }', 'recalls = { ever = "broken" }', "turns.next.recalls"),
    ('recalls = { secret = "broken" }', 'recalls = { secret = "gone" }', "turns.next.recalls"),
    ('recalls = { secret = "late" }', "", "turns.late"),
    ('recalls = { secret = "broken" }', "", ".waits"),
    ("spoken = false\n", "", ".spoken"),
    ('see = ["disclosure/receive"]\nnext = "opening_b"', 'see = []\nnext = "opening_b"', ".see"),
    ('see = ["disclosure/receive"]\nnext = "opening_b"', 'see = ["x/y"]\nnext = "opening_b"',
     ".see"),
    ('source = "listening"', 'source = "hearsay"', ".source"),
    ('tip = "Put down what you are doing. Say that you have time, and mean it."', 'tip = " "',
     ".tip"),
    ("[noticed.trusted_adult]", "[noticed.trusty]", "noticed.trusty"),
    ('reached = ["quiet"]', 'reached = ["quite"]', "noticed.worried_about_phone.how"),
    ('told = ["paid"]', 'told = ["cash"]', "endings.waits.then"),
    ('said = ["more.enough"', 'said = ["more.enuf"', "endings.waits.body"),
    ('never = ["leading"]', 'never = ["leeding"]', "endings.waits"),
    ('how = ["He stays behind to stack chairs, which he never does."]', "how = []",
     "noticed.behaviour_changed.how"),
    ('spoken = false\n', 'spoken = false\nwaits = true\n', ".waits"),
    ("[endings.goes]", "[endings.gone]", "turns.rest_b.replies"),
    ("[decisions.danger]", "[decisions.danger]\nquestio = 1", "decisions.danger"),
    ('field = "now.danger_now"', 'field = "danger"', "decisions.danger.field"),
    ('lines = ["report_remove"]', 'lines = ["report"]', "decisions.phone.lines"),
    ('line = "police"', 'line = "cops"', "model.parts"),
    ('"wait", "what_else"', '"what_else"', "model.choices"),
    (', "lights_on"]', "]", "model.choices"),
    ('"cannot", "thank_you"', '"promise", "thank_you"', "model.choices"),
    ("\nThey want fifty quid", "\nThey wanted fifty quid", "model.account.child_words"),
    ("\nWhat else do you want me to know?\n", "\n", "model.account.questions_asked"),
    ("bent_why = \"He agreed", "x = \"He agreed", "facts.picture"),
    ('bends = ["threat"]', 'bends = ["threat"]\ntells = ["threat"]', "turns.led.says"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key"), SPOILT)
def test_a_scenario_that_is_wrong_says_where_and_what_to_do(
    packs: Path, old: str, new: str, key: str
) -> None:
    error = spoil(load, packs, FILE, old, new)
    assert_said(error, key)
    assert error.file == FILE


def text_of(packs: Path) -> tuple[Path, str]:
    path = packs / FILE
    return path, path.read_text(encoding="utf-8")


def test_a_turn_that_nobody_reaches_is_refused(packs: Path) -> None:
    path, text = text_of(packs)
    turn = text[text.index("[turns.rest]") : text.index("[turns.rest_b]")]
    path.write_text(
        text.replace("[turns.rest_b]", turn.replace("rest", "alone") + "[turns.rest_b]")
    )
    with pytest.raises(ContentError, match=r"turns\.alone: is never reached"):
        load(packs, NORTH)


def test_the_order_of_replies_may_not_tell_which_is_which(packs: Path) -> None:
    """Every helping reply first: a reader would soon stop reading the others."""
    path, text = text_of(packs)
    head, *rest = text.split("\n[turns.")
    sorted_turns = []
    for part in rest:
        turn, *replies = part.split("\n[[turns.")
        tail = replies[-1].partition("\n[")
        replies[-1] = tail[0]
        helping = [
            one for one in replies if any(f'kind = "{kind}"' in one for kind in HELPFUL_KINDS)
        ]
        others = [one for one in replies if one not in helping]
        joined = "\n[[turns.".join((turn, *helping, *others))
        sorted_turns.append(joined + tail[1] + tail[2])
    path.write_text("\n[turns.".join((head, *sorted_turns)), encoding="utf-8")
    with pytest.raises(ContentError, match="the first reply tells too often"):
        load(packs, NORTH)


def test_an_authority_has_no_scenarios_of_its_own(packs: Path) -> None:
    folder = packs / NORTH / "scenarios"
    folder.mkdir(parents=True)
    shutil.copy(packs / FILE, folder / "own.toml")
    with pytest.raises(ContentError, match="an authority has none of its own"):
        load(packs, NORTH)


def test_nothing_is_stale_now_and_all_of_it_is_one_day() -> None:
    pack, all_of_them = pack_loader.load_pack("england"), scenario_files.load_scenarios("england")
    assert pack_findings.list_scenario_findings(all_of_them, pack, date(2026, 11, 26)) == ()
    later = pack_findings.list_scenario_findings(all_of_them, pack, date(2030, 1, 1))
    keys = {one.key for one in later}
    assert {"scenarios/game_and_pictures", "scenarios/game_and_pictures/family"} <= keys
    assert all(one.problem == "stale" for one in later)


def test_playing_finds_what_loading_would_have_refused() -> None:
    """The command plays turn by turn, in another way than the rules of loading."""
    assert SHORT is not None
    endless = replace(
        SHORT, turns={**SHORT.turns, "rest": replace(SHORT.turns["rest"], replies=())}
    )
    assert not scenario_paths.find_path_faults(SHORT)
    stopped = scenario_paths.find_path_faults(endless)
    assert {words for _, words in stopped} == {"a path stops here, and there is no ending"}
    kept = replace(SHORT, turns={k: replace(t, recalls={}) for k, t in SHORT.turns.items()})
    assert any(
        "promise secret waits" in words for _, words in scenario_paths.find_path_faults(kept)
    )
    bare = replace(
        SHORT.turns["start"],
        replies=tuple(replace(r, see=()) for r in SHORT.turns["start"].replies),
    )
    found = scenario_paths.find_path_faults(replace(SHORT, turns={**SHORT.turns, "start": bare}))
    assert ("start", "sit_down has no feedback with a source") in found
    assert pack_findings._played(pack_loader.load_pack("england"), endless)


def find_faults_of_ends(scenario: Scenario) -> set[tuple[str, str]]:
    """Look at the end of each path by itself, whatever others came the same way."""
    found = set()
    for state in scenario_paths.iter_path_ends(scenario):
        last, told = state.chosen[-1].turn.key, [one.fact for one in state.said]
        found |= {(last, f"a path ends while the promise {one} waits") for one in state.promises}
        if len(told) > len(set(told)):
            found.add((last, "a path ends here that tells something twice"))
    return found


def test_where_paths_meet_no_fault_at_an_end_is_missed() -> None:
    assert SHORT is not None
    twice = 0
    for key, turn in list(SHORT.turns.items())[::4]:
        fact = list(SHORT.facts)[len(key) % len(SHORT.facts)]
        changed = replace(turn, tells=(*turn.tells, fact), recalls={})
        wrong = replace(SHORT, turns={**SHORT.turns, key: changed})
        found = scenario_paths.find_path_faults(wrong)
        assert found == find_faults_of_ends(wrong), key
        twice += any(words.endswith("something twice") for _, words in found)
    assert twice, "none of these tells anything twice"


def test_a_circle_is_named_by_its_turns() -> None:
    assert TALE is not None
    back = replace(TALE.turns["nan"].replies[0], next="start")
    turned = replace(TALE, turns={**TALE.turns, "nan": replace(TALE.turns["nan"], replies=(back,))})
    around = scenario_graph.build_graph(turned).circle
    assert around[0] == around[-1] == "start"
    assert "nan" in around
