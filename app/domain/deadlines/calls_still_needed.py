"""Whether a page says, in its writer's own words, that somebody has still to be rung.

A lead who did not answer, a lead who was not told yet, a child who is not or may not be safe
tonight: each is an answer that calls for a number, so the page shows the numbers and asks once to
look at them. It is the writer's own answer, never a judgement, and it stops nobody.
"""

from collections.abc import Sequence

from app.domain.pages.who_was_told import TOLD, TOLD_WHO_CHILD_IS
from app.domain.record.form_data import FormData, get_text

NUMBERS_SHOWN_MARK = "still-to-ring"
"""The value that says: this page has shown the numbers. Also where it does, with the reason."""
NO_ANSWER, NOT_YET, NOT_SAFE, UNSURE = "no_answer", "not_yet", "no", "unsure"
_TONIGHT = "safe_tonight"


def find_answer_needing_call(page: str, raw: FormData) -> str:
    """Return the answer that calls for a number, or "".

    "no" and "unsure": whether a child is safe.
    """
    if page == TOLD.name:
        told = get_text(raw, "told_lead")
        return told if told in {NO_ANSWER, NOT_YET} and not _somebody_heard(raw) else ""
    said = {texts[0] for name, texts in raw.items() if _is_tonight(page, name) and texts}
    return next((answer for answer in (NOT_SAFE, UNSURE) if answer in said), "")


def must_still_show_call_numbers(page: str, raw: FormData, shown: Sequence[str]) -> bool:
    """Whether a number is called for and the page has not shown one. `shown`: what it has."""
    return bool(find_answer_needing_call(page, raw)) and NUMBERS_SHOWN_MARK not in shown


def _somebody_heard(raw: FormData) -> bool:
    """Whether a call on the page told somebody who the child is."""
    ends = (texts for name, texts in raw.items() if name.endswith("-how_it_ended"))
    return [TOLD_WHO_CHILD_IS] in ends


def _is_tonight(page: str, name: str) -> bool:
    return page == "wishes" and name.rpartition(".")[2] == _TONIGHT
