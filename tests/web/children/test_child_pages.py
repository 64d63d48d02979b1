"""A lead links a concern to a child's file by its pages, sees the child, and takes it out again."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from app.domain.children.file_facts import Topic
from app.errors import StaleError
from app.review import child_views
from app.services.children import child_files, child_linking
from app.services.concern_tasks import author_questions, task_entries
from app.services.concern_tasks.author_questions import NewQuestion
from app.services.concern_tasks.short_answers import ShortAnswer
from app.services.concern_tasks.task_entries import NewTask
from tests.support.club.child_facts import PLAN, write
from tests.support.club.child_links import BORN, HER_WORDS, WORRY, link, sign_about
from tests.support.club.office import Office
from tests.support.club.office_today import office
from tests.support.web.closing_client import close_by_page
from tests.support.web.html_forms import forms

__all__ = ["office"]

MAYA = {"name": "Maya Ellis", "age": "14", "group": "9R", "born_on": BORN}

TASKS = (("Ask her nan to call", "c1"), ("Change his phone", "c2"), ("Tell his dad", "c2"))


def give_task(office: Office, concern_id: UUID, words: str, *children: str) -> int:
    file = task_entries.open_concern_as_reader(office.at("jo"), concern_id)
    due = office.now.date() + timedelta(days=1)
    new = NewTask(words, str(office.id("deputy")), due, children)
    return task_entries.add_task(office.at("jo"), file, new, uuid4())


def source(client, path: str) -> str:
    """Return the HTML of a page, with single spaces."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return " ".join(answer.text.split())


def read_mark(text: str) -> str:
    found = re.search(r'name="mark" value="(\d+)"', text)
    assert found
    return found[1]


def choose(jo, concern, file: str, part: str = "") -> str:
    """Answer which child this is by the page; return the address of the file."""
    path = f"/concerns/{concern}/child/c1"
    mark = read_mark(source(jo, path))
    answer = jo.send(path, {"file": file, "part": part, "mark": mark})
    assert answer.status_code == 303
    return answer.location.partition("?")[0]


def test_a_concern_is_linked_and_offered_with_reasons(office: Office):
    first, second = (sign_about(office, MAYA) for _ in range(2))
    jo = office.world.client("jo")
    assert f'href="/concerns/{first}/child/c1"' in source(jo, f"/concerns/{first}")
    empty = source(jo, f"/concerns/{first}/child/c1")
    assert "No child’s file fits this name." in empty
    assert "who is named in both" not in empty, "there is nothing to compare"
    path = choose(jo, first, "new")
    asked = source(jo, f"/concerns/{second}/child/c1")
    assert "Same name, born on the same day and same class or group." in asked
    assert "who is named in both" in asked
    assert choose(jo, second, path.rpartition("/")[2], "may_be_affected") == path
    page = source(jo, path)
    assert "<title>Child’s file" in page
    assert re.search(r"<h1[^>]*><bdi>Maya Ellis</bdi></h1>", page)
    assert page.count(HER_WORDS) == 2
    assert page.count(WORRY) == 2
    assert "May be affected." in page
    assert "born 3 May 2012" in page
    for concern in (first, second):
        assert f'href="{path}"' in source(jo, f"/concerns/{concern}")


def test_today_names_the_likely_file_and_the_concern_links_it_in_one_step(office: Office):
    file_id = link(office, sign_about(office, MAYA))
    concern = sign_about(office, MAYA)
    jo, path = office.world.client("jo"), f"/concerns/{concern}"
    home = source(jo, "/")
    assert "Maya Ellis may already have a child’s file" in jo.page("/").text
    assert "Same name and about the same age." in jo.page("/").text
    assert f'href="/children/{file_id}"' in home
    assert f'href="{path}#child-files"' in home
    page = jo.page(path).text
    assert "Same name, born on the same day and same class or group." in page
    form = next(one for one in forms(source(jo, path)) if one.action == f"{path}/child/c1")
    answer = jo.send(form.action, form.sent(), via=path)
    assert answer.status_code == 303
    assert answer.location.startswith(f"/children/{file_id}")
    assert "In the file of" in jo.page(path).text
    assert "may already have a child’s file" not in jo.page("/").text


