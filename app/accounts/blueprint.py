"""The blueprint that every view of this journey hangs on."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)
