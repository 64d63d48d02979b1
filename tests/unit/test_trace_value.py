"""The tool that lists what a child's words pass through."""

from __future__ import annotations

import json
import sys

from app.domain.record.form_data import get_text
from tools import trace_value


def test_only_functions_of_ours_are_counted_each_once():
    def act() -> None:
        for _ in range(3):
            get_text({"worry": ["He is quiet."]}, "worry")
        json.loads("[]")
        [text.strip() for text in ("a", "b")]

    assert trace_value.trace_functions(act) == {("app/domain/record/form_data.py", "get_text")}
    assert sys.getprofile() is None
