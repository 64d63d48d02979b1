"""Render the summary as an accessible HTML fragment, for screen readers and phones.

Every text is escaped by the template engine. The fragment carries no style, script or heading of
level 1: the page around it brings those. The classes used are worded in `paper.css` beside this.
"""

import re
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from referral_forms.answer_gaps import gather_gaps
from referral_forms.filled_form import FilledPaper, FilledRow, RowStyle
from referral_forms.right_to_left import isolate_numbers
from referral_forms.visible_text import is_mostly_other_script, make_visible

CSS = Path(__file__).with_name("paper.css")
"""Style for the fragment, on screen and printed: white space of quotations, rules, no colour."""


_NUMBER = re.compile(r"(\d[\d ]{4,}\d)")


def render_summary_html(paper: FilledPaper) -> str:
    """Return the paper as HTML to put under the page's own h1 (which is `paper.title`).

    One h2 a block, description lists for answers, a blockquote for each quotation with its white
    space untouched. `lang=""` (language not known, HTML standard 3.2.6.2) marks text that is not
    English; `dir="auto"` lets each text choose its own direction.
    """
    return _ENGINE.get_template("paper.html").render(paper=gather_gaps(paper))


def split_phone_numbers(text: str) -> list[tuple[str, bool]]:
    """Return the text in pieces, and whether each is a phone number: half of one can be dialled."""
    pieces = _NUMBER.split(text)
    return [(piece, place % 2 == 1) for place, piece in enumerate(pieces) if piece]


def group_by_style(rows: tuple[FilledRow, ...]) -> list[tuple[RowStyle, list[FilledRow]]]:
    """Return runs of rows that are set alike, in order."""
    return [(style, list(run)) for style, run in groupby(rows, key=lambda row: row.style)]


def _engine() -> Environment:
    engine = Environment(
        loader=PackageLoader("referral_forms"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=False,
    )
    engine.filters |= {"visible": make_visible, "other_script": is_mostly_other_script}
    engine.filters["shown"] = lambda text: isolate_numbers(make_visible(text))
    engine.filters["by_style"] = group_by_style
    engine.filters["numbers_apart"] = split_phone_numbers
    return engine


_ENGINE = _engine()
