"""Whether the row of an organisation is as its leads last changed it. Mends nothing."""

from collections.abc import Iterator

from app.models.organisation import Organisation
from app.services.desk import Desk
from app.services.fsck_said import Said
from app.services.organisation_details import digest_of


def findings(desk: Desk, said: Said) -> Iterator[str]:
    """One finding, where the log tells of a change and the row is another now."""
    row = desk.session.get(Organisation, desk.org.id, populate_existing=True)
    if said.house and (row is None or digest_of(row).hex() != said.house):
        yield f"Organisation {desk.org.id} is not stored as it was last changed by its leads."
