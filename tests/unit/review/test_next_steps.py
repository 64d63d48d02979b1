"""What of the steps after signing is done, by what was added to the record."""

from __future__ import annotations

import pytest

from app.domain.record.entry_schema import Referral
from app.review.next_steps import collect_next_step_facts
from app.services.concerns.entry_decryption import OpenEntry
from referral_forms.forms import LADO, SUMMARY
from tests.unit.domain.deadlines.test_outstanding import made, paper, record


@pytest.mark.parametrize(
    ("values", "in_writing", "ask_who_sends"),
    [
        ({"method": "phone"}, False, False),
        ({"method": "portal", "handed_over": "2"}, True, False),
        ({"method": "secure_email", "handed_over": "3"}, False, True),
    ],
    ids=["phone", "written", "sent to the LADO"],
)
def test_a_referral_counts_as_written_only_if_it_was(values, in_writing, ask_who_sends):
    said = (record(), paper(SUMMARY.id), paper(LADO.id), made(Referral, "referral", values))
    entries = [OpenEntry(n, one, False, True, "", n, None) for n, one in enumerate(said, 1)]
    steps = collect_next_step_facts(said[0], entries, {})
    assert (steps.in_writing, steps.ask_who_sends) == (in_writing, ask_who_sends)
