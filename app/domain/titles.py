"""What each kind of entry is called, wherever a file's entries are listed. Names only."""

from app.domain.entries import Acknowledgement, Addition, Details, Entry, Paper, Record
from app.domain.pages import BY_NAME


def title_of(said: Entry) -> str:
    """The heading of an entry."""
    if isinstance(said, Details):
        page = BY_NAME.get(said.page)
        return f"Details: {page.title if page else said.page}"
    if isinstance(said, Addition):
        return "Correction" if said.corrects else "More was added"
    return _TITLES[type(said)]


_TITLES: dict[type, str] = {
    Record: "Record signed",
    Acknowledgement: "Record acknowledged",
    Paper: "Summary made as a PDF",
}
