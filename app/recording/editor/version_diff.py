"""Two texts of one page side by side: only the answers in which they differ.

A page of thirty answers is often saved twice with one of them changed. Showing all of it twice
hides the one that has to be chosen. Nothing is put together here (docs/decisions/0015).
"""

import msgspec

from app.domain.pages.page_model import Page
from app.recording.editor.page_layout import LayoutInput, index_answers

AnswerTexts = list[tuple[str, str]]


def list_differences(
    page: Page, aside: LayoutInput, own: LayoutInput
) -> tuple[AnswerTexts, AnswerTexts]:
    """Return (question, answer) of the text set aside and of the page, where the answers differ.

    An answer is "" where a question was left blank in one of them. Both are empty when the
    two say the same.
    """
    # A child is called alike on both sides: one changed name is not four changed answers.
    aside = msgspec.structs.replace(aside, child_raw=own.child_raw)
    kept, here = index_answers(page, aside), index_answers(page, own)
    apart = [name for name in here | kept if here.get(name) != kept.get(name)]
    asked = {name: (here.get(name) or kept[name])[0] for name in apart}
    return tuple(
        [(asked[name], text[name][1] if name in text else "") for name in apart]
        for text in (kept, here)
    )  # type: ignore[return-value]  # two texts in, two out
