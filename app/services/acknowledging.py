"""Say that a reader has read a record, or what its author added since."""

from uuid import UUID

from app.errors import NotFoundError
from app.services import refusals
from app.services.added_to import not_acknowledged
from app.services.desk import Desk
from app.services.files import open_file
from app.services.open_record import open_record


def acknowledge(desk: Desk, concern_id: UUID) -> None:
    """Acknowledge the record, or words that were added. With nothing new it changes nothing.

    Raises NotFoundError, logged as a refusal, for an author who is not one of the readers.
    """
    file = open_record(desk, concern_id)
    if not file.is_reader:
        refusals.refuse(desk, refusals.FILE, str(concern_id))
        raise NotFoundError(f"concern {concern_id}")
    if file.waits:
        file.acknowledge()
    elif not_acknowledged(open_file(desk, concern_id).entries):
        file.acknowledge(added=True)
