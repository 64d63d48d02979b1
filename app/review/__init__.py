"""Reading and answering: the readers' list, a concern's page, acknowledging, a child's file."""

from app.review import (
    child_views,
    concern_list_views,
    concern_views,
    escalation_views,
    handover_views,
    search_views,
    signed_views,
    task_views,
)
from app.review.author_question import author_question_views
from app.review.blueprint import bp
from app.review.child_file import fact_views, page_views
from app.review.child_links import link_views
from app.review.concern_page import author_reading_views, naming_views, note_views
from app.review.leaving import leaver_views

__all__ = [
    "signed_views", "bp", "concern_views", "concern_list_views", "search_views", "child_views",
    "escalation_views", "fact_views", "handover_views", "page_views", "task_views", "link_views",
    "author_question_views", "naming_views", "note_views", "leaver_views",
    "author_reading_views",
]  # fmt: skip
