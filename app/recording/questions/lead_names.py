"""The leads that a writer may have told, by the names that they were confirmed under."""

from flask import g

from app.domain.routing.actors import Role
from app.recording.call_script.call_contacts import is_about_team
from app.recording.questions.question_sheet import QuestionSheet
from app.services.members import member_lookup


def list_lead_names(sheet: QuestionSheet) -> tuple[str, ...]:
    """Return each lead's name once, in their order; none in a practice.

    No lead is named where the record may be about someone here, nor one that its writer ticked as
    not to see it: no page ever sends them to that person.
    """
    if sheet.scene or is_about_team(sheet.pages.get("now", {})):
        return ()
    kept_from = set(sheet.pages.get("sign", {}).get("not_for", ()))
    found = (
        member.name
        for member in member_lookup.list_leads_and_seniors(g.uow)
        if Role.LEAD in member.roles and member.name and str(member.id) not in kept_from
    )
    return tuple(name for name in dict.fromkeys(found) if name != g.uow.me.name)
