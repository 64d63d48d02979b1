"""The papers of a practice record: of one child, of two, for the LADO, and with long words."""

from __future__ import annotations

from app.services.practice import practice_runs, scenario_content
from tests.browser.page_inspection import Stage, shows
from tests.browser.states.states_accounts import LONG
from tests.support.training.finished_practice import finish_model_record, make_model_pages


@shows("recording.practice_paper", "full", "long")
def papers(stage: Stage) -> None:
    uow = stage.club.world.uow("kit")
    account = make_model_pages(scenario_content.load_org_scenario(uow.org, "blue_car"))["account"]
    for key in ("blue_car", "swimming_coach"):
        path = f"/learn/practice/run/{finish_model_record(uow, key)}/paper"
        stage.visit("recording.practice_paper", "full", "kit", path, key)
    stage.visit("recording.practice_paper", "full", "kit", f"{path}?form=lado", "lado")
    long = finish_model_record(uow, "blue_car", account=account | {"child_words": [LONG]})
    path = f"/learn/practice/run/{long}/paper"
    stage.visit("recording.practice_paper", "long", "kit", path)
    for one in practice_runs.list_runs(uow):
        practice_runs.delete_run(uow, one.id)
