"""Words for one paper alone: what its sender adds when it is made. They are no part of the record.

They wait as a draft like any page of a signed file, so that nothing typed is lost, and are signed
with the paper that they are printed on, in its `paper` entry. A paper about one child has only the
words for that child.
"""

from app.domain.pages.page_model import AnswerKind, Field, Page, Step

EXTRA_TEXT_FIELD = "added"
"""The one question of these pages."""
_QUESTION = "What would you like to add to this document?"
_THIRD = "What was added to this document"


def _page(name: str, title: str, hint: str, *, per_child: bool = True) -> Page:
    return Page(
        name=name,
        title=title,
        step=Step.SUPPORT,
        part="for_paper",
        after_signing=True,
        guided=False,
        per_child=per_child,
        intro="for_paper",
        fields=(
            Field(
                EXTRA_TEXT_FIELD,
                _QUESTION,
                AnswerKind.TEXT,
                hint,
                unknowns=(),
                rows=8,
                third=_THIRD,
            ),
        ),
    )


FOR_COUNCIL = _page("for_council", "Add to the document for the council", "")
FOR_LADO = _page(
    "for_lado",
    "Add to the document for the LADO",
    "Add their role, where they work with children, who employs them and if they know.",
)
FOR_POLICE = _page(
    "for_police",
    "Add to the document for police",
    "This document does not name a child. Do not write a child’s name here.",
    per_child=False,
)
EXTRA_TEXT_PAGES = (FOR_COUNCIL, FOR_LADO, FOR_POLICE)
