"""The blueprint that every view of this journey hangs on, and the day by which they read."""

from datetime import date, datetime

from flask import Blueprint, g

from content.london_time import LONDON

bp = Blueprint("setup", __name__)


def get_today() -> date:
    """The day it is in London, by the clock of this request."""
    now: datetime = g.uow.clock()
    return now.astimezone(LONDON).date()
