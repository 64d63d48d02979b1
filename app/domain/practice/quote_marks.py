"""Write straight double quotation marks of a scenario as curly ones.

Authors of a scenario write “ ” only where the child said the words, so that a test can check it.
On screen all quotations look the same.
"""

import re

_STRAIGHT = re.compile(r'"([^"\n]*)"')


def curl_quote_marks(text: str) -> str:
    """Return `text` with each pair of straight marks as “ ”. A mark without a second one stays."""
    return _STRAIGHT.sub(r"“\1”", text)
