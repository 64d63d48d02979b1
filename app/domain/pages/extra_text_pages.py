"""Words for one paper alone: what its sender adds when it is made. They are no part of the record.

They wait as a draft like any page of a signed file, so that nothing typed is lost, and are signed
with the paper that they are printed on, in its `paper` entry. A paper about one child has only the
words for that child.
"""

from app.domain.pages.page_model import AnswerKind, Field, Page, Step

EXTRA_TEXT_FIELD = "added"
"""The one question of these pages."""
_QUESTION = "What would you like to add to this paper?"
_THIRD = "What was added to this paper"


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


FOR_COUNCIL = _page("for_council", "Add to the paper for the council", "")
FOR_LADO = _page(
    "for_lado",
    "Add to the paper for the LADO",
    "Their role, where they work with children, who employs them, whether they know.",
)
FOR_POLICE = _page(
    "for_police",
    "Add to the paper for police",
    "This paper names no child. Do not write a child’s name here.",
    per_child=False,
)
EXTRA_TEXT_PAGES = (FOR_COUNCIL, FOR_LADO, FOR_POLICE)
