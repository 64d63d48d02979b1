"""PAGES: every page of the guided record, in order, and nothing else about them.

Recording, review and papers all read this one table (docs/decisions/0011). Field names are frozen
by docs/record-schema.md and tests/vectors; a page added here needs a line there.
"""

from functools import cache

from msgspec import structs

from app.domain.pages.addition import ADDITION
from app.domain.pages.closure import CLOSURE, REOPENING
from app.domain.pages.core import CORE
from app.domain.pages.decision import DECISION, DISAGREEMENT
from app.domain.pages.details_react import REACT
from app.domain.pages.details_receive import RECEIVE
from app.domain.pages.details_record import RECORD
from app.domain.pages.details_support import DUTIES, SUPPORT
from app.domain.pages.extra_text_pages import EXTRA_TEXT_PAGES
from app.domain.pages.information_sharing import SHARING
from app.domain.pages.later_calls import CALL
from app.domain.pages.page_model import Field, Option, Page, Step
from app.domain.pages.referral import ASKED, ESCALATION, REFERRAL, REPLY
from content.question_wording import find_wording, get_current_form_version

PAGES: tuple[Page, ...] = (*CORE, *RECEIVE, *REACT, *RECORD, *SUPPORT, SHARING, DUTIES)
CONCERN_PAGES: tuple[Page, ...] = (
    *(ADDITION, CALL, DECISION, DISAGREEMENT, REFERRAL, REPLY, ESCALATION, CLOSURE, REOPENING),
    *EXTRA_TEXT_PAGES,
)
"""Pages of a signed file that are no part of the guided record."""
COMPOSED_PAGES: tuple[Page, ...] = (ASKED,)
"""Pages of a signed file whose answers are stored as those of other pages."""
LINKED_PAGE_NAMES: tuple[str, ...] = tuple(
    page.name
    for page in (*CONCERN_PAGES, *COMPOSED_PAGES, *PAGES)
    if page.after_signing or page in CONCERN_PAGES
)
"""Names of the pages that a file links to one by one: none is among what else is known."""
PAGES_BY_NAME: dict[str, Page] = {
    page.name: page for page in (*PAGES, *CONCERN_PAGES, *COMPOSED_PAGES)
}
"""Every page that can be drafted: the guided record's, and those of a signed file."""
_EVERY = (*PAGES, *CONCERN_PAGES)
PARTS_PER_CHILD: frozenset[str] = frozenset(
    page.part_name for page in PAGES_BY_NAME.values() if page.per_child
) - frozenset(page.part_name for page in PAGES_BY_NAME.values() if not page.per_child)
"""Parts that are always about one child. The account is not: only one of its pages asks so."""
CORE_NAMES: tuple[str, ...] = tuple(page.name for page in PAGES if page.core)
DETAIL_PAGES: tuple[Page, ...] = tuple(p for p in PAGES if not p.core and not p.after_signing)


def list_step_pages(step: Step) -> tuple[Page, ...]:
    """Return the pages of one step, core first."""
    return tuple(page for page in PAGES if page.step is step)


def list_fields(page: Page) -> tuple[Field, ...]:
    """Return a page's own fields, then those of its group."""
    return page.fields + (page.group.fields if page.group else ())


def list_stored_fields(page: Page) -> tuple[Field, ...]:
    """Return what a page's parts may hold: its questions, and what is stored with their answers."""
    return tuple(one for field in list_fields(page) for one in (field, *field.beside))


_FIELDS: dict[tuple[str, str], Field] = {
    (page.part_name, field.name): field
    for page in reversed(_EVERY)  # what an earlier page asks counts
    for field in reversed(list_stored_fields(page))
}


def label_stored_fields(form: int = 0, *, of_other: bool = False) -> dict[str, str]:
    """Map the key "part.field" of every stored field to the label that a paper prints.

    `form`: the form version of the record, for the wording of that time; 0 for today's.
    `of_other`: for a record of another person's account.
    """
    return {
        f"{page.part_name}.{f.name}": get_field_as_asked(f, page.part_name, form).said(
            third=True, of_other=of_other
        )
        for page in PAGES
        for f in list_stored_fields(page)
    }


def find_field(part: str, name: str, form: int = 0) -> Field | None:
    """Return the field of a part's value, or None when a later schema added it.

    `form`: the form version it was answered on, for the wording of that time; 0 for today's.
    """
    field = _FIELDS.get((part, name))
    return None if field is None else get_field_as_asked(field, part, form)


@cache
def get_field_as_asked(field: Field, part: str, form: int) -> Field:
    """Return the field in the words of form `form`: what its worker read, and no later wording."""
    if form in {0, get_current_form_version()}:
        return field
    wording = find_wording(f"{part}.{field.name}", form)
    if wording is None:
        return field
    of_other = {one.token: one.of_other for one in field.options}
    options = (
        structs.replace(Option(token, *words), of_other=of_other.get(token, ""))
        for token, words in wording.get("options", {}).items()
    )
    return structs.replace(
        field,
        label=wording["label"],
        third=wording.get("third", ""),
        options=tuple(options) or field.options,
    )


@cache
def get_field_order(part: str) -> dict[str, int]:
    """Map a part's fields to their places, in the order in which its pages ask them."""
    names = [f.name for page in _EVERY if page.part_name == part for f in list_stored_fields(page)]
    return {name: place for place, name in enumerate(dict.fromkeys(names))}
