"""Before signing, what was written can be read: the child's words first, then page by page."""

from __future__ import annotations

from html import unescape

from app.domain.journey.journey_pages import find_question_page
from tests.support.disclosures import load
from tests.support.web.html_forms import form_to
from tests.support.web.record_client import begin, fill

WORDS = "  he sad\tif u  tell\nanyone 'il' put <b>them</b> on insta "


def written(client, draft: str) -> str:
    page = client.get(f"{draft}/sign").get_data(as_text=True)
    return page.partition('<section id="written"')[2].partition("</section>")[0]


def test_the_childs_words_stand_first_and_to_the_letter_with_a_way_to_change_them(world):
    sam = world.client("sam")
    draft = begin(sam)
    fill(sam, f"{draft}/account", {"child_words": [WORDS], "seen": ["Sat by the door"]})
    found = written(sam, draft)
    first, *folded = found.split("<details")
    assert f">{WORDS}</blockquote>" in unescape(first)
    assert f'href="{draft}/words#child_words"' in first
    assert len(folded) == 1
    assert "Sat by the door" in folded[0]
    assert WORDS not in unescape(folded[0])


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


def test_nothing_is_shown_before_anything_is_written_and_signing_works_as_before(world):
    sam = world.client("sam")
    draft = begin(sam)
    assert written(sam, draft) == ""
    fill(sam, f"{draft}/account", {"child_words": [WORDS]})
    form = form_to(sam.get(f"{draft}/sign").get_data(as_text=True), "/sign")
    form.set("not_for", ["none"])
    assert sam.post(form.action, data=form.sent()).location.endswith("/signed")
