"""Whether the row of an organisation is as its leads last changed it. Mends nothing."""

from collections.abc import Iterator

from app.models.organisation import Organisation
from app.services.integrity.expected_state import Said
from app.services.organisations.organisation_settings import digest_of
from app.services.unit_of_work import Desk


def findings(desk: Desk, said: Said) -> Iterator[str]:
    """One finding, where the log tells of a change and the row is another now."""
    row = desk.session.get(Organisation, desk.org.id, populate_existing=True)
    if said.house and (row is None or digest_of(row).hex() != said.house):
        yield f"Organisation {desk.org.id} is not stored as it was last changed by its leads."
