"""The figure of the summary's PDF is of what it is called: three pages or more, and locked."""

import pytest
from msgspec import structs

from referral_forms import summary_pdf
from referral_forms.filled_form import FilledPaper
from tests.bench import paper as bench
from tests.unit.referral_forms.sample_forms import FULL, paper


def short() -> FilledPaper:
    made = paper(*FULL)
    return structs.replace(made, blocks=made.blocks[:1])


def test_what_is_measured_is_locked_and_has_three_pages_or_more():
    assert bench.pages_of(bench.ours_locked()) >= 3


@pytest.mark.parametrize("words", [None, bench.PASSPHRASE])
def test_a_paper_that_is_open_or_short_is_not_measured(words):
    made = paper(*FULL) if words is None else short()
    with pytest.raises(ValueError, match="no locked summary"):
        bench.pages_of(summary_pdf.render_paper_pdf(made, words))


def test_filling_is_part_of_what_is_measured(monkeypatch):
    filled = []
    monkeypatch.setattr(bench, "paper", lambda *given: filled.append(given) or paper(*given))
    bench.ours_locked()
    assert filled == [FULL]
