"""The blueprint of this journey."""

from flask import Blueprint

bp = Blueprint("review", __name__)
