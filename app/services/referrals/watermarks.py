"""What marks all that is made of records that are not real: a word above it, and across each sheet.

The one place that decides it: whatever else is not real one day is told here.
"""

from app.domain.routing.actors import Org

DEMONSTRATION = {
    "banner": "DEMONSTRATION. Nobody in this paper is real.",
    "watermark": "DEMONSTRATION",
}
PRACTICE = {
    "banner": "PRACTICE. This is not about a real child.",
    "watermark": "PRACTICE",
}


def marks(org: Org, *, practice: bool = False) -> dict[str, str]:
    """The banner and the watermark; nothing where what it is made of is real."""
    if practice:
        return PRACTICE
    return DEMONSTRATION if org.demo else {}


def across(org: Org, *, practice: bool = False) -> str:
    """The word across each sheet of what is not real; "" where it is."""
    return marks(org, practice=practice).get("watermark", "")