def test_one_step_asks_again_when_another_lead_linked_meanwhile(office: Office):
    link(office, sign_about(office, MAYA))
    concern = sign_about(office, MAYA)
    jo, path = office.world.client("jo"), f"/concerns/{concern}"
    form = next(one for one in forms(source(jo, path)) if one.action == f"{path}/child/c1")
    link(office, sign_about(office, {"name": "Theo Hart"}), who="deputy")
    answer = jo.send(form.action, form.sent(), via=path)
    assert answer.status_code == 409
    assert "Another concern was linked while you looked" in answer.text


def test_a_concern_is_taken_out_with_a_reason(office: Office):
    first, second = (sign_about(office, MAYA) for _ in range(2))
    path = f"/children/{link(office, second, link(office, first))}"
    jo = office.world.client("jo")
    assert f"/concerns/{second}" in source(jo, path)
    assert jo.send(f"{path}/concerns/2", {"why": " "}).status_code == 422
    assert jo.send(f"{path}/concerns/2", {"why": "Another girl."}).status_code == 303
    page = source(jo, path)
    assert page.count(HER_WORDS) == 1
    assert f"/concerns/{second}" not in page
    assert jo.get(f"{path}/concerns/2").status_code == 404
    listed = jo.page(f"{path}/concerns").text
    for text in (listed, jo.page(f"/concerns/{second}/child/c1").text):
        assert re.search(r"Removed by Jo Smith, [\w ,]{5,30}:\d\d: Another girl\.", text)
    assert "Removed from this file" in listed


def test_a_reason_stays_when_another_lead_was_first(office: Office, monkeypatch):
    path = f"/children/{link(office, sign_about(office, MAYA))}/concerns/1"

    def come_second(*_: object) -> None:
        raise StaleError("children's files")

    monkeypatch.setattr(child_linking, "unlink_child", come_second)
    answer = office.world.client("jo").send(path, {"why": "Another girl."})
    assert answer.status_code == 409
    assert "Send it again" in answer.text
    assert ">Another girl.</textarea>" in answer.text


def test_choosing_nothing_asks_again_and_later_stores_nothing(office: Office):
    concern = sign_about(office, MAYA)
    jo, path = office.world.client("jo"), f"/concerns/{concern}/child/c1"
    answer = jo.send(path, {"part": "may_be_affected"})
    assert answer.status_code == 422
    assert "Select a file, or say that none of them is this child" in answer.text
    assert jo.send(path, {"file": "later"}).status_code == 303
    assert "is in no child’s file yet" in source(jo, f"/concerns/{concern}")
    assert "Children’s files will appear here" in source(jo, "/children")


def test_a_lead_who_looked_before_another_linked_is_asked_again(office: Office):
    first, second = (sign_about(office, MAYA) for _ in range(2))
    jo, path = office.world.client("jo"), f"/concerns/{second}/child/c1"
    mark = read_mark(source(jo, path))
    link(office, first, who="deputy")
    answer = jo.send(path, {"file": "new", "part": "may_be_affected", "mark": mark})
    assert answer.status_code == 409
    assert "Another concern was linked while you looked" in answer.text
    assert "Same name, " in answer.text
    assert re.search(r'value="may_be_affected" checked', answer.text)


def test_the_overview_shows_this_child_s_part_and_no_other_child_s(office: Office):
    jo = office.world.client("jo")
    first = sign_about(
        office, MAYA, {"name": "Robin Archer", "part": "may_have_harmed_another_child"}
    )
    path = choose(jo, first, "new", "may_have_been_harmed")
    second = sign_about(office, MAYA)
    choose(jo, second, path.rpartition("/")[2])
    box = source(jo, path).partition('id="part-h"')[2].partition("</section>")[0]
    plain = re.sub(r"<[^>]+>", "", box)
    parts = re.findall(r"Concern \w+: ([a-z ]+[a-z])", plain)
    assert sorted(parts) == ["may have been harmed", "not recorded"]
    assert "Robin" not in box
    assert "harmed another" not in box


