"""Walk the question pages of a record through Flask's client, as a person without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping

from werkzeug.test import TestResponse

from tests.support.web.checking_client import CheckingClient
from tests.support.web.html_forms import Form, forms

Answers = Mapping[str, Mapping[str, list[str]]]
AS_ASKED = "?check=0"  # the question page itself, never all of a stored page of the same name


def look_at_question(client: CheckingClient, path: str) -> Form:
    """Return the form of a question page."""
    answer = client.get(f"{path}{AS_ASKED}", follow_redirects=True)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return find_question_form(answer)


def find_question_form(answer: TestResponse) -> Form:
    """Return the one form with questions on a page."""
    found = [one for one in forms(answer.get_data(as_text=True)) if "version" in one.controls]
    assert len(found) == 1, answer.request.path
    return found[0]


def answer_question(
    client: CheckingClient, path: str, button: str = "Continue", **fields: str | list[str]
) -> TestResponse:
    """Answer a question page (`__` stands for `-`) and press a button."""
    form = look_at_question(client, path)
    for name, value in fields.items():
        form.set(name.replace("__", "-"), value if isinstance(value, list) else [value])
    answer = client.post(form.action, data=form.sent(form.button(button)))
    assert answer.status_code == 303, answer.status_code
    return answer


def start_with_question(client: CheckingClient, danger: str = "no") -> str:
    """Answer the first question; return where it led."""
    form = find_question_form(client.get("/record/new"))
    form.set("danger_now", [danger])
    answer = client.post(form.action, data=form.sent(form.button("Continue")))
    assert answer.status_code == 303, answer.status_code
    return answer.location


def walk_questions(client: CheckingClient, place: str, answers: Answers) -> tuple[str, list[str]]:
    """Answer every page from `place` on and press Continue; return where it ends, and the names."""
    names: list[str] = []
    while True:
        path = place.partition("?")[0].partition("#")[0]
        draft, _, name = path.rpartition("/")
        if name == "sign":
            return draft, names
        if names[-1:] != [name]:  # a page that comes back with a question or a call counts once
            names.append(name)
        form = look_at_question(client, path)
        for control, values in answers.get(name, {}).items():
            form.set(control, values)
        answer = client.post(form.action, data=form.sent(form.button("Continue")))
        assert answer.status_code == 303, (name, answer.status_code)
        place = answer.location
