"""Close a concern by its page: say what happens to each thing that is open, and who was told what.

What a test does not answer is answered in the plainest way that the page accepts.
"""

from __future__ import annotations

from tests.support.web.checking_client import CheckingClient
from tests.support.web.html_forms import Form
from tests.support.web.record_client import fill, look

REASON, TOLD = "Her social worker has it.", "That we are here."


def answer_closing(form: Form, **answers: str) -> dict[str, list[str]]:
    """Return an answer to all that the page of closing asks. `answers`: others, by the box."""
    found = {"reason": [REASON], "for_author": ["Thank you for writing it down."]}
    for name in form.controls:
        if name.startswith("item_"):
            found[name] = ["Nothing to do."] if name.endswith("_said") else ["not_needed"]
        elif name.startswith("told_") and not name.endswith("-unknown"):
            found[name] = [TOLD]
    given = {name: [text] for name, text in answers.items()}
    return {name: texts for name, texts in (found | given).items() if name in form.controls}


def close_by_page(client: CheckingClient, path: str, **answers: str) -> str:
    """Close the concern at `path` as a lead does; returns where it led."""
    return fill(client, f"{path}/close", answer_closing(look(client, f"{path}/close"), **answers))
