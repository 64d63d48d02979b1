"""Fill one paper from the entries of a file. Opens nothing, asks no clock, no setting, no database.

The same entries and facts make the same paper, so that papers can be frozen and held against it.
"""

from collections.abc import Mapping

from msgspec import structs

from app.domain.private_struct import PrivateStruct
from app.services.concerns.entry_decryption import OpenEntry
from app.services.referrals import omissions
from app.services.referrals.asked_questions import find_asked_questions
from app.services.referrals.omissions import Omission
from app.services.referrals.summary_answers import (
    collect_answers_about_child,
    collect_referral_answers,
    describe_corrections,
)
from referral_forms import filled_form, form_filler
from referral_forms.form_definition import Form, FormKind

CORRECTED_NOTE = "The record was corrected by {mark}. Ask the person who recorded it what is right."


class FilledReferral(PrivateStruct, frozen=True):
    """One filled paper. `child`: whom it is about; "" where it names no child.

    `kinds`: every paper that this file offers; `left_out`: what it holds and this paper does not,
    by reason.
    """

    paper: filled_form.FilledPaper
    kind: FormKind
    kinds: tuple[tuple[FormKind, str], ...]
    child: str
    children: tuple[tuple[str, str], ...]
    left_out: Mapping[str, list[Omission]]


def fill_form_and_list_omissions(
    form: Form,
    entries: tuple[OpenEntry, ...],
    about: str,
    words: tuple[Mapping[str, str], Mapping[str, str]],
    facts: filled_form.PaperMeta,
) -> tuple[filled_form.FilledPaper, tuple[Omission, ...]]:
    """Return the form filled for the child `about`, and what of the concern is not on it.

    `words`: the questions by key, and what the ids of this record mean. `facts`: of the paper.
    """
    questions, ids = words
    given = (
        *collect_answers_about_child(entries, about, ids),
        *collect_referral_answers(form, entries, about),
    )
    kept, left_out = omissions.separate_omissions(form, given, entries, questions)
    left_out = (*left_out, *omissions.list_earlier_locations(form, entries, about, ids))
    facts = _corrected(form, facts, describe_corrections(entries, about).get(1, ""))
    asked = find_asked_questions(entries, about if form.names_children else "")
    return form_filler.fill_form(form, questions, kept, facts, asked), left_out


def _corrected(form: Form, facts: filled_form.PaperMeta, mark: str) -> filled_form.PaperMeta:
    """Return metadata that says that the record was corrected, or to ask what is right."""
    if not mark or "addition.words" not in form.left_out:
        return structs.replace(facts, corrected=mark)
    left_out = " ".join(filter(None, (facts.left_out, CORRECTED_NOTE.format(mark=mark))))
    return structs.replace(facts, left_out=left_out)
