"""Show where a member's training stands, and the one thing to do next."""

from flask import g, render_template
from flask.typing import ResponseReturnValue

from app.access.policy import Policy, policy
from app.learning.blueprint import bp
from app.services.content import next_step


@bp.get("")
@policy(Policy.SIGNED_IN)
def start() -> ResponseReturnValue:
    """Learn: one button, and the ways to everything else."""
    return render_template("learning/start.html", step=next_step.find_learning_step(g.uow))
