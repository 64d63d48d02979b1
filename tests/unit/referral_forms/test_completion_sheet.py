"""A completion record on paper: every name as it is written, and nothing that it is not."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from referral_forms import completion_sheet
from referral_forms.completion_sheet import CompletionSheet
from tests.support.machine.needed_programs import program
from tests.unit.referral_forms.document_text import body_text, shown, squash

AT = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
CODE = "7K3M-09QT-ABCD-EFGH"


def record(**more) -> CompletionSheet:
    whole = {
        "learner": "Sam Lee",
        "job_title": "Youth worker",
        "workbook": "Child Sexual Exploitation Awareness",
        "edition": "2026-11",
        "on": "24 November 2026",
        "confirmer": "Pat Jones",
        "confirmer_job": "Coach",
        "confirmer_role": "Welfare officer",
        "talked": "20 November 2026",
        "stated": "They have completed this training.",
        "how": "The confirmer read the answers in Heard.",
        "reading": "About 60 minutes of reading. Add the time of the talk.",
        "notice": "Completed in this tool. Not issued by the board.",
        "recorder": "Jo Smith",
        "organisation": "Riverside Youth Club",
        "issuer": "North Lincolnshire Children's MARS Board",
        "code": CODE,
        "address": "https://heard.example.org/learn/check",
        "signed_at": AT,
        "made_at": AT,
    }
    return CompletionSheet(**whole | more)


@pytest.mark.parametrize(
    "name", ["Zażółć Gęślą-Jaźń", "Siôn Łuk & <b>Co</b>", "O’Brien, “Mac” {x} %s", "李小龙", "ሰላም"]
)
def test_a_name_in_any_letters_is_read_again(name: str):
    text = squash(
        body_text(completion_sheet.render_completion_pdf(record(learner=name, confirmer=name)))
    )
    assert text.count(shown(name)) == 2


def test_a_name_from_right_to_left_is_drawn_in_its_own_font():
    paper = completion_sheet.render_completion_pdf(record(confirmer="أحمد محمد"))
    assert b"NotoSansArabic" in paper


def test_every_fact_stands_on_one_sheet_with_its_code_and_no_rank():
    paper = completion_sheet.render_completion_pdf(record())
    text = squash(body_text(paper))
    for words in (
        *("Sam Lee", "Youth worker", "Child Sexual Exploitation Awareness", "2026-11"),
        *("24 November 2026", "Pat Jones", "Coach", "Jo Smith, 24 November 2026, 14:02"),
        *("Riverside Youth Club", CODE, "https://heard.example.org/learn/check"),
        "Completed in this tool. Not issued by the board.",
        "The certificate is issued by the North Lincolnshire Children's MARS Board.",
    ):
        assert squash(words) in text, words
    assert "OFFICIAL" not in text
    assert completion_sheet.render_completion_pdf(record()) == paper


def test_the_sheet_says_as_what_they_confirmed_and_when_they_talked():
    text = squash(body_text(completion_sheet.render_completion_pdf(record())))
    for label, words in (
        ("Confirmed by", "Pat Jones"),
        ("Their job title", "Coach"),
        ("Confirmed as", "Welfare officer"),
        ("They talked on", "20 November 2026"),
        ("The confirmer stated", "They have completed this training."),
        ("How", "The confirmer read the answers in Heard."),
    ):
        assert squash(f"{label}{words}") in text, label


def test_what_is_not_known_says_so_and_a_long_title_is_never_cut():
    long = "Head of early help and family support services, " * 12
    text = squash(
        body_text(completion_sheet.render_completion_pdf(record(job_title="", confirmer_job=long)))
    )
    assert squash(long) in text
    assert squash("Job title Not known") in text


def test_a_demonstration_says_so_across_the_sheet():
    paper = completion_sheet.render_completion_pdf(record(mark="DEMONSTRATION"))
    assert "DEMONSTRATION" in squash(body_text(paper))
    assert "DEMONSTRATION" not in squash(
        body_text(completion_sheet.render_completion_pdf(record()))
    )


def test_qpdf_finds_nothing_wrong(tmp_path: Path):
    (path := tmp_path / "record.pdf").write_bytes(
        completion_sheet.render_completion_pdf(record(learner="أحمد"))
    )
    done = subprocess.run(
        [program("qpdf", "qpdf"), "--check", path], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
