"""What a form about training sends: its fields, the version it was drawn from, the texts beside it.

A page is kept before it is judged, as in recording. Autosave answers JSON.
"""

import json
from uuid import UUID, uuid4, uuid5

from flask import g, jsonify
from flask.typing import ResponseReturnValue

from app.access.typed import CHANGED, Form, submitted, uuid_of, version_of
from app.domain.dates import shown_time
from app.domain.raws import Raw
from app.errors import StaleError
from app.services import learning_drafts


def once_of(form: Form) -> UUID:
    """The id of the form that was on the screen; a fresh one for a form that is none of ours."""
    return uuid_of((form.get("once") or [""])[0]) or uuid4()


def press_of(form: Form, *said: object) -> UUID:
    """The id of one press: of the form that was on the screen, and of what it said.

    The same again is the same press. A page that came back with the browser's own button, and says
    something else now, is another one: else its words would be dropped without a word.
    """
    return uuid5(once_of(form), json.dumps(said))


def keep(document: str, raw: Raw, form: Form) -> bool:
    """Keep a page and settle what was chosen between two texts; whether the way goes on.

    False: a newer text was there, or a choice was made: the page must be shown again.
    """
    use, away = (form.get("use") or [""])[0], form.get("away", [])
    try:
        learning_drafts.save(g.desk, document, raw, version_of(form), use, away)
    except StaleError:
        return False
    return not (use or away)


def autosaved(document: str, raw: Raw) -> ResponseReturnValue:
    """Keep a page while it is being typed; 409 when a newer one is there, this one beside it."""
    try:
        page = learning_drafts.save(g.desk, document, raw, version_of(submitted()))
    except StaleError:
        return jsonify(error="stale", said=CHANGED), 409
    return jsonify(version=page.version, saved=shown_time(page.at or g.desk.clock()))
