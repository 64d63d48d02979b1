"""The leads that a writer may have told, by the names that they were confirmed under."""

from flask import g

from app.domain.record.form_data import get_text
from app.domain.routing.actors import Role
from app.recording.questions.question_sheet import QuestionSheet
from app.services.contacts.ruled_out import find_people_not_to_tell
from app.services.members import member_lookup

_MAY_BE_ABOUT_TEAM = frozenset({"yes", "unsure"})


def list_safe_lead_names(sheet: QuestionSheet) -> tuple[str, ...]:
    """Return each lead's name once, in their order; none in a practice.

    No lead is named where the record may be about someone here, nor one that its writer ticked as
    not to see it or wrote among the people they are worried about: no page ever sends them to
    that person.
    """
    about_team = get_text(sheet.pages.get("now", {}), "about_our_team")
    if sheet.scene or about_team in _MAY_BE_ABOUT_TEAM:
        return ()
    never = find_people_not_to_tell(g.uow, sheet.pages).ids
    found = (
        member.name
        for member in member_lookup.list_leads_and_seniors(g.uow)
        if Role.LEAD in member.roles and member.name and member.id not in never
    )
    return tuple(name for name in dict.fromkeys(found) if name != g.uow.me.name)
