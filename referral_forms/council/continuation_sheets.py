"""The sheets behind a council's form: what its boxes had no room for, and what they do not ask.

They are a paper like the summary, in its order, so that a reader finds on them who wrote the
record, what corrects it, and how to check it. What its sender wrote for it alone stands last.
"""

from collections.abc import Iterator, Mapping

from msgspec import structs

from content.council_forms import CouncilForm
from referral_forms.council.box_answers import GoesOn, Said, about
from referral_forms.filled_form import UNKNOWN, Answer, Block, Meta, Paper, Part, Printed, Row
from referral_forms.form_definition import Form
from referral_forms.form_filler import fill
from referral_forms.provenance import about_paper, added_block, how_to_check

OWN_LABELS = {
    "meta.reference": "Reference",
    "meta.made_by": "Paper made by",
    "meta.made_at": "Paper made",
}
"""Words for what a form may ask about the paper itself."""
TITLE = "Sheets that belong to a form"
NOTICE = (
    "These sheets belong to “{title}”, {version}, which stands before them. They hold what did not "
    "fit its boxes, and what the record says that the form has no box for."
)


def form_id(form: CouncilForm) -> str:
    """What a kept paper calls this form: the folder of its pack and its key."""
    return f"{form.file.split('/', 1)[0]}/{form.key}"


def sheets(
    form: CouncilForm, base: Form, catalogue: Mapping[str, str], said: Said, meta: Meta
) -> Paper:
    """The paper behind `form`, in the order of the form `base`."""
    labels = {**catalogue, **base.labels, **OWN_LABELS}
    found = [*_goes_on(said, labels, base), *_rest(base, catalogue, said, meta)]
    if said.left_empty:
        row = Row("paper.empty", "Boxes left empty", (Printed("\n".join(said.left_empty)),))
        found.append(("Not known at time of referral", (Part("", (row,)),)))
    return Paper(
        title=TITLE,
        form_id=form_id(form),
        form_version=form.version,
        source=form.title,
        notice=NOTICE.format(title=form.title, version=form.version),
        meta=meta,
        top=about_paper(meta),
        blocks=(
            *(Block(n, heading, parts) for n, (heading, parts) in enumerate(found, 1)),
            *added_block(meta, len(found) + 1),
        ),
        foot=how_to_check(meta, f"{form.title}, version {form.version}"),
    )


Titled = tuple[str, tuple[Part, ...]]


def _goes_on(said: Said, labels: Mapping[str, str], base: Form) -> Iterator[Titled]:
    if said.goes_on:
        parts = tuple(_whole(one, labels, base) for one in said.goes_on)
        yield "What goes on from the boxes of the form", parts


def _whole(one: GoesOn, labels: Mapping[str, str], base: Form) -> Part:
    """Everything that the box was to say, each question by itself."""
    rows = []
    for item in dict.fromkeys((a.child, a.item) for a in one.answers):
        mine = [a for a in one.answers if (a.child, a.item) == item]
        for key in dict.fromkeys(a.key for a in mine):
            printed = tuple(_printed(a, base) for a in mine if a.key == key)
            rows.append(Row(key, labels[key], printed))
    return Part(f"{one.number}. {one.label}", tuple(rows))


def _printed(answer: Answer, base: Form) -> Printed:
    return Printed(
        UNKNOWN.get(answer.unknown, "") or answer.text,
        quote=not answer.unknown and (answer.quote or answer.key in base.quotes),
        said=answer.said,
        blank=bool(answer.unknown),
        original=answer.key in base.original_language,
    )


def _rest(base: Form, catalogue: Mapping[str, str], said: Said, meta: Meta) -> Iterator[Titled]:
    """Answers that no box asks for, where the summary would have them."""
    own = {one.key for one in about(meta)}
    answered = {one.key for one in said.rest}
    filled = fill(base, catalogue, [one for one in said.rest if one.key not in own], meta)
    for block in filled.blocks:
        parts = tuple(_answered(part, answered) for part in block.parts)
        parts = tuple(part for part in parts if part.rows)
        if parts:
            yield f"Also in the record: {block.heading}", parts


def _answered(part: Part, answered: set[str]) -> Part:
    return structs.replace(part, rows=tuple(row for row in part.rows if row.key in answered))
