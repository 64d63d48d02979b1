"""The sheet in front of a council's form: what its reader asks in the first 30 seconds.

It is page 1 of our own summary, made of the same blocks and by the same rules. A council's form
keeps its own order, so its first page may say nothing of danger, of the child's words or of who is
feared. Nothing is on this sheet alone: the boxes of the form, or the sheets behind it, have every
answer as well, since sheets of paper get parted.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import structs

from content.council_forms import CouncilForm
from referral_forms.composing.gap_list import AskedQuestions
from referral_forms.filled_form import Answer, FilledBlock, FilledPaper, PaperMeta
from referral_forms.form_filler import fill_form
from referral_forms.forms.summary import FORM as SUMMARY
from referral_forms.forms.summary_page_one import REFERRER

TITLE = "Read this first"
NOTICE = (
    "Then read “{title}”, version {version}, from the same record. The last pages have the rest."
)


def build_cover_sheet(
    form: CouncilForm,
    catalogue: Mapping[str, str],
    answers: Sequence[Answer],
    meta: PaperMeta,
    asked: AskedQuestions,
) -> FilledPaper:
    """Build the sheet in front of `form`. `asked`: what the worker saw.

    It lists no gaps: those are in the boxes, and on the sheets behind.
    """
    homes = {key for section in SUMMARY.sections() for key in section.keys}
    mine = [one for one in answers if one.key in homes]
    paper = fill_form(SUMMARY, catalogue, mine, meta, asked)
    return structs.replace(
        paper,
        title=TITLE,
        notice=NOTICE.format(title=form.title, version=form.version),
        blocks=tuple(_until_referrer(paper.blocks)),
        foot=(),
        gaps=(),
    )


def _until_referrer(blocks: Sequence[FilledBlock]) -> Iterator[FilledBlock]:
    """Yield the blocks of page 1. Who is referring is known of every record, and ends it."""
    for block in blocks:
        yield block
        if block.heading == REFERRER.heading:
            return
