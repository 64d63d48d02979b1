"""Looking back on a practice conversation: without a record, with one, and with very long texts."""

from __future__ import annotations

from uuid import UUID

from app.services.practice import practice_runs
from content.scenarios.scenario_paths import ReplyChoice
from tests.browser.page_inspection import Stage, shows
from tests.browser.states.states_accounts import LONG
from tests.support.club.office import Office
from tests.support.training.finished_practice import (
    CARER,
    GOOD,
    LED,
    PROMISED,
    finish_conversation,
    start_conversation,
    write_page,
)

WHO = "pat"
OWN = "Did he hurt you? You can tell me, I promise I won't tell anybody."
WORDS = """I'm not swimming
If I swim I have to go home with Neil
Neil messages me every night. He says it's about my times.
He puts his hand on my leg"""


def at(run_id: UUID) -> str:
    return f"/learn/practice/run/{run_id}/feedback"


@shows("learning.practice_feedback", "empty", "full", "long")
def looking_back(stage: Stage) -> None:
    """Everything that was made here is thrown away at the end."""
    office = Office.today(stage.club.world)
    runs = [finish_conversation(office, keys, who=WHO) for keys in (LED, PROMISED, GOOD)]
    stage.visit("learning.practice_feedback", "empty", WHO, at(runs[0]), "led")
    stage.visit("learning.practice_feedback", "empty", WHO, at(runs[1]), "a promise")
    record(office, runs[2])
    stage.visit("learning.practice_feedback", "full", WHO, at(runs[2]))
    own = start_conversation(
        office, [ReplyChoice(GOOD[0], OWN), *map(ReplyChoice, GOOD[1:])], who=WHO
    )
    words = "unbroken" * 40 + LONG[:19_600]
    write_page(office, own, "account", WHO, child_words=words, questions_asked=words, seen=words)
    stage.visit("learning.practice_feedback", "long", WHO, at(own))
    adult = finish_conversation(office, CARER.model.choices, CARER, WHO)
    report = "She has two new phones since August. There's a white car at the corner."
    write_page(office, adult, "account", WHO, how_known=["someone_told_me"])
    write_page(office, adult, "others", WHO, others=[{"said": report, "source": "Denise Holt"}])
    stage.visit("learning.practice_feedback", "full", WHO, at(adult), "an adult")
    for run_id in (*runs, own, adult):
        practice_runs.delete_run(office.at(WHO), run_id)


def record(office: Office, run_id: UUID) -> None:
    """A record as somebody new to it may write it."""
    write_page(
        office,
        run_id,
        "account",
        WHO,
        how_known=["child_told_me"],
        child_words=WORDS,
        questions_asked="Okay. You're not swimming. Shall we get some air?\nWhat happened?",
        seen="He seemed really upset. Obviously something is wrong. He rubbed his knee.",
        worry="Neil is grooming him.",
        told_on={"day": 0},
        told_at_time="14:20",
        told_at_place="The back steps",
        account_by="me",
    )
    write_page(office, run_id, "now", WHO, danger_now="yes", about_our_team="yes")
    calls = [{"whom": "police", "who": "999", "when": {"day": 0, "time": "14:45"}}]
    write_page(office, run_id, "told", WHO, told_lead="not_yet", calls=calls)
    write_page(
        office, run_id, "indicators_d", WHO, c1={"indicators": [{"indicator": "holds_power"}]}
    )
    practice_runs.finish_practice_record(office.at(WHO), run_id)
