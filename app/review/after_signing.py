"""The page after signing: the reference, whom to ring now, who has been told, what comes next."""

from uuid import UUID

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access.house import house
from app.access.policy import Policy, policy
from app.access.shell import org_to_ring, ring_panel
from app.domain.pages import BY_LINK
from app.review import showing
from app.review.blueprint import bp
from app.services import detail_drafts, files, looks, numbers, outbox, paper_facts, routing
from app.services.members import MemberView


@bp.get("/concerns/<uuid:concern_id>/signed")
@policy(Policy.SIGNED_IN)
def signed(concern_id: UUID) -> ResponseReturnValue:
    """For the author. Loading it again changes nothing; a reader is led to the file."""
    file = files.open_file(g.desk, concern_id)
    if file.author_id != g.desk.me.id:
        return redirect(url_for("review.concern", concern_id=concern_id), 302)
    area, danger = showing.home_area(file.record), paper_facts.in_danger(file)
    found = looks.who_has_looked(g.desk, concern_id)
    nobody = file.route == "nobody"
    team, trust = paper_facts.about_team(file), paper_facts.about_trust(file)
    readers = routing.readers_of(g.desk, file.record) if file.record else ()
    return render_template(
        "review/signed.html",
        file=file,
        of_files=BY_LINK,
        begun={one.page for one in detail_drafts.begun(g.desk, concern_id)},
        panel=_panel(ring_panel(area, danger=danger), file.route, readers),
        elsewhere=paper_facts.elsewhere(g.desk, file, file.record, area) if file.record else (),
        lados=_lados(area) if nobody or team or trust else (),
        nobody=nobody,
        danger=danger,
        about_team=team,
        readers=readers,
        told=outbox.told(g.desk.session, g.desk.org, concern_id),
        mail_is_set_up=bool(house().config.smtp_url),
        readings=looks.readings(found, file.author_id),
    )


def _panel(panel: numbers.RingNow, route: str, readers: tuple[MemberView, ...]) -> numbers.RingNow:
    """Ring those who can open it: the worry may be about a lead whom the usual panel names."""
    if route == "leads":
        return panel
    known = [one for one in readers if one.confirmed]  # nobody is rung who cannot be checked
    return numbers.instead_of_leads(panel, numbers.people(known, paper_facts.CAN_OPEN))


def _lados(area: str) -> tuple[numbers.Line, ...]:
    return numbers.lados(org_to_ring(), g.desk.clock(), area)
