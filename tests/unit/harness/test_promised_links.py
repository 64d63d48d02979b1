"""The kill tests take a link whose answer was lost for made where its page says so."""

from __future__ import annotations

import random

from tests.damage.promised_links import Lead
from tests.damage.socket_browser import Answer, Fields, Form
from tests.support.club.office import Office
from tests.support.club.world import World


class Visitor:
    """A socket browser's `get` and `send`, in this process."""

    def __init__(self, office: Office) -> None:
        self._client = office.world.client("jo")

    def get(self, path: str) -> Answer:
        answer = self._client.get(path)
        return Answer(answer.status_code, answer.headers.get("Location", ""), answer.data)

    def send(self, path: str, fields: Fields) -> Answer:
        filled = Form(self.get(path).body.decode(), path).fields | fields
        answer = self._client.post(path, data=filled)
        return Answer(answer.status_code, answer.headers.get("Location", ""), answer.data)


def test_a_link_that_was_cut_off_is_made_or_not(world: World):
    office = Office.today(world)
    asked = f"/concerns/{office.signed('sam')}/child/c1"
    lead = Lead(world, [], random.Random(1))  # noqa: S311 - chooses nothing here
    visitor = Visitor(office)
    lead.pending = asked
    lead.check(visitor)
    assert lead.files == {}
    lead._link(visitor, asked)
    made, lead.pending = lead.files.pop(asked), asked
    lead.check(visitor)
    assert lead.files == {asked: made}
