"""App and user names asked with what was seen online: answers about the first person. Pure.

The page of what was seen has separate boxes for them. They are stored where the page of people
asks them, so a box that was drawn before that page was written never takes its place.
"""

from collections.abc import Iterator, Mapping
from hashlib import sha256

import msgspec

from app.domain.pages import PAGES_BY_NAME
from app.domain.record.form_data import FormData, GroupItem, get_text, list_items

ONLINE_PAGE, PEOPLE_PAGE = "seen", "people"
_QUESTIONS = (
    ("platforms", "Which app, site or game?", ""),
    ("usernames", "User names", "Exactly as written."),
)


class OnlineBox(msgspec.Struct, frozen=True):
    """One box: its control, its words, what is stored. `drawn`: a digest of that, sent back."""

    name: str
    label: str
    hint: str
    text: str
    drawn: str

    @property
    def drawn_name(self) -> str:
        """The name of the digest in the form."""
        return f"{self.name}-drawn"


def list_online_name_boxes(people: FormData) -> tuple[OnlineBox, ...]:
    """Return the boxes as they are drawn now."""
    return tuple(box for box, _ in _list_boxes(people))


def read_online_texts(
    form: Mapping[str, list[str]], people: FormData, *, is_newest: bool
) -> FormData:
    """Return what a form changes of the first person; an emptied text is an empty list.

    `is_newest`: this form was the last to write there. Otherwise a text that was changed on the
    page of people since stays, followed by what is new.
    """
    found: FormData = {}
    for box, stored in _list_boxes(people):
        typed, drawn = get_text(form, box.name), get_text(form, box.drawn_name)
        if not drawn or typed == box.text or _digest(typed) == drawn:
            continue
        if is_newest or box.drawn == drawn:
            found[stored] = [typed] if typed else []
        elif typed not in box.text:
            found[stored] = [", ".join(filter(None, (box.text, typed)))]
    if found:
        first = _find_first(people)
        found[f"{first.at}id"] = [first.id]
    return found


def _find_first(people: FormData) -> GroupItem:
    group = PAGES_BY_NAME[PEOPLE_PAGE].group
    if group is None:
        raise LookupError(PEOPLE_PAGE)
    return list_items(people, group)[0]


def _list_boxes(people: FormData) -> Iterator[tuple[OnlineBox, str]]:
    """Yield each box with the name that its text is stored under."""
    first = _find_first(people)
    for field, label, hint in _QUESTIONS:
        text = get_text(people, f"{first.at}{field}")
        yield OnlineBox(f"online-{field}", label, hint, text, _digest(text)), f"{first.at}{field}"


def _digest(text: str) -> str:
    return sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]
