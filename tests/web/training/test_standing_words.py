"""How someone stands with their training is said once, and no longer than it has to be."""

import re

import pytest

from app.domain.training.exchange_schema import TrainingState
from app.domain.training.training_status import Standing, TrainingStatus
from tests.support.club.world import World

TITLES = {f"chapter_{number}": f"Chapter {number}" for number in range(1, 15)}


def say(world: World, stands: TrainingStatus) -> str:
    macros = world.app.jinja_env.get_template("components/training.html").module
    words = str(macros.next(stands, TITLES))
    return " ".join(re.sub(r"<br>", " / ", re.sub(r"</?strong>", "", words)).split())


@pytest.mark.parametrize(
    ("stands", "words"),
    [
        (
            TrainingStatus(Standing.WAITING, answers=TrainingState.SENT),
            "Answers sent, waiting to be confirmed",
        ),
        (
            TrainingStatus(Standing.WAITING, answers=TrainingState.MORE),
            "Asked to add to the answers",
        ),
        (TrainingStatus(Standing.WAITING, answers=TrainingState.ELSEWHERE), "Answers on their way"),
        (
            TrainingStatus(Standing.CURRENT, answers=TrainingState.MORE),
            "Current / Asked to add to the answers",
        ),
        (TrainingStatus(Standing.NOT_YET), "Not completed yet"),
        (
            TrainingStatus(Standing.CHANGED, changed=("chapter_2", "chapter_7")),
            "Chapters changed / To read again: / Chapter 2 / Chapter 7",
        ),
        (
            TrainingStatus(Standing.CHANGED, changed=tuple(TITLES)),
            "Chapters changed / To read again: all 14 chapters",
        ),
    ],
)
def test_a_standing_is_said_once(world: World, stands: TrainingStatus, words: str):
    assert say(world, stands) == words
