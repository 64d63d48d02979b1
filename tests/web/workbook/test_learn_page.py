"""Learn: a page of its own with one button, and the first thing on a trainee's Home."""

from __future__ import annotations

import pytest

from app.services.content import reading_progress, workbook_content
from tests.support.club.office import Office
from tests.support.training.confirmations import answer_all, record_discussion, send_answers


def buttons(client, path: str) -> list[str]:
    text = client.get(path).get_data(as_text=True)
    main = text[text.index("<main") : text.index("</main>")]
    return [part.partition("</a>")[0] for part in main.split('class="govuk-button"')[1:]]


def read_all(office: Office, who: str) -> None:
    for key in workbook_content.hash_chapters(office.org):
        reading_progress.mark_chapter_read(office.at(who), key)


def test_the_one_button_follows_the_work(now: Office):
    tess = now.world.client("tess")

    def button() -> str:
        (found,) = buttons(tess, "/learn")
        assert buttons(tess, "/") == [found], "and Home has the same one"
        return found

    assert "Read: " in button()
    read_all(now, "tess")
    assert "Answer the questions" in button()
    answer_all(now, "tess")
    assert "Choose who confirms" in button()
    training = send_answers(now, "tess", "jo")
    assert "Practise a conversation" in button()
    record_discussion(now, "jo", training, "more")
    assert "See what Jo Smith asked for" in button()
    record_discussion(now, "jo", training)
    assert "Practise a conversation" in button()
    assert "You completed the workbook on" in tess.page("/learn").text


@pytest.mark.parametrize(("who", "others"), [("jo", True), ("sam", True), ("kit", False)])
def test_everyone_with_an_account_has_it(now: Office, who: str, others: bool):
    page = now.world.client(who).page("/learn")
    assert ("For others" in page.text) is others
    assert ("/learn/trained" in page.links) is (who == "jo")


def test_learning_comes_first_on_a_trainees_home_alone(now: Office):
    home = now.world.client("tess").page("/").text
    home = home[home.index("What do you need to do?") :]
    places = [
        home.index(words)
        for words in ("A child is with me", "Your training", "Record a concern", "Call someone")
    ]
    assert places == sorted(places), "with a child first, then learning"
    other = now.world.client("sam").page("/").text
    assert other.index("A child is with me") < other.index("Call someone") < other.index("Learn: ")
    assert "Learn: your training Your next step" in now.world.client("sam").page("/").text


def test_a_stranger_is_led_to_the_sign_in(now: Office):
    answer = now.world.client().get("/learn")
    assert (answer.status_code, "/sign-in" in answer.location) == (302, True)
