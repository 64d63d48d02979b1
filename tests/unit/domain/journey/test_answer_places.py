"""Every stored answer is asked on exactly one page, so no draft holds words out of reach."""

from collections import Counter

from app.domain.journey.journey_pages import (
    QUESTIONS_BY_NAME,
    REPLACED_PAGES,
    find_question_page,
)
from app.domain.journey.record_pages import DETAILS
from app.domain.pages import PAGES, list_fields

ASKED = Counter(field for page in QUESTIONS_BY_NAME.values() for field in page.fields)


def test_each_answer_of_a_replaced_page_is_asked_once():
    stored = {
        (page.name, field.name)
        for page in PAGES
        if page.name in REPLACED_PAGES
        for field in list_fields(page)
    }
    assert set(ASKED) == stored
    assert set(ASKED.values()) == {1}


def test_pages_that_no_question_page_replaces_are_details():
    others = [page for page in PAGES if page.name not in REPLACED_PAGES and page.name != "sign"]
    assert not [page.name for page in others if page.core]


def test_a_group_is_asked_whole_so_its_items_stay_together():
    for page in QUESTIONS_BY_NAME.values():
        for stored in page.pages:
            group = next(one for one in PAGES if one.name == stored).group
            inner = {(stored, field.name) for field in group.fields} if group else set()
            assert not inner & set(page.fields) or inner <= set(page.fields)


def test_a_control_leads_to_the_page_that_asks_it():
    found = {
        ("now", "leaves_at"): "where",
        ("account", "told_on"): "when",
        ("account", "seen_at-time"): "seen",
        ("child", "children-0-name"): "child",
        ("told", "calls-2-when-time"): "told",
        ("told", "confidentiality-unknown"): "response",
        ("wishes", "c2.safe_tonight"): "next",
        ("indicators_b", "c1.indicators-pick"): "signs",
        ("view", "not_sure_of"): "worry",
        ("view", "opinion"): "view",
        ("account", ""): "how",
        ("circumstances", "how_told"): "",
    }
    assert {place: find_question_page(*place) for place in found} == found


def test_details_are_never_on_the_way_to_signing():
    assert all(page.detail for page in DETAILS)
