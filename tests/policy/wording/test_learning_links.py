"""A link to a page of Learn says that page's heading: who follows it knows that they are there.

It may say more after it or before it. A button says what it does, and needs no heading.
"""

from __future__ import annotations

import re
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[3] / "app" / "templates"
PAGES = {
    "learning.start": ("start", "Learn"),
    "learning.workbook": ("workbook", "The workbook"),
    "learning.whole": ("whole", "The whole workbook"),
    "learning.changes": ("changes", "What changed since the paper workbook"),
    "learning.law": ("law", "Law, in plain words"),
    "learning.glossary": ("glossary", "Words, and what they mean"),
    "learning.settings": ("reading", "How pages are set for you"),
    "learning.questions": ("questions", "The questions"),
    "learning.answers": ("answers", "Your answers"),
    "learning.send": ("send", "Choose who confirms"),
    "learning.outside": ("outside", "Ask someone outside to confirm"),
    "learning.to_confirm": ("to_confirm", "Training to confirm"),
    "learning.completions": ("completions", "Completion records"),
    "learning.board": ("board", "Send to the Board"),
    "learning.board_letter": ("board_letter", "Training workbook completed"),
    "learning.on_paper": ("on_paper", "Record a completion on paper"),
    "learning.check": ("check", "Check a completion record"),
    "learning.changed": ("changed", "Chapters that changed"),
    "learning.trained": ("trained", "Team training"),
    "learning.groups": ("groups", "Training groups"),
    "learning.debrief_sheet": ("debrief_sheet", "Group debrief sheet"),
    "learning.for_board": ("for_board", "Details for the Board"),
    "learning.practice": ("practice", "Practise a conversation"),
    "learning.practice_feedback": ("practice_feedback", "Feedback"),
    "learning.practice_leave": ("practice_leave", "Leave this practice for now"),
    "learning.practice_throw": ("practice_throw", "Delete this practice?"),
    "learning.practices_sent": ("practices_sent", "Practices that were sent"),
}
SAYS_MORE_THAN_A_HEADING = {
    "Check another": "back to the form on the page itself",
    "{{ check_at }}": "the address, to be read out or copied",
    "Everyone": "a filter of the list on the page itself",
    "Show everyone": "a filter of the list on the page itself",
    "{{ named(one.value) }}": "a filter of the list on the page itself",
    "A link looks like this: the workbook": "shows how a link looks",
    "Delete{{ which }}": "names the practice, beside it",
    "Delete: practice {{ loop.index }} that cannot be opened": "names the practice",
    "{{ 'Delete this practice' if scene else 'Delete this draft' }}": "one link of two pages",
}
LINK = re.compile(
    r"<a\b(?P<head>[^>]*?href=\"\{\{\s*url_for\(\s*'(?P<page>learning\.\w+)'.*?\}\}[^\"]*\"[^>]*)>"
    r"(?P<words>.*?)</a>",
    re.S,
)


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def test_these_pages_have_these_headings() -> None:
    wrong = []
    for name, title in PAGES.values():
        text = (TEMPLATES / "learning" / f"{name}.html").read_text(encoding="utf-8")
        heading = re.search(r"<h1[^>]*>(.*?)</h1>", text, re.S)
        if heading is None or not plain(heading[1]).startswith(title):
            wrong.append(name)
    assert wrong == []


def test_a_link_to_a_page_of_learn_says_its_heading() -> None:
    wrong, used = [], set()
    for path in sorted(TEMPLATES.rglob("*.html")):
        for link in LINK.finditer(path.read_text(encoding="utf-8")):
            words, title = plain(link["words"]), PAGES.get(link["page"], ("", ""))[1]
            if "govuk-button" in link["head"]:
                continue
            if words in SAYS_MORE_THAN_A_HEADING:
                used.add(words)
            elif title.rstrip("?").casefold() not in words.casefold():
                wrong.append(f"{path.relative_to(TEMPLATES)}: “{words}” leads to “{title}”")
    assert wrong == []
    assert used == SAYS_MORE_THAN_A_HEADING.keys(), "take out what no link says"
