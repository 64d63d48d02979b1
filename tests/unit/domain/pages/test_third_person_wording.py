"""Whoever reads a record did not write it: no question speaks to them as to its writer."""

import re

from app.domain.pages import (
    CONCERN_PAGES,
    PAGES,
    PAGES_BY_NAME,
    label_stored_fields,
    list_stored_fields,
)
from app.domain.pages.page_model import Field, Option, Page
from content import pack_loader
from referral_forms.forms import FORMS
from tests.support.sweeping import each

TO_THE_WRITER = re.compile(
    r"\b(you|your|yours|yourself|i|me|my|mine|myself|we|us|our|ours)\b", re.IGNORECASE
)
QUOTED = re.compile("“[^”]*”")
READ = (*PAGES, *(page for page in CONCERN_PAGES if page.name not in {"addition", "call"}))
FIELDS = [(page, field) for page in READ for field in list_stored_fields(page)]


def speaks_to_its_writer(words: str) -> bool:
    return bool(TO_THE_WRITER.search(QUOTED.sub("", words)))


def test_such_words_are_found_as_words_outside_quotations():
    assert speaks_to_its_writer("What you said")
    assert speaks_to_its_writer("Mine")
    assert not speaks_to_its_writer("Written under “What worries you”, in summer")


@each(FIELDS)
def test_no_question_and_no_answer_to_choose_speaks_to_its_writer(page: Page, field: Field):
    read = [field.said(third=True), *(field.label_of(o.token, third=True) for o in field.options)]
    assert [words for words in read if speaks_to_its_writer(words)] == []


def test_no_label_or_heading_of_a_paper_speaks_to_the_writer():
    for form in FORMS.values():
        headings = [block.heading for block in form.blocks]
        parts = [words for s in form.sections() for words in (s.heading, s.item_name, s.fold)]
        printed = [
            *label_stored_fields().values(),
            *form.labels.values(),
            *headings,
            *parts,
            form.title,
        ]
        assert [words for words in printed if speaks_to_its_writer(words)] == []


def test_no_title_speaks_to_the_writer_when_someone_else_reads():
    titles = [page.said(third=True) for page in (*READ, PAGES_BY_NAME["call"])]
    steps = [step.third or step.heading for step in pack_loader.load_pack("england").steps]
    assert [words for words in (*titles, *steps) if speaks_to_its_writer(words)] == []


def test_a_sign_is_worded_for_every_reader():
    signs = {
        one.label
        for pack in pack_loader.list_pack_names()
        for one in pack_loader.load_pack(pack).indicators
    }
    assert [words for words in signs if speaks_to_its_writer(words)] == []


@each([*PAGES, *(field for _, field in FIELDS)])
def test_the_writer_gets_other_words_only_where_a_readers_do_not_fit(one: Page | Field):
    own = one.said(third=False)
    # Of what, only the page says: it stands under the question before it. Where "here" is, too.
    alone = own == "Why?" or own.endswith(" here?")
    assert not one.third or alone or speaks_to_its_writer(own), own
    for option in one.options if isinstance(one, Field) else ():
        assert_needed(option)


def assert_needed(option: Option) -> None:
    assert not option.third or speaks_to_its_writer(option.label), option.label
