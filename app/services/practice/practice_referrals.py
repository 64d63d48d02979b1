"""Make the papers that a practice record would make, by the code that makes the real ones.

Nothing is stored, sent or logged, and nothing was signed: nobody in it is real. Each is marked as
practice on every sheet, and gives no number, address or reference of ours.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from app.domain.journey.question_data import list_shown_question_pages
from app.domain.pages import PAGES_BY_NAME
from app.domain.record import entry_titles
from app.domain.record.collected_record import collect_record
from app.domain.record.conflicting_versions import read_conflicting_versions
from app.domain.record.entry_schema import Details, Entry, Part, Person, Record
from app.domain.record.form_data import FormData
from app.domain.routing.recipients import Recipients
from app.errors import NotFoundError
from app.services.concerns.entry_decryption import OpenEntry
from app.services.contacts import phone_numbers
from app.services.content.pack_content import load_labels_for_record, load_pack_options
from app.services.practice import practice_record, practice_runs
from app.services.practice.practice_runs import PracticeRun
from app.services.practice.speaker_words import SAID, find_speaker_words, has_adult_speaker
from app.services.referrals import available_summaries, omissions
from app.services.referrals.form_filling import FilledReferral, fill_form_and_list_omissions
from app.services.referrals.summary_answers import (
    build_record_labels,
    find_child_area,
    find_child_names,
)
from app.services.referrals.watermarks import get_banner_and_watermark, get_watermark
from app.services.unit_of_work import UnitOfWork
from referral_forms import filled_form, summary_html, summary_pdf
from referral_forms.forms import FormKind, find_form

LEFT_OUT_IN_PRACTICE = "Left out: this is practice"
TRAINEE_ROLE = "trainee, in a practice"
NO_NUMBERS = "Who to call and how to reach people: this is practice."
SAID_TO_ADULT = {SAID: "What the worker said"}
"""Instead of "to the child", where an adult told the worker."""
PAGE_UNREADABLE = "“{}” was changed outside Heard and cannot be opened."


class _Written(msgspec.Struct, frozen=True):
    """A practice record as the entries of a file. `spoiled`: titles of pages that do not open.

    `lead_title`: what the scenario's setting calls its lead; `words_of`: the adult who said what
    is under the child's words; `to_adult`: the worker spoke to an adult.
    """

    at: datetime
    words_of: str
    to_adult: bool
    lead_title: str
    record: Record
    entries: tuple[OpenEntry, ...]
    spoiled: tuple[str, ...]


def make_practice_referral(
    uow: UnitOfWork, run_id: UUID, child: str = "", kind: str = ""
) -> FilledReferral:
    """Fill a form from my practice record. `kind`: "" for the council's. `child`: "" for the first.

    Raises NotFoundError: there is no such run of mine, its record is not finished, or it does not
    offer this paper.
    """
    run = practice_runs.load_run(uow, run_id)
    if run.finished_at is None:
        raise NotFoundError(f"practice {run_id}")
    written = _read_as_entries(uow, run)
    names, kinds = (
        find_child_names(written.record),
        available_summaries.find_available_kinds(written.entries),
    )
    about, wanted = child or next(iter(names)), kind or FormKind.COUNCIL
    if about not in names or wanted not in kinds:
        raise NotFoundError(f"paper of practice {run_id}")
    return _fill_paper(uow, written, about, FormKind(wanted))


def render_practice_html(made: FilledReferral) -> str:
    """The paper as an HTML fragment; every value in it is escaped by `referral_forms`."""
    return summary_html.render_summary_html(made.paper)


def render_practice_pdf(made: FilledReferral) -> tuple[bytes, str]:
    """The paper as a PDF that anybody can open, and a file name that says what it is."""
    return summary_pdf.render_paper_pdf(made.paper), summary_pdf.build_file_name(
        made.paper.meta
    ).lower()


def _fill_paper(uow: UnitOfWork, written: _Written, about: str, kind: FormKind) -> FilledReferral:
    record, names = written.record, find_child_names(written.record)
    labels = build_record_labels(record, load_labels_for_record(record.pack, record.pack))
    area = find_child_area(record, about)
    home = area or phone_numbers.find_area_of_org(uow.org)
    form = find_form(home, kind)
    questions = entry_titles.label_questions(written.lead_title, record)
    words = questions | (SAID_TO_ADULT if written.to_adult else {}), labels
    name = names[about] if form.names_children else ""
    facts = _build_facts(uow, written, name, labels.get(f"child.home_area:{area}", ""))
    paper, left_out = fill_form_and_list_omissions(form, written.entries, about, words, facts)
    return FilledReferral(
        paper=paper,
        kind=kind,
        kinds=available_summaries.list_titled_forms(written.entries, home),
        child=about if form.names_children else "",
        children=tuple(names.items()),
        left_out=omissions.group_omissions_by_reason(left_out, len(names), form),
    )


def _build_facts(
    uow: UnitOfWork, written: _Written, child: str, area: str
) -> filled_form.PaperMeta:
    """What the paper says about itself: who practised, and nothing by which to reach anybody."""
    spoiled = (PAGE_UNREADABLE.format(title) for title in written.spoiled)
    made = filled_form.PaperMeta(
        reference=get_watermark(uow.org, practice=True),
        organisation=uow.org.name,
        organisation_address=LEFT_OUT_IN_PRACTICE,
        author=uow.me.name,
        author_role=TRAINEE_ROLE,
        author_contact=LEFT_OUT_IN_PRACTICE,
        signed_at=written.at,
        made_at=uow.clock(),
        made_by=uow.me.name,
        lead=LEFT_OUT_IN_PRACTICE,
        lead_contact=LEFT_OUT_IN_PRACTICE,
        area=area,
        children=(child,) if child else (),
        left_out=" ".join((NO_NUMBERS, *spoiled)),
        words_of=written.words_of,
    )
    return msgspec.structs.replace(made, **get_banner_and_watermark(uow.org, practice=True))


def _read_as_entries(uow: UnitOfWork, run: PracticeRun) -> _Written:
    """Read the pages as signing would, with what waits beside them, at the hour of the scenario."""
    draft = practice_record.load_practice_draft(uow, run)
    over = practice_record.find_scenario_end(run.scenario)
    pages, today, known = draft.pages, over.date(), load_pack_options(uow.org.pack)
    whole = collect_record(pages, today, known)
    at = _find_signing_time(over, whole.parts)
    by = Person(str(uow.me.id), uow.me.name, TRAINEE_ROLE, "", "", (), confirmed=False)
    record = Record(
        by=by,
        signed_at=at,
        reference=get_watermark(uow.org, practice=True),
        began_at=at,
        parts=whole.parts,
        not_for=(),
        route=Recipients.NOBODY.value,
        recipients=(),
        pack=uow.org.pack,
        shown=list_shown_question_pages(pages) or msgspec.UNSET,
    )
    texts = [(name, one.at, one.raw) for name, found in draft.conflicts.items() for one in found]
    others = [
        Details(by=by, signed_at=at, page=one.page, parts=one.parts, saved_at=one.saved_at)
        for one in read_conflicting_versions(texts, pages, whole, today, known)
    ]
    spoiled = tuple(PAGES_BY_NAME[name].title for name in pages.spoiled)
    said: list[Entry] = [record, *others]
    entries = tuple(map(_wrap_entry, range(1, len(said) + 1), said))
    title, words_of = run.scenario.setting.lead_title, _find_adult_as_child(pages, run)
    return _Written(at, words_of, has_adult_speaker(run.scenario), title, record, entries, spoiled)


def _find_adult_as_child(pages: Mapping[str, FormData], run: PracticeRun) -> str:
    """Return the adult whose words the record gives as the child's; empty where it does not."""
    misplaced = find_speaker_words(pages, run.scenario, run.state).misplaced
    return run.scenario.setting.speaks if misplaced and misplaced.as_child else ""


def _find_signing_time(over: datetime, parts: Iterable[Part]) -> datetime:
    """Return when such a record would be signed: after the last call in it on that day."""
    told = (value for part in parts for value in part.values.values())
    times = (
        practice_record.read_as_london_time(
            datetime.fromisoformat(f"{value['date']}T{value['time']}")
        )
        for value in told
        if isinstance(value, dict) and value.get("date") and value.get("time")
    )
    return max([over, *(one for one in times if one.date() == over.date())])


def _wrap_entry(number: int, said: Entry) -> OpenEntry:
    """Return an entry of the kind that form filling reads. Nothing sealed is behind it."""
    return OpenEntry(
        number=number,
        entry=said,
        refused=False,
        certified=False,
        digest="",
        leaf_index=-1,
        signed_at=said.signed_at,
    )
