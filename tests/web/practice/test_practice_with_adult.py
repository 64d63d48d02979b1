"""A practice with an adult: the person spoken to is named, and is not called the child."""

import re

import pytest

from app.services.practice import free_text
from tests.support.club.world import World
from tests.support.web.practice_client import begin, mean, play, write

THE_CHILD = re.compile(r".{40}\bthe child\b.{20}", re.IGNORECASE | re.DOTALL)


@pytest.fixture
def tess(world: World):
    return world.client("tess")


def test_no_page_of_a_talk_with_an_adult_calls_them_the_child(tess):
    run = begin(tess, "/learn/practice/carer_reports_changes")
    texts = {"turn": tess.page(f"{run}/turn/0").text}
    where = write(tess, run, 0, "Come on, Denise.")
    for aim in free_text.AIMS:
        texts[aim] = tess.page(f"{where}?meant={aim}&waits=1").text
    form = mean(tess, write(tess, run, 0, "You are lying. Did he hurt you?"), "believe")
    texts["own"] = tess.page(where).text
    form.set("nearest", ["none"])
    tess.post(form.action, data=form.sent())
    both = mean(tess, write(tess, run, 0, "Come on. Tell me about that."))
    both.set("nearest", [both.controls["nearest"].options[0]])
    assert tess.post(both.action, data=both.sent()).location == f"{run}/turn/1"
    end = play(tess, run, 0, 1)
    texts["end"] = tess.page(f"{run}/turn/{end}").text
    feedback = tess.page(f"{run}/feedback").text
    texts["feedback"] = feedback.partition("Facts and opinions")[0]  # then the record, about Leah
    assert "and that they will hear it from you first" in texts["next"]
    assert "Denise may hear that you doubt them." in texts["own"]
    assert "Denise may hear that you doubt them." in texts["feedback"]
    assert "as Denise would hear them" in texts["feedback"]
    found = [page for page, text in texts.items() if THE_CHILD.search(text)]
    assert not found, [THE_CHILD.search(texts[page]) for page in found]
