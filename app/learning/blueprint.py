"""The blueprint that every module of learning adds its routes to."""

from flask import Blueprint

bp = Blueprint("learning", __name__, url_prefix="/learn")
