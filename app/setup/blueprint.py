"""The blueprint that every view of set-up hangs on."""

from flask import Blueprint

bp = Blueprint("setup", __name__)
