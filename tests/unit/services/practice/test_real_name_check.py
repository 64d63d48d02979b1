"""Real names, numbers, addresses and accounts in a practice are found; made-up ones are not.

A warning that comes for nothing teaches people to look past it, so most of what is tested here is
that none comes.
"""

from __future__ import annotations

from uuid import UUID

import msgspec
import pytest

from app.domain.practice import real_names
from app.domain.routing.actors import Org
from app.services.practice import real_name_check, scenario_content
from content import pack_loader
from content.scenarios.scenario import Scenario, convert_to_stored_answer
from tests.support.machine.pace import measure_cost

ORG = Org(
    id=UUID(int=1),
    origin="https://club.example",
    host="club.example",
    name="Larkfield Boxing Club",
    lead_title="welfare officer",
    phone="01632 960010",
    address="1 Example Street, Scunthorpe",
    pack="north_lincolnshire",
    hours={},
    closures=(),
    publish_leads=False,
    demo=False,
)
SCENARIOS = {one.key: one for one in scenario_content.load_org_scenarios(ORG)}
CAR = SCENARIOS["blue_car"]

NAMES = [
    ("He said that Kevin took him.", ["Kevin"]),
    ("She was with Siân Llwyd-Davies and Rhys ap Gwilym.", ["Siân Llwyd-Davies", "Rhys ap Gwilym"]),
    ("It was Łukasz Wiśniewski, or Żaneta Dąbrowska.", ["Łukasz Wiśniewski", "Żaneta Dąbrowska"]),
    ("Then D’Angelo O'Brien's brother came.", ["D’Angelo O'Brien"]),
    (
        "I rang Ngozi Okonjo-Adeyemi and Fatima al Hassan.",
        ["Ngozi Okonjo-Adeyemi", "Fatima al Hassan"],
    ),
    ("His mum’s friend (Tracey) has a blue car.", ["Tracey"]),
    ("Mr Brown took him, and Mrs. Green saw it.", ["Brown", "Green"]),
    ("Kieran said that it was his turn.", ["Kieran"]),
    ("Kevin's mum rang.", ["Kevin"]),
    ("Danielle Smith", ["Danielle Smith"]),
    ("It was Toby Smithson.", ["Smithson"]),
    ("It was Zoe\u0308 from the other class.", ["Zoë"]),
    ("Seen by J. Whitaker at the gate.", ["Whitaker"]),
]
NOT_NAMES = [
    'Toby said "Mick give Toby". Mr Farrow rang at ten. Mick\'s car was blue.',
    "TOBY WAS VERY QUIET TODAY AND HE WOULD NOT LOOK AT ME",
    "I was in the corner. He sat down. Quietly, he said: Watch. – Then he stopped.",
    "On Monday 9 November, and on Fridays, his Mum and his Nan and Auntie wait.",
    "I told the Designated Safeguarding Lead and Children's Services. The MASH rang back.",
    "We were in Maths, then in PE. He is in Year 9 and has an EHCP. He's on Snapchat and TikTok.",
    "She is Polish and her stepdad is Welsh. They go to church at Easter.",
    "I rang the Welfare Officer of Larkfield Boxing Club, and then North Lincolnshire Council.",
    "\"Don't tell,\" he said. 'Don’t tell,' he said. I'd like to. I’ll ask. What's that?",
    "1. Sat down\n2) Waited\n- Nobody came\n• Went out",
    "Aged 14. Fidgeting. Hummed. Yawning, he pulled at his sleeve.",
]
PLACES = {
    *("Larch", "Hill", "Mill", "Ferry", "Westmoor", "Albion", "Kingfisher", "Starfall", "Prentice"),
    *("Eastgate", "Fairlea"),
}
NUMBERS = [
    ("Ring 07700 900123.", "07700 900123"),
    ("ring +44 (0)7700 900124 please", "+44 (0)7700 900124"),
    ("his number is 07700900125", "07700900125"),
    ("the office, 01632 960123 ext 4", "01632 960123"),
    ("(01632) 960-124", "(01632) 960-124"),
    ("+48 512 345 678 is the aunt's", "+48 512 345 678"),
]
NOT_NUMBERS = [
    "03/11/2026 11 children, 14.20 to 15:30, 9-11-2026 10.15",
    "In 2026, from 3.30 to 4, 10 minutes, 100 m, page 12, 2026-11-09 14:20",
    "Ring 999, or 101, or Childline on 0800 1111. Ours is 01632 960010, or +44 1632 960010.",
    "the reference is 20261109 0012 and the form is 12345678",
]
OTHERS = [
    ("kez@lee.example wrote", "kez@lee.example", "email"),
    ("he is @kez.lee there", "@kez.lee", "username"),
    ("as dave_smith", "dave_smith", "username"),
    ("as kezzer2009 there", "kezzer2009", "username"),
    ("at 12 Acacia Avenue", "12 Acacia Avenue", "address"),
    ("lives in DN15 6JH", "DN15 6JH", "address"),
    ("lives in dn15 6jh", "dn15 6jh", "address"),
]
NOT_OTHERS = [
    "Year11 and year_11 came at U16 4pm on the 3rd, Y11 2nd half, 10am, A4, MP3, PS5, room12",
    "children_services not_known account_by_received some_harm",
    "6f1f7e0a-3f8b-4d2c-9d0e-2b7a1c3d4e5f",
    "5 minutes down the road, 3 boys in the street, 2 cars in the drive",
]


