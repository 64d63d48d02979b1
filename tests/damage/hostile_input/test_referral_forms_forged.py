"""Forms that no page of ours sent: each field of every form of a referral holds what it should not.

Each answer is one of ours (never an error of the server), repeats no mark-up, and is checked like
every other (`tests/support/web/checking_client.py`).
"""

from __future__ import annotations

from urllib.parse import quote_from_bytes
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.domain.record.entry_schema import Part
from app.models.concern import Entry
from app.services.concerns import acknowledgements, record_signing
from app.services.concerns.record_signing import SigningRequest
from app.services.referrals import referral_pdf
from tests.support.club.office import Office, record_parts
from tests.support.web.checking_client import CheckingClient
from tests.support.web.html_forms import Form, forms
from tests.web.referrals.test_council_forms import office

__all__ = ["office"]

OFFERED = {"once", "words", "proof", "added"}
HOSTILE = {
    "mark-up": b"<script>alert(1)</script><img src=x onerror=alert(1)>\"'><!--",
    "turned": "\u202eevil \u2066\u200b\u0000\ufeff".encode(),
    "long": "é".encode() * 20_000,
    "no text": b"a\x00b\x1b\xed\xa0\x80\xff\xfe",
    "numbers": "٣٣-1e999 99999999999999999999999999 0000-00-00".encode(),
    "a template": b"{{ 7*7 }} ${7*7} %s %n {0.__class__}",
    "far days": b"9999-12-31",
    "an id": str(uuid4()).encode(),
}
PAGES = (
    "call", "decision", "closure", "reopening", "referral", "reply", "escalation", "disagreement",
    "sharing", "duties", "for_council", "for_lado", "for_police", "people", "addition",
)  # fmt: skip


def places(office: Office) -> list[str]:
    """Every page with a form that a referral needs."""
    person = Part("people", (), {"name_or_nickname": "Dex"}, "1")
    what = SigningRequest(office.draft("sam"), (*record_parts(), person), frozenset())
    concern_id = record_signing.sign_record(office.at("sam"), what)
    acknowledgements.acknowledge_concern(office.at("jo"), concern_id)
    referral_pdf.make_and_archive_summary_pdf(
        office.at("jo"),
        concern_id,
        "",
        referral_pdf.offer_pdf_passphrase(office.at("jo")),
        protect=False,
    )
    file = f"/concerns/{concern_id}"
    within = ("", "/phone-script", "/referral", "/referral/summary", "/referral/pdf", "/export",
              "/referral/pdf?form=police", "/referral/forms/front_door", "/receipt")  # fmt: skip
    house = ("/phone-script", "/rota", "/organisation", "/organisation/change", "/directory")
    return [
        *(file + one for one in within),
        *(f"{file}/more/{page}" for page in PAGES),
        *house,
    ]


def sent(client: CheckingClient, form: Form, value: bytes, keep: set[str]) -> int:
    """Send a form with this in each of its fields but these; the status of the answer."""
    pressed = () if OFFERED & keep else (one.name for one in form.buttons if one.name)
    names = [*form.controls, *pressed]
    pairs = []
    for name in dict.fromkeys(names):
        kept = name in keep and name in form.controls
        given = form.controls[name].value.encode() if kept else value
        pairs.append(f"{quote_from_bytes(name.encode())}={quote_from_bytes(given)}")
    kind = "application/x-www-form-urlencoded"
    answer = client.post(form.action, data="&".join(pairs).encode(), content_type=kind)
    text = answer.get_data()
    assert b"<script>alert" not in text, form.action
    assert b"onerror=alert(1)>" not in text, form.action
    return answer.status_code


@pytest.mark.parametrize("what", HOSTILE)
def test_what_no_page_of_ours_sends_is_answered_like_a_slip(office: Office, what: str):
    jo, seen = office.world.client("jo"), 0
    paths = places(office)
    for path in paths:
        page = jo.get(path, follow_redirects=True)
        assert page.status_code == 200, path
        found = forms(page.get_data(as_text=True))
        for form in found:
            if form.method.lower() != "post" or form.action in {"/hide", "/sign-out", "/stay"}:
                continue
            for keep in ({"csrf_token"}, {"csrf_token", *OFFERED}):
                status = sent(jo, form, HOSTILE[what], keep)
                assert status in {200, 303, 404, 409, 413, 422}, f"{form.action}: {status}"
                seen += 1
    assert seen > 50
    for path in ("/concerns", *paths):  # with what was kept, or signed, of it
        assert jo.get(path, follow_redirects=True).status_code == 200, path


@pytest.mark.parametrize("what", HOSTILE)
def test_what_no_page_of_ours_asks_for_is_not_there(office: Office, what: str):
    jo, value = office.world.client("jo"), quote_from_bytes(HOSTILE[what][:2_000])
    concern_id = office.signed("sam")
    before = office.session.scalar(select(func.count()).select_from(Entry))
    file = f"/concerns/{concern_id}"
    for path in (
        f"{file}/referral/summary?child={value}",
        f"{file}/referral/summary?form={value}",
        f"{file}/referral/pdf?child={value}&form={value}",
        f"{file}/referral/forms/{value}",
        f"{file}/referral/forms/front_door?child={value}",
        f"{file}/more/{value}",
        f"{file}/more/call?remove={value}&seen={value}&check={value}",
        f"{file}?added={value}",
        f"/directory/{value}/{value}",
        f"/directory?rung={value}",
        f"/organisation?saved={value}",
        f"/concerns?page={value}",
        f"/concerns/closed?page={value}",
    ):
        answer = jo.get(path)
        assert answer.status_code in {200, 303, 308, 404, 422}, f"{path[:90]}: {answer.status_code}"
        assert b"<script>alert" not in answer.get_data(), path[:90]
    assert office.session.scalar(select(func.count()).select_from(Entry)) == before


@pytest.mark.parametrize("number", ["0", "1", "9", str(2**31), str(2**63), "9" * 300])
def test_a_paper_that_is_none_is_not_there(office: Office, number: str):
    concern_id = office.signed("sam")
    for who in ("sam", "jo", "pat"):
        client = office.world.client(who)
        answer = client.send(f"/concerns/{concern_id}/papers/{number}", via="/help")
        assert answer.status_code == 404, who
