"""A page on which no child is named asks once, in a notice; the second press goes on."""

import pytest

from tests.support.web.checking_client import show_whole
from tests.support.web.record_client import fill, look, send, sign

ASKS = "You have not said who the child is."


def test_nothing_said_of_a_child_asks_once_and_is_no_mistake(sam, draft):
    assert ASKS not in sam.page(f"{draft}/child").text
    first = send(sam, f"{draft}/child")
    assert first.location == f"{draft}/child?whole=1&check=1#no-child"
    page = sam.page(first.location.partition("#")[0])
    assert ASKS in page.text
    assert "Error" not in page.title
    again = look(sam, first.location.partition("#")[0])
    assert sam.post(again.action, data=again.sent()).location == f"{draft}/people"
    assert ASKS not in sam.page(f"{draft}/child").text


@pytest.mark.parametrize(
    ("field", "value"),
    [("children__0__name", "Mo"), ("children__0__name__unknown", "not_known"),
     ("children__0__age", "about 9")],
)  # fmt: skip
def test_anything_said_of_a_child_goes_on_at_once(sam, draft, field, value):
    assert send(sam, f"{draft}/child", **{field: value}).location == f"{draft}/people"


def test_saving_asks_nothing_and_signing_is_never_in_the_way(sam, draft):
    fill(sam, f"{draft}/account", {"worry": ["She would not eat."]})
    assert send(sam, f"{draft}/child", "Save").location == show_whole(f"{draft}/child")
    send(sam, f"{draft}/child")
    assert sign(sam, draft, [])