def test_another_child_s_words_and_name_are_not_in_the_file(office: Office):
    concern = sign_about(office, MAYA, {"name": "Robin Archer", "age": "15"})
    link(office, concern)
    robin = link(office, concern, child="c2")
    page = source(office.world.client("jo"), f"/children/{robin}")
    assert "Another child was there." in page
    assert "Maya" not in page
    assert HER_WORDS not in page
    assert WORRY not in page
    assert "There is more, which may be about another child." in page


def test_the_chronology_says_what_a_child_was_told_and_why_it_closed(office: Office):
    alone, both = sign_about(office, MAYA), sign_about(office, MAYA, {"name": "Robin Archer"})
    maya, robin = link(office, both, link(office, alone)), link(office, both, child="c2")
    jo = office.world.client("jo")
    close_by_page(jo, f"/concerns/{alone}", reason="Her nan has her now.", told_c1="Nan knows.")
    told = {"told_c1": "Sam is here for you.", "told_c2": "Pat will call your dad."}
    close_by_page(jo, f"/concerns/{both}", reason="Both are looked after.", **told)
    hers, his = (source(jo, f"/children/{file}") for file in (maya, robin))
    assert "Why it was closed: Her nan has her now." in hers
    assert "What the child was told: Nan knows." in hers
    assert "What the child was told: Sam is here for you." in hers
    assert "What the child was told: Pat will call your dad." in his
    assert "call your dad" not in hers
    assert "Nan knows" not in his
    for page in (hers, his):
        assert "Both are looked after." not in page, "it may be about another child"
        assert "Why it was closed, and what was open" not in page, "a closing is one entry"
    assert hers.count("Concern closed</a>") == 2


def test_the_chronology_names_a_task_who_has_it_and_where_it_was_moved(office: Office):
    both = sign_about(office, MAYA, {"name": "Robin Archer"})
    maya, robin = link(office, both), link(office, both, child="c2")
    numbers = [give_task(office, both, words, child) for words, child in TASKS]
    moved = {f"item_task_{numbers[at]}": f"moved_{one}" for at, (_, one) in enumerate(TASKS[:2])}
    jo = office.world.client("jo")
    close_by_page(jo, f"/concerns/{both}", **moved)
    file = task_entries.open_concern_as_reader(office.at("deputy"), both)
    done = ShortAnswer("He has a new one.", 0, uuid4())
    task_entries.finish_task(office.at("deputy"), file, numbers[1], done)
    hers, his = (source(jo, f"/children/{file}").split("Chronology<")[1] for file in (maya, robin))
    assert "Ask her nan to call: Moved to Maya Ellis’s file." in hers
    assert re.search(r"Ask her nan to call</span>.{0,200}>Dele Okoro, by \d", hers)
    assert "Change his phone: Moved to Robin Archer’s file." in his
    assert "Task: Change his phone" in his
    assert "What was done: He has a new one." in his
    assert "Tell his dad: No longer needed. Nothing to do." in his
    for words in ("Change his phone", "Robin", "He has a new one.", "Tell his dad"):
        assert words not in hers
    assert "nan" not in his


def test_a_child_who_is_named_twice_in_a_concern_has_the_tasks_of_both(office: Office):
    twice = sign_about(office, MAYA, {"name": "Maya"})
    file_id = link(office, twice)
    link(office, twice, file_id, child="c2")
    for words, child in TASKS[:2]:
        give_task(office, twice, words, child)
    page = source(office.world.client("jo"), f"/children/{file_id}")
    waits = page.split("Outstanding<")[1].split("Chronology<")[0]
    assert [words for words, _ in TASKS[:2] if words not in waits] == []