def found(text: str, scenario: Scenario = CAR) -> list[tuple[str, str]]:
    return [tuple(one) for one in real_name_check.find_real_names(scenario, [text], ORG)]


@pytest.mark.parametrize(("text", "names"), NAMES)
def test_a_name_that_is_not_the_scenarios_is_found(text: str, names: list[str]):
    assert found(text) == [(name, "name") for name in names]


@pytest.mark.parametrize(("text", "number"), NUMBERS)
def test_a_number_that_is_no_line_is_found(text: str, number: str):
    assert found(text) == [(number, "phone")]


@pytest.mark.parametrize(("text", "what", "kind"), OTHERS)
def test_an_address_or_an_account_is_found(text: str, what: str, kind: str):
    assert found(text) == [(what, kind)]


@pytest.mark.parametrize("text", [*NOT_NAMES, *NOT_NUMBERS, *NOT_OTHERS, "", "?", "T", "…"])
def test_nothing_is_found_where_nobody_is_named(text: str):
    assert found(text) == []


def test_what_stands_twice_is_said_once_and_in_order():
    texts = ["with Kevin and kez@lee.example", "Kevin rang 07700 900123, with Kevin", ""]
    assert real_name_check.find_real_names(CAR, texts, ORG) == (
        ("kez@lee.example", "email"),
        ("Kevin", "name"),
        ("07700 900123", "phone"),
    )


def _typed(scenario: Scenario) -> list[str]:
    """Each reply and line, and the answers of the model record as a trainee would type them."""
    turns = scenario.turns.values()
    texts = [line for turn in turns for line in (turn.does, *turn.says, turn.then)]
    texts += [reply.text for turn in turns for reply in turn.replies]
    for part in scenario.model.parts:
        for value in part.values.values():
            kept = convert_to_stored_answer(value)
            texts.append(kept if isinstance(kept, str) else msgspec.json.encode(kept).decode())
    return texts


@pytest.mark.parametrize("pack", [name for name, _ in pack_loader.list_pack_choices()])
def test_no_scenario_finds_anybody_in_its_own_words(pack: str):
    org = msgspec.structs.replace(ORG, pack=pack)
    for scenario in scenario_content.load_org_scenarios(org):
        assert real_name_check.find_real_names(scenario, _typed(scenario), org) == (), scenario.key


@pytest.mark.parametrize("key", sorted(SCENARIOS))
def test_another_scenarios_words_show_only_its_people_and_places(key: str):
    """Two hundred pages of ordinary writing that this scenario knows nothing of."""
    for other in SCENARIOS.values():
        if other.key != key:
            allowed = {part for name in other.setting.names for part in name.split()} | PLACES
            for text, kind in real_name_check.find_real_names(SCENARIOS[key], _typed(other), ORG):
                assert kind == "name"
                assert set(text.split()) <= allowed, text


@pytest.mark.parametrize("key", sorted(SCENARIOS))
def test_a_name_of_another_scenario_is_not_ours(key: str):
    for other in SCENARIOS.values():
        if other.key != key:
            assert real_name_check.find_real_names(
                SCENARIOS[key], [f"It was {other.setting.child}."], ORG
            )


def test_the_longest_texts_take_no_time_that_anybody_notices():
    parts = ("Ąa_ ", "@", "a@", "1", "a1-", "07700 ", "Ab-", "12 Ab ", "_")
    texts = [(part * 20_000)[:20_000] for part in parts]

    def look() -> None:
        for text in texts:
            real_name_check.find_real_names(CAR, [text], ORG)

    assert measure_cost(look, tries=1) < 150  # about two seconds


class Pack(str):
    """All that the pack says, which tells how often it was read through."""

    __slots__ = ("read",)

    def __contains__(self, text: str) -> bool:
        self.read += 1
        return super().__contains__(text)


FLOODS = ["qzx{0:05}", "q_{0:05}", "a@b{0}.example", "year{0:05}", "AB1 {0}AB"]


@pytest.mark.parametrize("flood", FLOODS)
def test_texts_made_to_cost_time_are_looked_at_so_far_and_no_farther(flood: str, monkeypatch):
    """One page holds 640,000 characters: each account on it cost a reading of the whole pack."""
    known = real_name_check._collect_allowed(CAR, ORG)
    pack, seen = Pack(known.text), []
    pack.read = 0
    monkeypatch.setattr(real_name_check, "_collect_allowed", lambda *_: known._replace(text=pack))
    find = real_names.find_real_details
    look = lambda text, known: (seen.append(len(text)), find(text, known))[1]  # noqa: E731
    monkeypatch.setattr(real_names, "find_real_details", look)
    texts = [" ".join(flood.format(number) for number in range(50_000))] * 20
    assert len(real_name_check.find_real_names(CAR, texts, ORG)) <= real_name_check.MAX_NAMES_FOUND
    assert pack.read <= real_name_check.MAX_NAMES_FOUND
    assert sum(seen) <= real_name_check.MAX_CHARACTERS_READ


def test_one_account_written_ever_so_often_is_looked_up_once():
    pack = Pack("nobody")
    pack.read = 0
    known = real_name_check._collect_allowed(CAR, ORG)._replace(text=pack)
    assert len(list(real_names.find_real_details("qzx_123 " * 5_000, known))) == 1
    assert pack.read == 1


def test_a_full_answer_beside_two_others_is_looked_at_to_its_end():
    texts = ["quiet " * 3_333, "quiet " * 3_333, "quiet " * 3_000 + "with Kevin"]
    assert real_name_check.find_real_names(CAR, texts, ORG) == (("Kevin", "name"),)
