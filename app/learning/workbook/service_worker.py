"""Serve the script that keeps copies of the workbook for when the network drops.

Only public pages are kept: the script is served from /learn/, and a browser lets it stand before
nothing above.
"""

from pathlib import Path

from flask import Response, current_app, send_from_directory

from app.access.declarations import OrgNeed, cacheable_when_signed_out, needs_org
from app.access.policy import Policy, policy
from app.learning.blueprint import bp


@bp.get("/sw.js")
@cacheable_when_signed_out
@needs_org(OrgNeed.NEVER)
@policy(Policy.ANYONE)
def worker() -> Response:
    """Send the service worker of the workbook's pages."""
    return send_from_directory(
        Path(current_app.static_folder or ""), "workbook-sw.js", mimetype="text/javascript"
    )
