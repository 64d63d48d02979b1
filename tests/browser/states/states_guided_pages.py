"""The guided pages: each page of PAGES blank, filled, wrong, very long, and in two versions."""

from __future__ import annotations

from app.domain.journey.journey_pages import QUESTIONS_BY_NAME
from app.domain.pages import PAGES
from app.recording.editor.record_store import CALL_FIRST
from app.recording.questions.question_handling import LEAVING
from tests.browser.page_inspection import Stage, shows
from tests.browser.states.states_accounts import LONG
from tests.support.disclosures import Disclosure, load
from tests.support.web.checking_client import CheckingClient, show_whole
from tests.support.web.html_forms import Form
from tests.support.web.question_client import answer_question, look_at_question
from tests.support.web.record_client import begin, look, write

ASKED = [page for page in PAGES if page.name != "sign" and not page.after_signing]
WHAT: Disclosure = load("full")
TOO_LONG = LONG + "and on"


def text_of(form: Form) -> str:
    """A question of the page that takes a text: a long one where there is one."""
    texts = [c for c in form.controls.values() if c.type in {"textarea", "text"}]
    return min(texts, key=lambda control: control.type != "textarea").name


def save(client: CheckingClient, path: str, text: str, version: str | None = None) -> Form:
    """Send a page with this text in it. With an old `version` both texts are kept."""
    form = look(client, path)
    form.set(text_of(form), [text])
    if version is not None:
        form.set("version", [version])
    assert client.post(form.action, data=form.sent(form.button("Save"))).status_code == 303
    return form


@shows("recording.page", "empty")
def blank(stage: Stage) -> None:
    draft = begin(stage.club.client("sam"))
    for page in ASKED:
        path = show_whole(f"{draft}/{page.name}")
        stage.visit("recording.page", "empty", "sam", path, page.name)
    for name in (*QUESTIONS_BY_NAME, CALL_FIRST):
        stage.visit("recording.page", "empty", "sam", f"{draft}/{name}", f"asked-{name}")


@shows("recording.page", "full", "errors")
@shows("recording.submit", "errors")
def filled(stage: Stage) -> None:
    client = stage.club.client("sam")
    draft = write(client, WHAT)
    for page in ASKED:
        path = show_whole(f"{draft}/{page.name}")
        tab = stage.visit("recording.page", "full", "sam", path, page.name)
        controls = look(client, path).controls
        clocks = [f"{name}-time" for name in controls if f"{name}-time" in controls]
        wrong = {name: "half past" for name in clocks} or {text_of(look(client, path)): TOO_LONG}
        found = stage.send(tab, f"/{page.name}", wrong, "Continue")
        assert tab.title().startswith("Error: "), page.name
        stage.judge("recording.submit", "errors", tab, found, page.name)
        if page.core:
            stage.visit("recording.page", "errors", "sam", path, page.name)
    draft = write(client, WHAT)
    for name in (*QUESTIONS_BY_NAME, CALL_FIRST):
        stage.visit("recording.page", "full", "sam", f"{draft}/{name}", f"asked-{name}")
    leaving = f"{draft}/{CALL_FIRST}?{LEAVING}=1"
    tab = stage.visit("recording.page", "full", "sam", leaving, "call-first-leaving")
    assert tab.get_by_role("button", name="Finish later").count() == 1


@shows("recording.page", "errors", "long", "conflict")
def asked(stage: Stage) -> None:
    """A question page that asks which time is meant, refuses, is long, and has a second text."""
    client = stage.club.client("sam")
    draft = write(client, WHAT)

    def show(state: str, path: str, label: str, words: str) -> None:
        tab = stage.visit("recording.page", state, "sam", path, f"asked-{label}")
        assert words in tab.inner_text("body"), label

    for typed, label, words in (
        ("half 3", "which-time", "Which time do you mean?"),
        ("when nan comes", "no-time", "We could not read this time."),
    ):
        where = answer_question(client, f"{draft}/where", child_is="with_me", leaves_at=typed)
        path = where.location if label == "which-time" else f"{draft}/where"
        show("errors", path, label, words)
    refused = answer_question(client, f"{draft}/seen", seen=TOO_LONG).location
    show("errors", refused, "refused", "There is a problem")
    forms = [look_at_question(client, f"{draft}/words") for _ in range(2)]
    for form, text in zip(forms, ("unbroken" * 20 + LONG[:19_840], "other tab"), strict=True):
        form.set("child_words", [text])
        client.post(form.action, data=form.sent(form.button("Continue")))
        if text != "other tab":
            show("long", f"{draft}/words", "long", "What did the child say?")
    show("conflict", f"{draft}/words?check=0", "conflict", "saved in two versions")


@shows("recording.page", "long")
def long(stage: Stage) -> None:
    client = stage.club.client("sam")
    draft = write(client, WHAT)
    for page in ASKED:
        path = show_whole(f"{draft}/{page.name}")
        save(client, path, "unbroken" * 20 + LONG[:19_840])
        stage.visit("recording.page", "long", "sam", path, page.name)


@shows("recording.page", "conflict")
@shows("recording.submit", "conflict")
def two_places(stage: Stage) -> None:
    client = stage.club.client("sam")
    draft = write(client, WHAT)
    for page in ASKED:
        path = show_whole(f"{draft}/{page.name}")
        save(client, path, "What was typed in the other tab.", version="0")
        stage.visit("recording.page", "conflict", "sam", path, page.name)
    tab = stage.tab("sam")
    tab.goto(f"{stage.club.server.url}{draft}/told?whole=1")
    found = stage.send(tab, "/told", {"version": "0", "told_lead_name": "Dele"}, "Continue")
    stage.judge("recording.submit", "conflict", tab, found)
