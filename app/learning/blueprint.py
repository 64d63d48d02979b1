"""The blueprint that every module of learning adds its routes to."""

from flask import Blueprint

from content.scenarios.careful.worker_sentences import only_waits

bp = Blueprint("learning", __name__, url_prefix="/learn")
bp.add_app_template_test(only_waits, "only_waiting")
