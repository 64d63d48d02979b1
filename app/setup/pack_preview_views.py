"""Preview the content packs: what lies in their files now, and what is left to do."""

from flask import g, render_template
from flask.typing import ResponseReturnValue

from app.access.app_state import get_today
from app.access.policy import Policy, policy
from app.services.content import pack_preview
from app.setup.blueprint import bp


@bp.get("/content-packs")
@policy(Policy.READER)
def packs() -> ResponseReturnValue:
    """List the content packs of this server."""
    return render_template("setup/packs.html", packs=pack_preview.list_packs())


@bp.get("/content-packs/<pack>")
@policy(Policy.READER)
def pack(pack: str) -> ResponseReturnValue:
    """Show one content pack as its files are now."""
    preview = pack_preview.preview_pack(pack, g.org.lead_title, get_today())
    return render_template("setup/pack.html", pack=preview)
