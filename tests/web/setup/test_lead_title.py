"""A club says welfare officer: no page, paper, mail or PDF of it speaks of a lead."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.models.organisation import Organisation
from app.services.emails import mail_queue, mail_texts
from tests.support.club.office import Office
from tests.support.club.world import World
from tests.support.disclosures import load
from tests.support.training.finished_practice import finish_model_record
from tests.support.web.checking_client import CheckingClient
from tests.support.web.link_crawler import crawl, words_of
from tests.support.web.record_client import begin, fill, look, signed
from tests.support.web.setup_client import put_code, send_up_to, typed
from tests.unit.referral_forms.document_text import body_text

TITLE = "welfare officer"
LEAD = re.compile(r"\bleads?\b", re.I)
OTHER_SETTINGS = re.compile(r"/learn/practice/(?!swimming_coach|run/|sent/).*")
"""Pages of scenarios whose setting has a title of its own."""
ALLOWED = (
    *("leads on safeguarding", "designated safeguarding lead, clubs say welfare officer"),
    "Safeguarding lead also DSL The person in an organisation",
    "Some are called designated safeguarding lead, welfare officer",
    *("may lead you to be concerned", "We lead the way"),
)
"""At set-up, where the title is asked for, and among the words of the workbook: both must say what
others are called. The last two are no titles: they are words of the paper.
"""


@pytest.fixture
def club(world: World) -> World:
    with world.session() as session:
        session.execute(update(Organisation).values(lead_title=TITLE))
        session.commit()
    return world


def found(text: str) -> list[str]:
    """Where a text speaks of a lead, with what stands around it."""
    for words in ALLOWED:
        text = text.replace(words, "")
    return [text[max(0, one.start() - 60) : one.end() + 40] for one in LEAD.finditer(text)]


def everything(club: World) -> str:
    """A draft with two texts of a page that asks about the lead, and a file on each route."""
    signed(club, load("full"))
    signed(club, load("about_a_lead"))
    sam = club.client("sam")
    draft = begin(sam)
    one, other = (look(sam, f"{draft}/told") for _ in range(2))
    for form, answer in ((one, "yes"), (other, "no_answer")):
        form.set("told_lead", [answer])
        sam.post(form.action, data=form.sent())
    empty = begin(sam)
    fill(sam, f"{empty}/account", {"worry": ["Crying again."]})
    assert "Have you told your welfare officer?" in sam.page(f"{empty}/told").text
    return draft


def test_no_page_speaks_of_a_lead(club: World):
    draft = everything(club)
    wrong = {}
    for who in ("", "sam", "jo", "senior", "kit", "tess"):
        pages = crawl(club.client(who or None), "/", draft, "/help", "/join", "/account/details")
        ours = {path: html for path, html in pages.items() if not OTHER_SETTINGS.match(path)}
        wrong |= {(who, path): at for path, html in ours.items() if (at := found(words_of(html)))}
        titled = [path for path, html in pages.items() if TITLE in html]
        assert len(titled) > 3, (who, sorted(pages))
    assert not wrong


def test_no_page_of_a_practice_speaks_of_a_lead(club: World):
    run_id = finish_model_record(Office.today(club).at("tess"), "swimming_coach")
    run, tess = f"/learn/practice/run/{run_id}", club.client("tess")
    paths = [f"{run}/{at}" for at in ("turn/0", "leave", "feedback", "send", "record", "paper")]
    paths += [f"{run}/record/{name}" for name in ("now", "told", "sharing", "sign")]
    said = {path: tess.page(path).text for path in (tess.get(run).location, *paths)}
    assert not {path: at for path, text in said.items() if (at := found(text))}
    titled = [path.removeprefix(f"{run}/") for path, text in said.items() if TITLE in text]
    assert {"feedback", "send", "record/told", "record/sign"} <= set(titled)


def test_no_mail_speaks_of_a_lead(club: World):
    everything(club)
    with Session(club.engine) as session:
        concern_id = session.query(mail_queue.Concern).first().id
        member = club.people["senior"].id
        for template in mail_texts.BODIES:
            mail_queue.queue_mail(session, club.org, member, template, concern_id, club.now())
        session.flush()
        mails = [
            mail_texts.build_mail(session, (one.id,), "https://heard.example", "heard@example.org")
            for one in session.query(mail_queue.Outbox)
        ]
        said = " ".join(f"{one['Subject']} {one.get_content()}" for one in mails)
    assert len(mails) >= len(mail_texts.BODIES)
    assert f"Call your {TITLE}" in said
    assert not found(said)


def test_no_paper_speaks_of_a_lead(club: World):
    path = f"/concerns/{signed(club, load('full'))}/referral"
    client = club.client("sam")
    offered = {
        control["name"]: control["value"]
        for control in client.page(f"{path}/pdf").controls
        if control.get("name") in {"once", "child", "words", "proof"}
    }
    answer = client.send(f"{path}/summary.pdf", offered, via=f"{path}/pdf")
    paper = " ".join(body_text(answer.data, offered["words"]).split())
    assert f"Has the {TITLE} been told?" in paper
    assert not found(paper)


def test_set_up_asks_for_the_title_and_uses_it(app, data):
    put_code(data)
    visitor = CheckingClient(app)
    wrong = send_up_to(visitor, "/set-up/about-you", lead_title=TITLE, lead_email="a@b")
    assert not found(words_of(wrong.get_data(as_text=True)))
    visitor = typed(CheckingClient(app))
    for path in ("/set-up/recovery-sheet", "/set-up/check-your-answers", "/set-up/about-you"):
        assert not found(visitor.page(path).text)


def test_the_word_is_found_where_it_stands():
    assert found("Ring your safeguarding lead") == ["Ring your safeguarding lead"]
    assert found("No Lead told")
    assert found("sealed to the leads")
    assert not found("This might be a leading question.")
