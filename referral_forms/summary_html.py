"""The summary as an accessible HTML fragment: the version for screen readers and phones.

Every text is escaped by the template engine. The fragment carries no style, script or heading of
level 1: the page around it brings those. The classes used are worded in `paper.css` beside this.
"""

import re
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from referral_forms.answer_gaps import gathered
from referral_forms.filled_form import Paper
from referral_forms.visible_text import mostly_other_script, visible

CSS = Path(__file__).with_name("paper.css")
"""Style for the fragment, on screen and printed: white space of quotations, rules, no colour."""


_NUMBER = re.compile(r"(\d[\d ]{4,}\d)")


def body(paper: Paper) -> str:
    """The paper as HTML to put under the page's own h1 (which is `paper.title`).

    One h2 a block, description lists for answers, a blockquote for each quotation with its white
    space untouched. `lang=""` (language not known, HTML standard 3.2.6.2) marks text that is not
    English; `dir="auto"` lets each text choose its own direction.
    """
    return _ENGINE.get_template("paper.html").render(paper=gathered(paper))


def numbers_apart(text: str) -> list[tuple[str, bool]]:
    """The text in pieces, and whether each is a phone number: half of one can be dialled."""
    pieces = _NUMBER.split(text)
    return [(piece, place % 2 == 1) for place, piece in enumerate(pieces) if piece]


def _engine() -> Environment:
    engine = Environment(
        loader=PackageLoader("referral_forms"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=False,
    )
    engine.filters |= {"visible": visible, "other_script": mostly_other_script}
    engine.filters["numbers_apart"] = numbers_apart
    return engine


_ENGINE = _engine()
