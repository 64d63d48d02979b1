"""A completion record in the browser: who sees it, what it says, and its paper."""

from __future__ import annotations

from datetime import timedelta
from html import escape
from io import BytesIO

import pikepdf
import pytest
from sqlalchemy import delete, select

from app.domain.training.statement_schema import CompletionMethod, ConfirmerRole, NamedPerson
from app.models.training import TrainingNote
from app.services.content import workbook_content
from app.services.training import completion_record_pdf
from app.services.training.check_codes import make_check_code
from app.services.unit_of_work import Action
from content.london_time import format_date
from tests.support.club.office import Office
from tests.support.training.completions import complete, note
from tests.unit.referral_forms.document_text import body_text, squash

MINE = "/learn/completion"


def code(now: Office) -> str:
    return now.session.scalars(select(TrainingNote.code)).first() or ""


def test_a_record_says_who_when_how_and_that_it_is_no_certificate(now: Office):
    made = complete(now, "sam", "pat")
    for who in ("sam", "pat", "jo", "deputy", "senior"):
        text = now.world.client(who).page(f"{MINE}/{made}").text
        for words in ("Sam Lee", "Pat Jones", "Riverside Youth Club", code(now)):
            assert words in text, who
        assert "Not issued by the board" in text
        assert "issued by the North Lincolnshire Children's MARS Board" in text
        assert "http://localhost/learn/check" in text


def test_each_finds_their_own_and_those_they_confirmed(now: Office):
    complete(now, "sam", "pat")
    assert "Sam Lee:" in now.world.client("sam").page(MINE).text
    others = now.world.client("pat").page(MINE).text
    assert others.index("A record appears here when") < others.index("Sam Lee:")
    for who in ("tess", "kit", "jo"):
        assert "Sam Lee:" not in now.world.client(who).page(MINE).text


def test_only_those_who_may_record_on_paper_are_led_there(now: Office):
    for who, led in (("jo", True), ("senior", True), ("sam", False), ("tess", False)):
        assert (f"{MINE}/record" in now.world.client(who).page(MINE).links) is led, who


def test_the_paper_holds_what_the_page_says_and_names_nobody_outside(now: Office):
    outsider = NamedPerson(id="", name="Zażółć Gęślą", job_title="Head of care & more")
    made = complete(
        now, "sam", "jo", how=CompletionMethod.PRINTED_COPY, confirmer=outsider, training=""
    )
    answer = now.world.client("sam").send(f"{MINE}/{made}/record.pdf", via=f"{MINE}/{made}")
    assert answer.mimetype == "application/pdf"
    name = f"completion-record-{now.now.date()}.pdf"
    assert name in answer.headers["Content-Disposition"]
    text = " ".join(body_text(answer.data).split())
    for words in ("Sam Lee", "Zażółć Gęślą", "Head of care & more", "Jo Smith", code(now)):
        assert words in text, words
    assert "http://localhost/learn/check" in text
    assert "issued by the North Lincolnshire Children's MARS Board" in text
    assert "sam@example.org" not in text
    with pikepdf.open(BytesIO(answer.data)) as pdf:
        assert "Sam" not in str(pdf.trailer.Info)
    line = now.events()[-1]
    assert (line.act, line.obj) == (Action.PRINTED, f"training_note/{made}")


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (ConfirmerRole.LEAD, "Safeguarding lead"),
        (ConfirmerRole.SENIOR, "Head or chair"),
        (ConfirmerRole.COMPLETED, "Someone who has completed this training"),
        (ConfirmerRole.TRAINER, "Trainer from outside the organisation"),
        (ConfirmerRole.GOVERNING_BODY, "Officer of the governing body"),
        (None, "Not recorded: this is older than that question"),
    ],
)
def test_the_paper_says_as_what_they_confirmed_and_the_day_they_talked(
    now: Office, role: ConfirmerRole | None, words: str
):
    talked = now.now.date() - timedelta(days=3)
    more = {"talked_on": talked, "understanding": "sufficient"}
    if role is ConfirmerRole.COMPLETED:
        more["confirmer_completion"] = str(complete(now, "jo", "senior"))
    made = complete(now, "sam", "jo", **more, **({"confirmer_role": role} if role else {}))
    sam = now.world.client("sam")
    page = sam.page(f"{MINE}/{made}").text
    answer = sam.send(f"{MINE}/{made}/record.pdf", via=f"{MINE}/{made}")
    paper = squash(body_text(answer.data))
    for label, said in (
        ("Confirmed as", words),
        ("They talked on", format_date(talked)),
        ("The confirmer stated", completion_record_pdf.SUFFICIENT),
    ):
        assert squash(label + said) in paper, label
        assert squash(label + said) in squash(page), label


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (CompletionMethod.CONFIRMED, "Completed in this tool. Not issued by the board."),
        (
            CompletionMethod.PRINTED_COPY,
            "Completed in this tool and signed on paper. Not issued by the board.",
        ),
        (
            CompletionMethod.PAPER_WORKBOOK,
            "Completed on paper and recorded in this tool. Not issued by the board.",
        ),
    ],
)
def test_page_and_paper_say_where_it_was_completed(now: Office, how: CompletionMethod, words: str):
    outsider = {"confirmer": NamedPerson(id="", name="Mel Fox", job_title=""), "training": ""}
    made = complete(
        now, "sam", "jo", how=how, **({} if how is CompletionMethod.CONFIRMED else outsider)
    )
    sam, path = now.world.client("sam"), f"{MINE}/{made}"
    assert words in sam.page(path).text
    paper = body_text(sam.send(f"{path}/record.pdf", via=path).data)
    assert words in " ".join(paper.split())


