"""Which question pages a record asks, by what was answered so far. Pure.

A page that holds an answer is always asked, so nothing that was written is ever out of reach.
"""

from collections.abc import Callable, Mapping
from datetime import date

from app.domain.journey import question_data
from app.domain.journey.journey_pages import QUESTION_PAGES
from app.domain.journey.question_model import QuestionPage
from app.domain.record.form_data import FormData, get_text, list_children
from app.domain.record.moments import read_moment

Pages = Mapping[str, FormData]
CHILD_TOLD, SOMEONE_TOLD = "child_told_me", "someone_told_me"
CHANGES, ONLINE = "changes_i_noticed", "online"


def list_asked_pages(pages: Pages) -> tuple[QuestionPage, ...]:
    """Return the question pages of this record in order."""
    return tuple(page for page in QUESTION_PAGES if is_page_asked(page, pages))


def is_page_asked(page: QuestionPage, pages: Pages) -> bool:
    """Whether this record asks a page of questions."""
    needs = _NEEDS.get(page.name)
    return needs is None or needs(pages) or question_data.has_answers(page, pages)


def find_next_question_page(name: str, pages: Pages) -> QuestionPage | None:
    """Return the question page after this one; None after the last."""
    names = [page.name for page in QUESTION_PAGES]
    if name not in names:
        return None
    following = QUESTION_PAGES[names.index(name) + 1 :]
    return next((page for page in following if is_page_asked(page, pages)), None)


def find_unanswered_question_page(name: str, pages: Pages) -> QuestionPage | None:
    """Return the first question page after this one that holds no answer; None where all do."""
    following = find_next_question_page(name, pages)
    while following and question_data.has_answers(following, pages):
        following = find_next_question_page(following.name, pages)
    return following


def find_previous_question_page(name: str, pages: Pages) -> QuestionPage | None:
    """Return the question page before this one; None before the first."""
    names = [page.name for page in QUESTION_PAGES]
    earlier = QUESTION_PAGES[: names.index(name)] if name in names else ()
    return next((page for page in reversed(earlier) if is_page_asked(page, pages)), None)


def choose_page_title(page: QuestionPage, pages: Pages) -> str:
    """Return the heading that fits how the worker knows."""
    return _choose(page.titles, pages) or page.title


def choose_page_link_text(page: QuestionPage, pages: Pages) -> str:
    """Return the name in lists that fits whose account it is."""
    return _choose(page.links, pages) or page.link


def _choose(worded: tuple[tuple[str, str], ...], pages: Pages) -> str:
    return next((words for key, words in worded if _CONDITIONS[key](pages)), "")


def is_draft_account_of_other(pages: Pages) -> bool:
    """Whether the worker writes another person's account."""
    return get_text(pages.get("account", {}), "account_by") == "somebody_else"


def may_be_about_staff(pages: Pages) -> bool:
    """Whether it is, or may be, about someone who works or volunteers here: no lead is to know."""
    return get_text(pages.get("now", {}), "about_our_team") in {"yes", "unsure"}


def list_ways_of_knowing(pages: Pages) -> frozenset[str]:
    """Return how the worker knows, as answered so far."""
    return frozenset(pages.get("account", {}).get("how_known", ()))


def may_child_have_told(pages: Pages) -> bool:
    """Whether the child told the worker, or nothing is said yet of how the worker knows."""
    sources = list_ways_of_knowing(pages)
    return not sources or CHILD_TOLD in sources


def count_days_since_told(pages: Pages, today: date) -> int:
    """Return how many days ago the child told the worker; 0 where today, or not known."""
    if is_draft_account_of_other(pages) or not may_child_have_told(pages):
        return 0
    text = get_text(pages.get("account", {}), "told_on")
    value, _ = read_moment(text, "", today, later=False) if text.strip() else ({}, {})
    told = value.get("date")
    return max((today - date.fromisoformat(told)).days, 0) if told else 0


def _is_in_danger(pages: Pages) -> bool:
    return get_text(pages.get("now", {}), "danger_now") in {"yes", "unsure"}


def _was_seen(pages: Pages) -> bool:
    return list_ways_of_knowing(pages) != {SOMEONE_TOLD}


_NEEDS: dict[str, Callable[[Pages], bool]] = {
    "why": _is_in_danger,
    "words": may_child_have_told,
    "when": may_child_have_told,
    "seen": _was_seen,
    "others": lambda pages: SOMEONE_TOLD in list_ways_of_knowing(pages),
    "where_each": lambda pages: len(list_children(pages)) > 1,
    "words_each": lambda pages: len(list_children(pages)) > 1 and may_child_have_told(pages),
}
"""Pages that not every record asks."""
_CONDITIONS: dict[str, Callable[[Pages], bool]] = {
    "for_someone": is_draft_account_of_other,
    "changes": lambda pages: list_ways_of_knowing(pages) == {CHANGES},
    "online": lambda pages: list_ways_of_knowing(pages) == {ONLINE},
}
