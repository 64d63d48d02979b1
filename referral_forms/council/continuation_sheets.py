"""The sheets behind a council's form: what its boxes had no room for, and what they do not ask.

They are a paper like the summary, in its order, so that a reader finds on them who wrote the
record, what corrects it, and how to check it. What its sender wrote for it alone stands last.
"""

from collections.abc import Iterator, Mapping

from msgspec import structs

from content.council_forms import CouncilForm
from referral_forms.council.box_answers import (
    ContinuedAnswers,
    CouncilFormContent,
    list_paper_answers,
)
from referral_forms.filled_form import (
    HELD_BACK_TEXT,
    UNKNOWN_WORDS,
    Answer,
    FilledBlock,
    FilledPaper,
    FilledPart,
    FilledRow,
    PaperMeta,
    PrintedAnswer,
)
from referral_forms.form_definition import Form
from referral_forms.form_filler import fill_form
from referral_forms.provenance import build_added_block, build_check_rows, build_top_rows

OWN_LABELS = {
    "meta.reference": "Reference",
    "meta.made_by": "Document made by",
    "meta.made_at": "Document made",
}
"""Words for what a form may ask about the paper itself."""
TITLE = "Sheets that belong to a form"
NOTICE = (
    "These sheets belong to “{title}”, {version}, the form in front of them. They have what did "
    "not fit its boxes, and everything in the record that the form has no box for."
)


def build_council_form_id(form: CouncilForm) -> str:
    """Return what an archived document calls this form: the folder of its pack and its key."""
    return f"{form.file.split('/', 1)[0]}/{form.key}"


def build_continuation_sheets(
    form: CouncilForm,
    base: Form,
    catalogue: Mapping[str, str],
    said: CouncilFormContent,
    meta: PaperMeta,
) -> FilledPaper:
    """Build the paper behind `form`, in the order of the form `base`."""
    labels = {**catalogue, **base.labels, **OWN_LABELS}
    found = [*_goes_on(said, labels, base), *_rest(base, catalogue, said, meta)]
    if said.left_empty:
        row = FilledRow(
            "paper.empty", "Boxes left empty", (PrintedAnswer("\n".join(said.left_empty)),)
        )
        found.append(("Not recorded", (FilledPart("", (row,)),)))
    return FilledPaper(
        title=TITLE,
        form_id=build_council_form_id(form),
        form_version=form.version,
        source=form.title,
        notice=NOTICE.format(title=form.title, version=form.version),
        meta=meta,
        top=build_top_rows(meta),
        blocks=(
            *(FilledBlock(n, heading, parts) for n, (heading, parts) in enumerate(found, 1)),
            *build_added_block(meta, len(found) + 1),
        ),
        foot=build_check_rows(meta, f"{form.title}, version {form.version}"),
    )


TitledParts = tuple[str, tuple[FilledPart, ...]]


def _goes_on(
    said: CouncilFormContent, labels: Mapping[str, str], base: Form
) -> Iterator[TitledParts]:
    if said.goes_on:
        parts = tuple(_whole(one, labels, base) for one in said.goes_on)
        yield "Answers continued from the form", parts


def _whole(one: ContinuedAnswers, labels: Mapping[str, str], base: Form) -> FilledPart:
    """Return everything that the box was to say, each question by itself."""
    rows = []
    for item in dict.fromkeys((a.child, a.item) for a in one.answers):
        mine = [a for a in one.answers if (a.child, a.item) == item]
        for key in dict.fromkeys(a.key for a in mine):
            printed = tuple(_printed(a, base) for a in mine if a.key == key)
            rows.append(FilledRow(key, labels[key], printed))
    return FilledPart(f"{one.number}. {one.label}", tuple(rows))


def _printed(answer: Answer, base: Form) -> PrintedAnswer:
    return PrintedAnswer(
        UNKNOWN_WORDS.get(answer.unknown, "") or answer.text,
        quote=not answer.unknown
        and answer.text != HELD_BACK_TEXT
        and (answer.quote or answer.key in base.quotes),
        said=answer.said,
        blank=bool(answer.unknown),
        original=answer.key in base.original_language,
    )


def _rest(
    base: Form, catalogue: Mapping[str, str], said: CouncilFormContent, meta: PaperMeta
) -> Iterator[TitledParts]:
    """Yield answers that no box asks for, where the summary would have them."""
    own = {one.key for one in list_paper_answers(meta)}
    answered = {one.key for one in said.rest}
    plain = structs.replace(base, plain=True)
    filled = fill_form(plain, catalogue, [one for one in said.rest if one.key not in own], meta)
    for block in filled.blocks:
        parts = tuple(_answered(part, answered) for part in block.parts)
        parts = tuple(part for part in parts if part.rows)
        if parts:
            yield f"Also in the record: {block.heading}", parts


def _answered(part: FilledPart, answered: set[str]) -> FilledPart:
    return structs.replace(part, rows=tuple(row for row in part.rows if row.key in answered))
