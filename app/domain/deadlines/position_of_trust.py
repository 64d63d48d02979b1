"""Whether somebody whom the writer worries about works or volunteers with children, as they said.

Then the LADO must hear of it, whoever employs that person. The number stays on screen and on paper
for as long as any text of the file says so: it is the writer's own answer, never a judgement.
"""

from collections.abc import Iterable

from app.domain.record.entry_schema import Part
from app.domain.record.form_data import FormData

PEOPLE_PAGE, TRUST_FIELD = "people", "position_of_trust"


def has_position_of_trust(parts: Iterable[Part]) -> bool:
    """Whether any of these signed parts says so."""
    return any(part.page == PEOPLE_PAGE and part.values.get(TRUST_FIELD) == "yes" for part in parts)


def has_typed_position_of_trust(raw: FormData) -> bool:
    """Whether the page of people says so as it is kept now."""
    return any(name.endswith(f"-{TRUST_FIELD}") and texts == ["yes"] for name, texts in raw.items())
