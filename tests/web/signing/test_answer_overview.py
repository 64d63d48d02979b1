"""Before signing, every answer can be read in the order asked, with what was left blank."""

from __future__ import annotations

from html import unescape

from app.domain.journey.journey_pages import find_question_page
from tests.support.disclosures import load
from tests.support.web.html_forms import form_to
from tests.support.web.question_client import answer_question, start_with_question
from tests.support.web.record_client import answer, begin, fill, look

WORDS = "  he sad\tif u  tell\nanyone 'il' put <b>them</b> on insta "


def written(client, draft: str) -> str:
    page = client.get(f"{draft}/sign").get_data(as_text=True)
    return page.partition('<section id="written"')[2].partition("</section>")[0]


def test_the_childs_words_are_shown_unchanged_with_a_link_to_change_them(world):
    sam = world.client("sam")
    draft = begin(sam)
    fill(sam, f"{draft}/account", {"child_words": [WORDS], "seen": ["Sat by the door"]})
    found = written(sam, draft)
    assert f">{WORDS}</blockquote>" in unescape(found)
    assert f'href="{draft}/words#child_words"' in found
    assert found.index("What the child said") < found.index("Sat by the door")
    assert "<details" not in found


def test_every_answer_of_every_page_is_there_with_a_link_to_its_page(world):
    told, sam = load("full"), world.client("sam")
    draft = begin(sam)
    for page in told.pages():
        if page.name not in {"sign", "duties"}:
            fill(sam, f"{draft}/{page.name}", told.raw(page.name))
    found = unescape(written(sam, draft)).replace("\r\n", "\n")
    missing = [text for text in told.words() if text.replace("\r\n", "\n") not in found]
    assert missing == []
    for page in told.pages():
        if page.name not in {"sign", "duties"}:
            assert f'href="{draft}/{find_question_page(page.name) or page.name}' in found


def test_questions_left_blank_are_links_in_one_line_of_their_page(world):
    sam = world.client("sam")
    draft = begin(sam)
    answer(sam, f"{draft}/account", child_words="x")
    answer(sam, f"{draft}/child", **{"children-0-name": "Maisie"})
    found = written(sam, draft)
    lines = [line.partition("</p>")[0] for line in found.split("Not answered: ")[1:]]
    (child,) = [line for line in lines if "/child#" in line]
    assert f'href="{draft}/child#children-0-age"' in child
    assert "children-0-name" not in child
    assert any(f'href="{draft}/worry"' in line for line in lines)


def test_text_under_an_answer_that_is_not_chosen_is_listed_apart(world):
    sam = world.client("sam")
    draft = begin(sam)
    answer(sam, f"{draft}/now", child_is="somewhere_else", where_now="At the flat")
    assert "You also wrote" not in written(sam, draft)
    answer(sam, f"{draft}/now", child_is=[])
    assert "You also wrote" not in written(sam, draft)
    answer(sam, f"{draft}/now", child_is="with_me")
    shown = written(sam, draft)
    assert shown.index("You also wrote") < shown.index("At the flat")


def test_a_tick_says_its_own_words_and_its_follow_up(world):
    sam = world.client("sam")
    draft = begin(sam)
    form = look(sam, f"{draft}/signs")
    pick = next(name for name in form.controls if name.endswith("indicators-pick"))
    token = form.controls[pick].options[0]
    form.set(pick, [token])
    start = pick.removesuffix("pick")
    form.set(f"{start}{token}-basis", ["child_told_me"])
    sam.post(form.action, data=form.sent())
    shown = written(sam, draft)
    row = shown.partition("Sign noticed")[2]
    assert row.index("How do you know?") < row.index("The child told me")
    assert "Not answered: " in row


def test_whose_account_it_is_is_no_answer_of_who_left_it_alone(world):
    sam = world.client("sam")
    draft = start_with_question(sam).rpartition("/")[0]
    answer_question(sam, f"{draft}/how", how_known=["child_told_me"])
    assert "Whose account" not in written(sam, draft)
    answer_question(sam, f"{draft}/how", account_by=["somebody_else"])
    assert "writing this for someone else" in unescape(written(sam, draft))


def test_an_empty_draft_lists_its_pages_and_signing_works_as_before(world):
    sam = world.client("sam")
    draft = begin(sam)
    assert "<dl" not in written(sam, draft)
    fill(sam, f"{draft}/account", {"child_words": [WORDS]})
    form = form_to(sam.get(f"{draft}/sign").get_data(as_text=True), "/sign")
    form.set("not_for", ["none"])
    assert sam.post(form.action, data=form.sent()).location.endswith("/signed")
