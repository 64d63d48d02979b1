"""The receipt in the browser: what it is, a file to keep, the key to check it with."""

from __future__ import annotations

import html

from app.services.audit_log import record_receipts
from audit import receipts as proofs
from tests.support.club.office import CHILD, Office
from tests.support.club.world import World


def test_the_page_says_what_a_receipt_is_and_shows_the_log_key(world: World):
    office = Office.today(world)
    concern_id = office.signed("sam")
    answer = world.client("sam").get(f"/concerns/{concern_id}/receipt")
    found = html.unescape(answer.get_data(as_text=True))
    assert record_receipts.derive_public_log_key(world.uow()) in found
    assert "has no names and nothing you wrote" in found
    assert CHILD not in found


def test_a_plain_sentence_comes_first_and_the_command_when_opened(world: World):
    concern_id = Office.today(world).signed("sam")
    answer = world.client("sam").get(f"/concerns/{concern_id}/receipt")
    found = html.unescape(answer.get_data(as_text=True))
    start, end = found.index("<details"), found.index("</details>")
    assert "How to check this receipt</span></summary>" in found[start:end]
    assert found[start : found.index(">", start)].count(" open") == 0
    for words in ("python -m audit verify", record_receipts.derive_public_log_key(world.uow())):
        assert words in found[start:end]
        assert words not in found[:start] + found[end:]
    assert found.index("proves that your record existed on its date") < start


def test_the_file_proves_the_signing_and_is_named_by_reference_alone(world: World):
    office = Office.today(world)
    concern_id = office.signed("sam")
    path = f"/concerns/{concern_id}/receipt"
    answer = world.client("sam").send(path)
    assert answer.mimetype == "application/json"
    name = answer.headers["Content-Disposition"]
    assert name.startswith("attachment; filename=receipt-")
    proved = proofs.verify_receipt(
        answer.get_data(as_text=True), record_receipts.derive_public_log_key(world.uow())
    )
    assert proved.event.obj == f"{concern_id}/1"


def test_nobody_else_gets_one(world: World):
    office = Office.today(world)
    path = f"/concerns/{office.signed('sam')}/receipt"
    for who in ("pat", "senior"):
        client = world.client(who)
        assert client.get(path).status_code == 404
        assert client.send(path, via="/help").status_code == 404
