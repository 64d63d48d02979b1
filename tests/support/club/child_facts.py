"""Facts in children's files, written as a lead does who looked at the form a moment ago."""

from __future__ import annotations

from uuid import UUID, uuid4

from app.domain.children.file_facts import Topic
from app.services.children import fact_writing
from app.services.children.fact_writing import NewFact
from tests.support.club.office import Office

MOTHER = {
    "name": "Dana Ellis",
    "relation": "mother",
    "knows": "not_told",
    "knows_what": "Telling could warn him.",
    "review_on": "2026-12-04",
    "phone": "07700 900151",
    "calling": "never",
}
PLAN = {"plan": "child_in_need", "start": "2026-10-01", "authority": "North Lincolnshire"}
WORKER = {"name": "Ade Bello", "role": "social_worker", "phone": "01724 296 500"}


def make_new_fact(
    office: Office, file_id: UUID, topic: Topic, values: dict[str, str], about: int = 0
) -> NewFact:
    """Return what the form sends that this lead has in front of them."""
    sheet = fact_writing.open_fact_form(office.at("jo"), file_id, topic, about)
    return NewFact(topic, values, about, sheet.mark, uuid4())


def write(
    office: Office,
    file_id: UUID,
    topic: Topic,
    values: dict[str, str],
    about: int = 0,
    who: str = "jo",
) -> int:
    """Write a fact and return the number of its entry."""
    new = make_new_fact(office, file_id, topic, values, about)
    return fact_writing.sign_fact(office.at(who), file_id, new)