def test_what_was_noted_stands_on_the_record(now: Office):
    made = complete(now, "sam", "pat")
    page = f"{MINE}/{made}"
    assert "Sent to the Board on Not recorded yet" in now.world.client("sam").page(page).text
    note(now, made, "sam", "jo", "sent", day := now.now.date())
    assert f"Sent to the Board on {format_date(day)}" in now.world.client("sam").page(page).text


def test_one_that_cannot_be_trusted_says_so_and_shows_nothing(now: Office):
    made = complete(now, "sam", "pat")
    forged = now.session.scalars(select(TrainingNote.statement)).one()
    now.world.change(
        TrainingNote.__table__.update().values(statement=forged.replace(b"Sam Lee", b"Sam Lie"))
    )
    for who in ("sam", "pat", "jo"):
        client = now.world.client(who)
        text = client.page(f"{MINE}/{made}").text
        assert "cannot be trusted" in text
        assert "Sam Lie" not in text
        assert "Confirmed by" not in text
        assert client.get(f"{MINE}/{made}/board").status_code == 404
    assert "cannot be trusted" in now.world.client("sam").page(MINE).text
    assert now.world.client("tess").get(f"{MINE}/{made}").status_code == 404


def test_one_that_was_taken_away_is_missed_by_those_who_may_see_all(now: Office):
    made, other = complete(now, "sam", "pat"), complete(now, "tess", "pat")
    now.world.change(delete(TrainingNote).where(TrainingNote.id == made))
    assert "cannot be trusted" in now.world.client("jo").page(f"{MINE}/{made}").text
    for who in ("sam", "pat"):
        assert now.world.client(who).get(f"{MINE}/{made}").status_code == 404
    assert "cannot be trusted" not in now.world.client("jo").page(f"{MINE}/{other}").text


def test_a_name_is_words_whatever_stands_in_it(now: Office):
    name = "<b>أحمد</b> {{ 7 * 7 }} & Co"
    outsider = NamedPerson(id="", name=name, job_title="<i>Head</i>")
    said = {
        "how": CompletionMethod.PAPER_WORKBOOK,
        "confirmer": outsider,
        "training": "",
        "code": make_check_code(),
    }
    made = complete(now, "sam", "jo", **said)
    shown = f"<bdi>{escape(name)}</bdi>, <bdi>&lt;i&gt;Head&lt;/i&gt;</bdi>"
    assert shown in now.world.client("sam").get(f"{MINE}/{made}").get_data(as_text=True)
    checked = now.world.client().send("/learn/check", {"code": said["code"]})
    assert shown in checked.get_data(as_text=True)


@pytest.mark.parametrize(
    ("how", "today", "known"),
    [
        (CompletionMethod.CONFIRMED, True, True),
        (CompletionMethod.CONFIRMED, False, False),
        (CompletionMethod.PAPER_WORKBOOK, True, False),
    ],
)
def test_it_says_how_long_reading_took_only_where_that_is_known(
    now: Office, how: CompletionMethod, today: bool, known: bool
) -> None:
    edition = workbook_content.load_current_edition(now.org)
    paper = {"training": ""} if how is CompletionMethod.PAPER_WORKBOOK else {}
    version = edition.version if today else "2019-1"
    made = complete(now, "sam", "jo", how=how, edition=version, **paper)
    page = f"{MINE}/{made}"
    pdf = now.world.client("sam").send(f"{page}/record.pdf", via=page).data
    words = f"About {sum(edition.minutes.values())} minutes of reading. Add the time of the talk."
    for text in (now.world.client("sam").page(page).text, body_text(pdf)):
        assert (words in " ".join(text.split())) is known
        assert ("does not say how long it took" in " ".join(text.split())) is not known
