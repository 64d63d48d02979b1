"""One journey that leaves something in every kind of row that can hold a child's words.

Every answer is a made-up word, so that finding one anywhere is a leak.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from app.domain.children.file_facts import Topic
from app.domain.pages import PAGES, PAGES_BY_NAME
from app.domain.pages.page_model import AnswerKind, Field
from app.domain.training.training_forms import DiscussionInput
from app.models.member import SignIn
from app.recording.editor import pack_options
from app.services.training import review_actions
from app.services.training.review_actions import DiscussionToSign
from tests.damage import socket_browser
from tests.damage.socket_browser import Browser, Fields, Form
from tests.support.club import child_facts, child_links
from tests.support.club.office import Office
from tests.support.training import confirmations, debrief_steps

PACK = "north_lincolnshire"
BEFORE = [page.name for page in PAGES if page.name != "sign" and not page.after_signing]
AFTER = [page.name for page in PAGES if not page.core]
TYPED = {AnswerKind.WORDS, AnswerKind.TEXT, AnswerKind.LINE}
STEMS = ("Zquorvexhim", "Plońdréskał")
"""Every word begins with one of these, which nothing else in the world contains."""


@dataclass
class Words:
    """Made-up words, each handed out once."""

    given: int = 0

    def new(self) -> str:
        """A word nobody has used."""
        self.given += 1
        return f"{STEMS[self.given % 2]}{self.given}"

    def page(self, name: str) -> Fields:
        """A page with a word in each of its boxes, for the first child where it asks once a child.

        Of a page of signs the first is picked.
        """
        page = PAGES_BY_NAME[name]
        start = "c1." if page.per_child else ""
        found = self._boxes(page.fields, start)
        if page.pick_group and page.group:
            token = pack_options.list_signs(PACK, page.pick_group)[0].token
            found[f"{start}{page.group.name}-pick"] = [token]
            return found | self._boxes(page.group.fields, f"{start}{page.group.name}-{token}-")
        if page.group:
            found |= self._boxes(page.group.fields, f"{start}{page.group.name}-0-")
        return found

    def _boxes(self, fields: Iterable[Field], at: str) -> Fields:
        return {
            f"{at}{one.name}": [f"{self.new()} {self.new()}"] for one in fields if one.kind in TYPED
        }


CHOICES: dict[str, Fields] = {
    "now": {"danger_now": ["no"], "about_our_team": ["no"]},
    "account": {"how_known": ["child_told_me"]},
    "told": {"told_lead": ["not_yet"]},
}


def learn(office: Office, words: Words) -> None:
    """Answers sent, a talk about them and answers not sent. The same of a practice, and its run."""
    confirmations.answer_all(office, "tess", words.new())
    confirmations.let_confirm(office, "sam")
    sent = confirmations.send_answers(office, "tess", "sam")
    form = confirmations.make_discussion_form(office, "sam", sent, "more")
    said = DiscussionInput("more", confirmations.DAY, "together", words.new(), words.new())
    what = DiscussionToSign(form.once, said, form.number, form.digest)
    review_actions.sign_discussion(office.at("sam"), sent, what)
    confirmations.answer_all(office, "tess", words.new())
    run_id = debrief_steps.finish_practice(office, "tess", words.new(), words.new())
    practice = debrief_steps.send_practice(office, "tess", run_id, "sam")
    debrief_steps.write_talk_note(office, "sam", practice, words.new())


def fill_child_file(office: Office, words: Words) -> None:
    """A child’s file of two concerns, with a fact of three topics in it."""
    names = {"name": words.new(), "school_or_setting": words.new()}
    file_id = child_links.link(office, child_links.sign_about(office, names))
    child_links.link(office, child_links.sign_about(office, names), file_id)
    for topic, values, typed in (
        (Topic.FAMILY, child_facts.MOTHER, ("name", "knows_what")),
        (Topic.PLAN, child_facts.PLAN, ("authority",)),
        (Topic.WORKER, child_facts.WORKER, ("name",)),
    ):
        made_up = {name: words.new() for name in typed}
        child_facts.write(office, file_id, topic, {**values, **made_up})


def save(browser: Browser, where: str, fields: Fields) -> None:
    """Fill a page and press its button."""
    answer = browser.send(where, fields)
    assert answer.status == 303, (where, answer.status, answer.text[-2500:])


def record(browser: Browser, words: Words) -> str:
    """A draft with every page filled, and the rough notes changed."""
    draft = socket_browser.begin(browser)
    for name in BEFORE:
        save(browser, f"{draft}/{name}", words.page(name) | CHOICES.get(name, {}))
    save(browser, f"{draft}/account", {"first_note": [words.new()]})
    return draft


def aside(browser: Browser, draft: str, words: Words) -> None:
    """Two tabs: what the second wrote is kept beside what the first did."""
    where = f"{draft}/account"
    old = browser.form(where)
    save(browser, where, {"worry": [words.new()]})
    assert browser.post(where, old | {"worry": [words.new()]}).status == 303


def late(browser: Browser, world, draft: str, words: Words) -> None:
    """A page that comes after its sign-in ended."""
    form = browser.form(f"{draft}/account") | {"seen": [words.new()]}
    with world.session() as session:
        session.execute(update(SignIn).values(last_seen=datetime.now(UTC) - timedelta(hours=1)))
        session.commit()
    answer = browser.post(f"{draft}/account", form)
    assert (answer.status, "We’ve saved" in answer.text) == (401, True)


def after_signing(author: Browser, reader: Browser, concern: str, words: Words) -> bytes:
    """Every page and an addition by the author; opened, acknowledged. Returns the paper's PDF."""
    add = {"words": [words.new()], "corrects": ["1"], "reason": [words.new()]}
    for name, fields in [*((name, words.page(name)) for name in AFTER), ("addition", add)]:
        more = f"{concern}/more/{name}"
        ends = {"addition": f"{concern}/add", "duties": f"{concern}/duties"}
        ends["sharing"] = f"{concern}/sharing"
        page = author.get(ends.get(name, more)).text
        where = next(part for part in page.split('"') if part.startswith(f"{more}/"))
        answer = author.post(where, Form(page, where).fields | fields)
        assert (answer.status, "?added=" in answer.location) == (303, True)
    assert reader.get(concern).status == 200
    token = reader.form(concern, f"{concern}/acknowledge")["csrf_token"]
    assert reader.post(f"{concern}/acknowledge", {"csrf_token": token}).status == 303
    pdf = f"{concern}/referral/summary.pdf"
    made = author.post(pdf, author.form(f"{concern}/referral/pdf", pdf))
    assert made.status == 200, made.text[-2500:]
    assert made.body.startswith(b"%PDF")
    return made.body