def test_what_is_outstanding_about_a_child_is_in_their_file_alone(office: Office):
    both = sign_about(office, MAYA, {"name": "Robin Archer"})
    maya, robin = link(office, both), link(office, both, child="c2")
    for words, *children in (*TASKS[:2], ("Ring the club",)):
        give_task(office, both, words, *children)
    for words, *children in (("Which door?", "c1"), ("Whose coat?", "c2"), ("Who was there?",)):
        file = author_questions.open_concern_to_ask(office.at("jo"), both)
        new = NewQuestion(words, office.now.date() + timedelta(days=1), tuple(children))
        author_questions.ask_author(office.at("jo"), file, new, uuid4())
    pages = (source(office.world.client("jo"), f"/children/{file}") for file in (maya, robin))
    hers, his = (page.split("Outstanding<")[1].split("Chronology<")[0] for page in pages)
    for page, own, other in ((hers, 0, 1), (his, 1, 0)):
        questions = ("Which door?", "Whose coat?")
        assert TASKS[own][0] in page
        assert questions[own] in page
        for words in (TASKS[other][0], questions[other], "Ring the club", "Who was there?"):
            assert words not in page
        assert page.count("It may be about another child: read it in the concern.") == 2


def test_the_list_finds_a_child_by_name_and_shows_what_is_in_no_file(office: Office):
    link(office, sign_about(office, MAYA))
    link(office, sign_about(office, {"name": "Theo Hart"}))
    old = sign_about(office, {"name": "Casey Marsh"})
    jo = office.world.client("jo")
    page = source(jo, "/children")
    assert page.index("Maya Ellis") < page.index("Theo Hart")
    assert "Show 1 concern that is in no child’s file" in page
    assert f"/concerns/{old}" in source(jo, "/children/without-file")
    assert jo.send("/children", {"name": "maya elis"}).status_code == 303
    page = source(jo, "/children")
    assert "Maya Ellis" in page
    assert "Theo Hart" not in page
    jo.send("/children", {"name": "zzz"})
    assert "No child’s file fits “zzz”." in source(jo, "/children")
    jo.send("/children", {"name": ""})
    assert "Theo Hart" in source(jo, "/children")


def test_concerns_in_no_file_are_counted_only_so_far_and_all_are_shown(office: Office, monkeypatch):
    made = []
    for _ in range(4):
        office.now += timedelta(seconds=1)
        made.append(sign_about(office, MAYA))
    for module in (child_files, child_views):
        monkeypatch.setattr(module, "MOST_COUNTED", 2)
    monkeypatch.setattr(child_files, "PAGE_SIZE", 3)
    jo = office.world.client("jo")
    assert "Show more than 2 concerns that are in no child’s file" in source(jo, "/children")
    first = source(jo, "/children/without-file")
    assert "In no child’s file (" not in first
    second = source(jo, "/children/without-file?page=2")
    assert [f"/concerns/{one}" in first for one in made] == [False, True, True, True]
    assert [f"/concerns/{one}" in second for one in made] == [True, False, False, False]


@pytest.mark.parametrize("who", ["sam", "tess", "senior", "kit"])
def test_nobody_else_reaches_a_file_or_sees_that_there_is_one(office: Office, who: str):
    concern = sign_about(office, MAYA, who="sam")
    file_id = link(office, concern)
    client = office.world.client(who)
    for path in ("/children", f"/children/{file_id}", f"/concerns/{concern}/child/c1"):
        assert client.get(path).status_code in {403, 404}, path
    if who == "sam":
        page = source(client, f"/concerns/{concern}")
        assert "child’s file" not in page
        assert str(file_id) not in page


