"""A number that somebody typed is a link only where it is clearly one: a tap rings what is read.

Each answer of each test is checked for it (`tests/support/web/checking_client.py`); here are the
numbers.
"""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from app.models.concern import Card
from app.services.concerns import acknowledgements
from tests.support.club.office import Office
from tests.support.club.office_today import office
from tests.support.club.saved_contacts import set_organisation, set_phones
from tests.support.web.checking_client import CheckingClient, Page

__all__ = ["office"]

ODD = [
    "０１６３２ ９６００９９",
    "٠١٦٣٢ ٩٦٠٠٩٩",
    "01632 960O99",
    "01632 960099 / 07700 900999",
    "01632 960099 or 07700 900999",
    "01632 96009/9",
    "01632 960099-100",
    "4512",
]
GOOD = {"01632 960099 ext 12": "01632960099", "+44 (0)1632 960099": "+441632960099"}


def pages(office: Office, phone: str) -> list[str]:
    """Every page that shows a number which people typed, with this one for everybody."""
    set_phones(office.world, phone)
    set_organisation(office.world, phone=phone)
    read, unread, hidden = (office.signed("sam") for _ in range(3))
    acknowledgements.acknowledge_concern(office.at("jo"), read)
    office.world.change(delete(Card).where(Card.concern_id == hidden))
    office.draft("pat")
    paths = ["/concerns", "/numbers", "/with-a-child", "/members", "/"]
    paths += [f"/concerns/{one}{more}" for one in (read, unread) for more in ("", "/phone-script")]
    return [*paths, f"/concerns/{read}/referral"]


def rung(client: CheckingClient, path: str) -> tuple[Page, set[str]]:
    page = client.page(path)
    return page, {number for number, _ in page.rung}


@pytest.mark.parametrize("phone", ODD)
def test_odd_digits_are_text(office: Office, phone: str):
    client, shown = office.world.client("jo"), 0
    for path in pages(office, phone):
        page, numbers = rung(client, path)
        assert not any("9600" in number or number == "4512" for number in numbers), path
        shown += phone in page.text
    assert shown >= 5
    page, _ = rung(office.world.client(), "/numbers")
    assert phone in page.text


@pytest.mark.parametrize("phone", GOOD)
def test_one_number_is_a_link(office: Office, phone: str):
    client = office.world.client("jo")
    found = [path for path in pages(office, phone) if GOOD[phone] in rung(client, path)[1]]
    assert len(found) >= 5
