"""Tell a referral to children's services from a document that was sent to the LADO. Pure.

The page for a referral lists every document that was made, so someone who sends the LADO's can
record it there. That tells the LADO about an adult, and refers no child.
"""

from collections.abc import Mapping

from app.domain.record.entry_schema import Entry, Paper, Referral
from app.domain.record.part_lookup import find_value

LADO_FORM = "lado-summary"


def is_sent_to_lado(said: Entry | None, written: Mapping[int, Entry]) -> bool:
    """Whether an entry is a referral whose document is the LADO's. `written`: entries by number."""
    if not isinstance(said, Referral):
        return False
    number = find_value(said.parts, "handed_over")
    known = isinstance(number, str) and number.isdecimal() and len(number) < 10
    document = written.get(int(number)) if known else None
    return isinstance(document, Paper) and document.form == LADO_FORM