def test_a_concern_that_was_kept_from_a_lead_is_counted_nowhere(office: Office):
    link(office, sign_about(office, MAYA))
    hidden = [
        sign_about(office, MAYA, about="yes"),
        sign_about(office, MAYA, not_for=("deputy",)),
    ]
    jo = office.world.client("jo")
    page = source(jo, "/children")
    assert "in no child’s file" not in page
    for concern in hidden:
        assert jo.get(f"/concerns/{concern}/child/c1").status_code == 404
        assert str(concern) not in page


def test_filters_show_only_what_they_say(office: Office):
    file_id = link(office, sign_about(office, MAYA))
    jo = office.world.client("jo")
    assert HER_WORDS in source(jo, f"/children/{file_id}?show=words")
    page = source(jo, f"/children/{file_id}?show=decisions")
    assert HER_WORDS not in page
    assert "have no entries of this kind" in page
    assert jo.get(f"/children/{file_id}?show=nonsense").status_code == 200


def test_a_filter_of_the_chronology_stays_on_the_next_page(office: Office, monkeypatch):
    monkeypatch.setattr(child_files, "PAGE_SIZE", 1)
    first, second = (sign_about(office, MAYA) for _ in range(2))
    path = f"/children/{link(office, second, link(office, first))}"
    jo = office.world.client("jo")
    assert f'rel="next" href="{path}?page=2"' in source(jo, path)
    assert f'rel="next" href="{path}?page=2&amp;show=words"' in source(jo, f"{path}?show=words")
    assert f'rel="prev" href="{path}?page=1&amp;show=calls"' in source(
        jo, f"{path}?page=2&show=calls"
    )


def test_a_search_shows_a_lead_the_child_s_file_first(office: Office):
    file_id = link(office, sign_about(office, MAYA))
    for who, is_shown in (("jo", True), ("senior", False)):
        client = office.world.client(who)
        client.send("/concerns/search", {"for": "maya elis"})
        page = source(client, "/concerns/search")
        assert (f'href="/children/{file_id}"' in page) is is_shown
        assert ("Children’s files (1)" in page) is is_shown


def test_the_picture_has_a_mark_for_each_thing_and_no_word_of_it(office: Office):
    file_id = link(office, sign_about(office, MAYA))
    jo = office.world.client("jo")
    assert "heard-lanes" not in source(jo, f"/children/{file_id}")
    office.now += timedelta(days=40)
    link(office, sign_about(office, MAYA), file_id)
    write(office, file_id, Topic.PLAN, {**PLAN, "start": f"{office.now.date()}"})
    page = source(jo, f"/children/{file_id}?show=decisions")
    wide, tall = re.findall(r'<svg class="heard-lanes__.*?</svg>', page)
    for picture, keys in ((wide, 0), (tall, 1)):
        assert picture.count('class="is-concern"') == 2 + keys
        assert picture.count('class="is-words"') == 2 + keys
        assert picture.count('class="is-bar"') == 1
        assert ">2</text>" in picture
        assert HER_WORDS not in picture
    first, second = map(float, re.findall(r'class="is-concern" cx="([\d.]+)"', wide))
    assert 128 <= first < second <= 780
    table = page.partition("The timeline as a table")[2].partition("</table>")[0]
    for words in ("A: Child in need plan", "own words</bdi> (concern 2)", "(concern 1)"):
        assert words in table
    assert HER_WORDS not in table
    newest, oldest = (source(jo, f"/children/{file_id}?order={one}") for one in ("", "oldest"))
    assert newest.index("Concern 2 recorded") < newest.index("Concern 1 recorded")
    assert oldest.index("Concern 1 recorded") < oldest.index("Concern 2 recorded")
    assert "?show=decisions&amp;order=oldest#chronology" in oldest


def test_that_a_concern_is_linked_is_said_above_the_child(office: Office):
    path = f"/children/{link(office, sign_about(office, MAYA))}"
    page = source(office.world.client("jo"), f"{path}?linked=1")
    said = page.index('<div role="status" id="done" tabindex="-1">')
    assert said < page.index("The concern is linked") < page.index('<header class="heard-child">')
