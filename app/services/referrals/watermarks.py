"""Banner and watermark of whatever is not real: demonstration and practice.

The one place that decides it: whatever else is not real one day is told here.
"""

from app.domain.routing.actors import Org

DEMONSTRATION_MARKS = {
    "banner": "DEMONSTRATION. No one in this document is real.",
    "watermark": "DEMONSTRATION",
}
PRACTICE_MARKS = {
    "banner": "PRACTICE. This is not about a real child.",
    "watermark": "PRACTICE",
}


def get_banner_and_watermark(org: Org, *, practice: bool = False) -> dict[str, str]:
    """Return the banner and the watermark; nothing where what it is made of is real."""
    if practice:
        return PRACTICE_MARKS
    return DEMONSTRATION_MARKS if org.demo else {}


def get_watermark(org: Org, *, practice: bool = False) -> str:
    """Return the word across each sheet of what is not real; "" where it is."""
    return get_banner_and_watermark(org, practice=practice).get("watermark", "")
